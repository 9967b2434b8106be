"""The public pages in a real browser: charts drawn, nothing from elsewhere, axe content, narrow."""

import json
import os
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.dashboards.accessibility import last_run
from tests.chromium import AXE, RULES, AxeCheck, draw_charts
from tests.public_pages import PAGES, WITH_CHARTS, public_portal
from tests.published import seed_baseline

WIDTHS = (1280, 320)
_noted: dict[int, int] = {}


@pytest.fixture(scope="module")
def portal(tmp_path_factory, template_after):
    """Serve a portal with the published baseline to all tests of this module."""
    directory = tmp_path_factory.mktemp("public")
    with public_portal(directory, template_after, (seed_baseline,)) as address:
        yield address


def _open(page, address):
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, address
    draw_charts(page)


def test_charts_are_drawn_by_our_own_server(page, portal):
    """Each chart replaces its picture; policy violations and outside requests fail the fixture."""
    for path, charts in WITH_CHARTS.items():
        _open(page, portal + path)
        assert page.locator("[data-drawn] svg.main-svg").first.is_visible()
        assert page.locator("[data-drawn]").count() == charts
        assert page.locator(".chart__picture:visible").count() == 0
        bars = page.locator("[data-drawn] .bars path").count()
        assert bars >= charts
    page.goto(portal + "/countries")
    assert page.locator("script[src*=plotly]").count() == 0


def test_a_phone_fetches_the_library_when_a_chart_comes_into_sight(new_page, portal):
    """Who reads the first screen does not wait for a megabyte of script."""
    page = new_page(viewport={"width": 375, "height": 500})
    page.goto(portal + "/points/P12", wait_until="networkidle")
    assert page.locator("[data-chart]").count() == 1
    assert page.locator(".chart__picture").count() == 1
    assert page.locator("script[src*=plotly]").count() == 0
    page.locator(".chart__frame").scroll_into_view_if_needed()
    page.wait_for_selector("[data-drawn]")
    assert page.locator("script[src*=plotly]").count() == 1


def test_numbers_at_the_bars_are_those_of_the_table(page, portal):
    """What is drawn beside each bar stands in the table in the same order."""
    _open(page, portal + "/points/P12")
    drawn = page.locator("[data-drawn] .bars text").all_text_contents()
    table = page.locator(".chart table td").all_text_contents()
    assert len(drawn) >= 3
    assert drawn == table


def _note(width, violations, browser):
    """Write what was looked at where the accessibility statement reads it, when asked to."""
    if not (record := os.environ.get("AXE_RECORD")):
        return
    _noted[width] = violations
    said = json.loads(Path(record).read_text(encoding="utf-8")) | {
        "axe": max(AXE),
        "browser": f"Chromium {browser}",
        "day": datetime.now(tz=UTC).date().isoformat(),
        "pages": list(PAGES),
        "rules": len(RULES),
        "violations": sum(_noted.values()),
        "widths": sorted(_noted, reverse=True),
    }
    Path(record).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def test_the_statement_is_made_of_the_last_run(page, portal):
    """What the packaged record says stands on the page, and it knows every page tested here."""
    last = last_run()
    assert set(last.pages) == set(PAGES)
    assert last.widths == WIDTHS
    page.goto(portal + "/about/accessibility")
    text = page.locator("main").inner_text()
    assert f"axe {last.axe}" in text
    assert f"{len(PAGES)} pages" in text
    assert f"{last.violations} problems found" in text
    assert last.lighthouse.pages == len(PAGES)
    assert f"Lighthouse {last.lighthouse.version}" in text
    assert f"{last.lighthouse.lowest} of 100" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, portal, axe: AxeCheck, width):
    """Every public page, on a wide screen and on the narrowest one."""
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for path in PAGES:
        _open(page, portal + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
        if problems := axe(page):
            found[path] = problems
    _note(width, sum(map(len, found.values())), page.context.browser.version)
    assert found == {}


def test_pages_work_without_scripts(browser, portal):
    """Picture, sentence and table of each chart are there; every link of the overview works."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    with closing(context):
        page = context.new_page()
        for path in PAGES:
            page.goto(portal + path)
            _is_whole_without_scripts(page, WITH_CHARTS.get(path, 0), path)
            _fits_on_paper(page, path)
        page.goto(portal + "/measures")
        page.locator("[name=q]").fill("science")
        page.locator("[name=type]").select_option("strategy")
        page.locator(".register-filter button").press("Enter")
        assert "q=science" in page.url
        assert "type=strategy" in page.url
        assert page.locator(".register__entry").count() > 0
        page.goto(portal + "/")
        page.get_by_role("link", name="Reflect on national science diplomacy roadmaps").click()
        assert (
            page.locator("h1").inner_text() == "12. Reflect on national science diplomacy roadmaps"
        )
        page.get_by_text("What each step of the progress scale means here").click()
        assert page.get_by_text("A national roadmap has not been discussed.").is_visible()


def _is_whole_without_scripts(page, charts, path):
    """What a script would do is there as picture and table; what is asked is asked by a button."""
    pictures = page.locator(".chart__picture")
    assert pictures.count() >= charts, path
    assert page.locator(".chart table").count() == pictures.count(), path
    assert page.locator(".chart__sentence").count() == pictures.count(), path
    for picture in pictures.all():
        assert picture.bounding_box()["height"] > 50, path
    forms = page.locator("main form")
    assert forms.locator("button[type=submit], button:not([type])").count() >= forms.count(), path
    assert page.locator("main h1").inner_text(), path
    assert page.locator("main").inner_text().count(" ") > 20, path


def _fits_on_paper(page, path):
    """It is no wider than A4 between its margins, and prints no navigation and no button."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 962})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680, path
    unwanted = page.locator("nav, header form, main button, .skip-link, a.ecl-button")
    assert unwanted.and_(page.locator(":visible")).all_inner_texts() == [], path
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(media="screen")


def test_every_sheet_says_which_edition_it_is(page, portal, tmp_path):
    """At its foot, with the number of the sheet; links to elsewhere say where they lead."""
    page.goto(portal + "/points/P12")
    page.emulate_media(media="print")
    source = page.locator("main a[rel~=nofollow]").first
    told = source.evaluate("link => getComputedStyle(link, '::after').content")
    assert source.get_attribute("href") in told
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    read = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    sheets = subprocess.check_output(read, text=True).split("\f")[:-1]
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        foot = sheet.rstrip().splitlines()[-1]
        assert "Edition shown: Science diplomacy: baseline from public sources, 2026" in foot
        assert foot.replace(" ", "").endswith(f"{number}/{len(sheets)}")


def test_figures_lead_to_their_evidence(page, portal):
    """From the finding on the first page to the fact behind it."""
    _open(page, portal + "/")
    figure = page.locator(".hero__finding a").first
    number = figure.inner_text()
    figure.click()
    assert page.locator(".fact-figure").inner_text().startswith(number)


def test_the_keyboard_reads_a_chart_value_by_value_and_leaves_it(page, portal):
    """Arrows say each value, the one the table has; one Tab goes on; Escape stays and is quiet."""
    _open(page, portal + "/points/P12")
    values = page.locator(".chart table td").all_text_contents()
    labels = page.locator(".chart table tbody th").all_text_contents()
    reading = page.locator(".chart__reading")
    page.locator(".chart__sentence a").last.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('[data-drawn]')")
    for label, value in zip(labels, values, strict=True):
        page.keyboard.press("ArrowRight")
        assert reading.inner_text() == f"{label}: {value}"
    page.keyboard.press("ArrowRight")
    assert reading.inner_text() == f"{labels[0]}: {values[0]}"
    page.keyboard.press("Escape")
    assert reading.inner_text() == ""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.table-frame') !== null")
    _open(page, portal + "/")
    page.locator("[data-chart='chart-coverage-data']").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#chart-coverage-reading").inner_text().count(": ") == 1


def test_charts_in_forced_colours_and_on_paper(browser, portal):
    """The picture stays: areas by pattern in the reader's own ink; paper gets the picture too."""
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    with closing(context):
        page = context.new_page()
        page.goto(portal + "/indicators/SD-12.1")
        page.wait_for_selector("[data-kept]")
        assert page.locator(".chart__picture:visible").count() == 2
        assert page.locator(".chart__plot").count() == 0
        filled = "all => [...new Set(all.map((area) => getComputedStyle(area).fill))]"
        fills = page.locator(".chart__picture path.area").evaluate_all(filled)
        assert page.locator(".chart__picture rect.area").count() > 27
        assert len(fills) >= 2
        assert any("chart-pattern-" in fill for fill in fills)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    with closing(context):
        page = context.new_page()
        _open(page, portal + "/")
        assert page.locator(".chart__picture:visible").count() == 0
        page.emulate_media(media="print")
        assert page.locator(".chart__picture:visible").count() == 2
        assert page.locator(".chart__plot:visible").count() == 0


def test_what_stands_behind_a_figure_needs_no_sideways_scrolling(page, portal):
    """On a phone each contribution is a block with its labels, on a desk a row."""
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(portal + "/points/P12")
    link = page.locator(".figure-link[href*='/facts/']").first.get_attribute("href")
    page.goto(portal + link)
    rows = page.locator(".measures tbody tr")
    assert rows.count() > 1
    frame = page.locator(".measures")
    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
    shown = "e => getComputedStyle(e, '::before').content"
    assert "Value" in rows.first.locator("td").first.evaluate(shown)
