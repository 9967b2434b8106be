"""Sentences about files that are to be refreshed."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "refresh_needed": N_("Choose the Word document you want to refresh."),
        "refresh_too_large": N_(
            "This file is larger than {most} MiB. Reduce the pictures in it and choose it again."
        ),
        "refresh_busy": N_(
            "Several files are being read at this moment. Please send yours again in a minute."
        ),
        "refresh_not_word": N_(
            "This is not a Word document. Save it as “Word document (.docx)” and choose it again."
        ),
        "refresh_active": N_(
            "This document has macros, scripts or other files inside. Save it without them, as a "
            "Word document (.docx), and choose it again."
        ),
        "refresh_reaches_outside": N_(
            "This document fetches a template, a picture or data from elsewhere when it is opened. "
            "Put pictures into the file, attach the template “Normal”, and choose it again."
        ),
        "refresh_not_a_report": N_(
            "This document holds no figure of the portal. Only a report that was built here, and "
            "edited since, can be refreshed."
        ),
        "refresh_of_another_round": N_(
            "This report belongs to another round of reporting, whose figures are others. Refresh "
            "it with an edition of its own round."
        ),
        "refresh_too_much": N_(
            "This document takes too long to read. Remove what is not part of the report, and "
            "choose it again."
        ),
        "refresh_unreadable": N_(
            "This document is damaged and could not be read. Open it in Word or LibreOffice, save "
            "it anew as .docx and choose it again."
        ),
    }
)
