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
        "ministries_outstanding": N_(
            "Signing waits for ministries that were asked and have not approved: {names}. "
            "The reporting lead can stop asking them."
        ),
        "ministry_needed": N_("Name the ministry or body."),
        "ministry_points_needed": N_("Choose at least one point to approve."),
        "ministry_colleague_unknown": N_(
            "Choose a colleague who holds a role for your own country."
        ),
        "ministries_no_longer_asked": N_(
            "In the present state of the contribution ministries are not asked any more."
        ),
        "ask_withdrawn": N_("Your reporting lead no longer asks for this approval."),
        "approval_declaration_needed": N_("Confirm that you have read these points."),
        "hand_back_note_needed": N_("Say what has to be changed."),
    }
)
