"""One place asks the quality rules, so that a page and a signature cannot disagree."""

from app.core.settings import PROJECT_ROOT

ALLOWED = {"app/domain/qc/__init__.py", "app/reporting/checking.py"}


def test_the_rules_are_asked_in_one_place():
    """Whoever needs findings of a draft calls app/reporting/checking.py."""
    asking = {
        str(path.relative_to(PROJECT_ROOT))
        for path in (PROJECT_ROOT / "app").rglob("*.py")
        if "run_checks" in path.read_text("utf-8")
    }
    assert asking == ALLOWED
