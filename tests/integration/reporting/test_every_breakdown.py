"""Every breakdown of every indicator that is asked can be entered and read back."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.db import open_session
from app.domain.answers import Choice, Day, Number, YesNo
from app.domain.asked import asked_points, total_keys
from app.domain.indicators import PROGRESS
from app.domain.observations import ObservationKey, kind_of
from app.domain.roles import Role
from tests.builders import CUTOFF, NOW
from tests.client import PageClient
from tests.database import one_database
from tests.factories import fill, lead_scope, make_person, make_version, open_reporting
from tests.real_catalogue import real_catalogue, real_index
from tests.tables import draft, page_url, send, statements, values

AT_MOST = 12  # queries of a page


def reporter_of(indicator):
    """Return who is asked: a Member State, or the Commission."""
    return "EU" if indicator.subject == "union" else "DK"


def home_of(indicator):
    """Return the point where an indicator is entered; the status at a point with elements."""
    if indicator.id == PROGRESS:
        points = [a for a in asked_points(real_index(), "DK") if a.point.sub_items]
        return points[0].id
    return f"P{indicator.home_point:02d}"


def totals_of(indicator):
    """Return the keys of the totals."""
    if indicator.id == PROGRESS:
        return (ObservationKey(PROGRESS, NOW, home_of(indicator)),)
    return total_keys(indicator, CUTOFF)


def two_cells(indicator, breakdown):
    """Return the keys of the first and second cell of a breakdown in its last period."""
    total = totals_of(indicator)[-1]
    lists = [real_index().dimension_codes(indicator, dimension) for dimension in breakdown.by]
    second = (1, *(0 for _ in lists[1:]))
    return [
        total.with_codes(
            *((d, codes[at][0]) for d, codes, at in zip(breakdown.by, lists, place, strict=True))
        )
        for place in ((0,) * len(lists), second)
    ]


def typed(indicator, key):
    """Return what somebody types into a cell, and the value that is meant."""
    kind = kind_of(real_index(), indicator, key)
    if isinstance(kind, YesNo):
        return "yes", True
    if isinstance(kind, Choice):
        return kind.options[0][0], kind.options[0][0]
    if isinstance(kind, Day):
        return "2026-05-29", date(2026, 5, 29)
    return ("1", Decimal(1)) if isinstance(kind, Number) else ("A story.", "A story.")


def sent_for(page, keys, texts):
    """Return the fields for two cells: as they stand on the page, or by adding rows of a list."""
    shown = {e.get("name") for tag in ("input", "select", "textarea") for e in page.all(tag)}
    fields = {}
    for key, text in zip(keys, texts, strict=True):
        dimension, code = key.codes[0]
        if f"value:{key}" in shown:
            assert f"revision:{key}" in shown
            fields |= values({str(key): text})
        else:
            assert f"add:{dimension}" in shown
            codes = {o.get("value") for o in page.all("option")}
            assert code in codes
            fields |= {f"add:{dimension}": code}
            if text != "yes":
                fields |= {f"new:{dimension}@{key.period}": text}
    return fields


@one_database
@pytest.mark.parametrize("name", [i.id for i in real_catalogue().indicators])
def test_every_breakdown_can_be_entered_and_read_back(app, engine, name):
    """Two cells of each breakdown of each indicator, through its own page."""
    indicator = real_index().indicators[name]
    reporter, point = reporter_of(indicator), home_of(indicator)
    with open_session(engine, write=True) as session:
        version = make_version(session, real_catalogue())
    open_reporting(engine, reporter, catalogue_version_id=version)
    email = make_person(engine, Role.REPORTING_LEAD, reporter)
    lead, scope = PageClient(app).sign_in(email), lead_scope(engine, email, reporter)
    page = lead.get(page_url(name, point, reporter))
    assert page.status == 200
    assert indicator.definition in page.words()
    if indicator.validation.derived:
        assert_shares_follow(lead, engine, scope, indicator, point)
        return
    for breakdown in indicator.breakdowns:
        keys = two_cells(indicator, breakdown)
        pairs = [typed(indicator, key) for key in keys]
        for at in ((0, 1),) if not is_long(breakdown) else ((0,), (1,)):
            page = lead.get(page_url(name, point, reporter))
            fields = sent_for(page, [keys[i] for i in at], [pairs[i][0] for i in at])
            answer = send(lead, name, point, fields, reporter=reporter)
            assert answer.status == 303, answer.words()[:600]
        found = draft(engine, scope).data.observations
        assert [found[key].value for key in keys] == [value for _text, value in pairs]


def is_long(breakdown):
    """Tell whether rows are added one by one."""
    lists = {one.id: one for one in real_catalogue().codelists}
    return breakdown.by[0] in lists and lists[breakdown.by[0]].is_long


def assert_shares_follow(lead, engine, scope, indicator, point):
    """A derived share takes no value; it follows its two parts, total by total and cell by cell."""
    for breakdown in (*indicator.breakdowns, None):
        total = totals_of(indicator)[-1]
        key = two_cells(indicator, breakdown)[0] if breakdown else total
        part = ObservationKey(indicator.numerator, key.period, None, key.codes)
        whole_of = real_index().indicators[indicator.denominator]
        period = total_keys(whole_of, CUTOFF)[-1].period
        whole = ObservationKey(indicator.denominator, period, None, key.codes)
        assert send(lead, indicator.id, point, values({str(key): "50"})).status in (404, 422)
        fill(engine, scope, {}, {str(part): "1", str(whole): "4"})
        assert draft(engine, scope).data.observations[key].value == Decimal(25)
    page = lead.get(page_url(indicator.id, point))
    assert page.words().count("25") >= len(indicator.breakdowns)
    assert not [e for e in page.all("input") if e.get("name", "").startswith("value")]


@one_database
@pytest.mark.parametrize("name", ["SD-05.4", "SD-X.2", "SD-X.6", "SD-16.1", "SD-X.7"])
def test_largest_pages_need_few_queries(app, engine, name):
    """However many tables a page has, it is made from one look at the contribution."""
    indicator = real_index().indicators[name]
    with open_session(engine, write=True) as session:
        version = make_version(session, real_catalogue())
    open_reporting(engine, "DK", catalogue_version_id=version)
    lead = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD))
    lead.get(page_url(name, home_of(indicator)))
    with statements(lead.app.state.engine) as seen:
        assert lead.get(page_url(name, home_of(indicator))).status == 200
    assert 0 < len(seen) <= AT_MOST, "\n".join(seen)
