"""Sentences of agreeing inside a country: why a point or an approval is not what it was."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "review_changed": N_(
            "Somebody has said something about this point since the page was shown. "
            "See below how it stands now."
        ),
        "approved_content_changed": N_(
            "The content changed after it was shown to you. Read it again, then approve."
        ),
        "resubmission_reason_needed": N_(
            "Say why there is a version {version}: your signatory and the Commission read it."
        ),
        "hand_back_note_needed": N_("Say what has to be changed."),
    }
)
