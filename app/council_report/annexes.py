"""The annexes on the data: definitions of indicators, notes on quality."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Block, Bullets, Column, Heading, Paragraph, Table, Text
from app.council_report.prose import point_list, words
from app.council_report.union_lines import is_limited, union_facts, union_table
from app.domain.facts import LIMITED_COVERAGE_BELOW
from app.domain.indicators import PROGRESS, Indicator
from app.editions.words import rule_word, standing

MAPPING = ("SD-25.1", "SD-25.2")


def definitions(contents: ReportContents) -> list[Block]:
    """Return annex C: what each indicator measures, as it stood for this edition."""
    rows = tuple(
        (
            words(indicator.id),
            (Text(f"{indicator.name}. ", "strong"), Text(indicator.definition)),
            words(indicator.unit),
            words(_rule(indicator)),
            words(point_list(indicator.points) if not indicator.per_point else _("every point")),
        )
        for indicator in contents.catalogue.indicators
    )
    table = Table(
        id="table:annex.definitions",
        caption=_("Definitions of the common indicators"),
        columns=(
            Column(_("Code"), 10),
            Column(_("Indicator and definition"), 52),
            Column(_("Unit"), 13),
            Column(_("Figure for the Union"), 15),
            Column(_("Serves"), 13),
        ),
        rows=rows,
        description=_("One row for each indicator: code, name and definition, unit, rule, points."),
    )
    text = _("Definitions as frozen for this edition in the catalogue %(code)s.")
    return [
        Heading(1, _("Definitions of indicators"), "annex-definitions", "annex", starts_page=True),
        Paragraph(words(text % {"code": contents.catalogue.code})),
        table,
    ]


def _rule(indicator: Indicator) -> str:
    if indicator.is_counted_by_option:
        return standing(rule_word("sum"))
    if indicator.id == PROGRESS:
        return _("Distribution")
    return {
        "distribution": _("Distribution"),
        "weighted_mean": standing(rule_word("ratio_of_sums")),
        "none": _("None"),
    }.get(indicator.aggregation) or standing(rule_word(indicator.aggregation))


def quality(contents: ReportContents) -> list[Block]:
    """Return annex D: what a reader must know about the data, and which figures rest on few."""
    few = tuple(_few(contents))
    blocks: list[Block] = [
        Heading(1, _("Data notes and quality"), "annex-quality", "annex", starts_page=True),
        Bullets(tuple(words(note) for note in _notes(contents))),
    ]
    if few:
        text = _("The following figures for the Union rest on fewer than %(number)d Member States:")
        blocks += [Paragraph(words(text % {"number": LIMITED_COVERAGE_BELOW})), Bullets(few)]
    return blocks


def _few(contents: ReportContents) -> Iterator[tuple[Text, ...]]:
    for indicator in contents.catalogue.indicators:
        if any(is_limited(fact) for fact in union_facts(contents, indicator)):
            yield (Text(f"{indicator.name} ({indicator.id})"),)


def _notes(contents: ReportContents) -> list[str]:
    notes = [
        _("Every figure was computed once when the edition was frozen, and bears an identifier."),
        _("Figures in the text stand in content controls that carry the short identifier of the "
          "figure; a table in the file leads from it to the full one."),
        _("Greece is printed as EL, as in the publications of the Union."),
        _("“n of 27” is the number of Member States behind a figure. Who is missing is printed as "
          "a number only."),
    ]  # fmt: skip
    if contents.is_baseline:
        return [
            *notes,
            _("The edition was compiled from public sources. Nobody signed or submitted it."),
            _("The stage of a measure is given as far as the source states it."),
            _("Sources of medium or low reliability are marked as such beside their name."),
        ]
    return [
        *notes,
        _("A missing value is never counted as zero. The reasons are counted apart."),
        _("Small numbers are not shown where they could point to persons."),
    ]


def mapping(contents: ReportContents) -> list[Block]:
    """Return annex E: how far the Commission's mapping of actors and strategies has come."""
    known = contents.index.indicators
    table = union_table(
        contents,
        "annex.mapping",
        _("Coverage of the Commission mapping"),
        (known[name] for name in MAPPING if name in known),
    )
    blocks: list[Block] = [
        Heading(1, _("Mapping by the Commission"), "annex-mapping", "annex", starts_page=True),
        Paragraph(
            words(
                _(
                    "At point 25 the Commission is asked to map actors, strategies and training. "
                    "This annex says how far the mapping reaches at the time of this edition."
                )
            )
        ),
    ]
    if not table.rows:
        text = _("The Commission has not reported on the mapping in this edition.")
        return [*blocks, Paragraph(words(text), "quiet")]
    return [*blocks, table]
