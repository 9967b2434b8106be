"""Refreshing a drafter's Word document: only what carries a tag changes, and all of it is told."""
