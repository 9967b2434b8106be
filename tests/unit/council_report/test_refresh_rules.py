"""The rules of a refresh by themselves: which row is which, which letters stay, who wins."""

from lxml import etree

from app.council_report.refresh.aligning import columns, paired
from app.council_report.refresh.fact_map import (
    FactMap,
    MappedBlock,
    map_xml,
    print_of,
    prints_of,
    read_map,
)
from app.council_report.refresh.settling import settle
from app.council_report.refresh.tables import refresh_table
from app.council_report.refresh.texts import W, put, words_of
from app.council_report.refresh.wanted import Wanted, WantedFigure, WantedTable
from app.domain.facts import short_id

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = ("Country", "Law", "All")
ROWS = (HEAD, ("DK", "1", "2"), ("EL", "–", "4"), ("FI", "5", "6"))


def _words(markup):
    root = etree.fromstring(f"<w:p {NS}>{markup}</w:p>")
    return root, words_of(root.iter())


def _text(root):
    return "".join(t.text or "" for t in root.iter(f"{W}t"))


def test_letters_that_stay_keep_their_run():
    """Only what differs is written anew; runs left empty go, what else they hold stays."""
    cases = (
        ("<w:r><w:t>12</w:t></w:r>", "15", ["15"]),
        ("<w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r>", "13", ["1", "3"]),
        ("<w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r>", "4", ["4"]),
        ("<w:r><w:t>9</w:t></w:r>", "10", ["10"]),
        ("<w:r><w:t></w:t></w:r><w:r><w:t>9</w:t></w:r>", "8", [None, "8"]),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", "1 2", ["1", " 2"]),
        ("<w:r><w:t>old</w:t></w:r>", "two\nlines", ["two", "lines"]),
    )
    for markup, new, wanted in cases:
        root, words = _words(markup)
        assert put(words.live, new), markup
        assert [t.text for t in root.iter(f"{W}t")] == wanted, markup
    root, words = _words("<w:r><w:t>7</w:t><w:footnoteReference/></w:r><w:r><w:t>8</w:t></w:r>")
    put(words.live, "8")
    assert root.find(f".//{W}footnoteReference") is not None
    assert not put((), "8")


def test_who_wins():
    """Ours is brought up to date, theirs stays, and goes when asked; a deletion is kept fresh."""
    live = "<w:r><w:t>{}</w:t></w:r>"
    gone = "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>"
    ours = print_of("12")
    cases = (
        (live.format("12"), ours, "12", False, (None, False), "12"),
        (live.format(" 12"), ours, "12", False, (None, False), " 12"),
        (live.format("12"), ours, "13", False, ("changed", True), "13"),
        (live.format("14"), ours, "13", False, ("edited", False), "14"),
        (live.format("14"), ours, "13", True, ("taken", True), "13"),
        (live.format("12"), None, "13", False, ("edited", False), "12"),
        (gone.format("12"), ours, "12", False, ("deleted", False), ""),
        (gone.format("12"), ours, "13", False, ("deleted", True), ""),
        (gone.format("14"), ours, "13", True, ("deleted", False), ""),
        ("", ours, "13", True, ("edited", False), ""),
    )
    for markup, written, new, take, fate, text in cases:
        root, words = _words(markup)
        assert settle(words, written, new, take) == fate, (markup, new)
        assert _text(root) == text


def test_rows_find_each_other():
    """Equal ones first, then those with the same head, then those with most in common."""
    old = [("DK", "1", "2"), ("EL", "3", "4"), ("FI", "5", "6")]
    assert paired(old, old) == [(0, 0), (1, 1), (2, 2)]
    assert paired(old, [old[0], old[2]]) == [(0, 0), (1, None), (2, 1)]
    added = ("SE", "0", "0")
    assert paired(old, [old[0], added, *old[1:]]) == [(0, 0), (None, 1), (1, 2), (2, 3)]
    assert paired(old, [old[0], ("EL", "9", "9"), old[2]]) == [(0, 0), (1, 1), (2, 2)]
    assert paired(old, [old[0], ("GR", "3", "4"), old[2]])[1] == (1, None)
    assert paired(old, [("DK", "–", "2"), ("FI", "5", "7")]) == [(0, 0), (1, None), (2, 1)]
    assert paired([], old) == [(None, 0), (None, 1), (None, 2)]
    many = [(str(i), "x") for i in range(300)]
    assert paired(many, [*many[:100], ("new", "x"), *many[100:]])[100] == (None, 100)
    shuffled = [(f"{i} a", "y") for i in range(300)]
    assert len([p for p in paired(many, shuffled) if None not in p]) == 300
    assert columns(("a", "b", "c"), ("a", "b", "c")) == [0, 1, 2]
    assert columns(("a", "mine", "b", "c"), ("a", "b", "c")) == [0, None, 1, 2]
    assert columns(("a", "c"), ("a", "b", "c")) == [0, 2]


def _table(rows):
    cells = (
        "<w:tr>" + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="9"/></w:tcPr><w:p><w:r><w:rPr><w:b/></w:rPr>'
            f"<w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row
        ) + "</w:tr>" for row in rows
    )  # fmt: skip
    return etree.fromstring(f"<w:tbl {NS}>{''.join(cells)}</w:tbl>")


def _read(table):
    return [tuple(_text(c) for c in row.iter(f"{W}tc")) for row in table.iter(f"{W}tr")]


def _refreshed(there, new, take=False, written=ROWS):
    table = _table(there)
    wanted = WantedTable("table:x", "X", new, ())
    mapped = None if written is None else MappedBlock(prints_of(written))
    tally = refresh_table(table, wanted, mapped, lambda _one: False, take)
    return _read(table), [(one.kind, one.place, one.old, one.new) for one in tally.outcomes], table


def test_rows_come_and_go_with_the_edition():
    """A new one looks like its neighbour and stands where the edition has it."""
    new = (HEAD, ("BE", "7", "8"), ROWS[1], ("FI", "5", "9"), ("SE", "1", "1"))
    rows, told, table = _refreshed(ROWS, new)
    assert tuple(rows) == new
    assert told == [
        ("changed", "", "EL · – · 4", ""),
        ("changed", "FI · All", "6", "9"),
        ("changed", "", "", "BE · 7 · 8"),
        ("changed", "", "", "SE · 1 · 1"),
    ]
    assert len(list(table.iter(f"{W}b"))) == len(list(table.iter(f"{W}tcW"))) == 15
    assert _refreshed(ROWS, ROWS)[1] == []


def test_a_row_of_ones_own_and_a_column_of_ones_own_stay():
    """Cells typed over too; a row that was taken out stays out."""
    own = ("By hand", "x", "y")
    there = (HEAD, ROWS[1], own, ("EL", "–", "44"), ROWS[3])
    new = (HEAD, ("DK", "2", "2"), ("EL", "1", "5"), ROWS[3])
    rows, told, _element = _refreshed(there, new)
    assert rows == [HEAD, ("DK", "2", "2"), own, ("EL", "1", "44"), ROWS[3]]
    assert ("edited", "EL · All", "44", "5") in told
    assert ("edited", "", "By hand · x · y", "") in told
    rows, told, _element = _refreshed(there, new, take=True)
    assert rows == [HEAD, ("DK", "2", "2"), own, ("EL", "1", "5"), ROWS[3]]
    wider = tuple((row[0], "mine", *row[1:]) for row in ROWS)
    rows, told, _element = _refreshed(wider, new)
    assert rows[1:3] == [("DK", "mine", "2", "2"), ("EL", "mine", "1", "5")]
    assert {kind for kind, *_rest in told} == {"changed"}
    rows, told, _element = _refreshed((HEAD, ROWS[1], ROWS[3]), new)
    assert rows == [HEAD, ("DK", "2", "2"), ROWS[3]]
    assert [one for one in told if one[0] == "removed"] == [("removed", "EL · 1 · 5", "", "")]


def test_what_cannot_be_told_apart_is_left_alone():
    """Another shape, joined cells, or a file whose map is lost."""
    other = (("Country", "All"), ("DK", "3"))
    rows, told, _element = _refreshed(ROWS, other)
    assert tuple(rows) == ROWS
    assert told[0][0] == "unshaped"
    joined = (HEAD, ("DK, joined",), *ROWS[2:])
    new = (HEAD, ("DK", "9", "9"), ("EL", "–", "5"), ROWS[3])
    rows, told, _element = _refreshed(joined, new)
    assert rows == [HEAD, ("DK, joined",), ("EL", "–", "5"), ROWS[3]]
    rows, told, _element = _refreshed(ROWS, new, written=None)
    assert tuple(rows) == ROWS
    assert {kind for kind, *_rest in told} == {"edited"}


def test_the_map_comes_back_as_it_was_written():
    """With everything that markup could break."""
    held = FactMap(
        "2027/1", "en", {"AB": 'a "b" <c> & d', "CD": "table:x"}, {"AB": "1 < 2"},
        {"CD": MappedBlock(prints_of(ROWS), (("R1C2", "a&b", "<5"),), print_of("■ x"))},
    )  # fmt: skip
    assert read_map(etree.fromstring(map_xml(held))) == held
    assert print_of("12\u00a0 345\n") == print_of("12 345") != print_of("12345")


def test_a_reason_nobody_has_any_more_is_none():
    """The number missing for it was in the file, and is now nought; other figures are unknown."""
    fact = WantedFigure("a/EU27/n@2027", "3")
    wanted = Wanted("2027/2", "en", {short_id(fact.name): fact})
    part = f"{fact.name}#missing/NAV"
    assert wanted.figure(short_id(part), part) == WantedFigure(part, "0")
    assert wanted.figure(short_id(fact.name), fact.name) == fact
    assert wanted.figure("X", "b/EU27/n@2027#missing/NAV") is None
