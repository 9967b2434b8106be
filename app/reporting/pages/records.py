"""What measures and links share: their rows, their forms, and the way back when removed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import urlsplit

from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.reporting.addresses import contribution_url, measures_url, point_url
from app.reporting.removed import Removed
from app.reporting.service.records import EvidenceInput, MeasureInput
from app.reporting.translated import TextVersion
from app.reporting.work import Work
from app.web.pages import Link, Page

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RecordRow:
    """A measure or a link in a list."""

    uid: str
    id: str
    title: str
    text: str
    facts: tuple[str, ...]
    link: Link | None
    edit_url: str
    remove_url: str
    revision: int
    language: str
    details: tuple[tuple[str, str], ...] = ()
    file: Link | None = None
    file_note: str = ""

    @property
    def link_host(self) -> str:
        """Return the site a link leads to, for readers who want to know before they follow it."""
        host = host_of(self.link[1]) if self.link else ""
        return "" if self.link and host == self.link[0] else host


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    """What the forms of a measure and of a link have in common."""

    title: str
    over: str
    crumbs: tuple[Link, ...]
    locked: str
    url: str
    back_url: str
    remove_url: str
    typed: MeasureInput | EvidenceInput
    revision: int
    points: Pairs
    types: Pairs
    stages: Pairs
    languages: Pairs
    visibilities: Pairs
    regions: Pairs = ()
    sdgs: Pairs = ()
    sectors: Pairs = ()
    error: str = ""
    error_at: str = ""
    clash: Any = None  # what somebody else saved meanwhile (`put_together.RecordClash`)
    history_url: str = ""  # where it was saved before
    translations: tuple[TextVersion, ...] = ()
    translations_url: str = ""  # of what is stored

    @property
    def errors(self) -> tuple[Link, ...]:
        """What the summary at the top of the page says."""
        return ((self.error, f"#{self.error_at}"),) if self.error else ()

    @property
    def editable(self) -> bool:
        """Tell whether it can be changed here now."""
        return not self.locked

    @property
    def read(self) -> tuple[tuple[str, str], ...]:
        """The fields as text, where they cannot be changed."""
        labels = field_labels()
        shown = (
            (labels[k], written(self, k, v)) for k, v in vars(self.typed).items() if k in labels
        )
        return tuple((label, text) for label, text in shown if text)

    def wrong(self, name: str) -> str:
        """Return the sentence that stands at this field."""
        return self.error if self.error_at == name else ""


def host_of(url: str) -> str:
    """Return the site an address leads to."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def can_edit(work: Work, points: Iterable[str]) -> bool:
    """Tell whether a measure is open to this person: any of its points is enough."""
    return any(work.can_write(point) for point in points)


def why_locked(work: Work, points: Sequence[str]) -> str:
    """Return why a record of these points is only read; empty when it can be written."""
    reasons = [work.why_locked(point) for point in points]
    return "" if "" in reasons else sentence(reasons[0])


@dataclass(frozen=True, kw_only=True)
class RemovedPage(Page):
    """Contract of the page that offers a removed record back."""

    template: ClassVar[str] = "reporting/removed.html"

    title: str
    name: str
    crumbs: tuple[Link, ...]
    url: str
    revision: int
    back: Link
    editable: bool


def removed_page(work: Work, found: Removed, url: str) -> RemovedPage:
    """Return the page of a record that was taken out."""
    place = (work.cycle, work.reporter)
    is_measure = found.kind == "measure"
    back = (
        (_("Back to the measures"), measures_url(*place))
        if is_measure
        else (_("Back to the point"), f"{point_url(*place, found.points[0])}#evidence")
    )
    return RemovedPage(
        title=_("The measure was removed") if is_measure else _("The link was removed"),
        name=found.title,
        crumbs=((_("Overview"), contribution_url(*place)), back, (_("Removed"), "")),
        url=f"{url}/remove",
        revision=work.draft.saved_at(f"{found.kind}:{found.uid}").revision,
        back=back,
        editable=can_edit(work, found.points),
    )


def with_problem(page: RecordPage, problem: Problem) -> RecordPage:
    """Return the form with the typed texts and the sentence beside its field."""
    text = sentence(problem.code, **problem.params)
    return replace(page, error=text, error_at=problem.params.get("field", "title"))


def written(page: RecordPage, key: str, value: object) -> str:
    """Return one field of a form as it is read."""
    if isinstance(value, list | tuple):
        if key == "points":
            return ", ".join(str(int(str(point)[1:])) for point in value)
        return ", ".join(label for code, label in getattr(page, key) if code in value)
    if isinstance(value, bool):
        return _("yes") if value else ""
    known = {"type": page.types, "stage": page.stages, "language": page.languages}
    known["visibility"] = page.visibilities
    text = "" if value is None else str(value)
    return next((label for code, label in known.get(key, ()) if code == text), text)


def measure_labels() -> dict[str, str]:
    """Return what is said of who takes part in a measure and what it is about."""
    return {
        "partners": _("Partners"),
        "regions": _("Partner countries and regions"),
        "sdgs": _("Sustainable Development Goals"),
        "sectors": _("Sectoral diplomacy"),
    }


def field_labels() -> dict[str, str]:
    """Return the labels of the fields of both forms."""
    return {
        "title": _("Title"),
        "type": _("Type"),
        "stage": _("Stage"),
        "points": _("Points it serves"),
        "description": _("Description"),
        "start": _("Start"),
        "end": _("End"),
        "lead_body": _("Lead body"),
        "budget": _("Budget"),
        **measure_labels(),
        "link": _("Link"),
        "url": _("Link"),
        "published_on": _("Published"),
        "file_name": _("File"),
        "alt_text": _("The picture in words"),
        "withheld": _("Not for publication"),
        "withheld_reason": _("Why it is not for publication"),
        "language": _("Language"),
        "visibility": _("Visibility"),
    }
