"""Rules about what stands behind a statement: measures, evidence, proposals, repetition."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.asked import AskedPoint, progress_key
from app.domain.points import PROGRESS_STEPS
from app.domain.qc.findings import HEADER, WHOLE, Context, Finding, Severity

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING
LONGER_TEXT = 80  # characters from which a repetition is no longer chance


def expected_missing(context: Context) -> Iterator[Finding]:
    """QC-002: something core has neither a value nor a reason code."""
    for asked in context.points:
        for item in context.missing_at(asked):
            yield Finding("QC-002", BLOCKING, asked.id, item.subject, {"kind": item.kind})


def _step(context: Context, asked: AskedPoint) -> int | None:
    seen = context.data.observations.get(progress_key(asked.id, context.data.cutoff))
    if seen is None or seen.value not in PROGRESS_STEPS:
        return None
    return PROGRESS_STEPS.index(str(seen.value))


def evidence_expected(context: Context) -> Iterator[Finding]:
    """QC-011: no link or file behind a status or an option from which one is expected."""
    for asked, indicator, key, seen in context.observations:
        threshold = indicator.validation.evidence_link_required_from
        if threshold is None or key.codes or context.data.evidence_at(asked.id) or seen.source:
            continue
        orders = {option.value: option.order for option in context.index.options(indicator)}
        reached, wanted = orders.get(str(seen.value)), orders.get(threshold)
        if reached is not None and wanted is not None and reached >= wanted:
            yield Finding("QC-011", WARNING, asked.id, str(key))


def measures_expected(context: Context) -> Iterator[Finding]:
    """QC-016: progress is claimed and no measure is named."""
    for asked in context.points:
        step = _step(context, asked)
        if step and not context.data.measures_at(asked.id):
            yield Finding("QC-016", WARNING, asked.id, f"{asked.id}.measures")


def proposal_undecided(context: Context) -> Iterator[Finding]:
    """QC-012: a proposed value nobody confirmed, corrected or declined; it is not submitted."""
    included = {asked.id for asked in context.points}
    for proposal in context.data.open_proposals:
        if proposal.point in included:
            yield Finding("QC-012", WARNING, proposal.point, f"prefill:{proposal.prefill}")


def same_text(context: Context) -> Iterator[Finding]:
    """QC-014: the same longer text stands at several points."""
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, answer in sorted(context.data.answers.items()):
        point = code.partition(".")[0]
        counts = point != HEADER and point not in context.data.left_out
        if counts and isinstance(answer.value, str) and len(answer.value) >= LONGER_TEXT:
            places[" ".join(answer.value.casefold().split())].append((point, code))
    judged = {asked.id for asked in context.points}
    for found in places.values():
        for point, code in found:
            others = sorted({other for other, _ in found if other != point})
            if others and point in judged:
                yield Finding("QC-014", WARNING, point, code, {"points": ", ".join(others)})


def mostly_estimated(context: Context) -> Iterator[Finding]:
    """QC-015: more than half of the figures of the contribution are flagged as estimated."""
    if context.only is not None:
        return
    figures = [seen for _, _, _, seen in context.observations if seen.number is not None]
    estimated = sum("e" in seen.flags for seen in figures)
    if len(figures) >= 4 and estimated * 2 > len(figures):
        params = {"estimated": str(estimated), "figures": str(len(figures))}
        yield Finding("QC-015", WARNING, HEADER, WHOLE, params)


def stage_and_dates_disagree(context: Context) -> Iterator[Finding]:
    """QC-036: called planned after its start, running after its end, or completed before it."""
    cutoff = context.data.cutoff.isoformat()
    for asked in context.points:
        for measure in context.data.measures_at(asked.id):
            at = [p for p in measure.points if p not in context.data.left_out]
            if at[:1] != [asked.id]:
                continue  # it is mended at its first point
            is_begun, is_over = (_is_past(day, cutoff) for day in (measure.start, measure.end))
            is_still_to_end = bool(measure.end) and measure.end > cutoff[: len(measure.end)]
            if (
                (measure.stage == "planned" and is_begun)
                or (measure.stage in ("planned", "adopted", "running") and is_over)
                or (measure.stage == "completed" and is_still_to_end)
            ):
                params = {"title": measure.title, "stage": measure.stage}
                yield Finding("QC-036", WARNING, asked.id, f"measure:{measure.uid}", params)


def _is_past(day: str, cutoff: str) -> bool:
    """Tell whether a day, month or year, whole, lies before the cut-off date."""
    return bool(day) and day < cutoff[: len(day)]
