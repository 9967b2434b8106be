"""What a contribution of 24 points costs: requests, statements, time of the portal, of people."""

import pytest

from app.core.settings import Settings
from app.main import create_app
from tests.bench.entering import (
    Cost,
    Entering,
    enter_the_rest,
    enter_what_is_expected,
    sign_and_submit,
)
from tests.bench.results import Results

REPORTER = "SE"


@pytest.fixture
def entering(demo_url, tmp_path):
    """A country of the seed that has not begun."""
    settings = Settings(demo=True, database_url=demo_url, data_dir=tmp_path, log_level="warning")
    app = create_app(settings)
    yield Entering(app, REPORTER)
    app.state.engine.dispose()


def test_what_is_expected(entering: Entering, database_kind: str, results: Results):
    """Every point with all that completeness asks and a measure, up to the receipt."""
    results.put(
        database_kind, "what is expected: minutes for people", entering.minutes(core_only=True)
    )
    entering.run(enter_what_is_expected)
    entering.run(sign_and_submit)
    _keep(database_kind, "what is expected", entering, results)


def test_everything(entering: Entering, database_kind: str, results: Results):
    """The same and every other question and total of the 24 points."""
    results.put(database_kind, "everything: minutes for people", entering.minutes(core_only=False))
    entering.run(enter_what_is_expected)
    entering.run(enter_the_rest)
    _keep(database_kind, "everything", entering, results)


def _keep(kind: str, name: str, entering: Entering, results: Results) -> None:
    whole = Cost()
    for part, cost in entering.costs.items():
        results.put(kind, f"{name}: {part}, requests", cost.requests)
        results.put(
            kind, f"{name}: {part}, ms of computing each", cost.computing * 1000 / cost.requests
        )
        whole.requests += cost.requests
        whole.statements += cost.statements
        whole.seconds += cost.seconds
        whole.computing += cost.computing
    results.put(kind, f"{name}: requests", whole.requests)
    results.put(kind, f"{name}: statements", whole.statements)
    results.put(kind, f"{name}: seconds of the portal", whole.seconds)
    results.put(kind, f"{name}: of these, computing", whole.computing)
