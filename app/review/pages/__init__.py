"""Pages of the desk: plain data for the templates, built from what was submitted."""
