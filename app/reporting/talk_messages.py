"""Sentences of conversations: why a comment cannot be taken."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "comment_empty": N_("Write what you want to say."),
        "comment_too_long": N_("This comment has {length} characters; {limit} are accepted."),
        "colleague_left": N_(
            "Somebody you chose is no longer of your team. Look at the names again."
        ),
        "conversations_closed": N_(
            "The conversations of this contribution are closed; they can still be read."
        ),
    }
)
