"""The acts on an edition: what each is called, who may do it, what it does, what its button says.

Routes and buttons are made from this table; which act is possible when says the workflow.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.core.i18n import N_
from app.domain.roles import Permission, UnionScope
from app.domain.workflow import EditionStatus
from app.editions.service import approve, publish, start_fact_check


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
    EditionAct(
        "publish",
        Permission.EDITION_PUBLISH,
        publish,
        N_("Publish"),
        N_(
            "Everybody can see the edition from this moment on, and its figures are public. "
            "This cannot be undone; a mistake is corrected by a new edition."
        ),
    ),
)
