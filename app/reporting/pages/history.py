"""The history of one thing: who saved what and when, as redlines, and the way back to a text."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, ClassVar, TypeVar, cast

from app.core.i18n import country_name, format_date, format_datetime, format_time, ngettext
from app.core.i18n import gettext as _
from app.domain.answers import Missing
from app.domain.contribution import (
    MEASURE_LISTS,
    Answer,
    Evidence,
    Measure,
    PrefillDecision,
    Translation,
    value_from_json,
)
from app.domain.diff import Change, Explanation, LeftOut, Segment, What
from app.domain.observations import Observation
from app.reporting.addresses import contribution_url, history_url
from app.reporting.history import State
from app.reporting.origins import said_beside
from app.reporting.pages.changed import Row, change_view
from app.reporting.pages.subjects import Subject
from app.reporting.service.restoring import RESTORABLE, RESTORED
from app.reporting.work import Work
from app.web.pages import Link, Page

PAGE_SIZE = 20
BESIDE_A_FIELD = 4
# Fields save themselves while somebody types: what one person did without a longer break is one
# step in a history that people read. Every single save is one click away.
ONE_SITTING = timedelta(minutes=15)

_WHAT: dict[str, What] = {
    "answer": "answer",
    "observation": "observation",
    "measure": "measure",
    "evidence": "evidence",
    "justification": "explanation",
    "point": "left_out",
    "prefill": "decision",
}


@dataclass(frozen=True)
class Step:
    """One step of a history: from the state before to the state after it."""

    revision: int
    name: str
    time: str
    saves: str  # how many saves it holds, where there is more than one
    note: str  # that an earlier state was brought back
    rows: tuple[Row, ...]
    is_present: bool
    can_restore: bool


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """Contract of the page of a history."""

    template: ClassVar[str] = "reporting/history.html"
    blocks: ClassVar[tuple[str, ...]] = ("steps",)

    title: str
    crumbs: tuple[Link, ...]
    steps: tuple[Step, ...]
    count: str
    url: str
    restore_url: str
    other_view: Link | None  # every single save, or by sitting
    back: Link
    subject: str
    revision: int
    idempotency_key: str
    pages: tuple[tuple[int, str, bool], ...] = ()
    clash: str = ""

    def after_clash(self, name: str) -> "HistoryPage":
        """Return the page for somebody who wanted a text back while another person saved."""
        told = _("%(name)s saved here meanwhile. Nothing was brought back.") % {"name": name}
        return replace(self, clash=told)


def history_page(
    work: Work,
    subject: Subject,
    states: Sequence[State],
    names: Mapping[int, str],
    *,
    each: bool = False,
    number: int = 1,
    size: int = PAGE_SIZE,
) -> HistoryPage:
    """Return a page of a history, the newest step first; `each` shows every single save."""
    place = (work.cycle, work.reporter)
    runs = [[state] for state in states] if each else _sittings(states)
    newest_first = list(reversed(list(_with_before(runs))))
    shown = newest_first[(number - 1) * size : number * size]
    url = history_url(*place, subject.key)
    whole = f"{country_name(work.reporter)}, {work.cycle}"
    return HistoryPage(
        title=_("History: %(what)s") % {"what": subject.label},
        crumbs=(
            (_("Contributions"), "/contributions"),
            (whole, contribution_url(*place)),
            subject.place,
            (_("History"), ""),
        ),
        steps=tuple(_step(work, subject, before, run, names, states[-1]) for before, run in shown),
        count=ngettext("%(num)s save", "%(num)s saves", len(states)) % {"num": len(states)},
        url=url,
        restore_url=f"{contribution_url(*place)}/history/restore",
        other_view=_other_view(url, each, len(runs) < len(states)),
        back=(_("Back to %(place)s") % {"place": subject.place[0]}, subject.place[1]),
        subject=subject.key,
        revision=states[-1].revision,
        idempotency_key=secrets.token_hex(16),
        pages=_pages(url, each, number, -(-len(runs) // size)),
    )


def _other_view(url: str, each: bool, differs: bool) -> Link | None:
    if each:
        return _("Show what was saved in one sitting as one step"), url
    return (_("Show every single save"), f"{url}&each=yes") if differs else None


def _pages(url: str, each: bool, number: int, count: int) -> tuple[tuple[int, str, bool], ...]:
    tail = "&each=yes" if each else ""
    return tuple((n, f"{url}{tail}&page={n}", n == number) for n in range(1, count + 1))


def _sittings(states: Sequence[State]) -> list[list[State]]:
    """Group saves that one person made in a row without a longer break."""
    runs: list[list[State]] = []
    for state in states:
        last = runs[-1][-1] if runs else None
        together = (
            last is not None
            and last.by == state.by
            and state.at - last.at <= ONE_SITTING
            and not _restored_from(state)
            and not _restored_from(last)
            and said_beside(_origin(state)) == said_beside(_origin(last))
        )
        if together:
            runs[-1].append(state)
        else:
            runs.append([state])
    return runs


def _with_before(runs: list[list[State]]) -> list[tuple[State | None, list[State]]]:
    before = [None, *(run[-1] for run in runs)]
    return list(zip(before, runs, strict=False))


def _origin(state: State) -> str:
    return str(state.content.get("origin", ""))


def _restored_from(state: State) -> str:
    kind, _colon, revision = _origin(state).partition(":")
    return revision if kind == RESTORED else ""


def _step(
    work: Work,
    subject: Subject,
    before: State | None,
    run: list[State],
    names: Mapping[int, str],
    present: State,
) -> Step:
    first, last = run[0], run[-1]
    is_present = last.revision == present.revision
    said = _record(subject, last) is not None
    return Step(
        revision=last.revision,
        name=names.get(last.by or 0, "") or _("The portal"),
        time=_time(first, last),
        saves=""
        if len(run) == 1
        else ngettext("%(num)s save", "%(num)s saves", len(run)) % {"num": len(run)},
        note=_note(last),
        rows=_rows(work, subject, before, last),
        is_present=is_present,
        can_restore=subject.can_write and said and not is_present and subject.kind in RESTORABLE,
    )


def _note(state: State) -> str:
    restored = _restored_from(state)
    if restored:
        return _("Brought back from save %(number)s") % {"number": restored}
    return said_beside(_origin(state))


def _time(first: State, last: State) -> str:
    if format_datetime(first.at) == format_datetime(last.at):
        return format_datetime(last.at)
    if format_date(first.at) == format_date(last.at):
        return f"{format_datetime(first.at)}–{format_time(last.at)}"
    return f"{format_datetime(first.at)} – {format_datetime(last.at)}"


def _rows(work: Work, subject: Subject, before: State | None, after: State) -> tuple[Row, ...]:
    old = _record(subject, before) if before else None
    new = _record(subject, after)
    if old is None and new is None:
        return ()
    if old is not None and new is not None and hasattr(new, "origin"):
        old = replace(old, origin=new.origin)  # said by the note of the step
    change = Change(_WHAT[subject.kind], subject.name, (), old, new)
    view = change_view(work.index, work.reporter, change)
    if subject.kind in ("measure", "evidence") and change.kind != "changed":
        title = Row(_("Title"), (Segment(change.kind, change.record.title),), view.language)
        return (title, *view.rows)
    return view.rows


_T = TypeVar("_T")


def _record(subject: Subject, state: State) -> Any | None:
    """Return what a state says as a record of the contribution; None where it says nothing."""
    content = state.content
    match subject.kind:
        case "answer":
            return _answer(content)
        case "observation":
            return _observation(content)
        case "measure":
            lists = {name: tuple(content.get(name, ())) for name in MEASURE_LISTS}
            told = _translations(content)
            known = _known(Measure, content, uid="", translations=told, **lists)
            return None if content["removed"] else known
        case "evidence":
            told = _translations(content)
            link = _known(Evidence, content, uid="", translations=told)
            return None if content["removed"] else link
        case "justification":
            text = content["text"]
            return Explanation("", "", subject.name.partition(":")[2], text) if text else None
        case "point":
            return LeftOut(content["reason"]) if content["left_out"] else None
        case _:
            return _known(PrefillDecision, content, prefill=subject.name, target="")


def _known(kind: type[_T], content: Mapping[str, Any], **given: object) -> _T:
    names = {f.name for f in fields(cast(Any, kind))}
    return kind(**{**{k: v for k, v in content.items() if k in names}, **given})


def _answer(content: Mapping[str, Any]) -> Answer | None:
    translations = _translations(content)
    value = value_from_json(content["value"])
    if value is None and not translations:
        return None
    return _known(Answer, content, value=value, translations=translations)


def _translations(content: Mapping[str, Any]) -> tuple[Translation, ...]:
    return tuple(Translation(**t) for t in content.get("translations", ()))


def _observation(content: Mapping[str, Any]) -> Observation | None:
    missing = content["missing"]
    found = _known(
        Observation,
        content,
        value=value_from_json(content["value"]),
        missing=Missing(*missing) if missing else None,
        flags=tuple(content["flags"]),
    )
    said = (found.is_given, found.source, found.note, found.flags, found.reference_year)
    return found if any(said) else None
