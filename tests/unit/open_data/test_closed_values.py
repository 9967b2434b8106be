"""What is closed looks like what is not there: in every table, page, chart and document."""

from dataclasses import replace
from functools import cache

from app.dashboards.pages.countries import countries_page, country_page
from app.dashboards.pages.coverage import coverage_page
from app.dashboards.pages.indicators import indicator_page, indicators_page
from app.dashboards.pages.matrix import matrix_page
from app.dashboards.pages.overview import overview_page
from app.dashboards.pages.points import point_page, points_page
from app.domain.observations import ObservationKey
from app.open_data.documents import country_document, fact_document, observations
from app.open_data.facts_table import facts_table
from app.open_data.tables import content_tables
from app.open_data.text_tables import quality_table
from tests.editions import live_contents, real_index
from tests.in_public import facts_of, public_contents, public_view

SECRET = "only two of them, and both in one embassy"


@cache
def _reports():
    """Return some reports; Denmark closes everything at a third of the indicators."""
    found = [part.data for part in live_contents().reporters if part.data]
    some = [d for place, d in enumerate(found) if place % 4 == 0 or d.reporter in ("DK", "EU")]
    return [_closing(d) if d.reporter == "DK" else d for d in some]


def _is_closed(indicator):
    return _names().index(indicator) % 3 == 0


@cache
def _names():
    return sorted(i.id for i in real_index().catalogue.indicators)


def _closing(data):
    return replace(
        data,
        observations={
            key: replace(seen, visibility="commission") if _is_closed(key.indicator) else seen
            for key, seen in data.observations.items()
        },
    )


def _silent(data):
    kept = {key: seen for key, seen in data.observations.items() if not _is_closed(key.indicator)}
    return replace(data, observations=kept)


def _everything(contents):
    """Yield all that is made of an edition for everybody, by name."""
    view, catalogue = public_view(contents), contents.index.catalogue
    for table in (*content_tables(contents), facts_table(contents)):
        yield f"table {table.name}", table.rows
    yield "observations", list(observations(contents))
    yield "facts", [fact_document(f, "2027/1", "") for _, f in sorted(contents.facts.items())]
    for entry in catalogue.reporters:
        yield f"document {entry.code}", country_document(contents, entry)
    yield "country", country_page(view, "DK")
    closed = [i for i in catalogue.indicators if _is_closed(i.id)]
    points = {number for indicator in closed for number in indicator.points}
    for indicator in closed:
        yield f"indicator {indicator.id}", indicator_page(view, indicator)
    for point in catalogue.instrument.points:
        if point.number in points:
            yield f"point {point.id}", point_page(view, point)
    for group in catalogue.instrument.groups:
        yield f"matrix {group.id}", matrix_page(view, group.id)
    for page in (overview_page, points_page, indicators_page, countries_page, coverage_page):
        yield page.__name__, page(view)


def test_a_closed_answer_cannot_be_told_from_none():
    """Denmark closes a third of its answers; the same edition in which it gave none of them, with
    the same European figures, is the same in everything that anybody gets."""
    closed = _reports()
    silent = [_silent(d) if d.reporter == "DK" else d for d in closed]
    facts = facts_of(closed)
    # Whatever is hidden beside a closed value is hidden in both; the rest of the edition is one.
    own = {name: facts.get(name, f) for name, f in facts_of(silent).items() if f.key.set == "DK"}
    rest = {name: f for name, f in facts.items() if f.key.set != "DK"}
    assert len(own) + len(rest) <= len(facts) - 30
    one = dict(_everything(public_contents(closed, facts)))
    other = dict(_everything(public_contents(silent, {**own, **rest})))
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_what_is_explained_about_a_hidden_value_is_hidden():
    """A finding about a cell too small to be shown says nothing of it, not even which it is."""
    data = _reports()
    facts = facts_of(data)
    found = {d.reporter: dict(_by_shown(d, facts)) for d in data}
    reporter, keys = next((r, keys) for r, keys in found.items() if len(keys) == 2)
    told = [
        {"rule": "QC-013", "severity": "warning", "point": "P02", "subject": str(keys[is_small]),
         "justification": SECRET if is_small else "We counted again."}
        for is_small in (True, False)
    ]  # fmt: skip
    rows = quality_table(public_contents(data, facts, {reporter: told})).rows
    assert [row[8] for row in rows] == ["", str(keys[False])]
    assert [row[9] for row in rows] == ["", "We counted again."]


def _by_shown(data, facts):
    """Yield an open value with whether it is too small to be shown: the last of each kind."""
    printed = {entry.code: entry.printed for entry in real_index().catalogue.reporters}
    for fact in facts.values():
        if fact.key.set == printed[data.reporter] and fact.key.measure == "value":
            key = ObservationKey(fact.key.subject, fact.key.period, None, fact.key.codes)
            if key in data.observations and fact.visibility == "public":
                yield fact.suppressed, key
