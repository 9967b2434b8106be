"""How often repeated tests repeat: a few times in every run, fully in `make proof`."""

import os

import hypothesis

FULL = os.environ.get("COUNTS") == "full"

hypothesis.settings.register_profile("ci", max_examples=40, derandomize=True, deadline=None)
hypothesis.settings.register_profile("proof", max_examples=3000, deadline=None)


def count(ci: int, full: int) -> int:
    """Choose the number of rounds of a test that loops by itself."""
    return full if FULL else ci
