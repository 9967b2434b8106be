"""Verbs of reporting, a module for each family: saving, records, proposals, signing."""
