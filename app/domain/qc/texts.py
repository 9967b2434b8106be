"""Rules about texts and links: length, language, translation, persons, sources, joint things."""

import re
from collections.abc import Iterator

from app.domain.asked import AskedPoint, asked_header
from app.domain.contribution import Answer
from app.domain.points import Header, Question, question_code
from app.domain.qc.agreement import years_before
from app.domain.qc.findings import HEADER, Context, Finding, Severity

BLOCKING, WARNING = Severity.BLOCKING, Severity.WARNING
INFORMATION = Severity.INFORMATION

# Points about persons who may be in danger: a name in a text can harm them.
PERSONS_AT_RISK = ("P18",)
PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+"  # an address
    r"|\+\d[\d ()/-]{7,}\d"  # a telephone number
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|Mme|M\.|Sr|Sra|Sig)\.? [A-Z]\w+"  # a person by name
    r"|\b(?:born|née?|geboren|nacido|nata?) (?:on|am|le|el|il|in)? ?\d",  # a day of birth
    re.UNICODE,
)
SCRIPTS = {"bg": "cyrillic", "el": "greek"}  # every other official language is written in Latin
LETTERS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
}
ENOUGH_LETTERS = 40  # below this a text may be nothing but names
SAMPLE = 400  # characters of a text that are looked at
# Words of a link that nobody outside the sender's own network, or nobody at all, can open.
NO_PUBLIC_HOST = re.compile(
    r"https?://(?:[^/]*@)?(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\."
    r"|[^/.:]+(?:[:/]|$)|[^/:]+\.(?:local|localdomain|internal|intranet|lan|corp|test|invalid)"
    r"(?:[:/]|$))",
    re.IGNORECASE,
)
# Indicators whose items several countries share, so that each may report the same one.
JOINT = {"SD-04.1": None, "SD-16.2": None, "SD-X.4": ("activity_type", "joint_programme")}


def personal_data(context: Context) -> Iterator[Finding]:
    """QC-020: a text about persons at risk looks as if it named one."""
    for point, code in _recognisable(context):
        yield Finding("QC-020", WARNING, point, code)


def personal_data_unanswered(context: Context) -> Iterator[Finding]:
    """QC-021: the warning of QC-020 was neither heeded nor answered."""
    for point, code in _recognisable(context):
        if not context.beside.justifications.get(f"QC-020:{code}"):
            yield Finding("QC-021", BLOCKING, point, code)


def _recognisable(context: Context) -> Iterator[tuple[str, str]]:
    for point, code, question, answer in context.once(_texts):
        if point not in PERSONS_AT_RISK or not isinstance(question, Question):
            continue
        # The contact of the point is asked for, and never published.
        if question.sensitivity != "never" and PERSONAL.search(str(answer.value)):
            yield point, code


def _texts(context: Context) -> Iterator[tuple[str, str, Question | Header, Answer]]:
    """Yield point, code, question and answer of every free text, those about the report included.

    What is asked about the report as a whole is judged with the whole, not with one point.
    """
    asked: list[tuple[str, Question | Header]] = [
        (at.id, question) for at in context.points for question in at.questions
    ]
    if context.only is None:
        asked += [(HEADER, header) for header in asked_header(context.index, context.data.reporter)]
    for point, question in asked:
        code = question_code(point, question.key)
        answer = context.data.answers.get(code)
        if answer is None or not isinstance(answer.value, str):
            continue
        if question.kind in ("text", "short_text"):
            yield point, code, question, answer


def text_length(context: Context) -> Iterator[Finding]:
    """QC-005: a text shorter or longer than its question allows."""
    for point, code, question, answer in context.once(_texts):
        low = question.min_chars if isinstance(question, Question) else None
        params = _length_params(len(str(answer.value)), low, question.max_chars)
        if params:
            yield Finding("QC-005", BLOCKING, point, code, params)
    for asked, indicator, key, seen in context.observations:
        if indicator.value_type == "text" and isinstance(seen.value, str):
            params = _length_params(len(seen.value), None, indicator.validation.max_chars)
            if params:
                yield Finding("QC-005", BLOCKING, asked.id, str(key), params)


def _length_params(length: int, low: int | None, high: int | None) -> dict[str, str]:
    too_short = low is not None and length < low
    too_long = high is not None and length > high
    if not (too_short or too_long):
        return {}
    return {"length": str(length), "min": str(low or ""), "max": str(high or "")}


def other_language(context: Context) -> Iterator[Finding]:
    """QC-030: a text is written in another alphabet than the language it is marked with.

    Only the alphabet is judged: telling two languages of one alphabet apart is guesswork.
    """
    for point, code, _, answer in context.once(_texts):
        if not answer.language or _fits(str(answer.value)[:SAMPLE], answer.language):
            continue
        yield Finding("QC-030", WARNING, point, code, {"language": answer.language})


def _fits(text: str, language: str) -> bool:
    expected = SCRIPTS.get(language, "latin")
    if expected == "latin" and text.isascii():  # most texts: nothing to look at
        return True
    counts = {name: len(letters.findall(text)) for name, letters in LETTERS.items()}
    return sum(counts.values()) < ENOUGH_LETTERS or counts[expected] * 2 >= sum(counts.values())


def machine_translation(context: Context) -> Iterator[Finding]:
    """QC-034: a translation of a text was made by a machine."""
    for point, code, _, answer in context.once(_texts):
        if any(translation.made_by == "machine" for translation in answer.translations):
            yield Finding("QC-034", INFORMATION, point, code)


def joint_activity(context: Context) -> Iterator[Finding]:
    """QC-035: figures that other countries may report as well, because the thing is joint."""
    for asked, indicator, key, seen in context.observations:
        if indicator.id not in JOINT or not seen.number:
            continue
        cell = JOINT[indicator.id]
        if key.is_total if cell is None else key.codes == (cell,):
            yield Finding("QC-035", INFORMATION, asked.id, str(key))


def _links(context: Context, asked: AskedPoint) -> Iterator[tuple[str, str, str]]:
    """Yield subject, title and address of every link at a point; a measure at its first point."""
    for evidence in context.data.evidence_at(asked.id):
        yield f"evidence:{evidence.uid}", evidence.title, evidence.url
    for measure in context.data.measures_at(asked.id):
        at = [p for p in measure.points if p not in context.data.left_out]
        if at and at[0] == asked.id:
            yield f"measure:{measure.uid}", measure.title, measure.link


def link_nobody_opens(context: Context) -> Iterator[Finding]:
    """QC-026: a link that by its form leads nowhere public; whether it answers is not tried."""
    for asked in context.points:
        for subject, title, url in _links(context, asked):
            if url and NO_PUBLIC_HOST.match(url):
                yield Finding("QC-026", WARNING, asked.id, subject, {"title": title})


def evidence_older_than_cycle(context: Context) -> Iterator[Finding]:
    """QC-027: everything that stands behind a point is dated, and older than the two years."""
    start = years_before(context.data.cutoff, 2).isoformat()
    for asked in context.points:
        found = context.data.evidence_at(asked.id)
        if not found or not all(e.published_on for e in found):
            continue
        newest = max(found, key=lambda e: (e.published_on, e.uid))
        if newest.published_on < start[: len(newest.published_on)]:
            params = {"title": newest.title, "start": start}
            yield Finding("QC-027", WARNING, asked.id, f"evidence:{newest.uid}", params)
