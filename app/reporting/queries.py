"""Reads of a contribution: always for the scope's own reporter, never another's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy
from sqlmodel import Session, col, select

from app.catalogue.models import Cycle, Extension
from app.catalogue.queries import (
    CycleInfo,
    cycle_info,
    extension_holds,
    get_index,
    remember_kind,
)
from app.core.errors import NotFound
from app.domain import contribution as domain
from app.domain.answers import Missing
from app.domain.contribution import ReportData, read_translations, value_from_json
from app.domain.derived import with_computed
from app.domain.last_time import LastTime
from app.domain.observations import (
    CatalogueIndex,
    Observation,
    ObservationKey,
    TypedColumns,
    parse_key,
)
from app.domain.qc.findings import Spread
from app.domain.roles import CountryScope, DraftScope
from app.domain.workflow import Status
from app.reporting import models
from app.reporting.answer_dates import while_asked
from app.reporting.asked import open_questions
from app.reporting.last_time import read_last_time, submission_before
from app.reporting.leaves import has_leave
from app.reporting.proposed import (
    Proposal,
    decision_of,
    is_open,
    open_proposal,
    read_proposals,
)
from app.reporting.reviews import AskHead, PointAgreement, read_points
from app.reporting.rows import of_contribution as _of
from app.reporting.rows import record as _record
from app.reporting.rows import rows as _rows
from app.reporting.scans import scans_of
from app.reporting.spreads import edition_published_last, read_spreads
from app.reporting.team_models import Assignment


@dataclass(frozen=True)
class Saved:
    """When and by whom something was last saved, and its revision."""

    revision: int
    at: datetime | None = None
    by: int | None = None


@dataclass(frozen=True)
class Draft:
    """A contribution with its cycle, its catalogue and everything said so far."""

    id: int
    reporter: str
    cycle: CycleInfo
    status: Status
    came_from: str
    version: int
    reason: str
    resubmission_reason: str  # why there is a further version; signed with it
    four_eyes: bool
    index: CatalogueIndex
    data: ReportData
    saved: Mapping[str, Saved] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    justifications: Mapping[str, str] = field(default_factory=dict)
    scans: Mapping[str, str] = field(default_factory=dict)  # of the files, by their hash
    reopened: frozenset[str] = frozenset()
    reviews: Mapping[str, PointAgreement] = field(default_factory=dict)  # agreed in the country
    talked: frozenset[str] = frozenset()  # fields with an open conversation inside the country
    asks: tuple[AskHead, ...] = ()  # ministries that were asked to approve points
    assigned: frozenset[str] = frozenset()  # to the scope's person
    last_time: LastTime | None = None
    spreads: Mapping[str, Spread] = field(default_factory=dict)  # of the edition published last
    is_shown: bool = False  # to somebody of the Commission, by leave of the country

    def saved_at(self, subject: str) -> Saved:
        """Return revision and time of a subject; revision 0 when it was never saved."""
        return self.saved.get(subject, Saved(0))

    def proposals_at(self, point: str) -> tuple[Proposal, ...]:
        """Return the proposals and context shown at a point."""
        return tuple(p for p in self.proposals if point in p.points)


@dataclass(frozen=True)
class Head:
    """The contribution row and its cycle, without content."""

    row: models.Contribution
    cycle: CycleInfo
    submitted_before: int | None = None  # the submission of the last earlier cycle
    compared_with: str | None = None  # the edition published last
    is_shown: bool = False  # to somebody of the Commission
    asked: int = 0  # questions of the Commission that wait for an answer

    @property
    def id(self) -> int:
        """Primary key of the contribution."""
        if self.row.id is None:
            raise ValueError("the contribution has not been stored yet")
        return self.row.id

    @property
    def status(self) -> Status:
        """State of the contribution."""
        return self.row.status


def _heads() -> Any:
    # The extension comes in the same query: whoever reads a head has the dates that hold for it.
    # So does what every page and rule compares with: the last submission, the last edition.
    mine = extension_holds(col(models.Contribution.cycle_id), col(models.Contribution.reporter))
    return (
        select(models.Contribution, Cycle, Extension, submission_before())
        .add_columns(edition_published_last(), has_leave(), *open_questions())
        .join(Cycle, col(Cycle.id) == col(models.Contribution.cycle_id))
        .outerjoin(Extension, mine)
    )


def get_head(session: Session, scope: DraftScope, cycle: str, *, lock: bool = False) -> Head:
    """Return the contribution of the scope's reporter; with `lock`, writers queue on its row."""
    if isinstance(scope, CountryScope) and scope.only_cycle not in ("", cycle):
        raise NotFound  # practice opens one training cycle and nothing else of a country
    given = {"code": cycle, "here": scope.reporter}
    found = session.exec(_head_of(lock), params=given).first()
    if found is None:
        raise NotFound
    remember_kind(session, cycle, found[1].kind)
    return _head(*found)


@cache
def _head_of(lock: bool) -> Any:
    # Composed once: every page and every save begins with it.
    query = _heads().where(
        col(Cycle.code) == sqlalchemy.bindparam("code"),
        col(models.Contribution.reporter) == sqlalchemy.bindparam("here"),
    )
    return query.with_for_update(of=models.Contribution) if lock else query


def _head(row: models.Contribution, cycle: Cycle, extension: Extension | None, *last: Any) -> Head:
    *beside, due_on = last
    info = while_asked(cycle_info(cycle, extension), row.status, row.came_from, due_on)
    return Head(row, info, *beside)


def list_heads(session: Session, scope: CountryScope) -> list[Head]:
    """Return the contributions of the scope's reporter in all cycles, the newest cycle first."""
    query = (
        _heads()
        .where(col(models.Contribution.reporter) == scope.reporter)
        .where(col(Cycle.code) == scope.only_cycle if scope.only_cycle else sqlalchemy.true())
        .order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())
    )
    return [_head(*found) for found in session.exec(query)]


def index_of(session: Session, head: Head) -> CatalogueIndex:
    """Return the catalogue of the cycle."""
    return get_index(session, head.cycle.catalogue_version_id)


def load_draft(session: Session, scope: DraftScope, cycle: str) -> Draft:
    """Return everything one reporter has said so far, in a fixed number of queries."""
    return draft_of(session, scope, get_head(session, scope, cycle))


def draft_of(session: Session, scope: DraftScope, head: Head) -> Draft:
    """Return the draft behind a head."""
    index = index_of(session, head)
    saved: dict[str, Saved] = {}
    proposals = read_proposals(session, scope, head.id, head.cycle.id)
    saved |= {f"prefill:{p.ref}": Saved(p.decision_revision) for p in proposals if p.decision}
    points = read_points(session, scope, head.id)
    saved |= {f"point:{point}": Saved(number) for point, number in points.revisions.items()}
    data = ReportData(
        cycle=head.cycle.code,
        reporter=scope.reporter,
        cutoff=head.cycle.cutoff,
        answers=_answers(session, scope, head.id, saved),
        observations=_observations(session, scope, head.id, index, saved),
        measures=_measures(session, scope, head.id, saved),
        evidence=_evidence(session, scope, head.id, saved),
        left_out=points.left_out,
        decisions=tuple(decision_of(p) for p in proposals if p.decision),
        open_proposals=tuple(open_proposal(index, p) for p in proposals if is_open(p)),
    )
    return Draft(
        id=head.id,
        reporter=scope.reporter,
        cycle=head.cycle,
        status=head.row.status,
        came_from=head.row.came_from,
        version=head.row.version,
        reason=head.row.reason,
        resubmission_reason=head.row.resubmission_reason,
        four_eyes=head.row.four_eyes and head.cycle.four_eyes,
        index=index,
        data=with_computed(index, data),
        saved=saved,
        proposals=proposals,
        justifications=_justifications(session, scope, head.id, saved),
        scans=scans_of(session, scope, data.evidence),
        reopened=points.reopened,
        reviews=points.reviews,
        talked=points.talked,
        asks=points.asks,
        assigned=points.assigned,
        last_time=read_last_time(session, scope, head.submitted_before, head.cycle),
        spreads=read_spreads(session, head.compared_with),
        is_shown=head.is_shown,
    )


def _answers(
    session: Session, scope: DraftScope, contribution_id: int, saved: dict[str, Saved]
) -> dict[str, domain.Answer]:
    answers = {}
    for row in _rows(session, _of(models.Answer), contribution_id=contribution_id):
        saved[f"answer:{row.question}"] = Saved(row.revision, row.saved_at, row.saved_by)
        if row.value is not None:
            said = value_from_json(json.loads(row.value))
            told = read_translations(row.translations)
            answers[row.question] = _record(domain.Answer, row, value=said, translations=told)
    return answers


def _observations(
    session: Session,
    scope: DraftScope,
    contribution_id: int,
    index: CatalogueIndex,
    saved: dict[str, Saved],
) -> dict[ObservationKey, Observation]:
    found = {}
    for row in _rows(session, _of(models.Observation), contribution_id=contribution_id):
        saved[f"observation:{row.key}"] = Saved(row.revision, row.saved_at, row.saved_by)
        key = parse_key(row.key)
        if key is not None and key.indicator in index.indicators and not row.cleared:
            found[key] = observation_of(row, boolean=is_boolean(index, key))
    return found


def is_boolean(index: CatalogueIndex, key: ObservationKey) -> bool:
    """Tell whether the code column of this cell means yes or no."""
    indicator = index.indicators[key.indicator]
    breakdown = indicator.breakdown(key.breakdown) if key.codes else None
    return indicator.value_type == "boolean" or bool(breakdown and breakdown.adds_up == "ticks")


def observation_of(row: Any, *, boolean: bool) -> Observation:
    """Return the observation a row holds."""
    columns = TypedColumns(row.number, row.code, row.day, row.text)
    missing = None if row.missing_code is None else Missing(row.missing_code, row.missing_reason)
    return _record(
        Observation, row, value=columns.value(boolean), missing=missing, flags=tuple(row.flags)
    )


def _measures(
    session: Session, scope: DraftScope, contribution_id: int, saved: dict[str, Saved]
) -> tuple[domain.Measure, ...]:
    found = []
    for row in _rows(session, _of(models.Measure), contribution_id=contribution_id):
        saved[f"measure:{row.uid}"] = Saved(row.revision, row.saved_at, row.saved_by)
        if not row.removed:
            lists = {n: tuple(json.loads(getattr(row, n))) for n in domain.MEASURE_LISTS}
            told = read_translations(row.translations)
            found.append(_record(domain.Measure, row, **lists, translations=told))
    return tuple(found)


def _evidence(
    session: Session, scope: DraftScope, contribution_id: int, saved: dict[str, Saved]
) -> tuple[domain.Evidence, ...]:
    found = []
    for row in _rows(session, _of(models.Evidence), contribution_id=contribution_id):
        saved[f"evidence:{row.uid}"] = Saved(row.revision, row.saved_at, row.saved_by)
        if not row.removed:
            told = read_translations(row.translations)
            found.append(_record(domain.Evidence, row, translations=told))
    return tuple(found)


def _justifications(
    session: Session, scope: DraftScope, contribution_id: int, saved: dict[str, Saved]
) -> dict[str, str]:
    found = {}
    for row in _rows(session, _of(models.Justification), contribution_id=contribution_id):
        subject = f"justification:{row.finding_key}"
        saved[subject] = Saved(row.revision, row.saved_at, row.saved_by)
        if row.text:
            found[row.finding_key] = row.text
    return found


def assigned_places(session: Session, scope: CountryScope, contribution_id: int) -> frozenset[str]:
    """Return what was handed to the person of the scope: `P04`, or one question `P04.when`."""
    query = select(Assignment.point, Assignment.question).where(
        col(Assignment.contribution_id) == contribution_id,
        col(Assignment.account_id) == scope.account_id,
    )
    return frozenset(question or point for point, question in session.exec(query))
