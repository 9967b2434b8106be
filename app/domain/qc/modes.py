"""How a rule counts in a cycle: it is rehearsed, then warns, then blocks, or it is retired."""

import json
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from app.domain.qc.findings import Finding, Rule, Severity


class Mode(StrEnum):
    """What a finding of a rule does to a reporter."""

    OFF = "off"  # retired
    REHEARSAL = "rehearsal"  # only the Commission sees what it would find
    INFORMATION = "information"
    WARNING = "warning"
    BLOCKING = "blocking"


SILENT = frozenset({Mode.OFF, Mode.REHEARSAL})  # the reporter hears nothing of it


def natural_mode(rule: Rule) -> Mode:
    """Return how a rule counts where nobody has decided otherwise: a new one is rehearsed."""
    return Mode.REHEARSAL if rule.on_trial else Mode(rule.severity)


def mode_in(rule: Rule, modes: Mapping[str, Mode]) -> Mode:
    """Return how a rule counts under these decisions."""
    return modes.get(rule.id, natural_mode(rule))


def possible_modes(rule: Rule) -> tuple[Mode, ...]:
    """Return the modes a rule may have.

    What blocks by its nature always does: without it a report would be incomplete or contradict
    itself, and the one judgement of completeness would disagree with the rules.
    """
    return (Mode.BLOCKING,) if rule.severity is Severity.BLOCKING else tuple(Mode)


def as_counted(finding: Finding, mode: Mode) -> Finding:
    """Return a finding with the severity its rule has here; a rule that failed stays our fault."""
    if finding.severity in (Severity.NOT_RUN, mode.value):
        return finding
    return replace(finding, severity=Severity(mode.value))


@lru_cache(maxsize=64)
def read_modes(text: str) -> Mapping[str, Mode]:
    """Return decisions kept as JSON with a cycle, by rule."""
    return {rule: Mode(mode) for rule, mode in json.loads(text).items()}
