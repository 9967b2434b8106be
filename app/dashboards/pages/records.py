"""Measures and links as rows: who, what, since when, and from which source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.core.i18n import country_name, current_locale, format_date
from app.core.i18n import gettext as _
from app.dashboards.addresses import country_url, file_url, point_url
from app.dashboards.pages.around import confidence_word, source_of
from app.dashboards.pages.spoken import Spoken, spoken
from app.dashboards.register import Entry
from app.dashboards.view import View
from app.domain.contribution import Evidence, Measure, ReportData
from app.domain.points import Option
from app.domain.seen import without_any_withheld
from app.reporting.pages.measures import measure_details
from app.reporting.translated import of_field, record_translations
from app.reporting.words import file_type_word, list_words
from app.web.pages import Link

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")


@dataclass(frozen=True)
class MeasureRow:
    """One measure."""

    country: Link
    title: Spoken
    description: Spoken
    partners: Spoken
    points: tuple[Link, ...]
    type: str
    stage: str
    since: str
    source: Link
    confidence: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LinkRow:
    """One link that gives context."""

    country: Link
    point: Link
    title: Spoken
    description: Spoken
    when: str
    source: Link
    file: Link | None = None
    picture: Spoken | None = None  # what a picture shows, in words


def measure_rows(
    view: View, found: Iterable[tuple[str, Measure]], own_point: str = ""
) -> tuple[MeasureRow, ...]:
    """Return measures as rows, with the other points that each of them serves."""
    return tuple(
        MeasureRow(
            country=_country(view, reporter),
            title=_spoken(measure, "title"),
            description=_spoken(measure, "description"),
            partners=_spoken(measure, "partners"),
            points=tuple(_point(view, p) for p in measure.points if p != own_point),
            type=_label(view.catalogue.measure_types, measure.type),
            stage=_label(view.catalogue.measure_stages, measure.stage),
            since=since_word(measure.start),
            source=source_of(measure),
            confidence=confidence_word(measure.confidence),
            details=measure_details(view.index, replace(measure, partners="")),
        )
        for reporter, measure in found
    )


def practice_row(view: View, entry: Entry) -> MeasureRow:
    """Return a good practice as a row: a text without a title of its own."""
    nothing = Spoken("", "en")
    index = view.index
    about = (
        (_("Kind of actor"), "actor_type", entry.actors),
        (_("Sector"), "sector_diplomacy", entry.sectors),
    )
    return MeasureRow(
        country=_country(view, entry.reporter),
        title=Spoken(
            _("Good practice, %(country)s") % {"country": country_name(entry.reporter)},
            current_locale(),
        ),
        description=Spoken(entry.practice, ""),  # nobody is asked in which language it is
        partners=nothing,
        points=tuple(_point(view, p) for p in entry.points),
        type=_("Good practice"),
        stage="",
        since="",
        source=("", ""),
        confidence="",
        details=tuple(
            (label, list_words(index, name, codes)) for label, name, codes in about if codes
        ),
    )


def link_rows(view: View, found: Iterable[tuple[str, Evidence]]) -> tuple[LinkRow, ...]:
    """Return links as rows."""
    return tuple(
        LinkRow(
            country=_country(view, reporter),
            point=_point(view, evidence.point),
            title=_spoken(evidence, "title"),
            description=_spoken(evidence, "description"),
            when=since_word(evidence.published_on),
            source=source_of(evidence),
            file=_file(view, reporter, evidence),
            picture=_spoken(evidence, "alt_text") if evidence.alt_text else None,
        )
        for reporter, evidence in found
    )


def _spoken(record: Measure | Evidence, name: str) -> Spoken:
    versions = of_field(record_translations(record), name)
    return spoken(str(getattr(record, name)), record.language, versions)


def shown_evidence(data: ReportData) -> tuple[Evidence, ...]:
    """Return the evidence that a public page shows: reported, and nothing withheld."""
    here = (e for e in data.evidence if e.point not in data.left_out)
    return tuple(without_any_withheld(here))


def _file(view: View, reporter: str, evidence: Evidence) -> Link | None:
    if not evidence.file_sha256:
        return None
    kind = file_type_word(evidence.file_type)
    return f"{evidence.file_name} ({kind})", view.url(file_url(reporter, evidence.uid))


def since_word(text: str) -> str:
    """Return a year, a month or a day as it is read."""
    if _DAY.fullmatch(text):
        return format_date(date.fromisoformat(text), "medium")
    if _MONTH.fullmatch(text):
        return format_date(date.fromisoformat(f"{text}-01"), "LLL y")
    return text


def _country(view: View, reporter: str) -> Link:
    return country_name(reporter), view.url(country_url(reporter))


def _point(view: View, point: str) -> Link:
    return str(int(point[1:])), view.url(point_url(point))


def _label(options: tuple[Option, ...], value: str) -> str:
    return next((option.label for option in options if option.value == value), value)
