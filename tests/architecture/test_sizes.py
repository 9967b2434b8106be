"""Modules, functions and templates stay small enough to be read at one sitting."""

from tests.architecture.tree import (
    TEMPLATES,
    functions,
    name,
    own_python_files,
    project_files,
)

MODULE_LINES = 400
FUNCTION_LINES = 60
TEMPLATE_LINES = 200


def _lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_too_long():
    """A module that outgrows the limit holds two things."""
    sizes = {name(path): _lines(path) for path in own_python_files()}
    assert len(sizes) >= 20
    assert {module: size for module, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_too_long():
    """Decorators and docstring count: the reader reads them too."""
    sizes = {
        f"{name(path)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for path in own_python_files()
        for function in functions(path)
    }
    assert len(sizes) >= 100
    assert {function: size for function, size in sizes.items() if size > FUNCTION_LINES} == {}


def test_no_template_is_too_long():
    """A long template hides a component."""
    sizes = {name(path): _lines(path) for path in project_files(TEMPLATES)}
    assert len(sizes) >= 1
    assert {template: size for template, size in sizes.items() if size > TEMPLATE_LINES} == {}
