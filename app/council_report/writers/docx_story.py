"""The body of the Word document: blocks and words as WordprocessingML, figures in controls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from app.core.i18n import gettext as _
from app.core.spreadsheets import writable
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    Column,
    ContentsList,
    Figure,
    Heading,
    Inline,
    Link,
    Note,
    Paragraph,
    Prose,
    Quote,
    Reference,
    Table,
    Text,
)
from app.council_report.numbering import Counters, heading_number
from app.council_report.writers.docx_chart import has_shared_entries
from app.council_report.writers.docx_styles import ANNEXES, BLUE
from app.domain.facts import short_id
from app.editions.charts import GREY, Chart, legend_of

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = 9638, 14570  # between the margins, in twentieths of a point
MOST_COLUMNS = 8  # in the usual size of letters
EMU = 635  # of one twentieth of a point
COMPACT_BAR, LINES_HEIGHT = 290, 5200
_STYLES = {"body": "Normal", "lead": "Lead", "asked": "Asked", "quiet": "Quiet", "source": "Source"}
_RUNS = {
    "plain": "",
    "strong": "<w:b/>",
    "emphasis": "<w:i/>",
    "quiet": f'<w:color w:val="{GREY}"/>',
    "code": '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>',
}


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    level: int
    number: str
    text: str
    bookmark: str


@dataclass
class Story:
    """What writing the body leaves behind for the other parts of the package."""

    width: int = PORTRAIT_WIDTH
    entries: list[Entry] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)  # address -> relation id
    charts: list[Chart] = field(default_factory=list)
    controls: int = 0
    bookmarks: int = 0
    tables: int = 0
    counters: Counters = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)  # what cross-references show
    base_url: str = ""  # of the portal, for links into it; without one they are words

    def next_control(self) -> int:
        """Return the number of a new content control."""
        self.controls += 1
        return self.controls

    def next_bookmark(self) -> int:
        """Return the number of a new bookmark."""
        self.bookmarks += 1
        return self.bookmarks


def safe(text: str) -> str:
    """Return a text for XML, forbidden characters made visible."""
    return escape(writable(text), quote=True)


def run(text: str, properties: str = "", language: str = "", style: str = "") -> str:
    """Return a run of words."""
    inside = f'<w:rStyle w:val="{style}"/>' if style else ""
    inside += properties + (f'<w:lang w:val="{safe(language)}"/>' if language else "")
    head = f"<w:rPr>{inside}</w:rPr>" if inside else ""
    lines = safe(text).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{head}{words}</w:r>"


def field_code(code: str, shown: str, dirty: bool = False) -> str:
    """Return a field with the result that stands until Word works it out again."""
    mark = ' w:dirty="true"' if dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{mark}/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {safe(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def control(story: Story, name: str, content: str) -> str:
    """Wrap content in a control that carries the short id of a figure or block."""
    short = short_id(name)
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{short}"/><w:tag w:val="{short}"/>'
        f'<w:id w:val="{story.next_control()}"/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def prose(story: Story, content: Prose, controlled: bool = True) -> str:
    """Return words; figures stand in controls unless the block around them has one."""
    return "".join(_inline(story, part, controlled) for part in content)


def _inline(story: Story, part: Inline, controlled: bool) -> str:
    if isinstance(part, Text):
        return run(part.text, _RUNS[part.style], part.language)
    if isinstance(part, Figure):
        return figure(story, part) if controlled else run(part.shown)
    if isinstance(part, Reference):
        return _reference(story, part)
    if isinstance(part, Link):
        url = f"{story.base_url}{part.url}" if part.url.startswith("/") else part.url
        if url.startswith("/"):
            return run(part.text)
        text = url if part.text == part.url else part.text
        shown = run(text, style="Hyperlink")
        return f'<w:hyperlink r:id="{_relation(story, url)}" w:history="1">{shown}</w:hyperlink>'
    return _footnote(story, part)


def _reference(story: Story, part: Reference) -> str:
    """Return a field that shows the number of a place and leads there."""
    if part.key not in story.places:
        return run(part.text)
    is_block = part.key.startswith(("table:", "chart:"))
    code = f"REF {_place(part.key)} \\h" if is_block else f"REF {_place(part.key)} \\r \\h"
    return field_code(code, story.places[part.key])


def _place(key: str) -> str:
    """Return the bookmark of a heading, or of the label of a table or figure."""
    kind = "t" if key.startswith(("table:", "chart:")) else "h"
    return f"{kind}_{short_id(key)}"


def figure(story: Story, shown: Figure, properties: str = "") -> str:
    """Return a figure in a control, and a bookmark around it for programs that drop its tag."""
    inside = control(story, shown.name, run(shown.shown, properties))
    return _marked(story, "f", shown.name, inside)


def _marked(story: Story, kind: str, name: str, content: str) -> str:
    number = story.next_bookmark()
    start = f'<w:bookmarkStart w:id="{number}" w:name="{kind}_{short_id(name)}_{number}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def _relation(story: Story, url: str) -> str:
    address = quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")
    return story.links.setdefault(address, f"rIdLink{len(story.links) + 1}")


def _footnote(story: Story, note: Note) -> str:
    number = len(story.footnotes) + 1
    story.footnotes.append("")  # keeps the number while the content is written
    reference = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    story.footnotes[number - 1] = (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f"{reference}{run(' ')}{prose(story, note.content)}</w:p></w:footnote>"
    )
    return (
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


def paragraph(style: str, content: str, more: str = "") -> str:
    """Return a paragraph; `more` holds further properties in schema order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def blocks(story: Story, content: Sequence[Block], at_top: bool) -> str:
    """Return the blocks of a section; the first heading breaks no page where one begins anyway."""
    parts = []
    below: Block | None = None
    for place, block in enumerate(content):
        if isinstance(block, Paragraph) and isinstance(below, Table) and not below.note:
            parts.append(paragraph(_STYLES[block.style], prose(story, block.content), _BELOW_TABLE))
        elif isinstance(block, Bullets) and isinstance(below, Table):
            parts.append(paragraph("Normal", "", _GAP) + _block(story, block, at_top=False))
        else:
            parts.append(_block(story, block, at_top and place == 0))
        below = block
    return "".join(parts)


_GAP = '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>'
_BELOW_TABLE = '<w:spacing w:before="200" w:after="120"/>'


def _block(story: Story, block: Block, at_top: bool) -> str:
    if isinstance(block, Heading):
        return _heading(story, block, at_top)
    if isinstance(block, Paragraph):
        return paragraph(_STYLES[block.style], prose(story, block.content))
    if isinstance(block, Bullets):
        return "".join(paragraph("ListBullet", prose(story, item)) for item in block.items)
    if isinstance(block, Table):
        return _table(story, block)
    if isinstance(block, ChartBlock):
        return _chart(story, block.chart, block.compact)
    if isinstance(block, Quote):
        return _quote(block)
    return CONTENTS_PLACE if isinstance(block, ContentsList) else ""


def _quote(quote: Quote) -> str:
    """Return national text as a block of its own, each language marked, with whose it is."""
    parts = [paragraph("Quote", run(quote.text, language=quote.language))]
    if quote.translation:
        translated = run(quote.translation, language=quote.translation_language)
        parts.append(paragraph("QuoteTranslation", translated))
    return "".join((*parts, paragraph("QuoteSource", run(quote.credit))))


CONTENTS_PLACE = "<contents/>"  # replaced once all headings are known


def _heading(story: Story, heading: Heading, at_top: bool) -> str:
    properties = "<w:pageBreakBefore/>" if heading.starts_page and not at_top else ""
    if heading.numbering == "annex":
        level = heading.level - 1
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{ANNEXES}"/></w:numPr>'
    number = story.next_bookmark()
    name = _place(heading.key)
    entry = Entry(heading.level, heading_number(story.counters, heading), heading.text, name)
    story.entries.append(entry)
    words = (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{run(heading.text)}'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )
    return paragraph(f"Heading{heading.level}", words, properties)


def _caption(story: Story, key: str, number: int, text: str) -> str:
    kind, word = ("Table", _("Table")) if key.startswith("table:") else ("Figure", _("Figure"))
    code = field_code(f"SEQ {kind} \\* ARABIC", str(number))
    mark = story.next_bookmark()
    label = (
        f'<w:bookmarkStart w:id="{mark}" w:name="{_place(key)}"/>{run(f"{word} ")}{code}'
        f'<w:bookmarkEnd w:id="{mark}"/>'
    )
    return paragraph("Caption", f"{label}{run(f': {text}')}")


def _table(story: Story, table: Table) -> str:
    story.tables += 1
    caption = _caption(story, table.id, story.tables, table.caption)
    total = sum(column.width for column in table.columns)
    widths = [story.width * column.width // total for column in table.columns]
    is_small = table.compact or len(table.columns) > MOST_COLUMNS
    style = "TableSmall" if is_small else "TableText"
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{safe(table.caption)}"/>'
        f'<w:tblDescription w:val="{safe(table.description)}"/></w:tblPr>'
    )
    titles = [run(column.title) for column in table.columns]
    titles[0] = _marked(story, "b", table.id, titles[0])
    head = "".join(
        _cell(title, column, width, style)
        for title, column, width in zip(titles, table.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    rows += [_row(story, table, row, widths, style) for row in table.rows]
    body = f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    note = paragraph("Source", prose(story, table.note)) if table.note else ""
    return caption + control(story, table.id, body) + note


def _row(
    story: Story, table: Table, row: Sequence[Prose], widths: Sequence[int], style: str
) -> str:
    cells = "".join(
        _cell(prose(story, content, controlled=False), column, width, style)
        for content, column, width in zip(row, table.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(content: str, column: Column, width: int, style: str) -> str:
    align = '<w:jc w:val="right"/>' if column.numeric else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, content, align)}</w:tc>"
    )


def _chart(story: Story, chart: Chart, compact: bool) -> str:
    story.charts.append(chart)
    number = len(story.charts)
    caption = _caption(story, chart.id, number, chart.title)
    inside = 0 if has_shared_entries(chart) else (len(chart.series) + 3) // 4
    bar = COMPACT_BAR if compact else _bar_height(chart)
    height = (500 if compact else 900) + bar * len(chart.categories) + 260 * inside
    if chart.kind in ("lines", "dots"):
        height = LINES_HEIGHT
    extent = f'cx="{story.width * EMU}" cy="{height * EMU}"'
    drawing = (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {extent}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{safe(chart.id)}" title="{safe(chart.title)}" '
        f'descr="{safe(chart.description)}"/><wp:cNvGraphicFramePr/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="rIdChart{number}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    legend = _legend(chart) if has_shared_entries(chart) else ""
    drawn = paragraph("Chart", _marked(story, "b", chart.id, drawing))
    held = control(story, chart.id, drawn + legend)
    return caption + held + (paragraph("Source", run(chart.note)) if chart.note else "")


def _legend(chart: Chart) -> str:
    """Return the entries of the legend as coloured squares with their words."""
    entries = [
        run("\u25a0", f'<w:color w:val="{chart.series[place].colour}"/>')
        + run("\u00a0" + words.replace(" ", "\u00a0"))
        for place, words in legend_of(chart)
    ]
    return paragraph("Legend", run("   ").join(entries))


def contents_list(title: str, entries: Sequence[Entry]) -> str:
    """Return the table of contents: entries as text that lead to their headings.

    The page numbers are fields of their own, which Word and LibreOffice work out on opening; a
    field around the whole list would be shown as it was written, without them.
    """
    parts = [paragraph("ContentsHeading", run(title))]
    for entry in entries:
        page = field_code(f"PAGEREF {entry.bookmark} \\h", "–", dirty=True)
        line = (
            f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">'
            f"{run(f'{entry.number}  {entry.text}')}</w:hyperlink><w:r><w:tab/></w:r>{page}"
        )
        parts.append(paragraph(f"TOC{entry.level}", line))
    return "".join(parts)


def _bar_height(chart: Chart) -> int:
    return 380 if len(chart.categories) <= 12 else 270


def cover_lines(story: Story, lines: Sequence[tuple[str, Figure]]) -> str:
    """Return the lines at the foot of the title page as label and value, set by a tab."""
    tabs = '<w:tabs><w:tab w:val="left" w:pos="2400"/></w:tabs>'
    place = f'{tabs}<w:ind w:left="2400" w:hanging="2400"/>'
    bold = f'<w:b/><w:color w:val="{BLUE}"/>'
    return "".join(
        paragraph(
            "Quiet",
            f"{run(label, bold)}<w:r><w:tab/></w:r>{figure(story, value, _size(value.shown))}",
            place,
        )
        for label, value in lines
    )


def _size(value: str) -> str:
    return '<w:sz w:val="13"/>' if len(value) == 64 else ""
