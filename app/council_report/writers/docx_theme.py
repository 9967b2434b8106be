"""Theme and font table of the Word document: what editors offer beside the styles."""

from app.council_report.writers.docx_styles import HEADER, W
from app.editions.charts import GREY, INK

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACCENTS = ("1F4E8C", "C4702B", "2F7D6B", "8A4B8F", "A98B1D", GREY)


def theme() -> str:
    """Return the theme part: one sans face, the colours of the charts."""
    accents = "".join(_colour(f"accent{n}", value) for n, value in enumerate(_ACCENTS, start=1))
    colours = (
        _colour("dk1", INK)
        + _colour("lt1", "FFFFFF")
        + _colour("dk2", "1F4E8C")
        + _colour("lt2", "EAF0F8")
        + accents
        + _colour("hlink", "1F4E8C")
        + _colour("folHlink", "8A4B8F")
    )
    face = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEADER}<a:theme xmlns:a="{_A}" name="Report"><a:themeElements>'
        f'<a:clrScheme name="Report">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Report"><a:majorFont>{face}</a:majorFont>'
        f"<a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Report"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def _colour(name: str, value: str) -> str:
    return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'


def fonts() -> str:
    """Return the font table: what replaces Arial where it is not installed."""
    return (
        f'{HEADER}<w:fonts {W}><w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
