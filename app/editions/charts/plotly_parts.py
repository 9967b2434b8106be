"""Parts of figures for plotly.js: plain text, plain numbers, fills with an edge."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from app.editions.charts.palette import GREY, edge_of
from app.editions.charts.specification import Fill

_SHAPES: Mapping[Fill, str] = {"hatch": "/", "dotted": "."}


def plotly_text(text: str) -> str:
    """Keep plotly from reading a text as mark-up or as a template."""
    return escape(text, quote=False).replace("%{", "% {")


def json_number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def inside(colour: str, fill: Fill) -> str:
    return f"#{colour}" if fill == "solid" else "#FFFFFF"


def marker(colour: str, fill: Fill) -> dict[str, Any]:
    edge = {"color": f"#{edge_of(colour, fill)}", "width": 1}
    if fill in _SHAPES:
        pattern: dict[str, Any] = {"shape": _SHAPES[fill], "fgcolor": f"#{GREY}"}
        pattern |= {"size": 7, "solidity": 0.06} if fill == "dotted" else {}
        return {"color": "#FFFFFF", "line": edge, "pattern": pattern}
    return {"color": inside(colour, fill), "line": edge}


def downwards(names: Sequence[str]) -> dict[str, Any]:
    """Return an axis with every category on it, the first one at the top, whether drawn or not."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(names),
        "range": [len(names) - 0.5, -0.5],
        "automargin": True,
    }
