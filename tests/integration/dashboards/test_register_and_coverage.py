"""The register across countries, coverage and quality, and the matrix: what each reader sees."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from sqlalchemy import event

from app.core.db import open_session
from app.core.i18n import country_name
from app.domain.roles import PublicScope, Role
from app.editions.queries import get_edition, load_facts
from tests.database import one_database
from tests.editions import live_contents
from tests.published import BASELINE, freeze, submit_accepted
from tests.reported import browser_of

NEW = ("/measures", "/coverage", "/coverage/matrix")
MOST_QUERIES = 12


def _entries(answer):
    return [answer.words(e) for e in answer.all("h2") if "register__title" in e.get("class", "")]


def _rows(answer):
    return list(csv.DictReader(io.StringIO(answer.response.content.decode("utf-8-sig"))))


def _public_measures():
    """The measures everybody may see, as the generated round has them."""
    return [
        (part.code, measure)
        for part in live_contents().reporters
        if part.data
        for measure in part.data.measures
        if measure.visibility == "public" and set(measure.points) - set(part.data.left_out)
    ]


def test_the_register_finds_and_counts(client, baseline, live):
    """Search, filters, pages and files show the same entries, none that is closed."""
    public = _public_measures()
    everything = _rows(client.get("/measures.csv"))
    measures = [row for row in everything if row["Type code"] != "practice"]
    assert len(measures) == len(public)
    assert "ISO code" in everything[0]
    first = client.get("/measures")
    assert f"{len(everything)} entries" in first.words()
    assert len(_entries(first)) == 20
    seen, page = [], 1
    while page <= -(-len(everything) // 20):
        seen += _entries(client.get(f"/measures?page={page}"))
        page += 1
    assert len(seen) == len(everything)
    kind = public[0][1].type
    point = public[0][1].points[0]
    asked = f"type={kind}&point={point}"
    fitting = [m for _c, m in public if m.type == kind and point in m.points]
    rows = _rows(client.get(f"/measures.csv?{asked}"))
    assert sorted(row["Title"] for row in rows) == sorted(m.title for m in fitting)
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/measures.xlsx?{asked}").response.content)
    )
    assert book.worksheets[1].max_row - 4 == len(rows)
    shown = client.get(f"/measures?{asked}")
    assert f"{len(rows)} of {len(everything)} entries" in shown.words()
    word = max(re.findall(r"\w+", public[0][1].title), key=len)
    searched = _rows(client.get(f"/measures.csv?q={word.upper()}"))
    assert public[0][1].title in {row["Title"] for row in searched}
    assert client.get("/measures?q=zzzzqq").words().count("Nothing fits") == 1
    greek = _rows(client.get("/measures.csv?country=GR"))
    assert greek == _rows(client.get("/measures.csv?country=EL"))
    assert {row["Country code"] for row in greek} <= {"EL"}


@one_database
def test_every_filter_has_a_way_out(client, baseline, live):
    """What is asked for stands above the list and in the title; each filter goes alone, also
    where nothing fits, and a file says what it holds."""
    answer = client.get("/measures?type=law&country=EL&q=plan&page=1")
    (title,) = [answer.words(e) for e in answer.all("title")]
    assert re.search(r"practices: \d+ of \d+ entr(y|ies) fits?", title)
    assert "entr" not in client.get("/measures").words(client.get("/measures").all("title")[0])
    assert ", page 2" in client.get("/measures?page=2").text
    none = client.get("/measures?type=law&country=EL&q=zzzzqq&sector=nowhere&point=P12")
    assert "Nothing fits" in none.words()
    rest = {none.words(a): a.get("href") for a in none.all("a") if "Without" in none.words(a)}
    assert [words.split(":")[0] for words in rest] == [
        "Without “Words", "Without “Point", "Without “Type", "Without “Sector", "Without “Country",
    ]  # fmt: skip
    for words, url in rest.items():
        asked = parse_qs(urlsplit(url).query)
        assert len(asked) == 4, words
        assert urlsplit(url).fragment == "found"
    kind = _public_measures()[0][1].type
    point = _public_measures()[0][1].points[0]
    some = client.get(f"/measures?type={kind}&point={point}")
    chips = [a for a in some.all("a") if (a.get("aria-label") or "").startswith("Take away")]
    assert [c.get("href") for c in chips] == [
        f"/measures?type={kind}#found", f"/measures?point={point}#found",
    ]  # fmt: skip
    assert [e for e in some.all("form") if e.get("action") == "/measures#found"]
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/measures.xlsx?country=GR&type=practice").response.content)
    )
    lines = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(max_col=2)}
    assert lines["Filters"] == "Type: Good practice; Country: Greece"


@one_database
def test_filters_live_in_the_address(client, baseline):
    """Every menu keeps what is chosen, the pages and files keep the filters, and so does the
    address to cite."""
    answer = client.get("/measures?type=strategy&q=science&country=EL")
    chosen = [o.get("value") for o in answer.all("option") if o.get("selected") is not None]
    assert "strategy" in chosen
    files = [a.get("href") for a in answer.all("a") if ".csv" in (a.get("href") or "")]
    for url in files:
        assert parse_qs(urlsplit(url).query)["type"] == ["strategy"]
    assert "country=EL&amp;edition=baseline-2026/1" in answer.text
    assert "q=science&amp;type=strategy" in answer.text
    for wrong in ("?point=P99", "?type=nothing", "?country=XX", "?sdg=99&region=%00x"):
        assert client.get(f"/measures{wrong}").status in (200, 422), wrong
    assert "Nothing fits" in client.get("/measures?point=P99").words()


def test_statuses_by_country_are_facts(client, baseline, live):
    """Each cell of the matrix is the public fact of its country; closed ones are only counted."""
    with open_session(baseline) as session:
        facts = load_facts(session, PublicScope(), get_edition(session, PublicScope(), live))
    period = next(f.key.period for f in facts.values() if f.key.subject == "P12.progress")
    own = {
        (f.key.set, f.key.subject[:3]): f.text
        for f in facts.values()
        if f.key.subject.endswith(".progress") and f.key.measure == "value"
    }
    answer = client.get("/coverage/matrix")
    marks = re.findall(r'<use href="#st-(\w+)"', answer.text)
    statuses = [mark for mark in marks if mark != "left_out"]
    states = [f for (c, _p), f in own.items() if c != "EU"]
    assert sorted(statuses) == sorted(states)
    assert len(statuses) >= 100
    counted = sum(
        int(f.number)
        for f in facts.values()
        if f.key.subject.endswith(".progress") and f.key.measure == "n" and f.key.period == period
    )
    closed = counted - len(statuses)
    assert (f"{closed} status" in answer.words()) == (closed > 0)
    table = next(t for t in answer.all("table") if "status-matrix" in t.get("class"))
    scopes = {th.get("scope") for th in table.iter("th")}
    assert scopes == {"col", "row"}
    whole = _check_chart_of_matrix(client, answer)
    part = client.get("/coverage/matrix?group=facilitating")
    assert _check_chart_of_matrix(client, part) != whole
    heads = [th for th in part.all("th") if th.get("scope") == "col"]
    assert len(heads) == 6
    assert (
        "Nobody assessed progress" in client.get("/coverage/matrix?edition=baseline-2026/1").words()
    )


def _check_chart_of_matrix(client, answer):
    """Title, finding with figures, a picture without scripts, and four files of what is shown."""
    [chart] = [f for f in answer.all("figure") if f.get("class") == "chart"]
    assert re.search(r"[Ff]ull implementation.*\d.*24 of 27 Member States", answer.words(chart))
    assert next(e for e in chart.iter() if e.tag.endswith("svg")).get("role") == "img"
    files = [a.get("href") for a in chart.iter("a") if a.get("download") is not None]
    assert [re.search(r"\.(\w+)\?", url)[1] for url in files] == ["csv", "xlsx", "png", "svg"]
    return client.get(files[0]).text


def test_who_is_missing_is_a_count_in_public(app, client, baseline, live):
    """The Commission reads the names; everybody else a number."""
    silent = [p.code for p in live_contents().reporters if p.data is None]
    public = client.get("/coverage")
    assert "24 of 27 Member States reported" in public.words()
    assert "For the Commission only" not in public.text
    section = public.words(public.all("main")[0])
    assert "no accepted submission: 3" in section.lower()
    for code in silent:
        assert country_name(code) not in section
    desk = browser_of(app, Role.DESK_OFFICER).get("/coverage")
    assert ", ".join(country_name(code) for code in silent) in desk.words()


@one_database
def test_new_pages_keep_to_editions(app, client, baseline):
    """What is frozen and not published is for the Commission, marked; strangers get 404."""
    submit_accepted(baseline, [part.data for part in live_contents().reporters if part.data])
    code = freeze(baseline)
    desk = browser_of(app, Role.DESK_OFFICER)
    for address in (*NEW, "/measures.csv", "/measures.xlsx"):
        assert client.get(f"{address}?edition={code}").status == 404
        answer = desk.get(f"{address}?edition={code}")
        assert answer.status == 200
        if address in NEW:
            assert "Restricted: not published" in answer.text
            assert "do not cite it yet" in answer.words()
        else:
            assert 'filename="RESTRICTED_register' in answer.headers["content-disposition"]
    _check_marks(desk, code)


def _check_marks(desk, code):
    """Each line of a table and each picture says it too: they are what gets copied elsewhere."""
    for path in ("/measures.csv", "/charts/chart-overview.csv"):
        head, *rows = csv.reader(io.StringIO(desk.get(f"{path}?edition={code}").text))
        assert head[0] == "\ufeffUse"
        assert {row[0] for row in rows} == {"Restricted: not published"}
        public = desk.get(f"{path}?edition={BASELINE}").text
        assert next(csv.reader(io.StringIO(public)))[0] != "\ufeffUse"
    for form in ("csv", "svg", "png", "xlsx"):
        answer = desk.get(f"/charts/chart-overview.{form}?edition={code}")
        assert 'filename="RESTRICTED_chart-overview' in answer.headers["content-disposition"]
        if form == "svg":
            assert answer.text.count(">Restricted: not published</text>") == 1
            public = desk.get(f"/charts/chart-overview.svg?edition={BASELINE}")
            assert "Restricted" not in public.text


@one_database
def test_each_page_says_what_stands_behind_it(client, baseline, live):
    """Edition, day, n of 27, method, limits and an address by which it is found again."""
    for address in ("/", "/points/P12", "/indicators/SD-12.1", "/countries/EL", *NEW):
        answer = client.get(address)
        about = next(e for e in answer.all("section") if "about-figures" in e.get("class", ""))
        words = answer.words(about)
        assert "published on" in words
        assert "24 of 27 Member States reported" in words
        assert "Reporting is voluntary" in words
        assert "How figures are made" in words
        cited = re.search(r"https?://[^,\s]+?(?=\. Manifest)", words)
        assert cited, address
        path = urlsplit(cited[0])
        again = client.get(f"{path.path}?{path.query}")
        assert again.status == 200
        assert parse_qs(path.query)["edition"] == [live]
        assert again.heading == answer.heading


@one_database
def test_before_any_publication_the_new_pages_say_so(client, engine):
    """Nothing to count yet."""
    for address in NEW:
        assert "The first edition is being prepared" in client.get(address).words()
    assert client.get("/measures.csv").status == 404


@one_database
@pytest.mark.parametrize("address", [*NEW, "/measures?q=science&type=law"])
def test_few_queries_whatever_is_held(client, baseline, address):
    """A page asks for editions and their contents, never row by row."""
    count = []
    event.listen(baseline, "before_cursor_execute", lambda *_: count.append(1))
    client.get(address)
    assert len(count) <= MOST_QUERIES
