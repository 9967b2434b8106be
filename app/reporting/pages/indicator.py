"""The page of an indicator at a point: what it means, its totals, and one table a breakdown."""

from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.errors import NotFound
from app.core.i18n import format_number
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.asked import AskedPoint, progress_key, total_keys
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import CatalogueIndex, ObservationKey, is_computed
from app.reporting import words
from app.reporting.addresses import (
    contribution_url,
    field_id,
    history_url,
    indicator_url,
    point_url,
)
from app.reporting.checking import check
from app.reporting.pages.around import Around, around
from app.reporting.pages.before import cell_before, last_time_word
from app.reporting.pages.carry_over import carry_over_link
from app.reporting.pages.cells import Group
from app.reporting.pages.clarifications import Questioned, questioned
from app.reporting.pages.fields import Field, observation_field
from app.reporting.pages.findings import FindingRow, finding_rows
from app.reporting.pages.proposals import ProposalPanel, proposal_panel
from app.reporting.pages.tables import Place, groups_of
from app.reporting.service.levels import table_cells
from app.reporting.work import Work
from app.web.pages import Link, Page


@dataclass(frozen=True)
class Level:
    """Who may see the cells of the tables: what holds, and what may be chosen; no address where
    nothing can be chosen."""

    text: str
    chosen: str
    options: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(Page):
    """Contract of the template of an indicator."""

    template: ClassVar[str] = "reporting/indicator.html"
    blocks: ClassVar[tuple[str, ...]] = ("unit", "findings", "field", "kept")

    around: Around
    title: str
    over: str
    definition: str
    facts: tuple[tuple[str, str], ...]  # unit, period
    rules: tuple[str, ...]
    more: tuple[tuple[str, str], ...]
    crumbs: tuple[Link, ...]
    back: Link
    locked: str
    entered_at: Link | None  # the home point, where it is only read here
    writable: bool
    url: str
    totals_title: str
    totals: tuple[Field, ...]
    computed: tuple[tuple[str, str], ...]  # period, value
    kept: tuple[str, ...]  # where tables are filled in and their total is said to be missing
    carry_over: Link | None  # copying them
    last_time: str  # which submission the values of last time are from
    groups: tuple[Group, ...]
    missing_options: tuple[tuple[str, str], ...]
    findings: tuple[FindingRow, ...]
    proposals: ProposalPanel
    errors: tuple[Link, ...] = ()
    level: Level | None = None  # who may see the tables
    questions: Questioned | None = None  # of the Commission, at this point
    history_url: str = ""  # of a cell, when its key is written behind


@dataclass(frozen=True)
class Asked:
    """An indicator as it stands at a point: entered here, or shown and entered elsewhere."""

    work: Work
    at: AskedPoint
    indicator: Indicator
    home: str

    @property
    def is_home(self) -> bool:
        """Tell whether values are entered here."""
        return self.home == self.at.id

    @property
    def totals(self) -> tuple[ObservationKey, ...]:
        """Return the keys of the totals, one for each period."""
        cutoff = self.work.draft.cycle.cutoff
        if self.indicator.id == PROGRESS:
            return (progress_key(self.at.id, cutoff),)
        return total_keys(self.indicator, cutoff)

    @property
    def writable(self) -> bool:
        """Tell whether this person may enter values here now."""
        entered = not self.indicator.validation.derived
        return self.is_home and entered and self.work.can_write(self.at.id)

    @property
    def url(self) -> str:
        """Address of the page."""
        return indicator_url(self.work.cycle, self.work.reporter, self.at.id, self.indicator.id)


def asked_indicator(work: Work, point_id: str, indicator_id: str) -> Asked:
    """Return an indicator at a point, or raise NotFound where it is neither asked nor shown."""
    at = work.asked(point_id)
    if indicator_id == PROGRESS and at.has_status:
        return Asked(work, at, work.index.indicators[PROGRESS], at.id)
    for found in at.indicators:
        if found.id == indicator_id:
            return Asked(work, at, found, at.id)
    for found in at.shown:
        if found.id == indicator_id:
            return Asked(work, at, found, f"P{found.home_point:02d}")
    raise NotFound


def of(asked: Asked, place: Place | None = None, changed: Field | None = None) -> IndicatorPage:
    """Return the page; `place` carries what was typed and could not be stored, `changed` stands in
    for the total somebody just sent."""
    work, about = asked.work, asked.indicator
    totals = tuple(
        changed if changed is not None and field.id == changed.id else field
        for field in _total_fields(asked)
    )
    ids = {str(key): field.id for key, field in zip(asked.totals, totals, strict=False)}
    place = replace(place or Place(work, about, asked.totals), total_ids=ids)
    why = work.why_locked(asked.home) if asked.is_home else ""
    return IndicatorPage(
        around=around(work, "overview"),
        title=_("Progress by element") if about.id == PROGRESS else about.name,
        over=_over(asked),
        definition=about.definition,
        facts=_facts(asked),
        rules=rules_of(work.index, about),
        more=_more(about),
        crumbs=_crumbs(asked),
        back=(_("Back to point %(n)s") % {"n": asked.at.point.number}, _point(asked, asked.at.id)),
        locked=sentence(why) if why else "",
        entered_at=None if asked.is_home else _home_link(asked),
        writable=asked.writable,
        url=f"{asked.url}/cells",
        history_url=history_url(work.cycle, work.reporter, "observation:"),
        totals_title=_total_title(about),
        totals=totals,
        computed=_computed(asked),
        kept=kept_beside(asked),
        carry_over=carry_over_link(work, asked.at, about.id) if asked.writable else None,
        last_time=last_time_word(work),
        groups=groups_of(place),
        level=_level(asked),
        missing_options=_missing_options(asked),
        findings=findings_of(asked),
        proposals=proposal_panel(work, asked.home, about.id),
        questions=questioned(work, asked.at.id) if asked.is_home else None,
        errors=tuple(
            (typed.error, f"#{field_id(key)}") for key, typed in place.typed.items() if typed.error
        )
        + tuple((add.error, f"#{add.id}") for add in place.add.values() if add.error)
        + tuple((field.error, f"#{field.id}") for field in totals if field.error),
    )


def _level(asked: Asked) -> Level | None:
    """Return who may see the tables; None where nobody has entered a cell."""
    cells = table_cells(asked.work.draft.data, asked.totals[0]) if asked.is_home else {}
    levels = {seen.visibility for seen in cells.values()}
    if not levels:
        return None
    chosen = levels.pop() if len(levels) == 1 else ""
    options = words.visibility_options(asked.indicator.sensitivity) if asked.writable else ()
    text = words.visibility_word(chosen) if chosen else _("Not the same for all of them")
    return Level(text, chosen, options, f"{asked.url}/visibility" if options else "")


def findings_of(asked: Asked) -> tuple[FindingRow, ...]:
    """Return what the rules find at the point where the values are entered."""
    if not asked.is_home:
        return ()
    found = check(asked.work.draft, asked.home)
    return finding_rows(asked.work, found)


def _total_fields(asked: Asked) -> tuple[Field, ...]:
    """Return the fields of the totals; computed ones and the status of a point have none here."""
    if asked.indicator.id == PROGRESS or not asked.is_home:
        return ()
    return tuple(
        at_indicator(
            observation_field(asked.work, key, label=_capital(words.period_word(key.period)))
        )
        for key in asked.totals
        if not is_computed(asked.indicator, key)
    )


def at_indicator(field: Field) -> Field:
    """Return the field of a total so that its form comes back to the page of the indicator."""
    return replace(field, url=f"{field.url}?page=indicator")


def kept_beside(asked: Asked) -> tuple[str, ...]:
    """Return what is said where a total is missing by its code and its tables are filled in.

    Both are lawful: parts may be known where the whole is not. Nothing is taken out by itself.
    """
    index, told = asked.work.index, asked.work.draft.data.observations
    filled = {
        key.total() for key, seen in told.items() if key.codes and seen.value not in (None, False)
    }
    missing = {
        key: seen.missing
        for key in asked.totals
        if key in filled and (seen := told.get(key)) is not None and seen.missing
    }
    return tuple(
        _(
            "For %(period)s the total is said to be missing (%(why)s). The figures of the tables "
            "are sent all the same. Empty the cells that no longer hold, or give a total."
        )
        % {"period": words.period_word(key.period), "why": words.missing_word(index, one.code)}
        for key, one in missing.items()
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _total_title(about: Indicator) -> str:
    if about.id == PROGRESS:
        return _("Status of the whole point")
    if about.is_counted_by_option:
        return _("Organisations that answered")
    return _("Total") if _is_number(about) and about.breakdowns else _("Value")


def _is_number(about: Indicator) -> bool:
    return about.value_type in ("count", "decimal", "percentage", "money_eur")


def _computed(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return totals that are only read: computed ones, the status, values entered elsewhere."""
    if asked.totals and asked.is_home and asked.indicator.id != PROGRESS:
        keys = list(asked.totals) if asked.indicator.validation.derived else []
    else:
        keys = list(asked.totals)
    return tuple(
        (
            _capital(words.period_word(key.period)),
            _worked_out(asked, key),
        )
        for key in keys
    )


def _worked_out(asked: Asked, key: ObservationKey) -> str:
    work, seen = asked.work, asked.work.draft.data.observations.get(key)
    text = words.observation_text(work.index, key, seen) or _("No value yet")
    said = cell_before(work, key, seen)
    if said is None:
        return text
    before = _("Last time (%(where)s): %(value)s") % {"where": said.where, "value": said.text}
    return " \u00b7 ".join(part for part in (text, before, said.change) if part)


def _facts(asked: Asked) -> tuple[tuple[str, str], ...]:
    periods = ", ".join(words.period_word(key.period) for key in asked.totals)
    unit = asked.indicator.unit if _is_number(asked.indicator) else ""
    if asked.indicator.is_counted_by_option:
        unit = _("number of organisations")
    facts = ((_("Unit"), unit),) if unit else ()
    return (*facts, (_("Period"), periods))


def rules_of(index: CatalogueIndex, about: Indicator) -> tuple[str, ...]:
    """Return what a value must keep to, in words."""
    rule = about.validation
    found = []
    if rule.derived:
        part, whole = (index.indicators.get(i or "") for i in (about.numerator, about.denominator))
        if part and whole:
            found.append(
                _("The portal works it out: “%(part)s” as a share of “%(whole)s”.")
                % {"part": part.name, "whole": whole.name}
            )
    elif rule.max_ref:
        other = index.indicators[rule.max_ref].name
        found.append(_("Must not be higher than “%(other)s”, row by row.") % {"other": other})
    if (rule.min or rule.max) and not rule.derived:
        bounds = words.bounds_word(rule.min or "", rule.max or "")
        found.append(_("Expected: %(bounds)s.") % {"bounds": bounds})
    if rule.yoy_change_warning_percent is not None:
        percent = format_number(rule.yoy_change_warning_percent)
        found.append(
            _("A change of more than %(percent)s %% from one year to the next is asked about.")
            % {"percent": percent}
        )
    if about.min_cell_size is not None:
        found.append(
            _("In public, values from 1 to %(last)s are not shown.")
            % {"last": format_number(about.min_cell_size - 1)}
        )
    return tuple(found)


def _more(about: Indicator) -> tuple[tuple[str, str], ...]:
    items = (
        (_("Why it is asked"), about.rationale),
        (_("How to read it"), about.comparability_note or ""),
        (_("Where the figures may be found"), ", ".join(about.data_sources)),
    )
    return tuple((term, text) for term, text in items if text)


def _missing_options(asked: Asked) -> tuple[tuple[str, str], ...]:
    options = asked.work.index.options(asked.indicator)
    has_own = any(o.value == "not_applicable" for o in options)
    codes = asked.work.index.catalogue.missing_codes
    return tuple((m.code, m.label) for m in codes if not (has_own and m.code == "NA"))


def _over(asked: Asked) -> str:
    number = asked.at.point.number
    return _("Point %(number)s · common indicator") % {"number": number}


def _point(asked: Asked, point_id: str) -> str:
    return point_url(asked.work.cycle, asked.work.reporter, point_id)


def _crumbs(asked: Asked) -> tuple[Link, ...]:
    work, at = asked.work, asked.at
    title = f"{at.point.number}. {words.point_title(at.point)}"
    return (
        (_("Overview"), contribution_url(work.cycle, work.reporter)),
        (title, _point(asked, at.id)),
        (asked.indicator.name, ""),
    )


def _home_link(asked: Asked) -> Link:
    work, number = asked.work, int(asked.home[1:])
    label = _("Entered at point %(number)s") % {"number": number}
    return label, indicator_url(work.cycle, work.reporter, asked.home, asked.indicator.id)
