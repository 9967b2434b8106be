"""No page asks the database more than twelve times, whatever it shows."""

from app.core.settings import Settings
from app.main import create_app
from tests.bench.conftest import World
from tests.bench.queries import LIMIT, count_pages, demo_cookies, with_records
from tests.bench.results import Results
from tests.team import ready_team

# Seen by the last contribution only, which has submitted.
SUBMITTED = "/contributions/{cycle}/{reporter}/submissions/{version}"


def test_queries_of_every_page(world: World, results: Results):
    """Every page of the workload, asked by a lead, by the Commission and by nobody."""
    settings = Settings(
        demo=True, database_url=world.url, data_dir=world.directory, log_level="warning"
    )
    app = create_app(settings)
    try:
        lead = next(person for person in world.people if person.reporter == "DK")
        sample = with_records(app, lead)
        samples = [sample, {**sample, "uid": sample["link"]}]
        samples.append({**sample, "cycle": "baseline-2026"})
        cookies = [f"portal_session={lead.token}", *demo_cookies(app), ""]
        found = count_pages(app, cookies, samples)
    finally:
        app.state.engine.dispose()
    _keep(world.kind, found, results)
    reporting = {path for path in found if path.startswith("/contributions")}
    assert len(reporting) >= 12, sorted(reporting)


def test_queries_of_what_was_submitted(app, database_kind, results: Results):
    """The pages of a submission and its receipt."""
    team = ready_team(app)
    assert team.report().status == 303
    sample = {"cycle": "2027", "reporter": "DK", "version": "1", "point": "P05"}
    cookies = ["; ".join(f"{name}={value}" for name, value in team.lead.cookies.items())]
    found = count_pages(app, cookies, [sample])
    assert SUBMITTED in found
    _keep(database_kind, {p: n for p, n in found.items() if p.startswith(SUBMITTED)}, results)


def _keep(kind: str, found: dict[str, int], results: Results) -> None:
    for path, number in found.items():
        results.put(kind, f"queries: {path}", number)
    assert {path: number for path, number in found.items() if number > LIMIT} == {}
