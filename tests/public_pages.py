"""The public pages that browsers look at, and a portal that serves them."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.core.settings import Settings
from app.main import create_app
from tests.database import Steps
from tests.live_server import serve

BASELINE = "/editions/baseline-2026/1"
PAGES = (
    "/", "/points", "/points/P12", "/points/P26", "/indicators", "/indicators/SD-12.1",
    "/indicators/SD-02.1", "/countries", "/countries/EL", "/countries/EU", "/countries/DK/current",
    "/measures", "/measures?q=science&type=strategy", "/measures?q=zzzz", "/commission", "/compare",
    "/coverage", "/coverage/matrix", "/editions", BASELINE, f"{BASELINE}/facts",
    f"{BASELINE}/facts/AXJQ6K2PZL", "/reports/baseline-2026/1",
    "/rules", "/sign-in", "/about/method", "/about/accessibility", "/about/privacy",
    "/about/contact", "/about/feedback",
)  # fmt: skip
WITH_CHARTS = {"/": 2, "/points": 4, "/points/P12": 1, "/points/P26": 1, "/indicators/SD-12.1": 2}


@contextmanager
def public_portal(
    directory: Path, template_after: Callable[[str, Steps], str], steps: Sequence[Callable]
) -> Iterator[str]:
    """Serve a portal after these steps on the embedded database; gives its address."""
    standing = template_after("sqlite", tuple(steps))
    url = f"sqlite:///{shutil.copy(standing, directory / 'portal.sqlite3')}"
    app = create_app(Settings(demo=True, database_url=url, data_dir=directory))
    with serve(app) as address:
        yield address
    app.state.engine.dispose()
