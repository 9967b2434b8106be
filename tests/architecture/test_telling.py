"""Every kind of thing people can be told is really told somewhere."""

import ast

import pytest

from app.jobs.kinds import KINDS
from tests.architecture.tree import APP, name, python_files

NAMED_ONLY = {"app/jobs/kinds.py", "app/admin/acts.py"}  # say what is told and done in words


def _tells(tree: ast.AST) -> bool:
    """Tell whether a module hands something to the function that tells people, or to its own."""
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("tell")
        for node in ast.walk(tree)
    )


def _texts_of_tellers() -> dict[str, set[str]]:
    """Return every text constant in the functions of modules that tell, by module."""
    found = {}
    for path in python_files(APP):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if name(path) not in NAMED_ONLY and _tells(tree):
            found[name(path)] = {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


@pytest.fixture(scope="module")
def tellers() -> dict[str, set[str]]:
    """The modules that tell, with their texts."""
    return _texts_of_tellers()


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_never_told(kind, tellers):
    """A kind that stands in the settings of mails and never happens would be a promise unkept."""
    assert [module for module, texts in tellers.items() if kind in texts], kind
