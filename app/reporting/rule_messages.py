"""What each quality rule says to the reporter, in one or two sentences that name the remedy."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "QC-001": N_("{value} lies outside what the definition allows ({bounds})."),
        "QC-002": N_("An answer is still expected here."),
        "QC-003": N_("Say briefly why there is no value: the code “{code}” needs a reason."),
        "QC-004": N_("The date lies after the cut-off date of this cycle, {cutoff}."),
        "QC-005": N_("The text has {length} characters; {bounds} are asked for."),
        "QC-006": N_(
            "“Examined, deliberately not pursued” is not open here, because the wording of the "
            "point leaves no choice. Choose another status."
        ),
        "QC-007": N_("By {breakdown} the parts add up to {added}, more than the total of {total}."),
        "QC-008": N_("{value} is more than {limit}, the value of “{other}” it is a part of."),
        "QC-009": N_("This value is expected because of what you answered under “{other}”."),
        "QC-010": N_(
            "By {breakdown} the parts add up to {added}; the total is {total}. "
            "Say where the difference comes from, or give a reason code for a part."
        ),
        "QC-011": N_("A link or a source is expected behind this answer."),
        "QC-012": N_(
            "A value from a public source is waiting for your decision. Undecided, it will not be "
            "part of your report."
        ),
        "QC-013": N_(
            "The value has changed by {change} % since {before} ({direction}); more than {limit} % "
            "is unusual. Check it, or say what happened."
        ),
        "QC-014": N_(
            "The same text stands at other points too: {points}. Say what is specific here."
        ),
        "QC-015": N_("More than half of your figures are estimates: {estimated} of {figures}."),
        "QC-016": N_("Progress is reported and no measure is named. Name what stands behind it."),
        "QC-017": N_(
            "{value} persons are fewer than {threshold}: somebody might be recognised. "
            "Choose a narrower visibility, or explain."
        ),
        "QC-018": N_("The list has “not applicable” of its own. Choose it there."),
        "QC-019": N_("There is a breakdown by {breakdown} and no total. Give the total as well."),
    }
)
