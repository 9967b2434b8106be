"""Sentences about slices and their deliveries."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "slice_name_missing": N_("Give the slice a name."),
        "slice_name_taken": N_("You have a slice with this name already; choose another name."),
        "slice_unknown_choice": N_(
            "Something you chose is not in the questions any more. Look at the choice again."
        ),
        "slice_too_many": N_("You have {most} slices already. Delete one you no longer use."),
        "slice_format": N_("A slice comes as xlsx, csv or json, not as {format}."),
        "slice_not_found": N_("There is no slice {name}. Nothing was written."),
        "slice_ambiguous": N_(
            "Several readers have a slice {name}. Give its number instead: {numbers}."
        ),
        "slice_reader_gone": N_(
            "Whoever saved the slice {name} may not take data away any more. Nothing was written."
        ),
        "edition_hidden": N_(
            "There is no edition {code} that whoever saved the slice may see. Nothing was written."
        ),
    }
)
