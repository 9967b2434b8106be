"""Context at the beginning and lessons at the end: what the facts say where people write too."""

from collections.abc import Iterator
from datetime import date

from app.core.i18n import country_name, format_date
from app.core.i18n import gettext as _
from app.council_report.contents import ReportContents
from app.council_report.document import Block, Heading, Paragraph, Reference
from app.council_report.prose import filled, listed, words
from app.council_report.told import choices_in_words, chosen_most, offering
from app.council_report.written import CONTEXT, LESSONS, own_chapters
from app.editions.charts import title_of


def context(contents: ReportContents) -> Iterator[Block]:
    """Yield what was asked and by whom."""
    instrument = contents.catalogue.instrument
    adopted = format_date(date.fromisoformat(instrument.adoption_date))
    yield own_chapters()[CONTEXT]
    yield Paragraph(
        filled(
            _(
                "The Council adopted the Recommendation on %(day)s (%(number)s). Its points 1 "
                "to 24 address the Member States and its points 25 to 31 the Commission. They "
                "stand in four groups: %(groups)s."
            ),
            day=adopted,
            number=instrument.document_number,
            groups=listed(words(title_of(g).lower()) for g in instrument.groups),
        )
    )
    yield Paragraph(
        words(
            _(
                "The Commission reports to the Council every two years on how the Recommendation "
                "is implemented. Member States report voluntarily, against indicators that are the "
                "same for all. How each point is worded, and what is asked there, stands at the "
                "head of its section."
            )
        )
    )


def lessons(contents: ReportContents) -> Iterator[Block]:
    """Yield obstacles, support and practices over all points; a baseline has told none."""
    yield own_chapters()[LESSONS]
    if contents.is_baseline:
        return
    yield Paragraph(
        words(
            _(
                "What Member States tell of obstacles and of support is gathered here over all "
                "points. It is meant for learning from each other and says nothing about who has "
                "come how far."
            )
        )
    )
    yield from _section(contents, "obstacles", _("What has stood in the way"))
    yield from _section(contents, "support_wanted", _("Support that Member States want"))
    yield from _section(contents, "support_offered", _("What Member States offer each other"))
    yield Heading(2, _("Next steps and indicators"), "lessons-next")
    yield Paragraph(
        filled(
            _(
                "The indicators of this edition and their definitions stand in %(definitions)s, "
                "known limits of the data in %(quality)s. Whoever has a remark on an indicator "
                "can make it while the catalogue of the next cycle is drafted."
            ),
            definitions=Reference("annex-definitions"),
            quality=Reference("annex-quality"),
        )
    )


def _section(contents: ReportContents, topic: str, title: str) -> Iterator[Block]:
    yield Heading(2, title, f"lessons-{topic}")
    found = chosen_most(contents, topic)
    if not found:
        yield Paragraph(words(_("No Member State has named any.")), "quiet")
    else:
        text = {
            "obstacles": _(
                "At one point or more, Member States name as obstacles: %(choices)s. Obstacles at "
                "single points stand in the sections on those points."
            ),
            "support_wanted": _("At one point or more, Member States want: %(choices)s."),
            "support_offered": _("At one point or more, Member States offer: %(choices)s."),
        }[topic]
        yield Paragraph(filled(text, choices=choices_in_words(contents, found)))
    if topic == "support_offered" and (codes := offering(contents)):
        yield Paragraph(
            filled(
                _("Practices for others to learn from are described by %(countries)s."),
                countries=listed(words(country_name(code)) for code in codes),
            )
        )
