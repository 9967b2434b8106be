"""Running a rule so that its own failure breaks nothing: it is said, and told to the operators."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath

from app.domain.qc.findings import HEADER, WHOLE, Context, Finding, Rule, Severity

Told = Callable[[Rule, str, Exception], None]  # the rule, the reference, what happened


def tell_nobody(_rule: Rule, _reference: str, _error: Exception) -> None:
    """Keep a failure to the finding."""


def run_safely(rule: Rule, context: Context, tell: Told = tell_nobody) -> tuple[Finding, ...]:
    """Return what a rule finds, or the one finding that says that it could not run."""
    try:
        return rule.run(context)
    except Exception as error:  # whatever a rule does wrong must not stop a country
        reference = _reference(rule, error)
        tell(rule, reference, error)
        params = {"reference": reference}
        return (Finding(rule.id, Severity.NOT_RUN, context.only or HEADER, WHOLE, params),)


def _reference(rule: Rule, error: Exception) -> str:
    """Name a failure by rule, kind and line of code: the same failure has the same name.

    So what is signed is what was shown, and nothing that a country wrote is in it.
    """
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    text = f"{rule.id}/{rule.version}/{type(error).__name__}/{place}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8].upper()
