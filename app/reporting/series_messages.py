"""Sentences about official series: why a file or one of its lines is not taken."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "series_size": N_("The file is empty or larger than {most} MiB."),
        "series_empty": N_("There is no line with a value in the file."),
        "series_unreadable": N_("This is neither a CSV file nor an Excel workbook (XLSX)."),
        "series_not_utf8": N_("The file is not written in UTF-8. Save it as “CSV UTF-8”."),
        "series_too_long": N_("The file has more than {most} lines. Send it in parts."),
        "series_sheet_too_long": N_(
            "The sheet is too large to be read as a workbook. Send it in parts, or as CSV."
        ),
        "series_column_missing": N_("These columns are missing: {names}."),
        "series_column_twice": N_("These columns are there twice: {names}."),
        "series_of_two": N_(
            "The file says two things about its {name}: {one} and {other}. "
            "Load each source as a file of its own."
        ),
        "series_without_source": N_(
            "A proposal needs to say where it comes from. Missing: {names}. Fill it in here, "
            "or in the file."
        ),
        "series_words_too_long": N_("What is said of the source is too long: {names}."),
        "series_url": N_("The address of the source begins with https://."),
        "series_date": N_("Write the retrieval date as 2027-04-30."),
        "series_too_late": N_("Reporting in this cycle is over; nothing can be proposed any more."),
        "series_other_file": N_("This is not the file that was previewed. Look at it first."),
        "series_nothing_new": N_("The file proposes nothing new. Nothing was loaded."),
        "series_reporter": N_("“{text}” is not a reporter of this cycle."),
        "series_indicator": N_("There is no indicator “{text}” in this cycle."),
        "series_progress": N_("How far a country has come is said by the country alone."),
        "series_period": N_("{text} is not asked for the period “{period}”."),
        "series_breakdown": N_("{text} is not asked by these dimensions and codes."),
        "series_computed": N_("{text} is worked out by the portal here."),
        "series_not_asked": N_("{text} is not asked of this reporter."),
        "series_no_value": N_("There is no value in this line."),
        "series_line_twice": N_("The same cell stands in row {row} already."),
    }
)
