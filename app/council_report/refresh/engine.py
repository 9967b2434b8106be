"""Refreshing a Word document: bytes in, bytes out, and the list of what became of every tag."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from app.council_report.refresh.charts import refresh_chart
from app.council_report.refresh.fact_map import FactMap, print_of
from app.council_report.refresh.finding import Finder, Found, name_of, unknown_names
from app.council_report.refresh.outcome import KINDS, MOST, Outcome, Refreshed, shortened
from app.council_report.refresh.package import Package, Unreadable, opened
from app.council_report.refresh.settling import settle
from app.council_report.refresh.tables import Tally, refresh_table
from app.council_report.refresh.texts import W, new_run
from app.council_report.refresh.wanted import Wanted
from app.domain.facts import short_id

_NO_MAP = FactMap("", "")
_LIKE_SHORT = re.compile(r"[A-Z2-7]{10}")


def made_from(contents: bytes) -> tuple[str, str]:
    """Return the edition and the language a report says it was made in."""
    found = opened(contents).fact_map()
    if found is None:
        raise Unreadable("refresh_not_a_report")
    return found[1].edition, found[1].language


def refresh(
    contents: bytes, wanted: Wanted, take_edited: bool = False, take: Collection[str] = ()
) -> Refreshed:
    """Bring every tagged figure, table and chart up to date; all other text stays as it is.

    What was edited by hand stays too, but for the figures, tables and charts named in `take`, by
    full name or short id, or for all of them.
    """
    package = opened(contents)
    part, held = package.fact_map() or ("", _NO_MAP)
    if part and _round(held.edition) != _round(wanted.edition):
        raise Unreadable("refresh_of_another_round")
    work = _Work(package, held, wanted, take_edited, frozenset(map(_short, take)))
    for story in package.stories():
        _refresh_story(work, story)
    if not work.seen and not held.names:
        raise Unreadable("refresh_not_a_report")
    _tell_absent(work)
    if part and (package.changed or held.edition != wanted.edition):
        package.keep_map(part, _next_map(work))
    if len(work.outcomes) > MOST:
        raise Unreadable("refresh_too_much")
    told = (
        Outcome(o.kind, o.name, shortened(o.place), shortened(o.old), shortened(o.new))
        for o in work.outcomes
    )
    outcomes = sorted(told, key=lambda one: KINDS.index(one.kind))
    return Refreshed(package.written(), tuple(outcomes), held.edition, work.same)


def _short(name: str) -> str:
    return name if _LIKE_SHORT.fullmatch(name) else short_id(name)


def _round(edition: str) -> str:
    """Return the cycle of an edition: in another one every figure is another figure."""
    return edition.rpartition("/")[0]


@dataclass
class _Work:
    package: Package
    held: FactMap
    wanted: Wanted
    take_edited: bool
    take: frozenset[str]  # short ids
    outcomes: list[Outcome] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    same: int = 0

    @property
    def figures(self) -> set[str]:
        """Short ids of every figure that a tag may name."""
        return {*self.wanted.figures, *self.held.shown}

    @property
    def blocks(self) -> set[str]:
        """Short ids of every table and chart."""
        return {*self.wanted.tables, *self.wanted.charts, *self.held.blocks}

    def takes(self, short: str) -> bool:
        """Tell whether a figure or block is replaced although somebody edited it."""
        return self.take_edited or short in self.take

    def name(self, short: str) -> str:
        """Return the full name behind a short id."""
        if short in self.held.names:
            return self.held.names[short]
        for known in (self.wanted.figures, self.wanted.tables, self.wanted.charts):
            if short in known:
                return known[short].name
        return short


def _refresh_story(work: _Work, story: str) -> None:
    root = work.package.tree(story)
    figures, blocks = work.figures, work.blocks
    found = Finder(figures, blocks).read(root)
    for one in found:
        work.seen.add(one.short)
        is_changed = (
            _refresh_block(work, story, one, figures)
            if one.kind in ("table", "chart")
            else _refresh_figure(work, one)
        )
        if is_changed:
            work.package.changed.add(story)
    for short in unknown_names(root, figures | blocks):
        work.outcomes.append(Outcome("gone", short))


def _refresh_figure(work: _Work, one: Found) -> bool:
    """Bring one figure up to date; tell whether the part changed."""
    name = work.name(one.short)
    wanted = work.wanted.figure(one.short, name)
    if wanted is None:
        work.outcomes.append(Outcome("gone", name, one.heading, one.words.text))
        return False
    written = work.held.shown.get(one.short)
    take = work.takes(one.short) and not one.is_loose
    fill = _filler(one.element) if one.kind == "control" else None
    before = one.words.text or one.words.deleted
    known = None if written is None else print_of(written)
    kind, is_changed = settle(one.words, known, wanted.shown, take, fill)
    if kind is None:
        work.same += 1
        return False
    work.outcomes.append(Outcome(kind, name, one.heading, before, wanted.shown))
    return is_changed


def _filler(control: Any) -> Any:
    """Return what writes a figure into a control that somebody emptied."""
    content = control.find(f"{W}sdtContent")

    def fill(text: str) -> None:
        hint = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        if hint is not None:
            hint.getparent().remove(hint)
        paragraph = content.find(f"{W}p")
        target = content if paragraph is None else paragraph
        target.append(new_run(text, control.find(f"{W}sdtPr"), target.makeelement))

    return fill


def _refresh_block(work: _Work, story: str, one: Found, figures: set[str]) -> bool:
    """Bring a table or chart up to date; tell whether the part with the text changed."""
    name, written = work.name(one.short), work.held.blocks.get(one.short)
    take = work.takes(one.short)

    def is_figure(element: Any) -> bool:
        return element.tag == f"{W}sdt" and bool(name_of(element, figures))

    if one.kind == "table" and one.short in work.wanted.tables:
        table = work.wanted.tables[one.short]
        tally = refresh_table(one.element, table, written, is_figure, take)
    elif one.kind == "chart" and one.short in work.wanted.charts:
        chart = work.wanted.charts[one.short]
        tally = refresh_chart(work.package, story, one.element, chart, written, take)
    else:
        tally = Tally([Outcome("gone", name, one.heading)])
    work.outcomes += tally.outcomes
    work.same += tally.same
    return tally.is_changed


def _tell_absent(work: _Work) -> None:
    """Say what the drafter took out, and what of the edition's report was never in the file."""
    held, wanted = work.held, work.wanted
    for short in sorted(held.names, key=lambda short: held.names[short]):
        if short not in work.seen:
            name, shown = held.names[short], held.shown.get(short, "")
            figure = wanted.figure(short, name)
            new = figure.shown if figure else ""
            work.outcomes.append(Outcome("removed", name, "", shown, new))
    fresh = [
        *((one.name, one.shown) for one in wanted.figures.values() if one.is_printed),
        *((one.name, "") for one in wanted.tables.values()),
        *((one.name, "") for one in wanted.charts.values()),
    ]
    known = {*held.names.values(), *(work.name(short) for short in work.seen)}
    for name, shown in sorted(fresh):
        if name not in known:
            work.outcomes.append(Outcome("unplaced", name, "", "", shown))


def _next_map(work: _Work) -> FactMap:
    """Return the map as it stands now: what is in the file or was, with the edition's texts."""
    held, wanted = work.held, work.wanted
    names = dict(held.names)
    shown, blocks = dict(held.shown), dict(held.blocks)
    for short in {*held.names, *work.seen}:
        name = work.name(short)
        figure = wanted.figure(short, name)
        block = wanted.tables.get(short) or wanted.charts.get(short)
        if figure is not None:
            names[short], shown[short] = name, figure.shown
        elif block is not None:
            names[short], blocks[short] = name, block.mapped()
    return replace(held, edition=wanted.edition, names=names, shown=shown, blocks=blocks)
