"""Every page is looked at by axe: a table `PAGES` of the tests in a browser has it."""

import importlib
import re
from collections.abc import Iterator

from tests import public_pages
from tests.architecture.test_policies import _contexts
from tests.architecture.tree import ROOT

FILES = re.compile(
    r"\.\w+$|\{form\}$|\{name:path\}$|^/(api|health)\b|/files?/?|/contribution\.|^/questionnaires/"
)
# Addresses that lead to another page, and pages that need no look of their own.
WITHOUT = {
    "/account/confirm": "one field; the sign-in form is the same and is looked at",
    "/colleagues": "leads to the reporter's own page, which is looked at",
    "/contributions/home": "leads to the contribution",
    "/desk": "leads to the board of the newest round",
    "/home": "leads to where the role begins",
    "/reports/{cycle}/{number}/fiches/{printed}": "a PDF; checked as such by two readers of PDF/UA",
    "/session": "says how long the session lasts; no page",
}


def _addresses(table: object) -> Iterator[str]:
    if isinstance(table, str):
        yield table.partition("?")[0].rstrip("!")
    elif isinstance(table, dict):
        for part in table.values():
            yield from _addresses(part)
    elif isinstance(table, tuple):
        for part in table:
            yield from _addresses(part)


def _looked_at() -> set[str]:
    names = [path.stem for path in sorted((ROOT / "tests/browser").glob("test_*.py"))]
    modules = [public_pages, *(importlib.import_module(f"tests.browser.{name}") for name in names)]
    tables = [vars(m)[name] for m in modules for name in vars(m) if name.endswith("PAGES")]
    assert len(tables) >= 8
    return {address for table in tables for address in _addresses(table)}


def _pages() -> set[str]:
    paths = {context.path for context in _contexts() if "GET" in (context.methods or ())}
    return {path for path in paths if not FILES.search(path)}


def _is(route: str, address: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", route), address) is not None


def test_every_page_is_looked_at_by_axe():
    """A new page is added to a table, or to the few that need no look, with the reason."""
    pages, seen = _pages(), _looked_at()
    assert len(pages) > 100
    unseen = {page for page in pages if not any(_is(page, address) for address in seen)}
    assert unseen == set(WITHOUT)
    strange = {one for one in seen if not any(_is(page, one) for page in pages)}
    assert strange == set()
