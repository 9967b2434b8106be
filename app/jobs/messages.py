"""Sentences of the work outside the requests."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "smtp_missing": N_("No mail server is set: PORTAL_SMTP_HOST says where it is."),
        "smtp_away": N_(
            "The mail server did not answer; {number} mails wait. Run this again once it is back."
        ),
        "pass_failed": N_(
            "What comes by the clock could not be told to everybody; the log says where it failed."
        ),
    }
)
