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
        "no_fact_check_now": N_(
            "Edition {code} is not in its fact check: nothing can be asked or answered now."
        ),
        "fact_check_day_over": N_("Choose today or a later day."),
        "fact_check_day_earlier": N_(
            "Countries were told a later day, and it does not move back. Choose that day or a "
            "later one."
        ),
        "fact_check_over": N_(
            "The day for checking is over. Write to the Commission if something is wrong."
        ),
        "fact_check_about_what": N_("Choose what you object to."),
        "fact_check_says_nothing": N_("Say what is wrong and how it should read."),
        "fact_check_outcome_says_nothing": N_("Say why, in a sentence: the country reads it."),
        "fact_check_withdraw_first": N_(
            "You objected, and the Commission has not answered yet. Take the objection back first "
            "if everything is right."
        ),
        "fact_check_settled_already": N_("Somebody has decided on this objection meanwhile."),
        "fact_check_unsettled": N_(
            "An objection of a country has no outcome yet. Settle it on the page of the fact check."
        ),
        "fact_check_goes_on": N_(
            "{number} countries can still answer the fact check. Approve when they have answered "
            "or the day is over."
        ),
        "correction_needs_reason": N_(
            "Edition {code} is public. Say why another one follows it: its readers are told."
        ),
        "publication_cannot_move": N_(
            "This is not possible for the publication of edition {code} now. Look at the page "
            "again."
        ),
        "publication_in_the_past": N_("This time has passed. Choose a later one."),
        "publication_needs_reason": N_("Say why, in a sentence. It stays in the record."),
        "publication_by_two": N_(
            "You proposed this time. Another report editor confirms the publication."
        ),
        "publication_changed_meanwhile": N_(
            "The time or a document changed since you opened the page. Look at it again before you "
            "confirm."
        ),
        "publication_time_is_over": N_(
            "The proposed time, {at}, passed before anybody confirmed it. Propose another one."
        ),
        "publication_of_older_waits": N_(
            "Edition {older} is set to be published. Stop that first, or publish edition {code} "
            "afterwards."
        ),
        "published_meanwhile": N_(
            "The edition that holds your submission is public now, so it cannot be withdrawn. "
            "Write to the Commission: a correction is published as a new edition."
        ),
        "official_not_now": N_(
            "Official documents of edition {code} are taken between its approval and the "
            "confirmation of its publication."
        ),
        "official_word_first": N_(
            "Upload the Word document in this language first: the PDF is published with it."
        ),
        "official_differs": N_(
            "The official document “{name}” and the edition do not agree. Differences without a "
            "reason: {number}; the first: {first}. Correct the document, or say why for each."
        ),
        "official_reason_says_nothing": N_("Say why for at least one figure."),
        "training_is_never_published": N_("A training cycle is never published."),
    }
)
