"""Composing the report: from the contents of an edition to the document tree, in one language."""

from functools import partial

from app.core.i18n import gettext as _
from app.core.i18n import use_locale
from app.council_report.annexes import definitions, mapping, quality
from app.council_report.chapters import chapters
from app.council_report.contents import ReportContents
from app.council_report.document import (
    Block,
    ContentsList,
    Document,
    Heading,
    Paragraph,
    Section,
)
from app.council_report.fiches import fiches
from app.council_report.glance import glance
from app.council_report.lessons import context, lessons
from app.council_report.opening import cover, key_messages, mark_of, method, running_head
from app.council_report.prose import named_figure, words
from app.council_report.stages import Watch, counted, nobody
from app.council_report.standard_tables import standard_tables
from app.council_report.themes import cooperation, cross_cutting
from app.council_report.written import with_written


def council_report(
    contents: ReportContents, language: str = "en", watch: Watch = nobody
) -> Document:
    """Return the biennial report, or the baseline, as a document tree."""
    with use_locale(language):
        front = cover(contents)
        told = with_written(
            body(contents, watch), contents.written, language, partial(named_figure, contents)
        )
        main = Section((ContentsList(_("Contents")), *told))
        each = counted(fiches(contents), watch, "fiches", 2, len(contents.present))
        told_of_each = Section((_fiches_heading(), _fiches_opening(contents), *each))
        return Document(
            language=language,
            title=front.title,
            subject=contents.title,
            running_head=f"{running_head(contents)} · {mark_of(contents)}",
            edition=_("Edition %(code)s") % {"code": contents.code},
            code=contents.code,
            made_at=contents.frozen_at,
            cover=front,
            sections=(
                main,
                Section(tuple(standard_tables(contents)), landscape=True),
                told_of_each,
                Section((*definitions(contents), *quality(contents), *mapping(contents))),
            ),
        )


def body(contents: ReportContents, watch: Watch = nobody) -> tuple[Block, ...]:
    """Return the chapters with the sentences made from facts, and every place to write in."""
    points = len(contents.catalogue.instrument.points)
    return (
        *key_messages(contents),
        *context(contents),
        *method(contents),
        *glance(contents),
        *counted(chapters(contents), watch, "chapters", 2, points),
        *cross_cutting(contents),
        *cooperation(contents),
        *lessons(contents),
    )


def _fiches_heading() -> Heading:
    return Heading(1, _("Fiches by reporter"), "annex-fiches", "annex", starts_page=True)


def _fiches_opening(contents: ReportContents) -> Paragraph:
    if contents.is_baseline:
        text = _(
            "One fiche for each Member State, in protocol order, and one for the Commission. Each "
            "lists what public sources say, point by point, for the country to confirm or correct."
        )
    else:
        text = _(
            "One fiche for each reporter whose submission is part of this edition, in protocol "
            "order. Values that a reporter did not release to the public are not shown."
        )
    return Paragraph(words(text))
