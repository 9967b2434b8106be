"""The instrument as data: points, groups, anchors, and the questions asked under a point."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of all catalogue entries: unknown keys are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Addressee(StrEnum):
    """Whom a point addresses."""

    MEMBER_STATES = "member_states"
    COMMISSION = "commission"


Strength = Literal["firm", "conditional", "exploratory"]
Cooperation = Literal[
    "none",
    "with_commission",
    "consult_commission_if_appropriate",
    "with_member_states",
    "with_stakeholders",
    "with_advisory_bodies",
]
Texts = dict[str, str]  # language code -> text

PROGRESS_STEPS = ("none", "limited", "some", "substantial", "full")
PROGRESS_EXITS = ("not_pursued", "not_applicable")


class SubItem(Frozen):
    """A lettered element of a point."""

    key: str = Field(pattern=r"^[a-z]$")
    summary: str


class Anchors(Frozen):
    """What each step of the progress scale means at one point."""

    none: str
    limited: str
    some: str
    substantial: str
    full: str
    not_pursued: str | None = None  # None: the wording leaves no choice, the exit is closed


class PointEntry(Frozen):
    """One numbered point as the instrument file holds it; its anchors stand in another file."""

    id: str = Field(pattern=r"^P\d{2}$")
    number: int = Field(ge=1, le=99)
    group: str
    addressee: Addressee
    cooperation: Cooperation
    ask_type: str
    strength: Strength
    caveats: tuple[str, ...] = ()
    sub_items: tuple[SubItem, ...] = ()
    title: Texts
    summary: str
    keywords: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    related_points: tuple[int, ...] = ()


class Point(PointEntry):
    """One numbered point of the instrument with the meaning of each progress step there."""

    anchors: Anchors

    @property
    def not_pursued_open(self) -> bool:
        """Tell whether "examined, deliberately not pursued" may be chosen here."""
        return self.anchors.not_pursued is not None


class PointGroup(Frozen):
    """A heading under which points stand."""

    id: str
    number: int
    title: Texts
    points: tuple[int, ...]
    addressee: Addressee


class Instrument(Frozen):
    """A Council act as a structured thing."""

    id: str
    short_name: str
    title: Texts
    document_number: str
    adoption_date: str
    groups: tuple[PointGroup, ...]
    points: tuple[Point, ...]


QuestionKind = Literal[
    "text", "short_text", "yes_no", "choice", "multi_choice", "quarter", "date", "number"
]


class Option(Frozen):
    """One choice of a closed list; `order` is None outside an ordered scale."""

    value: str
    label: str
    order: int | None = None
    meaning: str | None = None


class Question(Frozen):
    """One free-form question under a point, with a code like `P12.justification`."""

    key: str = Field(pattern=r"^[a-z][a-z_]*$")
    kind: QuestionKind
    label: str
    hint: str | None = None
    options: tuple[Option, ...] = ()
    min_chars: int | None = None
    max_chars: int | None = None
    points: tuple[int, ...] | None = None  # None: asked at every point
    tier: Literal["core", "recommended", "optional"] = "optional"
    # Required as soon as the point's progress status is one of these values.
    required_with_progress: tuple[str, ...] = ()
    required_if: dict[str, tuple[str, ...]] | None = None  # other question key -> values
    sensitivity: Literal["public", "subgroup", "commission", "aggregate_only", "never"] = "public"
    section: Literal[
        "status", "cooperation", "bodies", "obstacles", "next_steps", "support", "contact"
    ] = "status"


class Header(Frozen):
    """One question about the submission as a whole; answered under the code `header.<key>`.

    With `on_point` it is about a point that is not the reporter's own, and asked only of those
    who do not report on that point.
    """

    key: str
    kind: QuestionKind
    label: str
    hint: str | None = None
    options: tuple[Option, ...] = ()
    max_chars: int | None = None
    on_point: int | None = None


class ReporterEntry(Frozen):
    """A source of information: a Member State or the Commission."""

    code: str = Field(pattern=r"^[A-Z]{2}$")  # ISO 3166-1 alpha-2; EU for the Commission
    printed: str = Field(pattern=r"^[A-Z]{2}$")  # EL for Greece
    kind: Literal["member_state", "commission"]
    protocol_order: int


def question_code(point: str, key: str) -> str:
    """Return the code of a question at a point, for example `P12.justification`."""
    return f"{point}.{key}"
