"""Writing the document tree as a Word document: the same tree gives the same bytes."""

from uuid import NAMESPACE_URL, uuid5

from app.core.archives import packed
from app.core.i18n import gettext as _
from app.core.i18n import use_locale
from app.council_report.document import ContentsList, Document, Figure, own_figures
from app.council_report.numbering import places
from app.council_report.refresh.fact_map import SPACE, map_xml
from app.council_report.refresh.mapping import map_of
from app.council_report.writers.docx_chart import chart_workbook, chart_xml
from app.council_report.writers.docx_story import (
    CONTENTS_PLACE,
    LANDSCAPE_WIDTH,
    PORTRAIT_WIDTH,
    Story,
    blocks,
    contents_list,
    cover_lines,
    field_code,
    figure,
    paragraph,
    run,
    safe,
)
from app.council_report.writers.docx_styles import HEADER, W, numbering, settings, styles
from app.council_report.writers.docx_theme import fonts, theme

_ROOM = "http://schemas.openxmlformats.org"
_REL = f"{_ROOM}/officeDocument/2006/relationships"
_NAMESPACES = (
    f'{W} xmlns:r="{_REL}" xmlns:wp="{_ROOM}/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{_ROOM}/drawingml/2006/main" xmlns:c="{_ROOM}/drawingml/2006/chart"'
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "/word/document.xml": f"{_WORD}.document.main+xml",
    "/word/styles.xml": f"{_WORD}.styles+xml",
    "/word/numbering.xml": f"{_WORD}.numbering+xml",
    "/word/settings.xml": f"{_WORD}.settings+xml",
    "/word/footnotes.xml": f"{_WORD}.footnotes+xml",
    "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "/word/header1.xml": f"{_WORD}.header+xml",
    "/word/footer1.xml": f"{_WORD}.footer+xml",
    "/word/footer2.xml": f"{_WORD}.footer+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "/customXml/itemProps1.xml": (
        "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    ),
}
_LANGUAGES = {"en": "en-GB"}  # as Commission documents are written; others by their plain tag


def write(document: Document, base_url: str = "") -> bytes:
    """Return the document as a .docx file; links into the portal need its address."""
    with use_locale(document.language):
        story = Story(places=places(document), base_url=base_url)
        body = _body(document, story)
        language = _LANGUAGES.get(document.language, document.language)
        parts = {
            "word/document.xml": f"{HEADER}<w:document {_NAMESPACES}><w:body>{body}</w:body>"
            "</w:document>",
            "word/styles.xml": styles(language),
            "word/numbering.xml": numbering(safe(_("Annex"))),
            "word/settings.xml": settings(language),
            "word/footnotes.xml": _footnotes(story),
            "word/theme/theme1.xml": theme(),
            "word/fontTable.xml": fonts(),
            "word/header1.xml": _header(document, story),
            "word/footer1.xml": _footer(document, story, PORTRAIT_WIDTH),
            "word/footer2.xml": _footer(document, story, LANDSCAPE_WIDTH),
            "word/_rels/document.xml.rels": _document_relations(story),
            "_rels/.rels": _package_relations(),
            "docProps/core.xml": _core(document, language),
            "docProps/app.xml": _app(),
            **_fact_map(document),
        }
    packages = {name: text.encode("utf-8") for name, text in parts.items()}
    for number, chart in enumerate(story.charts, start=1):
        packages[f"word/charts/chart{number}.xml"] = chart_xml(chart, language).encode("utf-8")
        packages[f"word/embeddings/chart{number}.xlsx"] = chart_workbook(chart)
        relation = (("rId1", f"{_REL}/package", f"../embeddings/chart{number}.xlsx"),)
        packages[f"word/charts/_rels/chart{number}.xml.rels"] = _relations(relation).encode()
    packages["[Content_Types].xml"] = _content_types(len(story.charts)).encode("utf-8")
    return packed(packages)


def _body(document: Document, story: Story) -> str:
    parts = [_cover(document, story)]
    title = ""
    for place, section in enumerate(document.sections):
        story.width = LANDSCAPE_WIDTH if section.landscape else PORTRAIT_WIDTH
        parts.append(blocks(story, section.blocks, at_top=True))
        properties = _section(section.landscape)
        is_last = place == len(document.sections) - 1
        parts.append(properties if is_last else _break(properties))
        title = next((b.title for b in section.blocks if isinstance(b, ContentsList)), title)
    return "".join(parts).replace(CONTENTS_PLACE, contents_list(title, story.entries))


def _break(properties: str) -> str:
    """End a section in a paragraph too small to need a page of its own."""
    return (
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
        f"{properties}</w:pPr></w:p>"
    )


def _section(landscape: bool, running: bool = True) -> str:
    turned = ' w:orient="landscape"' if landscape else ""
    width, height = (16838, 11906) if landscape else (11906, 16838)
    footer = 2 if landscape else 1
    heads = (
        '<w:headerReference w:type="default" r:id="rIdHeader1"/>'
        f'<w:footerReference w:type="default" r:id="rIdFooter{footer}"/>'
        if running
        else ""
    )
    return (
        f'<w:sectPr>{heads}<w:type w:val="nextPage"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        '<w:pgMar w:top="1304" w:right="1134" w:bottom="1304" w:left="1134" w:header="624" '
        'w:footer="624" w:gutter="0"/></w:sectPr>'
    )


def _own(document: Document, name: str) -> Figure:
    return next(one for one in own_figures(document) if one.fact == f"edition:{name}")


def _cover(document: Document, story: Story) -> str:
    cover = document.cover
    lines = [(label, _own(document, f"cover/{label}")) for label, _value in cover.lines]
    return "".join(
        (
            paragraph("CoverKicker", run(cover.kicker)),
            paragraph("Title", run(cover.title)),
            paragraph("Subtitle", run(cover.subtitle)),
            paragraph("StatusMark", figure(story, _own(document, "mark"))),
            paragraph("Lead", run(cover.statement)),
            paragraph("Normal", ""),
            cover_lines(story, lines),
            _break(_section(landscape=False, running=False)),
        )
    )


def _header(document: Document, story: Story) -> str:
    head = paragraph("Header", figure(story, _own(document, "running_head")))
    return f"{HEADER}<w:hdr {_NAMESPACES}>{head}</w:hdr>"


def _footer(document: Document, story: Story, width: int) -> str:
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    line = f"{figure(story, _own(document, 'edition'))}<w:r><w:tab/></w:r>{field_code('PAGE', '1')}"
    return f"{HEADER}<w:ftr {_NAMESPACES}>{paragraph('Footer', line, tabs)}</w:ftr>"


def _footnotes(story: Story) -> str:
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:before="0" '
        f'w:after="0"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    return f"{HEADER}<w:footnotes {_NAMESPACES}>{lines}{''.join(story.footnotes)}</w:footnotes>"


def _relations(
    entries: tuple[tuple[str, str, str], ...], links: dict[str, str] | None = None
) -> str:
    inside = "".join(
        f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>'
        for id_, kind, target in entries
    )
    inside += "".join(
        f'<Relationship Id="{id_}" Type="{_REL}/hyperlink" Target="{safe(url)}" '
        'TargetMode="External"/>'
        for url, id_ in (links or {}).items()
    )
    room = f"{_ROOM}/package/2006/relationships"
    return f'{HEADER}<Relationships xmlns="{room}">{inside}</Relationships>'


def _document_relations(story: Story) -> str:
    charts = tuple(
        (f"rIdChart{n}", f"{_REL}/chart", f"charts/chart{n}.xml")
        for n in range(1, len(story.charts) + 1)
    )
    fixed = (
        ("rIdStyles", f"{_REL}/styles", "styles.xml"),
        ("rIdNumbering", f"{_REL}/numbering", "numbering.xml"),
        ("rIdSettings", f"{_REL}/settings", "settings.xml"),
        ("rIdFootnotes", f"{_REL}/footnotes", "footnotes.xml"),
        ("rIdTheme", f"{_REL}/theme", "theme/theme1.xml"),
        ("rIdFonts", f"{_REL}/fontTable", "fontTable.xml"),
        ("rIdHeader1", f"{_REL}/header", "header1.xml"),
        ("rIdFooter1", f"{_REL}/footer", "footer1.xml"),
        ("rIdFooter2", f"{_REL}/footer", "footer2.xml"),
        ("rIdFacts", f"{_REL}/customXml", "../customXml/item1.xml"),
    )
    return _relations((*fixed, *charts), story.links)


def _package_relations() -> str:
    core = f"{_ROOM}/package/2006/relationships/metadata/core-properties"
    return _relations(
        (
            ("rId1", f"{_REL}/officeDocument", "word/document.xml"),
            ("rId2", core, "docProps/core.xml"),
            ("rId3", f"{_REL}/extended-properties", "docProps/app.xml"),
        )
    )


def _content_types(charts: int) -> str:
    chart = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    types = {**_TYPES, **{f"/word/charts/chart{n}.xml": chart for n in range(1, charts + 1)}}
    parts = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEADER}<Types xmlns="{_ROOM}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="xlsx" ContentType="{sheet}"/>{parts}</Types>'
    )


def _core(document: Document, language: str) -> str:
    """Return the properties: title and language, no person, the time the data were frozen."""
    moment = f"{document.made_at[:19]}Z"
    stamp = 'xsi:type="dcterms:W3CDTF"'
    return (
        f'{HEADER}<cp:coreProperties xmlns:cp="{_ROOM}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{safe(document.title)}</dc:title><dc:subject>{safe(document.subject)}</dc:subject>"
        f"<dc:language>{language}</dc:language><dcterms:created {stamp}>{moment}</dcterms:created>"
        f"<dcterms:modified {stamp}>{moment}</dcterms:modified></cp:coreProperties>"
    )


def _app() -> str:
    return (
        f'{HEADER}<Properties xmlns="{_ROOM}/officeDocument/2006/extended-properties">'
        "<Application>ERA reporting portal</Application></Properties>"
    )


def _fact_map(document: Document) -> dict[str, str]:
    """Return the part that leads from short ids to full ones, and from cells to their figures."""
    item = f"{HEADER}{map_xml(map_of(document))}"
    identity = str(uuid5(NAMESPACE_URL, SPACE)).upper()
    properties = (
        f'{HEADER}<ds:datastoreItem ds:itemID="{{{identity}}}" '
        f'xmlns:ds="{_ROOM}/officeDocument/2006/customXml"><ds:schemaRefs>'
        f'<ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    )
    relation = (("rId1", f"{_REL}/customXmlProps", "itemProps1.xml"),)
    return {
        "customXml/item1.xml": item,
        "customXml/itemProps1.xml": properties,
        "customXml/_rels/item1.xml.rels": _relations(relation),
    }
