"""What can be asked about in a submission: its points, every thing said, and what was not said."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.core.i18n import gettext as _
from app.domain.asked import asked_points, home_of
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import HEADER
from app.reporting import words
from app.reporting.pages.questions import about_word
from app.reporting.pages.unsaid import unsaid_at, unsaid_of_all


@dataclass(frozen=True)
class Thing:
    """A point (without a subject) or one thing said at it."""

    point: str  # empty: the report as a whole
    subject: str  # as in the history
    label: str
    text: str = ""  # what was said, in words; empty for a point and for records
    number: Decimal | None = None

    @property
    def about(self) -> str:
        """How forms and addresses name it."""
        return f"{self.point}/{self.subject}"


def things_said(index: CatalogueIndex, data: ReportData) -> dict[str, Thing]:
    """Return every point and everything said, by its name in forms, point after point."""
    found: dict[str, list[Thing]] = {"": []}
    for point in (asked.id for asked in asked_points(index, data.reporter)):
        found[point] = [Thing(point, "", about_word(index, data, ""))]
    for thing in _things(index, data):
        if thing.point in found:
            found[thing.point].append(thing)
    return {thing.about: thing for things in found.values() for thing in things}


def things_asked(index: CatalogueIndex, data: ReportData) -> dict[str, Thing]:
    """Return the same with what was asked and not answered, at points that are not left out."""
    missing = _("No answer was given.")
    silent = [
        Thing("", found.subject, found.label, missing) for found in unsaid_of_all(index, data)
    ]
    for asked in asked_points(index, data.reporter):
        if asked.id not in data.left_out:
            for found in unsaid_at(index, data, asked):
                silent.append(Thing(asked.id, found.subject, found.label, missing))
    return {**things_said(index, data), **{thing.about: thing for thing in silent}}


def _things(index: CatalogueIndex, data: ReportData) -> Iterator[Thing]:
    for code, answer in data.answers.items():
        prefix = code.partition(".")[0]
        point = "" if prefix == HEADER else prefix
        label = words.label_of(index, data.reporter, code)
        yield Thing(point, f"answer:{code}", label, words.plain_text(answer.value))
    for key, seen in data.observations.items():
        if seen.is_given and key.indicator in index.indicators:
            label, text = words.cell_label(index, key), words.observation_text(index, key, seen)
            point = home_of(index, key)
            yield Thing(point, f"observation:{key}", label, text, seen.number)
    for measure in data.measures:
        subject = f"measure:{measure.uid}"
        for point in measure.points:
            yield Thing(point, subject, about_word(index, data, subject))
    for evidence in data.evidence:
        subject = f"evidence:{evidence.uid}"
        yield Thing(evidence.point, subject, about_word(index, data, subject))
