"""What the contribution would say once changes of a workbook were taken over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.answers import Problem, parse_form
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import Answer, Evidence, Measure, ReportData
from app.domain.derived import with_computed
from app.domain.observations import Observation
from app.reporting.checking import check
from app.reporting.pages.findings import FindingRow, finding_rows
from app.reporting.service.saving import parse_observation
from app.reporting.work import Work
from app.workbook.applying import (
    answer_input,
    evidence_input,
    measure_input,
    observation_input,
    observation_key,
    says_of_link,
)
from app.workbook.choosing import Choice, as_it_stands, without_conflicts
from app.workbook.difference import Difference
from app.workbook.states import says_something
from app.workbook.uploads import Preview


def new_findings(
    work: Work, shown: Preview, choice: Choice | None = None
) -> tuple[FindingRow, ...]:
    """Return the findings that taking over what is chosen would add.

    Without a choice, and for all of a group, that is everything that changes on one side only.
    """
    draft, found = work.draft, shown.incoming.differences
    known = {finding.key for finding in check(draft)}
    if choice is None or choice.group:
        choice = without_conflicts(found)
    taken = as_it_stands(found, choice)
    after = replace(draft, data=data_after(work, taken))
    new = [finding for finding in check(after) if finding.key not in known]
    return finding_rows(replace(work, draft=after), new)


def data_after(work: Work, found: Sequence[Difference]) -> ReportData:
    """Return the contribution with everything taken over that can be, for the quality rules."""
    data = work.draft.data
    answers = dict(data.answers)
    observations = dict(data.observations)
    measures = {measure.uid: measure for measure in data.measures}
    links = {link.uid: link for link in data.evidence}
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
        elif what == "evidence":
            links = _with_link(work, links, one, name)
        elif says_something(one.result):
            measures[name] = Measure(uid=name, **_measure_fields(work, one))
        else:
            measures.pop(name, None)
    changed = replace(
        data,
        answers=answers,
        observations=observations,
        measures=tuple(measures.values()),
        evidence=tuple(links.values()),
    )
    return with_computed(work.index, changed)


def _answer(work: Work, one: Difference, code: str) -> Answer:
    found = find_question(work.index, work.reporter, code)
    before = work.draft.data.answers.get(code, Answer())
    if found is None:
        return before
    kind = kind_of_question(found[1])
    value = parse_form(kind, answer_input(work, one, "").raw)
    return (
        before
        if isinstance(value, Problem)
        else replace(
            before, value=value, visibility=one.result.get("visibility") or before.visibility
        )
    )


def _with_link(
    work: Work, links: dict[str, Evidence], one: Difference, uid: str
) -> dict[str, Evidence]:
    if not says_of_link(one.result):
        return {name: link for name, link in links.items() if name != uid}
    said = vars(evidence_input(work, one, ""))
    before = links.get(uid) or Evidence(uid=uid, point=one.result["point"], title="")
    return {**links, uid: replace(before, **said)}


def _measure_fields(work: Work, one: Difference) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, tuple) else value
        for name, value in vars(measure_input(work, one, "")).items()
    }
