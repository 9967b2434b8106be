"""Verbs of reporting, one module for each family: saving, records, proposals, signing, submitting."""
