"""Two versions of one field after a stale save, as texts that can be compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.answers import Missing, Problem, parse_form
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import value_from_json
from app.domain.diff import redline
from app.domain.merge import is_undecided, merge
from app.domain.observations import Observation, ObservationKey, kind_of
from app.reporting import words
from app.reporting.pages.conflicts import CellTogether, Conflict, Merging
from app.reporting.pages.fields import Field, Typed, qualifiers_of
from app.reporting.service.keeping import Clash
from app.reporting.work import Work


class Sides(NamedTuple):
    """A text as both people began it, as one changed it, and as the other did."""

    base: str
    mine: str
    theirs: str


def clashed(
    field: Field,
    typed: Typed,
    clash: Clash,
    read: Sides,
    who: str,
    merging: Merging | None = None,
    together: CellTogether | None = None,
) -> Field:
    """Return the field with both texts and the present revision, so that a choice counts."""
    empty = _("(empty)")
    time = format_datetime(clash.at)
    shown = Conflict(read.mine or empty, read.theirs or empty, who, time, merging, together)
    return replace(
        field, typed=typed, revision=clash.revision, saved=_("Not saved"), conflict=shown
    )


def merging_of(clash: Clash, read: Sides, typed: Sides, who: str, given: str = "") -> Merging:
    """Return both changes and what they make together.

    `read` are the states as they are shown, `typed` the texts that are put together; `given` is
    what somebody already made of it and could not be saved because places were left open.
    """
    found = merge(*typed)
    undecided = _("Decide at each marked place which words stay, and take the marks away.")
    return Merging(
        base=read.base,
        base_revision=clash.base_revision,
        mine=redline(read.base, read.mine),
        theirs=redline(read.base, read.theirs),
        text=given or found.text(_("Yours"), who),
        undecided=found.undecided,
        error=undecided if is_undecided(given) else "",
    )


def text_of(content: Mapping[str, Any] | None, name: str = "value") -> str:
    """Return the text in a state of the history, empty when there is none."""
    text = content[name] if content else None
    return text if isinstance(text, str) else ""


def answer_words(work: Work, code: str, typed: Typed) -> str:
    """Return what somebody typed as it would be read, for comparing with what another saved."""
    found = find_question(work.index, work.reporter, code)
    if found is None:
        return "\n".join(typed.value)
    value = parse_form(kind_of_question(found[1]), typed.value, words.decimal_mark())
    if isinstance(value, Problem):
        return "\n".join(typed.value)
    return words.answer_text(found[1], value)


def answer_kept_words(work: Work, code: str, content: Mapping[str, Any] | None) -> str:
    """Return the answer another person saved, from its history."""
    if content is None:
        return ""
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


def cell_kept_words(work: Work, key: ObservationKey, content: Mapping[str, Any] | None) -> str:
    """Return the cell another person saved, from its history."""
    if content is None:
        return ""
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
