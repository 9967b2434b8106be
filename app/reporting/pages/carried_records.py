"""Measures, links and files of last time, shown before they are taken over."""

import secrets
from collections.abc import Iterable
from dataclasses import replace

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.carried_records import RecordOffer
from app.domain.contribution import Evidence, Measure
from app.reporting.addresses import carry_measures_url, field_id, measures_url
from app.reporting.pages.around import around
from app.reporting.pages.before import last_time_word
from app.reporting.pages.carry_over_rows import (
    CarryOverPage,
    OfferGroup,
    OfferRow,
    measures_open_to,
)
from app.reporting.pages.evidence import evidence_row
from app.reporting.pages.measures import measure_row
from app.reporting.pages.records import field_labels
from app.reporting.work import Work


def record_groups(work: Work, offers: Iterable[RecordOffer]) -> tuple[OfferGroup, ...]:
    """Return what can be taken over by what it is: what goes on is ticked."""
    found = tuple(offers)
    measures = [one for one in found if isinstance(one.record, Measure)]
    parts = (
        (
            _("Measures that go on"),
            _("Each is entered with all that is shown here and can be changed afterwards."),
            [one for one in measures if one.is_proposed],
        ),
        (
            _("Measures that were completed, or stand here under the same title"),
            _("Choose one only if it is to stand in this report too."),
            [one for one in measures if not one.is_proposed],
        ),
        (
            _("Links and files"),
            _("The source behind what is said here is still the same."),
            [one for one in found if isinstance(one.record, Evidence)],
        ),
    )
    return tuple(
        OfferGroup(title, note, tuple(_row(work, one) for one in inside))
        for title, note, inside in parts
        if inside
    )


def _row(work: Work, offer: RecordOffer) -> OfferRow:
    record = offer.record
    return OfferRow(
        id=field_id(offer.subject),
        value=f"0:{offer.subject}",
        label=record.title,
        said="\n".join(_lines(work, record)),
        now="",
        language=record.language,
        is_chosen=offer.is_proposed,
    )


def _lines(work: Work, record: Measure | Evidence) -> list[str]:
    """Return all that is copied, a line each; the page says itself where it comes from."""
    record = replace(record, origin="")
    row = measure_row(work, record) if isinstance(record, Measure) else evidence_row(work, record)
    lines = [" · ".join(row.facts), row.text]
    if isinstance(record, Measure):
        lines += [f"{field_labels()['budget']}: {record.budget}"] if record.budget else []
    lines += [f"{term}: {text}" for term, text in row.details]
    lines.append(row.link[1] if row.link else "")
    lines.append(row.file[0] if row.file else "")
    if isinstance(record, Evidence):
        lines.append(record.withheld_reason)
    return [line for line in lines if line]


def carry_measures_page(work: Work) -> CarryOverPage:
    """Return the measures of last time that this person can take over."""
    last = work.draft.last_time
    if last is None:
        raise NotFound
    title = _("Measures of cycle %(cycle)s that still go on") % {"cycle": last.cycle}
    place = (work.cycle, work.reporter)
    register = around(work, "measures", _("Measures")).crumbs
    return CarryOverPage(
        title=title,
        crumbs=(*register[:-1], (_("Measures"), measures_url(*place)), (title, "")),
        lead=_("Copied from what was submitted in %(where)s.") % {"where": last_time_word(work)},
        intro=_(
            "Nothing is copied that is not ticked here. Each measure can be changed or removed "
            "afterwards, and its history says where it came from."
        ),
        groups=record_groups(work, measures_open_to(work)),
        url=carry_measures_url(*place),
        back=(_("Back without copying"), measures_url(*place)),
        indicator="",
        idempotency_key=secrets.token_hex(16),
    )
