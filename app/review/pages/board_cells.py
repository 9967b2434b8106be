"""The cells of the board: what a submission says at a point as a mark, a letter, and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, ngettext, pgettext
from app.core.i18n import gettext as _
from app.domain.completeness import PointState
from app.domain.observations import CatalogueIndex
from app.domain.points import Point
from app.reporting import words
from app.reporting.addresses import desk_url
from app.review.digests import Digest
from app.review.standing import Standing, is_asked

LEFT_OUT, NOT_REPORTED = "left_out", "not_reported"
QUESTIONED = "?"  # stands behind the letter


@dataclass(frozen=True)
class BoardCell:
    """One point of one reporter: a mark, a letter, and all of it in words."""

    name: str  # the whole accessible name; empty where the point is not asked of this reporter
    letter: str = ""
    mark: str = ""
    url: str = ""


@dataclass(frozen=True)
class Cells:
    """The cells of a row, made when they are drawn.

    Two are equal when they show the same points of the same frozen document with questions at the
    same points; then they look the same, so a row is drawn once.
    """

    cycle: str
    reporter: str
    sha256: str  # empty where nothing lies before the Commission
    points: tuple[str, ...]
    questioned: frozenset[str]
    is_compiled: bool
    index: CatalogueIndex = field(compare=False, repr=False)
    digest: Digest | None = field(compare=False, repr=False)

    @property
    def drawn(self) -> tuple[BoardCell, ...]:
        """Return the cells, point by point."""
        shown = frozenset(self.points)
        points = self.index.catalogue.instrument.points
        return tuple(self._cell(point) for point in points if point.id in shown)

    def _cell(self, point: Point) -> BoardCell:
        if not is_asked(self.reporter, point):
            return BoardCell("")
        said, letter, mark = said_at(self.index, self.digest, point, is_compiled=self.is_compiled)
        if point.id in self.questioned:
            said = _("%(said)s, a question is open") % {"said": said}
            letter += QUESTIONED
        name = _("%(country)s, point %(number)d: %(said)s") % {
            "country": country_name(self.reporter),
            "number": point.number,
            "said": said,
        }
        there = self.digest is not None
        url = desk_url(self.cycle, self.reporter, point=point.id) if there else ""
        return BoardCell(name, letter, mark, url)


def cells_of(
    index: CatalogueIndex, cycle: CycleInfo, standing: Standing, points: tuple[str, ...]
) -> Cells:
    """Return the cells of a reporter."""
    return Cells(
        cycle=cycle.code,
        reporter=standing.reporter,
        sha256=standing.digest.sha256 if standing.digest else "",
        points=points,
        questioned=frozenset(question.point for question in standing.questions),
        is_compiled=cycle.is_baseline,
        index=index,
        digest=standing.digest,
    )


def said_at(
    index: CatalogueIndex, digest: Digest | None, point: Point, *, is_compiled: bool
) -> tuple[str, str, str]:
    """Return in words what is said at a point, with its letter and mark."""
    if digest is None:
        return _("no report"), "", NOT_REPORTED
    judged = digest.judged.at(point.id)
    if judged is not None and judged.state is PointState.LEFT_OUT:
        return _("left out"), pgettext("letter for left out", "O"), LEFT_OUT
    if is_compiled:
        return _compiled(digest.points[point.id].entries)
    seen = digest.points[point.id]
    if seen.missing:
        reason = words.missing_word(index, seen.missing)
        return _("no status given (%(reason)s)") % {"reason": reason}, "·", ""
    if not seen.status:
        return _("no status given"), "·", ""
    return words.progress_word(index, seen.status), _letters()[seen.status], seen.status


def _compiled(count: int) -> tuple[str, str, str]:
    """Return how many things public sources say at a point; nobody assessed its progress."""
    if not count:
        return _("nothing found in public sources"), "·", ""
    said = ngettext(
        "%(num)d entry from public sources", "%(num)d entries from public sources", count
    )
    return said % {"num": count}, str(count), ""


def _letters() -> Mapping[str, str]:
    return {
        "none": pgettext("letter for no progress", "N"),
        "limited": pgettext("letter for limited progress", "L"),
        "some": pgettext("letter for some progress", "S"),
        "substantial": pgettext("letter for substantial progress", "B"),
        "full": pgettext("letter for full implementation", "F"),
        "not_pursued": pgettext("letter for examined, not pursued", "X"),
        "not_applicable": pgettext("letter for not applicable", "A"),
    }


def legend(index: CatalogueIndex) -> tuple[tuple[str, str, str], ...]:
    """Return mark, letter and word of everything a cell can show."""
    letters = _letters()
    steps = [
        (o.value, letters[o.value], words.progress_word(index, o.value))
        for o in index.catalogue.progress_scale
    ]
    return (
        *steps,
        (LEFT_OUT, pgettext("letter for left out", "O"), _("Left out")),
        ("", "·", _("No status given")),
        (NOT_REPORTED, "", _("No report")),
        ("", QUESTIONED, _("A question of the Commission is open")),
    )
