"""Sentences of reporting: why something typed cannot be taken, and why an act is not possible."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "only_baseline_is_compiled": N_(
            "Only a baseline cycle is compiled from public sources; here countries report."
        ),
        # The scanner of files.
        "scanner_missing": N_("No scanner is set: PORTAL_SCANNER says where it is."),
        "scanner_away": N_(
            "The scanner did not answer; {number} files wait. Run this again once it is back."
        ),
        "files_damaged": N_(
            "{number} stored files are missing or damaged. Bring them back from a backup."
        ),
        # What was typed.
        "not_a_number": N_(
            "“{text}” is not a number. Write digits only, for example 1200 or 12.5."
        ),
        "ambiguous_number": N_(
            "“{text}” can be read in two ways. Write {plain} for the larger number, "
            "or add a decimal for the smaller one."
        ),
        "not_a_whole_number": N_("“{text}” is not a whole number. Write it without decimals."),
        "too_many_decimals": N_("“{text}” has too many decimals; {decimals} can be kept."),
        "not_a_date": N_("“{text}” is not a date. Write it like 2027-06-30 or 30.06.2027."),
        "not_a_quarter": N_("“{text}” is not a quarter. Write it like 2028-Q2."),
        "not_a_year": N_("“{text}” is not a year. Write four digits, for example 2026."),
        "not_a_year_or_date": N_(
            "“{text}” is neither a year nor a date. Write 2026, 2026-05 or 2026-05-29."
        ),
        "not_a_text": N_("A text is expected here."),
        "not_a_link": N_("“{text}” is not a link. It begins with https:// or http://."),
        "not_yes_or_no": N_("“{text}” is neither yes nor no. Choose one of the two."),
        "not_in_list": N_("“{text}” is not among the choices. Choose one from the list."),
        "text_too_long_to_store": N_(
            "This text has {length} characters; no more than {limit} can be stored."
        ),
        "value_and_missing": N_(
            "There is a value and also a reason for having none. Keep one of the two."
        ),
        "computed_value": N_("The portal works this value out itself; it cannot be typed."),
        "unknown_cell": N_("This value is not asked for in this cycle."),
        "title_needed": N_("Give it a title."),
        "points_needed": N_("Choose at least one point that it serves."),
        "end_before_start": N_("The end lies before the beginning."),
        # Decisions on proposals and explanations.
        "cell_already_filled": N_(
            "Somebody has entered a value here already. Change it there if the proposal is better."
        ),
        "correction_needs_source": N_("Say where the corrected value comes from."),
        "correction_needs_value": N_("Write the corrected value."),
        "only_warnings_are_justified": N_(
            "Only warnings can be explained; what blocks sending has to be mended."
        ),
        # Acts and states.
        "contribution_locked": N_(
            "The contribution is locked while it is with the signatory or the Commission. "
            "Nothing was saved."
        ),
        "cycle_not_open": N_("This cycle has not opened yet, so nothing can be entered."),
        "cycle_closed": N_("This cycle is closed, so nothing can be changed any more."),
        "point_not_reopened": N_(
            "Only the points the Commission asked about are open. This one stays as submitted."
        ),
        "point_not_assigned": N_(
            "This point is not assigned to you. Your reporting lead can hand it to you."
        ),
        "questions_assigned": N_(
            "Single questions of this point are handed to you; those you can answer. "
            "The rest is for reading."
        ),
        "due_not_a_day": N_("Write the day as year, month and day, for example 2027-06-30."),
        "act_not_possible": N_("This step is not possible in the present state."),
        "state_changed": N_(
            "The state of the contribution changed meanwhile. Load the page again."
        ),
        "signed_content_changed": N_(
            "The content changed after it was shown to you. Read it again, then sign."
        ),
        "four_eyes": N_(
            "You have edited this version yourself. Somebody who has changed nothing in it signs."
        ),
        "blocking_findings": N_(
            "Findings that block sending: {count}. Mend them first; the list of findings leads "
            "to each field."
        ),
        "reason_needed": N_("Give a reason."),
        "unknown_revision": N_("This form does not fit what is stored. Load the page again."),
        # Showing the draft to the desk.
        "nothing_to_show": N_(
            "There is no draft to show: what was submitted is before the Commission already."
        ),
        "officer_needed": N_("Choose a desk officer of the Commission."),
        "look_end_missing": N_("Write the last day on which the draft may be read."),
        "look_end_too_late": N_("Choose a day within the next three months."),
        "look_granted_already": N_(
            "This person may read the draft already. End that first to change the day."
        ),
        "no_such_finding": N_(
            "There is no such finding now. What it was about may have been mended."
        ),
        "unknown_question": N_("There is no such question in this cycle for your country."),
        "revision_unknown": N_("This revision does not exist yet. Read the contribution again."),
        "stale": N_(
            "It was saved meanwhile by somebody else. Compare the texts and send your change again "
            "with the revision given here."
        ),
        "idempotency_key_reused": N_(
            "This form was sent before with another content. Load the page again."
        ),
        "declaration_needed": N_("Confirm that you have read the content and sign it."),
        "not_a_contributor": N_("Points are handed to contributors of your own country only."),
        "nothing_submitted": N_("This reporter has submitted nothing in this cycle."),
        # Why a page shows text instead of fields.
        "about_is_the_leads": N_("The reporting lead answers these questions. You can read them."),
        "locked_for_reader": N_("You can read this contribution; your role does not write in it."),
        "locked_awaiting_sign_off": N_(
            "The contribution is waiting for sign-off, so nothing can be changed. "
            "The reporting lead can recall it."
        ),
        "locked_signed_off": N_(
            "The contribution is signed off, so nothing can be changed. "
            "The reporting lead can recall it, which makes the signature void."
        ),
        "locked_submitted": N_("The contribution has been submitted and is locked."),
        "locked_accepted": N_("The contribution has been accepted and is locked."),
        "locked_declined": N_("Your country has declined to report in this cycle."),
        "locked_withdrawn": N_("The submission was withdrawn. Reopen the contribution to go on."),
        "locked_compiled": N_("This contribution was compiled from public sources."),
        "locked_published": N_("This contribution has been published and is locked."),
    }
)
