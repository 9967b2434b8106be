"""A part sent alone is the same part of the whole page, so that both ways show the same."""

import re

import pytest

from app.domain.roles import Role
from tests.builders import LONG_TEXT, NOW
from tests.database import one_database
from tests.factories import make_person, open_reporting

POINT = "/contributions/2027/DK/points/P01"
# What differs on purpose: a fresh key for each rendering, and where htmx shall put the part.
_CHANGING = re.compile(r'name="idempotency_key" value="[^"]*"| data-hx-swap-oob="[^"]*"')


def _plain(html):
    return re.sub(r"\s+", " ", _CHANGING.sub("", html)).strip()


def _section(html, tag, name):
    start = (
        html.index(f'<{tag} class="point-progress" id="{name}"')
        if tag == "div"
        else (html.index(f'<{tag} id="{name}"'))
    )
    return html[start : html.index(f"</{tag}>", start)]


@one_database
def test_parts_that_answer_a_save_stand_in_the_page(client, engine):
    """Progress and findings sent beside a saved field are those of the page loaded after it."""
    open_reporting(engine, "DK")
    lead = client.sign_in(make_person(engine, Role.REPORTING_LEAD))
    sent = lead.post(
        f"{POINT}/answers/P01.justification",
        {"value": LONG_TEXT, "revision": "0"},
        htmx=True,
    )
    assert sent.status == 200
    part, page = _plain(sent.text), _plain(lead.get(POINT).text)
    for tag, name in (("div", "progress"), ("section", "findings")):
        assert _section(part, tag, name) in page


@one_database
def test_a_lone_field_stands_in_the_page(client, engine):
    """The field that comes back is, but for its saved mark, the field of the page."""
    open_reporting(engine, "DK")
    lead = client.sign_in(make_person(engine, Role.REPORTING_LEAD))
    form = {"value": LONG_TEXT, "revision": "0"}
    sent = lead.post(f"{POINT}/answers/P01.justification", form, htmx=True)
    part, page = _plain(sent.text), _plain(lead.get(POINT).text)
    field = part[part.index("<form") : part.index("</form>")]
    assert field in page


@one_database
@pytest.mark.parametrize(
    ("point", "key", "value"),
    [("P01", f"SD-X.1/P01@{NOW}", "substantial"), ("P02", "SD-02.1@2025-2027", "5")],
)
def test_a_lone_cell_stands_in_the_page(client, engine, point, key, value):
    """A figure that comes back keeps the label and the hint it has on its page."""
    open_reporting(engine, "DK")
    lead = client.sign_in(make_person(engine, Role.REPORTING_LEAD))
    page = POINT.replace("P01", point)
    sent = lead.post(f"{page}/observations", {"key": key, "value": value}, htmx=True)
    assert sent.status == 200
    part, whole = _plain(sent.text), _plain(lead.get(page).text)
    assert part[part.index("<form") : part.index("</form>")] in whole
