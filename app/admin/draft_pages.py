"""The draft of the questions: what changed since the last cycle, and what is said about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.admin.cycle_pages import state_word
from app.admin.pages import FieldErrors
from app.catalogue.commenting import CatalogueTalk
from app.catalogue.queries import CycleInfo
from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.domain.catalogue_changes import CatalogueChange
from app.domain.diff import Segment
from app.domain.indicators import Catalogue
from app.reporting.pages.questionnaire import questionnaire_links
from app.reporting.words import point_title
from app.web.pages import Link, Page


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One difference in words."""

    anchor: str
    subject: str
    what: str
    title: str
    kind: str  # added, changed, removed
    kind_word: str
    breaks: bool
    fields: tuple[tuple[str, tuple[Segment, ...], bool], ...]


@dataclass(frozen=True, kw_only=True)
class TalkRow:
    """One comment with its reply."""

    id: int
    subject: str
    text: str
    by: str
    reply: str
    replied: str
    reply_url: str  # empty: this reader does not answer, or it is answered


@dataclass(frozen=True, kw_only=True)
class DraftPage(Page):
    """The questions of one cycle while they are discussed, and afterwards."""

    template: ClassVar[str] = "admin/draft_catalogue.html"

    title: str
    state: str
    url: str
    asked: tuple[Link, ...]
    compared_with: str  # title of the cycle before; empty: there is none
    summary: tuple[tuple[str, str], ...]
    changes: tuple[ChangeRow, ...]
    comments: tuple[TalkRow, ...]
    can_comment: bool
    subjects: tuple[tuple[str, str], ...]
    move_url: str
    subject: str = ""
    text: str = ""
    notice: str = ""
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class DraftsPage(Page):
    """The cycles whose questions can be read and, in design, discussed."""

    template: ClassVar[str] = "admin/draft_catalogues.html"

    cycles: tuple[tuple[str, str, str], ...]  # title, address, state


def draft_url(code: str) -> str:
    """Return the page of the questions of a cycle."""
    return f"/catalogue/{code}"


def drafts_page(cycles: Iterable[CycleInfo]) -> DraftsPage:
    """Return the list of cycles, the newest first."""
    return DraftsPage(
        cycles=tuple(
            (cycle.title, draft_url(cycle.code), state_word(cycle.status))
            for cycle in cycles
            if not cycle.is_baseline
        )
    )


def draft_page(
    cycle: CycleInfo,
    catalogue: Catalogue,
    before: CycleInfo | None,
    changes: Sequence[CatalogueChange],
    comments: Iterable[CatalogueTalk],
    *,
    can_comment: bool,
    can_reply: bool,
    fields: tuple[str, str] = ("", ""),
    notice: str = "",
    errors: FieldErrors = (),
) -> DraftPage:
    """Return the page; `fields` are subject and text of a comment that was refused."""
    url = draft_url(cycle.code)
    subjects = _subjects(catalogue)
    return DraftPage(
        title=cycle.title,
        state=state_word(cycle.status),
        url=url,
        asked=questionnaire_links(cycle),
        compared_with=before.title if before else "",
        summary=_summary(changes),
        changes=tuple(_change(change) for change in changes),
        comments=tuple(_talk(talk, url, dict(subjects), can_reply) for talk in comments),
        can_comment=can_comment,
        subjects=subjects,
        move_url=f"/cycles/{cycle.code}/move" if can_reply and can_comment else "",
        subject=fields[0],
        text=fields[1],
        notice=notice,
        errors=errors,
    )


def _subjects(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    points = ((p.id, f"{p.number} {point_title(p)}") for p in catalogue.instrument.points)
    indicators = ((i.id, f"{i.id} {i.name}") for i in catalogue.indicators)
    questions = {q.key: (q.key, q.label) for q in catalogue.questions}
    return (*points, *indicators, *questions.values())


def _summary(changes: Sequence[CatalogueChange]) -> tuple[tuple[str, str], ...]:
    words = _kind_words()
    counted = [(words[kind], sum(c.kind == kind for c in changes)) for kind in words]
    broken = (_("Series that break"), sum(change.breaks for change in changes))
    return tuple((label, str(number)) for label, number in (*counted, broken))


def _kind_words() -> dict[str, str]:
    return {"added": _("Added"), "changed": _("Changed"), "removed": _("Removed")}


def _change(change: CatalogueChange) -> ChangeRow:
    what = {
        "point": _("Point"),
        "question": _("Question"),
        "indicator": _("Indicator"),
        "codelist": _("Code list"),
    }[change.what]
    return ChangeRow(
        anchor=f"{change.what}-{change.subject}".replace(".", "-"),
        subject=change.subject,
        what=what,
        title=change.title,
        kind=change.kind,
        kind_word=_kind_words()[change.kind],
        breaks=change.breaks,
        fields=tuple((_field_word(f.name), f.parts, f.breaks) for f in change.fields),
    )


def _field_word(name: str) -> str:
    known = {
        "name": _("Name"),
        "definition": _("Definition"),
        "label": _("Wording"),
        "hint": _("Help"),
        "title": _("Title"),
        "unit": _("Unit"),
        "value_type": _("Kind of value"),
        "options": _("Choices"),
        "codes": _("Codes"),
        "breakdowns": _("Breakdowns"),
        "reference_period": _("Reference period"),
        "validation": _("Bounds"),
        "tier": _("Core or extended"),
        "points": _("Points"),
    }
    return known.get(name) or name.replace("_", " ").capitalize()


def _talk(talk: CatalogueTalk, url: str, subjects: dict[str, str], can_reply: bool) -> TalkRow:
    by = _("%(name)s, %(time)s") % {"name": talk.by, "time": format_datetime(talk.at)}
    replied = ""
    if talk.replied_at is not None:
        params = {"name": talk.replied_by, "time": format_datetime(talk.replied_at)}
        replied = _("%(name)s, %(time)s") % params
    return TalkRow(
        id=talk.id,
        subject=subjects.get(talk.subject) or _("The questions as a whole"),
        text=talk.text,
        by=by,
        reply=talk.reply,
        replied=replied,
        reply_url=f"{url}/comments/{talk.id}/reply" if can_reply and not talk.reply else "",
    )
