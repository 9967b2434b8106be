"""Receipt, submission and draft as documents on paper, made from what their pages show."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.core.clock import BRUSSELS
from app.core.i18n import country_name, format_date, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.core.paper import Block, Bullets, Heading, Notice, Paper, Paragraph, Table, Terms
from app.domain.contribution import from_payload
from app.reporting import words
from app.reporting.pages.content import (
    AnswerLine,
    BreakdownTable,
    ContentView,
    IndicatorView,
    PointView,
    RecordView,
    StatusView,
    ValueLine,
    content_view,
)
from app.reporting.pages.signed_findings import FindingLine, finding_lines
from app.reporting.pages.submissions import ReceiptPage, SubmissionPage
from app.reporting.service.signing import ToSign
from app.reporting.translated import TextVersion
from app.reporting.work import Work


def receipt_paper(work: Work, page: ReceiptPage, at: datetime) -> Paper:
    """Return a receipt to be filed; `at` is when it was issued."""
    utc = at.astimezone(UTC)
    moment = _("%(day)s, %(time)s") % {"day": format_date(utc.date()), "time": f"{utc:%H:%M:%S}"}
    intro = _(
        "This receipt proves that the report named here was signed and submitted as stated. "
        "Keep it with your files."
    )
    steps = (
        _("Keep the two files of this submission: %(submission)s and %(receipt)s.")
        % {"submission": page.submission_file, "receipt": page.receipt_file},
        _("On any computer with the portal's command line, also without a network:")
        + f"\n{page.command}",
        _(
            "Without it, any tool that computes SHA-256 does: the fingerprint of the submission "
            "file must be the one printed above, for example with"
        )
        + f"\nsha256sum {page.submission_file}",
        _("Compare number and fingerprints with this sheet: a changed file no longer fits it."),
    )
    blocks = (
        Paragraph(intro),
        Terms((*page.facts, (_("Server time (UTC)"), moment))),
        Heading(_("Fingerprints (SHA-256)")),
        *(block for term, value in page.hashes for block in _labelled(term, value)),
        Heading(_("Checking it without the portal")),
        Bullets(steps),
    )
    title = _("Receipt %(number)s") % {"number": page.row.number}
    training = work.draft.cycle.is_training
    return Paper(title, _whose(work), page.cycle_title, blocks, is_training=training)


def submission_paper(work: Work, page: SubmissionPage) -> Paper:
    """Return a submission as it was signed."""
    blocks = (
        Terms(((_("Receipt"), page.row.number), *page.facts)),
        *_findings(page.findings),
        *_content(page.content),
    )
    title = _("Contribution, version %(version)s") % {"version": page.row.version}
    cycle = work.draft.cycle
    return Paper(title, _whose(work), cycle.title, blocks, is_training=cycle.is_training)


def draft_paper(work: Work, ready: ToSign) -> Paper:
    """Return the contribution as it stands now; nobody has signed it."""
    status = work.draft.status
    compiled = work.draft.cycle.is_baseline
    lines = finding_lines(work.index, work.reporter, ready.content["findings"])
    notice = (
        _("This was compiled from public sources. Nobody signed it and it is no report.")
        if compiled
        else _(
            "This is a working copy of the moment named here, for your own use. It is not signed "
            "and not a report to the Commission."
        )
    )
    brussels = format_datetime(work.at.astimezone(BRUSSELS))
    blocks = (
        Notice(notice),
        Terms(
            (
                (_("State"), words.status_word(status)),
                (_("As it stood on"), _("%(time)s Brussels time") % {"time": brussels}),
                (_("Due"), format_date(work.draft.cycle.due_at)),
            )
        ),
        *_content(content_view(work.index, from_payload(ready.content["content"]))),
        *(() if compiled else _findings(lines)),
    )
    title = _("Contribution")
    cycle = work.draft.cycle
    return Paper(
        title, _whose(work), cycle.title, blocks, not compiled, is_training=cycle.is_training
    )


def _whose(work: Work) -> str:
    return f"{country_name(work.reporter)} ({printed_code(work.reporter)})"


def _labelled(label: str, text: str, language: str = "") -> Iterator[Block]:
    yield Paragraph(label, tone="label")
    yield Paragraph(text, language)


def _joined(notes: Iterable[str]) -> str:
    return " · ".join(notes)


def _findings(lines: tuple[FindingLine, ...]) -> Iterator[Block]:
    yield Heading(_("Findings as they stood"))
    if not lines:
        yield Paragraph(_("The rules found nothing."), tone="quiet")
        return
    columns = (_("Where"), _("Finding"), _("Explanation"))
    yield Table(columns, tuple((f"{f.where}\n{f.rule}", f.text, _explained(f)) for f in lines))


def _explained(line: FindingLine) -> str:
    if line.justification:
        return line.justification
    return _("No explanation was given.") if line.is_warning else ""


def _content(content: ContentView) -> Iterator[Block]:
    if content.header:
        yield Heading(_("About the report as a whole"))
        for line in content.header:
            yield from _answer(line)
    for group in content.groups:
        yield Heading(group.title)
        for point in group.points:
            yield from _point(point)


def _point(point: PointView) -> Iterator[Block]:
    yield Heading(f"{point.number}. {point.title}", 2)
    if point.left_out:
        left_out = _("Left out")
        yield Paragraph(f"{left_out} – {point.reason}" if point.reason else left_out)
    elif point.is_empty:
        yield Paragraph(_("Nothing was said at this point."), tone="quiet")
        return
    if point.status:
        yield from _status(point.status)
    for line in point.answers:
        yield from _answer(line)
    for indicator in point.indicators:
        yield from _indicator(indicator)
    yield from _records(_("Measures"), point.measures)
    yield from _records(_("Evidence"), point.evidence)
    yield from _rest(point)


def _rest(point: PointView) -> Iterator[Block]:
    if point.decisions:
        yield Paragraph(_("Decisions on proposed values"), tone="label")
        yield Bullets(
            tuple(
                "\n".join(filter(None, (f"{d.proposal} – {d.decision}", d.source)))
                for d in point.decisions
            )
        )
    if point.unanswered:
        yield Paragraph(_("Questions without an answer"), tone="label")
        yield Bullets(point.unanswered)


def _status(status: StatusView) -> Iterator[Block]:
    yield from _labelled(_("Progress status"), status.word)
    if status.anchor:
        yield Paragraph(_("That means here: %(anchor)s") % {"anchor": status.anchor}, tone="quiet")
    if status.notes:
        yield Paragraph(_joined(status.notes), tone="quiet")


def _answer(line: AnswerLine) -> Iterator[Block]:
    yield from _labelled(line.label, line.text, line.language)
    if line.notes:
        yield Paragraph(_joined(line.notes), tone="quiet")
    yield from _others(line.others)


def _others(versions: tuple[TextVersion, ...]) -> Iterator[Block]:
    for version in versions:
        yield Paragraph(version.label, tone="quiet")
        yield Paragraph(version.text, version.language)


def _indicator(view: IndicatorView) -> Iterator[Block]:
    known = ", ".join(part for part in (view.id, view.unit) if part)
    yield Paragraph(f"{view.name} ({known})", tone="label")
    if view.lines:
        yield Terms(tuple((line.label, _value(line)) for line in view.lines))
    for table in view.tables:
        yield _breakdown(table)


def _breakdown(table: BreakdownTable) -> Table:
    rows = tuple((line.label, _value(line)) for line in table.rows)
    numeric = (1,) if any(line.numeric for line in table.rows) else ()
    return Table((table.column, _("Value")), rows, table.title, numeric)


def _value(line: ValueLine) -> str:
    return "\n".join(filter(None, (line.text, _joined(line.notes))))


def _records(title: str, records: tuple[RecordView, ...]) -> Iterator[Block]:
    if not records:
        return
    yield Heading(title, 3)
    for record in records:
        yield Paragraph(record.title, record.language, "label")
        if record.text:
            yield Paragraph(record.text, record.language)
        if record.link:
            yield Paragraph(record.link, tone="quiet")
        file = ((_("File"), record.file.name),) if record.file else ()
        if file or record.details:
            yield Terms((*file, *record.details))
        yield from _others(record.others)
