"""Two versions of one field after a stale save, as texts that can be compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.answers import Missing, Problem, parse_form
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import value_from_json
from app.domain.observations import Observation, ObservationKey, kind_of
from app.reporting import words
from app.reporting.pages.fields import Conflict, Field, Typed, qualifiers_of
from app.reporting.service.keeping import Clash
from app.reporting.work import Work


def clashed(field: Field, typed: Typed, clash: Clash, mine: str, theirs: str, who: str) -> Field:
    """Return the field with both texts and the present revision, so that a choice counts."""
    shown = Conflict(mine or _("(empty)"), theirs or _("(empty)"), who, format_datetime(clash.at))
    return replace(
        field, typed=typed, revision=clash.revision, saved=_("Not saved"), conflict=shown
    )


def answer_words(work: Work, code: str, typed: Typed) -> str:
    """Return what somebody typed as it would be read, for comparing with what another saved."""
    found = find_question(work.index, work.reporter, code)
    if found is None:
        return "\n".join(typed.value)
    value = parse_form(kind_of_question(found[1]), typed.value, words.decimal_mark())
    if isinstance(value, Problem):
        return "\n".join(typed.value)
    return words.answer_text(found[1], value)


def answer_kept_words(work: Work, code: str, content: Mapping[str, Any]) -> str:
    """Return the answer another person saved, from its history."""
    found = find_question(work.index, work.reporter, code)
    value = value_from_json(content["value"])
    return words.plain_text(value, found[1].options if found else ())


def cell_words(work: Work, key: ObservationKey, typed: Typed) -> str:
    """Return what somebody typed about a cell as it would be read."""
    kind = kind_of(work.index, work.index.indicators[key.indicator], key)
    value = parse_form(kind, typed.value, words.decimal_mark())
    text = "\n".join(typed.value) if isinstance(value, Problem) else ""
    seen = Observation(
        value=None if isinstance(value, Problem) else value,
        missing=Missing(typed.missing_code, typed.missing_reason) if typed.missing_code else None,
        flags=typed.flags,
        source=typed.source,
        note=typed.note,
    )
    return text or _whole_cell(work, key, seen)


def cell_kept_words(work: Work, key: ObservationKey, content: Mapping[str, Any]) -> str:
    """Return the cell another person saved, from its history."""
    missing = content["missing"]
    seen = Observation(
        value=value_from_json(content["value"]),
        missing=Missing(*missing) if missing else None,
        flags=tuple(content["flags"]),
        source=content["source"],
        note=content["note"],
        reference_year=content["reference_year"],
    )
    return _whole_cell(work, key, seen)


def _whole_cell(work: Work, key: ObservationKey, seen: Observation) -> str:
    indicator = work.index.indicators[key.indicator]
    summary = qualifiers_of(work, indicator, seen).summary
    lines = [words.observation_text(work.index, key, seen), summary]
    return "\n".join(line for line in lines if line)
