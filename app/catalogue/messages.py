"""Sentences of the catalogue and of cycles."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "catalogue_frozen": N_(
            "Catalogue version {code} is frozen and these files differ from it. "
            "Give the new catalogue another code."
        ),
        "catalogue_invalid": N_("The catalogue files are not valid: {problem}"),
        "catalogue_problems": N_("The catalogue has {number} problems; mend them and check again."),
        "cycle_exists": N_("A cycle with the code {code} exists already."),
        "cycle_dates_out_of_order": N_(
            "A cycle opens before it is due and closes no earlier than that. Check the three dates."
        ),
        "cycle_cannot_move": N_("Cycle {code} is in state {status} and cannot move to {to}."),
        "cycle_not_in_design": N_("Cycle {code} is past its design; its catalogue stays."),
        "cycle_not_found": N_("There is no cycle with the code {code}."),
        "cycle_not_extendable": N_("Reporting in this cycle is over; there is nothing to extend."),
        "extension_without_reason": N_("Say why the country gets more time; the country reads it."),
        "extension_too_early": N_(
            "An extension ends in the future and later than the date that holds now."
        ),
        "extension_no_date": N_("Choose the last day of the extension."),
        "reporter_not_found": N_("There is no reporter with the code {code}."),
        "baseline_invalid": N_("The baseline files are not valid: {problem}"),
    }
)
