"""The field as data: instrument, indicators and questions, read from files, checked and frozen."""
