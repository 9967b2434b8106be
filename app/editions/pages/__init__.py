"""Pages of editions: plain data for the templates, by what the reader may see."""
