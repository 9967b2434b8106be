"""A further version says why there is one: asked for, signed, proved and read with the version."""

import io
import json
import subprocess

import pytest

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.roles import Role
from app.domain.submission import check_receipt
from app.domain.workflow import Status
from app.reporting.commands import verify_files
from tests.builders import LONG_TEXT
from tests.database import one_database
from tests.reported import browser_of
from tests.team import ready_team

WHY = "The figure of the embassies <b> counted one twice."
JUSTIFICATION = "P05.justification"


@pytest.fixture
def team(app):
    """Denmark has withdrawn version 1 and prepares version 2."""
    team = ready_team(app)
    team.report()
    team.act("withdraw", reason="A figure was wrong.")
    team.act("reopen")
    return team


def sign_off(team):
    """Address of the sign-off page."""
    return f"{team.home}/sign-off"


def documents(team, version):
    """Return a submission and its receipt as their files have them."""
    home = f"{team.home}/submissions/{version}"
    names = ("submission", "receipt")
    return tuple(json.loads(team.lead.get(f"{home}/{name}.json").text) for name in names)


def resubmit(team, reason=WHY):
    """Send, sign and submit version 2 with this reason."""
    assert team.act("send", reason=reason).status == 303
    assert team.sign().status == 303
    assert team.submit(2).status == 303


def test_a_first_version_needs_no_reason_and_says_none(app):
    """Nothing is asked, what is typed all the same is not kept, and the document has no key."""
    team = ready_team(app)
    page = team.lead.get(sign_off(team))
    assert [e for e in page.all("textarea") if e.get("id") == "send_for_sign_off-reason"] == []
    assert team.act("send", reason="Because.").status == 303
    team.sign()
    team.submit()
    document, receipt = documents(team, 1)
    assert "resubmission_reason" not in document
    assert check_receipt(document, receipt) == ()
    assert "Reason for this version" not in team.lead.get(f"{team.home}/submissions/1").words()


def test_a_further_version_is_not_sent_without_a_reason(team):
    """The form comes back at its field; with too many words the words are kept."""
    refused = team.act("send", reason="  ")
    assert refused.status == 422
    assert "Say why there is a version 2" in refused.words()
    assert "#send_for_sign_off-reason" in {a.get("href") for a in refused.all("a")}
    assert team.status is Status.IN_PREPARATION
    long = "too many words " * 200
    refused = team.act("send", reason=long)
    assert refused.status == 422
    assert long.strip() in refused.text
    assert team.status is Status.IN_PREPARATION


def test_the_reason_is_read_before_it_is_signed_and_signed_with_the_version(team):
    """The signatory sees it; the hash of what is signed covers it; the receipt proves it."""
    before = documents(team, 1)
    team.act("send", reason=WHY)
    page = team.signatory.get(sign_off(team))
    assert WHY in page.words()
    shown = page.fields(f"{sign_off(team)}/sign")["shown_sha256"]
    team.sign()
    team.submit(2)
    document, receipt = documents(team, 2)
    assert document["resubmission_reason"] == WHY
    assert document["sign_off"]["content_sha256"] == shown
    assert check_receipt(document, receipt) == ()
    assert documents(team, 1) == before
    assert check_receipt(*before) == ()


def test_another_reason_is_not_proved_by_the_receipt(team):
    """Changed, taken out or added afterwards: each is noticed, also behind a receipt made anew."""
    resubmit(team)
    document, receipt = documents(team, 2)
    without = {k: v for k, v in document.items() if k != "resubmission_reason"}
    for forged in ({**document, "resubmission_reason": "All is well."}, without):
        assert "submission_changed" in check_receipt(forged, receipt)
        body = {k: v for k, v in receipt.items() if k != "receipt_sha256"}
        body["submission_sha256"] = sha256_hex(canonical_json(forged))
        again = {**body, "receipt_sha256": sha256_hex(canonical_json(body))}
        assert check_receipt(forged, again) == ("signed_content_differs",)
    first, its_receipt = documents(team, 1)
    added = {**first, "resubmission_reason": WHY}
    assert "signed_content_differs" in check_receipt(added, its_receipt)


def test_the_command_line_verifies_both_versions(team, tmp_path):
    """Offline, from the two files alone; a reason written anew is refused."""
    resubmit(team)
    forged = {**documents(team, 2)[0], "resubmission_reason": "All is well."}
    first, second = (_files(tmp_path, *documents(team, version)) for version in (1, 2))
    assert verify_files(*first) == verify_files(*second) == ()
    assert verify_files(*_files(tmp_path, forged, documents(team, 2)[1])) != ()


def _files(folder, *contents):
    """Write a submission and a receipt as the portal hands them out."""
    paths = []
    for content in contents:
        paths.append(folder / f"{sha256_hex(canonical_json(content))}.json")
        paths[-1].write_text(canonical_json(content), encoding="utf-8")
    return paths


def test_the_reason_outlives_a_recall_and_not_the_submission(team):
    """It stands in the form when sent again; the version after the next has one of its own."""
    team.act("send", reason=WHY)
    team.act("recall")
    page = team.lead.get(sign_off(team))
    fields = {e.get("id"): (e.text or "").strip() for e in page.all("textarea")}
    assert fields["send_for_sign_off-reason"] == WHY
    resubmit(team, "Two figures were wrong.")
    assert documents(team, 2)[0]["resubmission_reason"] == "Two figures were wrong."
    assert team.row().resubmission_reason == ""
    team.act("withdraw", reason="Once more.")
    team.act("reopen")
    assert team.act("send", reason="").status == 422


def test_country_and_desk_read_the_reason_wherever_the_version_is_read(team):
    """List, read view, receipt, and the page of the Commission; before submission nobody else."""
    desk = browser_of(team.app, Role.DESK_OFFICER)
    board = "/desk/2027/DK"
    team.act("send", reason=WHY)
    assert WHY not in desk.get(board).words()
    team.sign()
    team.submit(2)
    home = f"{team.home}/submissions"
    for browser, url in (
        (team.lead, home),
        (team.lead, f"{home}/2"),
        (team.signatory, f"{home}/2/receipt"),
        (desk, board),
    ):
        assert WHY in browser.get(url).words(), url
    for browser, url in ((team.lead, f"{home}/1"), (desk, f"{board}/versions/1")):
        assert WHY not in browser.get(url).words(), url


@one_database
@pytest.mark.parametrize("name", ["receipt", "submission"])
def test_the_reason_stands_on_paper(team, name):
    """In the PDF of receipt and submission."""
    resubmit(team)
    contents = team.lead.get(f"{team.home}/submissions/2/{name}.pdf").response.content
    assert io.BytesIO(contents).read(5) == b"%PDF-"
    done = subprocess.run(["pdftotext", "-", "-"], input=contents, capture_output=True, check=True)
    assert WHY in " ".join(done.stdout.decode().split())


def test_the_sign_off_page_leads_to_what_changed(team):
    """Since the version before, to the present draft; a first version has nothing to compare."""
    link = f"{team.home}/compare?from=1&to=draft"
    page = team.lead.get(sign_off(team))
    assert link in {a.get("href") for a in page.all("a")}
    answer = f"{team.home}/points/P05/answers/{JUSTIFICATION}"
    assert team.lead.post(answer, {"value": "Now. " + LONG_TEXT, "revision": "1"}).status == 303
    assert "From version 1 to the present draft" in team.lead.get(link).words()
