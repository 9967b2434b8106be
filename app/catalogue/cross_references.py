"""Checks that need more than one file: names that are used must exist, and files must agree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar, cast

from app.catalogue.file_types import (
    REFERENCE,
    AnchorsFile,
    InstrumentFile,
    ListsFile,
    QuestionsFile,
    ReportersFile,
)
from app.catalogue.indicator_references import indicator_problems
from app.catalogue.yaml_reader import CatalogueProblem
from app.domain.indicators import OPTION_DIMENSION, PROGRESS, CodeList, Indicator
from app.domain.points import (
    PROGRESS_EXITS,
    PROGRESS_STEPS,
    Addressee,
    Frozen,
    PointEntry,
    Question,
)

LANGUAGES = {"en", "nl", "fr", "de"}
WITH_OPTIONS = ("choice", "multi_choice")

Found = Iterator[tuple[str, str]]  # key, reason
Name = TypeVar("Name", str, tuple[str, int])


@dataclass(frozen=True)
class _Files:
    """The typed files, by what they hold."""

    lists: ListsFile
    instrument: InstrumentFile
    anchors: AnchorsFile
    questions: QuestionsFile
    reporters: ReportersFile
    indicators: dict[str, Indicator]  # by file name
    codelists: dict[str, CodeList]  # by file name


def cross_problems(files: dict[str, Frozen]) -> list[CatalogueProblem]:
    """Return what is wrong between files that are each right alone."""
    sorted_files = _sorted(files)
    checks: dict[str, Callable[[_Files], Found]] = {
        "catalogue": _lists,
        "instrument": _instrument,
        "anchors": _anchors,
        "questions": _questions,
        "reporters": _reporters,
    }
    problems = [
        CatalogueProblem(f"{REFERENCE}/{stem}.yaml", key, reason)
        for stem, check in checks.items()
        for key, reason in check(sorted_files)
    ]
    for name, codelist in sorted_files.codelists.items():
        problems += [CatalogueProblem(name, *found) for found in _codelist(name, codelist)]
    by_id = {indicator.id: indicator for indicator in sorted_files.indicators.values()}
    points = {point.number: point for point in sorted_files.instrument.points}
    dimensions = {codelist.id: codelist for codelist in sorted_files.codelists.values()}
    for name, indicator in sorted_files.indicators.items():
        found_here = indicator_problems(name, indicator, by_id, points, dimensions)
        problems += [CatalogueProblem(name, *found) for found in found_here]
    return problems


def repeated(values: Iterable[Name]) -> list[Name]:
    """Return the values that stand more than once."""
    return [value for value, times in Counter(values).items() if times > 1]


def _sorted(files: dict[str, Frozen]) -> _Files:
    def reference(stem: str) -> Frozen:
        return files[f"{REFERENCE}/{stem}.yaml"]

    return _Files(
        lists=cast(ListsFile, reference("catalogue")),
        instrument=cast(InstrumentFile, reference("instrument")),
        anchors=cast(AnchorsFile, reference("anchors")),
        questions=cast(QuestionsFile, reference("questions")),
        reporters=cast(ReportersFile, reference("reporters")),
        indicators={n: f for n, f in files.items() if isinstance(f, Indicator)},
        codelists={n: f for n, f in files.items() if isinstance(f, CodeList)},
    )


def _lists(files: _Files) -> Found:
    named: dict[str, list[str]] = {
        "missing_codes": [entry.code for entry in files.lists.missing_codes],
        "flags": [entry.flag for entry in files.lists.flags],
        "measure_types": [entry.value for entry in files.lists.measure_types],
        "measure_stages": [entry.value for entry in files.lists.measure_stages],
    }
    for key, values in named.items():
        for value in repeated(values):
            yield key, f"The code '{value}' stands twice."
    if PROGRESS not in {indicator.id for indicator in files.indicators.values()}:
        yield "code", f"The indicator {PROGRESS}, which carries the progress scale, has no file."


def _instrument(files: _Files) -> Found:
    act = files.instrument
    numbers = [point.number for point in act.points]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "points", "The points must be numbered from 1 without a gap, in order."
    for value in repeated(group.id for group in act.groups):
        yield "groups", f"The group '{value}' stands twice."
    for index, group in enumerate(act.groups):
        members = tuple(point.number for point in act.points if point.group == group.id)
        if group.points != members:
            yield f"groups[{index}].points", "The list differs from the points naming this group."
        yield from _titles(f"groups[{index}].title", group.title)
    yield from _titles("title", act.title)
    for index, point in enumerate(act.points):
        for key, reason in _point(point, files):
            yield f"points[{index}].{key}", reason


def _point(point: PointEntry, files: _Files) -> Found:
    if point.id != f"P{point.number:02d}":
        yield "id", f"The id must be P{point.number:02d}, made from the number."
    group = next((group for group in files.instrument.groups if group.id == point.group), None)
    if group is None:
        yield "group", f"There is no group '{point.group}'."
    elif group.addressee != point.addressee:
        yield "addressee", f"The group '{group.id}' is addressed to {group.addressee.value}."
    for value in repeated(item.key for item in point.sub_items):
        yield "sub_items", f"The letter '{value}' stands twice."
    known = {other.number for other in files.instrument.points}
    for number in point.related_points:
        if number not in known:
            yield "related_points", f"There is no point {number}."
    yield from _titles("title", point.title)


def _titles(at: str, texts: dict[str, str]) -> Found:
    for language in sorted(LANGUAGES - texts.keys()):
        yield f"{at}.{language}", "The title in this language is missing."


def _anchors(files: _Files) -> Found:
    ids = {point.id: point for point in files.instrument.points}
    for point_id in ids.keys() - files.anchors.anchors.keys():
        yield f"anchors.{point_id}", "The anchors of this point are missing."
    for point_id in files.anchors.anchors.keys() - ids.keys():
        yield f"anchors.{point_id}", "There is no such point."
    progress = next((i for i in files.indicators.values() if i.id == PROGRESS), None)
    open_in_indicator = progress.validation.not_pursued_allowed_for if progress else ()
    for point_id, anchors in files.anchors.anchors.items():
        point = ids.get(point_id)
        if point and (anchors.not_pursued is not None) != (point.number in open_in_indicator):
            yield (
                f"anchors.{point_id}.not_pursued",
                f"The anchors and {PROGRESS} disagree on whether not_pursued is open here.",
            )


def _questions(files: _Files) -> Found:
    for value in repeated(header.key for header in files.questions.header):
        yield "header", f"The key '{value}' stands twice."
    for index, header in enumerate(files.questions.header):
        if bool(header.options) != (header.kind in WITH_OPTIONS):
            yield f"header[{index}].options", "Options belong to a choice, and only to a choice."
        if header.on_point is not None and header.on_point not in _points_of_commission(files):
            yield f"header[{index}].on_point", "This is no point addressed to the Commission."
    numbers = {point.number for point in files.instrument.points}
    asked = [
        (question.key, number)
        for question in files.questions.questions
        for number in question.points or numbers
    ]
    for asked_key, number in sorted(repeated(asked)):
        yield "questions", f"The question '{asked_key}' is asked twice at point {number}."
    for index, question in enumerate(files.questions.questions):
        for key, reason in _question(question, files, numbers):
            yield f"questions[{index}].{key}", reason


def _points_of_commission(files: _Files) -> set[int]:
    points = files.instrument.points
    return {point.number for point in points if point.addressee == Addressee.COMMISSION}


def _question(question: Question, files: _Files, numbers: set[int]) -> Found:
    for number in question.points or ():
        if number not in numbers:
            yield "points", f"There is no point {number}."
    if question.points == ():
        yield "points", "List the points, or leave the key out where the question is asked at all."
    if bool(question.options) != (question.kind in WITH_OPTIONS):
        yield "options", "Options belong to a choice, and only to a choice."
    for value in repeated(option.value for option in question.options):
        yield "options", f"The value '{value}' stands twice."
    if (question.min_chars or 0) > (question.max_chars or 10**6):
        yield "min_chars", "The smallest length is above the largest."
    for status in question.required_with_progress:
        if status not in PROGRESS_STEPS + PROGRESS_EXITS:
            yield "required_with_progress", f"The progress scale has no value '{status}'."
    yield from _required_if(question, files)


def _required_if(question: Question, files: _Files) -> Found:
    for key, values in (question.required_if or {}).items():
        others = [other for other in files.questions.questions if other.key == key]
        if not others:
            yield f"required_if.{key}", "There is no question with this key."
        answers = {answer for other in others for answer in _closed_answers(other)}
        for value in values:
            if others and value not in answers:
                yield f"required_if.{key}", f"The question has no answer '{value}'."


def _closed_answers(question: Question) -> tuple[str, ...]:
    return ("yes", "no") if question.kind == "yes_no" else tuple(o.value for o in question.options)


def _reporters(files: _Files) -> Found:
    entries = files.reporters.reporters
    for value in repeated(entry.code for entry in entries):
        yield "reporters", f"The code '{value}' stands twice."
    if [entry.protocol_order for entry in entries] != list(range(1, len(entries) + 1)):
        yield "reporters", "The protocol order must count from 1 without a gap."
    if [entry.kind for entry in entries].count("commission") != 1:
        yield "reporters", "Exactly one reporter must be of the kind commission."


def _codelist(name: str, codelist: CodeList) -> Found:
    if codelist.id != PurePosixPath(name).stem:
        yield "id", "The id must be the name of the file without its ending."
    if codelist.id == OPTION_DIMENSION:
        yield "id", "This name is kept for the options of an indicator."
    if not codelist.codes:
        yield "codes", "The list holds no code."
    for value in repeated(code.code for code in codelist.codes):
        yield "codes", f"The code '{value}' stands twice."
