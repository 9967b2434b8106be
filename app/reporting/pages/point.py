"""The page of one point: what is asked, every field in order, findings, neighbours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import ClassVar

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.asked import AskedPoint, progress_key
from app.domain.indicators import PROGRESS
from app.domain.points import Point, question_code
from app.domain.roles import Permission
from app.domain.workflow import EDITABLE
from app.reporting import words
from app.reporting.addresses import contribution_url, indicator_url, point_url
from app.reporting.pages.around import Around, around
from app.reporting.pages.carry_over import carry_over_link
from app.reporting.pages.clarifications import Questioned, at_fields, questioned
from app.reporting.pages.core_panel import CorePanel, core_panel, hidden_at, time_left_text
from app.reporting.pages.evidence import EvidencePanel, evidence_panel
from app.reporting.pages.fields import Field, observation_field, question_fields
from app.reporting.pages.findings import FindingRow, finding_rows, with_changed_rows
from app.reporting.pages.guidance import guidance
from app.reporting.pages.indicator_groups import Group, indicator_group, label_at, shown_group
from app.reporting.pages.measures import MeasurePanel, measure_panel
from app.reporting.pages.point_review import ReviewPanel, review_panel
from app.reporting.pages.progress import Judged, PointLinks, judge, mark_of, point_links
from app.reporting.pages.proposals import ProposalPanel, proposal_panel
from app.reporting.pages.questions import QuestionView
from app.reporting.pages.threads import TalkPanel
from app.reporting.work import Work
from app.web.pages import Link, Page


@dataclass(frozen=True)
class Section:
    """One part of the page; proposals, measures and evidence are panels and have no groups."""

    id: str
    title: str
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Whether the point is left out, and the form that changes it."""

    is_left_out: bool
    reason: str
    url: str
    revision: int
    idempotency_key: str
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class PointParts(Page):
    """What a save changes beside its field: how far the point is, and what the rules find."""

    template: ClassVar[str] = "reporting/point.html"
    blocks: ClassVar[tuple[str, ...]] = ("field", "progress", "findings", "review", "shares")

    state: str
    state_word: str
    counted: str
    share: tuple[int, int]
    time_left: str
    saved: str
    findings: tuple[FindingRow, ...]
    review: ReviewPanel | None


@dataclass(frozen=True, kw_only=True)
class PointPage(PointParts):
    """Contract of the template of a point."""

    around: Around
    title: str
    over: str
    summary: str
    elements: tuple[Link, ...]  # letter, summary
    wording: str
    crumbs: tuple[Link, ...]
    locked: str
    is_partly_open: bool
    points: tuple[PointLinks, ...]
    sections: tuple[Section, ...]
    proposals: ProposalPanel
    measures: MeasurePanel
    evidence: EvidencePanel
    left_out: LeftOut
    carry_over: Link | None  # copying what was said last time
    core: CorePanel | None
    previous: Link | None
    next: Link | None
    url: str
    questions: Questioned | None = None
    at_fields: Mapping[str, tuple[QuestionView, ...]] = field(default_factory=dict)
    conversations: TalkPanel | None = None
    errors: tuple[Link, ...] = ()


def parts_of(work: Work, point: str, *, core_only: bool = False) -> PointParts:
    """Return what stands beside the fields of a point, without building the fields."""
    return _parts(work, work.asked(point), judge(work), core_only)


def _parts(work: Work, asked: AskedPoint, judged: Judged, core_only: bool) -> PointParts:
    state, word = mark_of(work, judged, asked.id)
    found = judged.completeness.at(asked.id)
    given, expected = (found.given, found.expected) if found else (0, 0)
    order = [item.subject for item in found.missing] if found else []
    here = sorted(
        judged.at(asked.id), key=lambda f: order.index(f.subject) if f.subject in order else -1
    )
    return PointParts(
        state=state,
        state_word=word,
        counted=_counted(given, expected),
        share=(given, expected),
        time_left=time_left_text(work, core_only=core_only, point=asked.id),
        saved=_last_saved(work, asked),
        findings=finding_rows(work, here),
        review=review_panel(work, judged, asked.id),
    )


def of(
    work: Work, point: str, changed: Field | None = None, *, core_only: bool = False
) -> PointPage:
    """Return the page of a point; `changed` stands in for the field somebody just sent."""
    asked = work.asked(point)
    judged = judge(work)
    parts = vars(_parts(work, asked, judged, core_only))
    # Who is told of a problem sees all of it, and so does who reads what was sent.
    only_core = core_only and changed is None and work.draft.status in EDITABLE
    hidden = hidden_at(work, asked, judged.at(point))
    url = point_url(work.cycle, work.reporter, point)
    position = work.points.index(asked)
    why = work.why_locked(point)
    return PointPage(
        **{**parts, "findings": with_changed_rows(parts["findings"], changed)},
        around=around(work, "overview"),
        title=words.point_title(asked.point),
        over=_over(work, asked.point),
        summary=asked.point.summary,
        elements=tuple((f"({item.key})", item.summary) for item in asked.point.sub_items),
        wording=_wording(work, asked.point),
        crumbs=_crumbs(work, asked.point),
        locked=sentence(why) if why else "",
        is_partly_open=why == "questions_assigned",
        points=point_links(work, judged, point),
        sections=_with_changed(
            _shown_sections(work, _without(asked, hidden) if only_core else asked), changed
        ),
        proposals=proposal_panel(work, point),
        measures=measure_panel(work, point),
        evidence=evidence_panel(work, point),
        left_out=_left_out(work, asked, url),
        carry_over=carry_over_link(work, asked),
        core=core_panel(work, only_core, len(hidden), url),
        previous=_neighbour(work, position - 1),
        next=_neighbour(work, position + 1),
        url=url,
        questions=questioned(work, point),
        at_fields=at_fields(work),
        errors=((changed.error, f"#{changed.id}"),) if changed and changed.error else (),
    )


def _without(asked: AskedPoint, hidden: frozenset[str]) -> AskedPoint:
    """Return the point with fewer questions and indicators."""
    return replace(
        asked,
        questions=tuple(q for q in asked.questions if question_code(asked.id, q.key) not in hidden),
        indicators=tuple(i for i in asked.indicators if i.id not in hidden),
        shown=tuple(i for i in asked.shown if i.id not in hidden),
    )


def _over(work: Work, point: Point) -> str:
    groups = work.index.catalogue.instrument.groups
    group = next(words.in_language(g.title) for g in groups if g.id == point.group)
    return _("Point %(number)s · %(group)s") % {"number": point.number, "group": group}


def _wording(work: Work, point: Point) -> str:
    strength = {
        "firm": _("The text states what is to be done."),
        "conditional": _("The text states what is to be done under a condition or reservation."),
        "exploratory": _("The text asks to consider or to examine; the outcome is open."),
    }[point.strength]
    choice = (
        _("“Examined, deliberately not pursued” is a full answer here.")
        if point.not_pursued_open
        else ""
    )
    source = _("Council document %(number)s, point %(point)s.") % {
        "number": work.index.catalogue.instrument.document_number,
        "point": point.number,
    }
    return " ".join(part for part in (strength, choice, source) if part)


def _crumbs(work: Work, point: Point) -> tuple[Link, ...]:
    whole = _("%(country)s, cycle %(cycle)s") % {
        "country": country_name(work.reporter),
        "cycle": work.cycle,
    }
    return (
        (_("My contributions"), "/contributions"),
        (whole, contribution_url(work.cycle, work.reporter)),
        (_("Point %(number)s") % {"number": point.number}, ""),
    )


def _counted(given: int, expected: int) -> str:
    if not expected:
        return _("Nothing is expected here")
    return _("%(given)s of %(expected)s expected answers") % {"given": given, "expected": expected}


def _last_saved(work: Work, asked: AskedPoint) -> str:
    here = {i.id for i in asked.indicators}

    def is_here(subject: str) -> bool:
        kind, _colon, rest = subject.partition(":")
        if kind == "answer":
            return rest.startswith(f"{asked.id}.")
        name = rest.partition("@")[0].split("/")
        return kind == "observation" and (name[0] in here or asked.id in name[1:2])

    moments = [s.at for subject, s in work.draft.saved.items() if s.at and is_here(subject)]
    return words.saved_text(max(moments)) if moments else ""


def _neighbour(work: Work, position: int) -> Link | None:
    if not 0 <= position < len(work.points):
        return None
    asked = work.points[position]
    label = f"{asked.point.number}. {words.point_title(asked.point)}"
    return label, point_url(work.cycle, work.reporter, asked.id)


def _left_out(work: Work, asked: AskedPoint, url: str) -> LeftOut:
    reasons = work.draft.data.left_out
    may = work.can_write(asked.id) and Permission.POINT_LEAVE_OUT in work.scope.permissions
    return LeftOut(
        is_left_out=asked.id in reasons,
        reason=reasons.get(asked.id, ""),
        url=f"{url}/leave-out",
        revision=work.draft.saved_at(f"point:{asked.id}").revision,
        idempotency_key=token_hex(16),
        allowed=may,
    )


def _shown_sections(work: Work, asked: AskedPoint) -> tuple[Section, ...]:
    """Return all parts of the page; of a point left out only what was entered, as text."""
    sections = tuple(_sections(work, asked))
    if asked.id not in work.draft.data.left_out:
        return sections
    kept = []
    for section in sections:
        fields = [replace(f, editable=False) for g in section.groups for f in g.fields if f.text]
        if fields:
            named = (replace(f, label=f.name) for f in fields)
            kept.append(Section(section.id, section.title, (Group(tuple(named)),)))
    return tuple(kept)


def _sections(work: Work, asked: AskedPoint) -> Iterator[Section]:
    if asked.has_status:
        yield Section("status", _("Progress"), _status_groups(work, asked))
    yield Section("proposals", _("Proposals"))
    if asked.has_status:
        yield Section("measures", _("Measures"))
    groups = tuple(indicator_group(work, asked, i) for i in asked.indicators)
    groups += tuple(shown_group(work, i) for i in asked.shown)
    if groups:
        yield Section("indicators", _("Indicators"), groups)
    if asked.has_status:
        yield Section("evidence", _("Evidence"))
    titles = {
        "cooperation": _("Cooperation"),
        "bodies": _("Bodies involved"),
        "obstacles": _("Obstacles"),
        "next_steps": _("Next steps"),
        "support": _("Support"),
        "contact": _("Contact"),
    }
    for name, title in titles.items():
        fields = question_fields(work, asked, name)
        if fields:
            yield Section(name, title, (Group(fields),))


def _status_groups(work: Work, asked: AskedPoint) -> tuple[Group, ...]:
    key = progress_key(asked.id, work.draft.data.cutoff)
    status = observation_field(work, key, label=label_at(work, key))
    links: tuple[Link, ...] = ()
    if asked.point.sub_items:
        url = indicator_url(work.cycle, work.reporter, asked.id, PROGRESS)
        links = ((_("Give a status for each lettered element"), url),)
    about = guidance(work.index, work.index.indicators[PROGRESS], work.draft.data.cutoff)
    return (Group((status, *question_fields(work, asked, "status")), guidance=about, links=links),)


def _with_changed(sections: tuple[Section, ...], changed: Field | None) -> tuple[Section, ...]:
    if changed is None:
        return sections
    return tuple(
        replace(
            section,
            groups=tuple(
                replace(group, fields=_swap(group.fields, changed)) for group in section.groups
            ),
        )
        for section in sections
    )


def _swap(fields: tuple[Field, ...], changed: Field) -> tuple[Field, ...]:
    return tuple(
        replace(changed, label=f.label, control=f.control) if f.id == changed.id else f
        for f in fields
    )
