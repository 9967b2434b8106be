"""Sentences about official documents that are not taken."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "official_needed": N_("Choose the finished document."),
        "official_kind_unknown": N_(
            "This is neither a Word document (.docx) nor a PDF. Save it as one of them and choose "
            "it again."
        ),
        "official_language_unknown": N_("Choose a language of the portal."),
        "official_names_people": N_(
            "This document still has comments or tracked changes, and each carries a name. Accept "
            "or reject all changes and delete all comments in Word, then choose it again."
        ),
        "official_pdf_locked": N_(
            "This PDF is protected by a password or against copying. Make it again without "
            "protection, so that everybody can read it with any program."
        ),
        "official_pdf_active": N_(
            "This PDF has scripts or other files inside. Make it again from the finished document."
        ),
        "official_pdf_names_author": N_(
            "The properties of this PDF name an author. Make it again without personal properties: "
            "in Word, under “Inspect document”, or with the box for document properties unticked."
        ),
        "official_pdf_damaged": N_(
            "This PDF is damaged or holds more than a PDF. Make it again from the finished "
            "document."
        ),
        "official_reason_needed": N_("Say why, in a sentence. It is published with the document."),
    }
)
