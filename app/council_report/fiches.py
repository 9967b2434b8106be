"""The fiches: what the edition holds on one reporter, on its own pages."""

from collections.abc import Iterator
from datetime import date

from app.core.i18n import country_name, format_date, ngettext
from app.core.i18n import gettext as _
from app.council_report.chapters import measure_cells, source_cell
from app.council_report.contents import ReportContents, ReporterPart
from app.council_report.document import (
    Block,
    Column,
    Heading,
    Link,
    Paragraph,
    Prose,
    Reference,
    Table,
    Text,
)
from app.council_report.fiche_parts import by_region, own_measures, own_words, snapshot
from app.council_report.prose import (
    NOTHING,
    count_of,
    figure,
    filled,
    joined,
    point_list,
    since_word,
    words,
)
from app.domain.contribution import Evidence, Measure, ReportData
from app.domain.indicators import PROGRESS, Indicator
from app.domain.points import Point
from app.domain.roles import COMMISSION
from app.domain.seen import without_any_withheld
from app.editions.charts import title_of
from app.editions.words import unit_word
from app.reporting.words import period_word

# Ten core indicators that are numbers, the same for every Member State.
TEN = frozenset(
    ("SD-02.1", "SD-03.1", "SD-05.4", "SD-05.5", "SD-07.1", "SD-08.2", "SD-13.2", "SD-16.1",
     "SD-18.2", "SD-24.2")
)  # fmt: skip


def fiches(contents: ReportContents) -> Iterator[Block]:
    """Yield a fiche for each reporter of which the edition holds something."""
    for place, part in enumerate(contents.present):
        # The first one follows the words that open the annex.
        yield from fiche_blocks(contents, part, starts_page=place > 0)


def fiche_blocks(
    contents: ReportContents, part: ReporterPart, *, starts_page: bool = False
) -> Iterator[Block]:
    """Yield the fiche of one reporter with its heading; nothing where nothing is held of it."""
    if part.data is not None:
        name = f"{country_name(part.code)} ({part.printed})"
        key = f"fiche-{part.printed}"
        yield Heading(2, name, key, numbering="annex", starts_page=starts_page)
        yield from _fiche(contents, part, part.data)


def _fiche(contents: ReportContents, part: ReporterPart, data: ReportData) -> Iterator[Block]:
    yield Paragraph(joined(_opening(contents, part)), "lead")
    if contents.is_baseline:
        yield from _with_rows(_found(contents, part, data))
        yield from _with_rows(_core_indicators(contents, part))
        return
    if part.code != COMMISSION:
        yield from _with_rows(snapshot(contents, part))
    yield _status_strip(contents, part)
    yield from _with_rows(_core_indicators(contents, part))
    yield from by_region(contents, part)
    yield from _with_rows(own_measures(contents, part, data))
    yield from own_words(contents, part, data)
    yield Paragraph((Text(_("Data notes. "), "strong"), *_notes(contents, data)), "quiet")
    text = _("The full submission, as far as it is public: %(place)s.")
    url = f"/countries/{part.printed}"
    yield Paragraph(filled(text, place=(Link(url, url),)), "quiet")


def _with_rows(table: Table) -> Iterator[Block]:
    if table.rows:
        yield table


def _opening(contents: ReportContents, part: ReporterPart) -> Iterator[Prose]:
    period = contents.period
    if contents.is_baseline:
        yield words(_("Compiled from public sources, not reported. Progress: not assessed."))
    else:
        yield filled(
            _("Information supplied by the Commission services: version %(version)s%(when)s.")
            if part.code == COMMISSION
            else _("Information supplied by the Member State: version %(version)s%(when)s."),
            version=str(part.version),
            when=_when(part),
        )
    measures, shown = count_of(contents, f"measures/{part.printed}/count@{period}")
    yield filled(
        ngettext(
            "The edition holds %(count)s measure.",
            "The edition holds %(count)s measures.",
            measures,
        ),
        count=shown,
    )
    points, shown = count_of(contents, f"coverage/{part.printed}/points@{period}")
    if part.code != COMMISSION:
        yield filled(
            ngettext(
                "There is information on %(count)s of 24 points.",
                "There is information on %(count)s of 24 points.",
                points,
            ),
            count=shown,
        )


def _when(part: ReporterPart) -> str:
    """Return when it was submitted; nobody submits what was not signed off."""
    if not part.submitted_on:
        return ""
    day = format_date(date.fromisoformat(part.submitted_on))
    return _(", signed off and submitted on %(day)s") % {"day": day}


def _points_for(contents: ReportContents, part: ReporterPart) -> list[Point]:
    wanted = "commission" if part.code == COMMISSION else "member_states"
    return [p for p in contents.catalogue.instrument.points if p.addressee == wanted]


def _found(contents: ReportContents, part: ReporterPart, data: ReportData) -> Table:
    """Return what public sources say on a reporter, point by point."""
    rows: list[tuple[Prose, ...]] = []
    for point in contents.catalogue.instrument.points:
        rows += [
            (words(str(point.number)), *_measure_entry(contents, m))
            for m in data.measures_at(point.id)
            if m.visibility == "public"
        ]
        rows += [
            (words(str(point.number)), *_evidence_entry(e))
            for e in without_any_withheld(data.evidence_at(point.id))
            if e.visibility == "public"
        ]
    return Table(
        id=f"table:fiche.{part.printed}.found",
        caption=_("What public sources say: %(name)s") % {"name": country_name(part.code)},
        columns=(
            Column(_("Point"), 8),
            Column(_("What was found"), 50),
            Column(_("Kind"), 14),
            Column(_("Since"), 11),
            Column(_("Source"), 20),
        ),
        rows=tuple(rows),
        description=_("One row for each piece of information: point, content, kind, source."),
    )


def _measure_entry(contents: ReportContents, measure: Measure) -> tuple[Prose, ...]:
    _title, kind, _stage, since, source = measure_cells(contents, measure)
    return _content(measure.title, measure.description, measure.language), kind, since, source


def _evidence_entry(evidence: Evidence) -> tuple[Prose, ...]:
    return (
        _content(evidence.title, evidence.description, evidence.language),
        words(_("Context")),
        words(since_word(evidence.published_on) or "–"),
        source_cell(evidence.source or evidence.file_name, evidence.url, evidence.confidence),
    )


def _content(title: str, description: str, language: str) -> Prose:
    if not description:
        return (Text(title, "strong", language),)
    return (Text(f"{title}. ", "strong", language), Text(description, language=language))


def _status_strip(contents: ReportContents, part: ReporterPart) -> Table:
    rows = tuple(
        (
            words(str(point.number)),
            words(title_of(point)),
            _status(contents, part, point),
        )
        for point in _points_for(contents, part)
    )
    return Table(
        id=f"table:fiche.{part.printed}.status",
        caption=_("Progress by point: %(name)s") % {"name": country_name(part.code)},
        columns=(Column(_("Point"), 9), Column(_("Title"), 60), Column(_("Status"), 31)),
        rows=rows,
        description=_("One row for each point with the status that the reporter chose."),
        compact=True,
    )


def _status(contents: ReportContents, part: ReporterPart, point: Point) -> Prose:
    if part.data is not None and point.id in part.data.left_out:
        return (Text(_("Left out"), "quiet"),)
    fact_id = f"{point.id}.progress/{part.printed}/value@{contents.period}"
    if contents.shown(fact_id) is None:
        return (Text(_("No status shown"), "quiet"),)
    return (figure(contents, fact_id),)


def _core_indicators(contents: ReportContents, part: ReporterPart) -> Table:
    """Return the reporter's chief core values, numbers beside the median of the Union."""
    is_union = part.code == COMMISSION
    rows = [
        _core_row(contents, indicator, part, fact_id)
        for indicator in contents.catalogue.indicators
        if indicator.tier == "core"
        and indicator.subject == ("union" if is_union else "reporter")
        and indicator.id != PROGRESS
        and (is_union or contents.is_baseline or indicator.id in TEN)
        for fact_id in list(_own_values(contents, indicator, part))[-1:]
    ]
    return Table(
        id=f"table:fiche.{part.printed}.core",
        caption=_("Core indicators: %(name)s") % {"name": country_name(part.code)},
        columns=(
            Column(_("Indicator"), 43),
            Column(_("Period"), 20),
            Column(_("Value"), 24),
            Column(_("EU median"), 9, True),
            Column(_("n of 27"), 7, True),
        ),
        rows=tuple(rows),
        description=_("One row for each value, with the median of the Union and its coverage."),
        note=()
        if is_union or contents.is_baseline
        else filled(
            _("The newest value of each. All core indicators by country stand in %(place)s."),
            place=Reference("standard-T3", "T3"),
        ),
        compact=True,
    )


def _own_values(
    contents: ReportContents, indicator: Indicator, part: ReporterPart
) -> Iterator[str]:
    for fact in contents.by_subject.get(indicator.id, []):
        is_own = fact.key.set == part.printed and fact.key.measure == "value"
        if is_own and not fact.key.codes and contents.shown(fact.id):
            yield fact.id


def _core_row(
    contents: ReportContents, indicator: Indicator, part: ReporterPart, fact_id: str
) -> tuple[Prose, ...]:
    fact = contents.facts[fact_id]
    middle = f"{indicator.id}/EU27/median@{fact.key.period}"
    n_id = f"{indicator.id}/EU27/n@{fact.key.period}"
    has_median = contents.shown(middle) is not None
    unit = words(f"\u00a0{unit_word(fact)}") if fact.number is not None else ()
    return (
        words(indicator.name),
        words(period_word(fact.key.period)),
        (figure(contents, fact_id), *unit),
        (figure(contents, middle),) if has_median else NOTHING,
        NOTHING if part.code == COMMISSION else (figure(contents, n_id),),
    )


def _notes(contents: ReportContents, data: ReportData) -> Prose:
    left_out = [int(point[1:]) for point in data.left_out]
    labels = {str(flag.flag): flag.label.lower() for flag in contents.catalogue.flags}
    used = sorted({flag for seen in data.observations.values() for flag in seen.flags})
    sentences = []
    if left_out:
        text = _("The reporter left out %(points)s.")
        sentences.append(words(text % {"points": point_list(left_out)}))
    if used:
        text = _("Some values carry remarks: %(flags)s.")
        named = "; ".join(labels.get(flag, flag) for flag in used)
        sentences.append(words(text % {"flags": named}))
    return joined(sentences) if sentences else words(_("There are no remarks on the data."))
