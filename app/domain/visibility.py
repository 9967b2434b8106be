"""Who may see a value: the reporter's level, the catalogue's ceiling, and the stage it is at."""

from enum import StrEnum

LEVELS = ("public", "subgroup", "commission", "aggregate_only")  # from open to closed
NEVER_PUBLISHED = "never"  # set by the catalogue only: read by the Commission, in no figure or page
_ORDER = (*LEVELS, NEVER_PUBLISHED)


class Viewer(StrEnum):
    """From where somebody looks."""

    OWN = "own"  # the reporter itself, by role
    COMMISSION = "commission"  # desk officers and report editors
    SUBGROUP = "subgroup"
    PUBLIC = "public"


class Stage(StrEnum):
    """How far the information has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONSOLIDATED = "consolidated"
    PUBLISHED = "published"


def effective(chosen: str, ceiling: str) -> str:
    """Return the more closed of the reporter's choice and the catalogue's sensitivity."""
    return max(chosen, ceiling, key=_ORDER.index)


def may_see(viewer: Viewer, level: str, stage: Stage) -> bool:
    """Tell whether a single value of this level may be shown to this viewer at this stage.

    `aggregate_only` values reach the Commission once submitted, nobody else as single values.
    """
    if viewer is Viewer.OWN:
        return True
    if stage is Stage.DRAFT:
        return False
    if viewer is Viewer.COMMISSION:
        return True
    if viewer is Viewer.SUBGROUP:
        return level in ("public", "subgroup") and stage in (Stage.CONSOLIDATED, Stage.PUBLISHED)
    return level == "public" and stage is Stage.PUBLISHED
