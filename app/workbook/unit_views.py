"""One change of a workbook in words: old and new side by side, texts as redlines, conflicts."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.domain.diff import Segment, redline
from app.domain.merge import is_undecided, merge
from app.workbook.answer_lines import answer_columns
from app.workbook.choosing import MERGED, THEIRS, Choice, Unit
from app.workbook.difference import FieldChange
from app.workbook.evidence_lines import evidence_columns
from app.workbook.layout import Line
from app.workbook.measure_lines import measure_columns
from app.workbook.states import SEPARATOR
from app.workbook.value_lines import value_columns

_SHORT = 80  # characters that are read at a glance; longer texts are shown as redlines


@dataclass(frozen=True)
class ChangeView:
    """One cell: what the portal says and what the file says."""

    label: str
    at: str
    old: str
    new: str
    segments: tuple[Segment, ...] = ()  # of longer texts
    remark: str = ""


@dataclass(frozen=True)
class ConflictView:
    """A cell that both sides changed: what they began from, and each change."""

    label: str
    at: str
    base: str
    theirs: str
    mine: str
    their_change: tuple[Segment, ...] = ()  # of texts
    my_change: tuple[Segment, ...] = ()


@dataclass(frozen=True)
class UnitView:
    """What is taken or left together."""

    id: str
    tick: str
    changes: tuple[ChangeView, ...]
    conflicts: tuple[ConflictView, ...]
    is_ticked: bool
    decision: str = THEIRS
    merged: str | None = None  # both put together, where that makes sense
    undecided: int = 0
    error: str = ""


def unit_view(
    unit: Unit, name: str, line: Line | None, labels: Mapping[str, str], choice: Choice | None
) -> UnitView:
    """Return a unit as the page shows it, as it was chosen before or as is proposed."""
    if not unit.is_conflict:
        return UnitView(
            id=name,
            tick=unit.tick,
            changes=tuple(change_view(change, line, labels) for change in unit.changes),
            conflicts=(),
            is_ticked=choice is None or unit.tick in choice.ticks,
        )
    decision = choice.decisions.get(unit.tick, THEIRS) if choice else THEIRS
    text, undecided = _together(unit, line)
    typed = choice.texts.get(unit.tick) if choice else None
    text = text if typed is None or text is None else typed
    is_open = decision == MERGED and text is not None and is_undecided(text)
    wrong = _("Decide at each marked place which words stay, and take the marks away.")
    return UnitView(
        id=name,
        tick=unit.tick,
        changes=(),
        conflicts=tuple(_conflict(change, line, labels) for change in unit.changes),
        is_ticked=False,
        decision=decision,
        merged=text,
        undecided=undecided,
        error=wrong if is_open else "",
    )


def column_titles(subject: str) -> dict[str, str]:
    """Return what the columns are called on the sheet of a subject."""
    of = {"observation": value_columns, "measure": measure_columns, "evidence": evidence_columns}
    columns = of.get(subject.partition(":")[0], answer_columns)()
    return {column.name: column.title for column in columns}


def _together(unit: Unit, line: Line | None) -> tuple[str | None, int]:
    """Return both changes of one text put together, and how many places are left to decide."""
    change = unit.changes[0]
    if len(unit.changes) > 1 or not _is_text(change, line):
        return None, 0
    found = merge(change.base, change.mine, change.theirs)
    return found.text(_("The file"), _("The portal")), found.undecided


def _is_text(change: FieldChange, line: Line | None) -> bool:
    """Tell whether a cell holds running text, of which two versions can be put together."""
    found = line.fields.get(change.name) if line else None
    return found is not None and found.control in ("text", "line") and not found.options


def change_view(change: FieldChange, line: Line | None, labels: Mapping[str, str]) -> ChangeView:
    """Return one cell, old and new, in words."""
    old, new = (_shown(line, change.name, text) for text in (change.theirs, change.mine))
    is_long = bool(old and new) and max(len(old), len(new)) > _SHORT
    return ChangeView(
        label=labels[change.name],
        at=change.at,
        old=old,
        new=new,
        segments=redline(old, new) if is_long and _is_text(change, line) else (),
        remark=_("The result of a formula") if change.is_formula else "",
    )


def _conflict(change: FieldChange, line: Line | None, labels: Mapping[str, str]) -> ConflictView:
    base, theirs, mine = (
        _shown(line, change.name, text) for text in (change.base, change.theirs, change.mine)
    )
    is_text = _is_text(change, line) and bool(base)
    return ConflictView(
        label=labels[change.name],
        at=change.at,
        base=base,
        theirs=theirs,
        mine=mine,
        their_change=redline(base, theirs) if is_text else (),
        my_change=redline(base, mine) if is_text else (),
    )


def _shown(line: Line | None, name: str, text: str) -> str:
    """Return a field as the cell shows it."""
    options = line.fields[name].options if line and name in line.fields else ()
    if not options:
        return text
    labels = dict(options)
    return "; ".join(labels.get(part, part) for part in text.split(SEPARATOR) if part)
