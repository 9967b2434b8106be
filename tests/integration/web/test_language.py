"""The language switch: back to where the reader was, and never anywhere else."""

import pytest

from tests.database import one_database

HOME = "http://127.0.0.1:8000"
FILTERS = "/measures?type=law&q=%22s%C3%A9curit%C3%A9%22&page=2"


@one_database
@pytest.mark.parametrize(
    ("path", "came_from", "leads_to"),
    [
        ("/measures", HOME + FILTERS, FILTERS),
        ("/points/P12", HOME + "/points/P12?edition=2027/1", "/points/P12?edition=2027/1"),
        ("/measures", HOME + "/measures", "/measures"),
        ("/measures", "", "/measures"),  # a browser that keeps it to itself
        ("/measures", HOME + "/compare?with=2027/1", "/measures"),
        ("/measures", "https://elsewhere.example" + FILTERS, "/measures"),
        ("/measures", "https://[elsewhere" + FILTERS, "/measures"),
        ("//elsewhere.example/x", HOME + "//elsewhere.example/x?a=1", "/"),
        ("https://elsewhere.example/", "https://elsewhere.example/?a=1", "/"),
        ("/measures", HOME + "/measures?a=\\elsewhere", "/"),
    ],
)
def test_the_filters_of_the_address_stay(client, path, came_from, leads_to):
    """Whatever the address asks for is asked for again in the chosen language."""
    answer = client.post(
        "/language", {"locale": "en", "next": path}, headers={"Referer": came_from}
    )
    assert answer.status == 303
    assert answer.location == leads_to
    assert "portal_locale=en" in answer.headers["set-cookie"]
