"""A measure or link that two people changed: what came together by itself, and what waits for a
choice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.diff import Segment, redline, replaced
from app.domain.merge import is_undecided, merge
from app.domain.merge_fields import FieldMerge, merge_fields
from app.reporting.pages.records import RecordPage, field_labels, written
from app.reporting.service.keeping import Clash
from app.reporting.service.records import EvidenceInput, MeasureInput

# Running text, of which two versions can be put together word by word.
LONG_TEXTS = frozenset({"description", "partners", "alt_text", "withheld_reason"})
_WORDED = LONG_TEXTS | {"title", "lead_body", "budget"}

Input = TypeVar("Input", MeasureInput, EvidenceInput)


@dataclass(frozen=True)
class Decision:
    """What somebody chose of a field that both changed, and the text they made of both."""

    take: str = ""  # mine, theirs, merged
    merged: str = ""

    @property
    def is_made(self) -> bool:
        """Tell whether it says what stays."""
        return self.take in ("mine", "theirs") or (
            self.take == "merged" and not is_undecided(self.merged)
        )


@dataclass(frozen=True)
class SettledField:
    """A field that needs no choice, and who changed it."""

    label: str
    who: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class OpenField:
    """A field that both changed differently."""

    name: str
    label: str
    base: str
    mine: tuple[Segment, ...]
    theirs: tuple[Segment, ...]
    choices: tuple[Mapping[str, str], ...]
    chosen: str = ""
    merged: str = ""
    undecided: int = 0  # places in the text put together
    error: str = ""
    merged_error: str = ""

    @property
    def is_text(self) -> bool:
        """Tell whether both versions can be put together word by word."""
        return self.name in LONG_TEXTS


@dataclass(frozen=True)
class RecordClash:
    """What somebody else saved while this form was open."""

    name: str
    time: str
    base_revision: int
    settled: tuple[SettledField, ...]
    open: tuple[OpenField, ...]
    is_removed: bool = False
    file_lost: bool = False


def decided(given: Input, seen: Clash, decisions: Mapping[str, Decision]) -> Input | None:
    """Return the record with what was chosen of each open field; None while a choice is missing."""
    if not all(decision.is_made for decision in decisions.values()):
        return None
    chosen = {
        name: {
            "mine": getattr(given, name),
            "theirs": seen.theirs.get(name, ""),
            "merged": decision.merged,
        }[decision.take]
        for name, decision in decisions.items()
    }
    return replace(given, **chosen)


def with_clash(
    page: RecordPage,
    clash: Clash,
    name: str,
    decisions: Mapping[str, Decision] | None = None,
    *,
    file_lost: bool = False,
) -> RecordPage:
    """Return the form filled with both changes put together, above it what is to be decided.

    `decisions` are those of a form that showed this clash already: what else it says is its own.
    """
    shown = field_labels()
    names = [name for name in vars(page.typed) if name in shown]
    fields = merge_fields(clash.base, vars(page.typed), clash.theirs, names)
    if decisions is None:
        waiting = [one for one in fields if not one.is_settled]
        settled = [one for one in fields if one.is_settled]
        page = replace(page, typed=_filled(page.typed, settled))
    else:
        waiting = [one for one in fields if one.name in decisions]
        settled = [replace(f, becomes=f.mine) for f in fields if f.name not in decisions]
    open_fields = tuple(_open(page, f, name, (decisions or {}).get(f.name)) for f in waiting)
    view = RecordClash(
        name=name,
        time=format_datetime(clash.at),
        base_revision=clash.base_revision,
        settled=(
            *(_settled(page, f, name) for f in settled if _is_news(f)),
            *_translated(clash, name),
        ),
        open=open_fields,
        is_removed=bool(clash.theirs.get("removed")),
        file_lost=file_lost,
    )
    wrong = next((field for field in open_fields if field.error or field.merged_error), None)
    if wrong is not None and not page.error:
        at = f"merged_{wrong.name}" if wrong.merged_error else f"take_{wrong.name}"
        page = replace(page, error=wrong.merged_error or wrong.error, error_at=at)
    return replace(page, revision=clash.revision, clash=view)


def _filled(typed: Any, fields: list[FieldMerge]) -> MeasureInput | EvidenceInput:
    values: dict[str, Any] = {f.name: f.becomes for f in fields if f.becomes is not None}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    filled: MeasureInput | EvidenceInput = replace(typed, **values)
    return filled


def _translated(clash: Clash, name: str) -> tuple[SettledField, ...]:
    """Translations stand beside the record and stay as the other person left them."""
    sides = [(side or {}).get("translations", []) for side in (clash.base, clash.theirs)]
    if sides[0] == sides[1]:
        return ()
    return (SettledField(_("Translations"), _("Changed by %(name)s") % {"name": name}, ()),)


def _is_news(field: FieldMerge) -> bool:
    return (field.becomes or "") != (field.base or "")


def _settled(page: RecordPage, field: FieldMerge, name: str) -> SettledField:
    if not field.is_only_mine:
        both = field.mine == field.theirs and field.mine != field.base
        who = _("You both wrote the same") if both else _("Changed by %(name)s") % {"name": name}
    elif field.is_only_theirs:
        who = _("Changed by both of you: both changes are in it")
    else:
        who = _("Changed by you")
    return SettledField(
        _label(field), who, _difference(page, field.name, field.base, field.becomes)
    )


def _open(page: RecordPage, field: FieldMerge, name: str, decision: Decision | None) -> OpenField:
    base, mine, theirs = (written(page, field.name, side) for side in _sides(field))
    found = merge(base, mine, theirs) if field.name in LONG_TEXTS else None
    given = decision or Decision()
    marked = given.take == "merged" and is_undecided(given.merged)
    missing = decision is not None and not given.take
    return OpenField(
        name=field.name,
        label=_label(field),
        base=base,
        mine=_difference(page, field.name, field.base, field.mine),
        theirs=_difference(page, field.name, field.base, field.theirs),
        choices=_choices(mine, theirs, name, is_text=found is not None),
        chosen=given.take,
        merged=given.merged or (found.text(_("Yours"), name) if found else ""),
        undecided=found.undecided if found else 0,
        error=_("Choose which version stays.") if missing else "",
        merged_error=_("Decide at each marked place which words stay, and take the marks away.")
        if marked
        else "",
    )


def _sides(field: FieldMerge) -> tuple[Any, Any, Any]:
    return field.base, field.mine, field.theirs


def _choices(mine: str, theirs: str, name: str, *, is_text: bool) -> tuple[Mapping[str, str], ...]:
    empty = _("(empty)")
    yours = {"value": "mine", "label": _("Yours, as it stands in its field below")}
    saved = {"value": "theirs", "label": _("What %(name)s saved") % {"name": name}}
    if is_text:
        return yours, saved, {"value": "merged", "label": _("Both put together")}
    return {**yours, "help": mine or empty}, {**saved, "help": theirs or empty}


def _label(field: FieldMerge) -> str:
    return field_labels()[field.name]


def _difference(page: RecordPage, name: str, old: Any, new: Any) -> tuple[Segment, ...]:
    texts = (written(page, name, old), written(page, name, new))
    return redline(*texts) if name in _WORDED else replaced(*texts)
