"""Numbers of headings, the same in every format."""

from app.core.i18n import gettext as _
from app.council_report.document import ChartBlock, Document, Heading, Table

Counters = dict[str, list[int]]  # of each way of numbering: chapter, section, subsection


def heading_number(counters: Counters, heading: Heading) -> str:
    """Count a heading and return its number: 2, 2.1, Annex B or B.1; empty where it has none."""
    if heading.numbering == "none":
        return ""
    counts = counters.setdefault(heading.numbering, [0, 0, 0])
    counts[heading.level - 1] += 1
    counts[heading.level :] = [0] * (3 - heading.level)
    numbers = [str(count) for count in counts[: heading.level]]
    if heading.numbering == "annex":
        numbers[0] = chr(ord("A") + counts[0] - 1)
        if heading.level == 1:
            return _("Annex %(letter)s") % {"letter": numbers[0]}
    return ".".join(numbers)


def places(document: Document) -> dict[str, str]:
    """Return what a cross-reference shows: the number of each heading, table and figure."""
    counters: Counters = {}
    found: dict[str, str] = {}
    tables = charts = 0
    for block in document.blocks():
        if isinstance(block, Heading):
            number = heading_number(counters, block)
            found[block.key] = number or block.text
        elif isinstance(block, Table):
            tables += 1
            found[block.id] = _("Table %(number)d") % {"number": tables}
        elif isinstance(block, ChartBlock):
            charts += 1
            found[block.chart.id] = _("Figure %(number)d") % {"number": charts}
    return found
