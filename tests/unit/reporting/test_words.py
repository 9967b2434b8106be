"""What is stored becomes words without anything getting lost on the way."""

from app.core.i18n import use_locale
from app.domain.observations import CatalogueIndex
from app.reporting import words
from tests.tiny_catalogue import tiny_catalogue


def test_codes_are_read_in_the_order_of_their_list():
    """The reader meets the order of the list, whatever order was ticked."""
    index = CatalogueIndex.of(tiny_catalogue())
    with use_locale("en"):
        assert words.list_words(index, "sdg", ("13", "2")) == "2. Zero hunger, 13. Climate action"


def test_a_code_the_list_no_longer_has_is_still_shown():
    """A later catalogue may drop a code; who signs must see what was said under the old one."""
    index = CatalogueIndex.of(tiny_catalogue())
    with use_locale("en"):
        assert words.list_words(index, "sdg", ("99", "2")) == "2. Zero hunger, 99"
