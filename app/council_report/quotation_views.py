"""Quotations as the desk shows them: whose words, what became of their source, where they stand."""

from collections.abc import Sequence

from sqlmodel import Session

from app.catalogue.queries import get_index
from app.core.i18n import current_locale, format_datetime
from app.core.i18n import gettext as _
from app.council_report.desk import (
    QuotationState,
    is_printed,
    list_quotation_states,
    quoted_of,
    sources_of,
    standing,
)
from app.council_report.desk_pages import QuotationView
from app.council_report.marks import TAKEN_BACK, Mark, mark_of, mark_word
from app.council_report.national_texts import NationalText
from app.council_report.written import credit_of
from app.domain.roles import UnionScope
from app.domain.workflow import Status
from app.editions.addresses import reports_url
from app.editions.queries import EditionInfo, load_inputs
from app.reporting.submissions import StoredSubmission, get_stored, submission_heads


def newest_of(
    session: Session, scope: UnionScope, edition: EditionInfo, reporters: set[str]
) -> dict[str, StoredSubmission]:
    """Return the newest submission of each of these reporters in the edition's cycle."""
    return {code: get_stored(session, scope, edition.cycle_id, code) for code in sorted(reporters)}


def marks_of(
    session: Session,
    scope: UnionScope,
    edition: EditionInfo,
    quotations: Sequence[QuotationState],
) -> dict[str, Mark]:
    """Return what became of the source of each quotation, by its uid."""
    if not quotations:
        return {}
    newest = newest_of(session, scope, edition, {one.reporter for one in quotations})
    sources = _sources(session, edition, newest)
    withdrawn = {
        head.reporter
        for head in submission_heads(session, scope, edition.cycle_id)
        if head.status is Status.WITHDRAWN
    }
    return {
        one.uid: mark_of(
            one, sources.get((one.reporter, one.subject)), withdrawn=one.reporter in withdrawn
        )
        for one in quotations
    }


def _sources(
    session: Session, edition: EditionInfo, stored: dict[str, StoredSubmission]
) -> dict[tuple[str, str], NationalText]:
    index = get_index(session, edition.catalogue_version_id)
    return sources_of(index, stored, stored)


def quotation_views(
    session: Session, scope: UnionScope, edition: EditionInfo, section: str = ""
) -> tuple[QuotationView, ...]:
    """Return the quotations of a section, or those of the whole report that wait for somebody."""
    found = standing(list_quotation_states(session, scope, edition.cycle_id))
    if section:
        found = [one for one in found if one.section == section]
    marks = marks_of(session, scope, edition, found)
    if not section:
        found = [one for one in found if marks[one.uid]]
    if not found:
        return ()
    reporters = tuple(sorted({one.reporter for one in found}))
    stored = load_inputs(session, scope, edition, reporters)
    sources = _sources(session, edition, stored)
    return tuple(
        _view(
            edition,
            one,
            marks[one.uid],
            printed=is_printed(one, sources.get((one.reporter, one.subject)), stored)
            and (edition.is_published or marks[one.uid] not in TAKEN_BACK),
        )
        for one in found
    )


def _view(
    edition: EditionInfo, state: QuotationState, mark: Mark, *, printed: bool
) -> QuotationView:
    params = {
        "version": state.version,
        "time": format_datetime(state.saved_at),
        "name": state.name,
    }
    return QuotationView(
        uid=state.uid,
        revision=state.revision,
        text=state.passage,
        language=state.language,
        translation=state.translation,
        translation_language=state.translation_language,
        credit=credit_of(quoted_of(state), current_locale()),
        said=_("From version %(version)s of the submission. Last: %(time)s, %(name)s") % params,
        mark=mark_word(mark),
        can_confirm=mark == "changed",
        can_choose=mark in ("", "changed", "gone"),
        is_printed=printed,
        is_taken_back=mark in TAKEN_BACK,
        url=reports_url(edition.code, f"quotations/{state.uid}"),
    )
