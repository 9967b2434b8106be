"""What is asked in the language of the reader: for what is shown, never for what is computed."""

from collections import OrderedDict
from threading import Lock

from app.core.i18n import SOURCE_LOCALE, asked_text, current_locale
from app.domain.observations import CatalogueIndex
from app.domain.spoken import spoken

MOST = 24
# By identity: a frozen catalogue is parsed once in a process. The original is kept beside its
# translation, so that its place in memory is nobody else's.
_kept: OrderedDict[tuple[int, str], tuple[CatalogueIndex, CatalogueIndex]] = OrderedDict()
_lock = Lock()


def in_words_of_reader(index: CatalogueIndex) -> CatalogueIndex:
    """Return a catalogue in the current language, as far as it is translated."""
    language = current_locale()
    if language == SOURCE_LOCALE:
        return index
    key = (id(index), language)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key][1]
    made = CatalogueIndex.of(spoken(index.catalogue, language, asked_text))
    with _lock:
        _kept[key] = (index, made)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
