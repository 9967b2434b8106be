"""The quality rules as a catalogue to read: what each checks, how strictly, since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_date
from app.core.i18n import gettext as _
from app.core.rule_history import RULE_HISTORY
from app.core.rule_messages import mode_meaning, mode_word
from app.core.rule_texts import RULE_MESSAGES
from app.core.spreadsheets import Column, TableSheet, Workbook, workbook_bytes
from app.domain.qc import RULES
from app.domain.qc.findings import Rule, Severity
from app.domain.qc.modes import mode_in, natural_mode, read_modes
from app.domain.workflow import CycleStatus
from app.reporting import words
from app.reporting.addresses import RULES_URL
from app.web.pages import Link, Page

_TONES = {Severity.BLOCKING: "stop", Severity.WARNING: "warning", Severity.INFORMATION: "neutral"}


@dataclass(frozen=True)
class RuleEntry:
    """One rule in words; `id` is its number and its anchor."""

    id: str
    title: str
    severity: str
    tone: str
    checks: str
    remedy: str
    version: int
    since: str
    note: str  # where it does not count as it stands here
    changes: tuple[tuple[str, str], ...]  # version and day, what is new


@dataclass(frozen=True, kw_only=True)
class RulesPage(Page):
    """All rules, or those of one severity."""

    template: ClassVar[str] = "reporting/rules.html"

    crumbs: tuple[Link, ...]
    rules: tuple[RuleEntry, ...]
    filters: tuple[tuple[str, str, bool, int], ...]
    meanings: tuple[tuple[str, str], ...]
    files: tuple[Link, ...]
    decided: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # cycle; rule, how it counts


def rules_page(show: str, cycles: Sequence[CycleInfo]) -> RulesPage:
    """Return the catalogue; `show` is a severity or empty for all, `cycles` may count otherwise."""
    known = (c for c in cycles if c.is_live and c.status is not CycleStatus.DESIGN)
    decided = ((cycle.title, tuple(_decided(cycle))) for cycle in known)
    return RulesPage(
        crumbs=((_("Overview"), "/"), (_("Quality rules"), "")),
        decided=tuple((title, lines) for title, lines in decided if lines),
        rules=tuple(_entry(rule) for rule in RULES if show in ("", str(rule.severity))),
        filters=tuple(_filters(show)),
        meanings=(
            (words.severity_word(Severity.BLOCKING), _("It has to be mended before sending.")),
            (
                words.severity_word(Severity.WARNING),
                _("It can be mended or explained; the explanation is sent along."),
            ),
            (
                words.severity_word(Severity.INFORMATION),
                _("It tells something. Nothing is needed."),
            ),
            (
                words.severity_word(Severity.NOT_RUN),
                _("A fault of the portal, which is recorded. It stops nothing."),
            ),
        ),
        files=((_("Excel"), f"{RULES_URL}.xlsx"), ("JSON", f"{RULES_URL}.json")),
    )


def _decided(cycle: CycleInfo) -> Iterator[tuple[str, str]]:
    """Yield the rules that count otherwise in a cycle, with how they do."""
    modes = read_modes(cycle.rules)
    for rule in RULES:
        mode = mode_in(rule, modes)
        if mode is not natural_mode(rule):
            said = f"{mode_word(mode)}. {mode_meaning(mode)}"
            yield f"{rule.id} {_(RULE_MESSAGES[rule.id].title)}", said


def _filters(show: str) -> Iterator[tuple[str, str, bool, int]]:
    yield _("All"), RULES_URL, not show, len(RULES)
    for severity in (Severity.BLOCKING, Severity.WARNING, Severity.INFORMATION):
        count = sum(rule.severity is severity for rule in RULES)
        url = f"{RULES_URL}?severity={severity}"
        yield words.severity_word(severity), url, show == severity, count


def _entry(rule: Rule) -> RuleEntry:
    text, history = RULE_MESSAGES[rule.id], RULE_HISTORY[rule.id]
    return RuleEntry(
        id=rule.id,
        title=_(text.title),
        severity=words.severity_word(rule.severity),
        tone=_TONES[rule.severity],
        checks=_(text.checks),
        remedy=_(text.remedy),
        version=rule.version,
        since=format_date(history[-1].since),
        note=_("On trial: it counts only where a cycle lets it.") if rule.on_trial else "",
        changes=tuple(
            (
                _("Version %(version)s, %(day)s")
                % {"version": step.version, "day": format_date(step.since)},
                _(step.what),
            )
            for step in reversed(history)
        ),
    )


def rules_document() -> list[dict[str, Any]]:
    """Return the catalogue for programs: codes that stay, and words in the reader's language."""
    return [
        {
            "rule": rule.id,
            "version": rule.version,
            "severity": str(rule.severity),
            "on_trial": rule.on_trial,
            "title": _(RULE_MESSAGES[rule.id].title),
            "checks": _(RULE_MESSAGES[rule.id].checks),
            "remedy": _(RULE_MESSAGES[rule.id].remedy),
            "history": [
                {"version": s.version, "since": s.since.isoformat(), "what": _(s.what)}
                for s in RULE_HISTORY[rule.id]
            ],
        }
        for rule in RULES
    ]


def rules_workbook() -> bytes:
    """Return the catalogue as a workbook: the rules, and what changed in them."""
    rules = TableSheet(
        name=_("Rules"),
        title=_("Quality rules"),
        table="Rules",
        columns=(
            Column(_("Number"), 10),
            Column(_("Name"), 30),
            Column(_("Severity"), 16),
            Column(_("What it checks"), 60),
            Column(_("What to do"), 60),
            Column(_("Version"), 9, "whole"),
            Column(_("Since"), 12, "day"),
        ),
        rows=[
            (e.id, e.title, e.severity, e.checks, e.remedy, e.version, RULE_HISTORY[e.id][-1].since)
            for e in map(_entry, RULES)
        ],
    )
    changes = TableSheet(
        name=_("Changes"),
        title=_("What changed in the rules"),
        table="Changes",
        columns=(
            Column(_("Number"), 10),
            Column(_("Version"), 9, "whole"),
            Column(_("Since"), 12, "day"),
            Column(_("What is new"), 70),
        ),
        rows=[
            (rule.id, step.version, step.since, _(step.what))
            for rule in RULES
            for step in RULE_HISTORY[rule.id]
        ],
    )
    return workbook_bytes(Workbook(_("Quality rules"), (rules, changes)))
