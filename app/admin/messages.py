"""Sentences of the pages of administrators and cycle managers."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "notice_without_subject": N_("Write a subject."),
        "notice_without_text": N_("Write what you want to tell."),
        "notice_too_long": N_("At most {limit} characters; these are {length}."),
        "notice_to_nobody": N_("Tick at least one country of this cycle."),
    }
)
