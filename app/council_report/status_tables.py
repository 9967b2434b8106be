"""Tables of the progress status and of measures by point, and of the status by country."""

from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Column, Figure, Prose, Table
from app.council_report.prose import figure, words
from app.editions.addressed import is_ours, set_of

# One letter for each step in a table of 27 columns; the note under it says what they mean.
_LETTERS = {
    "none": "N",
    "limited": "L",
    "some": "S",
    "substantial": "B",
    "full": "F",
    "not_pursued": "X",
    "not_applicable": "A",
}
STEP = "step"  # part of a figure: the letter of its step


def types_by_point(contents: ReportContents) -> Table:
    """Return how many measures serve each point, by type."""
    types = contents.catalogue.measure_types
    period = contents.period
    rows = tuple(
        (
            words(str(point.number)),
            *(
                (figure(contents, f"{_counted(point.id, set_of(point))}/type={t.value}@{period}"),)
                for t in types
            ),
            (figure(contents, f"{_counted(point.id, set_of(point))}@{period}"),),
        )
        for point in contents.catalogue.instrument.points
    )
    return Table(
        id="table:annex.types",
        caption=_("Number of measures by point and type"),
        columns=(
            Column(_("Point"), 6),
            *(Column(t.label, 10, True) for t in types),
            Column(_("All"), 5, True),
        ),
        rows=rows,
        compact=True,
        description=_("One row for each point, one column for each type of measure, and the sum."),
        note=words(_("A dash means that there is no measure of this type.")),
    )


def _counted(point: str, where: str) -> str:
    return f"{point}.measures/{where}/count"


def status_by_point(contents: ReportContents) -> Table:
    """Return how many Member States chose each step at each point."""
    period = contents.period
    measures = [f"count/{option.value}" for option in contents.catalogue.progress_scale]
    rows = tuple(
        (
            words(str(point.number)),
            *(
                (figure(contents, f"{point.id}.progress/EU27/{measure}@{period}"),)
                for measure in (*measures, "n", "missing")
            ),
        )
        for point in contents.catalogue.instrument.points
        if not is_ours(point)
    )
    return Table(
        id="table:annex.status",
        caption=_("Number of Member States by point and progress status"),
        columns=(
            Column(_("Point"), 7),
            *(Column(o.label, 11, True) for o in contents.catalogue.progress_scale),
            Column(_("Status given"), 9, True),
            Column(_("No status"), 9, True),
        ),
        rows=rows,
        compact=True,
        description=_("One row for each of the points 1 to 24, one column for each step."),
    )


def status_by_country(contents: ReportContents) -> Table:
    """Return the step of each country at each point, for those that let everybody read theirs."""
    points = [p for p in contents.catalogue.instrument.points if not is_ours(p)]
    shown = [
        part.printed
        for part in contents.present
        if any(_status(contents, point.id, part.printed) for point in points)
    ]
    rows = tuple(
        (
            words(str(point.number)),
            *(_status(contents, point.id, code) or words("–") for code in shown),
        )
        for point in points
    )
    steps = "; ".join(
        f"{_LETTERS[option.value]} {option.label.lower()}"
        for option in contents.catalogue.progress_scale
        if option.value in _LETTERS
    )
    text = _(
        "%(steps)s. A dash means that no status is shown: none was given, or not for everybody to "
        "read. The steps are no marks; countries start from different places."
    )
    return Table(
        id="table:annex.countries",
        caption=_("Progress status by point and country, as released by each country"),
        columns=(Column(_("Point"), 6), *(Column(code, 4) for code in shown)),
        rows=rows if shown else (),
        compact=True,
        description=_("One row for each of the points 1 to 24, one column for each country."),
        note=words(text % {"steps": steps}),
    )


def _status(contents: ReportContents, point: str, printed: str) -> Prose:
    fact = contents.shown(f"{point}.progress/{printed}/value@{contents.period}")
    if fact is None or fact.text not in _LETTERS:
        return ()
    return (Figure(fact.id, _LETTERS[fact.text], STEP),)
