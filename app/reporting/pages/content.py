"""The content of a contribution to be read: for sign-off, for submissions, for the desk."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domain.asked import AskedPoint, asked_points, progress_key
from app.domain.contribution import Answer, Evidence, Measure, PrefillDecision, ReportData
from app.domain.derived import COMPUTED
from app.domain.indicators import PROGRESS, Breakdown, Indicator
from app.domain.observations import CatalogueIndex, Observation, ObservationKey, parse_key
from app.domain.points import Header, Option, Question, question_code
from app.reporting import words
from app.reporting.pages.measures import measure_details
from app.reporting.pages.proposals import confidence_word, decision_word
from app.reporting.pages.unsaid import Unsaid, unsaid_at, unsaid_of_all
from app.reporting.translated import (
    TextVersion,
    original_of,
    record_translations,
    translations_of,
)


@dataclass(frozen=True)
class AnswerLine:
    """One reply: the question, the text as typed, and what is to be known about it."""

    label: str
    text: str
    language: str = ""
    notes: tuple[str, ...] = ()
    others: tuple[TextVersion, ...] = ()  # translations, or the original where one is shown
    original: TextVersion | None = None
    subject: str = ""  # as in the history


@dataclass(frozen=True)
class ValueLine:
    """One cell: what it is called, its value or why there is none, and its qualifiers."""

    label: str
    text: str
    missing: bool = False
    numeric: bool = False
    notes: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class BreakdownTable:
    """The cells of one value split in one way."""

    title: str
    caption: str  # with the indicator, for those who jump from table to table
    column: str
    rows: tuple[ValueLine, ...]


@dataclass(frozen=True)
class IndicatorView:
    """What was said about one indicator."""

    id: str
    name: str
    unit: str
    lines: tuple[ValueLine, ...]
    tables: tuple[BreakdownTable, ...]


@dataclass(frozen=True)
class FileView:
    """A file behind evidence: where this reader opens it, and what the scanner said."""

    name: str
    url: str = ""
    note: str = ""


# What this reader is told of the file behind a piece of evidence.
FileOf = Callable[[Evidence], FileView]


def named_file(evidence: Evidence) -> FileView:
    """Return a file by its name alone, for paper."""
    return FileView(evidence.file_name)


@dataclass(frozen=True)
class RecordView:
    """A measure or a piece of evidence."""

    title: str
    language: str
    details: tuple[tuple[str, str], ...]
    text: str = ""
    link: str = ""
    file: FileView | None = None
    subject: str = ""
    others: tuple[TextVersion, ...] = ()  # translations, or originals where those are shown


@dataclass(frozen=True)
class DecisionView:
    """What the reporter said of a value proposed from a public source."""

    proposal: str
    decision: str
    source: str = ""


@dataclass(frozen=True)
class StatusView:
    """The progress status of a point with what it means there."""

    mark: str
    word: str
    anchor: str = ""
    notes: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True)
class PointView:
    """Everything said at one point."""

    id: str
    number: int
    title: str
    left_out: bool = False
    reason: str = ""
    status: StatusView | None = None
    answers: tuple[AnswerLine, ...] = ()
    indicators: tuple[IndicatorView, ...] = ()
    measures: tuple[RecordView, ...] = ()
    evidence: tuple[RecordView, ...] = ()
    decisions: tuple[DecisionView, ...] = ()
    unanswered: tuple[str, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()  # questions and values, to be asked about

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was said here."""
        said = (self.status, self.answers, self.indicators, self.measures, self.evidence)
        return not self.left_out and not any(said) and not self.decisions


@dataclass(frozen=True)
class GroupView:
    """The points of one group."""

    title: str
    points: tuple[PointView, ...]


@dataclass(frozen=True)
class ContentView:
    """A whole contribution, ready for `reporting/_content.html`."""

    header: tuple[AnswerLine, ...]
    groups: tuple[GroupView, ...]
    unsaid: tuple[Unsaid, ...] = ()  # about the report as a whole


def content_view(
    index: CatalogueIndex, data: ReportData, file_of: FileOf = named_file
) -> ContentView:
    """Return everything a contribution says, point by point, in words."""
    asked = {a.point.number: a for a in asked_points(index, data.reporter)}
    groups = []
    for group in index.catalogue.instrument.groups:
        here = (asked[n] for n in group.points if n in asked)
        points = tuple(point_view(index, data, point, file_of) for point in here)
        if points:
            groups.append(GroupView(words.in_language(group.title), points))
    header = tuple(
        _answer_line(question, code, data.answers[code])
        for question in index.catalogue.header
        if (code := question_code("header", question.key)) in data.answers
    )
    return ContentView(header, tuple(groups), tuple(unsaid_of_all(index, data)))


def point_view(
    index: CatalogueIndex, data: ReportData, asked: AskedPoint, file_of: FileOf = named_file
) -> PointView:
    """Return everything said at one point."""
    title = words.point_title(asked.point)
    if asked.id in data.left_out:
        reason = data.left_out[asked.id]
        return PointView(asked.id, asked.point.number, title, left_out=True, reason=reason)
    codes = [(question_code(asked.id, q.key), q) for q in asked.questions]
    return PointView(
        id=asked.id,
        number=asked.point.number,
        title=title,
        status=_status(index, data, asked),
        answers=tuple(_answer_line(q, c, data.answers[c]) for c, q in codes if c in data.answers),
        indicators=tuple(_indicators(index, data, asked)),
        measures=tuple(_measure(index, m) for m in data.measures_at(asked.id)),
        evidence=tuple(_evidence(e, file_of) for e in data.evidence_at(asked.id)),
        decisions=tuple(_decision(index, d) for d in data.decisions if d.point == asked.id),
        unanswered=tuple(q.label for c, q in codes if c not in data.answers),
        unsaid=tuple(unsaid_at(index, data, asked)),
    )


def _answer_line(question: Question | Header, code: str, answer: Answer) -> AnswerLine:
    ceiling = question.sensitivity if isinstance(question, Question) else "public"
    notes = list(_visibility("never" if ceiling == "never" else answer.visibility))
    if answer.language:
        notes.append(words.language_word(answer.language))
    text = words.answer_text(question, answer.value)
    others = translations_of(answer)
    original = original_of(answer) if others else None
    said = (question.label, text, answer.language or "", tuple(notes))
    return AnswerLine(*said, others, original, f"answer:{code}")


def _visibility(level: str) -> Iterator[str]:
    if level != "public":
        yield words.visibility_word(level)


def _status(index: CatalogueIndex, data: ReportData, asked: AskedPoint) -> StatusView | None:
    key = progress_key(asked.id, data.cutoff)
    seen = data.observations.get(key)
    if seen is None or not seen.is_given:
        return None
    notes = tuple(_notes(index, seen))
    subject = f"observation:{key}"
    if seen.missing is not None:
        word = words.missing_word(index, seen.missing.code)
        return StatusView("not_reported", word, "", notes, subject)
    value = str(seen.value)
    anchor = getattr(asked.point.anchors, value, None)
    return StatusView(value, words.progress_word(index, value), anchor or "", notes, subject)


def _indicators(
    index: CatalogueIndex, data: ReportData, asked: AskedPoint
) -> Iterator[IndicatorView]:
    by_indicator: dict[str, dict[ObservationKey, Observation]] = {}
    here = {indicator.id for indicator in asked.indicators}
    status = progress_key(asked.id, data.cutoff)
    for key, seen in data.observations.items():
        belongs = key.point == asked.id or (key.point is None and key.indicator in here)
        if belongs and seen.is_given and key != status:
            by_indicator.setdefault(key.indicator, {})[key] = seen
    for indicator in index.catalogue.indicators:
        if indicator.id in by_indicator:
            yield _indicator(index, indicator, by_indicator[indicator.id])


def _indicator(
    index: CatalogueIndex, indicator: Indicator, cells: dict[ObservationKey, Observation]
) -> IndicatorView:
    totals = sorted((key for key in cells if key.is_total), key=lambda key: key.period)
    lines = (_value_line(index, words.period_word(key.period), key, cells[key]) for key in totals)
    periods = sorted({key.period for key in cells})
    tables = (
        table
        for breakdown in indicator.breakdowns
        for period in periods
        if (table := _table(index, indicator, breakdown, period, cells)) is not None
    )
    is_status = indicator.id == PROGRESS
    has_numbers = not is_status and any(seen.number is not None for seen in cells.values())
    return IndicatorView(
        indicator.id,
        _("Status of the lettered elements") if is_status else indicator.name,
        indicator.unit if has_numbers else "",
        tuple(lines),
        tuple(tables),
    )


def _table(
    index: CatalogueIndex,
    indicator: Indicator,
    breakdown: Breakdown,
    period: str,
    cells: dict[ObservationKey, Observation],
) -> BreakdownTable | None:
    rows = []
    order = {d: [c for c, _t in index.dimension_codes(indicator, d)] for d in breakdown.by}
    keys = [k for k in cells if k.breakdown == breakdown.id and k.period == period]
    for key in sorted(keys, key=lambda k: [_rank(order.get(d, []), c) for d, c in k.codes]):
        label = ", ".join(words.code_word(index, indicator, d, c) for d, c in key.codes)
        rows.append(_value_line(index, label, key, cells[key]))
    if not rows:
        return None
    title = _("By %(breakdown)s, %(period)s") % {
        "breakdown": words.breakdown_word(index, breakdown.id),
        "period": words.period_word(period),
    }
    column = ", ".join(words.dimension_word(index, dimension) for dimension in breakdown.by)
    return BreakdownTable(title, f"{indicator.name}: {title}", column, tuple(rows))


def _rank(codes: list[str], code: str) -> int:
    return codes.index(code) if code in codes else len(codes)


def _value_line(
    index: CatalogueIndex, label: str, key: ObservationKey, seen: Observation
) -> ValueLine:
    numeric = seen.number is not None
    if seen.missing is not None:
        text = words.missing_word(index, seen.missing.code)
    else:
        text = words.value_text(index, key, seen.value)
    notes = tuple(_notes(index, seen))
    return ValueLine(label, text, seen.missing is not None, numeric, notes, f"observation:{key}")


def _notes(index: CatalogueIndex, seen: Observation) -> Iterator[str]:
    if seen.missing is not None and seen.missing.reason:
        yield _("Reason: %(text)s") % {"text": seen.missing.reason}
    if seen.reference_year is not None:
        yield _("Reference year %(year)s") % {"year": seen.reference_year}
    for flag in seen.flags:
        yield words.flag_word(index, flag)
    if seen.source:
        yield _("Source: %(text)s") % {"text": seen.source}
    if seen.note:
        yield _("Note: %(text)s") % {"text": seen.note}
    if seen.origin == COMPUTED:
        yield _("Worked out by the portal")
    if answered := words.proposal_word(seen.origin):
        yield answered
    yield from _visibility(seen.visibility)


def option_word(options: Iterable[Option], value: str) -> str:
    """Return the label of a choice."""
    return next((option.label for option in options if option.value == value), value)


def _measure(index: CatalogueIndex, measure: Measure) -> RecordView:
    catalogue = index.catalogue
    served = ", ".join(str(int(point[1:])) for point in measure.points)
    details = (
        (_("Type"), option_word(catalogue.measure_types, measure.type)),
        (_("Stage"), option_word(catalogue.measure_stages, measure.stage)),
        (_("Period"), " – ".join(part for part in (measure.start, measure.end) if part)),
        (_("Lead body"), measure.lead_body),
        (_("Budget"), measure.budget),
        *measure_details(index, measure),
        *_public_source(measure),
        (_("Proposal"), words.proposal_word(measure.origin)),
        (ngettext("Serves point", "Serves points", len(measure.points)), served),
        (_("Visible to"), ", ".join(_visibility(measure.visibility))),
    )
    shown = tuple((term, text) for term, text in details if text)
    said = (measure.title, measure.language, shown, measure.description, measure.link)
    told = record_translations(measure)
    return RecordView(*said, subject=f"measure:{measure.uid}", others=told)


def _evidence(evidence: Evidence, file_of: FileOf) -> RecordView:
    details = (
        (_("Published"), evidence.published_on),
        (_("Kind of file"), words.file_type_word(evidence.file_type)),
        (_("Fingerprint of the file"), evidence.file_sha256),
        (_("The picture in words"), evidence.alt_text),
        (_("Not for publication"), _withheld_word(evidence)),
        *_public_source(evidence),
        (_("Visible to"), ", ".join(_visibility(evidence.visibility))),
    )
    shown = tuple((term, text) for term, text in details if text)
    file = file_of(evidence) if evidence.file_sha256 else None
    said = (evidence.title, evidence.language, shown, evidence.description)
    told = record_translations(evidence)
    return RecordView(*said, evidence.url, file, f"evidence:{evidence.uid}", told)


def _withheld_word(evidence: Evidence) -> str:
    return (evidence.withheld_reason or _("yes")) if evidence.withheld else ""


def _public_source(record: Measure | Evidence) -> Iterator[tuple[str, str]]:
    """Yield what is known of the public source a record was taken from."""
    yield _("Source"), record.source
    yield _("How sure"), confidence_word(record.confidence)


def _decision(index: CatalogueIndex, decision: PrefillDecision) -> DecisionView:
    key = parse_key(decision.target)
    known = key is not None and key.indicator in index.indicators
    label = f"{words.cell_label(index, key)}: " if key and known else ""
    said = f"{label}{decision.proposal}"
    return DecisionView(said, decision_word(decision.decision), decision.source)
