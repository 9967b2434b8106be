"""What will be copied from the last submission, field by field, before anything is copied."""

import secrets
from collections.abc import Iterable, Mapping

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint, find_question
from app.domain.carry_over import Offer, offers
from app.domain.contribution import Answer
from app.domain.last_time import LastTime
from app.reporting import words
from app.reporting.addresses import (
    carry_over_url,
    contribution_url,
    field_id,
    indicator_url,
    point_url,
)
from app.reporting.pages.before import last_time_word
from app.reporting.pages.carried_records import record_groups
from app.reporting.pages.carry_over_rows import CarryOverPage, OfferGroup, OfferRow
from app.reporting.service.carrying import records_at
from app.reporting.work import Work
from app.web.pages import Link


def carry_over_page(work: Work, point: str, indicator: str = "") -> CarryOverPage:
    """Return what can be copied at a point or for one indicator; the person can write there."""
    asked, last = work.asked(point), work.draft.last_time
    if last is None or (indicator and indicator not in {i.id for i in asked.indicators}):
        raise NotFound
    place = (work.cycle, work.reporter)
    here = indicator_url(*place, point, indicator) if indicator else point_url(*place, point)
    name = work.index.indicators[indicator].name if indicator else words.point_title(asked.point)
    title = _("Nothing has changed since cycle %(cycle)s") % {"cycle": last.cycle}
    found = tuple(offers(work.index, work.draft.data, last, asked, indicator))
    records = () if indicator else records_at(work.draft, point)
    return CarryOverPage(
        title=title,
        crumbs=(
            (_("Overview"), contribution_url(*place)),
            (f"{asked.point.number}. {words.point_title(asked.point)}", point_url(*place, point)),
            (title, ""),
        ),
        lead=_("%(name)s. Copied from what was submitted in %(where)s.")
        % {"name": name, "where": last_time_word(work)},
        intro=_(
            "Nothing is copied that is not ticked here. Every field can be changed afterwards, and "
            "its history says where it came from. How far the point has come is not copied: say "
            "it anew."
        ),
        groups=(*_groups(work, last, found), *record_groups(work, records)),
        url=carry_over_url(*place, point),
        back=(_("Back without copying"), here),
        indicator=indicator,
        idempotency_key=secrets.token_hex(16),
    )


def carry_over_link(work: Work, asked: AskedPoint, indicator: str = "") -> Link | None:
    """Return the way to that page, None where there is nothing to copy or nobody may."""
    last = work.draft.last_time
    if last is None or not work.can_write(asked.id):
        return None
    has_field = next(offers(work.index, work.draft.data, last, asked, indicator), None) is not None
    if not has_field and (indicator or not records_at(work.draft, asked.id)):
        return None
    url = carry_over_url(work.cycle, work.reporter, asked.id, indicator)
    return _("Nothing has changed since cycle %(cycle)s") % {"cycle": last.cycle}, url


def _groups(work: Work, last: LastTime, found: tuple[Offer, ...]) -> tuple[OfferGroup, ...]:
    parts = (
        (
            _("Empty now"),
            _("These fields are filled with what was said last time."),
            [o for o in found if o.is_proposed],
        ),
        (
            _("Figures of another period"),
            _("Choose a figure only if it is the same again for the new period."),
            [o for o in found if o.is_figure and not o.is_filled],
        ),
        (
            _("Answered already"),
            _("These are left as they are, unless you choose them: then they are replaced."),
            [o for o in found if o.is_filled],
        ),
    )
    return tuple(
        OfferGroup(title, note, tuple(_row(work, last, offer) for offer in inside))
        for title, note, inside in parts
        if inside
    )


def _row(work: Work, last: LastTime, offer: Offer) -> OfferRow:
    if isinstance(offer.said, Answer):
        return _answer_row(work, offer, offer.said)
    if offer.key is None or offer.then is None:
        raise ValueError(f"{offer.subject} is offered without its cell")
    now = work.draft.data.observations.get(offer.key)
    said = words.observation_text(last.index, offer.then, offer.said)
    if offer.is_figure:
        said = f"{said} ({words.period_word(offer.then.period)})"
    present = words.observation_text(work.index, offer.key, now)
    label = words.cell_label(work.index, offer.key)
    return _offer_row(work, offer, "observation", (label, said, present))


def _answer_row(work: Work, offer: Offer, said: Answer) -> OfferRow:
    found = find_question(work.index, work.reporter, offer.subject)
    if found is None:
        raise NotFound
    question, now = found[1], work.draft.data.answers.get(offer.subject)
    text = words.answer_text(question, said.value)
    present = words.answer_text(question, now.value if now else None)
    return _offer_row(work, offer, "answer", (question.label, text, present), said.language or "")


def _offer_row(
    work: Work, offer: Offer, kind: str, texts: tuple[str, str, str], language: str = ""
) -> OfferRow:
    label, said, now = texts
    revision = work.draft.saved_at(f"{kind}:{offer.subject}").revision
    return OfferRow(
        id=field_id(offer.subject),
        value=f"{revision}:{offer.subject}",
        label=label,
        said=said,
        now=now,
        language=language,
        is_chosen=offer.is_proposed,
    )


def chosen_fields(values: Iterable[str]) -> Mapping[str, int]:
    """Read what the form sent: the revision that was shown, by subject."""
    found = {}
    for text in values:
        revision, _colon, subject = text.partition(":")
        if not (revision.isdecimal() and revision.isascii() and len(revision) < 10 and subject):
            raise NotFound
        found[subject] = int(revision)
    return found
