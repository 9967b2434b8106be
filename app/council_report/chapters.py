"""The chapters by group: for each point what was asked, who answered, measures, status, gaps."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    ChartBlock,
    Column,
    Figure,
    Heading,
    Inline,
    Link,
    Note,
    Paragraph,
    Prose,
    Reference,
    Table,
    Text,
)
from app.council_report.prose import (
    NOTHING,
    count_of,
    figure,
    filled,
    joined,
    point_name,
    since_word,
    words,
)
from app.council_report.told import told_at
from app.council_report.union_lines import separated, union_facts, union_table
from app.domain.contribution import Measure
from app.domain.facts import Fact
from app.domain.indicators import Indicator
from app.domain.points import Point, PointGroup
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours, set_of
from app.editions.charts import measures_by_point, status_by_point, title_of
from app.editions.words import option_word, reason_word

MOST_INDICATORS = 3  # in a chapter, for each point


def chapters(contents: ReportContents) -> Iterator[Block]:
    """Yield one chapter for each group of points."""
    for group in contents.catalogue.instrument.groups:
        yield Heading(1, title_of(group), f"group-{group.id}", starts_page=True)
        yield from _group_opening(contents, group)
        for point in contents.points_of(group):
            yield from point_section(contents, point)


def _group_opening(contents: ReportContents, group: PointGroup) -> Iterator[Block]:
    period = contents.period
    ours = group.addressee == "commission"
    first, last = min(group.points), max(group.points)
    to_whom = (
        _("The points %(first)s to %(last)s address the Commission. The chart shows how many "
          "measures serve each point, and of which type.")
        if ours
        else _("The points %(first)s to %(last)s address the Member States. The chart shows how "
               "many measures public sources document at each point, and of which type.")
        if contents.is_baseline
        else _("The points %(first)s to %(last)s address the Member States. The chart shows how "
               "many of them chose each step of the progress scale.")
    )  # fmt: skip
    yield Paragraph(filled(to_whom, first=str(first), last=str(last)))
    by_measures = contents.is_baseline or ours
    note = _source_note(contents)
    build = measures_by_point if by_measures else status_by_point
    chart = build(contents.facts, contents.catalogue, group, period, note)
    if chart.series:
        yield ChartBlock(chart)
    else:
        yield Paragraph(words(_("There is nothing to draw for this group yet.")), "quiet")


def _source_note(contents: ReportContents) -> str:
    if contents.is_baseline:
        return _(
            "Source: public sources, compiled by the Commission services. A measure that serves "
            "several points is counted at each of them."
        )
    return _("Source: accepted submissions. Each bar adds up to the reporters addressed.")


def point_section(contents: ReportContents, point: Point) -> Iterator[Block]:
    """Yield everything the report says on one point."""
    yield Heading(2, point_name(point), point.id)
    asked: Prose = (Text(_("What is asked. "), "strong"), Text(point.summary))
    yield Paragraph(asked, "asked")
    yield Paragraph(joined(_coverage(contents, point)))
    if contents.is_baseline:
        table = measure_table(contents, point)
        if table.rows:
            yield table
    elif is_ours(point):
        yield Paragraph(_commission_status(contents, point))
    else:
        yield Paragraph(status_sentence(contents, point))
        yield from told_at(contents, point)
    indicators = indicator_table(contents, point)
    if indicators.rows:
        yield indicators
        more = _more(contents, point)
        if more:
            yield Paragraph(more, "quiet")
    else:
        yield from _unmeasured(contents, point)


def _coverage(contents: ReportContents, point: Point) -> Iterator[Prose]:
    period = contents.period
    measures, measures_shown = count_of(
        contents, f"{point.id}.measures/{set_of(point)}/count@{period}"
    )
    if is_ours(point):
        yield filled(
            ngettext(
                "The edition holds %(count)s measure of the Commission at this point.",
                "The edition holds %(count)s measures of the Commission at this point.",
                measures,
            ),
            count=measures_shown,
        )
        return
    there, there_shown = count_of(contents, f"{point.id}.coverage/EU27/n@{period}")
    yield _covered(contents, there, there_shown)
    if measures:
        countries = figure(contents, f"{point.id}.measures/EU27/countries@{period}")
        yield filled(
            ngettext(
                "There is %(count)s measure, from %(countries)s of 27 countries.",
                "There are %(count)s measures, from %(countries)s of 27 countries.",
                measures,
            ),
            count=measures_shown,
            countries=countries,
        )
    else:
        yield filled(_("The number of measures is %(count)s."), count=measures_shown)
    missing, missing_shown = count_of(contents, f"{point.id}.coverage/EU27/missing@{period}")
    if missing:
        yield _gap(contents, missing, missing_shown)


def _covered(contents: ReportContents, number: int, shown: Inline) -> Prose:
    if contents.is_baseline:
        text = ngettext(
            "Public sources give information on this point for %(count)s of 27 Member States.",
            "Public sources give information on this point for %(count)s of 27 Member States.",
            number,
        )
    else:
        text = ngettext(
            "%(count)s of 27 Member States has given information on this point.",
            "%(count)s of 27 Member States have given information on this point.",
            number,
        )
    return filled(text, count=shown)


def _commission_status(contents: ReportContents, point: Point) -> Prose:
    fact_id = f"{point.id}.progress/{COMMISSION}/value@{contents.period}"
    if contents.shown(fact_id) is None:
        return words(_("The Commission has not given a status for this point."))
    return filled(
        _("The Commission assesses its own progress as: %(status)s."),
        status=figure(contents, fact_id),
    )


def measure_table(contents: ReportContents, point: Point) -> Table:
    """Return the measures of a point with the source of each."""
    return Table(
        id=f"table:{point.id}.measures",
        caption=_("Measures documented at point %(number)d") % {"number": point.number},
        columns=(
            Column(_("From"), 8),
            Column(_("Measure"), 38),
            Column(_("Type"), 15),
            Column(_("Stage"), 14),
            Column(_("Since"), 11),
            Column(_("Source"), 22),
        ),
        rows=tuple(
            (words(part.printed), *measure_cells(contents, measure))
            for part in contents.present
            if part.data is not None and (part.code == COMMISSION) == is_ours(point)
            for measure in part.data.measures_at(point.id)
            if measure.visibility == "public"
        ),
        description=_("One row for each measure: country, title, type, stage, since when, source."),
    )


def measure_cells(contents: ReportContents, measure: Measure) -> tuple[Prose, ...]:
    """Return title, type, stage, beginning and source of a measure."""
    catalogue = contents.catalogue
    title: Prose = (Text(measure.title, language=measure.language),)
    if measure.lead_body:
        title = (*title, Text(f" ({measure.lead_body})", "quiet"))
    return (
        title,
        words(option_word(catalogue.measure_types, measure.type)),
        words(option_word(catalogue.measure_stages, measure.stage)),
        words(since_word(measure.start) or since_word(measure.end) or "–"),
        source_cell(measure.source, measure.link, measure.confidence),
    )


def source_cell(title: str, url: str, confidence: str) -> Prose:
    """Return a source with its address, and a remark where it is less reliable."""
    name: Prose = NOTHING
    if url.startswith(("http://", "https://")):
        name = (Link(title or _("Source"), url),)
    elif title:
        name = words(title)
    remark = {"medium": _("medium reliability"), "low": _("low reliability")}.get(confidence)
    return (*name, Text(f" ({remark})", "quiet")) if remark else name


def status_sentence(contents: ReportContents, point: Point) -> Prose:
    """Say how many Member States chose each step at a point; a step nobody chose is not named."""
    subject, period = f"{point.id}.progress", contents.period
    fact = contents.shown(f"{subject}/EU27/n@{period}")
    if fact is None or not fact.n:
        return words(_("No Member State has given a status."))
    chosen = []
    for option in contents.catalogue.progress_scale:
        number, shown = count_of(contents, f"{subject}/EU27/count/{option.value}@{period}")
        if number:
            # Without a verb: a refresh brings another number and leaves the words.
            label = option.label[:1].lower() + option.label[1:]
            chosen.append((Text(f"{label} "), shown))
    said = filled(
        ngettext(
            "%(count)s of 27 has given a status",
            "%(count)s of 27 have given a status",
            fact.n,
        ),
        count=figure(contents, fact.id),
    )
    missing = missing_words(contents, fact)
    note = (Note(missing),) if missing else ()
    return (*said, *note, Text(": "), *separated(chosen, ","), Text("."))


def missing_words(contents: ReportContents, fact: Fact, bare: bool = False) -> Prose:
    """Say by reason how many Member States are missing from a figure; it belongs to that fact."""
    if not fact.missing:
        return ()
    parts = [
        filled(
            "%(reason)s %(count)s",
            reason=reason_word(contents.index, reason, contents.is_baseline),
            count=Figure(fact.id, str(count), f"missing/{reason}"),
        )
        for reason, count in sorted(fact.missing.items())
    ]
    together = [parts[0]]
    for part in parts[1:]:
        together += [words("; "), part]
    reasons = tuple(inline for part in together for inline in part)
    return reasons if bare else filled(_("Missing: %(reasons)s."), reasons=reasons)


def indicator_table(contents: ReportContents, point: Point) -> Table:
    """Return what the Union as a whole has on the first core indicators of a point."""
    return union_table(
        contents,
        f"{point.id}.indicators",
        _("Indicators at point %(number)d") % {"number": point.number},
        _chief(contents, point),
    )


def _chief(contents: ReportContents, point: Point) -> list[Indicator]:
    """Return the indicators that a chapter prints: core ones first, the others are in the annex."""
    there = [i for i in contents.indicators_at(point) if union_facts(contents, i)]
    ordered = sorted(there, key=lambda indicator: indicator.tier != "core")
    return ordered[:MOST_INDICATORS]


def _more(contents: ReportContents, point: Point) -> Prose:
    """Say where the other indicators of a point are, if it has any."""
    there = [i for i in contents.indicators_at(point) if union_facts(contents, i)]
    more = len(there) > MOST_INDICATORS
    text = _("Further indicators of this point stand in %(annex)s.")
    return filled(text, annex=Reference("standard-T4", "T4")) if more else ()


def _unmeasured(contents: ReportContents, point: Point) -> Iterator[Block]:
    """Name the core indicators for which public sources gave no value."""
    names = [i.name for i in contents.indicators_at(point) if i.tier == "core"]
    if contents.is_baseline and names:
        text = _("No public source has a value for these core indicators: %(names)s.")
        yield Paragraph(words(text % {"names": "; ".join(names)}), "quiet")


def _gap(contents: ReportContents, number: int, shown: Inline) -> Prose:
    if contents.is_baseline:
        text = ngettext(
            "On %(count)s Member State nothing was found in public sources.",
            "On %(count)s Member States nothing was found in public sources.",
            number,
        )
    else:
        text = ngettext(
            "%(count)s Member State gave no information on this point.",
            "%(count)s Member States gave no information on this point.",
            number,
        )
    return filled(text, count=shown)
