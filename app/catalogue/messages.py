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
        "embargo_before_closing": N_("The embargo ends no earlier than the cycle closes."),
        "date_unreadable": N_("Write each date as a day that exists, for example 2027-09-30."),
        "time_left_out": N_(
            "This time does not exist in Brussels: the clocks go forward on that day. "
            "Choose another one."
        ),
        "cutoff_is_fixed": N_(
            "The questions are frozen, and with them the cut-off date that decides the periods."
        ),
        "cycle_dates_are_over": N_("This date no longer decides anything; it stays as it was."),
        "catalogue_not_open": N_("The questions are frozen; comments are closed."),
        "comment_empty_or_long": N_("Write something, at most {most} characters."),
        "comment_on_nothing": N_("Choose what the comment is about."),
        "comment_answered_already": N_("Somebody answered this comment meanwhile."),
        "move_not_confirmed": N_("Tick that you have read what the move does."),
        "no_date_changed": N_("No date was changed."),
        "date_in_the_past": N_("A date is moved into the future only."),
        "date_has_passed": N_("What has passed stays: this date cannot be moved any more."),
        "date_moved_back": N_(
            "Countries plan with the due and closing dates: once the questions are frozen they "
            "only move later."
        ),
        "cycle_code_unusable": N_(
            "A code has small letters, digits and hyphens, at most 40, for example 2029."
        ),
        "cycle_kind_unusable": N_("A cycle of this kind is not made from another one."),
        "mapping_unreadable": N_("Write one pair of points on each line, for example P05 = P04."),
        "mapping_unknown_point": N_(
            "{point} continues {before}: one of these points is not in its catalogue."
        ),
        "mapping_twice": N_("Two points cannot continue the same point of the last cycle."),
        "training_cycle_stays_inside": N_(
            "Cycle {code} is for training: nothing of it is ever published."
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
        "rules_are_settled": N_("Reporting in this cycle is over; its rules stay as they were."),
        "rule_mode_unusable": N_("Choose how the rule counts."),
        "rule_counts_so_already": N_("The rule counts so already; choose another way."),
        "rule_without_reason": N_("Say why; it stands in the record of the cycle."),
        "reporter_not_found": N_("There is no reporter with the code {code}."),
        "baseline_invalid": N_("The baseline files are not valid: {problem}"),
    }
)
