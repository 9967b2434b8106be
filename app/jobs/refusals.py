"""Why a mail did not arrive, in plain words, made from what the mail server answered."""

import re

from app.core.i18n import N_, gettext

_CODE = re.compile(r"\b([245]\d\d)\b")

# By the first digits of the answer (RFC 5321); the longest beginning that fits says what happened.
_BY_CODE = {
    "421": N_("The mail server was busy or stopping each time."),
    "450": N_("The mailbox could not be reached each time the portal tried."),
    "452": N_("The mailbox or the mail server has no room."),
    "530": N_("The mail server did not accept the portal's sign-in."),
    "535": N_("The mail server did not accept the portal's sign-in."),
    "550": N_("The mail server does not know this address, or refuses mails to it."),
    "551": N_("The person's mailbox is elsewhere now."),
    "552": N_("The mailbox or the mail server has no room."),
    "553": N_("The mail server does not take this address."),
    "554": N_("The mail server refused the mail."),
    "4": N_("The mail server asked to try later, each time."),
    "5": N_("The mail server refused the mail."),
}
_NO_ANSWER = N_("No mail server could be reached in the time a mail waits.")
_NOT_A_MAIL = N_("No mail can be written to this address.")
_UNKNOWN = N_("The mail server gave no answer that the portal understands.")


def in_words(error: str) -> str:
    """Return in the current language why a mail did not arrive."""
    found = _CODE.search(error)
    if found:
        code = found[1]
        return gettext(_BY_CODE.get(code) or _BY_CODE.get(code[0], _UNKNOWN))
    if error.startswith("ValueError"):
        return gettext(_NOT_A_MAIL)
    away = error.startswith("not sent within") or "Error" in error.partition(":")[0]
    return gettext(_NO_ANSWER if away else _UNKNOWN)


def said(error: str) -> str:
    """Return the server's own words, without the name our language gives the failure."""
    name, colon, words = error.partition(": ")
    return words if colon and name.isidentifier() else ""
