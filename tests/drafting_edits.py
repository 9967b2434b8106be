"""Some forty things that people do to a report in Word, each at a figure of its own."""

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt
from lxml import etree

from tests.drafting import A, C, Draft, W, element, letters, picture, run, short_of

_WHO = 'w:author="Drafter" w:date="2027-09-01T10:00:00Z"'


def _content(control: Any) -> Any:
    return control.find(f"{W}sdtContent")


def _paragraph(control: Any) -> Any:
    return next(control.iterancestors(f"{W}p"))


def _unwrap(control: Any) -> None:
    for child in list(_content(control)):
        control.addprevious(child)
    control.getparent().remove(control)


def _around(control: Any, markup: str) -> None:
    """Put an element around a control."""
    outer = element(markup)
    control.addprevious(outer)
    outer.append(control)


def retype_the_sentence(draft: Draft) -> None:
    """New words before and after the figure."""
    paragraph = _paragraph(draft.figure())
    for text in [t for t in paragraph.iter(f"{W}t") if t.getparent().getparent() is paragraph]:
        text.text = f" retyped {text.text[:5]} "


def delete_a_paragraph(draft: Draft) -> None:
    """With every figure in it."""
    paragraph = _paragraph(draft.figure("removed"))
    others = [short_of(f) for f in draft.figures if _paragraph(f) is paragraph]
    draft.figures = [f for f in draft.figures if _paragraph(f) is not paragraph]
    draft.fates["removed"] = list(dict.fromkeys([*draft.fates["removed"], *others]))
    paragraph.getparent().remove(paragraph)


def move_a_section(draft: Draft) -> None:
    """A heading with all below it, to the end."""
    headings = [p for p in self_and_styles(draft.body, "Heading2")]
    first, last = headings[-2], headings[-1]
    moved, at = [], first
    while at is not last:
        moved.append(at)
        at = at.getnext()
    end = draft.body.find(f"{W}sectPr")
    for one in moved:
        end.addprevious(one)


def self_and_styles(body: Any, style: str) -> Iterator[Any]:
    """Yield the paragraphs of a style."""
    for paragraph in body.iter(f"{W}p"):
        found = paragraph.find(f"{W}pPr/{W}pStyle")
        if found is not None and found.get(f"{W}val") == style:
            yield paragraph


def copy_a_control(draft: Draft) -> None:
    """Into another sentence, as copy and paste does it."""
    control = draft.figure()
    copy = deepcopy(control)
    copy.find(f"{W}sdtPr/{W}id").set(f"{W}val", str(draft.next()))
    _paragraph(draft.figures[0]).append(run(" Copied here: "))
    _paragraph(draft.figures[0]).append(copy)


def split_the_runs(draft: Draft) -> None:
    """Each letter a run, an empty one between."""
    content = _content(draft.figure())
    old = content.find(f"{W}r")
    for letter in letters(old):
        content.append(run(letter))
        content.append(element("<w:r><w:t></w:t></w:r>"))
    content.remove(old)


def stamp_revisions(draft: Draft) -> None:
    """Word writes the session into every paragraph and run it touches."""
    control = draft.figure()
    for one in [_paragraph(control), *_paragraph(control).iter(f"{W}r")]:
        one.set(f"{W}rsidR", "00AB12CD")
        one.set(f"{W}rsidRPr", "00AB12CE")


def mark_for_proofing(draft: Draft) -> None:
    """Spelling marks inside and around."""
    control = draft.figure()
    for place in (control, _content(control)[0]):
        place.addprevious(element('<w:proofErr w:type="spellStart"/>'))
        place.addnext(element('<w:proofErr w:type="spellEnd"/>'))


def insert_under_tracking(draft: Draft) -> None:
    """The figure stands in an insertion that nobody has accepted."""
    control = draft.figure()
    content = _content(control)
    inserted = element(f'<w:ins w:id="{draft.next()}" {_WHO}/>')
    inserted.extend(list(content))
    content.append(inserted)
    _paragraph(control).append(element(
        f'<w:ins w:id="{draft.next()}" {_WHO}><w:r><w:t> Inserted words.</w:t></w:r></w:ins>'
    ))  # fmt: skip


def _deleted(draft: Draft, old: Any) -> Any:
    gone = element(f'<w:del w:id="{draft.next()}" {_WHO}/>')
    old.addprevious(gone)
    gone.append(old)
    for text in old.iter(f"{W}t"):
        text.tag = f"{W}delText"
    return gone


def delete_under_tracking(draft: Draft) -> None:
    """The figure stands in a deletion that nobody has accepted."""
    _deleted(draft, _content(draft.figure("deleted")).find(f"{W}r"))


def retype_a_figure_under_tracking(draft: Draft) -> None:
    """Old number struck, another written beside it."""
    gone = _deleted(draft, _content(draft.figure("edited")).find(f"{W}r"))
    gone.addnext(element(
        f'<w:ins w:id="{draft.next()}" {_WHO}><w:r><w:t>4711</w:t></w:r></w:ins>'
    ))  # fmt: skip


def move_under_tracking(draft: Draft) -> None:
    """The same figure where it was and where it goes."""
    control = draft.figure("moved")
    copy = deepcopy(control)
    copy.find(f"{W}sdtPr/{W}id").set(f"{W}val", str(draft.next()))
    _around(_content(control)[0], f'<w:moveFrom w:id="{draft.next()}" {_WHO}/>')
    target = _paragraph(draft.figures[0])
    target.append(copy)
    _around(_content(copy)[0], f'<w:moveTo w:id="{draft.next()}" {_WHO}/>')


def retype_a_figure(draft: Draft) -> None:
    """Simply overwritten, every change accepted."""
    next(_content(draft.figure("edited")).iter(f"{W}t")).text = "about 99"


def comment_on_a_figure(draft: Draft) -> None:
    """Anchored inside the control and across it."""
    control = draft.figure()
    paragraph = next(p for p in draft.document.paragraphs if p._p is _paragraph(control))
    draft.document.add_comment(paragraph.runs, "Is this still right?", "Reviewer", "R")
    started = next(paragraph._p.iter(f"{W}commentRangeStart"))
    _content(control).insert(0, started)


def add_a_footnote(draft: Draft) -> None:
    """With a copy of the figure in the note."""
    control = draft.figure()
    part = next(
        r.target_part for r in draft.document.part.rels.values() if r.reltype.endswith("/footnotes")
    )
    notes = etree.fromstring(part.blob)
    number = draft.next()
    copy = deepcopy(control)
    copy.find(f"{W}sdtPr/{W}id").set(f"{W}val", str(draft.next()))
    note = element(f'<w:footnote w:id="{number}"><w:p/></w:footnote>')
    note[0].extend([run("See there: "), copy])
    notes.append(note)
    part._blob = etree.tostring(notes, xml_declaration=True, encoding="UTF-8", standalone=True)
    control.addnext(element(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'))


def paste_a_picture(draft: Draft) -> None:
    """Beside a figure."""
    control = draft.figure()
    paragraph = next(p for p in draft.document.paragraphs if p._p is _paragraph(control))
    paragraph.add_run().add_picture(io.BytesIO(picture()), width=Cm(2))


def _tables(draft: Draft) -> list[Any]:
    return [
        t for t in draft.body.iter(f"{W}tbl")
        if next((short_of(s) for s in t.iterancestors(f"{W}sdt")), "")
    ]  # fmt: skip


def widen_a_column(draft: Draft) -> None:
    """Of the first long table, cells and grid."""
    table = _tables(draft)[1]
    table.find(f"{W}tblGrid/{W}gridCol").set(f"{W}w", "4321")
    for row in table.iter(f"{W}tr"):
        row.find(f"{W}tc/{W}tcPr/{W}tcW").set(f"{W}w", "4321")


def add_a_row(draft: Draft) -> None:
    """Of one's own, in the middle of the first long table."""
    rows = list(_tables(draft)[1].iter(f"{W}tr"))
    added = deepcopy(rows[3])
    for cell, text in zip(added.iter(f"{W}tc"), ("By hand", "1", "2", "3"), strict=False):
        for position, one in enumerate(cell.iter(f"{W}t")):
            one.text = "" if position else text
    rows[3].addnext(added)


def retype_a_cell(draft: Draft) -> None:
    """A figure of the table after it."""
    row = list(_tables(draft)[2].iter(f"{W}tr"))[1]
    next(list(row.iter(f"{W}tc"))[-1].iter(f"{W}t")).text = "77 777"


def unwrap_a_table(draft: Draft) -> None:
    """The control of another table is taken away, its bookmark stays."""
    _unwrap(next(_tables(draft)[3].iterancestors(f"{W}sdt")))


def recolour_a_chart(draft: Draft) -> None:
    """Another colour for the first series."""
    part = chart_part(draft)
    root = etree.fromstring(part.blob)
    next(next(root.iter(f"{C}ser")).iter(f"{A}srgbClr")).set("val", "C0FFEE")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def chart_part(draft: Draft) -> Any:
    """Return the part of the first chart."""
    relations = draft.document.part.rels.values()
    return next(r.target_part for r in relations if r.reltype.endswith("/chart"))


def rename_a_heading(draft: Draft) -> None:
    """The first one."""
    next(next(self_and_styles(draft.body, "Heading1")).iter(f"{W}t")).text = "Main findings"


def remove_a_control(draft: Draft) -> None:
    """Its text and the bookmark around it stay."""
    _unwrap(draft.figure("bookmark"))


def _drop(draft: Draft, fate: str, *kinds: str) -> None:
    properties = draft.figure(fate).find(f"{W}sdtPr")
    for kind in kinds:
        properties.remove(properties.find(f"{W}{kind}"))


def drop_the_tag(draft: Draft) -> None:
    """As LibreOffice does."""
    _drop(draft, "fresh", "tag")


def drop_the_alias(draft: Draft) -> None:
    """As somebody does who empties the title of a control."""
    _drop(draft, "fresh", "alias")


def drop_both(draft: Draft) -> None:
    """The bookmark is all that is left."""
    _drop(draft, "bookmark", "tag", "alias")


def drop_the_bookmark(draft: Draft) -> None:
    """The control is all that is left."""
    control = draft.figure()
    start = control.getprevious()
    end = next(e for e in control.itersiblings() if e.get(f"{W}id") == start.get(f"{W}id"))
    for one in (start, end):
        one.getparent().remove(one)


def renumber_the_controls(draft: Draft) -> None:
    """Other numbers everywhere."""
    for number, held in enumerate(draft.body.iter(f"{W}id")):
        if held.getparent().tag == f"{W}sdtPr":
            held.set(f"{W}val", str(500_000 + number))


def change_the_style(draft: Draft) -> None:
    """Of the paragraph around a figure."""
    _paragraph(draft.figure()).find(f"{W}pPr/{W}pStyle").set(f"{W}val", "Lead")


def _format(draft: Draft, markup: str) -> None:
    _content(draft.figure()).find(f"{W}r").insert(0, element(f"<w:rPr>{markup}</w:rPr>"))


def change_the_language(draft: Draft) -> None:
    """Of a figure."""
    _format(draft, '<w:lang w:val="fr-BE"/>')


def embolden_a_figure(draft: Draft) -> None:
    """It stays bold."""
    control = draft.figure("bold")
    _content(control).find(f"{W}r").insert(0, element("<w:rPr><w:b/></w:rPr>"))


def link_a_figure(draft: Draft) -> None:
    """To a place in the document."""
    _around(draft.figure(), '<w:hyperlink w:anchor="somewhere"/>')


def break_the_page(draft: Draft) -> None:
    """Before a figure."""
    draft.figure().addprevious(element('<w:r><w:br w:type="page"/></w:r>'))


def turn_a_section(draft: Draft) -> None:
    """To landscape."""
    section = draft.document.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def write_into_the_header(draft: Draft) -> None:
    """A line of one's own."""
    draft.document.sections[-1].header.add_paragraph("For discussion on 3 October")


def update_the_contents(draft: Draft) -> None:
    """New page numbers, a new title, spaced wider."""
    for number, paragraph in enumerate(self_and_styles(draft.body, "TOC1"), start=3):
        list(paragraph.iter(f"{W}t"))[-1].text = str(number)


def write_a_figure_anew(draft: Draft) -> None:
    """A second control for a figure, made by hand with nothing but the tag."""
    control = draft.figure()
    target = _paragraph(draft.figures[0])
    made = element(
        f'<w:sdt><w:sdtPr><w:tag w:val="{short_of(control)}"/></w:sdtPr><w:sdtContent/></w:sdt>'
    )
    made[1].append(run(letters(control)))
    target.append(made)


def empty_a_control(draft: Draft) -> None:
    """Nothing is left in it."""
    content = _content(draft.figure("edited"))
    for child in list(content):
        content.remove(child)


def nest_controls(draft: Draft) -> None:
    """A figure in a control of one's own, that in the control of another figure."""
    inner, outer = draft.figure(), draft.figure("removed")
    _around(inner, "<w:sdt><w:sdtPr/><w:sdtContent/></w:sdt>")
    own = inner.getparent()
    own[1].append(inner)
    content = _content(outer)
    for child in list(content):
        content.remove(child)
    content.append(own)


def split_a_paragraph(draft: Draft) -> None:
    """After the figure."""
    control = draft.figure()
    paragraph = _paragraph(control)
    rest = list(control.itersiblings())[1:]  # the end of its own bookmark stays with it
    made = element("<w:p/>")
    paragraph.addnext(made)
    made.extend(rest)


def enlarge_the_letters(draft: Draft) -> None:
    """Of one word beside a figure."""
    control = draft.figure()
    paragraph = next(p for p in draft.document.paragraphs if p._p is _paragraph(control))
    added = paragraph.add_run(" (large)")
    added.font.size = Pt(20)


EDITS: tuple[Callable[[Draft], None], ...] = (
    retype_the_sentence, delete_a_paragraph, copy_a_control, split_the_runs, stamp_revisions,
    mark_for_proofing, insert_under_tracking, delete_under_tracking,
    retype_a_figure_under_tracking, move_under_tracking, retype_a_figure, comment_on_a_figure,
    add_a_footnote, paste_a_picture, widen_a_column, add_a_row, retype_a_cell, unwrap_a_table,
    recolour_a_chart, rename_a_heading, remove_a_control, drop_the_tag, drop_the_alias, drop_both,
    drop_the_bookmark, change_the_style, change_the_language, embolden_a_figure, link_a_figure,
    break_the_page, turn_a_section, write_into_the_header, update_the_contents,
    write_a_figure_anew, empty_a_control, nest_controls, split_a_paragraph, enlarge_the_letters,
    renumber_the_controls, move_a_section,
)  # fmt: skip
