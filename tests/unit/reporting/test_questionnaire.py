"""The questionnaire on paper holds everything the catalogue asks, whatever the branch."""

import subprocess
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo
from app.core.paper import print_paper
from app.domain.asked import asked_points
from app.domain.workflow import CycleStatus
from app.reporting.pages.questionnaire import questionnaire_paper
from tests.real_catalogue import real_index

MOMENT = datetime(2027, 1, 4, tzinfo=UTC)
CYCLE = CycleInfo(
    id=1,
    code="2027",
    kind=CycleKind.LIVE,
    status=CycleStatus.FROZEN,
    title="First report",
    catalogue_version_id=1,
    cutoff=date(2027, 6, 30),
    opens_at=MOMENT,
    due_at=MOMENT,
    closes_at=MOMENT,
    four_eyes=True,
)


def _strings(thing):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _strings(one)


def _said(paper):
    return "\n".join(
        text
        for block in paper.blocks
        for one in fields(block)
        for text in _strings(getattr(block, one.name))
    )


@pytest.mark.parametrize("reporter", ["DK", "EU"])
def test_everything_that_is_asked_stands_there(reporter):
    """Points, anchors, questions with options, indicators with definitions, reasons, flags."""
    index = real_index()
    said = _said(questionnaire_paper(index, CYCLE, reporter))
    for asked in asked_points(index, reporter):
        assert asked.point.summary in said
        texts = [text for text in asked.point.anchors.model_dump().values() if text]
        assert not asked.has_status or [text for text in texts if text not in said] == []
        for question in asked.questions:
            labels = (question.label, *(option.label for option in question.options))
            assert [label for label in labels if label not in said] == []
        for about in asked.indicators:
            texts = [about.name, about.id, about.definition]
            for breakdown in about.breakdowns:
                for dimension in breakdown.by:
                    texts += [label for _code, label in index.dimension_codes(about, dimension)]
            assert [text for text in texts if text not in said] == []
    common = (*index.catalogue.missing_codes, *index.catalogue.flags)
    assert [one.label for one in common if one.label not in said] == []


def test_every_condition_of_a_question_is_told():
    """Who reads on paper sees when a question is expected."""
    index = real_index()
    said = _said(questionnaire_paper(index, CYCLE, "DK"))
    conditions = [
        key
        for asked in asked_points(index, "DK")
        for question in asked.questions
        for key in question.required_if or {}
    ]
    assert len(conditions) > 24
    assert said.count("Expected when the answer to") == len(conditions)


def test_whole_questionnaire_is_printed():
    """The words of every point come out of the file, for a Member State and the Commission."""
    index = real_index()
    for reporter in ("DK", "EU"):
        contents = print_paper(questionnaire_paper(index, CYCLE, reporter), None)
        done = subprocess.run(
            ["pdftotext", "-", "-"], input=contents, capture_output=True, check=True
        )
        words = "".join(done.stdout.decode().split())
        for asked in asked_points(index, reporter):
            assert "".join(asked.point.summary[:60].split()) in words, asked.id
            for about in asked.indicators:
                assert about.id in words
        assert "DRAFT" not in words
