"""What one reporter tells in one cycle, as plain data, and its payload inside a submission."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.answers import Missing, Value, canonical_decimal
from app.domain.canonical import sha256_hex
from app.domain.observations import Observation, ObservationKey, parse_key

PREFILL_DECISIONS = ("confirm", "correct", "cannot_confirm")
# Which code list the ticks of a measure come from.
MEASURE_CODES = {"regions": "partner_region", "sdgs": "sdg", "sectors": "sector_diplomacy"}
MEASURE_LISTS = ("points", *MEASURE_CODES)


@dataclass(frozen=True)
class Translation:
    """A text of ours in another language; the original prevails."""

    language: str
    text: str
    made_by: str  # human or machine
    field: str = ""  # of a measure or link: which of its texts
    original: str = ""  # fingerprint of the text it was made of

    def is_outdated(self, original: str) -> bool:
        """Tell whether the original was changed since."""
        return bool(self.original) and self.original != fingerprint_of(original)

    def as_json(self) -> dict[str, str]:
        """Return what is kept and signed: what is not known has no key."""
        always = ("language", "text", "made_by")
        return {name: said for name, said in vars(self).items() if said or name in always}


def fingerprint_of(text: str) -> str:
    """Return a short hash by which a change of a text is noticed."""
    return sha256_hex(text)[:16]


def read_translations(kept: str) -> tuple[Translation, ...]:
    """Read translations as they are kept."""
    return tuple(Translation(**one) for one in json.loads(kept))


@dataclass(frozen=True)
class Answer:
    """The reply to one question."""

    value: Value | None = None
    language: str | None = None
    visibility: str = "public"
    translations: tuple[Translation, ...] = ()
    origin: str = "entered"
    revision: int = 0


@dataclass(frozen=True)
class Measure:
    """A law, strategy, programme, structure, event or funding that serves one or more points."""

    uid: str
    title: str
    type: str
    stage: str
    points: tuple[str, ...]
    description: str = ""
    start: str = ""
    end: str = ""
    lead_body: str = ""
    budget: str = ""
    partners: str = ""
    regions: tuple[str, ...] = ()  # codes of partner_region
    sdgs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()  # codes of sector_diplomacy
    link: str = ""
    source: str = ""  # title of the public source, where the measure comes from one
    confidence: str = ""  # high, medium or low, where it comes from a public source
    language: str = "en"
    visibility: str = "public"
    origin: str = "entered"
    translations: tuple[Translation, ...] = ()
    revision: int = 0


@dataclass(frozen=True)
class Evidence:
    """A link or file behind what is said at a point."""

    uid: str
    point: str
    title: str
    description: str = ""
    url: str = ""
    source: str = ""
    confidence: str = ""
    file_name: str = ""
    file_sha256: str = ""
    file_type: str = ""
    alt_text: str = ""
    withheld: bool = False  # "not for publication"
    withheld_reason: str = ""
    published_on: str = ""
    language: str = "en"
    visibility: str = "public"
    origin: str = ""  # empty where somebody typed it
    translations: tuple[Translation, ...] = ()
    revision: int = 0


@dataclass(frozen=True)
class PrefillDecision:
    """What the reporter said of one proposed value."""

    prefill: str
    target: str  # an observation key, or `measure`
    decision: str
    source: str = ""
    proposal: str = ""  # the proposed value as text, kept apart from the reported one
    point: str = ""


@dataclass(frozen=True)
class OpenProposal:
    """A proposed value nobody has decided on yet: never submitted, never in a figure."""

    prefill: str
    target: str
    point: str


@dataclass(frozen=True)
class ReportData:
    """Everything one reporter says in one cycle: what is judged, signed and counted."""

    cycle: str
    reporter: str
    cutoff: date
    answers: Mapping[str, Answer] = field(default_factory=dict)
    observations: Mapping[ObservationKey, Observation] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)  # point -> reason, may be empty
    decisions: tuple[PrefillDecision, ...] = ()
    open_proposals: tuple[OpenProposal, ...] = ()

    def answer(self, code: str) -> Value | None:
        """Return the value of an answer, None when nothing was said."""
        answer = self.answers.get(code)
        return answer.value if answer else None

    def measures_at(self, point: str) -> tuple[Measure, ...]:
        """Return the measures that serve a point."""
        return tuple(m for m in self.measures if point in m.points)

    def evidence_at(self, point: str) -> tuple[Evidence, ...]:
        """Return the evidence of a point."""
        return tuple(e for e in self.evidence if e.point == point)


def value_to_json(value: Value | None) -> object:
    """Return a value as JSON: numbers as canonical text marked as such, dates likewise."""
    if isinstance(value, Decimal):
        return {"number": canonical_decimal(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, tuple) else value


def value_from_json(value: Any) -> Value | None:
    """Reverse `value_to_json`."""
    if isinstance(value, dict):
        return Decimal(value["number"]) if "number" in value else date.fromisoformat(value["date"])
    if isinstance(value, list):
        return tuple(str(v) for v in value)
    return value  # type: ignore[no-any-return]  # str, bool or None by construction


def _missing_to_json(missing: Missing | None) -> object:
    return None if missing is None else {"code": missing.code, "reason": missing.reason}


def _plain(record: object, omit: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = {k: v for k, v in vars(record).items() if k not in omit}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


def _entry(record: Measure | Evidence) -> dict[str, Any]:
    """Without translations or an origin there is no key for it, as before there were any."""
    told = {"translations": [t.as_json() for t in record.translations], "origin": record.origin}
    said = {name: value for name, value in told.items() if value}
    return {**_plain(record, ("revision", *told)), **said}


def to_payload(data: ReportData) -> dict[str, Any]:
    """Return the canonical content of a submission: only JSON types, numbers as text, sorted keys.

    Undecided proposals are left out: what nobody confirmed was not reported.
    """
    return {
        "cycle": data.cycle,
        "reporter": data.reporter,
        "cutoff": data.cutoff.isoformat(),
        "answers": {
            code: {
                "value": value_to_json(answer.value),
                "language": answer.language,
                "visibility": answer.visibility,
                "origin": answer.origin,
                "translations": [t.as_json() for t in answer.translations],
            }
            for code, answer in sorted(data.answers.items())
            if answer.value is not None
        },
        "observations": {
            str(key): {
                "value": value_to_json(seen.value),
                "missing": _missing_to_json(seen.missing),
                "flags": sorted(seen.flags),
                "source": seen.source,
                "note": seen.note,
                "reference_year": seen.reference_year,
                "origin": seen.origin,
                "visibility": seen.visibility,
            }
            for key, seen in sorted(data.observations.items(), key=lambda item: str(item[0]))
            if seen.is_given
        },
        "measures": [_entry(m) for m in sorted(data.measures, key=lambda m: m.uid)],
        "evidence": [_entry(e) for e in sorted(data.evidence, key=lambda e: e.uid)],
        "left_out": dict(sorted(data.left_out.items())),
        "decisions": [
            _plain(d) for d in sorted(data.decisions, key=lambda d: (d.prefill, d.target))
        ],
    }


def from_payload(payload: Mapping[str, Any]) -> ReportData:
    """Read the content of a submission back: the one door by which everyone downstream reads it."""
    return ReportData(
        cycle=payload["cycle"],
        reporter=payload["reporter"],
        cutoff=date.fromisoformat(payload["cutoff"]),
        answers={code: _answer(raw) for code, raw in payload["answers"].items()},
        observations={
            _key(text): _observation(raw) for text, raw in payload["observations"].items()
        },
        measures=tuple(_measure(raw) for raw in payload["measures"]),
        evidence=tuple(Evidence(**{**raw, **_translated(raw)}) for raw in payload["evidence"]),
        left_out=dict(payload["left_out"]),
        decisions=tuple(PrefillDecision(**raw) for raw in payload["decisions"]),
    )


def _measure(raw: Mapping[str, Any]) -> Measure:
    lists = {name: tuple(raw.get(name, ())) for name in MEASURE_LISTS}
    return Measure(**{**raw, **lists, **_translated(raw)})


def _translated(raw: Mapping[str, Any]) -> dict[str, tuple[Translation, ...]]:
    return {"translations": tuple(Translation(**t) for t in raw.get("translations", ()))}


def _key(text: str) -> ObservationKey:
    key = parse_key(text)
    if key is None:
        raise ValueError(f"not an observation key: {text}")
    return key


def _answer(raw: Mapping[str, Any]) -> Answer:
    return Answer(
        value=value_from_json(raw["value"]),
        language=raw["language"],
        visibility=raw["visibility"],
        origin=raw["origin"],
        translations=tuple(Translation(**t) for t in raw["translations"]),
    )


def _observation(raw: Mapping[str, Any]) -> Observation:
    missing = raw["missing"]
    return Observation(
        value=value_from_json(raw["value"]),
        missing=None if missing is None else Missing(missing["code"], missing["reason"]),
        flags=tuple(raw["flags"]),
        source=raw["source"],
        note=raw["note"],
        reference_year=raw["reference_year"],
        origin=raw["origin"],
        visibility=raw["visibility"],
    )
