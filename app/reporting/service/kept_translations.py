"""Translations of measures and links stay beside them, whoever saves the record and how."""

import json
from collections.abc import Mapping

from app.domain.canonical import canonical_json
from app.reporting.models import Evidence, Measure


def with_translations(
    content: Mapping[str, object], row: Measure | Evidence | None
) -> tuple[dict[str, object], str]:
    """Return a state with its translations, and these as they are kept.

    A state that brings none keeps those of the row; without any it is written as it was before
    there were translations.
    """
    told = content.get("translations")
    if told is None:
        told = json.loads(row.translations) if row else []
    plain = {name: value for name, value in content.items() if name != "translations"}
    return {**plain, **({"translations": told} if told else {})}, canonical_json(told)
