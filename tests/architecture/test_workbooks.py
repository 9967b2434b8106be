"""One writer of workbooks: nobody else uses the library, and none is left out of the tests."""

import ast

from tests.all_workbooks import MADE_BY
from tests.architecture.tree import ROOT, python_files

_LIBRARIES = {"xlsxwriter", "openpyxl"}
_WRITES = {"workbook_bytes", "grid_bytes"}
_WRITER = "app.core.spreadsheets"


def _module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _names(node):
    """Return what an import names: modules, and what is taken from them."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0], *(alias.name for alias in node.names)}
    return set()


def _imports():
    """Return what each module of the portal imports, also inside functions."""
    found = {}
    for path in python_files("app"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found[_module(path)] = set().union(*map(_names, ast.walk(tree)))
    return found


def test_only_the_shared_writer_knows_the_libraries():
    """What was sent is read by a parser of our own, in a process of its own."""
    users = {module for module, names in _imports().items() if names & _LIBRARIES}
    assert users == {_WRITER}


def test_every_maker_of_workbooks_is_among_those_that_are_tested():
    """A new one is added to `tests/all_workbooks.py`, with texts that look like formulas."""
    makers = {module for module, names in _imports().items() if names & _WRITES}
    assert makers == {module for module, _make in MADE_BY.values()}
