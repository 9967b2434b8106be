"""Pages of official series: what is loaded, the form, and what a file would propose."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from app.admin.cycle_pages import cycle_url
from app.admin.pages import FieldErrors
from app.catalogue.queries import CycleInfo
from app.core.i18n import country_name, format_date, format_number, printed_code
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.asked import total_keys
from app.domain.observations import CatalogueIndex, is_computed, parse_key
from app.reporting.models import PrefillSeries
from app.reporting.series import Fate, Judged, Preview
from app.reporting.series_files import SeriesMeta
from app.reporting.words import cell_label
from app.web.pages import Page

SHOWN = 200  # lines of one kind on the page


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One version of a series that was loaded."""

    code: str
    version: str
    source: str
    url: str
    licence: str
    retrieved: str
    rows: str
    loaded: str


@dataclass(frozen=True, kw_only=True)
class SeriesPage(Page):
    """The series of a cycle and the form that shows what another file would propose."""

    template: ClassVar[str] = "admin/series.html"

    title: str
    url: str
    cycle_url: str
    can_load: bool
    versions: tuple[VersionLine, ...]
    example: str  # a file for this cycle; empty where no figure is asked
    fields: SeriesMeta = SeriesMeta()
    notice: str = ""
    errors: FieldErrors = ()


@dataclass(frozen=True, kw_only=True)
class LineRow:
    """One line of the file in words."""

    number: int
    reporter: str
    what: str
    value: str
    before: str
    why: str


@dataclass(frozen=True, kw_only=True)
class FateGroup:
    """The lines that share a fate."""

    fate: str
    title: str
    count: str
    rows: tuple[LineRow, ...]
    more: str


@dataclass(frozen=True, kw_only=True)
class PreviewPage(Page):
    """What loading a file would do, line by line; nothing is loaded yet."""

    template: ClassVar[str] = "admin/series_preview.html"

    title: str
    url: str
    cycle_url: str
    about: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    groups: tuple[FateGroup, ...]
    proposes: bool
    hidden: tuple[tuple[str, str], ...]
    confirm: str


def series_url(code: str) -> str:
    """Return the page of the series of a cycle."""
    return f"{cycle_url(code)}/series"


def series_page(
    cycle: CycleInfo,
    index: CatalogueIndex,
    versions: Iterable[PrefillSeries],
    *,
    can_load: bool,
    fields: SeriesMeta | None = None,
    notice: str = "",
    errors: FieldErrors = (),
) -> SeriesPage:
    """Return the series of a cycle, the newest version first."""
    return SeriesPage(
        title=cycle.title,
        url=series_url(cycle.code),
        cycle_url=cycle_url(cycle.code),
        can_load=can_load,
        versions=tuple(_version_line(version) for version in versions),
        example=_example(index, cycle),
        fields=fields or SeriesMeta(),
        notice=notice,
        errors=errors,
    )


def _example(index: CatalogueIndex, cycle: CycleInfo) -> str:
    """Return a file that this cycle understands: one figure of two countries."""
    figures = (
        (indicator, total_keys(indicator, cycle.cutoff)[-1])
        for indicator in index.catalogue.indicators
        if indicator.value_type == "count" and indicator.subject == "reporter"
        if not indicator.per_point
    )
    found = next((one for one in figures if not is_computed(*one)), None)
    if found is None:
        return ""
    indicator, key = found
    countries = [r.printed for r in index.catalogue.reporters if r.kind == "member_state"][:2]
    lines = (
        "# series: EXAMPLE:1",
        "# source: Name of the publisher",
        "# source_url: https://example.org/data",
        "# licence: CC BY 4.0",
        f"# retrieved: {cycle.cutoff.isoformat()}",
        "# version: 1",
        "reporter,indicator,period,value",
        *(f"{code},{indicator.id},{key.period},{n}" for n, code in enumerate(countries, 1)),
    )
    return "\n".join(lines) + "\n"


def _version_line(version: PrefillSeries) -> VersionLine:
    return VersionLine(
        code=version.code,
        version=version.dataset_version,
        source=version.source_title,
        url=version.source_url,
        licence=version.licence,
        retrieved=format_date(version.retrieved_on),
        rows=format_number(version.rows),
        loaded=format_date(version.loaded_at),
    )


def preview_page(cycle: CycleInfo, index: CatalogueIndex, preview: Preview) -> PreviewPage:
    """Return what a file would propose."""
    meta, counts = preview.file.meta, preview.counts
    words = fate_words()
    offered = counts[Fate.NEW] + counts[Fate.CHANGED]
    return PreviewPage(
        title=cycle.title,
        url=series_url(cycle.code),
        cycle_url=cycle_url(cycle.code),
        about=about_series(preview),
        figures=tuple((words[fate], format_number(counts[fate])) for fate in Fate),
        groups=tuple(
            _group(index, preview, fate)
            for fate in (Fate.REFUSED, Fate.CHANGED, Fate.NEW)
            if counts[fate]
        ),
        proposes=preview.proposes,
        hidden=(
            ("sha256", preview.file.sha256),
            ("name", preview.file.name),
            ("code", meta.code),
            ("source", meta.source),
            ("source_url", meta.url),
            ("licence", meta.licence),
            ("retrieved", meta.retrieved),
            ("version", meta.version),
        ),
        confirm=_("%(number)s proposals are offered to their countries; nothing is decided.")
        % {"number": format_number(offered)},
    )


def fate_words() -> dict[Fate, str]:
    """Return what becomes of lines, in words."""
    return {
        Fate.NEW: _("New proposals"),
        Fate.CHANGED: _("Changed since the last version"),
        Fate.SAME: _("The same as before"),
        Fate.REFUSED: _("Refused"),
    }


def about_series(preview: Preview) -> tuple[tuple[str, str], ...]:
    """Return where the values come from, as pairs."""
    meta = preview.file.meta
    return (
        (_("Series"), meta.code),
        (_("Version of the data set"), meta.version),
        (_("Source"), meta.source),
        (_("Licence"), meta.licence),
        (_("Retrieved on"), meta.retrieved),
        (_("File"), preview.file.name),
        (_("Loaded as version"), str(preview.number)),
    )


def _group(index: CatalogueIndex, preview: Preview, fate: Fate) -> FateGroup:
    chosen = [judged for judged in preview.lines if judged.fate is fate]
    hidden = len(chosen) - SHOWN
    return FateGroup(
        fate=fate.value,
        title=fate_words()[fate],
        count=format_number(len(chosen)),
        rows=tuple(_row(index, judged) for judged in chosen[:SHOWN]),
        more=_("and %(number)s more lines") % {"number": format_number(hidden)}
        if hidden > 0
        else "",
    )


def _row(index: CatalogueIndex, judged: Judged) -> LineRow:
    line = judged.line
    key = parse_key(judged.target) if judged.target else None
    codes = ", ".join(code for _dimension, code in line.codes)
    plain = " · ".join(part for part in (line.indicator, line.point, codes, line.period) if part)
    what = f"{key.indicator} · {cell_label(index, key)}" if key else plain
    return LineRow(
        number=line.number,
        reporter=country_name(judged.reporter) if judged.reporter else line.reporter[:60],
        what=what[:300],
        value=(judged.value or line.value)[:100],
        before=judged.before[:100],
        why=why_refused(judged),
    )


def why_refused(judged: Judged) -> str:
    """Return why a line is not taken, in words; empty for the others."""
    return sentence(judged.why, **judged.params) if judged.why else ""


def said_line(judged: Judged) -> str:
    """Return one line of the difference as the command prints it."""
    reporter = printed_code(judged.reporter) if judged.reporter else judged.line.reporter
    what = judged.target or judged.line.indicator
    change = judged.value or judged.line.value
    if judged.fate is Fate.CHANGED:
        change = f"{judged.before} -> {judged.value}"
    why = why_refused(judged)
    tail = f"  {why}" if why else ""
    return f"{judged.fate:8} row {judged.line.number}: {reporter} {what} {change}{tail}"
