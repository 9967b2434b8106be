"""Editions and their facts: freeze, verify, fact check, approve, publish; chart specifications."""
