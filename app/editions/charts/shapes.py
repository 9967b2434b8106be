"""Outlines of the Member States for maps: read from GeoJSON, projected, thinned, and checked.

The projection keeps areas (Lambert, around 52° N 10° E). Those of us who are only a few pixels get
a marker of their own, so that nobody is missing from the map.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.core.i18n import printed_code
from app.domain.facts import MEMBER_STATES

BUNDLED = Path(__file__).resolve().parent / "shapes" / "eu27.geojson"
WIDTH = 400
_MOST_BYTES = 20 << 20
_CENTRE = (math.radians(10), math.radians(52))
_TOLERANCE, _SPECK, _SMALL = 0.5, 1.5, 16.0  # pixels: thinning, islands left out, markers
_WEST, _EAST, _SOUTH, _NORTH = -25.0, 45.0, 30.0, 75.0  # what a map of Europe shows

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Outline:
    """One Member State on the map, by its printed code."""

    code: str
    rings: tuple[Ring, ...]
    middle: Point
    is_small: bool  # too small to be seen: it gets a marker


@dataclass(frozen=True)
class MapShapes:
    """All Member States on a field of `WIDTH` by `height` pixels."""

    height: int
    outlines: tuple[Outline, ...]


class ShapesRefused(Exception):
    """A file that is no set of outlines of the Member States; its words say why."""


@cache
def shapes_at(path: Path | None = None) -> MapShapes:
    """Return the outlines in a file, by default those that come along; may raise ShapesRefused."""
    place = path or BUNDLED
    try:
        if place.stat().st_size > _MOST_BYTES:
            raise ShapesRefused("it is larger than 20 MiB")
        return read_shapes(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ShapesRefused("it cannot be read as a text file") from error


def read_shapes(text: str) -> MapShapes:
    """Return the outlines in a GeoJSON text; raises ShapesRefused."""
    try:
        features = json.loads(text)["features"]
        found = {_code_of(feature): tuple(_rings(feature)) for feature in features}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ShapesRefused("it is no GeoJSON FeatureCollection of polygons") from error
    known = {code: rings for code, rings in found.items() if code in TILES and rings}
    if missing := sorted(TILES.keys() - known.keys()):
        raise ShapesRefused(f"it has no shape in Europe for {', '.join(missing)}")
    return _fitted(known)


def _code_of(feature: Mapping[str, Any]) -> str:
    """Return the printed code of a feature: its id, else a property that usually holds it."""
    properties = feature.get("properties") or {}
    names = (feature.get("id"), *(properties.get(n) for n in ("id", "CNTR_ID", "ISO_A2", "iso_a2")))
    code = next((str(name).upper() for name in names if name), "")
    return printed_code(code)


def _rings(feature: Mapping[str, Any]) -> Iterable[Ring]:
    geometry = feature["geometry"]
    coordinates = geometry["coordinates"]
    polygons = {"MultiPolygon": coordinates, "Polygon": [coordinates]}[geometry["type"]]
    for polygon in polygons:
        ring = [(float(point[0]), float(point[1])) for point in polygon[0]]
        if not all(math.isfinite(n) for point in ring for n in point):
            raise ValueError("a coordinate that is no number")
        x, y = _mean(ring)
        if len(ring) > 3 and _WEST < x < _EAST and _SOUTH < y < _NORTH:
            yield tuple(_projected(point) for point in ring)


def _projected(point: Point) -> Point:
    east, north = math.radians(point[0]) - _CENTRE[0], math.radians(point[1])
    middle = _CENTRE[1]
    scale = math.sqrt(
        2
        / (
            1
            + math.sin(middle) * math.sin(north)
            + math.cos(middle) * math.cos(north) * math.cos(east)
        )
    )
    x = scale * math.cos(north) * math.sin(east)
    y = scale * (
        math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east)
    )
    return x, -y


def _fitted(found: Mapping[str, tuple[Ring, ...]]) -> MapShapes:
    everything = [point for rings in found.values() for ring in rings for point in ring]
    west, north = min(x for x, _y in everything), min(y for _x, y in everything)
    east, south = max(x for x, _y in everything), max(y for _x, y in everything)
    scale = (WIDTH - 20) / (east - west)

    def placed(ring: Ring) -> Ring:
        return tuple((10 + (x - west) * scale, 10 + (y - north) * scale) for x, y in ring)

    outlines = tuple(
        _outline(code, tuple(placed(ring) for ring in rings))
        for code, rings in sorted(found.items())
    )
    return MapShapes(math.ceil((south - north) * scale) + 20, outlines)


def _outline(code: str, rings: tuple[Ring, ...]) -> Outline:
    largest = max(rings, key=lambda ring: math.prod(_size(ring)))
    x, y = _mean(largest)
    kept = tuple(
        tuple((round(px, 1), round(py, 1)) for px, py in _thinned(ring))
        for ring in rings
        if ring is largest or max(_size(ring)) > _SPECK
    )
    return Outline(code, kept, (round(x, 1), round(y, 1)), min(_size(largest)) < _SMALL)


def _size(ring: Sequence[Point]) -> Point:
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return max(xs) - min(xs), max(ys) - min(ys)


def _mean(ring: Sequence[Point]) -> Point:
    return sum(x for x, _y in ring) / len(ring), sum(y for _x, y in ring) / len(ring)


def _thinned(ring: Ring) -> Ring:
    """Leave out points that are less than half a pixel beside the line without them."""
    half = len(ring) // 2  # a closed ring begins where it ends: it is thinned in two parts
    return (*_between(ring[: half + 1])[:-1], *_between(ring[half:]))


def _between(points: Ring) -> Ring:
    kept = [False] * len(points)
    kept[0] = kept[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = _TOLERANCE, 0
        for place in range(first + 1, last):
            distance = _beside(points[place], points[first], points[last])
            if distance > far:
                far, at = distance, place
        if at:
            kept[at] = True
            spans += [(first, at), (at, last)]
    return tuple(point for point, stays in zip(points, kept, strict=True) if stays)


def _beside(point: Point, one: Point, other: Point) -> float:
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = math.hypot(dx, dy)
    if not length:
        return math.hypot(point[0] - one[0], point[1] - one[1])
    return abs(dx * (one[1] - point[1]) - dy * (one[0] - point[0])) / length


# Where each Member State stands in a grid of equal tiles, by printed code: column and row.
TILES: Mapping[str, tuple[int, int]] = {
    "SE": (5, 0), "FI": (6, 0), "EE": (6, 1), "IE": (0, 2), "DK": (3, 2), "LV": (6, 2),
    "NL": (2, 3), "DE": (3, 3), "PL": (4, 3), "LT": (6, 3), "BE": (1, 4), "LU": (2, 4),
    "CZ": (3, 4), "SK": (4, 4), "FR": (1, 5), "AT": (3, 5), "HU": (4, 5), "RO": (5, 5),
    "PT": (0, 6), "ES": (1, 6), "IT": (2, 6), "SI": (3, 6), "HR": (4, 6), "BG": (5, 6),
    "MT": (2, 7), "EL": (5, 7), "CY": (6, 7),
}  # fmt: skip
TILE_COLUMNS, TILE_ROWS = 7, 8
if len(TILES) != MEMBER_STATES:
    raise RuntimeError("the grid of tiles has a place for each Member State")
