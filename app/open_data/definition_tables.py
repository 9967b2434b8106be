"""The tables of what was asked: points and indicators, each code with its words beside it."""

from dataclasses import replace

from app.core.i18n import N_, asked_language, gettext
from app.domain.indicators import Indicator
from app.domain.observations import CatalogueIndex
from app.open_data.table_parts import Field, Row, Table
from app.reporting.words import breakdown_word, in_language, point_title

_WORDS = {
    "member_states": N_("Member States"),
    "commission": N_("European Commission"),
    "firm": N_("The text states what is to be done"),
    "conditional": N_("The text states it under a condition or reservation"),
    "exploratory": N_("The text asks to consider or to examine"),
    "boolean": N_("Yes or no"),
    "count": N_("Whole number"),
    "decimal": N_("Number"),
    "percentage": N_("Per cent"),
    "money_eur": N_("Euro"),
    "categorical": N_("One of a list"),
    "date": N_("Date"),
    "text": N_("Text"),
    "core": N_("Core indicator"),
    "extended": N_("Extended indicator"),
    "context": N_("Context"),
    "member_state": N_("Member State"),
    "any_actor": N_("Any organisation"),
    "as_of_cutoff": N_("Situation on the cut-off day"),
    "biennium": N_("The 24 months before the cut-off day"),
    "calendar_year": N_("Each of the last two calendar years"),
    "academic_year": N_("Each of the last two academic years"),
    "latest_available": N_("The latest year the source has"),
    "count_yes": N_("Number of Member States that say yes"),
    "sum": N_("Sum"),
    "median": N_("Median"),
    "mean": N_("Mean"),
    "distribution": N_("Number of Member States for each answer"),
    "weighted_mean": N_("Sum of the parts divided by the sum of the wholes"),
    "none": N_("No figure for the Union"),
}


IN_CYCLE = Field(N_("Asked in this cycle"), 10)
LANGUAGE = Field(N_("Language of the words"), 10)


def code_in_words(code: str) -> str:
    """Return what a code of a definition means, the code itself where it has no words."""
    return gettext(_WORDS[code]) if code in _WORDS else code


def points_table(index: CatalogueIndex) -> Table:
    """The 31 points of the instrument."""
    columns = (
        Field(N_("Point"), 8),
        Field(N_("Number"), 8, "whole"),
        Field(N_("Group"), 14),
        Field(N_("Group in words"), 22),
        Field(N_("Title"), 48),
        Field(N_("Addressee"), 16),
        Field(N_("Addressee in words"), 20),
        Field(N_("Strength of wording"), 14),
        Field(N_("Strength in words"), 30),
        Field(N_("What is asked"), 80),
        IN_CYCLE,
        LANGUAGE,
    )
    instrument = index.catalogue.instrument
    groups = {group.id: in_language(group.title) for group in instrument.groups}
    rows = tuple(
        (
            point.id,
            point.number,
            point.group,
            groups[point.group],
            point_title(point),
            str(point.addressee),
            code_in_words(str(point.addressee)),
            point.strength,
            code_in_words(point.strength),
            point.summary,
            "yes",
            asked_language(point.summary),
        )
        for point in instrument.points
    )
    return Table("Points", N_("Points of the Recommendation"), columns, rows, key=("point",))


def indicators_table(index: CatalogueIndex) -> Table:
    """The definitions of the indicators."""
    columns = (
        Field(N_("Indicator"), 10),
        Field(N_("Name"), 44),
        Field(N_("Definition"), 80),
        Field(N_("Unit"), 14),
        Field(N_("Value type"), 12),
        Field(N_("Value type in words"), 14),
        Field(N_("Points"), 16),
        Field(N_("Tier"), 10),
        Field(N_("Tier in words"), 18),
        Field(N_("Supplied by"), 14),
        Field(N_("Supplied by, in words"), 18),
        Field(N_("Reference period"), 16),
        Field(N_("Reference period in words"), 28),
        Field(N_("European figure"), 14),
        Field(N_("European figure in words"), 28),
        Field(N_("Breakdowns"), 30),
        Field(N_("Breakdowns in words"), 30),
        Field(N_("Comparability"), 50),
        IN_CYCLE,
        LANGUAGE,
    )
    rows = tuple(_indicator_row(index, i) for i in index.catalogue.indicators)
    title = N_("Indicators and their definitions")
    return Table("Indicators", title, columns, rows, key=("indicator",))


def _indicator_row(index: CatalogueIndex, indicator: Indicator) -> Row:
    breakdowns = [breakdown.id for breakdown in indicator.breakdowns]
    return (
        indicator.id,
        indicator.name,
        indicator.definition,
        indicator.unit,
        indicator.value_type,
        code_in_words(indicator.value_type),
        ", ".join(f"P{number:02d}" for number in indicator.points),
        indicator.tier,
        code_in_words(indicator.tier),
        indicator.reporter,
        code_in_words(indicator.reporter),
        indicator.reference_period,
        code_in_words(indicator.reference_period),
        indicator.aggregation,
        code_in_words(indicator.aggregation),
        ", ".join(breakdowns),
        ", ".join(breakdown_word(index, one) for one in breakdowns),
        indicator.comparability_note or "",
        "yes",
        asked_language(indicator.name),
    )


def frames(index: CatalogueIndex) -> tuple[Table, ...]:
    """Return points and indicators of a catalogue as they read where it is not asked any more."""
    tables = (points_table(index), indicators_table(index))
    return tuple(replace(t, rows=tuple(_gone(row) for row in t.rows)) for t in tables)


def _gone(row: Row) -> Row:
    *definition, _yes, language = row
    return (*definition, "no", language)
