"""The first sheet of a workbook: what the data are, how far they have come, what codes mean."""

from app.core.i18n import SOURCE_LOCALE, asked_language, current_locale, locale_name
from app.core.i18n import gettext as _
from app.core.spreadsheets import CellValue
from app.domain.facts import EU27, FactKey
from app.editions.contents import EditionContents
from app.open_data.table_parts import Table, cutoff_of

Lines = tuple[tuple[str, CellValue], ...]


def mark_of(contents: EditionContents) -> str:
    """Return what every sheet of an edition says at its top, empty once it is public."""
    if contents.info.is_training:
        return _("Training material: not real information")
    if contents.is_restricted:
        return _("Restricted: not published yet, not to be passed on")
    if contents.holds_more:
        return _("For the Commission: holds more than is public, not to be passed on")
    return ""


def name_mark(contents: EditionContents) -> str:
    """Return how the name of every file begins that is not for everybody."""
    if contents.is_restricted:
        return "RESTRICTED_"
    return "INTERNAL_" if contents.holds_more else ""


def title_of(contents: EditionContents) -> str:
    """Return the title of every file of an edition."""
    return _("Science diplomacy: data of edition {code}").format(code=contents.info.code)


def readme_lines(contents: EditionContents, tables: tuple[Table, ...], more: Lines) -> Lines:
    """Return what is said before the tables; `more` is about the slice, where it is one."""
    info = contents.info
    mark = mark_of(contents)
    lines: list[tuple[str, CellValue]] = [(_("Use"), mark)] if mark else []
    lines += [
        (_("Edition"), info.code),
        (_("Cycle"), info.cycle_title),
        (_("Cut-off date"), cutoff_of(contents)),
        (_("Frozen"), info.frozen_at.date()),
        (_("Manifest (SHA-256)"), info.sha256),
        (_("Catalogue"), info.manifest["catalogue"]["code"]),
        *_coverage(contents),
        *more,
        (_("Country codes"), _("EL for Greece as in European statistics; the ISO code beside it.")),
        (_("Missing values"), _missing_words(contents)),
        (_("Status of a point"), _progress_words(contents)),
        (_("Columns"), _columns_words()),
        (_("Progress"), _("Self-assessed by each country; never ranked, never averaged.")),
    ]
    lines += _language(contents)
    listed = [(table.name, len(table.rows)) for table in tables]
    lines += [(_("Rows of {sheet}").format(sheet=name), count) for name, count in listed]
    return tuple(lines)


def _coverage(contents: EditionContents) -> Lines:
    period = cutoff_of(contents).isoformat()
    reported = contents.facts.get(str(FactKey("coverage", EU27, "reported", period)))
    covered = contents.facts.get(str(FactKey("coverage", EU27, "covered", period)))
    lines: list[tuple[str, CellValue]] = []
    if reported is not None and reported.number is not None:
        lines.append((_("Member States that reported, of 27"), int(reported.number)))
    if covered is not None and covered.number is not None:
        lines.append((_("Covered by public sources, of 27"), int(covered.number)))
        note = _("Compiled from public sources, not reported by the Member States.")
        lines.append((_("Origin"), note))
    return tuple(lines)


def _missing_words(contents: EditionContents) -> str:
    codes = contents.index.catalogue.missing_codes
    said = "; ".join(f"{missing.code} = {missing.label}" for missing in codes)
    return _("An empty value is never zero; its code says why there is none: {codes}.").format(
        codes=said
    )


def _progress_words(contents: EditionContents) -> str:
    steps = contents.index.catalogue.progress_scale
    said = "; ".join(f"{step.value} = {step.label}" for step in steps)
    return f"{said}; LEFT_OUT = {_('left out by the country')}"


def _columns_words() -> str:
    return _(
        "What was taken away once keeps its column and its row; what is new comes last. "
        "NOT_IN_CYCLE = not asked in this cycle."
    )


def _language(contents: EditionContents) -> Lines:
    """Say what of the questions is not translated, in another language than the original."""
    if current_locale() == SOURCE_LOCALE:
        return ()
    indicators = contents.index.catalogue.indicators
    count = sum(asked_language(i.name) == SOURCE_LOCALE for i in indicators)
    said = _(
        "{language}. Codes are the same in every language; {count} of {all} indicators are not "
        "translated and stand in the original, English."
    ).format(language=locale_name(current_locale()), count=count, all=len(indicators))
    return ((_("Language of the labels"), said),)
