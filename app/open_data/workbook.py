"""The ERA Forum subgroup workbook: the same sheets in every edition."""

from app.core.i18n import gettext as _
from app.core.spreadsheets import Column, NoteSheet, TableSheet, Workbook, workbook_bytes
from app.domain.facts import EU27, FactKey
from app.editions.contents import EditionContents
from app.open_data.tables import Table, all_tables, cutoff_of


def subgroup_workbook(contents: EditionContents) -> bytes:
    """Return the workbook of an edition as an .xlsx file, with what this reader may see."""
    title = _("Science diplomacy: data of edition {code}").format(code=contents.info.code)
    mark = _("Restricted: not published yet") if contents.is_restricted else ""
    if contents.info.is_training:
        mark = _("Training material: not real information")
    sheets = tuple(_sheet(table) for table in all_tables(contents))
    return workbook_bytes(
        Workbook(
            title=title,
            sheets=(_readme(contents, title), *sheets),
            mark=mark,
            properties={"edition": contents.info.code, "manifest": contents.info.sha256},
        )
    )


def _sheet(table: Table) -> TableSheet:
    columns = tuple(Column(_(c.title), c.width, c.kind) for c in table.columns)
    return TableSheet(
        name=table.name,
        title=_(table.title),
        table=f"tbl_{table.name}",
        columns=columns,
        rows=table.rows,
        note=table.note,
    )


def _readme(contents: EditionContents, title: str) -> NoteSheet:
    info = contents.info
    period = cutoff_of(contents).isoformat()
    reported = contents.facts.get(str(FactKey("coverage", EU27, "reported", period)))
    covered = contents.facts.get(str(FactKey("coverage", EU27, "covered", period)))
    lines = [
        (_("Edition"), info.code),
        (_("Cycle"), info.cycle_title),
        (_("Cut-off date"), cutoff_of(contents)),
        (_("Frozen"), info.frozen_at.date()),
        (_("Manifest (SHA-256)"), info.sha256),
        (_("Catalogue"), info.manifest["catalogue"]["code"]),
    ]
    if reported is not None and reported.number is not None:
        lines.append((_("Member States that reported, of 27"), int(reported.number)))
    if covered is not None and covered.number is not None:
        lines.append((_("Covered by public sources, of 27"), int(covered.number)))
        note = _("Compiled from public sources, not reported by the Member States.")
        lines.append((_("Origin"), note))
    lines += [
        (_("Country codes"), _("EL for Greece as in European statistics; the ISO code beside it.")),
        (_("Missing values"), _missing_words(contents)),
        (_("Progress"), _("Self-assessed by each country; never ranked, never averaged.")),
        (_("Sheets"), ", ".join(table.name for table in all_tables(contents))),
    ]
    return NoteSheet("README", title, tuple(lines))


def _missing_words(contents: EditionContents) -> str:
    codes = contents.index.catalogue.missing_codes
    return "; ".join(f"{missing.code} = {missing.label}" for missing in codes)
