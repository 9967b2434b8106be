"""What changed between two texts, word by word, and between two states of a contribution."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from app.domain.asked import asked_header, asked_points, home_of
from app.domain.contribution import ReportData, from_payload
from app.domain.indicators import PROGRESS
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.points import question_code
from app.domain.qc.findings import HEADER

# --- texts ---

SegmentKind = Literal["same", "removed", "added"]


class Segment(NamedTuple):
    """A stretch of a redline: in both texts, in the old one only, or in the new one only."""

    kind: SegmentKind
    text: str


# Words with the marks inside a number kept together, spaces, and single signs; then sentences.
_WORDS = re.compile(r"\w+(?:[.,\u00a0\u202f]\d+)*|\s+|[^\w\s]")
_SENTENCES = re.compile(r"[^.\n]*[.\n]|[^.\n]+")
# How many pairs of equal pieces a comparison may have to look at: some 50 ms. A text that repeats
# itself more often where it changed is compared by sentence.
_PAIRS_LIMIT = 200_000


def redline(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments that lead from the old text to the new one, in reading order."""
    before, after = pieces_of(old, new)
    return _segments(before, after)


def pieces_of(*texts: str) -> list[list[str]]:
    """Cut texts for comparing the first with the others: by word, coarser where they are long."""
    for pattern in (_WORDS, _SENTENCES):
        pieces = [pattern.findall(text) for text in texts]
        if max(_pairs(pieces[0], other) for other in pieces[1:]) <= _PAIRS_LIMIT:
            return pieces
    return [[text] if text else [] for text in texts]


class Match(NamedTuple):
    """A run of `size` pieces that stands in both texts, with its place in each."""

    before: int
    after: int
    size: int


def matches(before: Sequence[str], after: Sequence[str]) -> Iterator[Match]:
    """Yield what two texts have in common, in order: their ends first of all, then what is longest.

    Spaces alone never anchor a match, else unrelated words would be told apart one by one.
    """
    head, tail = _ends(before, after)
    if head:
        yield Match(0, 0, head)
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    matcher = SequenceMatcher(str.isspace, *middle, autojunk=False)
    for at, there, size in matcher.get_matching_blocks():
        if size:
            yield Match(head + at, head + there, size)
    if tail:
        yield Match(len(before) - tail, len(after) - tail, tail)


def _ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Return how many pieces both have in common at the beginning, and then at the end."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return head, tail


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how often a piece of one text equals one of the other, but for their common ends."""
    head, tail = _ends(before, after)
    found = Counter(before[head : len(before) - tail])
    return sum(found[piece] for piece in after[head : len(after) - tail] if not piece.isspace())


def _segments(before: list[str], after: list[str]) -> tuple[Segment, ...]:
    found: list[Segment] = []
    at_old = at_new = 0
    for match in (*matches(before, after), Match(len(before), len(after), 0)):
        gone = "".join(before[at_old : match.before])
        come = "".join(after[at_new : match.after])
        at_old, at_new = match.before + match.size, match.after + match.size
        same = "".join(before[match.before : at_old])
        found += Segment("removed", gone), Segment("added", come), Segment("same", same)
    return tuple(segment for segment in found if segment.text)


def replaced(old: str, new: str) -> tuple[Segment, ...]:
    """Return the segments of a value that is read as a whole: a number, a date, a choice."""
    if old == new:
        return (Segment("same", old),) if old else ()
    both = (Segment("removed", old), Segment("added", new))
    return tuple(segment for segment in both if segment.text)


def old_side(segments: tuple[Segment, ...]) -> str:
    """Return the old text of a redline."""
    return "".join(text for kind, text in segments if kind != "added")


def new_side(segments: tuple[Segment, ...]) -> str:
    """Return the new text of a redline."""
    return "".join(text for kind, text in segments if kind != "removed")


# --- contributions ---

What = Literal[
    "left_out", "answer", "observation", "measure", "evidence", "decision", "explanation"
]
WHAT: tuple[What, ...] = What.__args__  # type: ignore[attr-defined]
ChangeKind = Literal["added", "changed", "removed"]
# How often a thing was saved says nothing about what it says.
_NOT_SAID = frozenset({"revision"})


@dataclass(frozen=True)
class LeftOut:
    """A point that is left out, with its reason."""

    reason: str


@dataclass(frozen=True)
class Explanation:
    """What the reporter said to a finding, and where the finding stands."""

    rule: str
    point: str
    subject: str
    text: str


@dataclass(frozen=True)
class Told:
    """One state of a contribution: the data, and the explanations by the key of their finding."""

    data: ReportData
    explanations: Mapping[str, Explanation] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldChange:
    """One field of a record that says something else now."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One thing that was added, changed or removed.

    `subject` is a question code, an observation key, a uid, a point, the reference and target of
    a proposal, or the key of a finding; `old` and `new` are the records of the contribution.
    """

    what: What
    subject: str
    points: tuple[str, ...]  # all it concerns, in order; none for the report as a whole
    old: Any | None
    new: Any | None

    @property
    def kind(self) -> ChangeKind:
        """Tell whether the thing is new, gone or different."""
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def point(self) -> str:
        """The point it is listed under: the first it concerns, empty for the whole report."""
        return self.points[0] if self.points else ""

    @property
    def record(self) -> Any:
        """The thing as it is now, or as it last was."""
        return self.old if self.new is None else self.new

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        """The fields that differ; those of a new or removed thing are in the record itself."""
        if self.old is None or self.new is None:
            return ()
        return field_changes(self.old, self.new)


def told(content: Mapping[str, Any]) -> Told:
    """Read one state from a submission document, or from what a draft would be signed as."""
    explained = {
        f"{raw['rule']}:{raw['subject']}": Explanation(
            raw["rule"], _no_header(raw["point"]), raw["subject"], raw["justification"]
        )
        for raw in content["findings"]
        if raw["justification"]
    }
    return Told(from_payload(content["content"]), explained)


def _no_header(point: str) -> str:
    return "" if point == HEADER else point


def field_changes(old: Any, new: Any) -> tuple[FieldChange, ...]:
    """Return the fields in which two records of one kind differ, whatever fields they have."""
    pairs = ((f.name, getattr(old, f.name), getattr(new, f.name)) for f in fields(old))
    return tuple(
        FieldChange(name, before, after)
        for name, before, after in pairs
        if name not in _NOT_SAID and not _same(before, after)
    )


def _same(old: object, new: object) -> bool:
    # In Python yes equals 1; for a reader it does not.
    return type(old) is type(new) and old == new


def differences(index: CatalogueIndex, old: Told, new: Told) -> tuple[Change, ...]:
    """Return every difference between two states, by point, in the order of the questionnaire."""
    found = []
    for what in WHAT:
        before, after = _things(what, old), _things(what, new)
        for subject in sorted(before.keys() | after.keys()):
            was, now = before.get(subject), after.get(subject)
            if was is None or now is None or field_changes(was, now):
                points = _points(index, what, subject, was) + _points(index, what, subject, now)
                found.append(Change(what, subject, tuple(sorted(set(points))), was, now))
    rank = _ranks(index, new.data.reporter)
    return tuple(sorted(found, key=lambda change: _place(change, rank)))


def _things(what: What, state: Told) -> Mapping[str, Any]:
    """Return what was said of one kind, by subject; what nobody said is not there."""
    data = state.data
    match what:
        case "answer":
            return {c: answer for c, answer in data.answers.items() if answer.value is not None}
        case "observation":
            return {str(key): seen for key, seen in data.observations.items() if seen.is_given}
        case "measure":
            return {measure.uid: measure for measure in data.measures}
        case "evidence":
            return {evidence.uid: evidence for evidence in data.evidence}
        case "left_out":
            return {point: LeftOut(reason) for point, reason in data.left_out.items()}
        case "decision":
            return {f"{d.prefill} {d.target}": d for d in data.decisions}
        case _:
            return state.explanations


def _points(index: CatalogueIndex, what: What, subject: str, record: Any) -> tuple[str, ...]:
    if record is None:
        return ()
    match what:
        case "answer":
            point = subject.partition(".")[0]
            return () if point == HEADER else (point,)
        case "observation":
            return _home(index, subject)
        case "left_out":
            return (subject,)
        case "measure":
            return tuple(record.points)
        case _:
            return (record.point,) if record.point else ()


def _home(index: CatalogueIndex, subject: str) -> tuple[str, ...]:
    key = parse_key(subject)
    if key is None or not (key.point or key.indicator in index.indicators):
        return ()
    return (home_of(index, key),)


def _ranks(index: CatalogueIndex, reporter: str) -> dict[str, int]:
    """Return the place of every question and indicator, the progress status before the others."""
    asked = asked_points(index, reporter)
    codes = [question_code(HEADER, question.key) for question in asked_header(index, reporter)]
    codes += [question_code(a.id, question.key) for a in asked for question in a.questions]
    codes += [PROGRESS, *(indicator.id for indicator in index.catalogue.indicators)]
    return {code: place for place, code in enumerate(dict.fromkeys(codes))}


def _place(change: Change, rank: Mapping[str, int]) -> tuple[str, int, int, bool, str]:
    code = re.split("[/@]", change.subject)[0] if change.what == "observation" else change.subject
    is_cell = change.what == "observation" and "=" in change.subject  # after its total
    place = rank.get(code, len(rank))
    return change.point, WHAT.index(change.what), place, is_cell, change.subject


def by_point(changes: tuple[Change, ...]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Group differences under the point they are listed under, each of them once."""
    for point in dict.fromkeys(change.point for change in changes):
        yield point, tuple(change for change in changes if change.point == point)
