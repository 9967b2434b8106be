"""What the templates of reporting show: frozen dataclasses, built from the draft by functions."""
