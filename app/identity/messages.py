"""Sentences of identity."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "sign_in_failed": N_("E-mail address and password do not fit together."),
        "password_wrong": N_("This is not your present password."),
        "password_too_short": N_("The password needs at least 15 characters."),
        "password_too_long": N_("The password may have at most 128 characters."),
        "password_guessable": N_(
            "This password is easy to guess. Choose several words that have nothing to do with "
            "you or the portal."
        ),
        "passwords_differ": N_("The two passwords are not the same."),
        "email_refused": N_("Write an e-mail address such as name@ministry.example."),
        "email_taken": N_("There is already an account with this e-mail address."),
        "language_unknown": N_("Choose one of the languages that are offered."),
        "name_missing": N_("Write the name of the person."),
        "account_unknown": N_("There is no account with this e-mail address."),
        "unknown_reporter": N_("Choose a Member State or the Commission."),
        "reporter_needed": N_("This role is held for one country. Choose the country."),
        "reporter_not_for_role": N_("This role is not tied to a country. Leave the country empty."),
        "own_account": N_("Nobody changes the roles or the state of their own account."),
        "role_not_the_leads": N_("A reporting lead cannot give this role. Ask the administrator."),
        "not_a_colleague": N_(
            "This address already has an account that does not belong to your country alone. "
            "Ask the administrator to give the role."
        ),
        "role_held_already": N_("This person already holds this role until then."),
        "end_not_a_day": N_("Write the last day as year, month and day, for example 2027-06-30."),
        "end_in_the_past": N_("The last day must be today or later."),
        "last_lead": N_(
            "This is the last reporting lead who stays. Name another one without a last day first."
        ),
        "key_needed": N_(
            "Send a key in the header Authorization, as Bearer and the key. Reporting leads make "
            "keys for the report of their country, readers of data deliveries for their slices."
        ),
        "key_refused": N_(
            "This key is unknown, revoked or past its last day, or the person who made it has no "
            "right to it any more. Make another one, or ask whoever made this one."
        ),
        "key_only_reads": N_("This key may read only. Ask the reporting lead for one that writes."),
        "key_not_allowed": N_(
            "The person who made this key may not do this, so the key may not either."
        ),
        "key_name_missing": N_("Write which system the key is for."),
        "key_name_taken": N_("There is a key with this name in use. Choose another name."),
        "key_end_missing": N_("Write the last day on which the key may be used."),
        "key_end_too_late": N_("A key may be used for a year at most. Choose an earlier day."),
        "invitation_refused": N_(
            "This link was used already, or it is more than a day old. Ask for a new one."
        ),
    }
)
