"""Official series: read in three forms, looked at, loaded, and told to the country as proposals."""

import csv
import io
import zipfile
from datetime import date

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import select

from app.audit.queries import list_events_of_area
from app.catalogue.queries import get_cycle, get_index
from app.cli import portal
from app.core.db import open_session
from app.core.errors import Conflict, Refused
from app.domain.roles import Role
from app.domain.workflow import CycleStatus
from app.reporting.models import Prefill, PrefillSeries
from app.reporting.series import Fate, SeriesMeta, preview_series
from app.reporting.series_files import read_series
from app.reporting.service.keeping import Base
from app.reporting.service.loading import load_series
from app.reporting.service.records import leave_out
from app.workbook.reading import read_rows
from tests.builders import LONG_TEXT, NOW
from tests.factories import CYCLE, fill, stored_cell
from tests.reported import browser_of
from tests.seeded import OPERATOR
from tests.team import team_of

URL = f"/cycles/{CYCLE}/series"
CELL = "SD-02.1@2025-2027"
ABOUT = """# series: ESTAT:SD_AGREE
# source: Eurostat
# source_url: https://example.org/agree
# licence: CC BY 4.0, with notice
# retrieved: 2027-04-30
# version: {version}
"""
HEAD = "reporter,indicator,period,region,value,note\n"


def _file(*rows, version="1.0"):
    return (ABOUT.format(version=version) + HEAD + "\n".join(rows) + "\n").encode()


def _load(engine, contents, **options):
    with open_session(engine, write=True) as session:
        cycle = get_cycle(session, CYCLE)
        index = get_index(session, cycle.catalogue_version_id)
        file = read_series("agreements.csv", contents, read_rows)
        return load_series(session, OPERATOR, cycle, index, file, **options)


def _look(engine, contents, meta=None):
    with open_session(engine) as session:
        cycle = get_cycle(session, CYCLE)
        index = get_index(session, cycle.catalogue_version_id)
        file = read_series("agreements", contents, read_rows)
        return preview_series(session, OPERATOR, cycle, index, file, meta)


def _stored(engine):
    columns = (Prefill.reporter, Prefill.target, Prefill.proposal, Prefill.superseded)
    with open_session(engine) as session:
        return [tuple(r) for r in session.execute(select(*columns).order_by(Prefill.id))]


GOOD = ("DK,SD-02.1,2025-2027,,12,", "EL,SD-02.1,2025-2027,,7,estimate")
BAD = {
    "XX,SD-02.1,2025-2027,,1,": "is not a reporter",
    "DK,SD-99.9,2025-2027,,1,": "There is no indicator",
    "DK,SD-02.1,2019,,1,": "is not asked for the period",
    "DK,SD-02.1,2025-2027,MARS,1,": "by these dimensions",
    "DK,SD-02.1,2025-2027,,many,": "number",
    "DK,SD-02.1,2025-2027,,,": "no value in this line",
    "DK,SD-02.3,2025-2027,,4,": "worked out by the portal",
    "EU,SD-02.1,2025-2027,,4,": "is not asked of this reporter",
    "DK,SD-X.1,2027-06-30,,some,": "said by the country alone",
    "GR,SD-02.1,2025-2027,,8,": "stands in row 8",
}


def test_every_line_is_judged_and_refused_with_its_reason(app):
    """New lines are counted, wrong ones say why, and Greece is found under both its codes."""
    team_of(app)
    found = _look(app.state.engine, _file(GOOD[1], GOOD[0], *BAD))
    assert found.counts == {Fate.NEW: 2, Fate.REFUSED: len(BAD)}
    manager = browser_of(app, Role.CYCLE_MANAGER)
    form = manager.get(URL)
    example = "".join(form.all("pre")[0].itertext()).encode()
    assert _look(app.state.engine, example).counts == {Fate.NEW: 2}
    files = {"file": ("agreements.csv", _file(GOOD[1], GOOD[0], *BAD), "text/csv")}
    page = manager.post(URL, files=files)
    assert page.status == 200
    for said in (*BAD.values(), "Eurostat", "CC BY 4.0, with notice", "2027-04-30"):
        assert said in page.words(), said
    assert _stored(app.state.engine) == []


def test_what_was_looked_at_is_loaded_and_offered_to_the_country(app):
    """Two steps; the country sees source, licence, version and day beside the proposal."""
    team = team_of(app)
    manager = browser_of(app, Role.CYCLE_MANAGER)
    manager.get(URL)
    page = manager.post(URL, files={"file": ("a.csv", _file(*GOOD), "text/csv")})
    fields = page.fields(f"{URL}/load")
    assert manager.post(f"{URL}/load", fields, follow=True).status == 200
    assert [row[:2] for row in _stored(app.state.engine)] == [("DK", CELL), ("GR", CELL)]
    assert manager.post(f"{URL}/load", fields).status == 422  # nothing new
    point = team.lead.get(f"{team.home}/points/P02").words()
    for said in ("ESTAT:SD_AGREE", "Eurostat", "CC BY 4.0", "Version: 1.0", "12"):
        assert said in point, said
    with open_session(app.state.engine) as session:
        events = list_events_of_area(session, OPERATOR, "cycle")
        kept = session.execute(select(PrefillSeries)).scalar_one()
    assert [e.act for e in events][:2] == ["series_loaded", "series_looked_at"]
    assert (kept.dataset_version, kept.number, kept.rows) == ("1.0", 1, 2)
    forged = {**fields, "sha256": "0" * 64}
    assert manager.post(f"{URL}/load", forged).status == 409


def test_a_later_version_is_a_new_proposal_and_changes_nothing_decided(app):
    """Undecided it takes the place of the one before; decided the country is told and decides."""
    team = team_of(app)
    _load(app.state.engine, _file(*GOOD))
    page = team.lead.get(f"{team.home}/points/P02")
    ref = next(e.get("id") for e in page.all("article") if "proposal" in (e.get("class") or ""))
    address = f"{team.home}/proposals/{ref.removeprefix('proposal-')}"
    yes = {"decision": "confirm", "revision": "0", "back": "point"}
    assert team.lead.post(address, yes).status == 303
    later = _load(app.state.engine, _file("DK,SD-02.1,2025-2027,,15,", GOOD[1], version="1.1"))
    assert later.counts == {Fate.CHANGED: 1, Fate.SAME: 1}
    assert later.lines[0].before == "12"
    assert str(stored_cell(app.state.engine, CELL).number) == "12"  # what was decided stands
    page = team.lead.get(f"{team.home}/points/P02")
    assert "The source now says 15. You confirmed 12, which stands." in page.words()
    new = next(
        a.get("id") for a in page.all("article") if "The source now says" in page.words(a)
    ).removeprefix("proposal-")
    assert team.lead.post(f"{team.home}/proposals/{new}", yes).status == 303
    cell = stored_cell(app.state.engine, CELL)
    assert (str(cell.number), cell.origin) == ("15", f"prefill:{new}:confirm")
    again = team.lead.get(f"{team.home}/points/P02").words()
    assert "The source now says" not in again
    assert "Version: 1.0" not in again  # Greece never decided: only the present one is shown
    assert [row[3] for row in _stored(app.state.engine)] == [True, False, False]


def test_an_undecided_proposal_gives_way_to_the_later_one(app):
    """The country never sees the old value."""
    team = team_of(app)
    _load(app.state.engine, _file(*GOOD))
    _load(app.state.engine, _file("DK,SD-02.1,2025-2027,,15,", version="2"))
    page = team.lead.get(f"{team.home}/points/P02")
    shown = [a for a in page.all("article") if "proposal" in (a.get("class") or "")]
    assert len(shown) == 1
    assert "15" in page.words(shown[0])
    assert "The source now says" not in page.words()


@pytest.mark.parametrize("decision", ["confirm", "correct", "cannot_confirm"])
def test_which_of_the_three_is_shown_wherever_the_value_goes(app, decision):
    """The page that is signed, the submission as the country and the desk read it, the PDF."""
    team = team_of(app)
    _load(app.state.engine, _file(*GOOD))
    page = team.lead.get(f"{team.home}/points/P02")
    ref = next(e.get("id") for e in page.all("article") if "proposal" in (e.get("class") or ""))
    said = {"value": "13", "source": "Our register", "reason": "No register"}
    given = {"decision": decision, "revision": "0", "back": "point", **said}
    address = f"{team.home}/proposals/{ref.removeprefix('proposal-')}"
    assert team.lead.post(address, given).status == 303
    _ready(team)
    assert team.report().status == 303
    word = {
        "confirm": "Proposed value, confirmed by the country",
        "correct": "Proposed value, corrected by the country",
        "cannot_confirm": "Proposed value, which the country could not confirm",
    }[decision]
    ours = team.lead.get(f"{team.home}/submissions/1").words()
    desk = browser_of(app, Role.DESK_OFFICER).get(f"/desk/{CYCLE}/DK").words()
    assert word in ours
    assert word in desk


def _ready(team):
    """Report on point 2 and leave the others out."""
    said = {"P02.justification": LONG_TEXT, "P02.coordinator": "The ministry"}
    cells = {f"SD-X.1/P02@{NOW}": "some", "SD-02.2@2025-2027": "2"}
    fill(team.engine, team.scope, said, cells)
    with open_session(team.engine, write=True) as session:
        for other in ("P01", "P03", "P04", "P05"):
            base = Base()
            leave_out(session, team.scope, CYCLE, other, left_out=True, reason="", base=base)


def _xlsx(contents):
    book = Workbook()
    for row in csv.reader(io.StringIO(contents.decode())):
        book.active.append([int(c) if c.isdecimal() else c or None for c in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel_and_sdmx_say_the_same_as_csv(app):
    """Three forms of one file, two ways of saying where it comes from."""
    team_of(app)
    rows = ("DK,SD-02.1,2025-2027,,12,", "EL,SD-02.1,2025-2027,ASIA,7,")
    sdmx = (
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,REGION,OBS_VALUE,"
        "OBS_STATUS,DATA_SOURCE,SOURCE_URL,LICENCE,LAST_UPDATE\n"
        + "".join(
            f"dataflow,ESTAT:SD_AGREE(1.0),I,{geo},SD-02.1,2025-2027,{region},{value},A,Eurostat,"
            'https://example.org/agree,"CC BY 4.0, with notice",2027-04-30T10:00:00\n'
            for geo, region, value in (("DK", "_T", "12"), ("EL", "ASIA", "7"))
        )
        + "dataflow,ESTAT:SD_AGREE(1.0),I,EL,SD-02.1,2025-2027,_T,,M,Eurostat,,,\n"
    ).encode()
    table = HEAD + "\n".join(rows)
    semicolons = (ABOUT.format(version="1.0") + table.replace(",", ";")).encode()
    found = [
        _look(app.state.engine, contents)
        for contents in (_file(*rows), _xlsx(_file(*rows)), sdmx, semicolons)
    ]
    told = [[(j.reporter, j.target, j.value) for j in f.lines if j.target] for f in found]
    assert told[0] == told[1] == told[2] == told[3]
    assert len(told[0]) == 2
    assert found[0].file.meta == found[1].file.meta == found[2].file.meta
    assert found[2].counts[Fate.REFUSED] == 1


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (b"", "series_size"),
        (b"PK\x03\x04 no workbook", "series_unreadable"),
        (b"reporter,value\nDK,1\n", "series_column_missing"),
        ("reporter,indicator,period,value\nDK,é".encode("latin-1"), "series_not_utf8"),
        (b"reporter,indicator,period,value,value\nDK,SD-02.1,2025,1,1\n", "series_column_twice"),
        (b"reporter,indicator,period,value\n", "series_empty"),
        (
            b"reporter,indicator,period,value,source\nDK,SD-02.1,2025,1,A\nDK,SD-02.1,2026,1,B\n",
            "series_of_two",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(contents, code):
    """Whatever somebody sends."""
    with pytest.raises(Refused) as refused:
        read_series("file", contents, read_rows)
    assert refused.value.code == code


def test_a_workbook_is_opened_by_a_process_of_its_own_within_limits():
    """A sheet without end, entities, or one that only looks like a workbook: one sentence each."""
    book = Workbook()
    book.active.append(["reporter", "indicator", "period", "value", "retrieved"])
    book.active.append(["DK", "SD-02.1", "2025-2027", 0.1 + 0.2, date(2027, 4, 30)])
    book.active.append(["EL", "SD-02.1", "2025-2027", True, None])
    held = io.BytesIO()
    book.save(held)
    assert read_rows(held.getvalue())[1:] == [
        ["DK", "SD-02.1", "2025-2027", "0.3", "2027-04-30"],
        ["EL", "SD-02.1", "2025-2027", "yes"],
    ]
    book.active.cell(30_000, 1, "far away")
    far = io.BytesIO()
    book.save(far)
    hurt = io.BytesIO()
    with zipfile.ZipFile(held) as good, zipfile.ZipFile(hurt, "w") as bad:
        for part in good.namelist():
            contents = good.read(part)
            if part.endswith("sheet1.xml"):
                contents = b'<!DOCTYPE x [<!ENTITY e "' + b"x" * 99 + b'">]>' + contents
            bad.writestr(part, contents)
    for contents, code in (
        (far.getvalue(), "series_sheet_too_long"),
        (hurt.getvalue(), "series_unreadable"),
    ):
        with pytest.raises(Refused) as refused:
            read_series("file", contents, read_rows)
        assert refused.value.code == code


def test_a_value_without_source_licence_day_or_version_is_no_offer(app):
    """What the file does not say is filled in beside it, or refused."""
    team_of(app)
    bare = (HEAD + GOOD[0] + "\n").encode()
    with pytest.raises(Refused) as refused:
        _look(app.state.engine, bare)
    assert "licence" in refused.value.params["names"]
    meta = SeriesMeta("S", "OECD", "", "CC0", "2027-04-30", "v3")
    assert _look(app.state.engine, bare, meta).file.meta.version == "v3"
    for wrong in ({"url": "javascript:alert(1)"}, {"retrieved": "yesterday"}, {"code": "x" * 61}):
        with pytest.raises(Refused):
            _look(app.state.engine, bare, SeriesMeta(**{**vars(meta), **wrong}))


def test_nothing_is_offered_once_reporting_is_over(app):
    """And only the cycle manager offers."""
    team = team_of(app, status=CycleStatus.CONSOLIDATION)
    with pytest.raises(Conflict):
        _load(app.state.engine, _file(*GOOD))
    for browser in (team.lead, browser_of(app, Role.DESK_OFFICER)):
        assert browser.get(URL).status == 403


def test_the_command_prints_the_difference_and_loads_on_request(app, monkeypatch, tmp_path):
    """Without --apply nothing is stored; refused lines are exit code 1 and on standard error."""
    team_of(app)
    engine = app.state.engine
    monkeypatch.setenv("PORTAL_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("PORTAL_DATA_DIR", str(tmp_path))
    path = tmp_path / "series.csv"
    path.write_bytes(_file(*GOOD))
    command = ("prefill", "import", str(path), "--cycle", CYCLE)
    looked = CliRunner().invoke(portal, command)
    assert looked.exit_code == 0, looked.output
    assert f"DK {CELL} 12" in looked.stdout
    assert _stored(engine) == []
    assert CliRunner().invoke(portal, (*command, "--apply")).exit_code == 0
    assert len(_stored(engine)) == 2
    path.write_bytes(_file("DK,SD-02.1,2025-2027,,15,", "XX,SD-02.1,2025-2027,,1,"))
    mixed = CliRunner().invoke(portal, (*command, "--apply"))
    assert mixed.exit_code == 1
    assert "12 -> 15" in mixed.stdout
    assert "is not a reporter" in mixed.stderr
    assert len(_stored(engine)) == 3
