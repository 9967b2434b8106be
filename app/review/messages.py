"""Sentences of the Commission's desk."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "newer_version_exists": N_(
            "Version {version} of this submission has arrived meanwhile. Read it first."
        ),
        "remark_needed": N_("Write at least one remark."),
        "remark_changed": N_("Somebody has changed this remark meanwhile. Read it again."),
    }
)
