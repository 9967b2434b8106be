"""Pages of the drafting desk: all sections, one section with its text, the history of a text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.core.i18n import format_datetime, ngettext
from app.core.i18n import gettext as _
from app.council_report.desk import QuotationState, TextState, last_texts
from app.council_report.document import (
    Block,
    Bullets,
    ChartBlock,
    Heading,
    Paragraph,
    Table,
    plain,
)
from app.council_report.writing import TEXT_LIMIT
from app.council_report.written import Usable, usable_figures
from app.domain.diff import Segment, redline
from app.domain.merge import merge
from app.editions.addresses import edition_url, reports_url
from app.editions.queries import EditionInfo
from app.reporting.words import language_options, language_word
from app.web.pages import Link, Page


@dataclass(frozen=True)
class SectionRow:
    """One section of the report in the list of all."""

    title: str
    url: str
    is_chapter: bool
    texts: tuple[str, ...]  # language, when and by whom it was saved
    quotations: str
    to_decide: str


@dataclass(frozen=True, kw_only=True)
class DeskPage(Page):
    """All sections of a report."""

    template: ClassVar[str] = "council_report/desk.html"

    crumbs: tuple[Link, ...]
    over: str
    is_settled: bool
    rows: tuple[SectionRow, ...]
    lost: tuple[SectionRow, ...]  # written under headings that this edition does not have
    shelf_url: str
    to_decide: str


@dataclass(frozen=True)
class BothTexts:
    """A save that came second: what each changed, and the text both began from."""

    base: str
    mine: tuple[Segment, ...]
    theirs: tuple[Segment, ...]
    typed: str
    who: str
    time: str
    undecided: int


@dataclass(frozen=True)
class QuotationView:
    """A quotation as the desk shows it."""

    uid: str
    revision: int
    text: str
    language: str
    translation: str
    translation_language: str
    credit: str
    said: str  # where it comes from
    mark: str
    can_confirm: bool
    can_choose: bool
    is_printed: bool
    is_taken_back: bool  # by the country: the mark says that it is not printed
    url: str


@dataclass(frozen=True, kw_only=True)
class SectionPage(Page):
    """One section: what the facts say, the Commission's own text, and quotations."""

    template: ClassVar[str] = "council_report/section.html"

    title: str
    crumbs: tuple[Link, ...]
    over: str
    is_settled: bool
    sentences: tuple[str, ...]
    drawn: tuple[str, ...]
    usable: tuple[Usable, ...]
    url: str
    language: str
    language_word: str
    languages: tuple[tuple[str, str], ...]
    written_in: tuple[Link, ...]
    text: str
    revision: int
    saved: str
    history_url: str
    maximum: int
    both: BothTexts | None
    quotations: tuple[QuotationView, ...]
    shelf_url: str
    previous: Link | None
    next: Link | None
    errors: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TextStep:
    """One save in the history of a text."""

    revision: int
    name: str
    time: str
    note: str
    parts: tuple[Segment, ...]
    is_present: bool


@dataclass(frozen=True, kw_only=True)
class TextHistoryPage(Page):
    """Who wrote what of a section, the newest save first."""

    template: ClassVar[str] = "council_report/text_history.html"

    title: str
    crumbs: tuple[Link, ...]
    over: str
    language: str
    steps: tuple[TextStep, ...]
    revision: int
    restore_url: str
    back: Link
    clash: str = ""


@dataclass(frozen=True)
class Typed:
    """A text that was not saved, and why not."""

    text: str
    revision: int
    error: str
    both: BothTexts | None = None


def desk_url(code: str, part: str = "") -> str:
    """Return the desk of an edition's report, or a section of it."""
    return reports_url(code, f"desk/{part}" if part else "desk")


def crumbs_of(edition: EditionInfo, *more: Link) -> tuple[Link, ...]:
    """Return where the desk stands."""
    code = edition.code
    return (
        (_("Editions"), "/editions"),
        (code, edition_url(code)),
        (_("Documents"), reports_url(code)),
        *more,
    )


def over_of(edition: EditionInfo) -> str:
    """Return what the desk is about."""
    return f"{edition.cycle_title} · {_('Edition %(code)s') % {'code': edition.code}}"


def desk_page(
    edition: EditionInfo,
    headings: Sequence[Heading],
    texts: Sequence[TextState],
    quotations: Sequence[QuotationState],
    marks: Mapping[str, str],
    *,
    is_settled: bool,
) -> DeskPage:
    """Return the list of sections with what is written in each."""
    here = {heading.key for heading in headings}
    used = {t.section for t in last_texts(texts).values() if t.text}
    used |= {quotation.section for quotation in quotations}

    def row(key: str, title: str, is_chapter: bool, url: str) -> SectionRow:
        return _section_row(key, title, is_chapter, url, texts, quotations, marks)

    deciding = sum(1 for quotation in quotations if marks.get(quotation.uid))
    return DeskPage(
        crumbs=crumbs_of(edition, (_("Drafting desk"), "")),
        over=over_of(edition),
        is_settled=is_settled,
        rows=tuple(
            row(h.key, h.text, h.level == 1, desk_url(edition.code, h.key)) for h in headings
        ),
        lost=tuple(row(key, key, True, "") for key in sorted(used - here)),
        shelf_url=reports_url(edition.code, "quotations"),
        to_decide=_deciding(deciding),
    )


def _deciding(number: int) -> str:
    if not number:
        return ""
    text = ngettext("%(num)s to look at again", "%(num)s to look at again", number)
    return text % {"num": number}


def _section_row(
    key: str,
    title: str,
    is_chapter: bool,
    url: str,
    texts: Sequence[TextState],
    quotations: Sequence[QuotationState],
    marks: Mapping[str, str],
) -> SectionRow:
    placed = [quotation for quotation in quotations if quotation.section == key]
    deciding = sum(1 for quotation in placed if marks.get(quotation.uid))
    return SectionRow(
        title=title,
        url=url,
        is_chapter=is_chapter,
        texts=tuple(
            f"{language_word(state.language)}: {saved_word(state)}"
            for (section, _language), state in sorted(last_texts(texts).items())
            if section == key and state.text
        ),
        quotations=str(len(placed)) if placed else "",
        to_decide=_deciding(deciding),
    )


def saved_word(state: TextState) -> str:
    """Return when a text was saved, and by whom."""
    params = {"time": format_datetime(state.saved_at), "name": state.name}
    return _("%(time)s, %(name)s") % params if state.name else params["time"]


def section_page(
    edition: EditionInfo,
    headings: Sequence[Heading],
    heading: Heading,
    under: Sequence[Block],
    states: Sequence[TextState],
    quotations: tuple[QuotationView, ...],
    language: str,
    *,
    is_settled: bool,
    typed: Typed | None = None,
) -> SectionPage:
    """Return a section with its editor, in one language."""
    url = desk_url(edition.code, heading.key)
    last = {state.language: state for state in states}
    mine = last.get(language)
    place = [h.key for h in headings].index(heading.key)
    counts = Counter(state.language for state in states)
    return SectionPage(
        title=heading.text,
        crumbs=crumbs_of(edition, (_("Drafting desk"), desk_url(edition.code)), (heading.text, "")),
        over=over_of(edition),
        is_settled=is_settled,
        sentences=tuple(_sentences(under)),
        drawn=tuple(_drawn(under)),
        usable=tuple(usable_figures(under)),
        url=url,
        language=language,
        language_word=language_word(language),
        languages=language_options(),
        written_in=tuple(
            (language_word(code), f"{url}?lang={code}")
            for code in sorted(last)
            if code != language and last[code].text
        ),
        text=typed.text if typed else mine.text if mine else "",
        revision=typed.revision if typed else mine.revision if mine else 0,
        saved=saved_word(mine) if mine else "",
        history_url=f"{url}/history?lang={language}" if counts[language] else "",
        maximum=TEXT_LIMIT,
        both=typed.both if typed else None,
        quotations=quotations,
        shelf_url=shelf_url(edition.code, heading.key),
        previous=_neighbour(edition, headings, place - 1),
        next=_neighbour(edition, headings, place + 1),
        errors=((typed.error, "#text"),) if typed and typed.error else (),
    )


def shelf_url(code: str, section: str = "") -> str:
    """Return the quotation shelf, at the point of a section and with it as the place to quote."""
    url = reports_url(code, "quotations")
    if not section:
        return url
    is_point = section[0] == "P" and section[1:].isdigit()
    return f"{url}?point={section}&section={section}" if is_point else f"{url}?section={section}"


def _neighbour(edition: EditionInfo, headings: Sequence[Heading], at: int) -> Link | None:
    if not 0 <= at < len(headings):
        return None
    return headings[at].text, desk_url(edition.code, headings[at].key)


def _sentences(under: Sequence[Block]) -> list[str]:
    found = []
    for block in under:
        if isinstance(block, Paragraph):
            found.append(plain(block.content))
        elif isinstance(block, Bullets):
            found += [plain(item) for item in block.items]
    return found


def _drawn(under: Sequence[Block]) -> list[str]:
    found = []
    for block in under:
        if isinstance(block, Table):
            found.append(_("Table: %(caption)s") % {"caption": block.caption})
        elif isinstance(block, ChartBlock):
            found.append(_("Figure: %(caption)s") % {"caption": block.chart.title})
    return found


def both_texts(states: Sequence[TextState], theirs: TextState, typed: str, base: int) -> Typed:
    """Return both changes of a text and what they make together, for the editor to go on with."""
    began = {(state.language, state.revision): state.text for state in states}
    old = began.get((theirs.language, base), "")
    found = merge(old, typed, theirs.text)
    both = BothTexts(
        base=old,
        mine=redline(old, typed),
        theirs=redline(old, theirs.text),
        typed=typed,
        who=theirs.name or _("The portal"),
        time=format_datetime(theirs.saved_at),
        undecided=found.undecided,
    )
    error = _("Somebody else saved this text while you were writing. Yours is not saved yet.")
    return Typed(found.text(_("Yours"), both.who), theirs.revision, error, both)


def text_history_page(
    edition: EditionInfo,
    heading: Heading,
    states: Sequence[TextState],
    language: str,
    clash: str = "",
) -> TextHistoryPage:
    """Return every save of a text in one language."""
    url = desk_url(edition.code, heading.key)
    before = ["", *(state.text for state in states)]
    steps = tuple(
        TextStep(
            revision=state.revision,
            name=state.name or _("The portal"),
            time=format_datetime(state.saved_at),
            note=_("Brought back from save %(number)s") % {"number": state.restored_from}
            if state.restored_from
            else "",
            parts=redline(old, state.text),
            is_present=state.revision == states[-1].revision,
        )
        for old, state in zip(before, states, strict=False)
    )
    return TextHistoryPage(
        title=_("History: %(what)s") % {"what": heading.text},
        crumbs=crumbs_of(
            edition,
            (_("Drafting desk"), desk_url(edition.code)),
            (heading.text, f"{url}?lang={language}"),
            (_("History"), ""),
        ),
        over=f"{over_of(edition)} · {language_word(language)}",
        language=language,
        steps=steps[::-1],
        revision=states[-1].revision,
        restore_url=f"{url}/restore",
        back=(_("Back to the section"), f"{url}?lang={language}"),
        clash=clash,
    )
