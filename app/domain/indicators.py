"""Common indicators as data: value types, code lists, breakdowns, periods, the catalogue."""

from datetime import date
from typing import Literal

from pydantic import Field

from app.domain.points import Frozen, Header, Instrument, Option, Point, Question, ReporterEntry

ValueType = Literal[
    "boolean", "count", "decimal", "percentage", "money_eur", "categorical", "date", "text"
]
AddsUp = Literal["exact", "at_most", "overlapping", "ticks", "none"]
Aggregation = Literal["count_yes", "sum", "median", "mean", "distribution", "weighted_mean", "none"]
ReferencePeriod = Literal[
    "as_of_cutoff", "biennium", "calendar_year", "academic_year", "latest_available"
]
Sensitivity = Literal["public", "subgroup", "commission", "aggregate_only"]

PROGRESS = "SD-X.1"  # the indicator that carries the progress status of every point
OPTION_DIMENSION = "option"  # dimension made of an indicator's own options (national form)


class Code(Frozen):
    """One code of a code list."""

    code: str
    label: str


class CodeList(Frozen):
    """A dimension: a closed list of codes by which values are broken down."""

    id: str
    label: str
    codes: tuple[Code, ...]
    note: str | None = None

    @property
    def is_long(self) -> bool:
        """Tell whether the form offers a row to add instead of all rows (countries, languages)."""
        return len(self.codes) > 40


class Breakdown(Frozen):
    """One way to split a value: one dimension, or several named together when crossed."""

    by: tuple[str, ...]
    adds_up: AddsUp

    @property
    def id(self) -> str:
        """Key of the breakdown inside its indicator, for example `actor_type+option`."""
        return "+".join(self.by)


class Validation(Frozen):
    """Bounds and references of one indicator; the field names are those of the catalogue files."""

    min: str | None = None  # canonical decimal or ISO date
    max: str | None = None
    integer: bool = False
    decimals: int | None = None
    max_ref: str | None = None
    derived: bool = False
    required_if: dict[str, tuple[str, ...]] | None = None
    equals_number_selected_in: str | None = None
    evidence_link_required_from: str | None = None
    not_pursued_allowed_for: tuple[int, ...] = ()  # must agree with the anchors of the points
    yoy_change_warning_percent: int | None = None
    not_after_cutoff: bool = False
    justification_min_chars: int | None = None
    max_chars: int | None = None
    publish_consent_required: bool = False


class Indicator(Frozen):
    """The definition of one common indicator; one YAML file under `indicators/`."""

    id: str = Field(pattern=r"^SD-(\d{2}|X)\.\d+$")
    points: tuple[int, ...]
    name: str
    definition: str
    measurement_level: Literal["structure", "process", "output", "outcome"]
    value_type: ValueType
    options: tuple[Option, ...] = ()
    unit: str
    validation: Validation = Validation()
    reporter: Literal["member_state", "commission", "any_actor"]
    also_reporter: Literal["commission"] | None = None
    subject: Literal["reporter", "union"]
    per_point: bool = False
    cross_cutting: bool = False
    reference_period: ReferencePeriod
    breakdowns: tuple[Breakdown, ...] = ()
    # The value is asked as counts of organisations for each option, not as one choice.
    national_form: Literal["counts_of_organisations"] | None = None
    aggregation: Aggregation
    aggregation_note: str | None = None
    bins: Literal["year"] | None = None
    direction: Literal["higher_is_better", "lower_is_better", "neutral"]
    numerator: str | None = None
    denominator: str | None = None
    data_sources: tuple[str, ...] = ()
    prefill: Literal["commission", "previous_cycle", "none"]
    tier: Literal["core", "extended", "context"]
    burden: Literal["low", "medium", "high"]
    sensitivity: Sensitivity = "public"
    min_cell_size: int | None = None
    covers_sub_items: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()
    existing_framework: tuple[str, ...] = ()
    comparability_note: str | None = None
    rationale: str = ""

    @property
    def home_point(self) -> int:
        """The point where the value is entered; elsewhere it is shown read-only."""
        return self.points[0]

    @property
    def is_counted_by_option(self) -> bool:
        """Tell whether organisations are counted per option instead of one option being chosen."""
        return self.national_form == "counts_of_organisations"

    def breakdown(self, breakdown_id: str) -> Breakdown | None:
        """Return the breakdown with this key, or None."""
        return next((b for b in self.breakdowns if b.id == breakdown_id), None)


class MissingCode(Frozen):
    """A lawful reason why there is no value."""

    code: Literal["NA", "NAV", "NE", "IE", "C", "ND"]
    label: str
    needs_reason: bool


class Flag(Frozen):
    """A qualifier of a value."""

    flag: Literal["e", "p", "b", "d", "u", "r"]
    label: str


class Catalogue(Frozen):
    """Everything that is asked in a cycle; frozen, the hash of its canonical JSON identifies it."""

    schema_version: int = 1
    code: str  # for example SD-2026/1
    instrument: Instrument
    questions: tuple[Question, ...]
    header: tuple[Header, ...]
    indicators: tuple[Indicator, ...]
    codelists: tuple[CodeList, ...]
    missing_codes: tuple[MissingCode, ...]
    flags: tuple[Flag, ...]
    progress_scale: tuple[Option, ...]
    measure_types: tuple[Option, ...]
    measure_stages: tuple[Option, ...]
    reporters: tuple[ReporterEntry, ...]

    def point(self, number: int) -> Point | None:
        """Return the point with this number, or None."""
        return next((p for p in self.instrument.points if p.number == number), None)


def periods(reference: ReferencePeriod, cutoff: date) -> tuple[str, ...]:
    """Return the period keys asked in a cycle with this cut-off date, oldest first.

    `2027-06-30` for a situation, `2025-2027` for the 24 months before, `2025` and `2026` for the
    last two complete calendar years, `2024-25` and `2025-26` for the last two completed academic
    years (which end on 30 September), `latest` where the year is that of the source and recorded
    with the value.
    """
    if reference == "as_of_cutoff":
        return (cutoff.isoformat(),)
    if reference == "biennium":
        return (f"{cutoff.year - 2}-{cutoff.year}",)
    if reference == "latest_available":
        return ("latest",)
    if reference == "calendar_year":
        return (str(cutoff.year - 2), str(cutoff.year - 1))
    end = cutoff.year if (cutoff.month, cutoff.day) >= (9, 30) else cutoff.year - 1
    return tuple(f"{year - 1}-{year % 100:02d}" for year in (end - 1, end))
