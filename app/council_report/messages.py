"""Sentences of the report."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "language_not_offered": N_("Reports are not offered in the language {language}."),
    }
)
