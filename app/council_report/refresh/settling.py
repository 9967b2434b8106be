"""The one rule of a refresh: what the portal wrote is brought up to date, what a person wrote
stays unless that person asks."""

from collections.abc import Callable

from app.council_report.refresh.outcome import Kind
from app.council_report.refresh.texts import Words, is_as_written, put, same


def settle(
    words: Words,
    written: str | None,
    new: str,
    take_edited: bool,
    fill: Callable[[str], None] | None = None,
) -> tuple[Kind | None, bool]:
    """Bring one text up to date; return what became of it, None where it was so already, and
    whether anything was written.

    `written` is the print of what the portal wrote there, `fill` writes into an empty place.
    """
    if words.is_deleted:
        return _settle_deleted(words, written, new)
    if same(words.text, new):
        return None, False
    is_ours = is_as_written(words.text, written)
    if not is_ours and not take_edited:
        return "edited", False
    if not put(words.live, new):
        if fill is None:
            return "edited", False
        fill(new)
    return ("changed" if is_ours else "taken"), True


def _settle_deleted(words: Words, written: str | None, new: str) -> tuple[Kind, bool]:
    """Keep also the deleted text up to date: somebody may yet refuse the deletion."""
    text = words.deleted
    is_stale = not same(text, new) and is_as_written(text, written)
    return "deleted", is_stale and put(words.gone, new)
