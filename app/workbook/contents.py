"""The workbook of one contribution: which sheets it has and what stands on them."""

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.domain.asked import AskedPoint
from app.domain.points import PointGroup
from app.domain.roles import Role
from app.reporting import words
from app.reporting.work import Work
from app.workbook.answer_lines import about_lines, answer_columns, point_lines
from app.workbook.evidence_lines import evidence_columns, evidence_lines
from app.workbook.layout import Layout, Line, Sheet
from app.workbook.measure_lines import measure_columns, measure_lines
from app.workbook.value_lines import indicator_lines, value_columns


def layout_of(work: Work, catalogue_sha256: str, points: frozenset[str] | None = None) -> Layout:
    """Return the workbook of a contribution, or of some of its points; its lines know what holds.

    What this person may not write now stands in it and is locked.
    """
    asked = tuple(a for a in work.points if points is None or a.id in points)
    groups = work.index.catalogue.instrument.groups
    sheets = [_about_sheet(work)] if points is None and work.scope.has(Role.REPORTING_LEAD) else []
    sheets += [sheet for group in groups if (sheet := _group_sheet(work, group, asked))]
    sheets += [sheet for sheet in (_indicator_sheet(work, asked),) if sheet.lines]
    sheets += [_measure_sheet(work, asked), _evidence_sheet(work, asked)]
    return Layout(work.cycle, work.reporter, catalogue_sha256, current_locale(), tuple(sheets))


def _about_sheet(work: Work) -> Sheet:
    return Sheet(
        id="about",
        name=_("About"),
        title=_("About the report as a whole"),
        note=_("How the report was prepared, who was consulted, and what you want to add."),
        columns=answer_columns(),
        lines=tuple(about_lines(work)),
    )


def _group_sheet(work: Work, group: PointGroup, asked: tuple[AskedPoint, ...]) -> Sheet | None:
    here = [a for a in asked if a.point.number in group.points and (a.has_status or a.questions)]
    if not here:
        return None
    numbers = {"first": here[0].point.number, "last": here[-1].point.number}
    title = words.in_language(group.title)
    return Sheet(
        id=f"points:{group.id}",
        name=_("Points %(first)s-%(last)s") % numbers if len(here) > 1 else _point(numbers),
        title=title,
        note=_("Answer in the light cells. Choose from the list where a cell offers one."),
        columns=answer_columns(),
        lines=tuple(line for a in here for line in point_lines(work, a)),
    )


def _point(numbers: dict[str, int]) -> str:
    return _("Point %(number)s") % {"number": numbers["first"]}


def _indicator_sheet(work: Work, asked: tuple[AskedPoint, ...]) -> Sheet:
    lines: list[Line] = []
    for one in asked:
        lines += indicator_lines(work, one)
    return Sheet(
        id="indicators",
        name=_("Indicators"),
        title=_("Common indicators"),
        note=_(
            "Give a value, or say in the next column why there is none. A missing value is never "
            "counted as zero."
        ),
        columns=value_columns(),
        lines=tuple(lines),
    )


def _measure_sheet(work: Work, asked: tuple[AskedPoint, ...]) -> Sheet:
    return Sheet(
        id="measures",
        name=_("Measures"),
        title=_("Measures"),
        note=_(
            "One line for each law, strategy, programme, network or event. Add new ones on the "
            "empty lines below. To take one out, empty its line."
        ),
        columns=measure_columns(),
        lines=tuple(measure_lines(work, frozenset(a.id for a in asked))),
    )


def _evidence_sheet(work: Work, asked: tuple[AskedPoint, ...]) -> Sheet:
    return Sheet(
        id="evidence",
        name=_("Evidence"),
        title=_("Links behind the answers"),
        note=_(
            "Where a reader can see it for themselves: one link on each line. Add new ones on the "
            "empty lines below. Files are added on the portal; they are only named here."
        ),
        columns=evidence_columns(),
        lines=tuple(evidence_lines(work, frozenset(a.id for a in asked))),
    )
