"""From draft to signature: every act of the table, who may do it, and what stops it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.catalogue.models import Cycle
from app.core.clock import fixed, now
from app.core.db import open_session
from app.domain.roles import Role
from app.domain.workflow import Status
from app.identity.models import SignInAttempt
from app.reporting.models import Contribution, SignOff
from tests.builders import LONG_TEXT, NOW
from tests.factories import fill
from tests.team import make_ready, ready_team, team_of

JUSTIFICATION = "P05.justification"


def _signatures(team):
    with open_session(team.engine) as session:
        rows = session.execute(select(SignOff.name, SignOff.void, SignOff.four_eyes))
        return [tuple(row) for row in rows]


def _change(team, text):
    fill(team.engine, team.scope, {JUSTIFICATION: text}, {})


def test_sending_is_refused_while_something_blocks_it_and_the_page_leads_to_each_field(app):
    """Nothing moves; every finding is named and linked."""
    team = team_of(app)
    answer = team.act("send")
    assert answer.status == 422
    assert team.status is Status.NOT_STARTED
    links = {a.get("href") for a in answer.all("a")}
    assert f"{team.home}/points/P02#answer-P02.coordinator" in links
    assert f"{team.home}/points/P01#observation-SD-X.1-P01-{NOW}" in links
    assert answer.words(answer.all("title")[0]).startswith("Error:")
    assert all(form.get("action") != f"{team.home}/sign-off/send" for form in answer.all("form"))


def test_everything_is_locked_after_sending(app):
    """No answer, cell or point can be changed, and the stored text stays."""
    team = ready_team(app)
    assert team.act("send").status == 303
    url = f"{team.home}/points/P05/answers/{JUSTIFICATION}"
    answer = team.lead.post(url, {"value": LONG_TEXT * 2, "revision": "1"})
    assert answer.status == 409
    left_out = team.lead.post(f"{team.home}/points/P04/leave-out", {"left_out": "no"})
    assert left_out.status == 409
    page = team.lead.get(f"{team.home}/points/P05")
    assert LONG_TEXT.strip() in page.words()
    talk = [form for form in page.all("form") if "/conversations" in form.get("action", "")]
    assert len(page.all("textarea")) == sum(len(list(form.iter("textarea"))) for form in talk)


def test_only_the_lead_sends_and_only_the_signatory_signs(app):
    """A button nobody offered is refused as well."""
    team = ready_team(app)
    for role in (Role.CONTRIBUTOR, Role.SIGNATORY, Role.NATIONAL_READER):
        assert team.browser(role).post(f"{team.home}/sign-off/send").status == 403
    team.act("send")
    page = team.lead.get(f"{team.home}/sign-off")
    given = {"shown_sha256": "0" * 64, "declaration": "yes", "password": "x"}
    assert team.lead.post(f"{team.home}/sign-off/sign", given).status == 403
    actions = {form.get("action", "").rpartition("/")[2] for form in page.all("form")}
    assert "recall" in actions
    assert not actions & {"sign", "hand-back", "submit", "send", "decline"}
    assert team.status is Status.AWAITING_SIGN_OFF


def test_handing_back_needs_a_reason_and_shows_it(app):
    """Without one the form comes back; with one the colleagues read it."""
    team = ready_team(app)
    team.act("send")
    url = f"{team.home}/sign-off/hand-back"
    refused = team.signatory.post(url, {"reason": "  "})
    assert refused.status == 422
    assert "Give a reason." in refused.words()
    assert team.status is Status.AWAITING_SIGN_OFF
    assert team.signatory.post(url, {"reason": "Point 5 is out of date."}).status == 303
    assert team.status is Status.IN_PREPARATION
    assert "Point 5 is out of date." in team.lead.get(team.home).words()
    _change(team, LONG_TEXT + "Now it is not.")
    assert team.act("send").status == 303
    team.act("recall")
    assert "Point 5 is out of date." not in team.lead.get(team.home).words()


def test_signing_asks_for_declaration_and_password(app):
    """A wrong password is counted, nothing is signed, and the page says what is wrong."""
    team = ready_team(app)
    team.act("send")
    silent = team.sign(declaration="")
    assert silent.status == 422
    assert "Confirm that you have read the content" in silent.words()
    for password in ("", "not the password at all"):
        wrong = team.sign(password)
        assert wrong.status == 422
        assert "This is not your present password." in wrong.words()
    assert _signatures(team) == []
    with open_session(team.engine) as session:
        tries = session.execute(select(SignInAttempt.succeeded)).scalars().all()
    assert list(tries).count(False) == 2
    assert team.sign().status == 303
    assert team.status is Status.SIGNED_OFF


def test_guessing_the_password_is_throttled(app):
    """After ten wrong tries even the right password waits."""
    team = ready_team(app)
    team.act("send")
    answers = [team.sign("a wrong password") for _ in range(10)]
    assert {answer.status for answer in answers} == {422}
    assert team.sign().status == 429
    assert _signatures(team) == []


def test_an_old_session_does_not_sign_without_the_password(app):
    """However fresh the session is, the signature itself carries the proof."""
    team = ready_team(app)
    team.act("send")
    with fixed(now() + timedelta(minutes=20)):
        assert team.sign("").status == 422
        assert _signatures(team) == []
        assert team.sign().status == 303


def test_who_edited_cannot_sign(app):
    """The page says so and offers no form; the verb refuses too."""
    team = ready_team(app)
    _edited_by_signatory(team)
    team.act("send")
    page = team.signatory.get(f"{team.home}/sign-off")
    assert "somebody else has to sign it" in page.words()
    given = {"declaration": "yes", "password": "seven quiet herons at dusk"}
    answer = team.signatory.post(
        f"{team.home}/sign-off/sign", {**given, "shown_sha256": _shown_hash(page)}
    )
    assert answer.status == 403
    assert "You have edited this version yourself." in answer.words()
    assert _signatures(team) == []


def test_a_relaxation_lets_the_editor_sign_and_is_kept_with_the_signature(app):
    """The cycle manager's record decides, and the receipt prints it."""
    team = ready_team(app)
    _edited_by_signatory(team)
    with open_session(team.engine, write=True) as session:
        session.execute(update(Contribution).values(four_eyes=False))
    team.act("send")
    assert team.sign().status == 303
    assert [row[2] for row in _signatures(team)] == [False]
    receipt = team.lead.get(team.submit().location)
    assert "Relaxed at the country's request" in receipt.words()
    assert team.document()["sign_off"]["four_eyes"] is False


def _edited_by_signatory(team):
    # The same person was the lead when the answer was written.
    scope = team.signing_scope()
    author = type(scope)(
        scope.reporter, scope.account_id, scope.account_name, frozenset({Role.REPORTING_LEAD})
    )
    fill(team.engine, author, {"P05.contact": "Desk 7"}, {})


def _shown_hash(page):
    found = [p for p in page.all("p") if p.get("class") == "hash"]
    return page.words(found[0])


def test_content_changed_between_showing_and_signing_is_not_signed(app):
    """The page comes back with what stands there now, and with its own hash."""
    team = ready_team(app)
    team.act("send")
    old = _shown_hash(team.signatory.get(f"{team.home}/sign-off"))
    team.act("recall")
    _change(team, LONG_TEXT + "And now something else.")
    team.act("send")
    answer = team.sign(shown_sha256=old)
    assert answer.status == 409
    assert "The content changed after it was shown to you." in answer.words()
    assert "And now something else." in answer.words()
    assert _shown_hash(answer) != old
    assert team.status is Status.AWAITING_SIGN_OFF
    assert _signatures(team) == []


def test_recalling_makes_the_signature_void(app):
    """Signed content that is recalled has to be signed again."""
    team = ready_team(app)
    team.act("send")
    team.sign()
    assert team.act("recall").status == 303
    assert team.status is Status.IN_PREPARATION
    assert [row[1] for row in _signatures(team)] == [True]
    assert team.submit().status == 409
    assert team.act("send").status == 303
    assert team.submit().status == 409
    assert team.counts() == (0, 0)
    assert team.sign().status == 303
    assert team.submit().status == 303
    assert team.counts() == (1, 1)


def test_a_warning_and_its_explanation_are_part_of_what_is_signed(app):
    """An explanation changes the hash and stands on the page and in the submission."""
    team = ready_team(app)
    before = _shown_hash(team.lead.get(f"{team.home}/sign-off"))
    url = f"{team.home}/points/P05/justifications"
    posted = {"finding_key": "QC-016:P05.measures", "text": "The programme starts in May."}
    assert team.lead.post(url, posted).status == 303
    page = team.lead.get(f"{team.home}/sign-off")
    assert "The programme starts in May." in page.words()
    assert _shown_hash(page) != before
    team.report()
    found = {f["rule"]: f["justification"] for f in team.document()["findings"]}
    assert found["QC-016"] == "The programme starts in May."
    assert found["QC-011"] == ""


@pytest.mark.parametrize("reason", ["", "Our ministry was merged."])
def test_declining_and_taking_up_reporting_again(app, reason):
    """A reason is welcome and not needed; what was written stays."""
    team = ready_team(app)
    assert team.act("decline", reason=reason).status == 303
    assert team.status is Status.DECLINED
    assert team.row().reason == reason
    overview = team.lead.get(team.home)
    assert "Your country has declined to report in this cycle" in overview.words()
    assert reason in overview.words()
    assert team.act("send").status == 409
    assert team.act("reopen").status == 303
    assert team.status is Status.IN_PREPARATION
    assert LONG_TEXT.strip() in team.lead.get(f"{team.home}/sign-off").words()


def test_withdrawing_needs_a_reason_and_keeps_the_submission(app):
    """The receipt stays; reporting can be taken up again and makes version 2."""
    team = ready_team(app)
    team.report()
    assert team.act("withdraw", reason="").status == 422
    assert team.status is Status.SUBMITTED
    assert team.act("withdraw", reason="A figure was wrong.").status == 303
    assert team.status is Status.WITHDRAWN
    assert team.lead.get(f"{team.home}/submissions/1/receipt").status == 200
    team.act("reopen")
    _change(team, LONG_TEXT + "The figure is right now.")
    assert team.act("send", reason="A figure was wrong.").status == 303
    assert team.sign().status == 303
    assert team.submit(2).location == f"{team.home}/submissions/2/receipt"
    assert team.counts() == (2, 2)


def test_nothing_is_sent_or_submitted_outside_the_dates_and_nothing_gets_stuck(app):
    """After the closing a signed contribution can still be recalled."""
    team = ready_team(app)
    team.act("send")
    team.sign()
    with open_session(team.engine, write=True) as session:
        moved = {"due_at": now() - timedelta(days=2), "closes_at": now() - timedelta(days=1)}
        session.execute(update(Cycle).values(**moved))
    assert team.submit().status == 409
    assert team.status is Status.SIGNED_OFF
    assert team.act("recall").status == 303
    answer = team.act("send")
    assert answer.status == 409
    assert "This cycle is closed" in answer.words()
    assert team.counts() == (0, 0)


def test_what_stands_at_a_left_out_point_is_neither_shown_nor_signed(app):
    """The country chose not to report it; it comes back when the point is taken in again."""
    team = team_of(app)
    fill(team.engine, team.scope, {"P04.contact": "Never to be told"}, {})
    make_ready(team)
    page = team.lead.get(f"{team.home}/sign-off")
    assert "Never to be told" not in page.words()
    team.report()
    assert "Never to be told" not in str(team.document())
    assert set(team.document()["content"]["left_out"]) == {"P01", "P02", "P03", "P04"}
