"""The ERA Forum subgroup workbook: the same sheets and columns in every edition."""

from app.core.i18n import gettext as _
from app.core.spreadsheets import Column, NoteSheet, TableSheet, Workbook, workbook_bytes
from app.editions.contents import EditionContents
from app.open_data.readme import Lines, mark_of, readme_lines, title_of
from app.open_data.table_parts import Table

README = "README"


def subgroup_workbook(
    contents: EditionContents, tables: tuple[Table, ...], more: Lines = ()
) -> bytes:
    """Return the workbook of an edition as an .xlsx file, with what this reader may see."""
    title = title_of(contents)
    lines = readme_lines(contents, tables, more)
    return workbook_bytes(
        Workbook(
            title=title,
            sheets=(NoteSheet(README, title, lines), *(_sheet(table) for table in tables)),
            mark=mark_of(contents),
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
        note=noted(table),
    )


def noted(table: Table) -> str:
    """Return the sentence above a table; an empty one says that nothing is there."""
    if table.rows:
        return table.note
    return table.note or _("There is no row here in this edition, as far as you may see it.")
