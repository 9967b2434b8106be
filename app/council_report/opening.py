"""The opening of the report: cover, key messages, how the information was gathered."""

from datetime import datetime

from app.core.i18n import format_date, format_datetime, ngettext
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    Column,
    Cover,
    Heading,
    Note,
    Paragraph,
    Prose,
    Reference,
    Table,
)
from app.council_report.prose import count_of, figure, filled, listed, point_name, words
from app.domain.roles import COMMISSION
from app.editions.addressed import is_ours
from app.editions.charts import coverage_by_point, title_of

MOST_NAMED = 3  # points named in a key message


def running_head(contents: ReportContents) -> str:
    """Return what stands at the top of every page."""
    if contents.is_baseline:
        return _("Science diplomacy: baseline from public sources")
    return _("Science diplomacy: biennial implementation report")


def mark_of(contents: ReportContents) -> str:
    """Return the status mark: a draft until publication."""
    if contents.kind == "training":
        return _("Training material: not real information")
    if contents.published:
        return _("Published")
    if contents.embargo:
        moment = format_datetime(datetime.fromisoformat(contents.embargo), "long")
        return _("Embargo until %(moment)s") % {"moment": moment}
    return _("Draft, not for publication")


def cover(contents: ReportContents) -> Cover:
    """Return the title page."""
    instrument = contents.catalogue.instrument
    if contents.is_baseline:
        title = _("Science diplomacy in the Member States: the starting point")
        statement = _(
            "Compiled from public sources. The Member States have not reported this information, "
            "and their progress has not been assessed. It shows what could be found and read in "
            "public, and is meant as a start for the first round of reporting."
        )
    else:
        title = _("Implementation of the framework for science diplomacy")
        statement = _(
            "Based on information that the Member States and the Commission submitted voluntarily. "
            "Progress is their own assessment. A country that did not report is never counted as "
            "a country without progress."
        )
    frozen = datetime.fromisoformat(contents.frozen_at.replace("Z", "+00:00"))
    return Cover(
        kicker=_("Report to the Council"),
        title=title,
        subtitle=contents.title,
        mark=mark_of(contents),
        statement=statement,
        lines=(
            (_("About"), title_of(instrument)),
            (_("Edition"), contents.code),
            (_("Situation on"), format_date(contents.cutoff)),
            (_("Data frozen on"), format_date(frozen)),
            (_("Reference of the act"), instrument.document_number),
            (_("SHA-256 of the edition"), contents.manifest_sha256),
        ),
    )


def key_messages(contents: ReportContents) -> list[Block]:
    """Return the first page of the report: what a reader should take away."""
    items = _baseline_messages(contents) if contents.is_baseline else _live_messages(contents)
    return [
        Heading(1, _("Key messages"), "key-messages", starts_page=True),
        Paragraph(words(_lead(contents)), "lead"),
        _key_figures(contents),
        Bullets(tuple(items)),
    ]


def _key_figures(contents: ReportContents) -> Table:
    """Return the three figures to remember."""
    period = contents.period
    wanted = (
        (f"coverage/EU27/{'covered' if contents.is_baseline else 'reported'}@{period}",
         _("Member States that public sources say something of, of 27")
         if contents.is_baseline
         else _("Member States that submitted information, of 27")),
        (f"measures/EU27/count@{period}", _("Measures of the Member States")),
        (f"measures/{COMMISSION}/count@{period}", _("Measures of the Commission")),
    )  # fmt: skip
    return Table(
        id="table:key-figures",
        caption=_("Three figures"),
        columns=(Column(_("What is counted"), 80), Column(_("Number"), 20, True)),
        rows=tuple((words(label), (figure(contents, name),)) for name, label in wanted),
        description=_("One row for each of three figures."),
    )


def _lead(contents: ReportContents) -> str:
    if contents.is_baseline:
        return _(
            "This baseline gathers what public sources say about the points of the Recommendation "
            "before the first round of reporting."
        )
    return _(
        "This report shows how far the points of the Recommendation are implemented, in the words "
        "and by the assessment of those whom they address."
    )


def coverage_sentence(contents: ReportContents) -> Prose:
    """Say how many Member States stand behind the edition."""
    if contents.is_baseline:
        return filled(
            _(
                "Public sources give information on %(covered)s of the 27 Member States; "
                "%(reported)s of 27 have reported themselves."
            ),
            covered=figure(contents, f"coverage/EU27/covered@{contents.period}"),
            reported=figure(contents, f"coverage/EU27/reported@{contents.period}"),
        )
    number, shown = count_of(contents, f"coverage/EU27/reported@{contents.period}")
    return filled(
        ngettext(
            "%(count)s of the 27 Member States has submitted information for this edition.",
            "%(count)s of the 27 Member States have submitted information for this edition.",
            number,
        ),
        count=shown,
    )


def _baseline_messages(contents: ReportContents) -> list[Prose]:
    period = contents.period
    return [
        coverage_sentence(contents),
        filled(
            _(
                "The sources document %(ours)s measures in %(countries)s Member States and "
                "%(theirs)s measures of the Commission. One measure can serve several points."
            ),
            ours=figure(contents, f"measures/EU27/count@{period}"),
            countries=figure(contents, f"measures/EU27/countries@{period}"),
            theirs=figure(contents, f"measures/{COMMISSION}/count@{period}"),
        ),
        filled(_("The most frequent types of measure are %(types)s."), types=_types(contents)),
        filled(
            _("Measures were found in the most Member States for %(points)s."),
            points=_most(contents, "measures", "countries"),
        ),
        words(
            _(
                "Progress is not assessed. A point without a measure is one on which nothing was "
                "found in public, and not one on which nothing was done."
            )
        ),
    ]


def _live_messages(contents: ReportContents) -> list[Prose]:
    number, shown = count_of(contents, f"measures/EU27/count@{contents.period}")
    return [
        coverage_sentence(contents),
        filled(
            ngettext(
                "They describe %(count)s measure. One measure can serve several points.",
                "They describe %(count)s measures. One measure can serve several points.",
                number,
            ),
            count=shown,
        ),
        filled(
            _("Full implementation is reported by the most Member States for %(points)s."),
            points=_most(contents, "progress", "count/full"),
        ),
        filled(
            _("No progress is reported by the most Member States for %(points)s."),
            points=_most(contents, "progress", "count/none"),
        ),
        words(
            _(
                "Every figure for the Union says how many of the 27 Member States stand behind it. "
                "Steps of the progress scale are counted and never averaged."
            )
        ),
    ]


def _types(contents: ReportContents) -> Prose:
    found = []
    for option in contents.catalogue.measure_types:
        fact = contents.shown(f"measures/EU27/count/type={option.value}@{contents.period}")
        if fact is not None and fact.number is not None:
            found.append((-fact.number, option.label.lower(), fact.id))
    return listed(
        filled(_("%(type)s (%(count)s)"), type=label, count=figure(contents, id_))
        for _weight, label, id_ in sorted(found)[:MOST_NAMED]
    )


def _most(contents: ReportContents, subject: str, measure: str) -> Prose:
    """Name the points of the Member States where a count is highest, with the count."""
    found = []
    for point in contents.catalogue.instrument.points:
        fact = contents.shown(f"{point.id}.{subject}/EU27/{measure}@{contents.period}")
        if fact is not None and fact.number is not None and not is_ours(point):
            found.append((-fact.number, point.number, fact.id))
    return listed(
        filled(
            _("point %(point)s (%(count)s of 27)"),
            point=str(number),
            count=figure(contents, id_),
        )
        for _weight, number, id_ in sorted(found)[:MOST_NAMED]
    )


def method(contents: ReportContents) -> list[Block]:
    """Return the chapter on how the information was gathered."""
    blocks: list[Block] = [
        Heading(1, _("How the information was gathered"), "method"),
        Heading(2, _("Who stands behind this edition"), "method-coverage"),
        Paragraph((*coverage_sentence(contents), Note(words(_coverage_note(contents))))),
        Heading(2, _("How far the information goes"), "method-limits"),
        *(Paragraph(words(text)) for text in _limits(contents)),
        Paragraph(
            filled(
                _(
                    "How many Member States gave information at each point stands in %(t1)s, which "
                    "values are missing and why in %(t8)s."
                ),
                t1=Reference("standard-T1", "T1"),
                t8=Reference("standard-T8", "T8"),
            )
        ),
        ChartBlock(coverage_by_point(contents.facts, contents.catalogue, contents.period)),
    ]
    return blocks


def _coverage_note(contents: ReportContents) -> str:
    if contents.is_baseline:
        return _(
            "A Member State counts as covered when at least one measure, value or other piece of "
            "information about it was found in a public source."
        )
    return _(
        "Accepted submissions only. Who is missing is known to the Commission and printed here as "
        "a number."
    )


def _limits(contents: ReportContents) -> list[str]:
    if contents.is_baseline:
        return [
            _(
                "The information was read in publications of governments, the European "
                "institutions, research organisations and the press, in the original language "
                "where necessary. Each entry names its source and how reliable it is held to be. "
                "Countries that publish more are described in more detail, so the number of "
                "measures says nothing about how much a country does."
            ),
            _(
                "No status was derived from these sources: the progress of every Member State is "
                "marked as not assessed. Indicators have a value only where a source fits their "
                "definition exactly."
            ),
        ]
    return [
        _(
            "Reporting is voluntary. A point can be left out, and a value can be missing for a "
            "stated reason. Both are lawful answers and are shown as such."
        ),
        _(
            "Figures that would reveal single persons or a value that a country did not release "
            "are not shown, and neither is a second figure from which they could be worked out."
        ),
    ]


def coverage_table(contents: ReportContents) -> Table:
    """Return who said something at each point, as the standard table of coverage."""
    period = contents.period
    columns = (
        Column(_("Point"), 62),
        Column(_("Covered, of 27") if contents.is_baseline else _("Reported, of 27"), 12, True),
        Column(_("Measures"), 12, True),
        Column(_("Countries with measures"), 16, True),
    )
    rows = tuple(
        (
            words(point_name(point)),
            (figure(contents, f"{point.id}.coverage/EU27/n@{period}"),),
            (figure(contents, f"{point.id}.measures/EU27/count@{period}"),),
            (figure(contents, f"{point.id}.measures/EU27/countries@{period}"),),
        )
        for point in contents.catalogue.instrument.points
        if not is_ours(point)
    )
    return Table(
        id="table:coverage",
        caption=_("Coverage by point, Member States"),
        columns=columns,
        rows=rows,
        description=_(
            "One row for each of the points 1 to 24: how many Member States gave information, "
            "how many measures there are, and from how many countries."
        ),
        note=words(_("The points of the Commission are described in a chapter of their own.")),
    )
