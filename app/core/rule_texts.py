"""The words of each quality rule: what it checks, what it says, what to do next."""

from dataclasses import dataclass

from app.core.i18n import N_


@dataclass(frozen=True)
class RuleText:
    """The words of one rule; `message` and `remedy` may hold `{param}` placeholders."""

    title: str
    checks: str  # what holds where the rule finds nothing
    message: str
    remedy: str


RULE_MESSAGES: dict[str, RuleText] = {
    "QC-001": RuleText(
        N_("Value outside its bounds"),
        N_("Every number and date lies within the bounds that its definition sets."),
        N_("{value} is not possible here: the value must be {bounds}."),
        N_("Please check the figure. If it is right, give a reason code and explain in the note."),
    ),
    "QC-002": RuleText(
        N_("Something is still missing"),
        N_(
            "Everything that is expected at a reported point has an answer, or a reason why "
            "there is none."
        ),
        N_("{kind} is still missing."),
        N_("Please fill it in, say why there is no answer, or leave the point out."),
    ),
    "QC-003": RuleText(
        N_("Reason missing"),
        N_("A reason code that needs words has them."),
        N_("You chose “{code}” without saying why."),
        N_("A few words are enough."),
    ),
    "QC-004": RuleText(
        N_("Date after the cut-off date"),
        N_(
            "No date is later than the cut-off date of the cycle, where the definition asks "
            "for the situation on that day."
        ),
        N_("This date is later than {cutoff}, the day up to which this cycle looks."),
        N_("Please give the situation on that day. What came later belongs to the next cycle."),
    ),
    "QC-005": RuleText(
        N_("Length of a text"),
        N_("Texts are neither shorter nor longer than their question allows."),
        N_("The text is {length} characters long; it should have {bounds}."),
        N_("Please shorten it or add to it. Details can go into a linked document."),
    ),
    "QC-006": RuleText(
        N_("Status not open at this point"),
        N_("“Examined, not pursued” is chosen only at points whose wording leaves that choice."),
        N_("The wording of this point does not leave open whether to act."),
        N_("Please choose another status and explain your situation in the text below it."),
    ),
    "QC-007": RuleText(
        N_("Parts exceed the total"),
        N_("The parts of a breakdown do not add up to more than the total."),
        N_("By {breakdown}, the parts add up to {added}, but the total is {total}."),
        N_("Please correct the total or one of the parts."),
    ),
    "QC-008": RuleText(
        N_("Part exceeds the whole"),
        N_("A value that is part of another one is not larger than it."),
        N_("{value} cannot be more than “{other}”, where you gave {limit}."),
        N_("Please correct one of the two."),
    ),
    "QC-009": RuleText(
        N_("Value called for by another answer"),
        N_("Where one answer calls for another value, that value is there."),
        N_("Your answer to “{other}” makes this value necessary."),
        N_("Please fill it in or say why there is none."),
    ),
    "QC-010": RuleText(
        N_("Parts fall short of the total"),
        N_("Where the parts of a breakdown should make up the total, they do."),
        N_("By {breakdown}, the parts add up to {added}, but the total is {total}."),
        N_("Please add what is missing, or explain the difference."),
    ),
    "QC-011": RuleText(
        N_("Evidence expected"),
        N_("Behind an advanced status or stage there is a link, a file or a source."),
        N_("Nothing supports this answer yet."),
        N_("Please add a link, a file or a source, or explain why there is none."),
    ),
    "QC-012": RuleText(
        N_("Proposed value not decided"),
        N_("Every proposed value has been confirmed, corrected or declined."),
        N_("A proposed value is waiting for you. Until you decide, it is not part of the report."),
        N_("Please confirm it, correct it, or say that you cannot confirm it."),
    ),
    "QC-013": RuleText(
        N_("Unusual change"),
        N_(
            "A total does not change by more than the threshold of its indicator against the "
            "year or the cycle before."
        ),
        N_(
            "Against {before} the value is {direction} by {change} %; the usual limit is {limit} %."
        ),
        N_("Please check it. If it is right, say in a sentence what happened."),
    ),
    "QC-014": RuleText(
        N_("Same text at several points"),
        N_("No longer text stands word for word at several points."),
        N_("The same text also stands at {points}."),
        N_("Please say what is particular to each point, or explain why one text fits all."),
    ),
    "QC-015": RuleText(
        N_("Many estimates"),
        N_("No more than half of the figures are estimates."),
        N_("{estimated} of {figures} figures are marked as estimates."),
        N_("Please check the marks. If they are right, say when firm figures can be expected."),
    ),
    "QC-016": RuleText(
        N_("No measure named"),
        N_("Where progress is reported, at least one measure is named."),
        N_("You report progress here and name no measure behind it."),
        N_("Please add a measure, or explain what the progress consists of."),
    ),
    "QC-017": RuleText(
        N_("Few persons in a public figure"),
        N_("Public figures about persons are not so small that somebody could be recognised."),
        N_("This figure stands for {value} persons, fewer than {threshold}, and is public."),
        N_("Please choose a narrower visibility, or confirm that nobody can be recognised."),
    ),
    "QC-018": RuleText(
        N_("“Not applicable” stands in the list"),
        N_("“Does not apply” is said by the answer of the list where the list has one."),
        N_("You gave “does not apply” as a reason code, and the list has this answer itself."),
        N_("Please choose it from the list instead."),
    ),
    "QC-019": RuleText(
        N_("Total missing"),
        N_("A breakdown that is filled in has a total."),
        N_("There are values by {breakdown} and no total."),
        N_("Please give the total, or say why there is none."),
    ),
    "QC-020": RuleText(
        N_("Somebody may be recognised"),
        N_(
            "Texts about persons at risk hold no names, addresses, telephone numbers or days "
            "of birth."
        ),
        N_(
            "This text about persons at risk seems to hold a name, an address, a number or a "
            "day of birth."
        ),
        N_("Please take it out, or explain why nobody can be put in danger by it."),
    ),
    "QC-021": RuleText(
        N_("Possible personal data not answered for"),
        N_(
            "Where a text about persons at risk may name somebody, the text has been changed "
            "or the warning explained."
        ),
        N_(
            "Nobody has yet said whether this text about persons at risk can put somebody in "
            "danger."
        ),
        N_("Please take the details out, or explain the warning about this text."),
    ),
    "QC-022": RuleText(
        N_("From or to zero"),
        N_("No total falls to zero, or rises from it, without a word of explanation."),
        N_("The value is {value}; for {before} it was {last}."),
        N_("Please check it. If it is right, say in a sentence what happened."),
    ),
    "QC-023": RuleText(
        N_("Far from other countries"),
        N_(
            "A total lies within three times the middle range of what countries said in the "
            "last published edition; eight countries or more must stand behind it."
        ),
        N_(
            "The value is {value}. Half of the {n} countries in the last published edition "
            "lie between {low} and {high}."
        ),
        N_(
            "Please check the unit and the figure. If they are right, say what explains the "
            "difference."
        ),
    ),
    "QC-024": RuleText(
        N_("Status jumps"),
        N_(
            "The progress status does not fall, nor rise by two steps or more, without a word "
            "of explanation."
        ),
        N_("In the last cycle you reported “{was}”, now “{is}”."),
        N_("Please check it. If it is right, say what changed."),
    ),
    "QC-025": RuleText(
        N_("Status and value disagree"),
        N_("The progress status of a point and the indicators of the same point can both be true."),
        N_("This status does not go well with your answer to “{other}”."),
        N_("Please change one of the two, or explain how they fit together."),
    ),
    "QC-026": RuleText(
        N_("Link that others cannot open"),
        N_("Links lead to public addresses. They are judged by their form; the portal opens none."),
        N_("The link of “{title}” leads into an internal network or nowhere."),
        N_("Please give a public address, attach the document as a file, or explain."),
    ),
    "QC-027": RuleText(
        N_("Evidence older than the cycle"),
        N_("At least one source behind a point is from the two years that the cycle looks at."),
        N_("Everything behind this point is from before {start}; the newest is “{title}”."),
        N_("Please add something newer, or say why this still stands."),
    ),
    "QC-028": RuleText(
        N_("Proposed value changed without a source"),
        N_("A proposed value that was confirmed and changed afterwards names a source."),
        N_("You confirmed a proposed value here and changed it later; no source is given."),
        N_("Please name the source, or explain the change."),
    ),
    "QC-029": RuleText(
        N_("Parts from different years"),
        N_("The total and the parts of one value are from the same year."),
        N_("The parts of this value are from {years}."),
        N_("Please give all of them for one year, or explain why that is not possible."),
    ),
    "QC-030": RuleText(
        N_("Language of a text"),
        N_(
            "A text is written in the alphabet of the language it is marked with. Languages "
            "with one alphabet are not told apart."
        ),
        N_("The text is marked as {language}, which is written in another alphabet."),
        N_("Please choose the language in which it is written."),
    ),
    "QC-031": RuleText(
        N_("Old date called recent"),
        N_("Where something is said to have been updated within two years, its date says so too."),
        N_("You say that it was updated within the last two years; the date given is {day}."),
        N_("Please correct the date or the status, or explain."),
    ),
    "QC-032": RuleText(
        N_("Slip of a digit or a unit"),
        N_(
            "Sums of money and full-time posts are not about ten times, or a tenth of, the "
            "value before."
        ),
        N_("The value is {value}; for {before} it was {last}."),
        N_("Please check the unit and the number of digits. If they are right, say what happened."),
    ),
    "QC-033": RuleText(
        N_("Definition changed"),
        N_("Tells where the definition of an indicator is not the one of the last cycle."),
        N_(
            "The definition of this indicator is not the one of the last cycle, so the two "
            "values may differ."
        ),
        N_("Please read the definition again. Nothing else is needed."),
    ),
    "QC-034": RuleText(
        N_("Translated by a machine"),
        N_("Tells where a translation was made by a machine."),
        N_("A translation of this text was made by a machine and will be marked so."),
        N_("You can check it and mark it as checked. Your own text prevails in any case."),
    ),
    "QC-035": RuleText(
        N_("Joint activity"),
        N_("Tells where other countries may report the same joint activity."),
        N_(
            "Other countries taking part may report the same, so European figures do not add "
            "these up."
        ),
        N_("Naming the partners in the note helps. Nothing else is needed."),
    ),
    "QC-036": RuleText(
        N_("Stage and dates of a measure"),
        N_("The stage of a measure agrees with its start and its end."),
        N_("The dates of the measure “{title}” do not fit its stage."),
        N_("Please correct the stage or the dates, or explain."),
    ),
}

# What is said of a rule that could not run, whichever it is.
NOT_RUN = (
    N_("The check “{title}” could not run. That is a fault of the portal, not of your report."),
    N_(
        "It is recorded as {reference} for the people who run the portal; nothing waits for it and "
        "you need not do anything."
    ),
)
