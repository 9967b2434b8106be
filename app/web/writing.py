"""How compiled templates write values: text that needs no escaping is written as it is."""

import re
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import escape

_unsafe = re.compile("[&<>'\"]").search


def escaped(value: Any) -> str:
    """Return a value as it stands in HTML.

    A page writes four thousand values and joins them at once. Marking each of them as safe takes
    a third of the time of the page, and nobody looks at the mark again.
    """
    if type(value) is str and _unsafe(value) is None:
        return value
    return escape(value)


class PlainWriter(CodeGenerator):
    """Compiles the writing of a value to a call of `escaped`."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")
