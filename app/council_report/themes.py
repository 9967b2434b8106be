"""What runs across the points: capacity, openness and security, regions, goals, people; series."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.core.i18n import printed_code
from app.council_report.contents import ReportContents
from app.council_report.document import Block, ChartBlock, Heading, Paragraph, Reference, Table
from app.council_report.prose import filled, listed, words
from app.council_report.series import series_blocks
from app.council_report.standard_tables import by_code
from app.council_report.union_lines import union_table
from app.domain.facts import EU27, Fact
from app.editions.charts import Chart
from app.editions.charts.countries import countries_of, values_with_median
from app.reporting.words import period_word

CAPACITY = ("SD-11.1", "SD-11.2", "SD-12.1", "SD-13.2", "SD-14.2", "SD-16.1", "SD-X.3")
OPEN_AND_SECURE = ("SD-05.2", "SD-05.3", "SD-06.2", "SD-X.6", "SD-18.1")
BY_REGION = ("SD-02.1", "SD-16.1", "SD-17.2", "SD-X.4")
BY_GOAL = ("SD-X.4",)
BY_GENDER = ("SD-03.1", "SD-07.1", "SD-13.2", "SD-16.1", "SD-24.2")
YOUNG = ("SD-23.1", "SD-23.2", "SD-24.1", "SD-24.2")
DOTS = {"capacity": CAPACITY, "regions": BY_REGION, "young": YOUNG}  # by country, with the median
FEWEST_DOTS = 3
TWO_SERIES = ("SD-05.4", "SD-05.5")
PROGRAMMES = ("SD-03.3", "SD-09.1", "SD-10.1", "SD-29.1", "SD-29.2")


def cross_cutting(contents: ReportContents) -> Iterator[Block]:
    """Yield the chapter on what several points share; a theme without figures says so."""
    yield Heading(1, _("Cross-cutting themes"), "themes", starts_page=True)
    yield Paragraph(
        words(
            _(
                "Several points serve the same ends. This chapter brings their figures together; "
                "each of them also stands at its own point or in the annex."
            )
        )
    )
    for key, title, table, points in _themes(contents):
        if contents.is_baseline and not table.rows:
            continue  # nobody was asked yet
        yield Heading(2, title, f"themes-{key}")
        yield from _theme(table, points)
        charts = (_dots(contents, name) for name in DOTS.get(key, ()))
        chart = next((chart for chart in charts if chart is not None), None)
        if chart is not None:
            yield ChartBlock(chart)


def _themes(contents: ReportContents) -> Iterator[tuple[str, str, Table, tuple[int, ...]]]:
    yield (
        "capacity",
        _("Coordination and capacity"),
        _together(contents, "themes.capacity", _("Coordination and capacity"), CAPACITY),
        (11, 12, 13, 14, 16),
    )
    yield (
        "security",
        _("Open and secure cooperation"),
        _together(contents, "themes.security", _("Open and secure cooperation"), OPEN_AND_SECURE),
        (3, 5, 6, 18),
    )
    by_region = _("Figures by partner country or region")
    yield (
        "regions",
        _("Partner countries and regions"),
        by_code(contents, "themes.regions", by_region, "partner_region", BY_REGION),
        (2, 8, 16, 19),
    )
    yield (
        "goals",
        _("Sustainable Development Goals"),
        by_code(contents, "themes.goals", _("Activities by goal"), "sdg", BY_GOAL),
        (7, 19),
    )
    yield (
        "gender",
        _("Women and men"),
        by_code(contents, "themes.gender", _("Persons by gender"), "gender", BY_GENDER),
        (7, 16, 24),
    )
    yield (
        "young",
        _("Young people and training"),
        _together(contents, "themes.young", _("Young people and training"), YOUNG),
        (23, 24),
    )


def _theme(table: Table, points: tuple[int, ...]) -> Iterator[Block]:
    if not table.rows:
        yield Paragraph(words(_("There are no figures on this theme in this edition.")), "quiet")
        return
    where = listed((Reference(f"P{number:02d}", str(number)),) for number in points)
    yield Paragraph(filled(_("See also sections %(sections)s."), sections=where))
    yield table


def _dots(contents: ReportContents, name: str) -> Chart | None:
    """Return a dot for each country that shows its number, in protocol order, and the median."""
    indicator = contents.index.indicators.get(name)
    median = max(
        (f for f in contents.by_subject.get(name, []) if _is_total(f, EU27, "median")),
        key=lambda fact: fact.key.period,
        default=None,
    )
    if indicator is None or median is None or not contents.shown(median.id):
        return None
    found = {
        fact.key.set: fact
        for fact in contents.by_subject[name]
        if _is_total(fact, fact.key.set, "value")
        and fact.key.period == median.key.period
        and contents.shown(fact.id)
    }
    codes = [code for code in countries_of(contents.catalogue) if printed_code(code) in found]
    if len(codes) < FEWEST_DOTS:
        return None
    n = _("%(n)d of %(of)d") % {"n": median.n, "of": median.of}
    return values_with_median(
        f"chart:themes.{name}",
        _("%(name)s, %(period)s: values by country")
        % {"name": indicator.name, "period": period_word(median.key.period)},
        indicator.unit,
        [(code, found[printed_code(code)]) for code in codes],
        median,
        n,
        _("In protocol order; only countries that show their value by itself. Source: accepted "
          "submissions."),
    )  # fmt: skip


def _is_total(fact: Fact, where: str, measure: str) -> bool:
    return fact.key.set == where and fact.key.measure == measure and not fact.key.codes


def _together(
    contents: ReportContents, name: str, caption: str, indicators: tuple[str, ...]
) -> Table:
    known = contents.index.indicators
    return union_table(contents, name, caption, (known[i] for i in indicators if i in known))


def cooperation(contents: ReportContents) -> Iterator[Block]:
    """Yield the chapter of figures on international cooperation."""
    yield Heading(1, _("International cooperation in figures"), "cooperation", starts_page=True)
    yield Paragraph(
        words(
            _(
                "Two series show how scientific cooperation with partners outside the Union "
                "develops: publications written together, and admissions of doctoral candidates "
                "from abroad."
            )
        )
    )
    series = by_code(
        contents,
        "cooperation.doctoral",
        _("Doctoral admissions by origin, Member States together"),
        "partner_region",
        ("SD-05.5",),
    )
    programmes = _together(
        contents, "cooperation.programmes", _("Programmes and infrastructures"), PROGRAMMES
    )
    for name in TWO_SERIES:
        if name in contents.index.indicators:
            yield from series_blocks(contents, contents.index.indicators[name])
    there = [table for table in (series, programmes) if table.rows]
    yield from there
    if not there:
        yield Paragraph(words(_("There are no figures on this theme in this edition.")), "quiet")
