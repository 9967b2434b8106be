"""Sentences of clarification: why a question cannot be asked, answered, settled or cancelled."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "clarification_not_waiting": N_(
            "This question does not wait for an answer any more. Load the page again."
        ),
        "clarification_changed": N_(
            "This question changed meanwhile. Read it again before you go on."
        ),
        "clarifications_open": N_(
            "Questions to this country that are still open: {count}. "
            "Settle or cancel them before you accept."
        ),
        "question_needed": N_("Write at least one question."),
        "about_unknown": N_("Choose what the question is about from the list."),
        "clarification_due_past": N_("Choose today or a later day by which the answer is due."),
        "clarification_due_far": N_("Choose a day within the next six months."),
        "reporters_needed": N_("Choose at least one country."),
        "nothing_to_ask_about": N_(
            "{country} cannot be asked now: it has submitted nothing that can be asked about."
        ),
        "reason_too_long": N_("Give the reason in no more than {limit} characters."),
    }
)
