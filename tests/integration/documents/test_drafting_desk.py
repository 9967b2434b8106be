"""The drafting desk: own texts with their history, quotations word for word, and the documents."""

import io
import json
import re
from dataclasses import dataclass

import docx as python_docx
import pytest
from sqlalchemy import select

from app.core.db import open_session
from app.council_report.models import CouncilReport
from app.council_report.service import build_report
from app.domain.contribution import Translation
from app.domain.roles import Role
from app.editions.queries import get_edition
from app.reporting.service.keeping import Base
from app.reporting.service.saving import AnswerInput, save_answer
from tests.builders import LONG_TEXT
from tests.client import PageClient, press_at_once
from tests.factories import CYCLE, open_reporting
from tests.reported import (
    OPERATOR,
    accepted,
    approved,
    browser_of,
    country_scope,
    frozen,
    report,
    send_in,
    start_again,
    take_back,
    write,
)

HOME = f"/reports/{CYCLE}/1"
DESK, SHELF = f"{HOME}/desk", f"{HOME}/quotations"
DANISH = (
    "Ministerierne blev enige om et program. De første indkaldelser kom i foråret. Det var nyt."
)
ENGLISH = "The ministries agreed on a programme. The first calls came in spring. That was new."
PASSAGE = "De første indkaldelser kom i foråret."
SECRET = "Money is short and that stays among us. " * 3
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class Round:
    """A frozen edition of Denmark and Greece, and the browsers of two report editors."""

    app: object
    engine: object
    anna: PageClient
    bert: PageClient


def _say(engine, reporter, text, language, translations=(), visibility="public", revision=0):
    scope = country_scope(engine, Role.REPORTING_LEAD, reporter)
    given = AnswerInput((text,), language, visibility, translations=translations)
    with open_session(engine, write=True) as session:
        saved = save_answer(session, scope, CYCLE, "P05.justification", given, Base(revision))
        assert hasattr(saved, "revision"), saved


@pytest.fixture
def drafting(app, engine):
    """Denmark said something in Danish, with a translation; Greece something not for everybody."""
    open_reporting(engine, "DK", "GR", "EU")
    for code in ("DK", "GR"):
        write(engine, code)
    _say(engine, "DK", DANISH, "da", (Translation("en", ENGLISH, "human"),), revision=1)
    _say(engine, "GR", SECRET, "en", visibility="commission", revision=1)
    for code in ("DK", "GR"):
        send_in(engine, code)
        accepted(engine, code)
    frozen(engine)
    editors = (browser_of(app, Role.REPORT_EDITOR, name) for name in ("first", "second"))
    return Round(app, engine, *editors)


def _save(browser, section, text, revision, language="en"):
    browser.get(f"{DESK}/{section}")
    return browser.post(
        f"{DESK}/{section}", {"language": language, "revision": revision, "text": text}
    )


def _built(drafting, number=1):
    """Build the report; return its manifest and the document as another reader finds it."""
    settings = drafting.app.state.settings
    with open_session(drafting.engine, write=True) as session:
        edition = get_edition(session, OPERATOR, f"{CYCLE}/{number}")
        built = build_report(session, OPERATOR, settings, edition, "docx")
        kept = select(CouncilReport.manifest).where(
            CouncilReport.manifest_sha256 == built.manifest_sha256
        )
        manifest = json.loads(session.execute(kept).scalar_one())
    return manifest, python_docx.Document(io.BytesIO(built.contents))


def _paragraphs(document, heading):
    """Style and text of the paragraphs under a heading, the place of a table as an empty pair."""
    found, inside = [], False
    for element in document.element.body.iterchildren():
        if element.tag == f"{WORD}p":
            one = python_docx.text.paragraph.Paragraph(element, document)
            text = "".join(piece.text for piece in element.iter(f"{WORD}t"))
            if one.style.name.lower().startswith("heading"):
                inside = text.startswith(heading)
            elif inside:
                found.append((one.style.name, text))
        elif inside:
            found.append(("", ""))
    return found


def test_a_text_is_written_merged_brought_back_and_printed(drafting):
    """A save that comes second is refused with both texts; each save is a row of the history."""
    anna, bert = drafting.anna, drafting.bert
    page = anna.get(f"{DESK}/P05")
    assert "2 of 27 Member States have given information" in page.words()
    assert "No country is quoted here yet" in page.words()
    begun = "The start is made. More will follow."
    assert _save(anna, "P05", begun, 0).location == f"{DESK}/P05?lang=en"
    assert _save(anna, "P05", "A good start is made. More will follow.", 1).status == 303
    late = _save(bert, "P05", "The start is made. Much more will follow.", 1)
    assert late.status == 409
    both = late.words(late.all("textarea")[0])
    assert both == "A good start is made. Much more will follow."
    assert '<input type="hidden" name="revision" value="2">' in late.text
    assert _save(bert, "P05", both, 2).status == 303
    clash = _save(anna, "P05", "A bad start is made. Much more will follow.", 1)
    assert "⟦" in clash.words(clash.all("textarea")[0])
    refused = _save(anna, "P05", clash.words(clash.all("textarea")[0]), 3)
    assert (refused.status, _save(anna, "P05", both, 3).status) == (422, 422)

    first, document = _built(drafting)
    under = _paragraphs(document, "Point 5")
    at = under.index(("Normal", both))
    assert under[at - 1][1].startswith("2 of 27 have given a status")
    assert not any("given a status" in text for _style, text in under[at:])
    assert [(t["section"], t["revision"]) for t in first["texts"]] == [("P05", 3)]
    assert _built(drafting)[0] == first

    history = anna.get(f"{DESK}/P05/history")
    assert [history.words(e) for e in history.all("strong")][:3] == ["second", "first", "first"]
    back = {"language": "en", "chosen": "1", "revision": "3"}
    assert anna.post(f"{DESK}/P05/restore", back).status == 303
    assert anna.post(f"{DESK}/P05/restore", back).status == 422  # it stands already
    assert "Brought back from save 1" in anna.get(f"{DESK}/P05/history").words()
    second, document = _built(drafting)
    assert ("Normal", begun) in _paragraphs(document, "Point 5")
    assert second["texts"][0]["revision"] == 4
    unknown = _save(anna, "lessons", "See [[AAAAAAAAAA]].", 0)
    assert (unknown.status, "no figure AAAAAAAAAA" in unknown.words()) == (422, True)
    code = next(anna.get(f"{DESK}/P05").words(c) for c in page.all("code"))
    assert _save(anna, "context", f"This many: {code}.", 0).status == 303
    assert ("Normal", "This many: 2.") in _paragraphs(_built(drafting)[1], "Context")
    assert _save(anna, "lessons", "Wir lernen.", 0, "de").status == 303
    assert "German" in anna.get(DESK).words()
    assert 'w:lang w:val="de"' in _built(drafting)[1].element.xml
    same = {"language": "en", "revision": "0", "text": "Pressed at once."}
    at_once = press_at_once([anna, bert], f"{DESK}/P04", same)
    assert sorted(answer.status_code for answer in at_once) == [303, 422]
    for unknown in (f"{DESK}/annex-data", f"{DESK}/P05?lang=xx", f"{DESK}/P03/history"):
        assert anna.get(unknown).status == 404, unknown


def _pick(browser, **fields):
    """Open the Danish text on the shelf and send the form of its words."""
    url = f"{SHELF}/new?reporter=DK&subject=answer:P05.justification&section=P05"
    page = browser.get(url)
    assert page.status == 200
    action = next(f.get("action") for f in page.all("form") if "/quotations/" in f.get("action"))
    typed = {area.get("name"): area.text.lstrip("\n") for area in page.all("textarea")}
    chosen = {"translation_language": "en", "section": "P05"}
    return browser.post(action, {**page.fields(action), **typed, **chosen, **fields})


def _quotation_urls(page):
    """Addresses of the quotations on a page, in their order."""
    acts = (form.get("action", "") for form in page.all("form"))
    return [act.removesuffix("/remove") for act in acts if act.endswith("/remove")]


def test_national_text_is_quoted_word_for_word_where_the_country_allows_it(drafting):
    """Whole or in part, with its translation; placed, ordered, taken out, and printed."""
    anna = drafting.anna
    shelf = anna.get(f"{SHELF}?point=P05")
    assert shelf.text.count(">Quote from this<") == 1
    assert "Not for quoting. Visible to: Commission" in shelf.words()
    assert "2 texts" in shelf.words()
    assert "1 text" in anna.get(f"{SHELF}?point=P05&free=yes").words()
    assert "1 text" in anna.get(f"{SHELF}?reporter=EL").words()
    assert "No text here" in anna.get(f"{SHELF}?point=P05&kind=obstacles").words()
    closed = anna.get(f"{SHELF}/new?reporter=EL&subject=answer:P05.justification")
    assert "The country lets only these read it" in closed.words()

    assert _pick(anna).status == 303
    part = {"passage": PASSAGE, "translation": "The first calls came in spring."}
    assert _pick(anna, **part).location == f"{DESK}/P05#quotations"
    for wrong, message in (
        ({"passage": "De første kald"}, "do not stand in the text"),
        ({"passage": " "}, "Choose the words to quote"),
        ({"translation": "The first calls."}, "do not stand in the translation"),
        ({"section": "nowhere"}, "Choose the section"),
        ({"reporter": "EL", "passage": "Money is short"}, "has not released"),
    ):
        answer = _pick(anna, **wrong)
        assert (answer.status, message in answer.words()) == (422, True), wrong
    page = anna.get(f"{DESK}/P05")
    whole, second = _quotation_urls(page)
    assert anna.post(f"{second}/move", {"revision": "1", "to": "up"}).status == 303
    assert anna.post(f"{second}/move", {"revision": "1", "to": "up"}).status == 409
    assert _quotation_urls(anna.get(f"{DESK}/P05")) == [second, whole]
    assert "Quoted in: Point 5" in anna.get(f"{SHELF}?point=P05").words()

    manifest, document = _built(drafting)
    told = "Denmark, original in Danish; translation into English by a person"
    assert [pair for pair in _paragraphs(document, "Point 5") if "Quote" in pair[0]] == [
        ("Quote", f"[…] {PASSAGE} […]"),
        ("Quote translation", "[…] The first calls came in spring. […]"),
        ("Quote source", told),
        ("Quote", DANISH),
        ("Quote translation", ENGLISH),
        ("Quote source", told),
    ]
    quotes = [p for p in document.paragraphs if p.style.name.startswith("Quote")]
    languages = [re.findall(r'w:lang w:val="(\w+)"', p._p.xml) for p in quotes]
    assert languages == [["da"], ["en"], [], ["da"], ["en"], []]
    assert len(manifest["quotations"]) == 2
    page = anna.get(f"{DESK}/P05")
    fields = page.fields(f"{whole}/remove")
    assert anna.post(f"{whole}/remove", fields).status == 303
    assert _quotation_urls(anna.get(f"{DESK}/P05")) == [second]
    assert len(_built(drafting)[0]["quotations"]) == 1


def _resubmit(engine, text):
    """Let Denmark withdraw, change its text and submit again."""
    take_back(engine)
    start_again(engine)
    _say(engine, "DK", text, "da", (), revision=2)
    send_in(engine)
    accepted(engine, version=2)


def test_a_quotation_whose_source_changed_is_confirmed_chosen_anew_or_dropped(drafting):
    """The edition that holds the old text keeps it; a newer one prints what was looked at again."""
    anna, engine = drafting.anna, drafting.engine
    alone = {"translation_language": "", "translation": ""}
    for passage in (PASSAGE, "Det var nyt."):
        assert _pick(anna, passage=passage, **alone).status == 303
    before, _document = _built(drafting)
    _resubmit(engine, DANISH.replace("Det var nyt.", "Det var gammelt nyt fra i fjor."))
    assert _built(drafting)[0] == before
    assert "2 to look at again" in anna.get(DESK).words()
    shelf = anna.get(SHELF)
    kept, gone = _quotation_urls(shelf)
    assert "The quoted words still stand in it" in shelf.words()
    assert "no longer stand in it" in shelf.words()
    assert [f.get("action") for f in shelf.all("form") if f.get("action").endswith("/confirm")] == [
        f"{kept}/confirm"
    ]
    frozen(engine)
    assert _built(drafting, 2)[0]["quotations"] == []
    assert anna.post(f"{gone}/confirm", {"revision": "1"}).status == 422
    assert anna.post(f"{kept}/confirm", {"revision": "1"}).status == 303
    printed, document = _built(drafting, 2)
    assert [quoted["revision"] for quoted in printed["quotations"]] == [2]
    assert ("Quote", f"[…] {PASSAGE} […]") in _paragraphs(document, "Point 5")
    anew = anna.get(gone)
    assert "gammelt" in anew.words()
    fields = {**anew.fields(gone), "section": "P05", "passage": "Det var gammelt nyt"}
    assert anna.post(gone, fields).status == 303
    assert len(_built(drafting, 2)[0]["quotations"]) == 2
    assert [one["uid"] for one in _built(drafting)[0]["quotations"]] == [kept.rpartition("/")[2]]
    assert "to look at again" not in anna.get(DESK).words()
    take_back(engine)
    assert "withdrew its submission, so its words are not printed" in anna.get(SHELF).words()
    assert [_built(drafting, number)[0]["quotations"] for number in (1, 2)] == [[], []]
    start_again(engine)
    _say(engine, "DK", DANISH, "da", (), visibility="commission", revision=3)
    send_in(engine)
    accepted(engine, version=3)
    assert "no longer releases this text for everybody" in anna.get(SHELF).words()
    assert [_built(drafting, number)[0]["quotations"] for number in (1, 2)] == [[], []]


def test_after_the_approval_documents_keep_what_two_editors_let_out(drafting):
    """What is written later stands in the next edition; and nobody else enters the desk."""
    anna = drafting.anna
    assert _save(anna, "P05", "Approved words.", 0).status == 303
    approved(drafting.engine, f"{CYCLE}/1")
    assert _save(anna, "P05", "Words of one alone.", 1).status == 303
    assert _pick(anna).status == 303
    assert "This edition is approved" in anna.get(f"{DESK}/P05").words()
    manifest, document = _built(drafting)
    assert ("Normal", "Approved words.") in _paragraphs(document, "Point 5")
    assert (manifest["texts"][0]["revision"], manifest["quotations"]) == (1, [])
    report(drafting.engine, "EU")
    accepted(drafting.engine, "EU")
    frozen(drafting.engine)
    later = _built(drafting, 2)[0]
    assert (later["texts"][0]["revision"], len(later["quotations"])) == (2, 1)

    outsiders = [browser_of(drafting.app, role) for role in (
        Role.DESK_OFFICER, Role.CYCLE_MANAGER, Role.SUBGROUP_READER, Role.ADMINISTRATOR,
    )]  # fmt: skip
    for browser in (*outsiders, PageClient(drafting.app)):
        for url in (DESK, f"{DESK}/P05", f"{DESK}/P05/history", SHELF):
            assert browser.get(url).status in (302, 303, 401, 403, 404), url
        assert "drafting desk" not in browser.get(HOME).words().lower()
        assert browser.post(f"{DESK}/P05", {"language": "en", "revision": "2"}).status >= 400
    assert LONG_TEXT not in anna.get(f"{SHELF}?point=P05").text
