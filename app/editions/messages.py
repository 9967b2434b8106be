"""Sentences of editions."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "edition_not_found": N_("There is no edition with the code {code}."),
        "nothing_to_freeze": N_(
            "Cycle {cycle} has no accepted submission yet, so there is nothing to freeze."
        ),
        "nothing_changed": N_(
            "Nothing has changed since edition {code}; there is no need for another one."
        ),
        "edition_cannot_move": N_(
            "This step is not possible for edition {code} now. An edition is frozen, then checked, "
            "approved by a second report editor, and published."
        ),
        "edition_superseded": N_(
            "Edition {newer} has been published since; edition {code} stays as it is."
        ),
        "submission_withdrawn": N_(
            "Edition {code} holds submissions that were withdrawn since: {countries}. "
            "Freeze a new edition."
        ),
        "second_editor_needed": N_("You froze this edition. Another report editor approves it."),
        "third_step_by_other": N_("You approved this edition. Another report editor publishes it."),
        "edition_differs": N_("Edition {code} does not verify: {number} things differ."),
        "training_is_never_published": N_("A training cycle is never published."),
    }
)
