"""What the Commission does at its points, on a line of time."""

import re
from collections.abc import Sequence

from app.core.i18n import gettext as _
from app.domain.contribution import Measure
from app.domain.facts import Facts
from app.domain.indicators import Catalogue
from app.domain.points import Addressee
from app.domain.roles import COMMISSION
from app.editions.charts.palette import HUES
from app.editions.charts.specification import Chart, Datum, Series, title_of

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)


def commission_milestones(
    chart_id: str,
    title: str,
    facts: Facts,
    catalogue: Catalogue,
    measures: Sequence[Measure],
    period: str,
    note: str = "",
) -> Chart:
    """Return the Commission's measures by the point they serve and the day they began.

    The fact behind each is the number of measures at its point; one without a date is in that
    number and not on the line.
    """
    points = [p for p in catalogue.instrument.points if p.addressee is Addressee.COMMISSION]
    dated = sorted(
        (m for m in measures if _DATE.fullmatch(m.start)), key=lambda m: (m.start, m.title, m.uid)
    )
    fact_ids = {p.id: f"{p.id}.measures/{COMMISSION}/count@{period}" for p in points}
    here = [m for m in dated if any(fact_ids.get(point) in facts for point in m.points)]
    nothing = Datum("", None)
    series = tuple(
        Series(
            measure.uid,
            measure.title,
            HUES[0],
            "solid",
            tuple(
                Datum(fact_ids[p.id], None, measure.start)
                if p.id in measure.points and fact_ids[p.id] in facts
                else nothing
                for p in points
            ),
        )
        for measure in here
    )
    return Chart(
        id=chart_id,
        title=title,
        description=_(
            "A line of time for each point of the Commission, with a numbered mark where a measure "
            "began. The table gives the same measures with their dates."
        ),
        axis=_("Since"),
        categories=tuple(f"{point.number}. {title_of(point)}" for point in points),
        series=series,
        note=note,
        kind="milestones",
        head=_("Measure"),
    )
