"""The lines of a workbook that hold the links behind an answer, and empty ones to add more."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.domain.contribution import Evidence
from app.reporting import words
from app.reporting.work import Work
from app.workbook.answer_kinds import visibility_field
from app.workbook.layout import NEW_LINKS, Column, Field, Line, label_for


def evidence_columns() -> tuple[Column, ...]:
    """Return the columns of the sheet of links."""
    return (
        Column("point", _("Point"), 8),
        Column("title", _("Title"), 44),
        Column("url", _("Link"), 50),
        Column("file", _("File on the portal"), 24),
        Column("description", _("What it shows"), 50),
        Column("published_on", _("Published"), 14),
        Column("language", _("Language of the text"), 16),
        Column("visibility", _("Who may see it"), 20),
    )


def evidence_lines(work: Work, points: frozenset[str]) -> Iterator[Line]:
    """Yield the links and files of these points, then empty lines for new links."""
    for evidence in work.draft.data.evidence:
        if evidence.point in points:
            locked = not work.can_write(evidence.point)
            yield Line(
                subject=f"evidence:{evidence.uid}",
                texts={"file": evidence.file_name},
                fields=_fields(work, evidence, is_locked=locked),
                revision=work.draft.saved_at(f"evidence:{evidence.uid}").revision,
            )
    locked = not any(work.can_write(point) for point in points)
    blank = Evidence(uid="", point="", title="", language="")
    for number in range(1, NEW_LINKS + 1):
        yield Line(f"evidence:new-{number}", {}, _fields(work, blank, is_locked=locked))


def _fields(work: Work, evidence: Evidence, *, is_locked: bool) -> dict[str, Field]:
    numbers = tuple((a.id, str(a.point.number)) for a in work.points)
    languages = words.language_options()
    point = label_for(numbers, evidence.point) if evidence.point else None
    language = label_for(languages, evidence.language) if evidence.language else None
    where = _("The number of the point it stands behind, for example 12")
    when = _("A year, a month or a day: 2026, 2026-05 or 2026-05-29")
    # A link stays at its point: its history is there.
    stays = is_locked or bool(evidence.uid)
    return {
        "point": Field(point, "list", numbers, where, stays),
        "title": Field(evidence.title or None, "line", is_locked=is_locked),
        "url": Field(evidence.url or None, "line", is_locked=is_locked),
        "description": Field(evidence.description or None, "text", is_locked=is_locked),
        "published_on": Field(evidence.published_on or None, "line", (), when, is_locked),
        "language": Field(language, "list", languages, is_locked=is_locked),
        **visibility_field(
            "public", evidence.visibility if evidence.uid else "", is_locked=is_locked
        ),
    }
