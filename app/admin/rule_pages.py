"""Pages of the quality rules of a cycle: how each counts, and what it would find."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from app.admin.cycle_pages import cycle_url
from app.admin.pages import FieldErrors
from app.admin.rehearsal import Body, Hits
from app.catalogue.queries import CycleInfo
from app.catalogue.rules import Decision, can_decide
from app.core.i18n import country_name, format_datetime, format_number, ngettext
from app.core.i18n import gettext as _
from app.core.rule_messages import mode_meaning, mode_word
from app.core.rule_texts import RULE_MESSAGES
from app.domain.qc import RULES
from app.domain.qc.findings import Finding, Rule
from app.domain.qc.modes import Mode, mode_in, natural_mode, possible_modes, read_modes
from app.reporting import words
from app.reporting.addresses import desk_url
from app.web.pages import Page

_TONES = {Mode.BLOCKING: "stop", Mode.WARNING: "warning"}


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule in the table: how it counts here, what it finds now and found last time."""

    id: str
    title: str
    url: str
    mode: str
    tone: str
    decided: bool  # otherwise than by its nature
    here: str
    last: str


@dataclass(frozen=True, kw_only=True)
class CycleRulesPage(Page):
    """All rules of a cycle."""

    template: ClassVar[str] = "admin/cycle_rules.html"

    title: str
    cycle_url: str
    tried_on: str
    last_edition: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, kw_only=True)
class HitLine:
    """What a rule says of one reporter."""

    reporter: str
    url: str
    findings: tuple[tuple[str, str], ...]  # where it stands, what is said; empty: not for you


@dataclass(frozen=True, kw_only=True)
class HitsView:
    """What a rule finds in a body of submissions."""

    title: str
    summary: str
    lines: tuple[HitLine, ...]


@dataclass(frozen=True)
class Choice:
    """One way in which a rule can count."""

    value: str
    label: str
    help: str


@dataclass(frozen=True, kw_only=True)
class CycleRulePage(Page):
    """One rule: what it would find, how it counts, what was decided."""

    template: ClassVar[str] = "admin/cycle_rule.html"

    title: str
    cycle_title: str
    url: str
    cycle_url: str
    checks: str
    remedy: str
    mode: str
    tone: str
    meaning: str
    bodies: tuple[HitsView, ...]
    decisions: tuple[tuple[str, str, str, str], ...]  # when, who, how it counts since, why
    can_decide: bool
    modes: tuple[Choice, ...]
    chosen: str
    reason: str = ""
    notice: str = ""
    errors: FieldErrors = ()


def rules_url(cycle: str) -> str:
    """Return the page of the rules of a cycle."""
    return f"{cycle_url(cycle)}/rules"


def rule_url(cycle: str, rule: str) -> str:
    """Return the page of one rule in a cycle."""
    return f"{rules_url(cycle)}/{rule}"


def cycle_rules_page(
    cycle: CycleInfo, body: Body, here: Mapping[str, Hits], last: Mapping[str, Hits], edition: str
) -> CycleRulesPage:
    """Return the table of rules; `last` is what they find in the edition published last."""
    modes = read_modes(cycle.rules)
    number = len(body.submissions)
    tried = ngettext(
        "Tried on %(num)s report that was submitted.",
        "Tried on %(num)s reports that were submitted.",
        number,
    )
    return CycleRulesPage(
        title=cycle.title,
        cycle_url=cycle_url(cycle.code),
        tried_on=tried % {"num": number} if number else _("Nothing has been submitted yet."),
        last_edition=edition,
        rules=tuple(
            RuleLine(
                id=rule.id,
                title=_(RULE_MESSAGES[rule.id].title),
                url=rule_url(cycle.code, rule.id),
                mode=mode_word(mode_in(rule, modes)),
                tone=_TONES.get(mode_in(rule, modes), "neutral"),
                decided=mode_in(rule, modes) is not natural_mode(rule),
                here=hits_words(here[rule.id]),
                last=hits_words(last[rule.id]) if last else "",
            )
            for rule in RULES
        ),
    )


def hits_words(hits: Hits) -> str:
    """Return how often a rule finds something, in how many reports, how often it was explained."""
    if not hits.submissions:
        return _("Nothing to try it on")
    if not hits.count:
        return _("Finds nothing")
    count = format_number(Decimal(hits.count))
    found = ngettext("%(num)s finding", "%(num)s findings", hits.count) % {"num": count}
    said = _("%(found)s in %(n)s of %(of)s reports") % {
        "found": found,
        "n": len(hits.findings),
        "of": hits.submissions,
    }
    if hits.failed:
        failed = ngettext("could not run in %(num)s", "could not run in %(num)s", hits.failed)
        return _("%(said)s; %(more)s") % {"said": said, "more": failed % {"num": hits.failed}}
    if hits.explained:
        more = ngettext("%(num)s explained", "%(num)s explained", hits.explained)
        return _("%(said)s; %(more)s") % {"said": said, "more": more % {"num": hits.explained}}
    return said


def hits_view(title: str, body: Body, hits: Hits, cycle: str, *, with_values: bool) -> HitsView:
    """Return the reporters a rule finds something at; which values only for who reads them.

    `cycle` is that of the submissions, where they can be read at the desk; else empty.
    """

    def line(reporter: str, findings: Sequence[Finding]) -> HitLine:
        said = [
            (_place(body, reporter, finding), words.finding_text(body.index, finding))
            for finding in findings
        ]
        url = desk_url(cycle, reporter) if cycle and with_values else ""
        shown = tuple(said) if with_values else ()
        return HitLine(reporter=country_name(reporter), url=url, findings=shown)

    lines = tuple(line(reporter, found) for reporter, found in sorted(hits.findings.items()))
    return HitsView(title=title, summary=hits_words(hits), lines=lines)


def _place(body: Body, reporter: str, finding: Finding) -> str:
    label = words.label_of(body.index, reporter, finding.subject)
    points = body.index.catalogue.instrument.points
    number = next((point.number for point in points if point.id == finding.point), None)
    if number is None:  # about the report as a whole
        return label
    return _("Point %(number)s: %(label)s") % {"number": number, "label": label}


def cycle_rule_page(
    cycle: CycleInfo,
    rule: Rule,
    bodies: Sequence[HitsView],
    decisions: Sequence[Decision],
    *,
    may_decide: bool,
    chosen: str = "",
    reason: str = "",
    notice: str = "",
    errors: FieldErrors = (),
) -> CycleRulePage:
    """Return one rule of a cycle, with the form for whoever manages the cycle."""
    mode = mode_in(rule, read_modes(cycle.rules))
    text = RULE_MESSAGES[rule.id]
    possible = possible_modes(rule)
    return CycleRulePage(
        title=f"{rule.id} {_(text.title)}",
        cycle_title=cycle.title,
        url=rule_url(cycle.code, rule.id),
        cycle_url=cycle_url(cycle.code),
        checks=_(text.checks),
        remedy=_(text.remedy),
        mode=mode_word(mode),
        tone=_TONES.get(mode, "neutral"),
        meaning=mode_meaning(mode) if len(possible) > 1 else _always(),
        bodies=tuple(bodies),
        decisions=tuple(
            (format_datetime(d.at), d.by, mode_word(d.mode), d.reason) for d in decisions
        ),
        can_decide=may_decide and can_decide(cycle) and len(possible) > 1,
        modes=tuple(Choice(str(one), mode_word(one), mode_meaning(one)) for one in possible),
        chosen=chosen or str(mode),
        reason=reason,
        notice=notice,
        errors=errors,
    )


def _always() -> str:
    return _(
        "Always blocking: without this rule a report would be incomplete or contradict itself."
    )
