"""What a desk officer looks at before a submission is accepted: completeness and consistency."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import N_


@dataclass(frozen=True)
class Item:
    """One thing to look at, and what it means."""

    label: str
    help: str


# The keys stand in stored cases: an item can be added or reworded, a key is never used again.
CHECKLIST: Mapping[str, Item] = {
    "points": Item(
        N_("Every point is reported on or left out on purpose"),
        N_("A point that is left out needs no reason. One that only begins does need a question."),
    ),
    "core": Item(
        N_("Core questions have a value or say why there is none"),
        N_("A reason for no value is a full answer, never a zero."),
    ),
    "status": Item(
        N_("Each status is borne out by what is written beside it"),
        N_("Justification, measures and evidence tell the same story as the status."),
    ),
    "figures": Item(
        N_("Figures fit their unit, their period and their parts"),
        N_(
            "Thousands for units, other years, and parts that exceed the total are what goes wrong."
        ),
    ),
    "changes": Item(
        N_("Large changes since last time are explained"),
        N_("Open the submission beside the last cycle, and beside the version before."),
    ),
    "warnings": Item(
        N_("Explanations of warnings can be understood"),
        N_("Somebody who does not know the country can follow them."),
    ),
    "evidence": Item(
        N_("Links open, and files can be read"),
        N_("At least one behind every status above no progress."),
    ),
    "closed": Item(
        N_("Nothing personal or confidential is about to be published"),
        N_("Names of private persons, and what the country meant for the Commission only."),
    ),
}
