"""Lighthouse looks at every kind of public page, on a phone and on a desk."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.chromium import CHROMIUM, FLAGS
from tests.public_pages import PAGES, public_portal
from tests.published import bring_out_round, seed_baseline

HERE = Path(__file__).parent
FORMS = ("mobile", "desktop")
# Charts that only a round with answers has: dots with the median, small charts, milestones, matrix.
OF_A_ROUND = (
    "/", "/points", "/points/P01", "/indicators/SD-02.1", "/indicators/SD-03.1", "/countries/DK",
    "/commission", "/compare", "/coverage/matrix",
)  # fmt: skip
TIMED = ("/", "/points/P12", "/measures", "/coverage")


def _look(address, looks):
    """Return what Lighthouse says of each page; browser and Node are those of the other tests."""
    node = compute_driver_executable()[0]
    told = [{"url": address + path, "form": form, "categories": list(c)} for path, form, c in looks]
    asked = json.dumps({"chromium": CHROMIUM, "flags": FLAGS, "looks": told})
    done = subprocess.run(
        [node, str(HERE / "look.mjs")], input=asked, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    seen = json.loads(done.stdout)
    assert [one["url"] for one in seen] == [one["url"] for one in told]
    assert [one["error"] for one in seen if one["error"]] == []
    return seen


@pytest.fixture(scope="module", params=[(seed_baseline,), (seed_baseline, bring_out_round)])
def portal(request, tmp_path_factory, template_after):
    """Serve the baseline, then a portal that has published a whole round too."""
    with public_portal(tmp_path_factory.mktemp("seen"), template_after, request.param) as address:
        yield address, PAGES if len(request.param) == 1 else OF_A_ROUND


def test_every_page_scores_100(portal):
    """Accessibility, of every page on a phone and on a desk."""
    address, pages = portal
    looks = [(path, form, ("accessibility",)) for form in FORMS for path in pages]
    seen = _look(address, looks)
    assert {look["form"] for look in seen} == set(FORMS)
    poor = {
        (look["url"], look["form"]): look["failures"]
        for look in seen
        if look["scores"] != {"accessibility": 100}
    }
    assert poor == {}
    _note(seen, pages)


def _note(seen, pages):
    """Add to the record of the accessibility statement what was looked at, when asked to."""
    record = os.environ.get("AXE_RECORD")
    if not record or pages is not PAGES:
        return
    said = json.loads(Path(record).read_text(encoding="utf-8"))
    said["lighthouse"] = {
        "version": seen[0]["version"],
        "lowest": min(look["scores"]["accessibility"] for look in seen),
        "pages": len(pages),
    }
    Path(record).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def test_practices_and_speed_on_a_phone(tmp_path, template_after):
    """Best practices at least 95; how fast pages come to a slow phone is printed and bounded."""
    everything = ("accessibility", "best-practices", "performance")
    with public_portal(tmp_path, template_after, (seed_baseline,)) as address:
        seen = _look(address, [(path, "mobile", everything) for path in TIMED])
    for path, look in zip(TIMED, seen, strict=True):
        print(path, look["scores"], {name: round(n, 2) for name, n in look["figures"].items()})
        assert look["scores"]["best-practices"] >= 95, look["failures"]
        assert look["figures"]["cumulative-layout-shift"] < 0.1, look["failures"]
