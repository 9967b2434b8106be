"""What was asked in a contribution and not answered, so that it can be asked about."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.asked import AskedPoint, asked_header, progress_key, total_keys
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.points import question_code
from app.domain.qc.findings import HEADER
from app.reporting import words


@dataclass(frozen=True)
class Unsaid:
    """Something that is asked and was not answered."""

    label: str
    subject: str  # as in the history


def unsaid_at(index: CatalogueIndex, data: ReportData, asked: AskedPoint) -> Iterator[Unsaid]:
    """Yield what is asked at a point and was not answered: status, questions, totals."""
    keys = [progress_key(asked.id, data.cutoff)] if asked.has_status else []
    for indicator in asked.indicators:
        if not indicator.validation.derived and not indicator.is_counted_by_option:
            keys += total_keys(indicator, data.cutoff)
    for key in keys:
        seen = data.observations.get(key)
        if seen is None or not seen.is_given:
            yield Unsaid(words.cell_label(index, key), f"observation:{key}")
    for question in asked.questions:
        code = question_code(asked.id, question.key)
        if code not in data.answers:
            yield Unsaid(question.label, f"answer:{code}")


def unsaid_of_all(index: CatalogueIndex, data: ReportData) -> Iterator[Unsaid]:
    """Yield what is asked about the report as a whole and was not answered."""
    for question in asked_header(index, data.reporter):
        code = question_code(HEADER, question.key)
        if code not in data.answers:
            yield Unsaid(question.label, f"answer:{code}")
