"""The browser of figures, and one figure with what stands behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from app.core.i18n import country_name, printed_code
from app.core.i18n import gettext as _
from app.domain.contribution import PrefillDecision
from app.domain.facts import EU27, Fact, Facts
from app.domain.observations import CatalogueIndex
from app.domain.visibility import Viewer
from app.editions import words
from app.editions.addresses import EDITIONS, edition_url, fact_url
from app.editions.earlier import Earlier, trend_sentence
from app.editions.evidence import Evidence, Input
from app.editions.pages.editions import edition_title
from app.editions.queries import AnyScope, EditionInfo, viewer_of
from app.editions.sentences import rule_of, sentence_of
from app.editions.series import not_added_up
from app.reporting.addresses import desk_url
from app.reporting.words import flag_word, period_word, proposal_word, visibility_word
from app.web.pages import Page

PAGE_LENGTH = 50


@dataclass(frozen=True)
class FactRow:
    """One figure in the list."""

    title: str
    url: str
    set: str
    period: str
    figure: str
    unit: str
    n: str
    note: str


@dataclass(frozen=True)
class Chosen:
    """What the reader asked the list for."""

    subject: str = ""
    set: str = ""
    q: str = ""
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class FactsPage(Page):
    """The figures of an edition that this reader may see."""

    template: ClassVar[str] = "editions/facts.html"

    edition: str
    crumbs: tuple[tuple[str, str], ...]
    url: str
    rows: tuple[FactRow, ...]
    found: int
    chosen: Chosen
    subjects: tuple[tuple[str, str], ...]
    sets: tuple[tuple[str, str], ...]
    pages: tuple[tuple[int | None, str, bool], ...]
    previous: str
    next: str
    others: tuple[tuple[str, str], ...]  # the same list as it stood in other editions


@dataclass(frozen=True)
class Source:
    """Where a piece of information comes from."""

    title: str
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True)
class Compared:
    """The same figure elsewhere: in the cycle before, and in other editions."""

    before: Earlier | None
    elsewhere: Iterable[tuple[EditionInfo, Fact]]


@dataclass(frozen=True)
class Decision:
    """What the country decided on a proposed value, and what the proposal was."""

    said: str
    proposal: str
    source: str


@dataclass(frozen=True)
class InputRow:
    """What one reporter contributed."""

    reporter: str
    value: str
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    version: int
    sha256: str
    url: str  # the submission, for the Commission
    decisions: tuple[Decision, ...] = ()
    behind: tuple[Source, ...] = ()  # links and files at the point
    read_url: str = ""  # the point in the submission, with the desk's questions and remarks


@dataclass(frozen=True, kw_only=True)
class FactPage(Page):
    """One figure and its evidence."""

    template: ClassVar[str] = "editions/fact.html"

    title: str
    over: str
    crumbs: tuple[tuple[str, str], ...]
    figure: str
    unit: str
    sentence: str
    rule: str
    facts: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, int], ...]
    flags: tuple[str, ...]
    restricted: str
    is_baseline: bool
    inputs: tuple[InputRow, ...]
    hidden: int
    refusal: str  # why it is not added up over the Member States
    trend: str  # what became of it since the cycle before
    trend_url: str
    elsewhere: tuple[tuple[str, str, str], ...]  # edition, figure, address
    id: str
    short: str


def facts_page(
    index: CatalogueIndex,
    edition: EditionInfo,
    facts: Facts,
    chosen: Chosen,
    editions: Iterable[EditionInfo],
) -> FactsPage:
    """Return one page of the list, narrowed to what was asked for."""
    labels = {s: words.subject_word(index, s) for s in {f.key.subject for f in facts.values()}}
    fitting = [fact for fact in facts.values() if _fits(fact, chosen, labels)]
    fitting.sort(key=lambda fact: (_rank(fact), fact.id))
    last = max(1, -(-len(fitting) // PAGE_LENGTH))
    page = min(max(chosen.page, 1), last)
    part = fitting[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
    url = edition_url(edition.code, "facts")

    def at(number: int, list_url: str = url) -> str:
        page = str(number) if number else ""
        asked = {"subject": chosen.subject, "set": chosen.set, "q": chosen.q, "page": page}
        query = urlencode({name: text for name, text in asked.items() if text})
        return f"{list_url}?{query}" if query else list_url

    return FactsPage(
        edition=edition_title(edition),
        crumbs=(
            (_("Editions"), EDITIONS),
            (edition_title(edition), edition_url(edition.code)),
            (_("Figures"), ""),
        ),
        url=url,
        rows=tuple(_row(index, edition, fact) for fact in part),
        found=len(fitting),
        chosen=chosen,
        subjects=tuple(sorted(((s, _option(s, labels[s])) for s in labels), key=_subject_order)),
        sets=_sets(index, facts),
        pages=tuple((number, at(number) if number else "", number == page) for number in
                    _numbers(page, last)),
        previous=at(page - 1) if page > 1 else "",
        next=at(page + 1) if page < last else "",
        others=tuple(
            (edition_title(other), at(0, edition_url(other.code, "facts")))
            for other in editions
            if other.code != edition.code
        ),
    )  # fmt: skip


def fact_page(
    index: CatalogueIndex,
    scope: AnyScope,
    edition: EditionInfo,
    fact: Fact,
    evidence: Evidence,
    compared: Compared,
) -> FactPage:
    """Return one figure with its evidence."""
    is_baseline = edition.is_baseline
    is_inside = viewer_of(scope) is Viewer.COMMISSION
    indicator = index.indicators.get(fact.key.subject)
    before = compared.before
    then = before.trend.then if before else None
    return FactPage(
        title=words.fact_title(index, fact),
        over=words.set_word(fact.key.set),
        crumbs=(
            (_("Editions"), EDITIONS),
            (edition_title(edition), edition_url(edition.code)),
            (_("Figures"), edition_url(edition.code, "facts")),
            (_("Figure %(short)s") % {"short": fact.short}, ""),
        ),
        figure=words.figure_text(index, fact),
        unit=words.unit_word(fact),
        sentence=sentence_of(index, fact, is_baseline),
        rule=rule_of(fact, is_baseline),
        facts=tuple(_about(index, edition, fact)),
        missing=words.missing_words(index, fact, is_baseline),
        flags=words.flag_words(index, fact),
        restricted=_restricted(edition, fact),
        is_baseline=is_baseline,
        inputs=tuple(_input_row(index, edition, part, is_inside) for part in evidence.shown),
        hidden=evidence.hidden,
        refusal=not_added_up(indicator) if indicator else "",
        trend=trend_sentence(index, fact, before) if before else "",
        trend_url=fact_url(before.edition.code, then.id) if before and then else "",
        elsewhere=tuple(
            (edition_title(other), words.figure_text(index, same), fact_url(other.code, same.id))
            for other, same in compared.elsewhere
        ),
        id=fact.id,
        short=fact.short,
    )


def _fits(fact: Fact, chosen: Chosen, labels: dict[str, str]) -> bool:
    if chosen.subject not in ("", fact.key.subject) or chosen.set not in ("", fact.key.set):
        return False
    wanted = chosen.q.strip().casefold()
    looked_at = (fact.id, fact.short, labels[fact.key.subject], words.set_word(fact.key.set))
    return any(wanted in text.casefold() for text in looked_at)


def _rank(fact: Fact) -> tuple[int, str]:
    """Points in their order, then indicators in theirs, then what speaks of the whole."""
    subject = fact.key.subject
    kind = 0 if subject.startswith("P") else 1 if subject.startswith("SD-") else 2
    return kind, subject


def _subject_order(option: tuple[str, str]) -> tuple[int, str]:
    subject = option[0]
    kind = 2 if subject.startswith("P") else 1 if subject.startswith("SD-") else 0
    return kind, subject


def _option(subject: str, label: str) -> str:
    return f"{subject}: {label}" if subject.startswith("SD-") else label


def _sets(index: CatalogueIndex, facts: Facts) -> tuple[tuple[str, str], ...]:
    present = {fact.key.set for fact in facts.values()}
    order = [EU27, *(entry.printed for entry in index.catalogue.reporters)]
    return tuple((name, words.set_word(name)) for name in order if name in present)


def _numbers(page: int, last: int) -> Sequence[int | None]:
    """Return the pages to offer: the first, the last, those around, and gaps between."""
    near = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    shown: list[int | None] = []
    for number in near:
        if shown and number - (shown[-1] or 0) > 1:
            shown.append(None)
        shown.append(number)
    return shown


def _row(index: CatalogueIndex, edition: EditionInfo, fact: Fact) -> FactRow:
    return FactRow(
        title=words.fact_title(index, fact),
        url=fact_url(edition.code, fact.id),
        set=words.set_word(fact.key.set),
        period=period_word(fact.key.period),
        figure=words.figure_text(index, fact),
        unit=words.unit_word(fact),
        n=words.n_of(fact),
        note=_level(fact),
    )


def _level(fact: Fact) -> str:
    if fact.suppressed:
        return _("Too small to be shown outside the Commission")
    return visibility_word(fact.visibility) if fact.visibility != "public" else ""


def _restricted(edition: EditionInfo, fact: Fact) -> str:
    level = _level(fact)
    if level:
        return level
    return "" if edition.is_published else _("Restricted until the edition is published")


def _about(index: CatalogueIndex, edition: EditionInfo, fact: Fact) -> Iterable[tuple[str, str]]:
    yield _("Edition"), edition.code
    yield _("For"), words.set_word(fact.key.set)
    codes = words.codes_word(index, fact)
    if codes:
        yield _("Part"), codes
    yield _("Period"), period_word(fact.key.period)
    if words.n_of(fact):
        yield _("Member States behind it"), words.n_of(fact)
    indicator = index.indicators.get(fact.key.subject)
    if indicator is not None:
        yield _("Indicator"), f"{indicator.id} {indicator.name}"
        yield _("Definition"), indicator.definition


def _input_row(
    index: CatalogueIndex, edition: EditionInfo, part: Input, is_inside: bool
) -> InputRow:
    stored = part.stored
    place = edition.cycle_code, stored.reporter, stored.version
    values = [f"{words.figure_text(index, v)} {words.unit_word(v)}".strip() for v in part.values]
    listed: list[str] = []
    if len({v.key.subject for v in part.values}) > 2:  # the statuses behind a figure of a group
        values, listed = (
            [str(len(values))],
            [
                f"{words.subject_word(index, v.key.subject)}: {text}"
                for v, text in zip(part.values, values, strict=True)
            ],
        )
    notes = [flag_word(index, flag) for seen in part.observations for flag in seen.flags]
    notes += [seen.note for seen in part.observations if seen.note]
    notes += filter(None, (proposal_word(seen.origin) for seen in part.observations))
    sources = [Source(seen.source) for seen in part.observations if seen.source]
    sources += [Source(m.title, m.link, m.source) for m in part.measures]
    if part.measures:
        values = [str(len(part.measures))]
    return InputRow(
        reporter=f"{country_name(stored.reporter)} ({printed_code(stored.reporter)})",
        value=" / ".join(values),
        notes=(*listed, *notes),
        sources=tuple(sources),
        version=stored.version,
        sha256=stored.sha256,
        url=desk_url(*place) if is_inside else "",
        decisions=tuple(_decision(index, one) for one in part.decisions),
        behind=tuple(
            Source(e.title or e.file_name, e.url, e.source or e.file_name) for e in part.behind
        ),
        read_url=desk_url(*place, part.point) if is_inside and part.point else "",
    )


def _decision(index: CatalogueIndex, made: PrefillDecision) -> Decision:
    said = proposal_word(f"prefill:{made.prefill}:{made.decision}")
    return Decision(said, made.proposal, made.source)
