"""Parts of a contribution by point: without those left out, or of chosen ones alone."""

from collections.abc import Collection
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


def only_points(index: CatalogueIndex, data: ReportData, points: Collection[str]) -> ReportData:
    """Return what is said at these points alone, without the report as a whole."""
    measures = (
        replace(measure, points=tuple(p for p in measure.points if p in points))
        for measure in data.measures
    )
    return replace(
        data,
        answers={
            code: answer
            for code, answer in data.answers.items()
            if code.partition(".")[0] in points
        },
        observations={
            key: seen for key, seen in data.observations.items() if home_of(index, key) in points
        },
        measures=tuple(measure for measure in measures if measure.points),
        evidence=tuple(evidence for evidence in data.evidence if evidence.point in points),
        left_out={point: reason for point, reason in data.left_out.items() if point in points},
        decisions=tuple(decision for decision in data.decisions if decision.point in points),
        open_proposals=tuple(one for one in data.open_proposals if one.point in points),
    )
