"""Sentences of the report."""

from app.core.i18n import N_
from app.core.messages import register

register(
    {
        "language_not_offered": N_(
            "There are no documents in the language {language}, because its translation is not "
            "complete. Complete are: {offered}."
        ),
        "language_not_of_the_union": N_("Texts are written in an official language of the Union."),
        "build_cancelled_here": N_("Cancelled. {name} was not written."),
        "build_is_over": N_("This build is over already, so there is nothing to cancel."),
        "build_failed": N_(
            "The document could not be built because of a fault in the portal, which was noted. "
            "Nothing of it was kept."
        ),
        "text_unchanged": N_("Exactly this stands already. Nothing was saved."),
        "figure_not_there": N_("This edition has no figure {code} that can be printed."),
        "text_undecided": N_(
            "There are places nobody has decided on: choose between the marked words and take the "
            "marks away."
        ),
        "quotation_changed": N_(
            "Somebody else changed this quotation meanwhile. Look at what stands now."
        ),
        "text_not_for_quoting": N_(
            "The country has not released this text for everybody, so it is not quoted."
        ),
        "section_needed": N_("Choose the section of the report in which the quotation stands."),
        "passage_needed": N_("Choose the words to quote."),
        "passage_not_verbatim": N_(
            "These words do not stand in the text like this. A quotation is word for word; mark "
            "what you leave out with [\u2026]."
        ),
        "translation_passage_needed": N_(
            "Choose the words of the translation, or leave the translation out."
        ),
        "translation_not_verbatim": N_(
            "These words do not stand in the translation like this. Take them from it word for "
            "word, or leave the translation out."
        ),
        "language_needed": N_("Say in which language the text is written."),
        "quotation_at_the_end": N_("The quotation is already at this end of its section."),
    }
)
