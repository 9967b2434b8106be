"""National texts that a report can quote: gathered by point, with what the country allows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.core.i18n import gettext as _
from app.domain.canonical import sha256_hex
from app.domain.contribution import Measure, ReportData, Translation
from app.domain.observations import CatalogueIndex, ObservationKey
from app.domain.points import Question, question_code
from app.domain.roles import COMMISSION
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer, effective

PRACTICE = "SD-X.7"
# What is gathered: the name in addresses and the sections of questions that belong to it.
KINDS = ("status", "practice", "obstacles", "next_steps", "support", "cooperation", "bodies",
         "measure", "comment")  # fmt: skip
OMISSION = "[…]"
_OMITTED = re.compile(r"\s*\[(?:…|\.\.\.)\]\s*")


@dataclass(frozen=True)
class NationalText:
    """One text of one country, with the point it is about and how far it may go."""

    reporter: str
    point: str
    subject: str
    kind: str
    label: str
    text: str
    language: str  # empty where the country was not asked for it
    visibility: str
    translations: tuple[Translation, ...] = ()
    can_be_quoted: bool = False  # the country lets everybody read it

    @property
    def sha256(self) -> str:
        """Hash of the whole text, by which a change is noticed."""
        return sha256_hex(self.text)


@dataclass(frozen=True)
class Named:
    """A choice that countries ticked at a point: an obstacle, support wanted or offered."""

    key: str
    point: str
    value: str
    label: str
    reporters: tuple[str, ...]


def gathered(index: CatalogueIndex, data: ReportData) -> Iterator[NationalText]:
    """Yield every text of a contribution, and whether the country lets everybody read it."""
    public = seen_by(index, data, Viewer.PUBLIC, Stage.PUBLISHED)
    free = {found.subject for found in _texts(index, public)}
    for found in _texts(index, data):
        yield replace(found, can_be_quoted=found.subject in free)


def _texts(index: CatalogueIndex, data: ReportData) -> Iterator[NationalText]:
    wanted = "commission" if data.reporter == COMMISSION else "member_states"
    for point in index.catalogue.instrument.points:
        if point.addressee == wanted:
            for question in questions_at(index, point.number):
                yield from _answer(data, point.id, question)
            yield from _measures(data, point.id)
    yield from _practices(index, data)
    yield from _comments(index, data)


def questions_at(index: CatalogueIndex, number: int) -> Iterator[Question]:
    """Yield the questions that are asked at a point and may be read by the Commission's editors."""
    for question in index.catalogue.questions:
        at_point = question.points is None or number in question.points
        if at_point and question.sensitivity != "never":
            yield question


def _answer(data: ReportData, point: str, question: Question) -> Iterator[NationalText]:
    code = question_code(point, question.key)
    found = data.answers.get(code)
    if question.kind != "text" or found is None or not isinstance(found.value, str):
        return
    yield NationalText(
        reporter=data.reporter,
        point=point,
        subject=f"answer:{code}",
        kind=question.section,
        label=question.label,
        text=found.value,
        language=found.language or "",
        visibility=effective(found.visibility, question.sensitivity),
        translations=found.translations,
    )


def _measures(data: ReportData, point: str) -> Iterator[NationalText]:
    for measure in data.measures_at(point):
        if measure.description:
            yield _measure(data.reporter, point, measure)


def _measure(reporter: str, point: str, measure: Measure) -> NationalText:
    return NationalText(
        reporter=reporter,
        point=point,
        subject=f"measure:{measure.uid}",
        kind="measure",
        label=_("Measure: %(title)s") % {"title": measure.title},
        text=measure.description,
        language=measure.language,
        visibility=measure.visibility,
        translations=tuple(t for t in measure.translations if t.field == "description"),
    )


def _practices(index: CatalogueIndex, data: ReportData) -> Iterator[NationalText]:
    """Yield the practice offered to others, at each point where it is asked for."""
    indicator = index.indicators.get(PRACTICE)
    if indicator is None:
        return
    for key, seen in sorted(data.observations.items(), key=lambda item: str(item[0])):
        if key.indicator != PRACTICE or not isinstance(seen.value, str):
            continue
        for number in indicator.points:
            yield NationalText(
                reporter=data.reporter,
                point=f"P{number:02d}",
                subject=f"observation:{key}",
                kind="practice",
                label=_practice_label(index, key, indicator.name),
                text=seen.value,
                language="",
                visibility=effective(seen.visibility, indicator.sensitivity),
            )


def _practice_label(index: CatalogueIndex, key: ObservationKey, name: str) -> str:
    indicator = index.indicators[key.indicator]
    codes = [
        dict(index.dimension_codes(indicator, dimension)).get(code, code)
        for dimension, code in key.codes
    ]
    return f"{name}: {', '.join(codes)}" if codes else name


def _comments(index: CatalogueIndex, data: ReportData) -> Iterator[NationalText]:
    """Yield what a country says on points that are not its own."""
    for header in index.catalogue.header:
        found = data.answers.get(f"header.{header.key}")
        if header.on_point is None or found is None or not isinstance(found.value, str):
            continue
        yield NationalText(
            reporter=data.reporter,
            point=f"P{header.on_point:02d}",
            subject=f"answer:header.{header.key}",
            kind="comment",
            label=header.label,
            text=found.value,
            language=found.language or "",
            visibility=found.visibility,
            translations=found.translations,
        )


def named_at(index: CatalogueIndex, parts: tuple[ReportData, ...], point: str) -> tuple[Named, ...]:
    """Return which obstacles, wishes and offers countries ticked at a point, and who did."""
    rows = []
    for question in questions_at(index, int(point[1:])):
        if question.kind != "multi_choice" or question.section not in ("obstacles", "support"):
            continue
        code = question_code(point, question.key)
        for option in question.options:
            who = tuple(d.reporter for d in parts if option.value in _ticked(d, code))
            if who:
                rows.append(Named(question.key, point, option.value, option.label, who))
    return tuple(rows)


def _ticked(data: ReportData, code: str) -> tuple[str, ...]:
    found = data.answers.get(code)
    return found.value if found is not None and isinstance(found.value, tuple) else ()


def is_verbatim(passage: str, text: str) -> bool:
    """Tell whether a passage stands in a text word for word; `[…]` marks what was left out."""
    at = 0
    pieces = [_one_line(piece) for piece in _OMITTED.split(passage)]
    whole = _one_line(text)
    for piece in filter(None, pieces):
        found = whole.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return any(pieces)


def excerpt(passage: str, text: str) -> str:
    """Return a passage with `[…]` where it begins after the text or ends before it."""
    shown, whole = passage.strip(), _one_line(text)
    pieces = [_one_line(piece) for piece in _OMITTED.split(shown) if piece.strip()]
    if not pieces:
        return shown
    if not whole.startswith(pieces[0]) and not _OMITTED.match(shown):
        shown = f"{OMISSION} {shown}"
    if not whole.endswith(pieces[-1]) and not shown.endswith(("[…]", "[...]")):
        shown = f"{shown} {OMISSION}"
    return shown


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
