"""The field as data: instruments, indicators and questions read from files, checked, and frozen for a cycle."""
