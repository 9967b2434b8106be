"""Acceptance in words, as the country reads it."""

from collections.abc import Mapping

from app.core.i18n import format_datetime
from app.core.i18n import gettext as _
from app.reporting.pages.submissions import Accepted
from app.review.queries import AcceptanceInfo


def accepted_words(found: Mapping[int, AcceptanceInfo]) -> dict[int, Accepted]:
    """Return by version when the Commission accepted it and what it remarked."""
    return {
        version: Accepted(
            _("Accepted by the Commission on %(time)s (Brussels time)")
            % {"time": format_datetime(given.accepted_at)},
            given.remarks,
        )
        for version, given in found.items()
    }
