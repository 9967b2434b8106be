"""Where what was saved comes from: how that is written down, and how it is said."""

from app.core.i18n import gettext as _
from app.domain.carry_over import CARRIED
from app.domain.derived import COMPUTED
from app.reporting import words

WORKBOOK = "workbook"
_MOST_SHEET, _MOST_FILE = 60, 100  # characters of a name that are remembered


def workbook_origin(upload: int, sheet: str, cell: str, file_name: str) -> str:
    """Return the origin of what came in a workbook: `workbook:7:Points 1-10!D14:denmark.xlsx`."""
    where = f"{sheet.replace(':', ' ')[:_MOST_SHEET]}!{cell}"
    return f"{WORKBOOK}:{upload}:{where}:{file_name[:_MOST_FILE]}"


def origin_word(origin: str) -> str:
    """Return an origin in words."""
    if beside := said_beside(origin):
        return beside
    kind = origin.partition(":")[0]
    if kind == COMPUTED:
        return _("Worked out by the portal")
    named = {
        "entered": _("Entered"),
        "prefill": _("Decision on a proposed value"),
        "restored": _("Brought back from its history"),
    }
    return named.get(kind, origin)


def said_beside(origin: str) -> str:
    """Return what stands beside a field or a step of a history; empty where a person typed it."""
    kind, _colon, rest = origin.partition(":")
    if kind == CARRIED:
        return _carried_word(rest)
    if kind == WORKBOOK:
        return _workbook_word(rest)
    if answered := words.proposal_word(origin):
        return answered
    return words.key_word(origin)


def _carried_word(where: str) -> str:
    """Return where something was carried over from, written `2025/1` in its origin.

    A measure says after that under which name it stood there.
    """
    cycle, _slash, version = where.partition(":")[0].rpartition("/")
    params = {"cycle": cycle, "version": version}
    return _("Carried over from cycle %(cycle)s, version %(version)s") % params


def _workbook_word(rest: str) -> str:
    """Return the cell and file; what was saved before files were remembered has no name."""
    _upload, _colon, told = rest.partition(":")
    where, _colon, file_name = told.partition(":")
    sheet, _mark, cell = where.rpartition("!")
    params = {"cell": cell, "sheet": sheet, "file": file_name}
    if not cell:
        return _("From a workbook")
    if not file_name:
        return _("From cell %(cell)s of a workbook, sheet %(sheet)s") % params
    return _("From cell %(cell)s of %(file)s, sheet %(sheet)s") % params
