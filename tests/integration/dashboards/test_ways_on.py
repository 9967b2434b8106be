"""Where a reader goes on from a page: to documents, to a newer edition, to where something was
asked; and what small pages say when there is nothing."""

from dataclasses import replace

from app.catalogue.queries import get_cycle
from app.core.db import open_session
from app.core.i18n import country_name
from app.dashboards import asking
from app.domain.observations import CatalogueIndex
from app.domain.roles import Role
from app.editions.service import freeze_edition
from tests.database import one_database
from tests.editions import live_contents
from tests.published import BASELINE, LIVE, LIVE_EDITION, OPERATOR, bring_out, submit_accepted
from tests.reported import browser_of

CORRECTED = "2027/2"


def _links(answer):
    main = answer.all("main")[0]
    return {answer.words(a): a.get("href") for a in main.iter("a")}


def _heads(answer, name):
    return [e.get("content") for e in answer.all("meta") if name in e.attrib.values()]


def _correct(engine):
    data = next(p.data for p in live_contents().reporters if p.code == "DK" and p.data)
    submit_accepted(engine, [replace(data, measures=data.measures[:-1])])
    with open_session(engine, write=True) as session:
        freeze_edition(session, OPERATOR, get_cycle(session, LIVE), "Denmark withdrew a measure.")


@one_database
def test_an_old_address_leads_to_what_came_out_since(app, client, baseline, live):
    """A correction is named first, with what it changes; a later round is mentioned; the newest
    has neither, and nothing of it is known before it is out."""
    old = f"/points/P12?edition={LIVE_EDITION}"
    _correct(baseline)
    before = client.get(old)
    assert "was corrected" not in before.text
    assert CORRECTED not in before.text
    desk = browser_of(app, Role.DESK_OFFICER).get("/measures?type=law")
    assert "An edition is being prepared" in desk.words()
    prepared = f"/measures?type=law&edition={CORRECTED}"
    assert _links(desk)[f"This page in edition {CORRECTED}"] == prepared
    assert f"({CORRECTED}), not published" in desk.words()
    inside = browser_of(app, Role.DESK_OFFICER).get(prepared)
    assert f"It is to take the place of edition {LIVE_EDITION}: what changes" in _links(inside)
    bring_out(baseline, CORRECTED)
    of_edition = _links(client.get(f"/editions/{CORRECTED}"))
    assert of_edition["Overview, points and countries"] == f"/?edition={CORRECTED}"
    answer = client.get(old)
    assert "This edition was corrected" in answer.words()
    on = _links(answer)
    assert on[f"This page in edition {CORRECTED}"] == f"/points/P12?edition={CORRECTED}"
    assert client.get(on["What it changes"]).status == 200
    newest = client.get("/points/P12")
    assert "This edition was corrected" not in newest.words()
    replaced = f"It takes the place of edition {LIVE_EDITION}: what changed"
    assert "Denmark withdrew" in client.get(_links(newest)[replaced]).words()
    kept = client.get(f"/measures?type=law&edition={BASELINE}")
    assert "A later round has been published" in kept.words()
    further = _links(kept)[f"This page in edition {CORRECTED}"]
    assert further == f"/measures?type=law&edition={CORRECTED}"
    side_by_side = client.get(f"/compare?with={BASELINE}&edition={LIVE_EDITION}")
    assert "This edition was corrected" not in side_by_side.words()


@one_database
def test_one_address_stands_for_those_that_show_the_same(client, baseline, live):
    """Search engines and previews get one address and one line about what is there."""
    for address in ("/points/12", "/points/p12", f"/points/P12?edition={live}"):
        answer = client.get(address)
        (canonical,) = [e.get("href") for e in answer.all("link") if e.get("rel") == "canonical"]
        assert canonical == "http://127.0.0.1:8000/points/P12"
        (description,) = _heads(answer, "og:description")
        assert description.startswith("12. Reflect on")
        assert "24 of 27 Member States reported" in description
        assert _heads(answer, "og:url") == [canonical]
        assert _heads(answer, "og:image:alt")
    older = client.get(f"/points/12?edition={BASELINE}")
    assert (
        f'rel="canonical" href="http://127.0.0.1:8000/points/P12?edition={BASELINE}"' in older.text
    )


@one_database
def test_pages_lead_to_the_report(app, client, baseline, live):
    """A country to its fiche, a point to its chapter and to its measures, where they are out."""
    country = _links(client.get("/countries/EL"))
    assert country["Fiche of the report (PDF)"] == f"/reports/{live}/fiches/EL"
    assert "Fiche of the report (PDF)" in _links(client.get("/countries/EU"))
    point = client.get(f"/points/P12?edition={live}")
    assert "in its chapter “Operational actions”" in point.words()
    on = _links(point)
    assert client.get(on["Report and annex"]).status == 200
    measures = on["Search these measures in the register"]
    assert measures == f"/measures?point=P12&edition={live}"
    assert client.get(measures).status == 200
    _correct(baseline)
    desk = browser_of(app, Role.DESK_OFFICER)
    assert "Fiche" not in desk.get(f"/countries/EL?edition={CORRECTED}").text


@one_database
def test_a_country_has_a_page_before_any_edition(client, engine):
    """Whoever follows a link too early is told to wait; what is no country is not found."""
    answer = client.get("/countries/GR")
    assert answer.heading == "Greece"
    assert "The first edition is being prepared" in answer.words()
    assert client.get("/countries/XX").status == 404


@one_database
def test_silence_is_never_failure(app, client, baseline, live):
    """A country of which nothing is there has a page that says so and judges nothing; who knows
    who is missing reads why."""
    silent = next(p.code for p in live_contents().reporters if p.data is None)
    answer = client.get(f"/countries/{silent}")
    words = answer.words(answer.all("main")[0])
    assert answer.heading == country_name(silent)
    assert "Reporting is voluntary; this says nothing about what the country does." in words
    assert "accepted when" not in words
    assert "Fiche" not in words
    desk = browser_of(app, Role.DESK_OFFICER).get(f"/countries/{silent}").words()
    assert f"No submission of {country_name(silent)} was accepted" in desk


@one_database
def test_what_another_round_asked_is_found_there(client, baseline, live, monkeypatch):
    """An indicator that was retired leads to its editions; what nobody ever asked is not found."""
    real = asking.get_index
    (one, *_others) = real_indicators = live_contents().catalogue.indicators
    retired = one.model_copy(update={"id": "SD-99.9", "name": "Retired on purpose"})

    def with_retired(session, version_id):
        catalogue = real(session, version_id).catalogue
        more = {"indicators": (*real_indicators, retired)}
        return CatalogueIndex.of(catalogue.model_copy(update=more))

    assert client.get("/indicators/SD-99.9").status == 404
    monkeypatch.setattr(asking, "get_index", with_retired)
    answer = client.get("/indicators/sd-99.9")
    assert answer.heading == "Retired on purpose"
    assert "Not asked in this edition" in answer.words()
    assert f"/indicators/SD-99.9?edition={BASELINE}" in _links(answer).values()
    for address in ("/indicators/SD-98.1", "/points/P32", "/points/P00", "/points/x"):
        assert client.get(address).status == 404


@one_database
def test_a_wrong_edition_leads_to_the_page_itself(client, baseline):
    """Whatever edition is named that this reader may not know, the page without it is near."""
    answer = client.get("/countries/EL?edition=2031/9")
    assert answer.status == 404
    assert _links(answer)["Open the page without naming an edition"] == "/countries/EL"
    assert "without naming" not in client.get("/points/P99").text
    elsewhere = client.get("//elsewhere.example/x?edition=2031/9")
    assert "//elsewhere" not in str(_links(elsewhere).values())


@one_database
def test_evidence_is_cited_like_any_page(client, baseline, live):
    """A figure, the list, an edition, its documents: day, n of 27, limits, citation, description;
    the address to cite is the page itself."""
    figures = client.get(f"/editions/{live}/facts")
    one = next(url for url in _links(figures).values() if f"/editions/{live}/facts/" in (url or ""))
    for address in (one, f"/editions/{live}/facts", f"/editions/{live}", f"/reports/{live}"):
        answer = client.get(address)
        about = next(e for e in answer.all("section") if "about-figures" in e.get("class", ""))
        words = answer.words(about)
        assert "published on" in words, address
        assert "24 of 27 Member States reported and were accepted." in words
        assert "Reporting is voluntary" in words
        assert f"http://127.0.0.1:8000{address}. Manifest SHA-256" in words
        assert f'rel="canonical" href="http://127.0.0.1:8000{address}"' in answer.text
        assert answer.text.count("Manifest SHA-256") == 1
        assert _heads(answer, "og:description")
    older = client.get(f"/editions/{BASELINE}").words()
    assert "none of them has reported" in older
