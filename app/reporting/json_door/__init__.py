"""The JSON door of a contribution: another system of the country reads and writes it with a key."""
