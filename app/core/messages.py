"""The sentence of every message code; features add theirs with `register`."""

from app.core.i18n import N_, gettext

MESSAGES: dict[str, str] = {
    "failed": N_("Something went wrong on our side. Nothing was saved. Please try again."),
    "refused": N_("What was sent cannot be accepted. Nothing was saved."),
    "not_found": N_("There is no page at this address, or it is not yours to see."),
    "method_not_allowed": N_("This address cannot be used in this way."),
    "forbidden": N_("Your roles do not allow this. Ask the reporting lead of your country."),
    "conflict": N_("Somebody else changed this meanwhile. Load the page again and look."),
    "too_large": N_("What was sent is too large. The limit is {limit}."),
    "too_many_fields": N_("The form has more fields than are accepted. Send it in parts."),
    "too_many_requests": N_("Too many attempts. Please try again in {minutes} minutes."),
    "not_authenticated": N_("You are not signed in, or your session has ended."),
    "fresh_authentication_needed": N_("Please confirm your password again before this step."),
    "unavailable": N_("The portal is busy and could not do this. Please try again in a moment."),
    "unknown_host": N_("The portal does not answer under this name."),
    "csrf_refused": N_(
        "This form was not sent from an open page of the portal, or the page was too old. "
        "Load the page again and repeat."
    ),
    "parts_refused": N_("Nothing was taken. The list of errors says which parts cannot be taken."),
    "query_refused": N_("The list of errors says which parts of the address cannot be taken."),
    "json_unreadable": N_("This is not JSON."),
    "json_object_needed": N_("A JSON object with named fields is needed here."),
    "field_unknown": N_("There is no such field here."),
    "value_unreadable": N_(
        'Write the value itself, or {{"number": "12.5"}} or {{"date": "2027-06-30"}}.'
    ),
    "number_as_text": N_('Write a number with decimals as a text, "12.5", so that it stays exact.'),
    "form_refused": N_("Some fields need your attention. Nothing was saved."),
    "unknown_field": N_("The form has a field that does not belong to it. Nothing was saved."),
    "repeated_field": N_("A field was sent twice. Nothing was saved."),
    "field_missing": N_("This field is needed."),
    "field_too_long": N_("This is longer than accepted."),
    "field_too_short": N_("This is shorter than accepted."),
    "field_not_a_number": N_("Write a number in digits."),
    "field_not_a_choice": N_("Choose one of the offered values."),
    "number_too_small": N_("The smallest number that is taken here is {ge}."),
    "number_too_large": N_("The largest number that is taken here is {le}."),
    "nothing_here": N_("There is nothing under this address, or it is not yours to see."),
    "field_refused": N_("This value cannot be accepted."),
    "text_unreadable": N_("The text has characters that cannot be stored."),
    "working_for_another_reporter": N_(
        "You are working for {current}. Switch to {wanted} on your account page first."
    ),
    "start_refused": N_("The portal does not start: {reason}"),
    "settings_refused": N_("The portal does not start: setting {name} is not valid ({reason})."),
    "map_shapes_refused": N_(
        "The portal does not start: the outlines for maps in {path} (PORTAL_MAP_SHAPES) are not "
        "taken: {reason}."
    ),
    "secret_missing": N_(
        "The portal does not start: set PORTAL_SECRET_KEY to at least 32 random characters."
    ),
    "secret_short": N_(
        "The portal does not start: PORTAL_SECRET_KEY is shorter than 32 characters."
    ),
    "secret_sample": N_(
        "The portal does not start: PORTAL_SECRET_KEY is a sample; "
        "set it to at least 32 random characters."
    ),
    "demo_not_loopback": N_(
        "The portal does not start: the demo listens on 127.0.0.1 only; "
        "unset PORTAL_HOST or PORTAL_DEMO."
    ),
    "smtp_from_refused": N_(
        "The portal does not start: set PORTAL_SMTP_FROM to the address that mails come from."
    ),
    "smtp_password_open": N_(
        "The portal does not start: PORTAL_SMTP_USER needs PORTAL_SMTP_STARTTLS or port 465, or "
        "the password of the mail server would travel in the open."
    ),
    "workers_need_postgresql": N_(
        "The portal does not start: several workers need PostgreSQL; set PORTAL_DATABASE_URL."
    ),
    "database_unreachable": N_(
        "The portal does not start: the database cannot be reached; check PORTAL_DATABASE_URL."
    ),
    "database_unsafe": N_(
        "The portal does not start: the database setting {name} is {found} and must be {wanted}."
    ),
    "database_empty": N_(
        "The portal does not start: the database has no tables yet; run portal migrate."
    ),
    "database_behind": N_(
        "The portal does not start: the database is not migrated to this version; "
        "run portal migrate."
    ),
    "database_ahead": N_(
        "The portal does not start: the database belongs to a newer version of the portal; "
        "install that version or restore a backup."
    ),
    "triggers_missing": N_(
        "The portal does not start: the protection of {names} is missing in the database; "
        "run portal migrate."
    ),
    "file_damaged": N_("The stored file is damaged or missing. Tell the operator of the portal."),
}


def register(messages: dict[str, str]) -> None:
    """Add the sentences of a feature; a code belongs to one feature only."""
    for code, text in messages.items():
        if MESSAGES.get(code, text) != text:
            raise ValueError(f"two sentences for the message code {code}")
        MESSAGES[code] = text


def sentence(code: str, /, **params: object) -> str:
    """Return the sentence of a code in the current language, with its parameters filled in."""
    return gettext(MESSAGES[code]).format(**params)
