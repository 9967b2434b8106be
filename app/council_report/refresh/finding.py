"""Finding what carries a tag in a part of a Word document: figures, tables and charts.

A figure stands in a control with its short id as tag or alias, or within its bookmark where a
program or a person took the control away. A table or chart stands in a control, or has its alias
or bookmark in its first row or paragraph, where LibreOffice moves it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from app.council_report.refresh.texts import W, Words, atom_of, inside, words_of

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_BOOKMARK = re.compile(r"([fb])_([A-Z2-7]{10})(?:_\w+)?")
_HEADING = re.compile(r"(?:heading|berschrift|titre|titolo|t.tulo|kop)\W*[1-9]", re.I)
_LIKE_SHORT = re.compile(r"[A-Z2-7]{10}")
_MOST_IN_BOOKMARK = 120  # letters; beyond, a bookmark holds prose and no figure


@dataclass(frozen=True)
class Found:
    """Something with a tag: its short id, the element, and the heading above it."""

    short: str
    kind: Literal["control", "bookmark", "table", "chart"]
    element: Any
    heading: str
    words: Words = Words(())
    is_loose: bool = False  # a bookmark that has come to hold more than a figure


@dataclass
class _Range:
    """A bookmark that is open while the text is read."""

    short: str
    start: Any
    heading: str
    elements: list[Any] = field(default_factory=list)
    is_covered: bool = False


def name_of(control: Any, known: Collection[str]) -> str:
    """Return the short id a control carries, by its tag or else its alias."""
    properties = control.find(f"{W}sdtPr")
    if properties is None:
        return ""
    for kind in ("tag", "alias"):
        held = properties.find(f"{W}{kind}")
        if held is not None and held.get(f"{W}val", "") in known:
            return str(held.get(f"{W}val"))
    return ""


def unknown_names(root: Any, known: Collection[str]) -> Iterator[str]:
    """Yield the short ids of controls that neither the file's map nor the edition knows."""
    for properties in root.iter(f"{W}sdtPr"):
        tag, alias = (properties.find(f"{W}{kind}") for kind in ("tag", "alias"))
        if tag is None or alias is None:
            continue
        value = tag.get(f"{W}val", "")
        if value == alias.get(f"{W}val") and _LIKE_SHORT.fullmatch(value) and value not in known:
            yield value


class Finder:
    """Reads one part once, in reading order."""

    def __init__(self, figures: Collection[str], blocks: Collection[str]) -> None:
        self.figures, self.blocks = figures, blocks
        self.found: list[Found] = []
        self._heading = ""
        self._open: dict[str, _Range] = {}

    def read(self, root: Any) -> list[Found]:
        """Return everything in a part that carries a tag."""
        for element in root.iter():
            handler = _HANDLERS.get(element.tag)
            if handler is not None:
                handler(self, element)
            elif self._open and atom_of(element) is not None:
                self._text(element)
        return self.found

    def paragraph(self, element: Any) -> None:
        """Take note of a heading."""
        style = element.find(f"{W}pPr/{W}pStyle")
        if style is not None and _HEADING.search(style.get(f"{W}val", "")):
            self._heading = "".join(t.text or "" for t in element.iter(f"{W}t"))

    def control(self, element: Any) -> None:
        """Take note of a figure in its control; what stands in another figure's is not its own."""
        if name_of(element, self.blocks):
            return
        short = name_of(element, self.figures)
        content = element.find(f"{W}sdtContent")
        if not short or content is None:
            return
        for one in self._open.values():
            one.is_covered = True
        words = words_of(inside(content, self._is_figure))
        holds_others = any(self._is_figure(e) for e in content.iter(f"{W}sdt"))
        if holds_others and not words.text.strip():
            return  # a wrapper around a figure
        self.found.append(Found(short, "control", element, self._heading, words))

    def _is_figure(self, element: Any) -> bool:
        return element.tag == f"{W}sdt" and bool(name_of(element, self.figures))

    def _is_in_figure(self, element: Any) -> bool:
        return any(self._is_figure(above) for above in element.iterancestors(f"{W}sdt"))

    def bookmark_start(self, element: Any) -> None:
        """Begin to gather the text of a figure's bookmark."""
        match = _BOOKMARK.fullmatch(element.get(f"{W}name", ""))
        if match and match[1] == "f" and match[2] in self.figures:
            one = _Range(match[2], element, self._heading)
            one.is_covered = self._is_in_figure(element)
            self._open[element.get(f"{W}id", "")] = one

    def _text(self, element: Any) -> None:
        is_owned = self._is_in_figure(element)
        for one in self._open.values():
            one.is_covered = one.is_covered or is_owned
            one.elements.append(element)

    def bookmark_end(self, element: Any) -> None:
        """Take note of a figure that has only its bookmark left."""
        one = self._open.pop(element.get(f"{W}id", ""), None)
        if one is None or one.is_covered or not one.elements:
            return
        words = words_of(one.elements)
        paragraphs = [next(e.iterancestors(f"{W}p"), None) for e in one.elements]
        is_wide = any(paragraph is not paragraphs[0] for paragraph in paragraphs)
        is_loose = is_wide or len(words.text) > _MOST_IN_BOOKMARK
        self.found.append(Found(one.short, "bookmark", one.start, one.heading, words, is_loose))

    def table(self, element: Any) -> None:
        """Take note of a table of the report; one inside its cells is somebody else's."""
        for above in element.iterancestors():
            if above.tag == f"{W}tbl":
                return
            short = name_of(above, self.blocks) if above.tag == f"{W}sdt" else ""
            if short:
                break
        else:
            first = element.find(f".//{W}tr")
            short = "" if first is None else self._carried(first)
        if short:
            self.found.append(Found(short, "table", element, self._heading))

    def chart(self, element: Any) -> None:
        """Take note of a chart of the report."""
        for above in element.iterancestors():
            short = name_of(above, self.blocks) if above.tag == f"{W}sdt" else ""
            short = short or (self._carried(above) if above.tag == f"{W}p" else "")
            if short:
                self.found.append(Found(short, "chart", element, self._heading))
                return

    def _carried(self, element: Any) -> str:
        """Return the short id of a block that stands inside a row or paragraph."""
        for control in element.iter(f"{W}sdt"):
            short = name_of(control, self.blocks)
            if short:
                return short
        for mark in element.iter(f"{W}bookmarkStart"):
            match = _BOOKMARK.fullmatch(mark.get(f"{W}name", ""))
            if match and match[1] == "b" and match[2] in self.blocks:
                return match[2]
        return ""


_HANDLERS: dict[Any, Any] = {
    f"{W}p": Finder.paragraph,
    f"{W}sdt": Finder.control,
    f"{W}bookmarkStart": Finder.bookmark_start,
    f"{W}bookmarkEnd": Finder.bookmark_end,
    f"{W}tbl": Finder.table,
    f"{C}chart": Finder.chart,
}
