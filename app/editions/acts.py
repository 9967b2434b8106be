"""The acts on an edition: what each is called, who may do it, what it does, what its button says.

Routes and buttons are made from these tables; which act is possible when says the workflow.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.core.i18n import N_
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import EditionStatus
from app.editions.service import approve, start_fact_check


@dataclass(frozen=True)
class EditionAct:
    """One act; its name is that of the workflow."""

    name: str
    permission: Permission
    do: Callable[[Session, UnionScope, str], EditionStatus]
    label: str
    consequence: str

    @property
    def address(self) -> str:
        """Part of the address below the edition."""
        return self.name.replace("_", "-")


EDITION_ACTS = (
    EditionAct(
        "start_fact_check",
        Permission.EDITION_FREEZE,
        start_fact_check,
        N_("Start the fact check"),
        N_("The edition is opened to the check of its figures. Nothing in it changes any more."),
    ),
    EditionAct(
        "approve",
        Permission.EDITION_PUBLISH,
        approve,
        N_("Approve"),
        N_("You confirm, as a second report editor, that the figures may be published."),
    ),
)


@dataclass(frozen=True)
class PublicationAct:
    """One act on a publication; what it asks for says the workflow."""

    name: str
    label: str
    consequence: str
    kind: str = "secondary"


PUBLICATION_ACTS = (
    PublicationAct(
        "propose",
        N_("Propose this time"),
        N_("Another report editor confirms it. Until then nothing is decided."),
        "primary",
    ),
    PublicationAct(
        "confirm",
        N_("Confirm the publication"),
        N_(
            "At this time everybody can see the edition, its figures and its documents. This "
            "cannot be undone afterwards; a mistake is corrected by a new edition."
        ),
        "primary",
    ),
    PublicationAct(
        "change",
        N_("Propose another time"),
        N_("Whoever proposes the new time does not confirm it."),
    ),
    PublicationAct(
        "withdraw",
        N_("Withdraw the proposal"),
        N_("The edition stays approved, and documents can still be changed."),
    ),
    PublicationAct(
        "stop",
        N_("Stop the publication"),
        N_("Nothing comes out at this time. A new time takes two report editors again."),
    ),
)
