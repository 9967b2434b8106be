"""What a country wrote in its language is read in the reader's, marked, with the original near."""

from dataclasses import replace

from app.domain.contribution import Answer, Evidence, Measure, Translation, fingerprint_of
from app.domain.seen import without_withheld
from tests.client import PageClient
from tests.database import one_database
from tests.editions import live_contents
from tests.published import bring_out, freeze, submit_accepted

MEASURE = Measure(
    "act", "Lov om forskning", "law", "running", ("P02",), "Den opretter to fonde.", language="da",
    partners="Havinstitut",
    translations=(
        Translation("en", "Act on research", "human", "title", fingerprint_of("Lov om forskning")),
        Translation("en", "It sets up a fund.", "machine", "description", fingerprint_of("Fond")),
        Translation("fr", "Institut de la mer", "human", "partners"),
    ),
)  # fmt: skip
LINK = Evidence(
    "page", "P02", "Strategien", url="https://example.org/s", language="da",
    translations=(Translation("en", "The strategy", "machine", "title"),),
)  # fmt: skip
ANSWER = Answer(
    "Vi har en plan.", "da", translations=(Translation("en", "We have a plan.", "machine"),)
)


@one_database
def test_translations_are_marked_and_the_original_is_one_click_away(baseline, app):
    """The reader's language first, who translated it, and what the country wrote in a fold."""
    told = [part.data for part in live_contents().reporters if part.data]
    said = {"measures": (MEASURE,), "evidence": (LINK,)}
    told = [
        replace(d, **said, answers={"P02.justification": ANSWER}) if d.reporter == "DK" else d
        for d in told
    ]
    submit_accepted(baseline, told)
    bring_out(baseline, freeze(baseline))
    reader = PageClient(app)
    for url in ("/countries/DK", "/points/P02"):
        page = reader.get(url)
        spoken = {page.words(e): e.get("lang") for e in page.tree.iter() if e.tag in ("span", "p")}
        assert "Act on research" in spoken
        assert spoken["Lov om forskning"] == "da"
        assert spoken["Den opretter to fonde."] == "da"
        assert spoken["Havinstitut"] == "da"
        words = page.words()
        outdated = "the original was changed after this translation"
        assert f"Translated by a person, Translated by a machine · {outdated}" in words
        assert "Original, in Danish" in words
        assert "The strategy" in words
        assert "Institut de la mer" not in words
    assert spoken.get("We have a plan.") is None
    country = reader.get("/countries/DK")
    own = {country.words(e): e.get("lang") for e in country.all("p") if e.get("class")}
    assert (own["We have a plan."], own["Vi har en plan."]) == ("en", "da")
    assert "Translated by a machine Original, in Danish" in country.words()


def test_a_withheld_picture_leaves_no_translation_of_its_words():
    """What the picture shows goes with the file, in every language."""
    words = (Translation("en", "A secret map", "human", "alt_text"), LINK.translations[0])
    closed = replace(LINK, withheld=True, file_sha256="0" * 64, alt_text="Kort", translations=words)
    assert without_withheld(closed).translations == LINK.translations
