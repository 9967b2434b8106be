"""The pages of a contribution stay within twelve statements, before and after it was submitted."""

from tests.bench.queries import LIMIT, count_pages
from tests.database import one_database
from tests.team import ready_team

PAGES = "/contributions/{cycle}/{reporter}"


@one_database
def test_no_page_of_a_contribution_asks_the_database_more_than_twelve_times(app):
    """`make bench` counts every page of the portal on the whole workload."""
    team = ready_team(app)
    sample = {"cycle": "2027", "reporter": "DK", "point": "P05", "indicator": "SD-01.1"}
    cookies = ["; ".join(f"{name}={value}" for name, value in team.lead.cookies.items())]
    before = count_pages(app, cookies, [sample])
    assert team.report().status == 303
    after = count_pages(app, cookies, [{**sample, "version": "1"}])
    for pages in (before, after):
        assert {f"{PAGES}/points/{{point}}", f"{PAGES}/sign-off"} <= set(pages)
        assert {path: number for path, number in pages.items() if number > LIMIT} == {}
    assert f"{PAGES}/submissions/{{version}}/receipt" in after
