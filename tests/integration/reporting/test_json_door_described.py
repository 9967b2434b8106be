"""The description of the JSON door, and what any request within it gets: never a fault."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.domain.roles import Role
from tests.client import PageClient
from tests.counts import FULL
from tests.database import one_database
from tests.factories import make_person, open_reporting
from tests.json_door import DOOR, program_of
from tests.live_server import serve

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
EXAMPLES = 200 if FULL else 8  # of each address and method


@pytest.fixture
def described(app, engine):
    """The description as Denmark's lead reads it."""
    open_reporting(engine, "DK", "GR")
    lead = PageClient(app).sign_in(make_person(engine, Role.REPORTING_LEAD, name="Mette Lead"))
    return lead.get("/openapi.json").response.json()


def _door(description):
    return {path: item for path, item in description["paths"].items() if path.startswith(DOOR)}


@one_database
def test_every_address_says_what_it_does_and_what_it_answers(app, described):
    """With examples, the key, and that nobody signs with one; strangers do not see it."""
    paths = _door(described)
    assert len(paths) == 6
    for path, item in paths.items():
        for method, one in item.items():
            assert one["summary"], path
            assert one["security"] == [{"key": []}]
            assert {"200", "401", "403", "404"} <= set(one["responses"])
            assert "example" in one["responses"]["200"]["content"]["application/json"]
            assert ("409" in one["responses"]) == (method == "patch")
            assert "application/problem+json" in one["responses"]["404"]["content"]
    scheme = described["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "Nobody can sign or submit" in scheme["description"]
    stranger = PageClient(app).get("/openapi.json").response.json()
    assert _door(stranger) == {}


@one_database
def test_the_door_keeps_what_its_description_says(app, described):
    """Requests made from the description, sent to the portal on this machine with a key."""
    program = program_of(app)
    described["paths"] = _door(described)
    sent = []
    with serve(app) as address:
        schema = schemathesis.openapi.from_dict(described)
        schema.config.base_url = address
        operations = [found.ok() for found in schema.get_all_operations()]
        assert len(operations) == 11
        for operation in operations:
            _try(operation, program.key, sent)
    assert len(sent) >= 11
    assert {200, 404, 422} <= set(sent)
    assert not {401, 403} & set(sent)


def _try(operation, key, sent):
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def test(case):
        headers = {"Authorization": f"Bearer {key}"}
        response = case.call(headers=headers, timeout=20)
        sent.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    test()
