"""A training cycle: what is written into it so that everybody can practise, and nothing else."""

from sqlmodel import Session

from app.audit.service import record
from app.catalogue.moving import move_cycle
from app.catalogue.queries import CycleInfo, get_index
from app.core.clock import now
from app.core.i18n import country_name
from app.domain.asked import AskedPoint, asked_points, progress_key
from app.domain.indicators import periods
from app.domain.observations import CatalogueIndex, ObservationKey
from app.domain.points import question_code
from app.domain.roles import CountryScope, Role, UnionScope
from app.domain.workflow import CycleStatus, Window
from app.reporting.service.keeping import Base
from app.reporting.service.records import MeasureInput, save_measure
from app.reporting.service.saving import (
    AnswerInput,
    ObservationInput,
    save_answer,
    save_observation,
)

POINTS = 3  # of each reporter that have something written
_STEPS = ("limited", "some", "substantial")
# Plain English like everything a country writes: it is content, not a word of the portal.
_TEXT = (
    "Training text for {country}, point {number}: this was generated so that people can practise. "
    "It is not information about any country. Change it, add to it, send it for sign-off."
)


def move_and_fill(session: Session, scope: UnionScope, code: str, to: CycleStatus) -> CycleInfo:
    """Move a cycle on; a training cycle whose questions are frozen is filled to practise with."""
    cycle = move_cycle(session, scope, code, to)
    if cycle.is_training and to is CycleStatus.FROZEN and cycle.window(now()) is Window.OPEN:
        _fill(session, scope, cycle)
    return cycle


def _fill(session: Session, scope: UnionScope, cycle: CycleInfo) -> None:
    index = get_index(session, cycle.catalogue_version_id)
    for place, entry in enumerate(index.catalogue.reporters):
        # The scope opens this training cycle and nothing else of the country.
        lead = frozenset({Role.REPORTING_LEAD})
        as_country = CountryScope(entry.code, None, scope.account_name, lead, only_cycle=cycle.code)
        _write(session, as_country, cycle, index, place)
    record(
        session,
        f"cycle:{cycle.code}",
        "training_filled",
        account_id=scope.account_id,
        subject=cycle.code,
        count=len(index.catalogue.reporters),
    )


def _write(
    session: Session, scope: CountryScope, cycle: CycleInfo, index: CatalogueIndex, place: int
) -> None:
    """Write a few points of one country, other ones for the next country."""
    points = [point for point in asked_points(index, scope.reporter) if point.has_status]
    if not points:
        return
    places = dict.fromkeys((place + step * 5) % len(points) for step in range(POINTS))
    chosen = [points[at] for at in places]
    for step, asked in enumerate(chosen):
        key = progress_key(asked.id, cycle.cutoff)
        _value(session, scope, cycle, key, _STEPS[(place + step) % len(_STEPS)])
        _text(session, scope, cycle, asked)
        _figures(session, scope, cycle, index, asked, place)
    name = country_name(scope.reporter)
    measure = MeasureInput(
        title=f"Training measure of {name}",
        type=index.catalogue.measure_types[0].value,
        stage=index.catalogue.measure_stages[0].value,
        points=(chosen[0].id,),
        description=_said(scope, chosen[0]),
    )
    save_measure(session, scope, cycle.code, "training", measure, Base())


def _said(scope: CountryScope, asked: AskedPoint) -> str:
    return _TEXT.format(country=country_name(scope.reporter), number=asked.point.number)


def _text(session: Session, scope: CountryScope, cycle: CycleInfo, asked: AskedPoint) -> None:
    for question in asked.questions:
        if question.kind == "text":
            code = question_code(asked.id, question.key)
            save_answer(
                session, scope, cycle.code, code, AnswerInput((_said(scope, asked),)), Base()
            )
            return


def _figures(
    session: Session,
    scope: CountryScope,
    cycle: CycleInfo,
    index: CatalogueIndex,
    asked: AskedPoint,
    place: int,
) -> None:
    """Write one small number where the point asks for counts."""
    for indicator in asked.indicators:
        if indicator.value_type == "count" and not indicator.per_point:
            period = periods(indicator.reference_period, cycle.cutoff)[-1]
            _value(session, scope, cycle, ObservationKey(indicator.id, period), str(place % 7))
            return


def _value(
    session: Session, scope: CountryScope, cycle: CycleInfo, key: ObservationKey, text: str
) -> None:
    note = "Training value: generated, not information about any country."
    given = ObservationInput((text,), note=note)
    # What an indicator does not take is left out: practice needs no more.
    save_observation(session, scope, cycle.code, key, given, Base())
