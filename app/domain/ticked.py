"""Facts of what countries ticked: obstacles they met, support they want or could offer."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.domain.contribution import ReportData
from app.domain.facts import EU27, Fact, FactKey
from app.domain.observations import CatalogueIndex
from app.domain.points import Addressee, Question, question_code
from app.domain.visibility import effective

SECTIONS = ("obstacles", "support")


def ticked_questions(index: CatalogueIndex) -> tuple[Question, ...]:
    """Return the questions of which every choice is counted, as the Member States are asked."""
    return tuple(
        question
        for question in index.catalogue.questions
        if question.kind == "multi_choice"
        and question.section in SECTIONS
        and question.sensitivity != "never"
        and (question.points is None or 1 in question.points)
    )


def ticked_facts(
    index: CatalogueIndex, states: Sequence[ReportData], period: str
) -> Iterator[Fact]:
    """Yield how many Member States ticked each choice, at each point and at any point.

    Nobody has to tick anything: n is the number of those who did, and there is nothing missing.
    """
    for question in ticked_questions(index):
        anywhere: dict[str, set[str]] = {}
        for point in index.catalogue.instrument.points:
            if point.addressee is not Addressee.MEMBER_STATES:
                continue
            chosen: dict[str, set[str]] = {}
            for data in states:
                for value in _ticks(data, point.id, question):
                    chosen.setdefault(value, set()).add(data.reporter)
                    anywhere.setdefault(value, set()).add(data.reporter)
            yield from _counted(f"{point.id}.{question.key}", question, chosen, states, period)
        yield from _counted(question.key, question, anywhere, states, period)


def _ticks(data: ReportData, point: str, question: Question) -> tuple[str, ...]:
    """Return what a country ticked; an answer it closed further than the question is not counted.

    Whoever reads the answers of all others could otherwise tell it by subtraction.
    """
    answer = data.answers.get(question_code(point, question.key))
    if answer is None or not isinstance(answer.value, tuple):
        return ()
    is_closed = effective(answer.visibility, question.sensitivity) != question.sensitivity
    return () if is_closed else answer.value


def _counted(
    subject: str,
    question: Question,
    chosen: dict[str, set[str]],
    states: Sequence[ReportData],
    period: str,
) -> Iterator[Fact]:
    said = set().union(*chosen.values()) if chosen else set()
    for option in question.options:
        who = chosen.get(option.value, set())
        if who:
            yield Fact(
                key=FactKey(subject, EU27, f"count/{option.value}", period),
                number=Decimal(len(who)),
                unit="countries",
                n=len(said),
                inputs=tuple(data.reporter for data in states if data.reporter in said),
            )
