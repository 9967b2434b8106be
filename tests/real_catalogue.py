"""The catalogue of the project itself, for tests that go through everything that is asked."""

from functools import cache

from app.catalogue.files import load_catalogue
from app.core.settings import PROJECT_ROOT
from app.domain.indicators import Catalogue
from app.domain.observations import CatalogueIndex


@cache
def real_catalogue() -> Catalogue:
    """Return the catalogue as the files define it."""
    return load_catalogue(PROJECT_ROOT)


@cache
def real_index() -> CatalogueIndex:
    """Return the look-ups over it."""
    return CatalogueIndex.of(real_catalogue())
