"""What a chart is: one description for the page, for Office documents and as a picture.

Each value carries the fact it shows; nothing here computes one. Countries stand in protocol order,
never by value, and a value that is not shown is absent, not zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from app.domain.facts import Fact
from app.domain.points import Instrument, Point, PointGroup
from app.domain.suppression import is_shown
from app.reporting.words import in_language

if TYPE_CHECKING:
    from app.editions.charts.shapes import MapShapes

Fill = Literal["solid", "hatch", "outline", "dotted"]
Kind = Literal["bars", "dots", "lines", "panels", "map", "matrix", "milestones"]

NO_VALUE = "nothing"  # the key of the step of a place without a value


@dataclass(frozen=True)
class Datum:
    """One value of a chart: a fact and its number, or its words; neither where none is shown."""

    fact: str
    value: Decimal | None
    text: str = ""  # of a fact that is no number, and of a date on a line of time
    step: str = ""  # the key of the series whose colour it has, in maps and matrices

    @property
    def is_shown(self) -> bool:
        """Tell whether there is something to read."""
        return self.value is not None or bool(self.text)


@dataclass(frozen=True)
class Step:
    """What one colour stands for in a map or a matrix."""

    key: str
    name: str
    colour: str  # six hexadecimal digits
    fill: Fill


@dataclass(frozen=True)
class Mark:
    """A figure of all together, drawn across a chart: the median with its n."""

    name: str
    datum: Datum
    n: str  # "21 of 27"


@dataclass(frozen=True)
class Series:
    """What one colour stands for, with a value for each category."""

    key: str
    name: str
    colour: str  # six hexadecimal digits
    fill: Fill
    data: tuple[Datum, ...]
    group: str = ""  # the entry of the legend it shares with others; empty where it has its own
    change: Datum | None = None  # from the first category to the last in percent, a fact as well

    @property
    def is_whole(self) -> bool:
        """Tell whether it stands for everything together: no code of a part is its key."""
        return not self.key


@dataclass(frozen=True)
class Chart:
    """Values by category and series, in the order in which they are read.

    `bars`: horizontal, stacked where there are several series. `dots`: one place on the axis for
    each category. `lines`: categories are periods. `panels`: a small chart for each series.
    `map`: categories are Member States (`codes`), beside tiles. `matrix`: a row for each category,
    a column for each series. `milestones`: categories on a line of time.
    """

    id: str
    title: str
    description: str  # what somebody who does not see it should know
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""  # source and coverage, printed under the chart
    kind: Kind = "bars"
    head: str = ""  # what the categories are
    marks: tuple[Mark, ...] = ()
    steps: tuple[Step, ...] = ()
    codes: tuple[str, ...] = ()  # printed codes of countries, one for each category
    shapes: "MapShapes | None" = None  # of a map; none draws the tiles alone
    mark: str = ""  # drawn above everything: that the picture is not for everybody
    reach: Decimal = Decimal(0)  # how far the axis goes at least: charts on one scale share it

    @property
    def longest(self) -> Decimal:
        """Length of the longest bar, at least one."""
        sums = [
            sum((s.data[i].value or Decimal(0) for s in self.series), Decimal(0))
            for i in range(len(self.categories))
        ]
        return max([*sums, self.reach, Decimal(1)])

    @property
    def largest(self) -> Decimal:
        """The largest single value, marks included; zero where there is none."""
        own = [d.value for s in self.series for d in s.data if d.value is not None]
        return max([*own, *(m.datum.value or Decimal(0) for m in self.marks), Decimal(0)])

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not any(datum.is_shown for series in self.series for datum in series.data)

    def step_of(self, datum: Datum) -> Step | None:
        """Return what the colour of a value stands for."""
        return next((step for step in self.steps if step.key == datum.step), None)


def legend_of(chart: Chart) -> tuple[tuple[int, str], ...]:
    """Return the entries of the legend: the place of a series, and its words."""
    first = {series.group: place for place, series in reversed(list(enumerate(chart.series)))}
    return tuple(
        (place, series.group or series.name)
        for place, series in enumerate(chart.series)
        if not series.group or first[series.group] == place
    )


def datum_of(fact: Fact | None) -> Datum:
    """Return the value of a fact that everybody may see; none where nothing was counted."""
    if fact is None:
        return Datum("", None)
    return Datum(fact.id, fact.number if is_shown(fact) else None)


def title_of(item: Instrument | PointGroup | Point) -> str:
    """Return the title of something in the current language, else in English."""
    return in_language(item.title)
