"""What is reported of a contribution: everything but what stands at points that are left out."""

from dataclasses import replace

from app.domain.asked import home_of
from app.domain.contribution import ReportData
from app.domain.observations import CatalogueIndex


def only_included(index: CatalogueIndex, data: ReportData) -> ReportData:
    """Return the contribution without the content of left-out points; their records stay.

    A country that leaves a point out does not report what it once noted there: such content is
    neither shown for signature nor submitted, and comes back when the point is taken in again.
    """
    out = data.left_out
    if not out:
        return data
    measures = (
        replace(measure, points=tuple(p for p in measure.points if p not in out))
        for measure in data.measures
    )
    return replace(
        data,
        answers={
            code: answer
            for code, answer in data.answers.items()
            if code.partition(".")[0] not in out
        },
        observations={
            key: seen for key, seen in data.observations.items() if home_of(index, key) not in out
        },
        measures=tuple(measure for measure in measures if measure.points),
        evidence=tuple(evidence for evidence in data.evidence if evidence.point not in out),
        decisions=tuple(decision for decision in data.decisions if decision.point not in out),
    )
