"""The sign-off of a ministry under chosen points: where it stands, and when signing waits."""

from enum import StrEnum

from app.domain.workflow import EDITABLE, Status


class Decision(StrEnum):
    """What the colleague who was asked has said."""

    NONE = ""
    APPROVED = "approved"
    RETURNED = "returned"


class Standing(StrEnum):
    """Where the sign-off of a ministry stands now."""

    WAITING = "waiting"
    APPROVED = "approved"
    CHANGED = "changed"  # since it was approved
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  # by the lead, who no longer asks for it


# A country that asks its ministries waits for them; one that asks nobody is never held back.
HOLDS_BACK = frozenset({Standing.WAITING, Standing.CHANGED, Standing.RETURNED})

# While the contribution waits for its signature its content stands still: a good time to read it.
ASKED_WHILE = EDITABLE | {Status.AWAITING_SIGN_OFF}


def standing(
    decision: Decision, approved_sha256: str, present_sha256: str, *, is_withdrawn: bool
) -> Standing:
    """Return where a sign-off stands; an approval holds for the very content it was given to."""
    if is_withdrawn:
        return Standing.WITHDRAWN
    if decision is Decision.RETURNED:
        return Standing.RETURNED
    if decision is Decision.NONE:
        return Standing.WAITING
    return Standing.APPROVED if approved_sha256 == present_sha256 else Standing.CHANGED
