"""Compressed bytes, only of what everybody gets alike: their length then tells no secret."""

import gzip
from functools import lru_cache

LEAST_BYTES = 1024
_LEVEL = 6  # more takes twice the time and saves a fortieth
_TEXTS = ("text/", "application/json", "application/javascript", "image/svg+xml")
_SUFFIXES = ("+json", "+xml", "/xml")
_LONGEST = 200  # of an Accept-Encoding that is read


def packed(body: bytes, media_type: str) -> bytes | None:
    """Return the bytes as gzip, always the same ones; None where that would save nothing."""
    kind = media_type.partition(";")[0].strip().lower()
    if len(body) < LEAST_BYTES or not (kind.startswith(_TEXTS) or kind.endswith(_SUFFIXES)):
        return None
    small = gzip.compress(body, _LEVEL, mtime=0)
    return small if len(small) < len(body) else None


def takes_gzip(accepted: str) -> bool:
    """Tell whether a browser that sent this Accept-Encoding reads gzip."""
    return _takes_gzip(accepted[:_LONGEST])


@lru_cache(256)
def _takes_gzip(accepted: str) -> bool:
    offers = {
        name: weight
        for name, _, weight in (
            offer.partition(";q=") for offer in accepted.lower().replace(" ", "").split(",")
        )
    }
    weight = offers.get("gzip", offers.get("*", "0"))
    return not weight or bool(weight.strip("0."))


def packed_tag(tag: str) -> str:
    """Return the ETag of the compressed form: other bytes, another tag."""
    return f'{tag[:-1]}-gz"'


def is_known(tag: str, known: str) -> bool:
    """Tell whether an If-None-Match names this tag; one that somebody weakened counts as well."""
    tags = {one.strip().removeprefix("W/") for one in known.split(",")}
    return tag in tags or "*" in tags
