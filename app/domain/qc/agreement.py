"""Rules about what must agree inside one contribution: status and values, dates, years, sources."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from app.domain.asked import progress_key
from app.domain.observations import ObservationKey, parse_key
from app.domain.qc.findings import Context, Finding, Severity

WARNING = Severity.WARNING

# Which status of a point cannot well stand beside which value of an indicator asked there.
CONTRADICTIONS = (
    ("P11", ("full",), "SD-11.1", ("none",)),
    ("P12", ("none",), "SD-12.1", ("adopted", "adopted_updated")),
    ("P12", ("substantial", "full"), "SD-12.1", ("not_examined", "reflecting")),
    ("P13", ("none",), "SD-13.1", ("completed", "followed_up")),
    ("P13", ("full",), "SD-13.1", ("none", "planned")),
    ("P14", ("none",), "SD-14.1", ("completed", "followed_up")),
    ("P14", ("full",), "SD-14.1", ("none", "planned")),
    ("P17", ("none",), "SD-17.1", ("programme_funded", "programme_linked")),
    ("P17", ("full",), "SD-17.1", ("none",)),
    ("P18", ("none",), "SD-18.1", ("adopted", "adopted_funded")),
    ("P18", ("full",), "SD-18.1", ("none", "adhoc")),
    ("P24", ("none",), "SD-24.1", ("compulsory_some", "compulsory_preposting")),
    ("P24", ("full",), "SD-24.1", ("none", "planned")),
)
# Indicator, the value that says "within the last two years", the indicator with the date.
RECENT = (("SD-12.1", "adopted_updated", "SD-12.2"),)


def years_before(day: date, years: int) -> date:
    """Return the same day so many years earlier; 29 February becomes 28."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def status_and_value_disagree(context: Context) -> Iterator[Finding]:
    """QC-025: the progress status of a point and one of its indicators cannot both be right."""
    places = {asked.id for asked in context.points}
    for point, statuses, indicator_id, values in CONTRADICTIONS:
        if point not in places or indicator_id not in context.index.indicators:
            continue
        cutoff = context.data.cutoff
        status = context.data.observations.get(progress_key(point, cutoff))
        seen = context.data.observations.get(ObservationKey(indicator_id, cutoff.isoformat()))
        if status and seen and status.value in statuses and seen.value in values:
            other = context.index.indicators[indicator_id].name
            subject = str(progress_key(point, cutoff))
            yield Finding("QC-025", WARNING, point, subject, {"other": other})


def proposal_changed_without_source(context: Context) -> Iterator[Finding]:
    """QC-028: a value that was confirmed from a proposal reads otherwise now, without a source."""
    cells = {str(key): (asked, seen) for asked, _, key, seen in context.observations}
    for decision in context.data.decisions:
        key = parse_key(decision.target)
        if key is None or str(key) not in cells or decision.decision == "cannot_confirm":
            continue
        asked, seen = cells[str(key)]
        is_changed = not seen.origin.startswith("prefill:")
        if is_changed and seen.value is not None and not seen.source.strip():
            yield Finding("QC-028", WARNING, asked.id, str(key))


def mixed_years(context: Context) -> Iterator[Finding]:
    """QC-029: the parts of one value come from different years."""
    years: dict[ObservationKey, set[int]] = defaultdict(set)
    places: dict[ObservationKey, str] = {}
    for asked, _, key, seen in context.observations:
        if seen.reference_year is not None:
            years[key.total()].add(seen.reference_year)
            places[key.total()] = asked.id
    for total, found in years.items():
        if len(found) > 1:
            params = {"years": ", ".join(str(year) for year in sorted(found))}
            yield Finding("QC-029", WARNING, places[total], str(total), params)


def old_date_called_recent(context: Context) -> Iterator[Finding]:
    """QC-031: called adopted or updated within two years, and the date is older."""
    limit = years_before(context.data.cutoff, 2)
    for indicator_id, value, date_id in RECENT:
        for asked, indicator, key, seen in context.observations:
            if indicator.id != date_id or not isinstance(seen.value, date):
                continue
            status = context.data.observations.get(ObservationKey(indicator_id, key.period))
            if status and status.value == value and seen.value < limit:
                params = {"day": seen.value.isoformat(), "limit": limit.isoformat()}
                yield Finding("QC-031", WARNING, asked.id, str(key), params)
