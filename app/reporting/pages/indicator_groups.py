"""The indicators on the page of a point: the totals of each, and what stands instead of them."""

from dataclasses import dataclass, replace

from app.core.i18n import format_date, ngettext
from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint, total_keys
from app.domain.derived import parts_of_share
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import ObservationKey, is_computed
from app.reporting import words
from app.reporting.addresses import indicator_url
from app.reporting.pages.fields import Field, observation_field
from app.reporting.pages.guidance import Terms, guidance
from app.reporting.work import Work
from app.web.pages import Link


@dataclass(frozen=True)
class Group:
    """Fields under one heading; `title` is empty where the section's heading is enough."""

    fields: tuple[Field, ...]
    title: str = ""
    facts: str = ""  # unit, kind of value
    definition: str = ""
    guidance: Terms = ()
    links: tuple[Link, ...] = ()
    elsewhere: str = ""  # what stands instead of fields


def label_at(work: Work, key: ObservationKey) -> str:
    """Return what a cell is called on the page of its point; empty for one that is not there."""
    if not key.is_total:
        return ""
    if key.indicator == PROGRESS:
        day = format_date(work.draft.data.cutoff)
        return _("How far is this point on %(day)s?") % {"day": day}
    period = words.period_word(key.period)
    return period[:1].upper() + period[1:]


def indicator_group(work: Work, asked: AskedPoint, indicator: Indicator) -> Group:
    url = indicator_url(work.cycle, work.reporter, asked.id, indicator.id)
    keys = total_keys(indicator, work.draft.data.cutoff)
    links: tuple[Link, ...] = ((_("Definition and details"), url),)
    if indicator.breakdowns:
        links = ((_("Breakdowns and details"), url),)
    by_parts = indicator.is_counted_by_option
    return Group(
        () if by_parts else tuple(_total(work, indicator, key) for key in keys),
        title=indicator.name,
        facts=tier_facts(indicator),
        definition=indicator.definition,
        guidance=guidance(work.index, indicator, work.draft.data.cutoff),
        links=links,
        elsewhere=_counted_elsewhere(work, indicator) if by_parts else "",
    )


def _total(work: Work, indicator: Indicator, key: ObservationKey) -> Field:
    field = observation_field(work, key, label=label_at(work, key))
    if is_computed(indicator, key):
        note = (
            _("Worked out from other indicators.")
            if indicator.validation.derived
            else _("Counted from the boxes you tick under “Breakdowns and details”.")
        )
        return replace(field, hint=note)
    return field


def shares_with(work: Work, point: str, key: ObservationKey) -> tuple[Field, ...]:
    """Return the derived shares at a point that a cell is part of: they change with it."""
    cutoff = work.draft.data.cutoff
    asked = work.asked(point)
    found = (
        (indicator, total)
        for indicator in (*asked.indicators, *asked.shown)
        for total in total_keys(indicator, cutoff)
        if key in (parts_of_share(work.index, total, cutoff) or ())
    )
    return tuple(_total(work, indicator, total) for indicator, total in found)


def tier_facts(indicator: Indicator) -> str:
    """Return how much an indicator is expected, and its id."""
    tier = {
        "core": _("Core indicator"),
        "extended": _("Extended indicator, if you can"),
        "context": _("Context, supplied where known"),
    }[indicator.tier]
    return f"{tier} · {indicator.id}"


def _counted_elsewhere(work: Work, indicator: Indicator) -> str:
    given = sum(
        key.indicator == indicator.id and seen.is_given
        for key, seen in work.draft.data.observations.items()
    )
    if not given:
        return _("Organisations are counted for each option. Nothing has been entered yet.")
    return ngettext(
        "Organisations are counted for each option. %(num)s number has been entered.",
        "Organisations are counted for each option. %(num)s numbers have been entered.",
        given,
    ) % {"num": given}


def shown_group(work: Work, indicator: Indicator) -> Group:
    home = f"P{indicator.home_point:02d}"
    url = indicator_url(work.cycle, work.reporter, home, indicator.id)
    keys = total_keys(indicator, work.draft.data.cutoff)
    fields = tuple(replace(_total(work, indicator, key), editable=False) for key in keys)
    return Group(
        fields,
        title=indicator.name,
        facts=_("Entered at point %(number)s") % {"number": indicator.home_point},
        definition=indicator.definition,
        guidance=guidance(work.index, indicator, work.draft.data.cutoff),
        links=((_("Open it at point %(number)s") % {"number": indicator.home_point}, url),),
    )
