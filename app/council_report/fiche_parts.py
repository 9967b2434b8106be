"""Parts of a country's fiche: the snapshot, charts by region, measures and own words."""

import re
from collections.abc import Iterator

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.council_report.chapters import measure_cells
from app.council_report.contents import ReportContents, ReporterPart
from app.council_report.document import (
    Block,
    ChartBlock,
    Column,
    Paragraph,
    Prose,
    Table,
    Text,
)
from app.council_report.national_texts import PRACTICE, named_at
from app.council_report.prose import figure, joined, point_list, words
from app.domain.contribution import ReportData
from app.domain.facts import Fact
from app.editions.charts import Chart, Datum, Series
from app.editions.words import unit_word
from app.reporting.words import code_word, period_word

SNAPSHOT = ("SD-11.2", "SD-12.1", "SD-12.2", "SD-11.1", "SD-16.1", "SD-18.1", "SD-24.1")
BY_REGION = ("SD-05.4", "SD-05.5")
MOST_REGIONS, MOST_MEASURES, MOST_LETTERS = 6, 3, 320
_BLUE = "1F4E8C"


def snapshot(contents: ReportContents, part: ReporterPart) -> Table:
    """Return what tells most about how a country is set up, as far as it released it."""
    rows: list[tuple[Prose, ...]] = []
    for name in SNAPSHOT:
        indicator = contents.index.indicators.get(name)
        fact = _newest(contents, name, part.printed)
        if indicator is not None and fact is not None:
            unit = words(f"\u00a0{unit_word(fact)}") if fact.number is not None else ()
            rows.append((words(indicator.name), (figure(contents, fact.id), *unit)))
    return Table(
        id=f"table:fiche.{part.printed}.snapshot",
        caption=_("Snapshot: %(name)s") % {"name": country_name(part.code)},
        columns=(Column(_("About"), 50), Column(_("As the Member State says"), 50)),
        rows=tuple(rows),
        description=_("One row each: coordinator, roadmap, attachés, researchers at risk, module."),
        compact=True,
    )


def _newest(contents: ReportContents, indicator: str, printed: str) -> Fact | None:
    found = [
        fact
        for fact in contents.by_subject.get(indicator, [])
        if fact.key.set == printed
        and fact.key.measure == "value"
        and not fact.key.codes
        and contents.shown(fact.id)
    ]
    return max(found, key=lambda fact: fact.key.period) if found else None


def by_region(contents: ReportContents, part: ReporterPart) -> Iterator[Block]:
    """Yield a small chart of the regions a country works with most, for each of the two series."""
    for name in BY_REGION:
        chart = _regions(contents, part, name)
        if chart is not None:
            yield ChartBlock(chart, compact=True)


def _regions(contents: ReportContents, part: ReporterPart, name: str) -> Chart | None:
    indicator = contents.index.indicators.get(name)
    found = [
        fact
        for fact in contents.by_subject.get(name, [])
        if fact.key.set == part.printed
        and fact.key.measure == "value"
        and [dimension for dimension, _code in fact.key.codes] == ["partner_region"]
        and fact.number
        and contents.shown(fact.id)
    ]
    if indicator is None or not found:
        return None
    period = max(fact.key.period for fact in found)
    newest = [fact for fact in found if fact.key.period == period]
    most = sorted(newest, key=lambda fact: (-(fact.number or 0), fact.id))[:MOST_REGIONS]
    names = tuple(code_word(contents.index, indicator, *fact.key.codes[0]) for fact in most)
    title = _("%(indicator)s, %(period)s: %(name)s") % {
        "indicator": indicator.name,
        "period": period_word(period),
        "name": country_name(part.code),
    }
    return Chart(
        id=f"chart:fiche.{part.printed}.{name}",
        title=title,
        description=_(
            "Horizontal bars, one for each of the partner regions with the highest numbers."
        ),
        axis=indicator.unit,
        categories=names,
        series=(
            Series(
                "value",
                indicator.unit,
                _BLUE,
                "solid",
                tuple(Datum(fact.id, fact.number) for fact in most),
            ),
        ),
    )


def own_measures(contents: ReportContents, part: ReporterPart, data: ReportData) -> Table:
    """Return three measures in the reporter's own words: those that serve the most points."""
    public = [measure for measure in data.measures if measure.visibility == "public"]
    chief = sorted(public, key=lambda measure: -len(measure.points))[:MOST_MEASURES]
    rows = []
    for measure in chief:
        _title, kind, stage, since, _source = measure_cells(contents, measure)
        said: Prose = (Text(measure.title, "strong", measure.language),)
        if measure.description:
            short = excerpted(measure.description)
            said = (*said, Text(". "), Text(short, language=measure.language))
        numbers = point_list(int(point[1:]) for point in measure.points)
        rows.append((said, kind, stage, since, words(numbers)))
    return Table(
        id=f"table:fiche.{part.printed}.measures",
        caption=_("Measures in own words: %(name)s") % {"name": country_name(part.code)},
        columns=(
            Column(_("Measure"), 54),
            Column(_("Type"), 14),
            Column(_("Stage"), 12),
            Column(_("Since"), 8),
            Column(_("Serves"), 12),
        ),
        rows=tuple(rows),
        description=_("One row for each measure: title and text, type, stage, since when, points."),
        note=words(_("Those that serve the most points.")) if len(public) > MOST_MEASURES else (),
        compact=True,
    )


def excerpted(text: str) -> str:
    """Return a text, or its beginning up to the last whole word with a mark that it goes on."""
    flat = re.sub(r"\s+", " ", text).strip()
    if len(flat) <= MOST_LETTERS:
        return flat
    return f"{flat[:MOST_LETTERS].rpartition(' ')[0]} […]"


def own_words(contents: ReportContents, part: ReporterPart, data: ReportData) -> Iterator[Block]:
    """Yield a practice to learn from, obstacles and support wanted, as far as they are public."""
    practice = _practice(data)
    if practice:
        lead: Prose = (Text(_("Good practice. "), "strong"),)
        yield Paragraph((*lead, Text(excerpted(practice))))
    told = [
        *_named(contents, data, "obstacles", _("Obstacles. ")),
        *_named(contents, data, "support_wanted", _("Support wanted. ")),
    ]
    if told:
        yield Paragraph(joined(told))


def _practice(data: ReportData) -> str:
    for _key, seen in sorted(data.observations.items(), key=lambda item: str(item[0])):
        if _key.indicator == PRACTICE and isinstance(seen.value, str):
            return seen.value
    return ""


def _named(contents: ReportContents, data: ReportData, topic: str, lead: str) -> Iterator[Prose]:
    """Yield what was ticked, each choice with the points at which it was."""
    found: dict[str, list[int]] = {}
    for point in contents.catalogue.instrument.points:
        for named in named_at(contents.index, (data,), point.id):
            if named.key == topic:
                found.setdefault(named.label, []).append(point.number)
    if found:
        listed = "; ".join(f"{label} ({point_list(at)})" for label, at in found.items())
        yield (Text(lead, "strong"), Text(f"{listed}."))
