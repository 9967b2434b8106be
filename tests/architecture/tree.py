"""The project's own files, as the tests of this folder look at them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"

# Made by tools and never part of a revision.
_GENERATED = {"var", "build", "dist", "node_modules", "mutants", "test-results", "__pycache__"}
_DOT_FILES_OF_OURS = {
    ".ci", ".dockerignore", ".gitignore", ".gitattributes", ".npmrc", ".pre-commit-config.yaml",
}  # fmt: skip


def project_files(folder: Path = ROOT) -> Iterator[Path]:
    """Walk every file that is or may become part of a revision."""
    for path in sorted(folder.iterdir()):
        if path.name in _GENERATED or path.name.endswith(".egg-info"):
            continue
        if path.name.startswith(".") and path.name not in _DOT_FILES_OF_OURS:
            continue
        if path.is_dir():
            yield from project_files(path)
        else:
            yield path


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of these top-level folders."""
    return [
        path for folder in folders for path in project_files(ROOT / folder) if path.suffix == ".py"
    ]


def own_python_files() -> list[Path]:
    """Return all Python files but the migrations, which are records and not code to be read."""
    files = python_files("app", "bin", "migrations", "tests")
    return [path for path in files if path.parent.name != "versions"]


def name(path: Path) -> str:
    """Return a path as it is written in messages."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Walk every function and method of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
