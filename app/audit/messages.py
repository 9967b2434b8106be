"""Sentences of the audit record."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "audit_event_missing": N_("An event before this one is missing."),
        "audit_chain_broken": N_("The event does not follow the one before it."),
        "audit_event_changed": N_("The event was changed after it was written."),
        "audit_head_differs": N_("The last event of the stream is missing or not the last."),
        "audit_seal_broken": N_("The seal was changed, or a seal before it is missing."),
        "audit_seal_missing": N_("The seal that was kept elsewhere is not in the record."),
        "audit_sealed_event_differs": N_("A sealed event is missing or has another hash."),
        "audit_broken": N_("The audit record does not prove itself: {number} problems."),
    }
)
