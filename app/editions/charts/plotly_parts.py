"""Parts of figures for plotly.js: plain text, plain numbers, fills with an edge."""

from decimal import Decimal
from html import escape
from typing import Any

from app.editions.charts.palette import GREY, edge_of
from app.editions.charts.specification import Fill


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
    if fill == "hatch":
        return {"color": "#FFFFFF", "line": edge, "pattern": {"shape": "/", "fgcolor": f"#{GREY}"}}
    return {"color": inside(colour, fill), "line": edge}
