"""Facts: one computed figure each, with the id that leads back to it from wherever it is shown."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.domain.answers import canonical_decimal

EU27 = "EU27"
MEMBER_STATES = 27
LIMITED_COVERAGE_BELOW = 10


@dataclass(frozen=True)
class FactKey:
    """Which figure: `subject/set/measure[/dimension=code]@period`.

    `SD-02.1/EU27/sum/partner_region=CHINA@2025-2027`, `P12.progress/EU27/count/full@2027-06-30`,
    `SD-02.1/EU27/n@2025-2027`, `SD-16.1/EL/value@2027-06-30`,
    `P12.measures/EU27/count/type=law@2026-06-30`.
    """

    subject: str
    set: str
    measure: str
    period: str
    codes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the written form."""
        codes = "/" + ",".join(f"{d}={c}" for d, c in self.codes) if self.codes else ""
        return f"{self.subject}/{self.set}/{self.measure}{codes}@{self.period}"


_FACT = re.compile(
    r"(?P<subject>[\w.-]+)/(?P<set>[A-Z0-9]+)/(?P<measure>[a-z_]+(?:/\w+)?)"
    r"(?:/(?P<codes>[a-z_]+=[\w.-]+(?:,[a-z_]+=[\w.-]+)*))?@(?P<period>[\w-]+)",
    re.ASCII,
)


def parse_fact_key(text: str) -> FactKey | None:
    """Read the written form; None when it is not one."""
    match = _FACT.fullmatch(text)
    if match is None:
        return None
    pairs = (pair.partition("=") for pair in (match["codes"] or "").split(",") if pair)
    codes = tuple((dimension, code) for dimension, _, code in pairs)
    return FactKey(match["subject"], match["set"], match["measure"], match["period"], codes)


def short_id(fact_id: str) -> str:
    """Return the first ten base32 characters of the SHA-256: what documents carry in their tags."""
    digest = hashlib.sha256(fact_id.encode("utf-8")).digest()
    return base64.b32encode(digest).decode("ascii")[:10]


@dataclass(frozen=True)
class Fact:
    """One figure of an edition: a number or a text."""

    key: FactKey
    number: Decimal | None = None
    text: str | None = None  # a code, a date or yes/no, for values that are not numbers
    unit: str = ""
    n: int = 0  # reporters behind the figure
    of: int = MEMBER_STATES
    missing: Mapping[str, int] = field(default_factory=dict)  # reason -> reporters
    inputs: tuple[str, ...] = ()  # reporters behind the figure, stored codes
    flags: tuple[str, ...] = ()
    visibility: str = "public"
    suppressed: bool = False  # too small to be shown outside the Commission

    @cached_property
    def id(self) -> str:
        """The full id."""
        return str(self.key)

    @cached_property
    def short(self) -> str:
        """The short id."""
        return short_id(self.id)

    def canonical(self) -> dict[str, object]:
        """Return the fact as JSON types: the form in which it is stored, hashed and compared."""
        return {
            "id": self.id,
            "number": None if self.number is None else canonical_decimal(self.number),
            "text": self.text,
            "unit": self.unit,
            "n": self.n,
            "of": self.of,
            "missing": dict(sorted(self.missing.items())),
            "inputs": list(self.inputs),
            "flags": list(self.flags),
            "visibility": self.visibility,
            "suppressed": self.suppressed,
        }


def fact_from_canonical(raw: Mapping[str, Any]) -> Fact:
    """Reverse `Fact.canonical`; raises ValueError for an id that is none."""
    key = parse_fact_key(str(raw["id"]))
    if key is None:
        raise ValueError(f"not a fact id: {raw['id']}")
    number, text = raw["number"], raw["text"]
    return Fact(
        key=key,
        number=None if number is None else Decimal(str(number)),
        text=None if text is None else str(text),
        unit=str(raw["unit"]),
        n=int(raw["n"]),
        of=int(raw["of"]),
        missing={str(reason): int(count) for reason, count in raw["missing"].items()},
        inputs=tuple(str(reporter) for reporter in raw["inputs"]),
        flags=tuple(str(flag) for flag in raw["flags"]),
        visibility=str(raw["visibility"]),
        suppressed=bool(raw["suppressed"]),
    )


Facts = Mapping[str, Fact]  # by full id
