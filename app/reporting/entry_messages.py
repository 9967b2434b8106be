"""Sentences of the tables, measures and proposals: why something typed there cannot be taken."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "none_and_ticks": N_(
            "Items are ticked, and it also says that there is nothing to tick. Keep one of the two."
        ),
        "missing_code_needed": N_("Choose which reason for having no value this explains."),
        "translation_into_original": N_(
            "This is the language of the original. Choose the language of the translation."
        ),
        "translation_empty": N_("Type the translation of at least one of the texts."),
        "translation_already_there": N_(
            "There is a translation into this language already. Change that one."
        ),
        "code_needed": N_("Choose what this value is for."),
        "value_needed": N_("Write a value for the row you add."),
        "code_already_there": N_("This row is in the table already. Change its value there."),
        "title_too_long": N_("The title has {length} characters; {limit} are accepted."),
        "link_or_file_needed": N_("Give a link, or choose a file."),
        "alt_text_needed": N_(
            "Say in words what the picture shows, for readers who cannot see it."
        ),
        "withheld_reason_needed": N_("Say why it is not for publication."),
        "file_too_large": N_(
            "This file has {size}; one file may have {limit}. Make it smaller, or give a link."
        ),
        "file_quota": N_(
            "The files of your country would exceed {limit} together. Give a link instead, "
            "or ask the operator of the portal for more room."
        ),
        "file_empty": N_("This file is empty. Choose another one."),
        "file_kind_unknown": N_(
            "This kind of file is not taken. Save it as PDF, PNG, JPEG, DOCX, XLSX, ODT or "
            "plain text in UTF-8 and choose it again."
        ),
        "file_old_office": N_(
            "This is a file of an older Office. Save it as DOCX, XLSX or PDF and choose it again."
        ),
        "file_program": N_("This file is a program. Choose a document or a picture."),
        "file_markup": N_(
            "This file is a web page or a drawing with code in it. Save it as PDF and choose "
            "it again."
        ),
        "file_active": N_(
            "This file has macros, scripts or other files inside. Save it without them, or as a "
            "plain PDF, and choose it again."
        ),
        "file_has_more_inside": N_(
            "This file holds more than its kind allows, or is cut off. Save it anew in its "
            "program and choose it again."
        ),
        "file_damaged_package": N_(
            "This file is damaged or locked with a password. Save it anew without one and "
            "choose it again."
        ),
        "file_reaches_outside": N_(
            "This file fetches a template, a picture or data from elsewhere when it is opened. Put "
            "them into the file, or save it as PDF, and choose it again."
        ),
        "picture_too_large": N_(
            "This picture has more than 50 million pixels. Make it smaller and choose it again."
        ),
        "file_unpacks_too_large": N_(
            "This file unpacks to far more than it seems. Save it as PDF and choose it again."
        ),
        "file_infected": N_(
            "The scanner found a virus in this file, so nobody can open it. Remove it, and have "
            "your own copy checked."
        ),
        "file_not_scanned": N_(
            "This file has not been checked for viruses yet, so only its own country can open it."
        ),
        "decision_needed": N_("Choose one of the three answers."),
    }
)
