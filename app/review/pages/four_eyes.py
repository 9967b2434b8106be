"""Accepting by two in words: which figures are above their bounds, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_datetime, format_number, ngettext
from app.core.i18n import gettext as _
from app.domain.four_eyes import FigureAbove
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.reporting import words
from app.reporting.addresses import desk_url
from app.review.four_eyes import Proposal


@dataclass(frozen=True)
class AboveLine:
    """One figure above its bound."""

    label: str
    value: str
    bound: str


@dataclass(frozen=True)
class EndedLine:
    """A proposal of this version that was taken back or declined."""

    said: str
    reason: str


@dataclass(frozen=True)
class FourEyesView:
    """Why one desk officer is not enough, what was proposed, and what this reader can do."""

    why: str
    figures: tuple[AboveLine, ...]
    proposed: str  # who proposed it and when; empty: nobody yet
    proposed_remarks: str
    is_own: bool
    propose_url: str
    end_url: str
    proposal_id: int
    ended: tuple[EndedLine, ...]


def four_eyes_view(
    index: CatalogueIndex,
    cycle: CycleInfo,
    scope: UnionScope,
    reporter: str,
    above: Sequence[FigureAbove],
    proposals: Sequence[Proposal],
) -> FourEyesView | None:
    """Return the panel of a submission that waits for acceptance; None where one is enough."""
    waiting = next((one for one in proposals if one.is_open), None)
    if not above and waiting is None:
        return None
    url = desk_url(cycle.code, reporter)
    return FourEyesView(
        why=_why(len(above)),
        figures=tuple(_line(index, figure) for figure in above),
        proposed=_proposed(waiting) if waiting else "",
        proposed_remarks=waiting.remarks if waiting else "",
        is_own=waiting is not None and waiting.proposed_by == scope.account_id,
        propose_url=f"{url}/proposals" if waiting is None else "",
        end_url=f"{url}/proposals/{waiting.id}/end" if waiting else "",
        proposal_id=waiting.id if waiting else 0,
        ended=tuple(_ended(one) for one in proposals if not one.is_open),
    )


def _why(number: int) -> str:
    if not number:
        return _("No figure is above its bound any more: one desk officer is enough.")
    text = ngettext(
        "%(num)s figure is above the bound of its indicator, so two desk officers accept together.",
        "%(num)s figures are above the bounds of their indicators, so two desk officers accept "
        "together.",
        number,
    )
    return text % {"num": number}


def _line(index: CatalogueIndex, figure: FigureAbove) -> AboveLine:
    value = words.value_text(index, figure.key, figure.value)
    return AboveLine(words.cell_label(index, figure.key), value, format_number(figure.bound))


def _proposed(proposal: Proposal) -> str:
    who = proposal.name or _("the operator of the portal")
    at = format_datetime(proposal.proposed_at)
    return _("%(name)s proposed to accept it on %(time)s.") % {"name": who, "time": at}


def _ended(proposal: Proposal) -> EndedLine:
    is_own = proposal.ended_by == proposal.proposed_by
    at = format_datetime(proposal.ended_at) if proposal.ended_at else ""
    name = proposal.name or _("the operator of the portal")
    if not proposal.reason:
        said = _("The proposal of %(name)s ended on %(time)s: the country was asked.")
    elif is_own:
        said = _("%(name)s took the proposal back on %(time)s.")
    else:
        said = _("The proposal of %(name)s was declined on %(time)s.")
    return EndedLine(said % {"name": name, "time": at}, proposal.reason)
