"""Texts inside a Word document: what stands there for a reader, and replacing it run by run."""

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from app.council_report.refresh.fact_map import print_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRITTEN = (f"{W}t", f"{W}delText")
_SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})  # changes that are not accepted yet
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class Atom:
    """A piece of text: the element that holds it, or a sign such as a tab."""

    element: Any
    text: str

    @property
    def is_written(self) -> bool:
        """Tell whether it holds letters, which can be replaced."""
        return self.element.tag in _WRITTEN


@dataclass(frozen=True)
class Words:
    """The text of a figure or cell: as it stands, and what a pending deletion would take away."""

    live: tuple[Atom, ...]
    gone: tuple[Atom, ...] = ()

    @property
    def text(self) -> str:
        """The text as it stands once every change is accepted."""
        return "".join(atom.text for atom in self.live)

    @property
    def deleted(self) -> str:
        """The text that goes once every change is accepted."""
        return "".join(atom.text for atom in self.gone)

    @property
    def is_deleted(self) -> bool:
        """Tell whether nothing would be left."""
        return not self.text.strip() and bool(self.deleted.strip())


def atom_of(element: Any) -> Atom | None:
    """Return the text an element holds by itself, None where it holds none."""
    if element.tag in _WRITTEN:
        return Atom(element, element.text or "")
    # A tab also stands among the properties of a paragraph, where it is no text.
    if element.tag in _SIGNS and element.getparent().tag == f"{W}r":
        return Atom(element, _SIGNS[element.tag])
    return None


def words_of(elements: Iterable[Any]) -> Words:
    """Sort pieces of text by whether a pending deletion holds them."""
    live: list[Atom] = []
    gone: list[Atom] = []
    for element in elements:
        atom = atom_of(element)
        if atom is not None:
            (gone if _is_gone(element) else live).append(atom)
    return Words(tuple(live), tuple(gone))


def _is_gone(element: Any) -> bool:
    return any(above.tag in _GONE for above in element.iterancestors())


def inside(element: Any, is_foreign: Callable[[Any], bool]) -> Iterator[Any]:
    """Yield what an element holds in reading order, without the parts that belong to others."""
    for child in element:
        if child.tag == _FALLBACK or is_foreign(child):
            continue
        yield child
        yield from inside(child, is_foreign)


def put(found: tuple[Atom, ...], new: str) -> bool:
    """Write a new text over an old one; letters that stay keep the run they stand in.

    False where there is nothing to write into.
    """
    start, end = _middle("".join(atom.text for atom in found), new)
    length = sum(len(atom.text) for atom in found)
    target = _target(found, start, start < length - end)
    if target is None:
        return False
    place = 0
    for atom in found:
        first, place = place, place + len(atom.text)
        cut_from = max(start, first) - first
        cut_to = min(length - end, place) - first
        added = new[start : len(new) - end] if atom is target else ""
        if cut_from >= cut_to and not added:
            continue
        if atom.is_written:
            cut_from = min(cut_from, len(atom.text))
            kept = atom.text[max(cut_to, cut_from) :]
            _write(atom.element, atom.text[:cut_from] + added + kept)
        else:
            atom.element.getparent().remove(atom.element)
    return True


def _middle(old: str, new: str) -> tuple[int, int]:
    """Return how many letters at the beginning and at the end are the same."""
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    rest = most - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return start, end


def _target(found: tuple[Atom, ...], start: int, is_cut: bool) -> Atom | None:
    """Return the piece in which a change begins; what is only added follows the letters before."""
    place = 0
    last = None
    for atom in found:
        place += len(atom.text)
        if atom.is_written:
            last = atom
            if place > start or (place == start and atom.text and not is_cut):
                return atom
    return last


def _write(element: Any, text: str) -> None:
    lines = text.split("\n")
    element.text = lines[0]
    if lines[0] != lines[0].strip():
        element.set(_SPACE, "preserve")
    at = element
    for line in lines[1:]:
        broken, after = element.makeelement(f"{W}br"), element.makeelement(element.tag)
        after.text = line
        after.set(_SPACE, "preserve")
        at.addnext(broken)
        broken.addnext(after)
        at = after
    run = element.getparent()
    if not text and run is not None and not _has_more(run, element):
        run.getparent().remove(run)


def _has_more(run: Any, element: Any) -> bool:
    return any(child is not element and child.tag != f"{W}rPr" for child in run)


def new_run(text: str, like: Any = None, make: Any = None) -> Any:
    """Return a run with a text, formatted as another one."""
    run = make(f"{W}r")
    properties = None if like is None else like.find(f"{W}rPr")
    if properties is not None:
        run.append(deepcopy(properties))
    written = make(f"{W}t")
    run.append(written)
    _write(written, text)
    return run


def same(text: str, other: str) -> bool:
    """Tell whether two texts are the same to a reader."""
    return text.split() == other.split()


def is_as_written(text: str, written: str | None) -> bool:
    """Tell whether a text is the one behind a print; without a print nothing is."""
    return written is not None and print_of(text) == written
