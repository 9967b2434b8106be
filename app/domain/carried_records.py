"""Measures, links and files of the last submission, as they would stand in this contribution."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.domain.canonical import sha256_hex
from app.domain.carry_over import origin_of
from app.domain.contribution import MEASURE_CODES, Evidence, Measure, ReportData
from app.domain.last_time import LastTime
from app.domain.observations import CatalogueIndex


@dataclass(frozen=True)
class RecordOffer:
    """A measure or evidence of last time, under the name and for the points it would have now."""

    record: Measure | Evidence
    is_proposed: bool  # "it still goes on" without further thought

    @property
    def subject(self) -> str:
        """Return what it would be saved under."""
        kind = "measure" if isinstance(self.record, Measure) else "evidence"
        return f"{kind}:{self.record.uid}"


def uid_here(last: LastTime, uid: str) -> str:
    """Return the one name under which something of that cycle is taken over: never twice."""
    return f"carried-{sha256_hex(f'{last.cycle} {uid}')[:16]}"


def measure_offers(
    index: CatalogueIndex,
    data: ReportData,
    last: LastTime | None,
    saved: Container[str],
    points: Iterable[str],
    at: str = "",
) -> Iterator[RecordOffer]:
    """Yield the measures of last time that were not taken over, of one point where one is named.

    `points` are those a measure can serve now; `saved` holds everything that was ever saved, what
    was removed again included. Not proposed: what was over, and what stands here by its title.
    """
    asked = set(points)
    titles = {_plain(m.title) for m in data.measures}
    for then in last.data.measures if last else ():
        now = _measure(index, last, then, asked) if last else None
        if now is None or f"measure:{now.uid}" in saved or at not in ("", *now.points):
            continue
        is_over = then.stage == _over(index)
        yield RecordOffer(now, not is_over and _plain(then.title) not in titles)


def _measure(
    index: CatalogueIndex, last: LastTime, then: Measure, points: set[str]
) -> Measure | None:
    """Return a measure in the words of the present catalogue; None where it has none for it."""
    catalogue = index.catalogue
    served = tuple(point for point in then.points if point in points)
    types = {option.value for option in catalogue.measure_types}
    stages = {option.value for option in catalogue.measure_stages}
    if not served or then.type not in types or then.stage not in stages:
        return None
    lists: dict[str, Any] = {
        name: _known(index, name, getattr(then, name)) for name in MEASURE_CODES
    }
    return replace(
        then,
        uid=uid_here(last, then.uid),
        points=served,
        origin=f"{origin_of(last)}:{then.uid}",
        revision=0,
        **lists,
    )


def _known(index: CatalogueIndex, name: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    known = {code for code, _label in index.codes.get(MEASURE_CODES[name], ())}
    return tuple(code for code in codes if code in known)


def _over(index: CatalogueIndex) -> str:
    """Return the stage after which nothing comes."""
    ordered = [s for s in index.catalogue.measure_stages if s.order is not None]
    return max(ordered, key=lambda stage: stage.order or 0).value if ordered else ""


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def evidence_offers(
    data: ReportData, last: LastTime | None, saved: Container[str], point: str
) -> Iterator[RecordOffer]:
    """Yield the links and files of last time at a point that were not taken over."""
    here = {(e.url, e.file_sha256) for e in data.evidence_at(point)}
    for then in last.data.evidence_at(point) if last else ():
        now = _link(last, then) if last else then
        if f"evidence:{now.uid}" not in saved:
            yield RecordOffer(now, (then.url, then.file_sha256) not in here)


def _link(last: LastTime, then: Evidence) -> Evidence:
    origin = f"{origin_of(last)}:{then.uid}"
    return replace(then, uid=uid_here(last, then.uid), origin=origin, revision=0)
