"""The lines of a workbook that ask the questions of a point, and those about the whole."""

from collections.abc import Iterator

from app.core.i18n import gettext as _
from app.domain.answers import Kind, Text, Value
from app.domain.asked import AskedPoint, asked_header, kind_of_question, progress_key
from app.domain.contribution import Answer
from app.domain.points import Header, Question, question_code
from app.reporting import words
from app.reporting.work import Work
from app.workbook.answer_kinds import control_of, options_of, shown, visibility_field
from app.workbook.layout import Column, Field, Line, fits_in_a_cell, label_for
from app.workbook.value_lines import cell_line


def answer_columns() -> tuple[Column, ...]:
    """Return the columns of a sheet of questions."""
    return (
        Column("place", _("Point"), 7),
        Column("asked", _("Question"), 46),
        Column("last", _("Last time"), 30),
        Column("value", _("Your answer"), 60),
        Column("missing", _("No answer because"), 18),
        Column("reason", _("Reason"), 20),
        Column("language", _("Language of the text"), 16),
        Column("visibility", _("Who may see it"), 20),
    )


def about_lines(work: Work) -> Iterator[Line]:
    """Yield the questions about the contribution as a whole."""
    for question in asked_header(work.index, work.reporter):
        yield _answer_line(work, None, f"header.{question.key}", question)


def point_lines(work: Work, asked: AskedPoint) -> Iterator[Line]:
    """Yield the heading of a point, its progress status and its questions."""
    point = asked.point
    place = str(point.number)
    title = f"{place}. {words.point_title(point)}"
    left_out = work.draft.data.left_out
    remark = _("This point is left out of the report.") if asked.id in left_out else point.summary
    yield Line(texts={"place": place, "asked": title}, note=remark, is_heading=True)
    if asked.has_status:
        yield from _status_lines(work, asked)
    for question in asked.questions:
        yield _answer_line(work, asked, question_code(asked.id, question.key), question)


def _status_lines(work: Work, asked: AskedPoint) -> Iterator[Line]:
    total = progress_key(asked.id, work.draft.cycle.cutoff)
    place = {"place": str(asked.point.number)}
    anchors = "\n".join(
        f"{step.label}: {anchor}"
        for step in work.index.catalogue.progress_scale
        if (anchor := getattr(asked.point.anchors, step.value, None))
    )
    yield cell_line(work, total, place | {"asked": _("Progress status")}, note=anchors)
    for item in asked.point.sub_items:
        name = f"({item.key}) {item.summary}"
        key = total.with_codes(("sub_item", item.key))
        yield cell_line(work, key, place | {"asked": name})


def _answer_line(
    work: Work, asked: AskedPoint | None, code: str, question: Question | Header
) -> Line:
    draft, kind = work.draft, kind_of_question(question)
    answer = draft.data.answers.get(code, Answer())
    before = draft.last_time.answer(code) if draft.last_time else None
    locked = not work.can_write(asked.id if asked else None, code)
    fields = {"value": _field(kind, answer.value, question, locked=locked)}
    if isinstance(kind, Text) and kind.multiline:
        options = words.language_options()
        chosen = label_for(options, answer.language) if answer.language else None
        fields["language"] = Field(chosen, "list", options, is_locked=locked)
    ceiling = question.sensitivity if isinstance(question, Question) else "public"
    said = answer.visibility if answer.value is not None else ""
    fields |= visibility_field(ceiling, said, is_locked=locked)
    return Line(
        subject=f"answer:{code}",
        texts={
            "place": str(asked.point.number) if asked else "",
            "asked": question.label,
            "last": words.answer_text(question, before.value) if before else "",
        },
        fields=fields,
        revision=draft.saved_at(f"answer:{code}").revision,
        note=_note(question),
    )


def _note(question: Question | Header) -> str:
    parts = [question.hint or ""]
    if question.kind == "multi_choice":
        parts += [_("Several are possible, separated by semicolons:")]
        parts += [option.label for option in question.options]
    return "\n".join(part for part in parts if part)


def _field(kind: Kind, value: Value | None, question: Question | Header, *, locked: bool) -> Field:
    if isinstance(value, str) and not fits_in_a_cell(value):
        locked = True  # a cell cannot hold it: it is written on the portal only
        value = _("This text is too long for a cell. Please edit it on the portal.")
    hint = (question.hint or "")[:255]
    options = options_of(kind)
    return Field(shown(options, value), control_of(kind), options, hint, locked)
