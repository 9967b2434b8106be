"""What the contribution would say once changes of a workbook were taken over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.answers import Problem, parse_form
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import Answer, Measure, ReportData
from app.domain.derived import with_computed
from app.domain.observations import Observation
from app.reporting.service.saving import parse_observation
from app.reporting.work import Work
from app.workbook.applying import answer_input, measure_input, observation_input, observation_key
from app.workbook.difference import Difference


def data_after(work: Work, found: Sequence[Difference]) -> ReportData:
    """Return the contribution with everything taken over that can be, for the quality rules."""
    data = work.draft.data
    answers = dict(data.answers)
    observations = dict(data.observations)
    measures = {measure.uid: measure for measure in data.measures}
    for one in found:
        if one.kind in ("refused", "same"):
            continue
        what, _colon, name = one.subject.partition(":")
        if what == "answer":
            answers[name] = _answer(work, one, name)
        elif what == "observation":
            key = observation_key(name)
            about = work.index.indicators[key.indicator]
            read = parse_observation(work.index, about, key, observation_input(work, one, ""))
            if not isinstance(read, Problem):
                observations[key] = Observation(**vars(read))
        elif any(one.result.values()):
            measures[name] = Measure(uid=name, **_measure_fields(work, one))
        else:
            measures.pop(name, None)
    changed = replace(
        data, answers=answers, observations=observations, measures=tuple(measures.values())
    )
    return with_computed(work.index, changed)


def _answer(work: Work, one: Difference, code: str) -> Answer:
    found = find_question(work.index, work.reporter, code)
    before = work.draft.data.answers.get(code, Answer())
    if found is None:
        return before
    kind = kind_of_question(found[1])
    value = parse_form(kind, answer_input(work, one, "").raw)
    return before if isinstance(value, Problem) else replace(before, value=value)


def _measure_fields(work: Work, one: Difference) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, tuple) else value
        for name, value in vars(measure_input(work, one, "")).items()
    }
