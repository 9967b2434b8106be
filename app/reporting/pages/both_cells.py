"""A cell that two people changed, part by part: what comes together, and what is to be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.i18n import gettext as _
from app.domain.answers import Missing, Problem
from app.domain.contribution import value_from_json
from app.domain.merge_fields import FieldMerge, merge_fields
from app.domain.observations import Observation, ObservationKey, kind_of
from app.reporting import words
from app.reporting.pages.conflicts import CellPart, CellTogether
from app.reporting.pages.fields import Typed, typed_observation
from app.reporting.service.keeping import Clash
from app.reporting.service.saving import ObservationInput, parse_observation
from app.reporting.work import Work

SAID = "said"  # the value, or why there is none: one of the two
PARTS = (SAID, "flags", "source", "note", "reference_year", "visibility")


@dataclass(frozen=True)
class CellChoices:
    """What somebody chose: mine or theirs of each part, and a text made of both values."""

    taken: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class _Said:
    """The value or the reason for none, as the history has it."""

    value: Any = None
    missing: tuple[Any, ...] | None = None

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str) and self.missing is None


def input_of(typed: Typed) -> ObservationInput:
    """Return what the service takes of a cell."""
    return ObservationInput(
        raw=typed.value,
        missing_code=typed.missing_code,
        missing_reason=typed.missing_reason,
        flags=typed.flags,
        source=typed.source,
        note=typed.note,
        reference_year=typed.reference_year,
        visibility=typed.visibility,
        decimal_mark=words.decimal_mark(),
    )


def cell_together(
    work: Work,
    key: ObservationKey,
    typed: Typed,
    clash: Clash,
    name: str,
    chosen: CellChoices | None,
    *,
    is_text: bool,
) -> CellTogether | None:
    """Return what is put together and what is to be chosen; None where one side is all there is.

    `chosen` is None where nobody was asked yet; of running text both values are put together.
    """
    parts = _parts(work, key, typed, clash)
    waiting = [part for part in parts if not part.is_settled]
    settled = [part for part in parts if part.is_settled and part.mine != part.theirs]
    merged = is_text and any(_is_merged_text(part) for part in waiting)
    whose = {part.becomes == part.mine for part in settled}
    if not merged and len(whose) + len(waiting) < 2:
        return None
    asked = [part for part in waiting if not (merged and part.name == SAID)]
    taken = chosen.taken if chosen else {}
    return CellTogether(
        base_revision=clash.base_revision,
        settled=tuple(
            (_label(part.name), _who(part, name), _read(work, key, part.name, part.becomes))
            for part in settled
        ),
        open=tuple(_open(work, key, part, taken.get(part.name, "")) for part in asked),
        is_missing=chosen is not None and any(part.name not in taken for part in asked),
    )


def is_choice_missing(
    work: Work, key: ObservationKey, typed: Typed, seen: Clash, chosen: CellChoices
) -> bool:
    """Tell whether a part that both changed still waits for a choice."""
    return any(
        not part.is_settled
        and part.name not in chosen.taken
        and not (chosen.text and _is_merged_text(part))
        for part in _parts(work, key, typed, seen)
    )


def put_together(
    work: Work, key: ObservationKey, typed: Typed, seen: Clash, chosen: CellChoices
) -> Typed:
    """Return what a form says once both changes and every choice are in it."""
    for part in _parts(work, key, typed, seen):
        if part.is_settled:
            becomes = part.becomes
        elif chosen.text and _is_merged_text(part):
            becomes = _Said(chosen.text)
        else:
            becomes = getattr(part, chosen.taken[part.name])
        if becomes != part.mine:
            typed = _with(work, key, typed, part.name, becomes)
    return typed


def _is_merged_text(part: FieldMerge) -> bool:
    return part.name == SAID and bool(part.mine.is_text and part.theirs.is_text)


def _parts(work: Work, key: ObservationKey, typed: Typed, clash: Clash) -> tuple[FieldMerge, ...]:
    indicator = work.index.indicators[key.indicator]
    mine = parse_observation(work.index, indicator, key, input_of(typed))
    if isinstance(mine, Problem):  # what cannot be read is refused where it is saved
        return ()
    empty = {"flags": [], "source": "", "note": "", "visibility": indicator.sensitivity}
    base = clash.base or {**empty, "value": None, "missing": None, "reference_year": None}
    began, yours, saved = map(_with_said, (base, mine.as_content(), clash.theirs))
    return merge_fields(began, yours, saved, PARTS)


def _with_said(content: Mapping[str, Any]) -> dict[str, Any]:
    missing = content["missing"]
    said = _Said(content["value"], None if missing is None else tuple(missing))
    return {**content, SAID: said}


def _seen(said: _Said) -> Observation:
    missing = Missing(*said.missing) if said.missing else None
    return Observation(value=value_from_json(said.value), missing=missing)


def _with(work: Work, key: ObservationKey, typed: Typed, name: str, becomes: Any) -> Typed:
    if name == SAID:
        kind = kind_of(work.index, work.index.indicators[key.indicator], key)
        read = typed_observation(kind, _seen(becomes))
        return replace(
            typed,
            value=read.value,
            missing_code=read.missing_code,
            missing_reason=read.missing_reason,
        )
    if name == "flags":
        return replace(typed, flags=tuple(becomes))
    told: dict[str, Any] = {name: "" if becomes is None else str(becomes)}
    return replace(typed, **told)


def _label(name: str) -> str:
    return {
        SAID: _("Value"),
        "flags": _("Flags"),
        "source": _("Source"),
        "note": _("Note"),
        "reference_year": _("Reference year"),
        "visibility": _("Visible to"),
    }[name]


def _who(part: FieldMerge, name: str) -> str:
    if not part.is_only_mine:
        return _("Changed by %(name)s") % {"name": name}
    if part.is_only_theirs:
        return _("Changed by both of you: both changes are in it")
    return _("Changed by you")


def _open(work: Work, key: ObservationKey, part: FieldMerge, taken: str) -> CellPart:
    base, mine, theirs = (
        _read(work, key, part.name, side) for side in (part.base, part.mine, part.theirs)
    )
    return CellPart(part.name, _label(part.name), base, mine, theirs, taken)


def _read(work: Work, key: ObservationKey, name: str, value: Any) -> str:
    if name == SAID:
        text = words.observation_text(work.index, key, _seen(value))
    elif name == "flags":
        text = ", ".join(words.flag_word(work.index, flag) for flag in value)
    elif name == "visibility":
        text = words.visibility_word(value)
    else:
        text = "" if value is None else str(value)
    return text or _("(empty)")
