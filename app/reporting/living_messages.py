"""Sentences of current information."""

from app.core.i18n import N_
from app.core.messages import register

register({"living_kind_unknown": N_("Choose what it is from the list.")})
