"""Files of charts: each under its type and name, kept, and none of an edition that is not out."""

import pytest

from tests.published import freeze, submit_accepted


def test_files_of_a_chart_are_kept_and_named(client, live):
    """Each form under its type, with a tag; the same bytes again; no such chart is not found."""
    for form, kind in (
        ("csv", "text/csv; charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        path = f"/charts/chart-coverage.{form}?edition={live}"
        answer = client.get(path)
        assert (answer.status, answer.headers["content-type"]) == (200, kind)
        assert f'chart-coverage_2027_1.{form}"' in answer.headers["content-disposition"]
        tag = answer.headers["etag"]
        assert client.get(path).headers["etag"] == tag
        assert client.get(path, headers={"If-None-Match": tag}).status == 304
    for wrong in ("/charts/chart-P99-status.csv", "/charts/chart-nothing.svg", "/charts/x.csv"):
        assert client.get(wrong).status == 404
    assert client.get("/charts/chart-coverage.pdf").status == 404


def test_a_chart_of_an_edition_that_is_not_out_is_not_there(client, baseline, live_contents_frozen):
    """Neither as a file nor by another name."""
    for form in ("csv", "svg", "png", "xlsx"):
        address = f"/charts/chart-coverage.{form}?edition={live_contents_frozen}"
        assert client.get(address).status == 404


@pytest.fixture
def live_contents_frozen(baseline):
    """A live edition that only the Commission sees."""
    from tests.editions import live_contents

    reporters = live_contents().reporters
    submit_accepted(baseline, [part.data for part in reporters[:5] if part.data])
    return freeze(baseline)
