"""What countries tell at a point: obstacles, support and practices, gathered into sentences."""

from collections.abc import Iterator, Sequence

from app.core.i18n import country_name, ngettext
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Block, Paragraph, Prose, Reference, Text
from app.council_report.national_texts import PRACTICE
from app.council_report.prose import figure, filled, joined, listed, words
from app.domain.facts import EU27, Fact
from app.domain.points import Option, Point
from app.domain.roles import COMMISSION
from app.domain.ticked import ticked_questions

MOST_NAMED = 3  # choices in one sentence
MOST_COUNTRIES = 6  # by name in one sentence


def told_at(contents: ReportContents, point: Point) -> Iterator[Block]:
    """Yield what countries tell at a point beside their status, where they tell anything."""
    told = [
        _said(contents, f"{point.id}.{topic}")
        for topic in ("obstacles", "support_wanted", "support_offered")
    ]
    sentences = [*told, _practice(contents, point)]
    if any(sentences):
        lead: Prose = (Text(_("What countries tell. "), "strong"),)
        yield Paragraph((*lead, *joined(filter(None, sentences))))


def _said(contents: ReportContents, subject: str) -> Prose:
    topic = subject.rpartition(".")[2]
    found = chosen_most(contents, subject)
    if not found:
        return ()
    text = {
        "obstacles": _("The obstacles named most often: %(choices)s."),
        "support_wanted": _("The support wanted most often: %(choices)s."),
        "support_offered": _("Offered to others most often: %(choices)s."),
    }[topic]
    return filled(text, choices=choices_in_words(contents, found))


def chosen_most(contents: ReportContents, subject: str) -> list[tuple[Option, Fact]]:
    """Return the choices that the most Member States ticked, equals in the order of the form."""
    topic = subject.rpartition(".")[2]
    options = next((q.options for q in ticked_questions(contents.index) if q.key == topic), ())
    period = contents.period
    found = [
        (option, fact)
        for option in options
        if (fact := contents.shown(f"{subject}/{EU27}/count/{option.value}@{period}"))
    ]
    return sorted(found, key=lambda one: -(one[1].number or 0))[:MOST_NAMED]


def choices_in_words(contents: ReportContents, found: Sequence[tuple[Option, Fact]]) -> Prose:
    """Return choices with the number of Member States that ticked each."""
    return listed(
        filled(
            ngettext(
                "%(choice)s (%(count)s of 27)",
                "%(choice)s (%(count)s of 27)",
                int(fact.number or 0),
            ),
            choice=option.label[:1].lower() + option.label[1:],
            count=figure(contents, fact.id),
        )
        for option, fact in found
    )


def offering(contents: ReportContents) -> list[str]:
    """Return the countries that offer a practice for everybody to read, in protocol order."""
    return [
        part.code
        for part in contents.present
        if part.data is not None
        and part.code != COMMISSION
        and any(
            key.indicator == PRACTICE and isinstance(seen.value, str)
            for key, seen in part.data.observations.items()
        )
    ]


def _practice(contents: ReportContents, point: Point) -> Prose:
    indicator = contents.index.indicators.get(PRACTICE)
    if indicator is None or point.number not in indicator.points:
        return ()
    codes = offering(contents)
    if not codes:
        return ()
    if len(codes) > MOST_COUNTRIES:
        text = _("Practices to learn from are described in the fiches (%(annex)s).")
        return filled(text, annex=Reference("annex-fiches"))
    text = ngettext(
        "A practice to learn from is described in the fiche of %(countries)s.",
        "Practices to learn from are described in the fiches of %(countries)s.",
        len(codes),
    )
    return filled(text, countries=listed(words(country_name(code)) for code in codes))
