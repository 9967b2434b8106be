"""Who does what: the points of a contribution and the colleagues to whom they are handed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import gettext as _
from app.reporting import words
from app.reporting.addresses import assignments_url, point_url
from app.reporting.pages.around import Around, around
from app.reporting.people import Holder
from app.reporting.work import Work
from app.web.pages import Page


@dataclass(frozen=True)
class Box:
    """One box of the table: this point to this colleague."""

    value: str
    name: str  # for those who hear the table
    checked: bool


@dataclass(frozen=True)
class AssignmentRow:
    """One point and its boxes."""

    number: int
    title: str
    url: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True)
class AssignmentsPage(Page):
    """The table in which the lead hands out points."""

    template: ClassVar[str] = "reporting/assignments.html"

    around: Around
    url: str
    people: tuple[str, ...]
    groups: tuple[tuple[str, tuple[AssignmentRow, ...]], ...]
    shown: tuple[str, ...]  # what was ticked when the page was made
    is_saved: bool


def assignments_page(
    work: Work,
    contributors: tuple[Holder, ...],
    holders: Mapping[str, tuple[Holder, ...]],
    is_saved: bool,
) -> AssignmentsPage:
    """Return the table; who lost the role is still shown while points are in their hands."""
    known = {person.account_id: person for person in contributors}
    for held in holders.values():
        known |= {holder.account_id: holder for holder in held}
    people = sorted(known.values(), key=lambda person: (person.name, person.account_id))
    groups = []
    for group in work.index.catalogue.instrument.groups:
        rows = tuple(
            _row(work, number, people, holders)
            for number in group.points
            if any(asked.point.number == number for asked in work.points)
        )
        if rows:
            groups.append((words.in_language(group.title), rows))
    boxes = [box for _title, rows in groups for row in rows for box in row.boxes]
    return AssignmentsPage(
        around=around(work, "assignments", _("Who does what")),
        url=assignments_url(work.cycle, work.reporter),
        people=tuple(person.name for person in people),
        groups=tuple(groups),
        shown=tuple(box.value for box in boxes if box.checked),
        is_saved=is_saved,
    )


def _row(
    work: Work, number: int, people: list[Holder], holders: Mapping[str, tuple[Holder, ...]]
) -> AssignmentRow:
    asked = work.asked(f"P{number:02d}")
    title = words.point_title(asked.point)
    held_by = {holder.account_id for holder in holders.get(asked.id, ())}
    boxes = tuple(
        Box(
            value=f"{asked.id}:{person.account_id}",
            name=_("Point %(number)s to %(name)s") % {"number": number, "name": person.name},
            checked=person.account_id in held_by,
        )
        for person in people
    )
    return AssignmentRow(number, title, point_url(work.cycle, work.reporter, asked.id), boxes)
