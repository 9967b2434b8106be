"""What a reader sees instead of states, codes, keys and raw values, in their own language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal

from babel import numbers

from app.core import file_types
from app.core.clock import today_brussels
from app.core.i18n import (
    cldr_locale,
    current_locale,
    format_date,
    format_datetime,
    format_number,
    format_time,
)
from app.core.i18n import gettext as _
from app.core.rule_messages import finding_sentence, labels_of
from app.core.scanner import CLEAN, INFECTED
from app.domain.answers import Value
from app.domain.asked import find_question
from app.domain.completeness import PointState
from app.domain.indicators import OPTION_DIMENSION, PROGRESS, Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey, parse_key
from app.domain.points import Header, Option, Point, Question, Texts
from app.domain.qc.findings import Finding, Severity
from app.domain.visibility import LEVELS
from app.domain.workflow import Action, Status
from app.reporting import messages  # noqa: F401 - registers the sentences

Visibility = Literal["public", "subgroup", "commission", "aggregate_only"]
Language = Literal[
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv",
    "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
]  # fmt: skip
EU_LANGUAGES: tuple[str, ...] = Language.__args__  # type: ignore[attr-defined]

_PREFIX = re.compile(r"(?P<kind>prefill|measure|evidence|point):(?P<rest>.+)")


def in_language(texts: Texts) -> str:
    """Return a text of the catalogue in the reader's language, in English where there is none."""
    return texts.get(current_locale()) or texts["en"]


def point_title(point: Point) -> str:
    """Return the title of a point."""
    return in_language(point.title)


def status_word(status: Status) -> str:
    """Return the state of a contribution in words."""
    return {
        Status.NOT_STARTED: _("Not started"),
        Status.IN_PREPARATION: _("In preparation"),
        Status.AWAITING_SIGN_OFF: _("Waiting for sign-off"),
        Status.SIGNED_OFF: _("Signed off"),
        Status.SUBMITTED: _("Submitted"),
        Status.CLARIFICATION_REQUESTED: _("Clarification requested"),
        Status.ACCEPTED: _("Accepted"),
        Status.DECLINED: _("Declined"),
        Status.WITHDRAWN: _("Withdrawn"),
        Status.COMPILED: _("Compiled from public sources"),
        Status.PUBLISHED: _("Published"),
    }[status]


def action_word(action: Action) -> str:
    """Return an act on a contribution as a verb."""
    return {
        Action.SAVE: _("Save"),
        Action.SEND_FOR_SIGN_OFF: _("Send for sign-off"),
        Action.RECALL: _("Recall"),
        Action.SIGN_OFF: _("Sign off"),
        Action.HAND_BACK: _("Hand back"),
        Action.SUBMIT: _("Submit"),
        Action.DECLINE: _("Decline to report"),
        Action.REOPEN: _("Reopen"),
        Action.WITHDRAW: _("Withdraw"),
        Action.ASK_CLARIFICATION: _("Ask for clarification"),
        Action.CLOSE_CLARIFICATION: _("Cancel the last question"),
        Action.ACCEPT: _("Accept"),
        Action.PUBLISH: _("Publish"),
        Action.COMPILE: _("Compile"),
    }[action]


def point_state_word(state: PointState) -> str:
    """Return how far a point has come in words."""
    return {
        PointState.NOT_STARTED: _("Not started"),
        PointState.IN_PROGRESS: _("In progress"),
        PointState.COMPLETE: _("Ready"),
        PointState.LEFT_OUT: _("Left out"),
    }[state]


def point_mark(state: PointState) -> str:
    """Return the name under which the components draw the state of a point."""
    return "ready" if state is PointState.COMPLETE else str(state)


def severity_word(severity: Severity) -> str:
    """Return the severity of a finding in words."""
    return {
        Severity.BLOCKING: _("Blocks sending"),
        Severity.WARNING: _("Warning"),
        Severity.INFORMATION: _("Note"),
        Severity.NOT_RUN: _("Check did not run"),
    }[severity]


def visibility_word(level: str) -> str:
    """Return who may see a value once it has been submitted."""
    return {
        "public": _("Public, after publication"),
        "subgroup": _("ERA Forum subgroup and Commission"),
        "commission": _("Commission only"),
        "aggregate_only": _("Commission only; in public only as part of a sum"),
        "never": _("Commission only; never published"),
    }[level]


def visibility_options(ceiling: str) -> tuple[tuple[str, str], ...]:
    """Return the levels a reporter may choose; the catalogue's own level is the most open one."""
    if ceiling not in LEVELS:
        return ()
    levels = LEVELS[LEVELS.index(ceiling) :]
    return tuple((level, visibility_word(level)) for level in levels) if len(levels) > 1 else ()


def language_options() -> tuple[tuple[str, str], ...]:
    """Return the official languages of the Union in the order of the reader's alphabet."""
    return _language_options(current_locale())


@cache
def _language_options(locale: str) -> tuple[tuple[str, str], ...]:
    # Every text of a page offers them; `locale` is the current one and only the key.
    named = [(code, language_word(code)) for code in EU_LANGUAGES]
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))


def language_word(code: str) -> str:
    """Return the name of a language."""
    name = str(cldr_locale().languages.get(code) or code)
    return name[:1].upper() + name[1:]


def missing_word(index: CatalogueIndex, code: str) -> str:
    """Return the label of a missing-value code."""
    return next((m.label for m in index.catalogue.missing_codes if m.code == code), code)


def flag_word(index: CatalogueIndex, flag: str) -> str:
    """Return the label of a flag."""
    return next((f.label for f in index.catalogue.flags if f.flag == flag), flag)


def progress_word(index: CatalogueIndex, value: str) -> str:
    """Return the label of a progress status."""
    return _option_label(index.catalogue.progress_scale, value)


def period_word(period: str) -> str:
    """Return a period key in words: `2027-06-30`, `2025-2027`, `2025`, `2024-25`, `2025_2026`."""
    if "_" in period:
        first, _sign, last = period.partition("_")
        return _("from %(first)s to %(last)s") % {
            "first": period_word(first),
            "last": period_word(last),
        }
    if period == "latest":
        return _("latest year available")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        return _("on %(day)s") % {"day": format_date(date.fromisoformat(period))}
    if re.fullmatch(r"\d{4}-\d\d", period):
        return _("academic year %(period)s") % {"period": period.replace("-", "/")}
    if re.fullmatch(r"\d{4}-\d{4}", period):
        first, last = period.split("-")
        return _("two years, mid-%(first)s to mid-%(last)s") % {"first": first, "last": last}
    return period


def value_text(index: CatalogueIndex, key: ObservationKey, value: Value | None) -> str:
    """Return the value of a cell as it is read."""
    indicator = index.indicators[key.indicator]
    return plain_text(value, index.options(indicator))


def answer_text(question: Question | Header, value: Value | None) -> str:
    """Return an answer as it is read; several choices stand on lines of their own."""
    return plain_text(value, question.options)


def plain_text(value: Value | None, options: tuple[Option, ...] = ()) -> str:
    """Return any value as it is read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, tuple):
        return "\n".join(_option_label(options, one) for one in value)
    return _option_label(options, value)


def _option_label(options: tuple[Option, ...], value: str) -> str:
    return next((o.label for o in options if o.value == value), value)


def observation_text(index: CatalogueIndex, key: ObservationKey, seen: Observation | None) -> str:
    """Return what was said of a cell: the value, or why there is none."""
    if seen is None or not seen.is_given:
        return ""
    if seen.missing is None:
        return value_text(index, key, seen.value)
    reason = f": {seen.missing.reason}" if seen.missing.reason else ""
    return f"{missing_word(index, seen.missing.code)}{reason}"


def label_of(index: CatalogueIndex, reporter: str, subject: str) -> str:
    """Return what the subject of a finding is called: a question, a cell, a proposal, a point."""
    subject = subject.partition("#")[0]
    key = parse_key(subject)
    if key is not None and key.indicator in index.indicators:
        return cell_label(index, key)
    known = _PREFIX.fullmatch(subject)
    if known and known["kind"] == "prefill":
        return _("Proposed value")
    if known and known["kind"] in ("evidence", "measure"):
        return _("Evidence") if known["kind"] == "evidence" else _("Measure")
    if subject.endswith(".measures"):
        return _("Measures")
    found = find_question(index, reporter, subject)
    if found is not None:
        return found[1].label
    return _("The contribution as a whole")


def cell_label(index: CatalogueIndex, key: ObservationKey) -> str:
    """Return what a cell is called: the indicator, its codes, its period unless it is a day."""
    indicator = index.indicators[key.indicator]
    name = _("Progress status") if indicator.id == PROGRESS else indicator.name
    codes = ", ".join(code_word(index, indicator, d, c) for d, c in key.codes)
    label = f"{name}: {codes}" if codes else name
    return label if key.period.count("-") == 2 else f"{label} ({period_word(key.period)})"


def code_word(index: CatalogueIndex, indicator: Indicator, dimension: str, code: str) -> str:
    """Return the label of a code in a breakdown."""
    return next((t for c, t in index.dimension_codes(indicator, dimension) if c == code), code)


def dimension_word(index: CatalogueIndex, dimension: str) -> str:
    """Return the label of a dimension."""
    if dimension == OPTION_DIMENSION:
        return _("Option")
    return next((c.label for c in index.catalogue.codelists if c.id == dimension), dimension)


def list_options(index: CatalogueIndex, codelist: str) -> tuple[tuple[str, str], ...]:
    """Return codes and labels of a code list; numbered goals keep their number in front."""
    codes = index.codes.get(codelist, ())
    return tuple((c, f"{c}. {label}" if c.isdigit() else label) for c, label in codes)


def list_words(index: CatalogueIndex, codelist: str, codes: Sequence[str]) -> str:
    """Return the labels of these codes, in the order of the code list.

    A code that the list of this cycle no longer has is printed as it stands: what was said is
    shown to who signs it.
    """
    known = dict(list_options(index, codelist))
    kept = [label for code, label in known.items() if code in codes]
    return ", ".join([*kept, *(code for code in codes if code not in known)])


def file_type_word(media_type: str) -> str:
    """Return what a kind of file is called; empty where there is no file."""
    return {
        file_types.PDF: "PDF",
        file_types.PNG: _("Picture (PNG)"),
        file_types.JPEG: _("Picture (JPEG)"),
        file_types.DOCX: _("Word document"),
        file_types.XLSX: _("Excel workbook"),
        file_types.ODT: _("OpenDocument text"),
        file_types.TEXT: _("Plain text"),
    }.get(media_type, media_type)


def scan_words(scan: str) -> str:
    """Return what the scanner said of a file, and what that means for who can open it."""
    return {
        CLEAN: _("Checked for viruses: nothing found."),
        INFECTED: _("A virus was found, so nobody can open this file. Send another one."),
    }.get(scan, _("Waits to be checked for viruses; until then only your country can open it."))


def breakdown_word(index: CatalogueIndex, breakdown: str) -> str:
    """Return what a breakdown is called, in the middle of a sentence."""
    names = [dimension_word(index, dimension) for dimension in breakdown.split("+")]
    joined = _(" and ").join(names)
    return joined[:1].lower() + joined[1:]


def bounds_word(low: str, high: str) -> str:
    """Return the bounds of a value in words; either may be empty."""
    params = {"low": _bound(low), "high": _bound(high)}
    if low and high:
        return _("between %(low)s and %(high)s") % params
    return (_("at least %(low)s") if low else _("at most %(high)s")) % params


def _bound(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return format_date(date.fromisoformat(text))
    return format_number(Decimal(text)) if text else ""


def finding_text(index: CatalogueIndex, finding: Finding) -> str:
    """Return the sentence of a finding."""
    return finding_sentence(finding, labels_of(index))


def decimal_mark() -> str:
    """Return the decimal mark of the reader's language."""
    return str(numbers.get_decimal_symbol(cldr_locale()))


def proposal_word(origin: str) -> str:
    """Return which of the three answers to a proposal made a value; empty for every other one."""
    kind, _colon, rest = origin.partition(":")
    if kind != "prefill":
        return ""
    return {
        "confirm": _("Proposed value, confirmed by the country"),
        "correct": _("Proposed value, corrected by the country"),
        "cannot_confirm": _("Proposed value, which the country could not confirm"),
    }.get(rest.rpartition(":")[2], "")


def key_word(origin: str) -> str:
    """Return by which key something was saved; empty where a person typed it."""
    kind, _colon, name = origin.partition(":")
    return _("By key %(name)s") % {"name": name} if kind == "key" else ""


def saved_text(at: datetime | None) -> str:
    """Return the state beside a field: when it was saved, shorter when that was today."""
    if at is None:
        return ""
    if format_date(at) == format_date(today_brussels()):
        return _("Saved %(time)s") % {"time": format_time(at)}
    return _("Saved %(time)s") % {"time": format_datetime(at, "medium")}
