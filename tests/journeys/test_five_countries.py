"""Five countries in one cycle, from the opening to acceptance: in time, with more time, late,
declined and silent; two are asked again before everything is accepted. Months pass by the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property

import pytest
from fastapi import FastAPI

from app.core.clock import fixed
from app.core.db import open_session
from app.core.i18n import printed_code
from app.core.settings import Settings
from app.domain.points import ReporterEntry
from app.domain.roles import Role
from app.domain.workflow import Status
from app.jobs.worker import deliver
from app.reporting.reminders import remind
from tests.asking import LIST, answer, ask, in_days, save, say, step
from tests.builders import LONG_TEXT, NOW
from tests.client import Answer, PageClient
from tests.factories import CYCLE, fill, make_cycle, make_person, make_version
from tests.mail_sink import Sink, mail_sink
from tests.reported import staff
from tests.team import Team, make_ready
from tests.tiny_catalogue import tiny_catalogue

DENMARK, GREECE, FRANCE, NETHERLANDS, PORTUGAL = COUNTRIES = ("DK", "GR", "FR", "NL", "PT")
SEALED = "canary-4711 of a draft that is never sent"
WHY_LONGER = "Elections and a new ministry."
FIGURES, TEXTS = f"P05/observation:SD-X.1/P05@{NOW}", "P05/answer:P05.justification"
DAYS = {"cutoff": NOW, "opens_on": "2027-03-08", "due_on": "2027-03-28", "closes_on": "2027-04-30"}


class Pair(Team):
    """A country's lead and signatory: nobody else has a part in this."""

    @cached_property
    def emails(self) -> dict[Role, str]:
        """The addresses of both."""
        roles = (Role.REPORTING_LEAD, Role.SIGNATORY)
        return {role: make_person(self.engine, role, self.reporter) for role in roles}


@dataclass
class Round:
    """One cycle with everybody who has a part in it, and the mails they get."""

    app: FastAPI
    sink: Sink
    settings: Settings
    teams: dict[str, Pair]
    browsers: dict[Role, PageClient] = field(default_factory=dict)
    read: int = 0

    def at(self, role: Role) -> PageClient:
        """Return the browser of a person of the Commission."""
        if role not in self.browsers:
            self.browsers[role] = PageClient(self.app).sign_in(staff(self.engine, role)[0])
        return self.browsers[role]

    @property
    def desk(self) -> PageClient:
        """The browser of the desk officer."""
        return self.at(Role.DESK_OFFICER)

    @property
    def manager(self) -> PageClient:
        """The browser of the cycle manager."""
        return self.at(Role.CYCLE_MANAGER)

    @property
    def engine(self):
        """The database of the portal."""
        return self.app.state.engine

    @contextmanager
    def day(self, month: int, day: int) -> Iterator[None]:
        """Let it be noon of a day of 2027, at which the worker has looked at the clock."""
        with fixed(datetime.combine(date(2027, month, day), time(12), UTC)):
            remind(self.engine)
            yield

    def told(self) -> dict[str, str]:
        """Send what waits and return who got which subject since the last time."""
        deliver(self.engine, self.settings)
        new = list(zip(self.sink.envelopes, self.sink.mails, strict=True))[self.read :]
        self.read += len(new)
        assert not any("canary" in mail.as_string() for _, mail in new)
        found: dict[str, str] = {}
        for (_, to), mail in new:
            who, said = to[0].partition("@")[0], str(mail["Subject"]).strip()
            assert said.startswith("Reporting 2027: ")
            said = said.removeprefix("Reporting 2027: ")
            found[who] = f"{found[who]} | {said}" if who in found else said
        return found


@pytest.fixture
def settings(settings):
    """Let a session last as long as the cycle, so that nobody signs in a hundred times."""
    hours = 24 * 90
    lasting = {"session_idle_minutes": hours * 60, "session_absolute_hours": hours}
    return settings.model_copy(update=lasting)


@pytest.fixture
def round(app, tmp_path):
    """The last cycle of five countries, and everybody with an account."""
    with mail_sink() as sink:
        settings = Settings(
            demo=True,
            smtp_host="127.0.0.1",
            smtp_port=sink.port,
            smtp_starttls=False,
            smtp_from="portal@commission.example",
        )
        with fixed(datetime(2027, 3, 1, 8, tzinfo=UTC)):
            with open_session(app.state.engine, write=True) as session:
                make_cycle(session, "2025", catalogue_version_id=_questions(session))
            teams = {code: Pair(app, code) for code in COUNTRIES}
            assert all(team.emails for team in teams.values())
            for role in (Role.CYCLE_MANAGER, Role.DESK_OFFICER):
                staff(app.state.engine, role)
        yield Round(app, sink, settings, teams)


def _questions(session) -> int:
    entries = tuple(
        ReporterEntry(code=code, printed=printed, kind="member_state", protocol_order=number)
        for number, (code, printed) in enumerate(
            zip(COUNTRIES, ("DK", "EL", "FR", "NL", "PT"), strict=True), 1
        )
    )
    return make_version(session, tiny_catalogue().model_copy(update={"reporters": entries}))


def test_five_countries_from_opening_to_acceptance(round):
    """What each role sees, step by step, and what each is told."""
    _open_the_cycle(round)
    _report_decline_and_begin(round)
    _give_more_time(round)
    _be_late(round)
    _ask_two(round)
    _answer_both(round)
    _ask_once_more(round)
    _settle_and_accept(round)
    _look_back(round)


def _at_desk(reporter: str) -> str:
    return f"/desk/{CYCLE}/{printed_code(reporter)}"


def _main(browser: PageClient, url: str) -> str:
    """The words of a page without what stands around every page."""
    page = browser.get(url)
    assert page.status == 200, url
    return page.words(page.all("main")[0])


def _rows(page: Answer) -> list[str]:
    return [page.words(row) for row in page.all("tr")]


def _board(round: Round, country: str) -> str:
    """What the board says of one country."""
    return next(r for r in _rows(round.desk.get(f"/desk/{CYCLE}")) if r.startswith(country))


def _log(round: Round, reporter: str) -> str:
    """What the lead of a country reads in the log of the country."""
    lead = round.teams[reporter].lead
    return _main(lead, f"/admin/audit/reporters/{printed_code(reporter)}")


def _open_the_cycle(round: Round) -> None:
    """The manager makes the cycle from the last one and opens it; a week later it begins."""
    team = round.teams[DENMARK]
    with round.day(3, 1):
        page = round.manager.get("/cycles/new?source=2025")
        names = ("source", "kind", "csrf")
        fields = {name: page.fields("/cycles")[name] for name in names}
        made = {**fields, **DAYS, "code": CYCLE, "title": "Cycle 2027"}
        assert round.manager.post("/cycles", made).status == 303
        move = f"/cycles/{CYCLE}/move"
        words = _main(round.manager, move)
        assert "Nothing submitted5" in words
        assert "10 reporting leads and signatories, in 5 of 5 reporters" in words
        on = {"to": "frozen", "shown": "design", "confirmed": "yes"}
        assert round.manager.post(move, on).status == 303
        assert "It opens on 8 March 2027" in _main(team.lead, team.home)
        told = round.told()
        assert len(told) == 11  # the desk officer too
        assert {said[:24] for said in told.values()} == {"the questions are frozen"}
    with round.day(3, 8):
        told = round.told()
        assert sorted(who[-2:] for who in told) == ["dk", "fr", "gr", "nl", "pt"]
        assert told["reporting_lead.gr"] == "reporting is open for Greece until 28 March 2027"
        assert "reporting is open for Denmark" in _main(team.lead, "/waiting")
        assert "20 days left" in _main(team.lead, team.home)


def _report_decline_and_begin(round: Round) -> None:
    """Denmark reports, France declines, Portugal writes something that nobody outside sees."""
    denmark, france, portugal = (round.teams[code] for code in (DENMARK, FRANCE, PORTUGAL))
    with round.day(3, 10):
        make_ready(denmark)
        assert denmark.report().status == 303
        assert france.act("decline", reason="We take no part this time.").status == 303
        fill(round.engine, portugal.scope, {"P05.justification": SEALED}, {})
        assert SEALED in _main(portugal.lead, f"{portugal.home}/points/P05")
        assert "Declined" in _main(france.lead, france.home)
        told = round.told()
        assert told["signatory.dk"].endswith("asks you to sign the contribution of Denmark")
        assert told["desk_officer"] == "Denmark has submitted"
        assert len(told) == 2
        for country, said in (("Denmark", "Submitted"), ("France", "Declined")):
            assert said in _board(round, country)
        assert "Nothing submitted" in _board(round, "Portugal")
        silent = [_board(round, name).replace(name, "") for name in ("Portugal", "Greece")]
        assert silent[0] == silent[1]
        assert "1 of 5 Member States have submitted" in _main(round.desk, f"/desk/{CYCLE}")
        assert denmark.lead.get(portugal.home).status == 404
        for reporter in (PORTUGAL, FRANCE):
            assert round.desk.get(_at_desk(reporter)).status == 404


def _give_more_time(round: Round) -> None:
    """Greece gets more time: it, the desk and the manager read of it, its neighbours do not."""
    greece, netherlands = round.teams[GREECE], round.teams[NETHERLANDS]
    with round.day(3, 12):
        round.manager.get(f"/cycles/{CYCLE}")
        given = {"reporter": GREECE, "until": "2027-04-15", "reason": WHY_LONGER}
        assert round.manager.post(f"/cycles/{CYCLE}/extensions", given).status == 303
        told = round.told()
        assert told.pop("reporting_lead.gr").endswith("15 April 2027")
        assert told.pop("signatory.gr").endswith("15 April 2027")
        assert set(told) == {"desk_officer"}
        home = _main(greece.lead, greece.home)
        assert "Your country has more time" in home
        assert WHY_LONGER in home
        assert "34 days left" in home
        assert "16 days left" in _main(netherlands.lead, netherlands.home)
        assert "More time givenELcontribution:2027:EL" in _log(round, GREECE)
        assert "More time given" not in _log(round, NETHERLANDS)
        assert "more time until 15 Apr" in _board(round, "Greece")
    with round.day(3, 20):
        due = {"gr": "15 April", "nl": "28 March", "pt": "28 March"}
        missing = "something is still missing, due on {} 2027"
        asked = {f"reporting_lead.{who}": missing.format(day) for who, day in due.items()}
        assert round.told() == asked


def _be_late(round: Round) -> None:
    """After the due day the Netherlands and Portugal are late; Greece is not, by its own date."""
    greece, netherlands = round.teams[GREECE], round.teams[NETHERLANDS]
    with round.day(3, 29):
        told = round.told()
        assert sorted(told) == ["reporting_lead.nl", "reporting_lead.pt"]
        assert (
            told["reporting_lead.pt"] == "Portugal has not submitted, it was due on 28 March 2027"
        )
        assert "late, 32 days until the cycle closes" in _main(netherlands.lead, netherlands.home)
        make_ready(netherlands)
        assert netherlands.report().status == 303
        assert netherlands.document()["late"] is True
    with round.day(4, 12):
        assert "3 days left" in _main(greece.lead, greece.home)
        make_ready(greece)
        assert greece.report().status == 303
        assert greece.document()["late"] is False
        board = {country: _board(round, country) for country in ("Greece", "Netherlands")}
        assert "late" in board["Netherlands"].lower()
        assert "late" not in board["Greece"].lower()
        assert round.told()["desk_officer"]


def _ask_two(round: Round) -> None:
    """The desk asks Denmark about a figure and the Netherlands about a text; both are told."""
    with round.day(4, 13):
        for reporter, about in ((DENMARK, FIGURES), (NETHERLANDS, TEXTS)):
            home = _at_desk(reporter)
            assert "Accept version 1" in _main(round.desk, home)
            assert ask(round.desk, about, home=home).status == 303
            assert round.desk.post(f"{home}/accept", {"version": "1"}).status == 409
        listed = _main(round.desk, LIST)
        assert listed.count("Waits for the country") >= 2
        told = round.told()
        asked = "the Commission asks {} about point 5, answer until 23 April 2027"
        for reporter, country in ((DENMARK, "Denmark"), (NETHERLANDS, "Netherlands")):
            assert told[f"reporting_lead.{reporter.lower()}"] == asked.format(country)
            assert "Clarification requested" in _board(round, country)


def _answer_both(round: Round) -> None:
    """Each finds its one point open, says something, corrects it and submits version 2."""
    with round.day(4, 15):
        for number, reporter in enumerate((DENMARK, NETHERLANDS), 1):
            team = round.teams[reporter]
            assert "The Commission asks" in _main(team.lead, team.home)
            locked = f"{team.home}/points/P04/answers/P04.justification"
            assert team.lead.post(locked, {"value": "x", "revision": "0"}).status == 409
            assert say(team, "We had to ask twice.", number).status == 303
            assert save(team, f"Two embassies were closed. {LONG_TEXT}").status == 303
            seen = _main(round.desk, f"{_at_desk(reporter)}/clarifications/{number}")
            assert "Two embassies" not in seen
            assert "ask twice" not in seen
            answer(team)
            assert team.status is Status.SUBMITTED
            shown = _main(round.desk, f"{_at_desk(reporter)}/clarifications/{number}")
            assert "From version 1 to version 2" in shown
            assert "We had to ask twice." in shown
        said = round.told()["desk_officer"]
        assert said.count("answered the question about point 5") == 2


def _ask_once_more(round: Round) -> None:
    """One answer is enough, the other is not; the second one comes after the cycle has closed."""
    team, home = round.teams[NETHERLANDS], _at_desk(NETHERLANDS)
    with round.day(4, 26):
        more = {"text": "And which two?", "due_on": in_days(10)}
        assert step(round.desk, "ask-again", 2, home, **more).status == 303
        assert step(round.desk, "resolve", 1, text="Thank you.").status == 303
        told = round.told()
        assert told["reporting_lead.nl"].endswith("answer until 6 May 2027")
        assert told["reporting_lead.dk"] == "the question about point 5 is settled"
    with round.day(5, 4):
        reminder = "the Commission waits for answers of Netherlands until 6 May 2027"
        assert round.told() == {"reporting_lead.nl": reminder}
        assert "And which two?" in _main(team.lead, team.home)
        assert save(team, f"The embassies in A and B were closed. {LONG_TEXT}").status == 303
        answer(team, 3)
        assert team.document()["late"] is False  # the day of the question counts
        assert "answered the question about point 5" in round.told()["desk_officer"]
        portugal = round.teams[PORTUGAL]
        assert "This cycle is closed" in _main(portugal.lead, portugal.home)
        more = {"value": f"{SEALED}, still", "revision": "1"}
        save_url = f"{portugal.home}/points/P05/answers/P05.justification"
        assert portugal.lead.post(save_url, more).status == 409


def _settle_and_accept(round: Round) -> None:
    """The desk settles, reads what changed and accepts the three; each is told."""
    with round.day(5, 5):
        assert step(round.desk, "resolve", 2, _at_desk(NETHERLANDS)).status == 303
        for reporter, version in ((DENMARK, 2), (NETHERLANDS, 3), (GREECE, 1)):
            home = _at_desk(reporter)
            assert f"Accept version {version}" in _main(round.desk, home)
            fields = {"version": str(version), "remarks": f"Complete, {reporter}."}
            assert round.desk.post(f"{home}/accept", fields).status == 303
            team = round.teams[reporter]
            assert team.status is Status.ACCEPTED
            read = _main(team.lead, f"{team.home}/submissions/{version}")
            assert f"Complete, {reporter}." in read
        told = round.told()
        assert sorted(told) == sorted(
            f"{role}.{reporter.lower()}"
            for role in ("reporting_lead", "signatory")
            for reporter in (DENMARK, GREECE, NETHERLANDS)
        )
        assert all("is accepted" in said for said in told.values())


def _look_back(round: Round) -> None:
    """Everything is as it happened, for each role; then the manager ends the reporting."""
    teams = round.teams
    with round.day(5, 6):
        assert "0 waiting for acceptance 3 accepted" in _main(round.desk, f"/desk/{CYCLE}")
        for country in ("Denmark", "Greece", "Netherlands"):
            assert "Accepted" in _board(round, country)
        assert "Declined" in _board(round, "France")
        assert "Nothing submitted" in _board(round, "Portugal")
        logs = {reporter: _log(round, reporter) for reporter in COUNTRIES}
        assert logs[NETHERLANDS].count("Receipt issued") == 3
        assert logs[NETHERLANDS].count("Question of the Commission") == 5
        assert logs[DENMARK].count("Accepted with remarks") == 1
        assert "Declined to report" in logs[FRANCE]
        assert logs[PORTUGAL].count("Saved") == 1
        assert not any("canary" in log or "embassies" in log for log in logs.values())
        assert (
            "version 3"
            in _main(teams[NETHERLANDS].lead, teams[NETHERLANDS].home + "/submissions").lower()
        )
        words = _main(round.manager, f"/cycles/{CYCLE}/move")
        assert "Nothing submitted1Accepted3Declined1" in words
        on = {"to": "consolidation", "shown": "frozen", "confirmed": "yes"}
        assert round.manager.post(f"/cycles/{CYCLE}/move", on).status == 303
        told = round.told()
        assert len(told) == 11
        assert {said[:19] for said in told.values()} == {"reporting has ended"}
        assert "reporting has ended" in _main(teams[PORTUGAL].lead, "/waiting")
