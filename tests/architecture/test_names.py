"""Modules say what they are responsible for: by their name and in their first sentence."""

import ast

from tests.architecture.tree import name, python_files

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
SENTENCE_LENGTH = 140


def test_no_module_has_a_name_that_says_nothing():
    """Whatever is put into a module of such a name is never found again."""
    paths = [path for folder in ("app", "bin", "tests") for path in python_files(folder)]
    paths += [path.parent for path in paths]
    assert len(paths) >= 50
    assert {name(path) for path in paths if path.stem in NAMES_THAT_SAY_NOTHING} == set()


def test_every_module_says_in_one_sentence_what_it_is_responsible_for():
    """The first line ends the sentence, unless it goes on for one more."""
    silent = []
    modules = python_files("app", "bin", "tests")
    assert len(modules) >= 30
    for path in modules:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sentence = docstring.split("\n\n")[0]
        if not sentence.endswith((".", "!", "?")) or len(sentence) > 2 * SENTENCE_LENGTH:
            silent.append(name(path))
    assert silent == []


def test_every_package_of_the_application_is_one():
    """A folder without __init__.py would escape the import rules."""
    folders = {path.parent for path in python_files("app")}
    assert len(folders) >= 3
    assert {name(folder) for folder in folders if not (folder / "__init__.py").is_file()} == set()
