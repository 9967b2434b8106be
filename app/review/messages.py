"""Sentences of the Commission's desk."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "newer_version_exists": N_(
            "Version {version} of this submission has arrived meanwhile. Read it first."
        ),
        "second_officer_needed": N_(
            "A figure of this submission is above its bound. Propose to accept it; another desk "
            "officer decides."
        ),
        "another_officer_needed": N_(
            "You proposed to accept this submission. Another desk officer has to accept it."
        ),
        "no_second_officer_needed": N_(
            "No figure of this submission is above its bound any more. You can accept it yourself."
        ),
        "proposed_already": N_("A colleague has proposed to accept this version meanwhile."),
        "proposal_over": N_("This proposal is not open any more. Look at what stands there now."),
        "bounds_are_settled": N_(
            "Bounds cannot be changed any more: nothing of this cycle is accepted any longer."
        ),
        "bound_without_reason": N_("Say why this bound is set or lifted."),
        "indicator_needed": N_("Choose an indicator."),
        "bound_below_zero": N_("A bound is zero or more."),
        "bound_as_before": N_("This bound holds already."),
        "case_changed": N_(
            "{name} changed this meanwhile, at {time}. What stands now is shown; choose again."
        ),
        "case_not_open": N_("This submission does not lie before the Commission any more."),
        "officer_unknown": N_("Choose somebody who is a desk officer."),
        "target_not_a_day": N_("Write the target date as a day."),
        "target_past": N_("The target date is over already. Choose today or a later day."),
        "target_far": N_("The target date is more than a year away."),
        "remark_needed": N_("Write at least one remark."),
        "remark_changed": N_("Somebody has changed this remark meanwhile. Read it again."),
    }
)
