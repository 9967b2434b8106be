"""Choosing rows of tables, and comparing two of them: pure rules without a database."""

from decimal import Decimal

from app.open_data.changes import Side, changes_table
from app.open_data.choice import Choice, narrowed, read_choice
from app.open_data.table_parts import COUNTRY, Field, Table
from tests.builders import tiny_index

DK, EL = ("DK", "DK", "Denmark"), ("EL", "GR", "Greece")


def _values(*rows):
    named = ("Indicator", "Point", "Period", "Codes", "Value (number)", "Value in words")
    key = ("country_code", "indicator", "point", "period", "codes")
    return Table("Data_long", "Values", (*COUNTRY, *map(Field, named)), rows, key=key)


def _matrix(*rows):
    fields = (*COUNTRY, Field("P01", code="P01"), Field("P02", code="P02"))
    return Table("Matrix_progress", "Matrix", fields, rows, key=("country_code",), across="point")


def _texts(*rows):
    named = ("Point", "Kind", "Title", "Text")
    key = ("country_code", "point", "kind", "title")
    return Table("Narratives", "Texts", (*COUNTRY, *map(Field, named)), rows, key=key)


def _count(country, indicator, point, value):
    return (*country, indicator, point, "2027", "", value, f"{value} of them")


TABLES = (
    _values(_count(DK, "SD-01.1", "P01", 1), _count(EL, "SD-02.1", "P02", 2)),
    _matrix((*DK, "some", "full"), (*EL, None, "LEFT_OUT")),
    _texts((*DK, "P01", "measure: law", "T", "one"), (*EL, "P02", "justification", None, "why")),
)


def _kept(**chosen):
    return [table.rows for table in narrowed(TABLES, Choice(**chosen), tiny_index())]


def test_a_choice_leaves_sheets_and_columns_where_they_are():
    """Rows fit all that is chosen; cells of a matrix outside are empty; nothing chosen is all."""
    assert _kept() == [table.rows for table in TABLES]
    values, matrix, texts = _kept(countries=("GR",))
    assert [row[0] for row in (*values, *matrix, *texts)] == ["EL"] * 3
    values, matrix, texts = _kept(points=("P01",))
    assert [row[3] for row in values] == ["SD-01.1"]
    assert matrix == ((*DK, "some", None), (*EL, None, None))
    assert [row[3] for row in texts] == ["P01"]
    # An indicator of several points belongs to each of them, a text to no indicator.
    assert [row[3] for row in _kept(points=("P02",))[0]] == ["SD-01.1", "SD-02.1"]
    values, _, texts = _kept(indicators=("SD-02.1",), texts=("measure",))
    assert [row[3] for row in values] == ["SD-02.1"]
    assert [row[4] for row in texts] == ["measure: law"]
    assert _kept(sheets=("Narratives",))[:2] == [(), ()]
    choice = Choice(points=("P02", "P01", "P01"), sheets=("Points",))
    assert read_choice(choice.written()).written() == choice.written()
    assert Choice(points=("P01", "P02"), sheets=("Points",)).written() == choice.written()


def _lines(before, after, *, matrices=False):
    table = changes_table(before, after, "", matrices=matrices)
    at = table.positions()
    wanted = ("change", "reason", "country_code", "row", "column", "old", "new")
    return [tuple(row[at[code]] for code in wanted) for row in table.rows]


def test_each_change_has_its_old_and_its_new_and_words_beside_codes_are_none():
    """Numbers stay numbers; twins are told apart; a matrix says only what no value says."""
    after = (
        _values(_count(DK, "SD-01.1", "P01", Decimal("1.5"))),
        _matrix((*DK, "full", "LEFT_OUT"), (*EL, None, "LEFT_OUT")),
        _texts((*DK, "P01", "measure: law", "T", "one"), (*DK, "P01", "measure: law", "T", "two")),
    )
    row = "DK, SD-01.1, P01, 2027"
    assert _lines(Side(TABLES), Side(after)) == [
        ("changed", "edition", "DK", row, "value_number", 1, Decimal("1.5")),
        ("gone", "edition", "EL", "EL, SD-02.1, P02, 2027", "", 2, None),
        ("changed", "edition", "DK", "DK, P02", "P02", "full", "LEFT_OUT"),
        ("new", "edition", "DK", "DK, P01, measure: law, T, #2", "", None, "two"),
        ("gone", "edition", "EL", "EL, P02, justification", "", "why", None),
    ]
    assert ("changed", "edition", "DK", "DK, P01", "P01", "some", "full") in _lines(
        Side(TABLES), Side(after), matrices=True
    )
    assert _lines(Side(TABLES), Side(TABLES), matrices=True) == []


def test_what_a_changed_slice_adds_is_told_from_what_the_data_add():
    """A row that was there before, outside the slice, is no news of the data."""
    was, now = Choice(countries=("DK",)), Choice()
    grown = (
        _values(*TABLES[0].rows, _count(EL, "SD-01.1", "P01", 7)), TABLES[1], TABLES[2]
    )  # fmt: skip
    index = tiny_index()
    before = Side(narrowed(TABLES, was, index), narrowed(TABLES, now, index))
    after = Side(narrowed(grown, now, index), narrowed(grown, was, index))
    reasons = {(line[3], line[1]) for line in _lines(before, after)}
    assert ("EL, SD-02.1, P02, 2027", "selection") in reasons
    assert ("EL, SD-01.1, P01, 2027", "edition") in reasons
    back = _lines(after, before)
    assert {line[0] for line in back} == {"gone"}
