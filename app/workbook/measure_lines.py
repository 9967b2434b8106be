"""The lines of a workbook that hold measures, and empty ones to add more."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.domain.contribution import MEASURE_CODES, Measure
from app.domain.points import Option
from app.reporting import words
from app.reporting.work import Work
from app.workbook.answer_kinds import visibility_field
from app.workbook.layout import NEW_MEASURES, Column, Control, Field, Line, Pairs, label_for


def measure_columns() -> tuple[Column, ...]:
    """Return the columns of the sheet of measures."""
    return (
        Column("title", _("Title"), 44),
        Column("type", _("Type"), 24),
        Column("stage", _("Stage"), 20),
        Column("points", _("Points it serves"), 14),
        Column("description", _("Description"), 60),
        Column("start", _("Start"), 12),
        Column("end", _("End"), 12),
        Column("lead_body", _("Lead body"), 28),
        Column("budget", _("Budget"), 20),
        Column("partners", _("Partners"), 28),
        Column("regions", _("Partner regions"), 24),
        Column("sdgs", _("Sustainable Development Goals"), 24),
        Column("sectors", _("Fields of science diplomacy"), 24),
        Column("link", _("Link"), 36),
        Column("language", _("Language of the text"), 16),
        Column("visibility", _("Who may see it"), 20),
    )


def measure_lines(work: Work, points: frozenset[str]) -> Iterator[Line]:
    """Yield the measures that serve one of these points, then empty lines for new ones."""
    for measure in work.draft.data.measures:
        if points & set(measure.points):
            locked = not any(work.can_write(point) for point in measure.points)
            yield Line(
                subject=f"measure:{measure.uid}",
                fields=_fields(work, measure, is_locked=locked),
                revision=work.draft.saved_at(f"measure:{measure.uid}").revision,
            )
    locked = not any(work.can_write(point) for point in points)
    blank = Measure(uid="", title="", type="", stage="", points=(), language="")
    for number in range(1, NEW_MEASURES + 1):
        yield Line(f"measure:new-{number}", {}, _fields(work, blank, is_locked=locked))


def _fields(work: Work, measure: Measure, *, is_locked: bool) -> dict[str, Field]:
    catalogue = work.index.catalogue
    single: dict[str, Pairs] = {
        "type": _pairs(catalogue.measure_types),
        "stage": _pairs(catalogue.measure_stages),
        "language": words.language_options(),
    }
    many = {name: words.list_options(work.index, codes) for name, codes in MEASURE_CODES.items()}
    many["points"] = tuple((a.id, str(a.point.number)) for a in work.points if a.has_status)
    hints = {
        "points": _("Numbers of points, separated by semicolons, for example 1; 12"),
        "start": _("A year, a month or a day: 2026, 2026-05 or 2026-05-29"),
        "end": _("A year, a month or a day: 2026, 2026-05 or 2026-05-29"),
    }
    fields: dict[str, Field] = {}
    for column in measure_columns():
        name = column.name
        value = getattr(measure, name)
        hint = hints.get(name, "")
        if name == "visibility":
            said = value if measure.uid else ""
            fields |= visibility_field("public", said, is_locked=is_locked)
            continue
        if name in many:
            text = "; ".join(label_for(many[name], one) for one in value)
            hint = hint or _("Several are possible, separated by semicolons; see the sheet Lists.")
            fields[name] = Field(text or None, "many", many[name], hint, is_locked)
        elif name in single:
            shown = label_for(single[name], value) if value else None
            fields[name] = Field(shown, "list", single[name], hint, is_locked)
        else:
            control: Control = "text" if name in ("description", "partners") else "line"
            fields[name] = Field(value or None, control, (), hint, is_locked)
    return fields


def _pairs(options: tuple[Option, ...]) -> Pairs:
    return tuple((option.value, option.label) for option in options)
