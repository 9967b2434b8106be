"""A report from the first answer to a receipt that proves itself, all through pages and forms."""

from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import portal
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.identity.models import Account
from tests.builders import LONG_TEXT, NOW
from tests.people import PASSWORD
from tests.team import team_of

# What each reporter has to fill in, where: answers by code, cells by key and page.
DENMARK = SimpleNamespace(
    reporter="DK",
    points=("P01", "P05"),
    left_out=("P02", "P03", "P04"),
    answers={"P01.justification": LONG_TEXT, "P05.justification": LONG_TEXT[::-1]},
    cells={
        f"SD-X.1/P01@{NOW}": "limited",
        f"SD-01.1@{NOW}": "preparing",
        f"SD-X.1/P05@{NOW}": "substantial",
    },
    heading="Receipt 2027-DK-1-000001",
    said=("Limited progress", "Substantial progress", "What limited means here.", "In preparation"),
)
UNION = SimpleNamespace(
    reporter="EU",
    points=("P25",),
    left_out=("P04",),
    answers={"P25.justification": LONG_TEXT},
    cells={f"SD-X.1/P25@{NOW}": "full", f"SD-25.1@{NOW}": "3"},
    heading="Receipt 2027-EU-1-000001",
    said=("Full implementation", "All of it works.", "Point number 25"),
)


@pytest.mark.parametrize("task", [DENMARK, UNION], ids=["DK", "EU"])
def test_from_the_first_answer_to_a_receipt_that_proves_itself(app, task, tmp_path):
    """Hand out, fill in, explain, send, sign, submit, take away, verify."""
    team = team_of(app, task.reporter)
    _hand_out(team, task.points)
    _fill_in(team, team.browser(Role.CONTRIBUTOR), task)
    _leave_out(team, task.left_out)
    _explain(team)

    sent = team.lead.get(f"{team.home}/sign-off")
    assert "Nothing blocks it." in sent.words()
    assert team.act("send").status == 303
    page = team.signatory.get(f"{team.home}/sign-off")
    for text in (*task.said, *task.answers.values(), "Explained in the journey."):
        assert text.strip() in page.words(), text
    form = page.fields(f"{team.home}/sign-off/sign")
    signed = {**form, "declaration": "yes", "password": PASSWORD}
    assert team.signatory.post(f"{team.home}/sign-off/sign", signed).status == 303

    ready = team.lead.get(f"{team.home}/sign-off")
    submitted = team.act("submit", **_hidden(ready, f"{team.home}/sign-off/submit"))
    receipt = team.lead.get(submitted.location)
    assert receipt.heading == task.heading
    assert team.status is Status.SUBMITTED
    _verify(team, tmp_path)


def _hand_out(team, points):
    with open_session(team.engine) as session:
        email = team.emails[Role.CONTRIBUTOR]
        person = session.execute(select(Account.id).where(Account.email == email)).scalar_one()
    boxes = [f"{point}:{person}" for point in points]
    answer = team.lead.post(f"{team.home}/assignments", {"holder": boxes}, follow=True)
    ticked = [f.get("value") for f in answer.all("input") if f.get("checked") is not None]
    assert ticked == boxes


def _fill_in(team, browser, task):
    for point in task.points:
        assert browser.get(f"{team.home}/points/{point}").status == 200
    for code, text in task.answers.items():
        url = f"{team.home}/points/{code[:3]}/answers/{code}"
        assert browser.post(url, {"value": text}).status == 303, code
    for key, value in task.cells.items():
        point = next(p for p in task.points if p in key or p[1:] in key)
        url = f"{team.home}/points/{point}/observations"
        assert browser.post(url, {"key": key, "value": value}).status == 303, key


def _leave_out(team, points):
    for point in points:
        page = team.lead.get(f"{team.home}/points/{point}")
        form = page.fields(f"{team.home}/points/{point}/leave-out")
        sent = {**form, "left_out": "yes", "reason": "In the next cycle."}
        assert team.lead.post(f"{team.home}/points/{point}/leave-out", sent).status == 303


def _explain(team):
    page = team.lead.get(f"{team.home}/findings")
    actions = {
        form.get("action")
        for form in page.all("form")
        if form.get("action", "").endswith("/justifications")
    }
    assert actions
    for form in page.all("form"):
        if form.get("action") not in actions:
            continue
        fields = {f.get("name"): f.get("value", "") for f in form.iter("input") if f.get("name")}
        name = next(f.get("name") for f in form.iter("textarea"))
        sent = {**fields, name: "Explained in the journey."}
        assert team.lead.post(form.get("action"), sent).status == 303
    left = team.lead.get(f"{team.home}/sign-off").words()
    assert left.count("Explained in the journey.") >= len(actions)


def _hidden(page, action):
    fields = page.fields(action)
    fields.pop("csrf")
    return fields


def _verify(team, folder):
    paths = []
    for name in ("submission", "receipt"):
        answer = team.lead.get(f"{team.home}/submissions/1/{name}.json")
        paths.append(folder / f"{name}.json")
        paths[-1].write_bytes(answer.response.content)
    run = CliRunner().invoke
    done = run(portal, ["receipt", "verify", *map(str, paths)])
    assert done.exit_code == 0, done.output
    assert "proves this submission" in done.output
    paths[0].write_bytes(paths[0].read_bytes().replace(b"Explained", b"explained"))
    assert run(portal, ["receipt", "verify", *map(str, paths)]).exit_code == 1
