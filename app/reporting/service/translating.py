"""Translations of a text: added, changed and removed; the original is never touched by them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.domain.answers import HARD_TEXT_LIMIT, Problem, Text, clean_text
from app.domain.asked import find_question, kind_of_question
from app.domain.contribution import Answer, Translation, fingerprint_of
from app.domain.roles import CountryScope
from app.reporting.queries import Draft, load_draft
from app.reporting.service.keeping import Base
from app.reporting.service.saving import AnswerInput, Outcome, save_answer
from app.reporting.translated import MADE_BY
from app.reporting.words import EU_LANGUAGES


@dataclass(frozen=True)
class TranslationInput:
    """What a form says of one translation; `instead_of` is the language it stood under before."""

    language: str
    text: str
    made_by: str
    instead_of: str = ""


def save_translation(
    session: Session,
    scope: CountryScope,
    cycle: str,
    code: str,
    given: TranslationInput,
    base: Base,
) -> Outcome:
    """Save a translation of an answer; an empty text takes it out."""
    draft = load_draft(session, scope, cycle)
    answer = translatable(draft, code)
    problem = _problem(answer, given)
    if problem:
        return problem
    text = clean_text(given.text)
    gone = {given.language, given.instead_of}
    others = [one for one in answer.translations if one.language not in gone]
    made_of = fingerprint_of(str(answer.value))
    new = Translation(given.language, text, given.made_by, original=made_of)
    kept = [*others, new] if text else others
    same = AnswerInput(
        raw=(str(answer.value),),
        language=answer.language,
        visibility=answer.visibility,
        origin=answer.origin,
        translations=_ordered(kept),
    )
    return save_answer(session, scope, cycle, code, same, base)


def translatable(draft: Draft, code: str) -> Answer:
    """Return the text somebody wrote, which can be translated; NotFound where there is none."""
    found = find_question(draft.index, draft.reporter, code)
    answer = draft.data.answers.get(code)
    if found is None or answer is None or not isinstance(answer.value, str):
        raise NotFound
    if not isinstance(kind_of_question(found[1]), Text):
        raise NotFound
    return answer


def _problem(answer: Answer, given: TranslationInput) -> Problem | None:
    taken = {one.language for one in answer.translations} - {given.instead_of}
    says = bool(clean_text(given.text))
    problem = problem_of(given.language, given.made_by, answer.language or "", taken, says=says)
    if problem:
        return problem
    if len(given.text) > HARD_TEXT_LIMIT:
        params = {"limit": str(HARD_TEXT_LIMIT), "length": str(len(given.text))}
        return Problem("text_too_long_to_store", params)
    return None


def problem_of(
    language: str, made_by: str, original: str, taken: set[str], *, says: bool
) -> Problem | None:
    """Return what is wrong with the language or the maker of a translation that says something."""
    if language not in EU_LANGUAGES or made_by not in MADE_BY:
        return Problem("not_in_list", {"text": f"{language} {made_by}"[:60]})
    if language == original and says:
        return Problem("translation_into_original")
    if language in taken and says:
        return Problem("translation_already_there")
    return None


def _ordered(translations: Sequence[Translation]) -> tuple[Translation, ...]:
    return tuple(sorted(translations, key=lambda one: one.language))
