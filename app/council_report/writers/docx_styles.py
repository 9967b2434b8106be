"""Styles, numbering and settings of the Word document: sober, with blue accents."""

from app.editions.charts import GREY, INK, RULE

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BLUE, WASH, PALE = "1F4E8C", "EAF0F8", "F5F7FA"
_CENTRED = '<w:jc w:val="center"/>'
CHAPTERS, ANNEXES, BULLETS = 1, 2, 3  # numbering definitions


def _style(
    name: str, key: str, ppr: str = "", rpr: str = "", based: str = "Normal", after: str = "Normal"
) -> str:
    parts = [
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>',
        f'<w:basedOn w:val="{based}"/>' if based else "",
        f'<w:next w:val="{after}"/><w:qFormat/>',
        f"<w:pPr>{ppr}</w:pPr>" if ppr else "",
        f"<w:rPr>{rpr}</w:rPr>" if rpr else "",
        "</w:style>",
    ]
    return "".join(parts)


def _run_style(name: str, key: str, rpr: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/>'
        f"<w:rPr>{rpr}</w:rPr></w:style>"
    )


def _space(before: int, after: int, line: int = 0) -> str:
    spread = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{spread}/>'


def _font(size: int, colour: str = "", bold: bool = False, italic: bool = False) -> str:
    """Return run properties in schema order; size in half points."""
    return "".join(
        (
            "<w:b/>" if bold else "",
            "<w:i/>" if italic else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
        )
    )


def _heading(level: int, size: int, before: int, after: int) -> str:
    place = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{CHAPTERS}"/></w:numPr>'
    outline = f'<w:outlineLvl w:val="{level - 1}"/>'
    ppr = f"<w:keepNext/><w:keepLines/>{place}{_space(before, after)}{outline}"
    return _style(f"heading {level}", f"Heading{level}", ppr, _font(size, BLUE, bold=True))


def _left_bar(fill: str) -> str:
    return (
        f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{BLUE}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    )


def _contents_style(level: int) -> str:
    tabs = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9600"/></w:tabs>'
    indent = f'<w:ind w:left="{360 * (level - 1)}"/>'
    space = _space(80 if level == 1 else 0, 0, 250)
    font = _font(20 if level == 1 else 18, "", bold=level == 1)
    return _style(f"toc {level}", f"TOC{level}", f"{tabs}{space}{indent}", font)


def styles(language: str) -> str:
    """Return the styles part."""
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" '
        f'w:eastAsia="Arial" w:cs="Arial"/><w:color w:val="{INK}"/><w:sz w:val="20"/>'
        f'<w:szCs w:val="20"/><w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_space(0, 120, 264)}</w:pPr></w:pPrDefault>"
        "</w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
    )
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="24" w:space="14" w:color="{BLUE}"/></w:pBdr>'
    box = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="5" w:color="{BLUE}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    mark = f'<w:pBdr>{box}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/>'
    own = [
        _style("Title", "Title", _space(120, 200, 252), _font(56, BLUE, bold=True)),
        _style("Subtitle", "Subtitle", f"{rule}{_space(0, 480)}", _font(26, GREY)),
        _style("Cover kicker", "CoverKicker", _space(2600, 0), _font(24, GREY, bold=True)),
        _style("Status mark", "StatusMark", f"{mark}{_space(0, 240)}", _font(22, BLUE, bold=True)),
        _heading(1, 34, 0, 240),
        _heading(2, 25, 360, 120),
        _heading(3, 21, 240, 80),
        _style("Contents heading", "ContentsHeading", _space(0, 200), _font(34, BLUE, bold=True)),
        _contents_style(1),
        _contents_style(2),
        _style("Lead", "Lead", _space(0, 160), _font(22)),
        _style("Asked", "Asked", f"<w:keepLines/>{_left_bar(PALE)}{_space(60, 140)}"
               '<w:ind w:left="227"/>'),
        _style("Quiet", "Quiet", _space(60, 120), _font(18, GREY)),
        _style("Source", "Source", _space(60, 240), _font(16, GREY)),
        _style("Quote", "Quote", f"<w:keepNext/>{_BAR}{_space(200, 40)}{_QUOTED}",
               _font(20, INK)),
        _style("Quote translation", "QuoteTranslation",
               f"<w:keepNext/>{_BAR}{_space(40, 40)}{_QUOTED}", _font(19, GREY)),
        _style("Quote source", "QuoteSource", f"{_BAR}{_space(0, 200)}{_QUOTED}",
               _font(16, GREY)),
        _style("caption", "Caption", f"<w:keepNext/>{_space(240, 80)}", _font(18, BLUE, bold=True)),
        _style("List Bullet", "ListBullet",
               f'<w:numPr><w:numId w:val="{BULLETS}"/></w:numPr>{_space(0, 80)}'),
        _style("Table text", "TableText", _space(0, 0, 240), _font(17)),
        _style("Table small", "TableSmall", _space(0, 0, 240), _font(14)),
        _style("Chart", "Chart", f"<w:keepNext/>{_space(0, 0, 240)}"),
        _style("Legend", "Legend", f"<w:keepNext/>{_space(40, 60)}{_CENTRED}", _font(16)),
        _style("header", "Header", _space(0, 0), _font(16, GREY)),
        _style("footer", "Footer", _space(0, 0), _font(16, GREY)),
        _style("footnote text", "FootnoteText", _space(0, 40, 240), _font(16)),
        _run_style("footnote reference", "FootnoteReference", '<w:vertAlign w:val="superscript"/>'),
        _run_style("Hyperlink", "Hyperlink", f'<w:color w:val="{BLUE}"/><w:u w:val="single"/>'),
    ]  # fmt: skip
    return f"{HEADER}<w:styles {W}>{defaults}{normal}{''.join(own)}{_table_style()}</w:styles>"


def _table_style() -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    strong = f'w:val="single" w:sz="8" w:space="0" w:color="{BLUE}"'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        f"<w:top {strong}/><w:bottom {strong}/><w:insideH {line}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="45" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="45" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BLUE}"/></w:rPr>'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{WASH}"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )


_BAR = f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="10" w:color="{RULE}"/></w:pBdr>'
_QUOTED = '<w:ind w:left="454" w:right="454"/>'


def _level(level: int, form: str, text: str, indent: int) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
    )


def numbering(annex: str) -> str:
    """Return the numbering part; the word for an annex comes in the document's language."""
    chapters = "".join(
        (
            _level(0, "decimal", "%1", 567),
            _level(1, "decimal", "%1.%2", 737),
            _level(2, "decimal", "%1.%2.%3", 907),
        )
    )
    annexes = _level(0, "upperLetter", f"{annex} %1", 1701) + _level(1, "decimal", "%1.%2", 737)
    bullet = _level(0, "bullet", "•", 340)
    kinds = ((CHAPTERS, chapters), (ANNEXES, annexes), (BULLETS, bullet))
    forms = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
        for number, levels in kinds
    )
    uses = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, _levels in kinds
    )
    return f"{HEADER}<w:numbering {W}>{forms}{uses}</w:numbering>"


def settings(language: str) -> str:
    """Return the settings part; nothing asks the reader a question on opening."""
    word = "http://schemas.microsoft.com/office/word"
    return (
        f'{HEADER}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="{language}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
