"""Workbooks going out: what a person gets, and what the first sheet tells them."""

from sqlmodel import Session

from app.catalogue.queries import version_head
from app.core.i18n import country_name, format_date, format_datetime, printed_code
from app.core.i18n import gettext as _
from app.reporting.work import Work
from app.workbook.contents import layout_of
from app.workbook.layout import Layout
from app.workbook.writer import workbook_bytes


def layout_for(session: Session, work: Work, points: frozenset[str] | None) -> Layout:
    """Return the workbook of a contribution as it stands, or of some of its points."""
    return layout_of(work, catalogue_of(session, work), points)


def catalogue_of(session: Session, work: Work) -> str:
    """Return the hash of the catalogue under which a contribution is written."""
    _code, sha256 = version_head(session, work.draft.cycle.catalogue_version_id)
    return sha256


def make_workbook(session: Session, work: Work, points: frozenset[str] | None) -> bytes:
    """Return the workbook of a contribution as an .xlsx file."""
    layout = layout_for(session, work, points)
    return workbook_bytes(layout, start_lines(work), title_of(work))


def title_of(work: Work) -> str:
    """Return what a workbook of a contribution is called."""
    name = _("Science diplomacy: report of %(country)s") % {"country": country_name(work.reporter)}
    return _("TRAINING · %(title)s") % {"title": name} if work.draft.cycle.is_training else name


def file_name(work: Work, points: frozenset[str] | None) -> str:
    """Return the name under which a workbook is saved."""
    part = "" if points is None else "-points"
    return f"contribution-{work.cycle}-{printed_code(work.reporter)}{part}.xlsx"


def start_lines(work: Work) -> tuple[tuple[str, str], ...]:
    """Return what the first sheet tells: labels and texts."""
    cycle = work.draft.cycle
    version = work.draft.version + 1
    return (
        (_("Reporting round"), cycle.title),
        (_("Reporter"), f"{country_name(work.reporter)} ({printed_code(work.reporter)})"),
        (_("Version in preparation"), str(version)),
        (_("Situation on"), format_date(cycle.cutoff)),
        (_("To be sent by"), _due(work)),
        (_("Made"), format_datetime(work.at)),
        (
            _("What this is"),
            _(
                "The questions and indicators as they stand on the portal. Fill in the light "
                "cells; grey ones belong to a colleague or are worked out by the portal."
            ),
        ),
        (
            _("How to return it"),
            _(
                "Save the file and upload it on the portal under “Excel”, or mail it to the person "
                "who sent it to you. The portal shows what would change before anything changes."
            ),
        ),
        (
            _("What you can do"),
            _(
                "Filter, widen columns and fold sheets as you like. Please do not delete the "
                "hidden column and row of a sheet: they say which answer stands where."
            ),
        ),
        (
            _("No value"),
            _(
                "Leave a cell empty when you have not got to it. Choose a reason in the next "
                "column when there is no value. An empty cell is never counted as zero."
            ),
        ),
    )


def _due(work: Work) -> str:
    """Return the deadline of this reporter, which says so when it was extended."""
    cycle = work.draft.cycle
    day = _("%(time)s, Brussels time") % {"time": format_datetime(cycle.due_at)}
    if cycle.extended_until is None:
        return day
    return _("%(day)s (extended for you)") % {"day": day}
