"""Links and files behind what is said at a point: the list on its page and the form."""

from dataclasses import dataclass, fields
from typing import ClassVar

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.contribution import Evidence
from app.reporting import words
from app.reporting.addresses import (
    contribution_url,
    evidence_url,
    history_url,
    point_url,
    record_translations_url,
)
from app.reporting.origins import said_beside
from app.reporting.pages.content import FileView
from app.reporting.pages.records import RecordPage, RecordRow, why_locked
from app.reporting.service.files import in_words
from app.reporting.service.records import EvidenceInput
from app.reporting.translated import record_translations
from app.reporting.work import Work
from app.web.pages import Link


@dataclass(frozen=True)
class EvidencePanel:
    """The links and files behind what is said at a point."""

    rows: tuple[RecordRow, ...]
    new_url: str
    editable: bool


@dataclass(frozen=True, kw_only=True)
class EvidencePage(RecordPage):
    """Contract of the form of a link."""

    template: ClassVar[str] = "reporting/evidence.html"

    file: Link | None = None
    file_note: str = ""
    limit: str = ""


def evidence_panel(work: Work, point: str) -> EvidencePanel:
    """Return the links of a point."""
    return EvidencePanel(
        rows=tuple(evidence_row(work, e) for e in work.draft.data.evidence_at(point)),
        new_url=evidence_url(work.cycle, work.reporter, point),
        editable=work.can_write(point),
    )


def evidence_row(work: Work, evidence: Evidence) -> RecordRow:
    """Return a link as a list shows it."""
    url = evidence_url(work.cycle, work.reporter, evidence.point, evidence.uid)
    editable = work.can_write(evidence.point)
    facts = (
        evidence.published_on,
        words.visibility_word(evidence.visibility),
        words.file_type_word(evidence.file_type),
        _("Not for publication") if evidence.withheld else "",
        said_beside(evidence.origin),
    )
    return RecordRow(
        uid=evidence.uid,
        id=f"evidence-{evidence.uid}",
        title=evidence.title,
        text=evidence.description,
        facts=tuple(fact for fact in facts if fact),
        link=(evidence.title, evidence.url) if evidence.url else None,
        edit_url=url if editable else "",
        remove_url=f"{url}/remove" if editable else "",
        revision=work.draft.saved_at(f"evidence:{evidence.uid}").revision,
        language=evidence.language,
        details=((_("The picture in words"), evidence.alt_text),) if evidence.alt_text else (),
        file=_file_link(evidence, url),
        file_note=scan_note(work, evidence),
    )


def scan_note(work: Work, evidence: Evidence) -> str:
    """Return what the scanner said of the file, in words; empty when there is none."""
    digest = evidence.file_sha256
    return words.scan_words(work.draft.scans.get(digest, "")) if digest else ""


def draft_file(work: Work, evidence: Evidence) -> FileView:
    """Return the file behind evidence of the draft, for its own country."""
    url = evidence_url(work.cycle, work.reporter, evidence.point, evidence.uid)
    return FileView(evidence.file_name, f"{url}/file", scan_note(work, evidence))


def _file_link(evidence: Evidence, url: str) -> Link | None:
    return (evidence.file_name, f"{url}/file") if evidence.file_sha256 else None


def evidence_page(
    work: Work, point: str, uid: str, limit: int, typed: EvidenceInput | None = None
) -> RecordPage:
    """Return the form of a link: stored, new or as somebody just sent it; or NotFound.

    `limit` is how many bytes a file may have.
    """
    asked = work.asked(point)
    stored = next((e for e in work.draft.data.evidence_at(point) if e.uid == uid), None)
    if stored is None and typed is None:
        raise NotFound
    place = (work.cycle, work.reporter)
    here = point_url(*place, point)
    number = _("Point %(number)s") % {"number": asked.point.number}
    kept = typed or (_evidence_input(stored) if stored else EvidenceInput("", ""))
    url = evidence_url(*place, point, uid)
    return EvidencePage(
        title=stored.title if stored else _("Add a link or file"),
        over=number,
        crumbs=(
            (_("Overview"), contribution_url(*place)),
            (number, here),
            (_("Evidence"), ""),
        ),
        locked=why_locked(work, (point,)),
        url=url,
        back_url=f"{here}#evidence",
        remove_url=f"{url}/remove" if stored else "",
        history_url=history_url(*place, f"evidence:{uid}") if stored else "",
        translations=record_translations(stored) if stored else (),
        translations_url=record_translations_url(*place, "evidence", uid) if stored else "",
        typed=kept,
        file=_file_link(stored, url) if stored else None,
        file_note=scan_note(work, stored) if stored else "",
        limit=in_words(limit),
        revision=work.draft.saved_at(f"evidence:{uid}").revision,
        points=(),
        types=(),
        stages=(),
        languages=words.language_options(),
        visibilities=words.visibility_options("public"),
    )


def _evidence_input(stored: Evidence) -> EvidenceInput:
    known = {f.name: getattr(stored, f.name) for f in fields(EvidenceInput) if f.name != "origin"}
    return EvidenceInput(**known)
