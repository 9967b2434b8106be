"""What is asked of whom at which point: who reads addressees, reporters and subjects asks here."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.domain.answers import Choice, Day, Kind, MultiChoice, Number, Quarter, Text, YesNo
from app.domain.indicators import PROGRESS, Indicator, ReferencePeriod, periods
from app.domain.observations import CatalogueIndex, ObservationKey
from app.domain.points import Addressee, Header, Point, Question, ReporterEntry, question_code
from app.domain.roles import COMMISSION


@dataclass(frozen=True)
class AskedPoint:
    """One point as one reporter meets it."""

    point: Point
    has_status: bool  # False: a point of the other addressee, shown for its indicators only
    questions: tuple[Question, ...]
    indicators: tuple[Indicator, ...]  # entered here
    shown: tuple[Indicator, ...]  # entered at their home point, read-only here

    @property
    def id(self) -> str:
        """Id of the point, `P12`."""
        return self.point.id


def _is_reported_by(indicator: Indicator, reporter: str) -> bool:
    if reporter == COMMISSION:
        return indicator.subject == "union"
    return indicator.subject == "reporter"


@lru_cache(maxsize=256)
def _asked(index: "_Hashed", reporter: str) -> tuple[AskedPoint, ...]:
    catalogue = index.index.catalogue
    mine = [i for i in catalogue.indicators if i.id != PROGRESS and _is_reported_by(i, reporter)]
    wanted = Addressee.COMMISSION if reporter == COMMISSION else Addressee.MEMBER_STATES
    found = []
    for point in catalogue.instrument.points:
        here = tuple(i for i in mine if i.home_point == point.number)
        shown = tuple(i for i in mine if point.number in i.points and i not in here)
        own = point.addressee == wanted
        if not own and not here:
            continue
        questions = tuple(
            q for q in catalogue.questions if own and (q.points is None or point.number in q.points)
        )
        found.append(AskedPoint(point, own, questions, here, shown if own else ()))
    return tuple(found)


class _Hashed:
    """Identity wrapper: a catalogue never changes once loaded, so its identity is its key."""

    def __init__(self, index: CatalogueIndex) -> None:
        self.index = index

    def __hash__(self) -> int:
        return id(self.index.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.index.catalogue is self.index.catalogue


def asked_points(index: CatalogueIndex, reporter: str) -> tuple[AskedPoint, ...]:
    """Return the points of one reporter in order, with those where it only has indicators."""
    return _asked(_Hashed(index), reporter)


def asked_point(index: CatalogueIndex, reporter: str, point: str) -> AskedPoint | None:
    """Return one point as the reporter meets it, None when nothing is asked there."""
    return next((a for a in asked_points(index, reporter) if a.id == point), None)


def asked_header(index: CatalogueIndex, reporter: str) -> tuple[Header, ...]:
    """Return what is asked of one reporter about the report as a whole.

    A comment on a point is asked of those who do not report on that point themselves.
    """
    own = {asked.point.number for asked in asked_points(index, reporter) if asked.has_status}
    return tuple(h for h in index.catalogue.header if h.on_point is None or h.on_point not in own)


def kind_of_question(question: Question | Header) -> Kind:
    """Return the answer kind that reads a question."""
    options = tuple((o.value, o.label) for o in question.options)
    match question.kind:
        case "text":
            return Text(max_chars=question.max_chars)
        case "short_text":
            return Text(multiline=False, max_chars=question.max_chars)
        case "yes_no":
            return YesNo()
        case "choice":
            return Choice(options)
        case "multi_choice":
            return MultiChoice(options)
        case "quarter":
            return Quarter()
        case "date":
            return Day()
        case _:
            return Number()


def find_question(
    index: CatalogueIndex, reporter: str, code: str
) -> tuple[AskedPoint | None, Question | Header] | None:
    """Return the question behind a code with its point (None for the header), if it is asked."""
    prefix, _, key = code.partition(".")
    if prefix == "header":
        header = next((h for h in asked_header(index, reporter) if h.key == key), None)
        return None if header is None else (None, header)
    asked = asked_point(index, reporter, prefix)
    if asked is None:
        return None
    question = next((q for q in asked.questions if question_code(asked.id, q.key) == code), None)
    return None if question is None else (asked, question)


@lru_cache(maxsize=256)
def progress_key(point: str, cutoff: date) -> ObservationKey:
    """Return the key of the progress status of a point."""
    return ObservationKey(PROGRESS, cutoff.isoformat(), point)


def total_keys(indicator: Indicator, cutoff: date) -> tuple[ObservationKey, ...]:
    """Return the keys of the totals asked for an indicator, one for each period."""
    return _totals(indicator.id, indicator.reference_period, cutoff)


@lru_cache(maxsize=1024)
def _totals(indicator: str, reference: ReferencePeriod, cutoff: date) -> tuple[ObservationKey, ...]:
    return tuple(ObservationKey(indicator, period) for period in periods(reference, cutoff))


def home_of(index: CatalogueIndex, key: ObservationKey) -> str:
    """Return the point where a cell is entered."""
    if key.point:
        return key.point
    return f"P{index.indicators[key.indicator].home_point:02d}"


def same_period_of(other: Indicator, indicator: Indicator, period: str, cutoff: date) -> str:
    """Return the period of another indicator that goes with this one's.

    The same where both ask for it; else its only or latest one: a sum over two years is compared
    with the situation at their end.
    """
    theirs = periods(other.reference_period, cutoff)
    if period in theirs:
        return period
    own = periods(indicator.reference_period, cutoff)
    if len(own) == len(theirs) and period in own:
        return theirs[own.index(period)]
    return theirs[-1]


def is_required(indicator: Indicator) -> bool:
    """Tell whether a core value is expected of the reporter, not of the Commission's statistics."""
    if indicator.tier != "core" or indicator.validation.derived:
        return False
    return indicator.subject == "union" or indicator.reporter != "commission"


def reporter_entry(index: CatalogueIndex, code: str) -> ReporterEntry | None:
    """Return a reporter by its stored code, or by EL for Greece."""
    return next((r for r in index.catalogue.reporters if code in (r.code, r.printed)), None)
