"""Saving answers and observations: parse, check the state, keep."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.domain.answers import HARD_TEXT_LIMIT, Missing, Problem, Value, clean_text, parse_form
from app.domain.asked import (
    AskedPoint,
    asked_point,
    find_question,
    home_of,
    kind_of_question,
)
from app.domain.canonical import canonical_json
from app.domain.contribution import Translation, value_to_json
from app.domain.indicators import PROGRESS, Indicator, periods
from app.domain.observations import (
    CatalogueIndex,
    ObservationKey,
    check_key,
    is_computed,
    kind_of,
    typed_columns,
)
from app.domain.points import Question
from app.domain.roles import CountryScope
from app.domain.visibility import LEVELS, effective
from app.reporting.models import Answer, Observation
from app.reporting.queries import Head, get_head, index_of
from app.reporting.service.keeping import Base, Clash, Stored, check_writing, keep

Outcome = Stored | Clash | Problem


@dataclass(frozen=True)
class AnswerInput:
    """What a form says of an answer: raw texts as typed, and how to read them."""

    raw: Sequence[str]
    language: str | None = None
    visibility: str = "public"
    decimal_mark: str = "."
    origin: str = "entered"
    translations: tuple[Translation, ...] | None = None  # None leaves them as they are


def save_answer(
    session: Session, scope: CountryScope, cycle: str, code: str, given: AnswerInput, base: Base
) -> Outcome:
    """Save the reply to one question, for example `P12.justification`; an empty text clears it."""
    head = get_head(session, scope, cycle, lock=True)
    index = index_of(session, head)
    found = find_question(index, scope.reporter, code)
    if found is None:
        raise NotFound
    asked, question = found
    value = parse_form(kind_of_question(question), given.raw, given.decimal_mark)
    if isinstance(value, Problem):
        return value
    if given.visibility not in LEVELS:
        return Problem("not_in_list", {"text": given.visibility[:60]})
    check_writing(session, scope, head, asked.id if asked else None, code)
    return keep_answer(session, scope, head, code, value, given, _ceiling(asked, question), base)


def _ceiling(asked: AskedPoint | None, question: object) -> str:
    sensitivity = question.sensitivity if isinstance(question, Question) else "public"
    return "aggregate_only" if sensitivity == "never" else sensitivity


def keep_answer(
    session: Session,
    scope: CountryScope,
    head: Head,
    code: str,
    value: Value | None,
    given: AnswerInput,
    ceiling: str,
    base: Base,
) -> Stored | Clash:
    """Write a parsed answer."""
    given_ones = given.translations
    kept = _translations(session, head, code) if given_ones is None else given_ones
    translations = [translation.as_json() for translation in kept]
    content: dict[str, Any] = {
        "value": value_to_json(value),
        "language": given.language if isinstance(value, str) else None,
        "visibility": effective(given.visibility, ceiling),
        "origin": given.origin,
    }
    columns = {
        **content,
        "value": None if value is None else canonical_json(content["value"]),
        "translations": canonical_json(translations),
    }
    if translations:  # states without any are written as they were before there were translations
        content["translations"] = translations
    key = {"question": code}
    return keep(session, scope, head, f"answer:{code}", content, base, Answer, key, columns)


def _translations(session: Session, head: Head, code: str) -> tuple[Translation, ...]:
    """Return the translations that stand beside a text now."""
    query = select(col(Answer.translations)).where(
        col(Answer.contribution_id) == head.id, col(Answer.question) == code
    )
    kept = session.exec(query).first()
    return tuple(Translation(**one) for one in json.loads(kept)) if kept else ()


@dataclass(frozen=True)
class ObservationInput:
    """What a form says of one cell: a raw value or a missing code, with its qualifiers."""

    raw: Sequence[str] = ()
    missing_code: str = ""
    missing_reason: str = ""
    flags: Sequence[str] = ()
    source: str = ""
    note: str = ""
    reference_year: str = ""
    visibility: str = "public"
    decimal_mark: str = "."
    origin: str = "entered"


@dataclass(frozen=True)
class ObservationContent:
    """One parsed cell."""

    value: Value | None = None
    missing: Missing | None = None
    flags: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    reference_year: int | None = None
    visibility: str = "public"
    origin: str = "entered"

    def as_content(self) -> dict[str, Any]:
        """Return the canonical state kept in history."""
        missing = self.missing
        return {
            "value": value_to_json(self.value),
            "missing": None if missing is None else [missing.code, missing.reason],
            "flags": sorted(self.flags),
            "source": self.source,
            "note": self.note,
            "reference_year": self.reference_year,
            "visibility": self.visibility,
            "origin": self.origin,
        }


def save_observation(
    session: Session,
    scope: CountryScope,
    cycle: str,
    key: ObservationKey,
    given: ObservationInput,
    base: Base,
) -> Outcome:
    """Save one cell of an indicator; neither value nor missing code clears it."""
    head = get_head(session, scope, cycle, lock=True)
    index = index_of(session, head)
    indicator = asked_cell(index, head, key)
    content = parse_observation(index, indicator, key, given)
    if isinstance(content, Problem):
        return content
    check_writing(session, scope, head, home_of(index, key))
    return keep_observation(session, scope, head, index, key, content, base)


def asked_cell(index: CatalogueIndex, head: Head, key: ObservationKey) -> Indicator:
    """Return the indicator of a cell this reporter enters, or raise NotFound."""
    known = index.indicators.get(key.indicator)
    allowed = periods(known.reference_period, head.cycle.cutoff) if known else ()
    indicator = check_key(index, key, allowed)
    if isinstance(indicator, Problem) or indicator.validation.derived:
        raise NotFound
    asked = asked_point(index, head.row.reporter, home_of(index, key))
    if asked is None or (indicator.id == PROGRESS and not asked.has_status):
        raise NotFound
    if indicator.id != PROGRESS and indicator not in asked.indicators:
        raise NotFound
    return indicator


def parse_observation(
    index: CatalogueIndex, indicator: Indicator, key: ObservationKey, given: ObservationInput
) -> ObservationContent | Problem:
    """Read one cell as the catalogue defines it; form, workbook and API all come here."""
    missing = _missing(index, given)
    value = parse_form(kind_of(index, indicator, key), given.raw, given.decimal_mark)
    year = _year(given.reference_year)
    for problem in (missing, value, year, _qualifiers(index, given)):
        if isinstance(problem, Problem):
            return problem
    if missing is not None and value is not None:
        return Problem("value_and_missing")
    if is_computed(indicator, key) and value not in (None, 0):
        return Problem("computed_value")
    return ObservationContent(
        value=None if isinstance(value, Problem) else value,
        missing=None if isinstance(missing, Problem) else missing,
        flags=tuple(sorted(set(given.flags))),
        source=clean_text(given.source),
        note=clean_text(given.note),
        reference_year=None if isinstance(year, Problem) else year,
        visibility=effective(given.visibility, indicator.sensitivity),
        origin=given.origin,
    )


def _missing(index: CatalogueIndex, given: ObservationInput) -> Missing | Problem | None:
    if not given.missing_code:
        return None
    if given.missing_code not in {m.code for m in index.catalogue.missing_codes}:
        return Problem("not_in_list", {"text": given.missing_code[:60]})
    return Missing(given.missing_code, clean_text(given.missing_reason) or None)


def _year(text: str) -> int | Problem | None:
    if not text.strip():
        return None
    if text.strip().isdecimal() and 1990 <= int(text) <= 2100:
        return int(text)
    return Problem("not_a_year", {"text": text[:60]})


def _qualifiers(index: CatalogueIndex, given: ObservationInput) -> Problem | None:
    flags = {flag.flag for flag in index.catalogue.flags}
    unknown = [flag for flag in given.flags if flag not in flags]
    if unknown or given.visibility not in LEVELS:
        return Problem("not_in_list", {"text": (unknown or [given.visibility])[0][:60]})
    longest = max(len(given.source), len(given.note), len(given.missing_reason))
    if longest > HARD_TEXT_LIMIT:
        params = {"limit": str(HARD_TEXT_LIMIT), "length": str(longest)}
        return Problem("text_too_long_to_store", params)
    return None


def keep_observation(
    session: Session,
    scope: CountryScope,
    head: Head,
    index: CatalogueIndex,
    key: ObservationKey,
    content: ObservationContent,
    base: Base,
) -> Stored | Clash:
    """Write a parsed cell."""
    columns = row_columns(index, key, content)
    subject = f"observation:{key}"
    natural = {"key": str(key)}
    state = content.as_content()
    return keep(session, scope, head, subject, state, base, Observation, natural, columns)


def row_columns(
    index: CatalogueIndex, key: ObservationKey, content: ObservationContent
) -> dict[str, object]:
    """Return the columns of the row that holds a cell, beside its key."""
    columns: dict[str, object] = {
        "indicator": key.indicator,
        "point": key.point,
        "period": key.period,
        "breakdown": key.breakdown,
        "codes": ",".join(f"{d}={c}" for d, c in key.codes),
        "number": None,
        "code": None,
        "day": None,
        "text": None,
        "missing_code": content.missing.code if content.missing else None,
        "missing_reason": content.missing.reason if content.missing else None,
        "cleared": content.value is None and content.missing is None,
        "flags": "".join(content.flags),
        "source": content.source,
        "note": content.note,
        "reference_year": content.reference_year,
        "visibility": content.visibility,
        "origin": content.origin,
    }
    if content.value is not None:
        kind = kind_of(index, index.indicators[key.indicator], key)
        columns |= vars(typed_columns(content.value, kind))
    return columns
