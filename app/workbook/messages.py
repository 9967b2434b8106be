"""Sentences of the Excel round trip: why a file or a cell is not taken, and what to do."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "workbook_needed": N_("Choose the workbook you want to upload."),
        "workbook_too_large": N_(
            "This file is larger than {most} MiB. A workbook of the portal is much smaller: please "
            "upload the one you downloaded here."
        ),
        "workbook_busy": N_(
            "Several workbooks are being read at this moment. Nothing was changed; please upload "
            "yours again in a minute."
        ),
        "not_a_workbook": N_(
            "This is not an Excel workbook. Save it as “Excel workbook (.xlsx)” and choose it "
            "again."
        ),
        "not_our_workbook": N_(
            "This workbook was not made by the portal, or its hidden sheet was removed. Download "
            "one here, copy your answers into it and upload that."
        ),
        "workbook_too_much": N_(
            "This workbook holds far more than the portal wrote into it and was not read. Copy "
            "your answers into a fresh download."
        ),
        "workbook_unreadable": N_(
            "This workbook is damaged and could not be read. Open it in Excel or LibreOffice, save "
            "it anew as .xlsx and choose it again."
        ),
        "workbook_of_another_template": N_(
            "This workbook has an older form that is no longer read. Download a fresh one and copy "
            "your answers into it."
        ),
        "workbook_of_another_reporter": N_(
            "This workbook belongs to another reporter ({other}). Nothing was read from it."
        ),
        "workbook_of_another_cycle": N_(
            "This workbook belongs to another reporting round ({other}). Nothing was read from it."
        ),
        "workbook_of_another_catalogue": N_(
            "The questions have changed since this workbook was downloaded. Download a fresh one "
            "and copy your answers into it."
        ),
        "workbook_choice_gone": N_(
            "Something you chose has changed on the portal meanwhile. Nothing was taken over; look "
            "at the differences again."
        ),
        "workbook_undecided": N_(
            "A text put together still has marked places. Decide at each which words stay, and "
            "take the marks away."
        ),
        "no_role_at_reporter": N_("This account has no role at this reporter."),
        "workbook_not_writable": N_("This account can read this contribution and not change it."),
        "workbook_nothing_chosen": N_(
            "Tick what you want to take over, or decide on what both sides changed."
        ),
        "line_has_no_place": N_(
            "What this line stands for is at another place of the contribution by now. Download "
            "the workbook again, or enter it on the page of the point."
        ),
        "point_needed": N_("Say which point this link stands behind."),
        "cell_merged": N_(
            "This cell was merged with others, so its answer cannot be told from theirs. Undo the "
            "merge and upload the file again."
        ),
        "cell_error": N_("This cell shows an error ({text}). Write the value itself."),
        "cell_locked": N_(
            "This cell is locked: it belongs to a colleague, is worked out by the portal, or the "
            "point cannot be written now. What you wrote is not taken over."
        ),
        "formula_without_value": N_(
            "This cell holds a formula without a result. Open the file in Excel or LibreOffice, "
            "save it and upload it again."
        ),
        "foreign_sheet": N_("This sheet is not from the portal and was not read."),
        "outside": N_("This cell stands outside the columns of the portal and was not read."),
        "line_without_key": N_(
            "This line was added where the portal expects none. Write the answer on the line of "
            "its question."
        ),
        "line_unknown": N_("This line is not part of what is asked of you now."),
        "line_twice": N_("This line is there twice; only the first was read."),
    }
)
