"""The biennial document made from an edition: document tree, sentences, writers."""
