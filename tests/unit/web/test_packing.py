"""What is compressed, for whom, and that it is the same bytes each time."""

import gzip

import pytest

from app.web.packing import LEAST_BYTES, packed, takes_gzip

TEXT = b"n of 27 " * LEAST_BYTES


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("*", True),
        ("identity, *;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip; q=0.000", False),
        ("*;q=0, gzip", True),
        ("br", False),
        ("", False),
    ],
)
def test_only_those_who_read_gzip_get_it(accepted: str, taken: bool) -> None:
    assert takes_gzip(accepted) is taken


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "image/svg+xml", "application/ld+json", "application/xml"]
)
def test_texts_are_packed_and_always_alike(kind: str) -> None:
    small = packed(TEXT, kind)
    assert small is not None
    assert len(small) < len(TEXT)
    assert small == packed(TEXT, kind)
    assert gzip.decompress(small) == TEXT


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"short", "text/html"), (TEXT, "font/woff2"), (TEXT, "application/zip"), (TEXT, "image/png")],
)
def test_what_is_short_or_packed_already_is_left_alone(body: bytes, kind: str) -> None:
    assert packed(body, kind) is None
