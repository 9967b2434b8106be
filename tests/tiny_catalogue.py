"""A small but complete catalogue: every value type, way of adding up, period and condition."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from app.domain.indicators import Breakdown, Catalogue, Code, CodeList, Flag, Indicator, MissingCode
from app.domain.indicators import Validation as Rule
from app.domain.points import (
    Addressee,
    Anchors,
    Header,
    Instrument,
    Option,
    Point,
    PointGroup,
    Question,
    ReporterEntry,
    SubItem,
)

PROGRESS_SCALE = (
    Option(value="none", label="No progress", order=0),
    Option(value="limited", label="Limited progress", order=1),
    Option(value="some", label="Some progress", order=2),
    Option(value="substantial", label="Substantial progress", order=3),
    Option(value="full", label="Full implementation", order=4),
    Option(value="not_pursued", label="Examined, not pursued"),
    Option(value="not_applicable", label="Not applicable"),
)
STAGES = (
    Option(value="not_examined", label="Not examined", order=0),
    Option(value="preparing", label="In preparation", order=1),
    Option(value="adopted", label="Adopted", order=2),
    Option(value="existing_suffices", label="What exists suffices"),
)


def _anchors(not_pursued: bool) -> Anchors:
    steps = {step: f"What {step} means here." for step in ("none", "limited", "some")}
    return Anchors(
        **steps,
        substantial="Most of it is done.",
        full="All of it works.",
        not_pursued="Examined and set aside." if not_pursued else None,
    )


def _point(number: int, *, commission: bool = False, **fields: Any) -> Point:
    open_choice = bool(fields.pop("not_pursued", False))
    plain: dict[str, Any] = {
        "id": f"P{number:02d}",
        "number": number,
        "group": "commission" if commission else "strategic",
        "addressee": Addressee.COMMISSION if commission else Addressee.MEMBER_STATES,
        "cooperation": "none",
        "ask_type": "act",
        "strength": "firm",
        "title": {"en": f"Point number {number}"},
        "summary": f"What point {number} asks.",
        "anchors": _anchors(open_choice),
    }
    return Point(**{**plain, **fields})


def _indicator(code: str, points: tuple[int, ...], value_type: str, **fields: Any) -> Indicator:
    plain: dict[str, Any] = {
        "id": code,
        "points": points,
        "name": f"Indicator {code[3:]}",
        "definition": "What is counted, and how.",
        "measurement_level": "output",
        "value_type": value_type,
        "unit": "units",
        "reporter": "member_state",
        "subject": "reporter",
        "reference_period": "as_of_cutoff",
        "aggregation": "none",
        "direction": "neutral",
        "prefill": "none",
        "tier": "core",
        "burden": "low",
    }
    return Indicator(**{**plain, **fields})


def _breakdowns(**ways: str) -> tuple[Breakdown, ...]:
    return tuple(
        Breakdown.model_validate({"by": tuple(by.split("__")), "adds_up": adds_up})
        for by, adds_up in ways.items()
    )


def _codelist(name: str, label: str, codes: Mapping[str, str]) -> CodeList:
    listed = tuple(Code(code=code, label=text) for code, text in codes.items())
    return CodeList(id=name, label=label, codes=listed)


POINTS = (
    _point(1, not_pursued=True),
    _point(2),
    _point(3),
    _point(4, sub_items=(SubItem(key="a", summary="One."), SubItem(key="b", summary="Two."))),
    _point(5),
    _point(25, commission=True),
)

WHEN_ADOPTED = {"SD-01.1": ("adopted",)}
INDICATORS = (
    _indicator(
        "SD-01.1",
        (1, 2),
        "categorical",
        options=STAGES,
        validation=Rule(evidence_link_required_from="adopted"),
        breakdowns=_breakdowns(level="none"),
    ),
    _indicator(
        "SD-01.2",
        (1,),
        "date",
        validation=Rule(min="2010-01-01", not_after_cutoff=True, required_if=WHEN_ADOPTED),
    ),
    _indicator(
        "SD-01.3",
        (1,),
        "count",
        tier="extended",
        validation=Rule(
            min="0",
            max="3",
            equals_number_selected_in="topic",
            required_if=WHEN_ADOPTED,
        ),
        breakdowns=_breakdowns(topic="ticks"),
    ),
    _indicator(
        "SD-02.1",
        (2,),
        "count",
        reference_period="biennium",
        validation=Rule(min="0", max="200", integer=True),
        breakdowns=_breakdowns(
            region="overlapping", gender="exact", level="at_most", gender__level="exact"
        ),
    ),
    _indicator(
        "SD-02.2",
        (2,),
        "count",
        validation=Rule(min="0", integer=True, max_ref="SD-02.1"),
        reference_period="biennium",
        breakdowns=_breakdowns(gender="exact"),
    ),
    _indicator(
        "SD-02.3",
        (2,),
        "percentage",
        reference_period="biennium",
        validation=Rule(min="0", max="100", derived=True),
        aggregation="weighted_mean",
        numerator="SD-02.2",
        denominator="SD-02.1",
        breakdowns=_breakdowns(gender="none"),
    ),
    _indicator(
        "SD-03.1",
        (3,),
        "count",
        reference_period="academic_year",
        min_cell_size=5,
        validation=Rule(min="0", integer=True, yoy_change_warning_percent=50),
        breakdowns=_breakdowns(gender="exact"),
    ),
    _indicator(
        "SD-03.2",
        (3,),
        "money_eur",
        reference_period="calendar_year",
        tier="extended",
        sensitivity="commission",
        validation=Rule(min="0", decimals=0),
    ),
    _indicator("SD-03.3", (3,), "boolean", reference_period="biennium", tier="extended"),
    _indicator(
        "SD-03.4",
        (3,),
        "decimal",
        reporter="commission",
        tier="context",
        reference_period="latest_available",
        validation=Rule(min="0", max="1", decimals=3),
    ),
    _indicator(
        "SD-04.1",
        (4,),
        "decimal",
        validation=Rule(min="0", max="400", decimals=1),
        breakdowns=_breakdowns(country="exact"),
    ),
    _indicator(
        "SD-04.2",
        (4,),
        "decimal",
        tier="extended",
        reference_period="biennium",
        validation=Rule(min="0", decimals=1, max_ref="SD-04.1"),
    ),
    _indicator(
        "SD-04.3",
        (4,),
        "categorical",
        options=STAGES[:3],
        tier="extended",
        reporter="any_actor",
        national_form="counts_of_organisations",
        breakdowns=_breakdowns(option="exact", actor__option="at_most"),
    ),
    _indicator("SD-04.4", (4, 25), "text", tier="extended", validation=Rule(max_chars=100)),
    _indicator(
        "SD-04.5",
        (4, 25),
        "count",
        reporter="commission",
        subject="union",
        validation=Rule(min="0", integer=True),
    ),
    _indicator("SD-25.1", (25,), "count", reporter="commission", subject="union"),
    _indicator(
        "SD-X.1",
        (1, 2, 3, 4, 5, 25),
        "categorical",
        per_point=True,
        cross_cutting=True,
        also_reporter="commission",
        validation=Rule(evidence_link_required_from="some"),
        breakdowns=_breakdowns(sub_item="none"),
    ),
)

BODIES = (Option(value="research", label="Research"), Option(value="other", label="Other"))
QUESTIONS = (
    Question(
        key="justification",
        kind="text",
        label="Why this status?",
        min_chars=80,
        max_chars=200,
        tier="core",
        required_with_progress=("limited", "some", "substantial", "full", "not_pursued"),
    ),
    Question(key="coordinator", kind="short_text", label="Who?", tier="core", points=(2,)),
    Question(key="bodies", kind="multi_choice", label="Which bodies?", options=BODIES),
    Question(
        key="bodies_names",
        kind="text",
        label="Their names",
        required_if={"bodies": ("other",)},
    ),
    Question(key="together", kind="yes_no", label="Together?", points=(1, 25)),
    Question(
        key="together_text",
        kind="text",
        label="How?",
        points=(1, 25),
        tier="core",
        required_if={"together": ("yes",)},
    ),
    Question(key="lead", kind="choice", label="Who leads?", options=BODIES, points=(1,)),
    Question(key="when", kind="quarter", label="By when?"),
    Question(key="since", kind="date", label="Since when?", points=(1,)),
    Question(key="staff", kind="number", label="How many staff?", points=(1,)),
    Question(key="contact", kind="short_text", label="Contact", sensitivity="never"),
)

CODELISTS = (
    _codelist("level", "Level of government", {"national": "National", "local": "Local"}),
    _codelist("region", "Partner region", {"ASIA": "Asia", "AFRICA": "Africa"}),
    _codelist("gender", "Gender", {"women": "Women", "men": "Men"}),
    _codelist("topic", "Topic", {"sea": "Sea", "space": "Space", "other": "Other"}),
    _codelist("actor", "Type of actor", {"university": "University", "agency": "Agency"}),
    _codelist("country", "Host country", {f"C{n}": f"Country {n}" for n in range(45)}),
    _codelist("partner_region", "Partner region", {"CHINA": "China", "USA": "United States"}),
    _codelist(
        "sdg", "Goal", {"2": "Zero hunger", "13": "Climate action", "14": "Life below water"}
    ),
    _codelist(
        "sector_diplomacy", "Sector", {"ocean": "Ocean diplomacy", "space": "Space diplomacy"}
    ),
    _codelist("sub_item", "Lettered element", {"a": "(a)", "b": "(b)", "c": "(c)"}),
)


@cache
def tiny_catalogue() -> Catalogue:
    """Return a catalogue with every value type, way of adding up, period and kind of condition."""
    groups = (("strategic", 1, POINTS[:5], False), ("commission", 2, POINTS[5:], True))
    return Catalogue(
        code="TINY/1",
        instrument=Instrument(
            id="TINY",
            short_name="Tiny",
            title={"en": "A tiny act"},
            document_number="1/26",
            adoption_date="2026-05-29",
            points=POINTS,
            groups=tuple(
                PointGroup(
                    id=name,
                    number=number,
                    title={"en": name.capitalize()},
                    points=tuple(p.number for p in inside),
                    addressee=Addressee.COMMISSION if ours else Addressee.MEMBER_STATES,
                )
                for name, number, inside, ours in groups
            ),
        ),
        questions=QUESTIONS,
        header=(
            Header(key="preparation", kind="text", label="How was it prepared?", max_chars=200),
            Header(key="comment_25", kind="text", label="Comment on point 25", on_point=25),
        ),
        indicators=INDICATORS,
        codelists=CODELISTS,
        missing_codes=(
            MissingCode(code="NA", label="Does not apply", needs_reason=True),
            MissingCode(code="NAV", label="No data", needs_reason=True),
            MissingCode(code="C", label="Confidential", needs_reason=False),
            MissingCode(code="ND", label="Not reported", needs_reason=False),
        ),
        flags=(Flag(flag="e", label="Estimate"), Flag(flag="b", label="Break")),
        progress_scale=PROGRESS_SCALE,
        measure_types=(Option(value="law", label="Law"),),
        measure_stages=(
            Option(value="running", label="Running", order=0),
            Option(value="completed", label="Completed", order=1),
        ),
        reporters=(
            ReporterEntry(code="DK", printed="DK", kind="member_state", protocol_order=4),
            ReporterEntry(code="GR", printed="EL", kind="member_state", protocol_order=8),
            ReporterEntry(code="EU", printed="EU", kind="commission", protocol_order=99),
        ),
    )
