"""Coverage and quality of an edition: who stands behind what, what is missing and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.rule_messages import rule_title
from app.dashboards.addresses import COVERAGE, MATRIX, OVERVIEW, indicator_url, point_url
from app.dashboards.pages.around import PublicPage, around, confidence_word
from app.dashboards.pages.indicator_rows import newest
from app.dashboards.register import Entry
from app.dashboards.view import Figure, View
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS
from app.domain.qc.findings import Severity
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.words import flag_words, missing_words
from app.reporting.words import period_word, point_title, severity_word

Reasons = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PointCoverage:
    """How much is known of one point."""

    name: str
    url: str
    information: Figure
    status: Figure
    missing: Reasons
    silent: str  # who says nothing there, for the Commission only


@dataclass(frozen=True)
class IndicatorCoverage:
    """How many Member States gave a value, why the others did not, and what qualifies it."""

    name: str
    url: str
    period: str
    n: Figure
    missing: Reasons
    flags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CoveragePage(PublicPage):
    """Coverage by point and indicator, flags, confidence, results of the rules."""

    template: ClassVar[str] = "dashboards/coverage.html"

    missing_count: int
    missing_names: tuple[str, ...]  # for the Commission only
    matrix_url: str
    points: tuple[PointCoverage, ...]
    indicators: tuple[IndicatorCoverage, ...]
    flags: tuple[tuple[str, int], ...]
    confidence: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, str, str, int], ...]  # code, what it says, severity, reporters


def coverage_page(view: View) -> CoveragePage:
    """Return how complete an edition is and how sure its figures are."""
    missing = [
        entry.code
        for entry in view.catalogue.reporters
        if entry.code != COMMISSION and entry.code not in view.reports
    ]
    return CoveragePage(
        around=around(view, COVERAGE, _("Coverage and quality")),
        crumbs=((_("Overview"), view.url(OVERVIEW)), (_("Coverage and quality"), "")),
        missing_count=len(missing),
        missing_names=_names(missing) if view.knows_who else (),
        matrix_url=view.url(MATRIX),
        points=_points(view),
        indicators=_indicators(view),
        flags=_flags(view),
        confidence=_confidence(view.entries()),
        rules=_rules(view),
    )


def _names(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(country_name(code) for code in codes)


def _points(view: View) -> tuple[PointCoverage, ...]:
    found = []
    for point in view.catalogue.instrument.points:
        if is_ours(point):
            continue
        there = view.fact(f"{point.id}.coverage/{EU27}/n@{view.period}")
        status = view.fact(f"{point.id}.progress/{EU27}/n@{view.period}")
        about = there if view.is_baseline else status or there
        found.append(
            PointCoverage(
                name=f"{point.number}. {point_title(point)}",
                url=view.url(point_url(point.id)),
                information=view.figure(there),
                status=view.figure(status),
                missing=missing_words(view.index, about, view.is_baseline) if about else (),
                silent=_silent(view, there),
            )
        )
    return tuple(found)


def _silent(view: View, there: Fact | None) -> str:
    if there is None or not view.knows_who:
        return ""
    codes = [e.code for e in view.catalogue.reporters if e.code != COMMISSION]
    return ", ".join(_names(code for code in codes if code not in there.inputs))


def _indicators(view: View) -> tuple[IndicatorCoverage, ...]:
    counts: dict[str, list[Fact]] = {}
    for fact in view.facts.values():
        if fact.key.set == EU27 and fact.key.measure == "n" and not fact.key.codes:
            counts.setdefault(fact.key.subject, []).append(fact)
    found = []
    for indicator in view.catalogue.indicators:
        latest = newest(counts.get(indicator.id, ()))
        if indicator.id == PROGRESS or latest is None:
            continue
        found.append(
            IndicatorCoverage(
                name=indicator.name,
                url=view.url(indicator_url(indicator.id)),
                period=period_word(latest.key.period),
                n=view.figure(latest),
                missing=missing_words(view.index, latest, view.is_baseline),
                flags=flag_words(view.index, latest),
            )
        )
    return tuple(found)


def _flags(view: View) -> tuple[tuple[str, int], ...]:
    """Return how many of the values that this reader may see carry each qualifier."""
    counts: Counter[str] = Counter()
    for fact in view.facts.values():
        if fact.key.measure == "value":
            counts.update(flag_words(view.index, fact))
    return tuple(counts.most_common())


def _confidence(entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    levels = Counter(entry.measure.confidence for entry in entries if entry.measure)
    known = ((confidence_word(level), levels[level]) for level in ("high", "medium", "low"))
    return tuple((word, count) for word, count in known if count)


def _rules(view: View) -> tuple[tuple[str, str, str, int], ...]:
    return tuple(
        (rule, rule_title(rule), severity_word(Severity(severity)), count)
        for (rule, severity), count in sorted(view.findings.items())
    )
