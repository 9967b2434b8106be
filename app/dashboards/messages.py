"""Sentences of the feedback form."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "feedback_without_text": N_("Write what you want to tell us."),
        "feedback_too_long": N_("At most {limit} characters; these are {length}."),
        "feedback_address_wrong": N_(
            "That is no e-mail address. Leave the field empty if you need no answer."
        ),
        "feedback_too_many": N_(
            "Too many messages came in within an hour. Your text is still here: please try again "
            "later."
        ),
    }
)
