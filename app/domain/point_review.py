"""How a point becomes agreed inside a country: ready, approved, handed back, and each undone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.asked import home_of
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import ReportData, to_payload
from app.domain.included import only_included, only_points
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.qc.findings import Finding
from app.domain.roles import Permission


class Review(StrEnum):
    """How far a point has come; nobody outside the country sees it."""

    OPEN = ""
    READY = "ready"
    APPROVED = "approved"
    RETURNED = "returned"


class Step(StrEnum):
    """What somebody says about a point."""

    READY = "ready"
    NOT_READY = "not_ready"
    APPROVE = "approve"
    HAND_BACK = "hand_back"
    TAKE_BACK = "take_back"  # the approval


@dataclass(frozen=True)
class Move:
    """Where a step leads, and whether it needs words."""

    to: Review
    permission: Permission
    needs_note: bool = False


class IllegalStep(Exception):
    """The step is not possible in this state."""


_R, _S = Review, Step
_READY = Move(_R.READY, Permission.ANSWER_EDIT)
# A lead who wrote a point alone approves it without having called it ready first.
_APPROVE = Move(_R.APPROVED, Permission.POINT_APPROVE)
_HAND_BACK = Move(_R.RETURNED, Permission.POINT_APPROVE, needs_note=True)

MOVES: dict[tuple[Review, Step], Move] = {
    (_R.OPEN, _S.READY): _READY,
    (_R.RETURNED, _S.READY): _READY,
    (_R.READY, _S.NOT_READY): Move(_R.OPEN, Permission.ANSWER_EDIT),
    (_R.OPEN, _S.APPROVE): _APPROVE,
    (_R.READY, _S.APPROVE): _APPROVE,
    (_R.RETURNED, _S.APPROVE): _APPROVE,
    (_R.READY, _S.HAND_BACK): _HAND_BACK,
    (_R.APPROVED, _S.HAND_BACK): _HAND_BACK,
    (_R.APPROVED, _S.TAKE_BACK): Move(_R.OPEN, Permission.POINT_APPROVE),
}


def move(state: Review, step: Step) -> Move:
    """Return where a step leads, or raise IllegalStep."""
    found = MOVES.get((state, step))
    if found is None:
        raise IllegalStep(f"{step} is not possible from {state or 'open'}")
    return found


def leads_to(step: Step) -> Review:
    """Return the state a step leads to, from wherever it is possible."""
    return next(found.to for (_at, one), found in MOVES.items() if one is step)


def allowed_steps(state: Review, permissions: Iterable[Permission]) -> tuple[Step, ...]:
    """Return the steps these permissions allow now; pages take their buttons from here."""
    held = frozenset(permissions)
    return tuple(
        step for (at, step), found in MOVES.items() if at is state and found.permission in held
    )


def after_edit(state: Review) -> Review:
    """Return the state of a point in which something was changed: an approval no longer holds.

    "Ready" stays, since it is said by whoever writes, and so does the note of a hand back.
    """
    return Review.OPEN if state is Review.APPROVED else state


EDITED_AWAY = frozenset(state for state in Review if after_edit(state) is not state)


def points_of(index: CatalogueIndex, subject: str, *contents: Mapping[str, Any]) -> frozenset[str]:
    """Return the points whose content a saved subject is part of, as far as it tells.

    `contents` are the saved state and the one before: a measure that no longer serves a point has
    changed there as well.
    """
    kind, _colon, name = subject.partition(":")
    key = parse_key(name) if kind == "observation" else None
    if key is not None and key.indicator in index.indicators:
        return frozenset({home_of(index, key)})
    if kind in ("answer", "point"):
        known = {point.id for point in index.catalogue.instrument.points}
        return frozenset({name.partition(".")[0]}) & known
    named = [content.get("points") or [content.get("point")] for content in contents]
    return frozenset(str(point) for points in named for point in points if point)


def fingerprint(
    index: CatalogueIndex,
    data: ReportData,
    findings: Iterable[Finding],
    justifications: Mapping[str, str],
    points: Collection[str],
) -> str:
    """Return the hash of what is reported at these points, with the explanations given there.

    What changes elsewhere leaves it as it is.
    """
    explained = {
        finding.key: justifications[finding.key]
        for finding in findings
        if finding.point in points and justifications.get(finding.key)
    }
    here = only_points(index, only_included(index, data), points)
    return sha256_hex(canonical_json({"content": to_payload(here), "explained": explained}))
