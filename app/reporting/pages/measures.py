"""Measures: the list on a point page, the register and the form."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domain.contribution import MEASURE_CODES, Measure
from app.domain.observations import CatalogueIndex
from app.domain.points import Option
from app.reporting import words
from app.reporting.addresses import (
    contribution_url,
    history_url,
    measure_url,
    measures_file_url,
    measures_url,
    point_url,
    record_translations_url,
)
from app.reporting.origins import said_beside
from app.reporting.pages.around import Around, around
from app.reporting.pages.carry_over_rows import carry_measures_link
from app.reporting.pages.records import (
    Pairs,
    RecordPage,
    RecordRow,
    can_edit,
    host_of,
    measure_labels,
    why_locked,
)
from app.reporting.service.records import MeasureInput
from app.reporting.translated import record_translations
from app.reporting.work import Work
from app.web.pages import Link, Page

EMPTY_MEASURE = MeasureInput("", "", "", ())


@dataclass(frozen=True, kw_only=True)
class MeasurePage(RecordPage):
    """Contract of the form of a measure."""

    template: ClassVar[str] = "reporting/measure.html"


@dataclass(frozen=True)
class MeasurePanel:
    """The measures of a point, and those of other points that could serve it too."""

    rows: tuple[RecordRow, ...]
    others: Pairs
    new_url: str
    link_url: str
    register_url: str
    editable: bool


@dataclass(frozen=True, kw_only=True)
class RegisterPage(Page):
    """Contract of the register of measures."""

    template: ClassVar[str] = "reporting/measures.html"

    around: Around
    title: str
    rows: tuple[RecordRow, ...]
    total: int
    filters: tuple[tuple[str, str, Pairs, str], ...]  # name, label, options, chosen
    is_filtered: bool
    url: str
    files: tuple[Link, ...]  # the measures shown, to take away
    new_url: str
    editable: bool
    carry_over: Link | None  # measures of last time that still go on


def measure_panel(work: Work, point: str) -> MeasurePanel:
    """Return the measures of a point."""
    here = work.draft.data.measures_at(point)
    others = [m for m in work.draft.data.measures if m not in here]
    place = (work.cycle, work.reporter)
    return MeasurePanel(
        rows=tuple(measure_row(work, m) for m in here),
        others=tuple((m.uid, m.title) for m in others),
        new_url=f"{measure_url(*place)}?point={point}",
        link_url=f"{point_url(*place, point)}/measures",
        register_url=measures_url(*place),
        editable=work.can_write(point),
    )


def measure_row(work: Work, measure: Measure) -> RecordRow:
    """Return a measure as a list shows it."""
    catalogue = work.index.catalogue
    url = measure_url(work.cycle, work.reporter, measure.uid)
    numbers = ", ".join(str(int(point[1:])) for point in measure.points)
    facts = (
        _label(catalogue.measure_types, measure.type),
        _label(catalogue.measure_stages, measure.stage),
        " – ".join(part for part in (measure.start, measure.end) if part),
        measure.lead_body,
        _("Points %(numbers)s") % {"numbers": numbers}
        if len(measure.points) > 1
        else _("Point %(number)s") % {"number": numbers},
        words.visibility_word(measure.visibility),
        said_beside(measure.origin),
    )
    editable = can_edit(work, measure.points)
    return RecordRow(
        uid=measure.uid,
        id=f"measure-{measure.uid}",
        title=measure.title,
        text=measure.description,
        facts=tuple(fact for fact in facts if fact),
        link=(measure.source or host_of(measure.link), measure.link) if measure.link else None,
        edit_url=url if editable else "",
        remove_url=f"{url}/remove" if editable else "",
        revision=work.draft.saved_at(f"measure:{measure.uid}").revision,
        language=measure.language,
        details=measure_details(work.index, measure),
    )


def measure_details(index: CatalogueIndex, measure: Measure) -> tuple[tuple[str, str], ...]:
    """Return who takes part in a measure and what it is about, in words; only what was said."""
    labels = measure_labels()
    ticked = (
        (labels[name], words.list_words(index, codelist, getattr(measure, name)))
        for name, codelist in MEASURE_CODES.items()
    )
    said = ((labels["partners"], measure.partners), *ticked)
    return tuple((label, text) for label, text in said if text)


def _label(options: Sequence[Option], value: str) -> str:
    return next((option.label for option in options if option.value == value), "")


def _pairs(options: Sequence[Option]) -> Pairs:
    return tuple((option.value, option.label) for option in options)


@dataclass(frozen=True)
class Wanted:
    """Which measures the register shows; an empty text is no filter."""

    point: str = ""
    type: str = ""
    stage: str = ""
    sdg: str = ""
    region: str = ""
    sector: str = ""

    def fits(self, measure: Measure) -> bool:
        """Tell whether a measure is wanted."""
        return (
            self.point in ("", *measure.points)
            and self.type in ("", measure.type)
            and self.stage in ("", measure.stage)
            and self.sdg in ("", *measure.sdgs)
            and self.region in ("", *measure.regions)
            and self.sector in ("", *measure.sectors)
        )


def register_page(work: Work, wanted: Wanted) -> RegisterPage:
    """Return the register of measures."""
    catalogue = work.index.catalogue
    measures = work.draft.data.measures
    place = (work.cycle, work.reporter)
    return RegisterPage(
        around=around(work, "measures", _("Measures")),
        title=_("Measures"),
        rows=tuple(measure_row(work, m) for m in measures if wanted.fits(m)),
        total=len(measures),
        filters=(
            ("point", _("Point"), _points(work), wanted.point),
            ("type", _("Type"), _pairs(catalogue.measure_types), wanted.type),
            ("stage", _("Stage"), _pairs(catalogue.measure_stages), wanted.stage),
            ("sdg", _("Goal"), words.list_options(work.index, "sdg"), wanted.sdg),
            (
                "region",
                _("Region"),
                words.list_options(work.index, "partner_region"),
                wanted.region,
            ),
            (
                "sector",
                _("Sector"),
                words.list_options(work.index, "sector_diplomacy"),
                wanted.sector,
            ),
        ),
        is_filtered=wanted != Wanted(),
        url=measures_url(*place),
        files=tuple(
            (label, measures_file_url(*place, ending, **vars(wanted)))
            for label, ending in ((_("Excel workbook"), "xlsx"), ("CSV", "csv"))
        ),
        new_url=measure_url(*place),
        editable=can_edit(work, (asked.id for asked in work.points)),
        carry_over=carry_measures_link(work),
    )


def _points(work: Work) -> Pairs:
    return tuple(
        (asked.id, f"{asked.point.number}. {words.point_title(asked.point)}")
        for asked in work.points
        if asked.has_status
    )


def measure_page(work: Work, uid: str, typed: MeasureInput | None = None) -> RecordPage:
    """Return the form of a measure: stored, new or as somebody just sent it; or NotFound."""
    stored = next((m for m in work.draft.data.measures if m.uid == uid), None)
    if stored is None and typed is None:
        raise NotFound
    place = (work.cycle, work.reporter)
    points = stored.points if stored else tuple(a.id for a in work.points)
    locked = why_locked(work, points)
    return MeasurePage(
        title=stored.title if stored else _("Add a measure"),
        over=_("Measure"),
        crumbs=(
            (_("Overview"), contribution_url(*place)),
            (_("Measures"), measures_url(*place)),
            (_("Edit") if stored else _("New"), ""),
        ),
        locked=locked,
        url=measure_url(*place, uid),
        back_url=measures_url(*place),
        remove_url=f"{measure_url(*place, uid)}/remove" if stored else "",
        history_url=history_url(*place, f"measure:{uid}") if stored else "",
        translations=record_translations(stored) if stored else (),
        translations_url=record_translations_url(*place, "measure", uid) if stored else "",
        typed=typed or (_measure_input(stored) if stored else EMPTY_MEASURE),
        revision=work.draft.saved_at(f"measure:{uid}").revision,
        points=_points(work),
        types=_pairs(work.index.catalogue.measure_types),
        stages=_pairs(work.index.catalogue.measure_stages),
        regions=words.list_options(work.index, MEASURE_CODES["regions"]),
        sdgs=words.list_options(work.index, MEASURE_CODES["sdgs"]),
        sectors=words.list_options(work.index, MEASURE_CODES["sectors"]),
        languages=words.language_options(),
        visibilities=words.visibility_options("public"),
    )


def _measure_input(measure: Measure) -> MeasureInput:
    known = {f.name: getattr(measure, f.name) for f in fields(MeasureInput) if f.name != "origin"}
    return MeasureInput(**known)
