"""The page of the translations of a measure or link: each text beside its original."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.domain.contribution import Evidence, Measure, Translation
from app.reporting import words
from app.reporting.addresses import contribution_url, record_translations_url
from app.reporting.history import State
from app.reporting.pages.subjects import subject_of
from app.reporting.service.translating_records import RecordTexts, translatable_record
from app.reporting.translated import (
    BY_PERSON,
    MADE_BY,
    NARRATIVE,
    TextVersion,
    field_word,
    look_again,
    made_word,
    original_version,
    record_translations,
)
from app.reporting.work import Work
from app.web.pages import Link, Page

_AT = {"translation_into_original": "language", "translation_already_there": "language"}
_LINES = frozenset({"title", "lead_body", "budget"})


@dataclass(frozen=True)
class PartForm:
    """One text of the record as a form shows it: the original, and the translation of it."""

    name: str
    label: str
    original: str
    text: str
    note: str = ""

    @property
    def is_line(self) -> bool:
        """Tell whether it is a text of one line."""
        return self.name in _LINES


@dataclass(frozen=True)
class RecordTextsForm:
    """One language as a form shows it; `instead_of` is empty for a new one."""

    id: str
    title: str
    language: str
    made_by: str
    instead_of: str
    parts: tuple[PartForm, ...]
    error: str = ""
    error_at: str = ""

    def wrong(self, name: str) -> str:
        """Return the sentence that stands at this field."""
        return self.error if self.error_at == name else ""


@dataclass(frozen=True, kw_only=True)
class RecordTranslationsPage(Page):
    """Contract of the page of translations of a measure or link."""

    template: ClassVar[str] = "reporting/record_translations.html"

    title: str
    crumbs: tuple[Link, ...]
    language: str
    originals: tuple[TextVersion, ...]
    versions: tuple[TextVersion, ...]
    forms: tuple[RecordTextsForm, ...]
    languages: tuple[tuple[str, str], ...]
    makers: tuple[Mapping[str, str], ...]
    url: str
    back: Link
    revision: int
    idempotency_key: str
    locked: str
    clash: str = ""
    errors: tuple[Link, ...] = ()


def record_translations_page(
    work: Work,
    kind: str,
    uid: str,
    typed: RecordTexts | None = None,
    problem: Problem | None = None,
    clash: str = "",
) -> RecordTranslationsPage:
    """Return the page; `typed` is a form that was not saved, with the reason if it is its own."""
    record = translatable_record(work.draft, kind, uid)
    saved = work.draft.saved_at(f"{kind}:{uid}")
    state = State(saved.revision, vars(record), work.at, saved.by)
    subject = subject_of(work, f"{kind}:{uid}", state)
    forms = _forms(record, kind)
    if typed is not None:
        forms = [_again(form, typed, problem) for form in forms]
    wrong = next((form for form in forms if form.error), None)
    place = (work.cycle, work.reporter)
    return RecordTranslationsPage(
        title=_("Translations: %(what)s") % {"what": record.title},
        crumbs=(
            (_("Contributions"), "/contributions"),
            (f"{country_name(work.reporter)}, {work.cycle}", contribution_url(*place)),
            subject.place,
            (_("Translations"), ""),
        ),
        language=record.language,
        originals=tuple(
            original_version(record.language, str(getattr(record, name)), name)
            for name in NARRATIVE[kind]
            if getattr(record, name)
        ),
        versions=record_translations(record),
        forms=tuple(forms) if subject.can_write else (),
        languages=tuple(pair for pair in words.language_options() if pair[0] != record.language),
        makers=tuple({"value": value, "label": made_word(value)} for value in MADE_BY),
        url=record_translations_url(*place, kind, uid),
        back=(_("Back to %(place)s") % {"place": subject.place[0]}, subject.place[1]),
        revision=saved.revision,
        idempotency_key=secrets.token_hex(16),
        locked="" if subject.can_write else _("You can read the translations here."),
        clash=_("%(name)s saved this meanwhile") % {"name": clash} if clash else "",
        errors=((wrong.error, f"#{wrong.id}-{wrong.error_at}"),) if wrong else (),
    )


def _forms(record: Measure | Evidence, kind: str) -> list[RecordTextsForm]:
    """Return a form for each language there is, and one for another."""
    languages = sorted({one.language for one in record.translations})
    forms = []
    for language in (*languages, ""):
        told = {one.field: one for one in record.translations if one.language == language}
        maker = next((one.made_by for one in told.values()), BY_PERSON)
        title = words.language_word(language) if language else _("Add a translation")
        id = f"translation-{language or 'new'}"
        forms.append(
            RecordTextsForm(id, title, language, maker, language, _parts(record, kind, told))
        )
    return forms


def _parts(
    record: Measure | Evidence, kind: str, told: Mapping[str, Translation]
) -> tuple[PartForm, ...]:
    parts = []
    for name in NARRATIVE[kind]:
        original, there = str(getattr(record, name)), told.get(name)
        outdated = there is not None and there.is_outdated(original)
        if original:
            note = look_again() if outdated else ""
            text = there.text if there else ""
            parts.append(PartForm(name, field_word(name), original, text, note))
    return tuple(parts)


def _again(form: RecordTextsForm, typed: RecordTexts, problem: Problem | None) -> RecordTextsForm:
    """Return the form with what was typed into it, where it is the one that was sent."""
    if form.instead_of != typed.instead_of:
        return form
    parts = tuple(replace(part, text=typed.texts.get(part.name, "")) for part in form.parts)
    form = replace(form, language=typed.language, made_by=typed.made_by, parts=parts)
    if problem is None:
        return form
    at = _AT.get(problem.code, form.parts[0].name)
    return replace(form, error=sentence(problem.code, **problem.params), error_at=at)
