"""The Commission's actions with their dates, and two editions side by side."""

import re

from sqlalchemy import event

from app.domain.roles import Role
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents
from tests.published import BASELINE, freeze, submit_accepted
from tests.reported import browser_of


def _numbers(answer, tag, name):
    return [answer.words(e) for e in answer.all(tag) if name in (e.get("class") or "").split()]


@one_database
def test_the_commission_s_actions_are_milestones(client, baseline, live):
    """Each point with its status, values on their scale, and everything dated in order."""
    answer = client.get("/commission")
    data = next(part.data for part in live_contents().reporters if part.code == "EU")
    sections = [e.get("id") for e in answer.all("section") if e.get("class") == "action"]
    assert sections == [f"P{number}" for number in range(25, 32)]
    ours = {f"P{number}" for number in range(25, 32)} - set(data.left_out)
    dated = [
        date
        for m in data.measures
        if m.visibility == "public" and set(m.points) & ours
        for date in (m.start, m.end)
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", date)
    ]
    shown = _numbers(answer, "p", "milestones__when")
    assert len(shown) >= len(dated)
    years = [re.search(r"\d{4}", when)[0] for when in shown]
    assert years == sorted(years)
    older = client.get(f"/commission?edition={BASELINE}")
    assert "has not reported yet" in older.words()
    assert _numbers(older, "ol", "milestones")
    assert "Some progress" not in older.words(older.all("main")[0])


@one_database
def test_two_editions_stand_side_by_side(app, client, baseline, live):
    """The base of each comparison is said, what was compiled is no earlier report, no country."""
    answer = client.get("/compare")
    words = answer.words(answer.all("main")[0])
    assert "Nothing here says that something grew" in words
    assert len(answer.all("tbody")) == 2
    assert re.search(r"\d+ Member States? stands? behind both", words)
    assert "Denmark" not in words
    same = client.get(f"/compare?with={live}&edition={live}")
    assert "Choose two different editions" in same.words()
    assert client.get("/compare?with=2031/9").status == 404
    reverse = client.get(f"/compare?edition={BASELINE}&with={live}")
    assert f"with={live}&amp;edition={BASELINE}" in reverse.text
    chosen = [o.get("value") for o in reverse.all("option") if o.get("selected") is not None]
    assert chosen == [BASELINE, live]  # the earlier one first, whichever was named first
    assert [reverse.words(t) for t in reverse.all("tbody")] == [
        answer.words(t) for t in answer.all("tbody")
    ]
    assert "Both editions asked the same points" in words
    assert "of which an edition holds information at the point, of 27" in words
    submit_accepted(baseline, [part.data for part in live_contents().reporters if part.data])
    code = freeze(baseline)
    assert client.get(f"/compare?with={code}").status == 404
    assert code not in client.get("/compare").text
    corrected = browser_of(app, Role.DESK_OFFICER).get(f"/compare?edition={code}&with={live}")
    assert "a difference is a correction" in corrected.words()
    assert f"/editions/{code}/changes" in corrected.text
    assert "Restricted: not published" in corrected.text
    counted = re.findall(r">(\d+) Member States? stands? behind both", corrected.text)
    assert max(int(number) for number in counted) <= 24
    assert len(counted) >= 40


@one_database
def test_one_edition_has_nothing_beside_it(app, client, baseline):
    """The page says so, and few queries are asked."""
    count = []
    event.listen(baseline, "before_cursor_execute", lambda *_: count.append(1))
    assert "There is one edition only" in PageClient(app).get("/compare").words()
    client.get("/commission")
    assert len(count) <= 24
