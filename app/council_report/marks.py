"""What became of the source of a quotation since somebody last looked at it."""

from typing import Literal

from app.core.i18n import gettext as _
from app.council_report.desk import QuotationState
from app.council_report.national_texts import NationalText, is_verbatim

Mark = Literal["", "changed", "gone", "closed", "withdrawn"]
TAKEN_BACK = ("closed", "withdrawn")  # never printed before publication


def mark_of(state: QuotationState, newest: NationalText | None, *, withdrawn: bool) -> Mark:
    """Compare a quotation with the newest submission of its country; empty: nothing to decide."""
    if withdrawn:
        return "withdrawn"
    if newest is None:
        return "gone"
    if not newest.can_be_quoted:
        return "closed"
    if not is_verbatim(state.passage, newest.text):
        return "gone"
    return "" if newest.sha256 == state.source_sha256 else "changed"


def mark_word(mark: Mark) -> str:
    """Return in a sentence what became of the source; empty where nothing did."""
    return {
        "": "",
        "changed": _(
            "The country changed this text in a later version. The quoted words still stand in it: "
            "read the text as it is now, then confirm the quotation or take it out."
        ),
        "gone": _(
            "The country changed this text in a later version, and the quoted words no longer "
            "stand in it. Choose other words or take the quotation out."
        ),
        "closed": _(
            "The country no longer releases this text for everybody, so it is not printed. Take "
            "the quotation out."
        ),
        "withdrawn": _(
            "The country withdrew its submission, so its words are not printed. Take the quotation "
            "out, or wait for a new submission."
        ),
    }[mark]
