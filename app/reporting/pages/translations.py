"""The page of the translations of one text: the original beside each of them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.answers import Problem
from app.reporting import words
from app.reporting.addresses import contribution_url, translations_url
from app.reporting.history import State
from app.reporting.pages.subjects import subject_of
from app.reporting.service.translating import TranslationInput, translatable
from app.reporting.translated import (
    BY_PERSON,
    MADE_BY,
    TextVersion,
    look_again,
    made_word,
    original_of,
    translations_of,
)
from app.reporting.work import Work
from app.web.pages import Link, Page

_FIELD_OF = {"translation_into_original": "language", "translation_already_there": "language"}


@dataclass(frozen=True)
class TranslationForm:
    """One translation as a form shows it; `instead_of` is empty for a new one."""

    id: str
    title: str
    given: TranslationInput
    note: str = ""
    error: str = ""
    error_at: str = ""

    def wrong(self, name: str) -> str:
        """Return the sentence that stands at this field."""
        return self.error if self.error_at == name else ""


@dataclass(frozen=True, kw_only=True)
class TranslationsPage(Page):
    """Contract of the page of translations."""

    template: ClassVar[str] = "reporting/translations.html"

    title: str
    crumbs: tuple[Link, ...]
    original: TextVersion
    versions: tuple[TextVersion, ...]
    forms: tuple[TranslationForm, ...]
    languages: tuple[tuple[str, str], ...]
    makers: tuple[Mapping[str, str], ...]
    url: str
    back: Link
    revision: int
    idempotency_key: str
    locked: str
    clash: str = ""
    errors: tuple[Link, ...] = ()


def translations_page(
    work: Work, code: str, typed: TranslationInput | None = None, problem: Problem | None = None
) -> TranslationsPage:
    """Return the page; `typed` is a form that could not be saved, with the reason if it is its
    own."""
    answer = translatable(work.draft, code)
    saved = work.draft.saved_at(f"answer:{code}")
    subject = subject_of(work, f"answer:{code}", State(saved.revision, {}, work.at, saved.by))
    place = (work.cycle, work.reporter)
    forms = [
        replace(
            _form(TranslationInput(t.language, t.text, t.made_by, t.language)),
            note=look_again() if t.is_outdated(str(answer.value)) else "",
        )
        for t in answer.translations
    ]
    forms.append(_form(TranslationInput("", "", BY_PERSON)))
    if typed is not None:
        forms = [_again(form, typed, problem) for form in forms]
    whole = f"{country_name(work.reporter)}, {work.cycle}"
    wrong = next((form for form in forms if form.error), None)
    return TranslationsPage(
        title=_("Translations: %(what)s") % {"what": subject.label},
        crumbs=(
            (_("Contributions"), "/contributions"),
            (whole, contribution_url(*place)),
            subject.place,
            (_("Translations"), ""),
        ),
        original=original_of(answer),
        versions=translations_of(answer),
        forms=tuple(forms) if subject.can_write else (),
        languages=tuple(pair for pair in words.language_options() if pair[0] != answer.language),
        makers=tuple({"value": value, "label": made_word(value)} for value in MADE_BY),
        url=translations_url(*place, code),
        back=(_("Back to %(place)s") % {"place": subject.place[0]}, subject.place[1]),
        revision=saved.revision,
        idempotency_key=secrets.token_hex(16),
        locked="" if subject.can_write else _("You can read the translations here."),
        errors=((wrong.error, f"#{wrong.id}-{wrong.error_at}"),) if wrong else (),
    )


def after_clash(page: TranslationsPage, name: str) -> TranslationsPage:
    """Return the page for somebody whose translation met another person's save."""
    told = _("%(name)s saved this answer meanwhile") % {"name": name}
    return replace(page, clash=told)


def _form(given: TranslationInput) -> TranslationForm:
    if not given.language:
        return TranslationForm("translation-new", _("Add a translation"), given)
    title = words.language_word(given.language)
    return TranslationForm(f"translation-{given.language}", title, given)


def _again(
    form: TranslationForm, typed: TranslationInput, problem: Problem | None
) -> TranslationForm:
    """Return the form with what was typed into it, where it is the one that was sent."""
    if form.given.instead_of != typed.instead_of:
        return form
    if problem is None:
        return replace(form, given=typed)
    told = sentence(problem.code, **problem.params)
    return replace(form, given=typed, error=told, error_at=_FIELD_OF.get(problem.code, "text"))
