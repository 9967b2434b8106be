"""What is read from the parts of a workbook is what another reader finds there, and no less."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from xlsxwriter import Workbook as OtherWorkbook

from app.workbook.parts import MOST_ROWS, Refused, read_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
KEYS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_POINTS = '<?xml version="1.0"?><Relationships xmlns="urn:x">%s</Relationships>'
_TEXTS = (
    "<si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r></si>"
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    "<si><t>two_x000D_\nlines and _x005F_x0041_ and _xD800_</t></si>"
)
_STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="166" formatCode="[Red]0.0&quot; days&quot;"/>'
    '<numFmt numFmtId="167" formatCode="0.0%"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 164, 165, 166, 167, 14, 9))
    + "</cellXfs>"
)


def package(rows, *, space=MAIN, book="", after="", strings=_TEXTS, target="worksheets/a.xml"):
    """Return a workbook written by hand, with one sheet."""
    parts = {
        "_rels/.rels": _POINTS % f'<Relationship Id="a" Type="{KEYS}/officeDocument" '
        'Target="/xl/book.xml"/>',
        "xl/book.xml": f'<workbook xmlns="{space}" xmlns:r="{KEYS}">{book}<sheets>'
        '<sheet name="One" sheetId="1" r:id="k1"/></sheets></workbook>',
        "xl/_rels/book.xml.rels": _POINTS
        % (
            f'<Relationship Id="k1" Type="{KEYS}/worksheet" Target="{target}"/>'
            f'<Relationship Id="k2" Type="{KEYS}/sharedStrings" Target="texts.xml"/>'
            f'<Relationship Id="k3" Type="{KEYS}/styles" Target="looks.xml"/>'
        ),
        "xl/texts.xml": f'<sst xmlns="{space}">{strings}</sst>',
        "xl/looks.xml": f'<styleSheet xmlns="{space}">{_STYLES}</styleSheet>',
        "xl/worksheets/a.xml": f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>'
        f"{after}</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def cells(contents):
    """Return what stands in a workbook: cell, value, problem and whether a formula gave it."""
    with zipfile.ZipFile(io.BytesIO(contents)) as opened:
        return {
            cell.at: (cell.value, cell.problem, cell.is_formula)
            for sheet in read_sheets(opened)
            for row in sheet.rows
            for cell in row.values()
        }


def one(kind, inside, look=0, **more):
    """Return what is read from one cell."""
    return cells(package(f'<row><c r="B3" t="{kind}" s="{look}">{inside}</c></row>', **more))["B3"]


@pytest.mark.parametrize(
    ("kind", "inside", "look", "value"),
    [
        ("s", "<v>0</v>", 0, "plain"),
        ("s", "<v>1</v>", 0, "rich text"),
        ("s", "<v>2</v>", 0, "東京"),
        ("s", "<v>3</v>", 0, "two\r\nlines and _x0041_ and _xD800_"),
        ("inlineStr", "<is><r><t>in </t></r><r><t>it</t></r></is>", 0, "in it"),
        ("str", "<v>typed</v>", 0, "typed"),
        ("b", "<v>1</v>", 0, True),
        ("b", "<v>0</v>", 0, False),
        ("n", "<v>12</v>", 0, Decimal(12)),
        ("n", "<v>0.1</v>", 0, Decimal("0.1")),
        ("n", "<v>12.300000000000001</v>", 0, Decimal("12.3")),
        ("n", "<v>1E+3</v>", 0, Decimal(1000)),
        ("n", "<v>45000</v>", 1, date(2023, 3, 15)),
        ("n", "<v>45000</v>", 5, date(2023, 3, 15)),
        ("n", "<v>45000.5</v>", 1, "2023-03-15 12:00:00"),
        ("n", "<v>1</v>", 1, date(1900, 1, 1)),
        ("n", "<v>1.5</v>", 2, "1 day, 12:00:00"),
        ("n", "<v>0.5</v>", 1, "12:00:00"),
        ("n", "<v>3</v>", 3, Decimal(3)),
        ("n", "<v>0.255</v>", 4, Decimal("25.5")),
        ("n", "<v>0.25</v>", 6, Decimal(25)),
        ("d", "<v>2026-05-29T00:00:00</v>", 0, date(2026, 5, 29)),
        ("d", "<v>2026-02-30T00:00:00</v>", 0, "2026-02-30T00:00:00"),
    ],
)
def test_each_way_to_write_a_value_is_read(kind, inside, look, value):
    """As the sheet shows it."""
    found = one(kind, inside, look)
    assert found == (value, "", False)
    assert type(found[0]) is type(value)


def test_odd_cells_are_told_apart():
    """Formulas with and without a result, errors, days that are none, merged cells."""
    assert one("n", "<f>1+1</f><v>2</v>") == (Decimal(2), "", True)
    assert one("str", "<f>A1</f><v></v>") == (None, "formula_without_value", True)
    assert one("e", "<f>1/0</f><v>#DIV/0!</v>") == ("#DIV/0!", "cell_error", True)
    assert one("n", "<v>1E+300</v>", look=1)[1] == "cell_error"
    assert one("n", "<v>1E+999</v>")[1] == "cell_error"
    merged = '<mergeCells count="1"><mergeCell ref="B3:C4"/></mergeCells>'
    rows = '<row><c r="B3"><v>1</v></c></row><row><c r="C4"><v>2</v></c></row>'
    found = cells(package(rows, after=merged))
    assert found["B3"][0] == 1
    assert {at: told[1] for at, told in found.items() if at != "B3"} == dict.fromkeys(
        ("C3", "B4", "C4"), "cell_merged"
    )


def test_other_ways_to_write_the_same_package_are_read():
    """Strict markup, days counted from 1904, addresses from the root, rows out of order."""
    assert one("s", "<v>0</v>", space=STRICT)[0] == "plain"
    assert one("n", "<v>1</v>", 1, book='<workbookPr date1904="1"/>')[0] == date(1904, 1, 2)
    assert one("n", "<v>1</v>", target="/xl/worksheets/a.xml")[0] == 1
    assert one("n", "<v>1</v>", target="../xl/worksheets/a.xml")[0] == 1
    assert cells(package("", target="worksheets/none.xml")) == {}
    rows = '<row r="9"><c r="A9"><v>9</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert list(cells(package(rows))) == ["A2", "A9"]


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (f"A{MOST_ROWS + 1}", "<v>1</v>"),
        ("XFD1", "<v>1</v>"),
        ("", "<v>1</v>"),
        ("#REF!", "<v>1</v>"),
        ("A1", "<v>NaN</v>"),
        ("A1", "<v>1_0</v>"),
    ],
)
def test_what_nobody_writes_is_refused(at, inside):
    """Far away, nowhere, no number."""
    with pytest.raises((Refused, ValueError)):
        cells(package(f'<row><c r="{at}">{inside}</c></row>'))


def test_what_points_nowhere_is_refused():
    """A text or a look that is not in its list."""
    for kind, look in (("s", 0), ("n", 99)):
        with pytest.raises(IndexError):
            one(kind, "<v>99</v>", look)


MOMENTS = st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
NUMBERS = st.integers(-(10**14), 10**14) | st.decimals(-(10**6), 10**6, places=4)


@given(st.lists(TEXTS | MOMENTS | NUMBERS | st.booleans(), min_size=1, max_size=20))
def test_what_two_other_programs_write_is_read_as_it_was_meant(values):
    """Texts letter by letter, also those that look like escapes; numbers, dates, truth values."""
    first, out, second = Workbook(), io.BytesIO(), io.BytesIO()
    other = OtherWorkbook(second, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = other.add_worksheet(), other.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for row, value in enumerate(values):
        cell = first.active.cell(row + 1, 1)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            sheet.write_string(row, 0, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, 0, value, day)
        else:
            sheet.write(row, 0, value)
    first.save(out)
    other.close()
    meant = [_meant(value) for value in values]
    assert [told[0] for told in cells(second.getvalue()).values()] == meant
    plain = [value for value in meant if not isinstance(value, str) or "_x" not in value]
    found = [told[0] for told in cells(out.getvalue()).values()]
    assert [value for value in found if not isinstance(value, str) or "_x" not in value] == plain


def _meant(value):
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date() if at_midnight else value.isoformat(" ")
    return value if isinstance(value, bool | str) else Decimal(value)


def test_a_duration_of_another_program_is_told_in_words():
    """Nothing asks for one, so it is judged as a text."""
    book, out = Workbook(), io.BytesIO()
    book.active["A1"] = timedelta(hours=30)
    book.save(out)
    assert cells(out.getvalue())["A1"][0] == "1 day, 6:00:00"
