"""What each column of the tables says, in a sentence, and the list its codes are of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import N_
from app.domain.indicators import Indicator
from app.editions.contents import EditionContents
from app.open_data.codes import YES_NO
from app.open_data.table_parts import Field, Table

SEPARATOR = ", "
_IN_WORDS = N_("The same in words, in the language of the file.")
_POINT_COLUMN = re.compile(r"P\d\d")
_INDICATOR_COLUMN = re.compile(r"(?P<indicator>SD-\w+\.\d+)(?P<missing> missing)?")
_NUMBERS = ("count", "decimal", "percentage", "money_eur")


@dataclass(frozen=True)
class Meaning:
    """What a column says."""

    sentence: str
    codes: str = ""  # name of the code list
    several: bool = False  # several of them in a cell, with a comma and a space between
    form: str = ""  # regular expression of one entry; `{codes}` stands for any code of the list
    type: str = ""  # where it is another than that of the column in a workbook


_ONE_PAIR = r"[a-z_]+=[\w.-]+"
_ANY: Mapping[str, Meaning] = {
    "country_code": Meaning(
        N_("Country as European statistics code it: EL for Greece; EU for the Commission."),
        "country",
    ),
    "iso_code": Meaning(
        N_("The same country by its code of ISO 3166: GR for Greece."), "iso_country"
    ),
    "country": Meaning(N_("Name of the country, or the European Commission.")),
    "point": Meaning(N_("Point of the Recommendation; of an indicator its first one."), "point"),
    "points": Meaning(N_("Points of the Recommendation that the indicator serves."), "point", True),
    "number": Meaning(N_("Number of the point in the Recommendation.")),
    "group": Meaning(N_("Group of points the point belongs to."), "group"),
    "title": Meaning(N_("Title.")),
    "addressee": Meaning(N_("Whom the point addresses."), "addressee"),
    "strength_of_wording": Meaning(
        N_("How firmly the text states what is to be done."), "strength"
    ),
    "what_is_asked": Meaning(N_("What the point asks for, in short.")),
    "asked_in_this_cycle": Meaning(
        N_("Whether it is asked in the cycle of this edition; a row that is not keeps its place."),
        "yes_no",
    ),
    "language_of_the_words": Meaning(
        N_("Language of name and definition in this file."), "text_language"
    ),
    "indicator": Meaning(N_("Common indicator."), "indicator"),
    "indicator_name": Meaning(N_("Name of the indicator.")),
    "name": Meaning(N_("Name of the indicator.")),
    "definition": Meaning(N_("What the indicator measures, and how.")),
    "unit": Meaning(N_("In what the value is counted or measured."), "unit"),
    "value_type": Meaning(N_("What kind of value is asked for."), "value_type"),
    "tier": Meaning(N_("How central the indicator is."), "tier"),
    "supplied_by": Meaning(N_("Who supplies the value."), "supplied_by"),
    "reference_period": Meaning(N_("Which time a value speaks of."), "reference_period"),
    "european_figure": Meaning(N_("How values become a European figure."), "european_figure"),
    "breakdowns": Meaning(N_("How values can be split."), "breakdown", True),
    "comparability": Meaning(N_("What limits comparison between countries or over time.")),
    "period": Meaning(
        N_(
            "The time the value speaks of: a day, a year, an academic year such as 2025-26, the "
            "two years before the cut-off day such as 2025-2027, the first and the last of two "
            "periods with _ between, or latest for the newest year there is."
        )
    ),
    "breakdown": Meaning(N_("How the value is split; empty for a total."), "breakdown"),
    "codes": Meaning(
        N_(
            "Which part of a split value this is: name of a code list, equals sign, code. For "
            "option the list is called after the indicator, for type it is measure_type. Empty "
            "for a total."
        ),
        several=True,
        form=_ONE_PAIR,
    ),
    "value_number": Meaning(N_("The value, where it is a number.")),
    "value_date": Meaning(N_("The value, where it is a day.")),
    "value_text": Meaning(
        N_(
            "The value, where it is neither number nor day: the code of an answer or a text. The "
            "list of answers is called after the indicator; it is progress for the status of a "
            "point and yes_no where yes or no is asked."
        )
    ),
    "value_in_words": Meaning(N_("The value as it is read, where it is no number.")),
    "missing_code": Meaning(N_("Why there is no value; empty where there is one."), "missing"),
    "flags": Meaning(N_("What qualifies the value."), "flag", True),
    "source": Meaning(N_("Where the information comes from, as whoever gave it says.")),
    "submission_version": Meaning(N_("Version of the country's submission that holds the value.")),
    "status": Meaning(N_("Whether the country reported the value."), "origin"),
    "fact": Meaning(
        N_(
            "Id of the figure: the same on pages, in the interface and in every file; empty where "
            "there is none."
        )
    ),
    "short_id": Meaning(N_("Short id of the figure, the last part of the address of its page.")),
    "subject": Meaning(N_("What the figure is about."), "subject"),
    "set": Meaning(
        N_("For whom the figure speaks: the Union, one country, or the Commission."), "set"
    ),
    "rule": Meaning(
        N_(
            "How the figure was made: a code of the list statistic; where answers are counted, a "
            "slash and the answer follow. "
            "The list of answers is called after the indicator; it is progress, obstacles, "
            "support_wanted or support_offered for figures about points."
        ),
        "statistic",
        form=r"({codes})(/\w+)?",
    ),
    "n": Meaning(N_("How many reporters stand behind the figure.")),
    "of": Meaning(N_("How many could: 27 for a European figure, 1 for one of a single reporter.")),
    "missing_by_reason": Meaning(
        N_(
            "Why reporters have no value behind the figure: each reason, a code of the list "
            "missing_behind, with the number of reporters."
        ),
        "missing_behind",
        several=True,
        form=r"({codes}): \d+",
    ),
    "countries_missing": Meaning(
        N_("Countries without a value, as far as the reader of the file may know."), "country", True
    ),
    "kind": Meaning(N_("What kind of text this is."), "kind_of_text"),
    "text": Meaning(N_("What the country writes.")),
    "language": Meaning(N_("Language of title and text."), "text_language"),
    "link": Meaning(N_("Address where more can be read.")),
    "confidence_of_source": Meaning(
        N_("How far a public source can be relied on; empty for what a country says itself."),
        "confidence",
    ),
    "severity": Meaning(N_("What the finding meant when the country submitted."), "severity"),
    "about": Meaning(N_("The answer or value the finding is about, where the reader may see it.")),
    "explanation": Meaning(N_("What the country says about the finding.")),
    "sheet": Meaning(N_("Table in which something changed.")),
    "change": Meaning(N_("What happened."), "change"),
    "reason": Meaning(N_("Why it changed."), "change_reason"),
    "row": Meaning(N_("What names the row: the cells of its key.")),
    "column": Meaning(N_("Column that changed; empty where the whole row is new or gone.")),
    "old": Meaning(N_("What stood there before.")),
    "new": Meaning(N_("What stands there now.")),
    "said": Meaning(N_("What there is to say about it.")),
    "list": Meaning(N_("Name of the code list.")),
    "code": Meaning(N_("The code, as it stands in tables and in the interface.")),
    "label": Meaning(N_("What the code means.")),
    "table": Meaning(N_("Name of the table, which is that of its file.")),
    "type": Meaning(N_("Type of the values: text, number, whole number, day or address.")),
    "part_of_key": Meaning(N_("Whether the column belongs to what names a row."), "yes_no"),
    "code_list": Meaning(N_("Name of the code list of the column.")),
    "empty_means": Meaning(N_("What an empty cell says.")),
    "description": Meaning(N_("What the column says.")),
    "several": Meaning(N_("Whether a cell can hold several, with a comma between."), "yes_no"),
}
_OWN: Mapping[tuple[str, str], Meaning] = {
    ("Quality_log", "rule"): Meaning(N_("Quality rule that found something."), "quality_rule"),
    ("Narratives", "title"): Meaning(N_("Title of a measure or link; empty for an answer.")),
    ("Good_practice", "codes"): Meaning(
        N_("Who acts and in which field: name of a code list, equals sign, code."),
        several=True,
        form=_ONE_PAIR,
    ),
    ("README", "about"): Meaning(N_("What is told.")),
    ("codelists", "title"): Meaning(N_("What the code list is called.")),
    ("dictionary", "column"): Meaning(N_("Code of the column: the same in every language.")),
    ("dictionary", "title"): Meaning(N_("What the column is called in the workbook.")),
    ("dictionary", "codes"): Meaning(N_("The codes of a short list with their words.")),
}


def meaning_of(contents: EditionContents, table: Table, column: Field) -> Meaning:
    """Return what a column says; raises KeyError where nobody has written it down."""
    if table.across == "point" and _POINT_COLUMN.fullmatch(column.code):
        sentence = N_("Status of this point as the country sees it, or why there is none.")
        return Meaning(sentence, "point_status")
    match = _INDICATOR_COLUMN.fullmatch(column.code)
    if table.across == "indicator" and match:
        return _core(contents, match["indicator"], is_missing=bool(match["missing"]))
    own = _OWN.get((table.name, column.code)) or _ANY.get(column.code)
    if own is None and column.code.endswith("_in_words"):
        return Meaning(_IN_WORDS)
    if own is None:
        raise KeyError(f"{table.name}.{column.code}")
    return own


def _core(contents: EditionContents, name: str, *, is_missing: bool) -> Meaning:
    if is_missing:
        sentence = N_("Why there is no value of this indicator; empty where there is one.")
        return Meaning(sentence, "missing_or_gone")
    indicator = _indicator(contents, name)
    sentence = N_("Value of this indicator for the whole country, of its latest period.")
    if indicator.value_type in _NUMBERS or indicator.is_counted_by_option:
        return Meaning(sentence, type="decimal")
    if indicator.value_type == "date":
        return Meaning(sentence, type="date")
    codes = indicator.id if indicator.options else ""
    return Meaning(sentence, YES_NO if indicator.value_type == "boolean" else codes, type="string")


def _indicator(contents: EditionContents, name: str) -> Indicator:
    """Return an indicator of this edition or of one before, whose column stays."""
    every = (contents.index, *contents.earlier)
    return next(index.indicators[name] for index in every if name in index.indicators)
