"""The project runs anywhere: no file names a path of one machine."""

import re

from tests.architecture.tree import ROOT, name, project_files

# Written in pieces, so that this file does not name them either.
MACHINE_PATHS = re.compile(rb"(?<![\w.])/(?:ho" rb"me|ro" rb"ot|wo" rb"rk|Us" rb"ers|tm" rb"p)/\w")
BINARY = {".png", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".mo", ".xlsx", ".docx", ".pdf", ".gz"}
VENDORED = "app/web/static/vendor/"


def test_no_file_names_a_path_of_one_machine():
    """Paths are found relative to the checkout or given by the environment."""
    files = [path for path in project_files() if path.suffix not in BINARY]
    assert len(files) >= 50
    found = {
        f"{name(path)}:{number}"
        for path in files
        if not name(path).startswith(VENDORED)
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if MACHINE_PATHS.search(line)
    }
    assert found == set()


def test_scripts_can_be_executed():
    """A script without the bit fails only in a fresh clone."""
    scripts = [
        path
        for folder in ("bin", ".ci")
        for path in project_files(ROOT / folder)
        if path.read_bytes().startswith(b"#!")
    ]
    assert len(scripts) >= 2
    assert [name(path) for path in scripts if not path.stat().st_mode & 0o100] == []
