"""Sentences of the tables, measures and proposals: why something typed there cannot be taken."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "none_and_ticks": N_(
            "Items are ticked, and it also says that there is nothing to tick. Keep one of the two."
        ),
        "missing_code_needed": N_("Choose which reason for having no value this explains."),
        "code_needed": N_("Choose what this value is for."),
        "value_needed": N_("Write a value for the row you add."),
        "code_already_there": N_("This row is in the table already. Change its value there."),
        "title_too_long": N_("The title has {length} characters; {limit} are accepted."),
        "decision_needed": N_("Choose one of the three answers."),
    }
)
