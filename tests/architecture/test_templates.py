"""Templates compile strictly, escape everything, and carry no script or style of their own."""

import ast
import re

import pytest
from jinja2 import StrictUndefined, nodes
from jinja2.visitor import NodeVisitor

from app.web.pages import environment
from tests.architecture.tree import TEMPLATES, name, project_files, python_files

# Markup that is ours, not a user's: line icons and marks written out in the template itself.
MAY_SAY_SAFE = {"templates/components/icons.html", "templates/components/marks.html"}

# Modules that turn their own, escaped text into markup: none needs to.
# They escape every label and value they join, or keep what an escaping template made.
MAY_MAKE_MARKUP = {"app/web/menus.py", "app/web/drawing.py", "app/dashboards/drawn.py"}

FORBIDDEN = {
    # Data of charts is no script: browsers do not run it, and `tojson` escapes what could end it.
    "a script of its own": re.compile(
        r'<script(?![^>]*\ssrc=)(?! type="application/json")[^>]*>', re.IGNORECASE
    ),
    "a style of its own": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "script in htmx": re.compile(r"hx-on\b|hx-on:|[\"']\s*(js|javascript):", re.IGNORECASE),
    "htmx without data-": re.compile(r"(?<!data-)\bhx-[a-z]+(:[a-z]+)?\s*="),
    "an address elsewhere": re.compile(r"(src|srcset|data-src)\s*=\s*[\"'](https?:)?//"),
}


def _sources():
    return {name(path): path.read_text(encoding="utf-8") for path in project_files(TEMPLATES)}


def test_every_template_compiles_under_the_portals_own_strict_environment():
    """An unknown filter, a broken block or a missing import shows here, not to a reader."""
    sources = _sources()
    assert len(sources) >= 1
    assert environment().undefined is StrictUndefined
    for template in sources:
        assert environment().get_template(template.removeprefix("templates/")).blocks is not None


@pytest.mark.parametrize("suffix", ["html", "txt", "svg", "xml", "jinja"])
def test_every_kind_of_template_escapes(suffix):
    """By itself Jinja escapes only .html and .xml."""
    autoescape = environment().autoescape
    assert autoescape is True or autoescape(f"page.{suffix}") is True


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_carries(what):
    """The content security policy would block it in the browser; better to know before."""
    found = [
        f"{template}:{source.count(chr(10), 0, match.start()) + 1} {match[0].strip()}"
        for template, source in _sources().items()
        for match in FORBIDDEN[what].finditer(source)
    ]
    assert found == []


class _SafeFinder(NodeVisitor):
    """Collects uses of the `safe` filter and of switched-off escaping."""

    def __init__(self):
        self.lines = []

    def visit_Filter(self, node):
        """Note `|safe`."""
        if node.name == "safe":
            self.lines.append(node.lineno)
        self.generic_visit(node)

    def visit_ScopedEvalContextModifier(self, node):
        """Note `{% autoescape %}`."""
        self.lines.append(node.lineno)
        self.generic_visit(node)


def test_escaping_is_switched_off_only_where_listed():
    """A user's text must not become markup."""
    uses = set()
    for template, source in _sources().items():
        tree = environment().parse(source)
        assert isinstance(tree, nodes.Template)
        finder = _SafeFinder()
        finder.visit(tree)
        if finder.lines:
            uses.add(template)
    assert uses == MAY_SAY_SAFE


def test_code_makes_markup_only_where_listed():
    """Markup(...) says that a text is safe: only code that escaped it may."""
    makers = set()
    modules = python_files("app")
    assert len(modules) >= 50
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if "Markup" in {getattr(node, field, None) for field in ("id", "attr", "name")}:
                makers.add(name(path))
    assert makers == MAY_MAKE_MARKUP
