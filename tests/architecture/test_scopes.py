"""Scopes prove that a guard ran: few places make them, and reading a country's rows needs one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import SQLModel

import app.tables  # noqa: F401 - declares every table
from tests.architecture.tree import APP, name, python_files

SCOPES = {"CountryScope", "UnionScope", "AccountScope", "LookScope"}
MAY_MAKE_SCOPES = {
    "app/identity/access.py",  # the guard of requests
    "app/identity/key_access.py",  # the guard of programs with a key
    "app/reporting/looks.py",  # the leave of a country, for one desk officer and one draft
    "app/reporting/reminders.py",  # the worker: what is missing is judged and stays there
    "app/cli.py",  # the operator at the machine
    "app/council_report/builder.py",  # a build that somebody who may compile has asked for
    "app/reporting/service/training.py",  # generated content, into one training cycle only
    "app/seeding.py",  # run by the operator on a new database
    "app/editions/settling.py",  # what two editors confirmed, once its moment has come
}

# Tables with a reporter column that hold no contents of the reporter.
NOT_CONTENTS = {"role_grant", "audit_event", "extension", "api_key", "notice"}

# A head is what a scoped query returned: it is as good as the scope it was read with.
PROOFS = ("Scope", "Head")
EXCEPTIONS = {
    "app/reporting/service/submitting.py:_next_sequence": "the number runs over all countries",
    "app/reporting/service/files.py:_verdict": "its callers checked a scope and name its reporter",
    "app/reporting/service/files.py:_without_room": "its callers checked a scope, name the owner",
    "app/editions/fact_check.py:_checks": "its callers name the edition or the country by scope",
    "app/editions/fact_check.py:_settle": "its callers found the objection by their scope",
    "app/reporting/reminders.py:_outstanding": "the worker's pass: which contributions are open",
    "app/reporting/service/scanning.py:_waiting": "the scanner's pass: hashes only",
    "app/reporting/service/scanning.py:_keep_verdict": "the scanner's pass: verdicts by hash",
    "app/reporting/last_time.py:_read_once": "its callers found the submission by their scope",
    "app/reporting/last_time.py:submission_before": "a column of the row that a scope chose",
    "app/reporting/submissions.py:_joined": "only the join; its callers filter by their scope",
}
_READS = {"select", "update", "delete", "_of", "_table"}


def _bound_tables() -> set[str]:
    """Tables that belong to a reporter, directly or through what they refer to."""
    tables = SQLModel.metadata.tables
    bound = {n for n, t in tables.items() if "reporter" in t.c and n not in NOT_CONTENTS}
    while True:
        more = {
            table_name
            for table_name, table in tables.items()
            if any(key.column.table.name in bound for key in table.foreign_keys)
        }
        if more <= bound:
            return bound
        bound |= more


def _bound_models() -> set[str]:
    bound = _bound_tables()
    mappers = SQLModel._sa_registry.mappers
    return {m.class_.__name__ for m in mappers if m.local_table.name in bound}


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _called(function: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield node


def _reads(function: ast.FunctionDef, models: set[str]) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id in models
        for call in _called(function)
        if getattr(call.func, "id", "") in _READS
        for node in ast.walk(call)
    )


def _is_composed(function: ast.FunctionDef) -> bool:
    """Tell whether a function only composes a query, once for everybody, and runs nothing."""
    decorated = any(getattr(one, "id", "") == "cache" for one in function.decorator_list)
    return decorated and "session" not in {one.arg for one in function.args.args}


def _names(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


def _composed(models: set[str]) -> set[tuple[str, str]]:
    """Module and name of the queries that are composed apart: whoever runs one needs the proof."""
    found: set[tuple[str, str]] = set()
    while True:
        more = {
            (name(path), function.name)
            for path in python_files("app")
            for function in _functions(path)
            if _is_composed(function)
            and (_reads(function, models) or _names(function) & _within_reach(path, found))
        }
        if more <= found:
            return found
        found |= more


def _within_reach(path: Path, composed: set[tuple[str, str]]) -> set[str]:
    """Names of composed queries as a module knows them: its own, and those it imports."""
    known = {function for module, function in composed if module == name(path)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = node.module.replace(".", "/") + ".py"
            known |= {a.asname or a.name for a in node.names if (module, a.name) in composed}
    return known


def _has_proof(function: ast.FunctionDef) -> bool:
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    annotations = [ast.unparse(a.annotation) for a in arguments if a.annotation is not None]
    return any(proof in annotation for annotation in annotations for proof in PROOFS)


def test_only_guards_make_scopes():
    """Whoever could make a scope could read every country."""
    makers = set()
    for path in python_files("app"):
        for call in _called(ast.parse(path.read_text(encoding="utf-8"))):
            if getattr(call.func, "id", getattr(call.func, "attr", "")) in SCOPES:
                makers.add(name(path))
    assert {"app/identity/access.py", "app/cli.py"} <= makers <= MAY_MAKE_SCOPES


def test_reading_a_reporters_rows_needs_a_scope():
    """A function that selects from a reporter's table takes the proof that somebody may."""
    models = _bound_models()
    assert len(models) >= 10
    composed = _composed(models)
    assert {"_history", "_remarks", "_points", "_waiting"} <= {query for _, query in composed}
    reading, without = 0, set()
    for path in python_files("app"):
        known = _within_reach(path, composed)
        for function in _functions(path):
            if _is_composed(function):
                continue
            if _reads(function, models) or _names(function) & known:
                reading += 1
                if not _has_proof(function):
                    without.add(f"{name(path)}:{function.name}")
    assert reading >= 20
    assert without == set(EXCEPTIONS)


def test_the_tables_of_reporters_are_known():
    """The search above finds what it is for."""
    bound = _bound_tables()
    assert {"contribution", "answer", "observation", "submission", "evidence"} <= bound
    assert not bound & {"account", "cycle", "catalogue_version", "audit_stream"}


def test_a_forgotten_scope_would_be_found():
    """The check fails when it should."""
    forgotten = ast.parse("def list_all(session):\n    return session.scalars(select(Answer))")
    scoped = ast.parse("def list_own(session, scope: CountryScope):\n    return select(Answer)")
    assert _reads(forgotten.body[0], {"Answer"})
    assert not _has_proof(forgotten.body[0])
    assert _has_proof(scoped.body[0])
    assert APP.is_dir()
