"""Submissions and receipts as they are read: lists, the read view, and the receipt to be filed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from app.core.i18n import country_name, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.domain.contribution import Evidence
from app.domain.observations import CatalogueIndex
from app.domain.submission import REASON
from app.reporting import addresses, words
from app.reporting.pages.around import Around, around
from app.reporting.pages.content import ContentView, FileView, content_view
from app.reporting.pages.questions import Beside
from app.reporting.pages.signed_findings import FindingLine, finding_lines
from app.reporting.submitted import SubmissionInfo
from app.reporting.work import Frame, Work
from app.web.pages import Page


@dataclass(frozen=True)
class Accepted:
    """When the Commission accepted a version, in words, and what it remarked."""

    text: str
    remarks: str


@dataclass(frozen=True)
class SubmissionRow:
    """One submission in the list."""

    version: int
    number: str
    at: str
    is_late: bool
    signatory: str
    reason: str  # why there is this version; empty for a first one
    url: str
    receipt_url: str
    file_url: str
    receipt_file_url: str
    pdf_url: str
    receipt_pdf_url: str
    changes_url: str  # since the version before; empty for the first
    draft_changes_url: str
    accepted: Accepted | None = None


@dataclass(frozen=True, kw_only=True)
class SubmissionsPage(Page):
    """Everything submitted by one reporter in one cycle."""

    template: ClassVar[str] = "reporting/submissions.html"

    around: Around
    rows: tuple[SubmissionRow, ...]


@dataclass(frozen=True, kw_only=True)
class SubmissionPage(Page):
    """One frozen version to be read."""

    template: ClassVar[str] = "reporting/submission.html"

    around: Around
    row: SubmissionRow
    facts: tuple[tuple[str, str], ...]
    findings: tuple[FindingLine, ...]
    content: ContentView
    beside: Mapping[str, tuple[Beside, ...]] = field(default_factory=dict)  # by what it is about


@dataclass(frozen=True, kw_only=True)
class ReceiptPage(Page):
    """The receipt of a submission, to be printed and filed."""

    template: ClassVar[str] = "reporting/receipt.html"

    around: Around
    row: SubmissionRow
    cycle_title: str
    facts: tuple[tuple[str, str], ...]
    hashes: tuple[tuple[str, str], ...]
    command: str
    submission_file: str
    receipt_file: str
    submission_sha256: str


def submissions_page(
    work: Work | Frame, found: Iterable[SubmissionInfo], accepted: Mapping[int, Accepted]
) -> SubmissionsPage:
    """Return the list page; `accepted` says by version what the Commission has accepted."""
    rows = tuple(_row(work, info, accepted) for info in found)
    return SubmissionsPage(around=around(work, "submissions", _("Submissions")), rows=rows)


def submitted_evidence(info: SubmissionInfo) -> tuple[Evidence, ...]:
    """Return the evidence of a submission, from the stored document."""
    return info.data.evidence


def submission_page(
    work: Work | Frame,
    index: CatalogueIndex,
    info: SubmissionInfo,
    scans: Mapping[str, str] | None = None,
    accepted: Mapping[int, Accepted] | None = None,
    beside: Mapping[str, tuple[Beside, ...]] | None = None,
) -> SubmissionPage:
    """Return the read view, made from the stored document alone; `scans` is what the scanner said
    of its files, `beside` what the Commission says to single things in it."""
    document = info.content

    def file_of(evidence: Evidence) -> FileView:
        part = f"files/{evidence.uid}"
        url = addresses.submission_url(work.cycle, work.reporter, info.version, part)
        note = words.scan_words((scans or {}).get(evidence.file_sha256, ""))
        return FileView(evidence.file_name, url, note)

    title = _("Version %(version)s") % {"version": info.version}
    return SubmissionPage(
        around=around(work, "submissions", title),
        row=_row(work, info, accepted),
        facts=signed_facts(document),
        findings=finding_lines(index, document["reporter"], document["findings"]),
        content=content_view(index, info.data, file_of),
        beside=beside or {},
    )


def receipt_page(work: Work | Frame, info: SubmissionInfo) -> ReceiptPage:
    """Return the receipt, made from the stored documents alone."""
    receipt, document = json.loads(info.receipt), info.content
    names = file_name("submission", info), file_name("receipt", info)
    return ReceiptPage(
        around=around(work, "submissions", _("Receipt %(number)s") % {"number": info.number}),
        row=_row(work, info),
        cycle_title=work.cycle_info.title,
        facts=_receipt_facts(receipt, document),
        hashes=(
            (_("Submission"), receipt["submission_sha256"]),
            (_("Questions and indicators in force"), receipt["catalogue_sha256"]),
            (_("This receipt"), receipt["receipt_sha256"]),
        ),
        command="portal receipt verify {} {}".format(*names),
        submission_file=names[0],
        receipt_file=names[1],
        submission_sha256=receipt["submission_sha256"],
    )


def file_name(kind: str, info: SubmissionInfo, ending: str = "json") -> str:
    """Return the name of a file of a submission: `submission-v1.json`, `receipt-v1.pdf`."""
    return f"{kind}-v{info.version}.{ending}"


def _row(
    work: Work | Frame, info: SubmissionInfo, accepted: Mapping[int, Accepted] | None = None
) -> SubmissionRow:
    place = (work.cycle, work.reporter, info.version)
    document = info.content
    return SubmissionRow(
        version=info.version,
        number=info.number,
        at=format_datetime(info.submitted_at),
        is_late=info.late,
        signatory=document["sign_off"]["name"],
        reason=document.get(REASON, ""),
        url=addresses.submission_url(*place),
        receipt_url=addresses.submission_url(*place, "receipt"),
        file_url=addresses.submission_url(*place, "submission.json"),
        receipt_file_url=addresses.submission_url(*place, "receipt.json"),
        pdf_url=addresses.submission_url(*place, "submission.pdf"),
        receipt_pdf_url=addresses.submission_url(*place, "receipt.pdf"),
        changes_url=_changes_url(*place),
        draft_changes_url=addresses.compare_url(*place),
        accepted=(accepted or {}).get(info.version),
    )


def _changes_url(cycle: str, reporter: str, version: int) -> str:
    return addresses.compare_url(cycle, reporter, version - 1, version) if version > 1 else ""


def _moment(text: str) -> str:
    """Return a moment of a document in Brussels time, with the text as it stands there."""
    shown = format_datetime(datetime.fromisoformat(text))
    return _("%(time)s Brussels time (%(text)s)") % {"time": shown, "text": text}


def _lateness(document: Mapping[str, Any]) -> str:
    if document["late"]:
        return _("Late: it was due on %(time)s") % {"time": _moment(document["due_at"])}
    return _("In time: it was due on %(time)s") % {"time": _moment(document["due_at"])}


def _four_eyes(signed: Mapping[str, Any]) -> str:
    if signed["four_eyes"]:
        return _("Kept: the signatory had edited nothing in this version")
    return _("Relaxed at the country's request: the signatory may have edited this version")


def signed_facts(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return who signed and submitted a document, and when, in words."""
    signed = document["sign_off"]
    reason = document.get(REASON, "")
    why = ((_("Reason for this version"), reason),) if reason else ()
    return (
        *why,
        (_("Signed by"), signed["name"]),
        (_("Signed on"), _moment(signed["signed_at"])),
        (_("Four eyes"), _four_eyes(signed)),
        (_("Submitted by"), document["submitted_by"]),
        (_("Submitted on"), _moment(document["submitted_at"])),
        (_("Due date"), _lateness(document)),
        (_("Questions and indicators"), document["catalogue_code"]),
    )


def _receipt_facts(
    receipt: Mapping[str, Any], document: Mapping[str, Any]
) -> tuple[tuple[str, str], ...]:
    name = f"{country_name(receipt['reporter'])} ({printed_code(receipt['reporter'])})"
    left_out = ", ".join(str(int(point[1:])) for point in receipt["points_left_out"])
    return (
        (_("Number"), receipt["number"]),
        (_("Reporter"), name),
        (_("Cycle"), receipt["cycle"]),
        (_("Version"), str(receipt["version"])),
        (_("Place in the register of submissions"), str(receipt["sequence"])),
        *signed_facts(document),
        (_("Points left out"), left_out or _("None")),
        (_("Findings sent along"), str(receipt["findings"])),
    )
