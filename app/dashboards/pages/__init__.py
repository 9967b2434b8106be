"""Pages of the public side: plain data for the templates, from what the reader may see."""
