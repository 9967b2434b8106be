"""Whatever somebody types comes out of every page and file as typed, and never does anything."""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from itertools import cycle as around
from urllib.parse import quote

import docx as python_docx
import openpyxl
import pytest
from sqlalchemy import func, select

from app.core.archives import unpacked
from app.core.db import open_session
from app.domain.roles import Role
from app.reporting.models import Answer, AnswerRevision
from tests.builders import LONG_TEXT, NOW
from tests.client import PageClient
from tests.database import one_database
from tests.factories import CYCLE
from tests.payloads import BROKEN, PAYLOADS, UNREADABLE, injected, missing, plain
from tests.reported import accepted, browser_of, consolidate, frozen, published
from tests.reported import approved as approve_edition
from tests.team import Team, make_ready, team_of

pytestmark = one_database

STATUS = f"SD-X.1/P05@{NOW}"
LINK = "https://example.org/?q="
FORMULA = re.compile(rb"<(\w+:)?f[ >/]")


def _add_records(team: Team) -> None:
    """One measure and one link for each text, typed into the forms of the point."""
    lead, point = team.lead, f"{team.home}/points/P05"
    for number, text in enumerate(PAYLOADS):
        measure = {
            "title": f"{text} m{number}",
            "type": "law",
            "stage": "running",
            "points": ["P05"],
            "description": f"{text}\n{text}",
            "lead_body": text,
            "budget": text,
            "link": LINK + quote(text),
        }
        assert lead.post(f"{team.home}/measures/m-{number:03d}", measure).status == 303, text
        link = {"title": f"{text} e{number}", "url": LINK + quote(text), "description": text}
        assert lead.post(f"{point}/evidence/e-{number:03d}", link).status == 303, text


@dataclass(frozen=True)
class Filled:
    """A team whose contribution is full of attacks, and what was typed where."""

    team: Team
    note: str
    source: str
    justification: str
    header: str


@pytest.fixture
def filled(app) -> Filled:
    """A contribution that can be sent, with every text in the records."""
    team = team_of(app)
    make_ready(team)
    _add_records(team)
    script, template, formula = PAYLOADS[0], PAYLOADS[31], PAYLOADS[38]
    made = Filled(
        team,
        note=f"{formula} note {script}",
        source=f"{script} source {template}",
        justification=f"{template} {script} {LONG_TEXT}".strip(),
        header=f"{formula} {script}",
    )
    point = f"{team.home}/points/P05"
    cell = {"key": STATUS, "value": "some", "note": made.note, "source": made.source}
    sent = (
        (f"{point}/observations", {**cell, "revision": "1"}),
        (f"{point}/answers/P05.justification", {"value": made.justification, "revision": "1"}),
        (f"{team.home}/about/answers/header.preparation", {"value": made.header}),
    )
    for url, fields in sent:
        assert team.lead.post(url, fields).status == 303, url
    return made


def _assert_clean(browser: PageClient, path: str, texts=()) -> None:
    answer = browser.get(path, follow=True)
    assert answer.status == 200, path
    assert injected(answer) == [], path
    assert missing(answer, texts) == [], path


def test_every_text_stands_in_every_form_as_typed(app):
    """Each text goes into each kind of field of a point and is read back from its page."""
    team = team_of(app)
    lead, point = team.lead, f"{team.home}/points/P02"
    for saved, text in enumerate(PAYLOADS):
        sent = {
            f"{point}/answers/P02.coordinator": {"value": f"{text} a"},
            f"{point}/answers/P02.bodies_names": {"value": f"{text}\n{text} b"},
            f"{point}/observations": {
                "key": "SD-02.1@2025-2027",
                "missing_code": "NAV",
                "missing_reason": f"{text} c",
                "source": f"{text} d",
                "note": f"{text} e",
            },
        }
        for url, fields in sent.items():
            answer = lead.post(url, {**fields, "revision": str(saved)}, htmx=True)
            assert answer.status == 200, (url, text, answer.words()[:300])
            assert injected(answer) == [], (url, text)
        _assert_clean(lead, point, [f"{text} {letter}" for letter in "abcde"])


def test_reasons_stand_as_typed(app):
    """Why a point is left out, on the page of the point and among all points."""
    team = team_of(app)
    lead, point = team.lead, f"{team.home}/points/P03"
    for saved, text in enumerate(PAYLOADS):
        fields = {"left_out": "yes", "reason": text, "revision": str(2 * saved)}
        assert lead.post(f"{point}/leave-out", fields).status == 303
        _assert_clean(lead, point, [text])
        fields = {"left_out": "no", "reason": text, "revision": str(2 * saved + 1)}
        assert lead.post(f"{point}/leave-out", fields).status == 303


def test_draft_pages_show_all_texts(filled):
    """Point, register, each record, overview, findings, sign-off; for lead and signatory."""
    team = filled.team
    titles = [f"{text} {kind}{n}" for n, text in enumerate(PAYLOADS) for kind in "me"]
    point = f"{team.home}/points/P05"
    shown = {
        point: [*titles, filled.note, filled.source, filled.justification],
        f"{team.home}/measures": [t for t in titles if " m" in t],
        f"{team.home}/about": [filled.header],
        f"{team.home}/sign-off": [*titles, *PAYLOADS, filled.justification, filled.header],
        team.home: (),
        f"{team.home}/findings": (),
        "/contributions": (),
    }
    for path, texts in shown.items():
        _assert_clean(team.lead, path, texts)
        _assert_clean(team.signatory, path)
    for number, text in enumerate(PAYLOADS):
        _assert_clean(team.lead, f"{team.home}/measures/m-{number:03d}", [text])
        _assert_clean(team.lead, f"{point}/evidence/e-{number:03d}", [text])


def test_refusals_repeat_texts_as_typed(app):
    """What was typed wrong in menus, dates, links and numbers comes back as text."""
    team = team_of(app)
    lead, point = team.lead, f"{team.home}/points/P02"
    good = {"title": "A", "type": "law", "stage": "running", "points": ["P02"]}
    wrong = around(("type", "stage", "start", "end", "link", "visibility", "points"))
    own = {"Origin": lead.base_url}
    for number, (text, field) in enumerate(zip(PAYLOADS, wrong, strict=False)):
        sent = (
            (f"{team.home}/measures/new1", {**good, field: text}),
            (f"{point}/evidence/new1", {"title": "A", "url": text}),
            (f"{point}/observations", {"key": "SD-02.1@2025-2027", "value": text}),
            (f"{point}/justifications", {"finding_key": text, "text": text}),
            (f"{team.home}/sign-off/decline", {"reason": text, "nonsense": text}),
        )
        for url, fields in (sent[0], sent[1 + number % 4]):
            data = {**fields, "csrf": lead.csrf}
            answer = lead.request("POST", url, data=data, headers=own)
            assert answer.status in (303, 404, 409, 422), (url, text)
            assert injected(answer) == [], (url, text)


def test_addresses_with_texts_do_nothing(app):
    """A text as query value or as part of a path: no 5xx, nothing comes back alive."""
    team = team_of(app)
    desk, nobody = browser_of(app, Role.DESK_OFFICER), PageClient(app)
    places = around(
        (
            (nobody, "/sign-in?next="),
            (nobody, "/?edition="),
            (nobody, "/points/"),
            (nobody, "/countries/"),
            (nobody, "/invitations/"),
            (team.lead, f"{team.home}/measures?point="),
            (team.lead, f"{team.home}/measures?type="),
            (team.lead, f"{team.home}/measures/new?point="),
            (team.lead, f"{team.home}/points/"),
            (team.lead, "/admin/audit?page="),
            (desk, f"/desk/{CYCLE}?state="),
            (desk, f"/desk/{CYCLE}?group="),
            (desk, "/desk/"),
        )
    )
    for text, (browser, place) in zip(PAYLOADS * 5, places, strict=False):
        answer = browser.get(place + quote(text, safe=""))
        assert answer.status in (200, 303, 404, 422), (place, text)
        assert injected(answer) == [], (place, text)


@pytest.mark.parametrize(
    "header",
    ["Accept-Language", "Cookie", "HX-Request", "HX-Target", "HX-Current-URL", "Referer"],
)
def test_headers_with_texts_do_nothing(app, header):
    """Neither read as anything nor repeated."""
    for text in PAYLOADS:
        value = text.encode("utf-8")
        answer = PageClient(app).get("/sign-in", headers={header: value})
        assert answer.status in (200, 204, 303), (header, text)
        assert injected(answer) == [], (header, text)


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::1", "//", "null", "\u00e9", "http://a:b"]
)
def test_unreadable_origins_are_refused(app, origin):
    """An Origin that cannot be taken apart is a foreign one, not a fault."""
    headers = {"Origin": origin.encode("utf-8")}
    assert PageClient(app).request("POST", "/sign-in", headers=headers).status == 403


def _rows(app) -> tuple[int, int]:
    with open_session(app.state.engine) as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Answer, AnswerRevision)
        )


@pytest.mark.parametrize("text", UNREADABLE + BROKEN)
def test_bytes_that_are_no_text_are_refused(app, text):
    """NUL, controls, surrogates, overlong and cut sequences: refused, or kept legibly."""
    team = team_of(app)
    lead, before = team.lead, _rows(app)
    url = f"{team.home}/points/P02/answers/P02.coordinator"
    for content in (f"value={text}", f"{text}=value", f"value=a&{text}"):
        answer = lead.request(
            "POST",
            url,
            content=f"csrf={quote(lead.csrf)}&{content}".encode(),
            headers={
                "Origin": lead.base_url,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        assert answer.status in (303, 400, 422), content
        assert injected(answer) == []
    if text in UNREADABLE:
        assert _rows(app) == before
    _assert_clean(lead, f"{team.home}/points/P02")


@pytest.mark.parametrize(("length", "status"), [(100_000, 422), (1_100_000, 413)])
def test_texts_that_are_too_long_are_refused(app, length, status):
    """No field takes more than it can keep; nothing is cut in silence."""
    team = team_of(app)
    lead, before = team.lead, _rows(app)
    sent = {
        f"{team.home}/points/P02/answers/P02.coordinator": "value",
        f"{team.home}/points/P02/leave-out": "reason",
        f"{team.home}/sign-off/decline": "reason",
        f"{team.home}/about/answers/header.preparation": "value",
    }
    for url, field in sent.items():
        more = {"left_out": "yes"} if field == "reason" and "leave" in url else {}
        answer = lead.request(
            "POST",
            url,
            data={field: "x" * length, **more, "csrf": lead.csrf},
            headers={"Origin": lead.base_url},
        )
        assert answer.status == status, url
    assert _rows(app) == before


def _published(app, filled: Filled) -> str:
    """Take the contribution all the way to a published edition with a document."""
    engine = app.state.engine
    assert filled.team.report().status == 303
    accepted(engine, "DK")
    consolidate(engine)
    code = frozen(engine)
    approve_edition(engine, code)
    published(engine, code)
    return code


def test_submitted_and_published_texts_stay_texts(app, filled):
    """From the signed submission over the desk to public pages, workbook, CSV, JSON and DOCX."""
    code = _published(app, filled)
    team, anonymous = filled.team, PageClient(app)
    desk = browser_of(app, Role.DESK_OFFICER)
    editor = browser_of(app, Role.REPORT_EDITOR, "first")
    titles = [f"{text} {kind}{n}" for n, text in enumerate(PAYLOADS) for kind in "me"]
    whole = [*titles, filled.justification, filled.header, filled.note]
    _assert_clean(team.lead, f"{team.home}/submissions/1", whole)
    _assert_clean(desk, f"/desk/{CYCLE}/DK", whole)
    _assert_clean(desk, f"/desk/{CYCLE}/DK/versions/1", whole)
    for path in ("submissions", "submissions/1/receipt", "sign-off"):
        _assert_clean(team.lead, f"{team.home}/{path}")
    _assert_clean(anonymous, "/countries/DK", [t for t in titles if " m" in t])
    for path in ("/", "/points", "/points/5", "/indicators", "/countries", f"/editions/{code}"):
        _assert_clean(anonymous, path)
    facts = anonymous.get(f"/editions/{code}/facts")
    figures = {a.get("href") for a in facts.all("a") if "/facts/" in (a.get("href") or "")}
    assert figures
    for path in sorted(figures):
        _assert_clean(anonymous, path)
    document = json.loads(team.lead.get(f"{team.home}/submissions/1/submission.json").text)
    assert _strings(document) >= {f"{text} m{n}" for n, text in enumerate(PAYLOADS)}
    _check_exports(anonymous, editor, code)


def _strings(value) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set().union(*map(_strings, inner)) if inner else set()


def _check_exports(anonymous: PageClient, editor: PageClient, code: str) -> None:
    for kind in ("docx", "xlsx"):
        answer = editor.post(f"/reports/{code}/build", {"format": kind}, follow=True)
        assert answer.status == 200
        assert injected(answer) == []
    links = [a.get("href") for a in anonymous.get(f"/reports/{code}").all("a")]
    for url in [url for url in links if "/files/" in (url or "")]:
        _check_office_file(anonymous.get(url).response.content)
    _check_office_file(anonymous.get(f"/editions/{code}/data.xlsx").response.content)
    assert anonymous.get(f"/editions/{code}/data.json").response.json()
    archive = zipfile.ZipFile(
        io.BytesIO(anonymous.get(f"/editions/{code}/data.csv.zip").response.content)
    )
    for name in archive.namelist():
        text = archive.read(name).decode("utf-8-sig")
        for cell in (cell for row in csv.reader(io.StringIO(text, "")) for cell in row):
            assert not cell.startswith(("=", "+", "@", "\uff1d", "\t", "\r")), (name, cell)
            assert not re.match(r"-[^0-9]|-.*[^0-9.]", cell), (name, cell)


def _check_office_file(data: bytes) -> None:
    parts = unpacked(data)
    for name, part in parts.items():
        assert not (name.startswith("xl/worksheets/sheet") and FORMULA.search(part)), name
        if name.endswith(".rels"):
            assert b"javascript:" not in part.lower(), name
            assert b'"https://evil.example' not in part, name
    if "xl/workbook.xml" in parts:
        book = openpyxl.load_workbook(io.BytesIO(data))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
        texts = {plain(cell) for row in rows for cell in row if isinstance(cell, str)}
        seen = " ".join(sorted(texts))
    else:
        body = python_docx.Document(io.BytesIO(data)).element.body
        seen = plain(" ".join(t.text or "" for t in body.iter() if t.tag.endswith("}t")))
    titles = [plain(f"{text} m{number}") for number, text in enumerate(PAYLOADS)]
    # A document names some measures in full, a workbook lists them all.
    printed = [title for title in titles if title in seen]
    assert len(printed) >= 3 if "word/document.xml" in parts else printed == titles
    assert "49 and 49" not in seen
