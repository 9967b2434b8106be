"""Loading an official series: its version, its proposals, those of before marked as replaced."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import Cycle
from app.catalogue.queries import CycleInfo
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.domain.asked import home_of
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.roles import UnionScope
from app.domain.workflow import CycleStatus
from app.reporting.models import Prefill, PrefillSeries
from app.reporting.series import Fate, Judged, Preview, preview_series
from app.reporting.series_files import SeriesFile, SeriesMeta

_AT_ONCE = 500


def load_series(
    session: Session,
    scope: UnionScope,
    cycle: CycleInfo,
    index: CatalogueIndex,
    file: SeriesFile,
    meta: SeriesMeta | None = None,
    *,
    shown: str = "",
) -> Preview:
    """Offer what a file says as proposals; refused lines are left out, nothing else changes.

    A value that differs from the version before is a proposal of its own. The one before is marked
    as replaced: undecided it is no longer shown, decided it stays what the country decided.
    `shown` is the hash of the file that was previewed.
    """
    if cycle.status not in (CycleStatus.DESIGN, CycleStatus.FROZEN) or cycle.is_baseline:
        raise Conflict("series_too_late")
    if shown and shown != file.sha256:
        raise Conflict("series_other_file")
    # Two managers who load at once come one after the other.
    session.execute(select(col(Cycle.id)).where(col(Cycle.id) == cycle.id).with_for_update())
    preview = preview_series(session, scope, cycle, index, file, meta)
    if not preview.proposes:
        raise Refused("series_nothing_new")
    series_id = _keep_version(session, scope, cycle, preview)
    offers = [j for j in preview.lines if j.fate in (Fate.NEW, Fate.CHANGED)]
    rows = [_row(index, cycle, preview, series_id, judged) for judged in offers]
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(Prefill), rows[start : start + _AT_ONCE])
    _mark_replaced(session, scope, [judged.replaces for judged in offers if judged.replaces])
    meta_said, counts = preview.file.meta, preview.counts
    record(
        session,
        f"cycle:{cycle.code}",
        "series_loaded",
        account_id=scope.account_id,
        subject=meta_said.code,
        version=meta_said.version,
        number=preview.number,
        sha256=file.sha256,
        lines={str(fate): counts[fate] for fate in Fate},
    )
    return preview


def _keep_version(session: Session, scope: UnionScope, cycle: CycleInfo, preview: Preview) -> int:
    meta = preview.file.meta
    values: dict[str, Any] = {
        "cycle_id": cycle.id,
        "code": meta.code,
        "number": preview.number,
        "dataset_version": meta.version,
        "source_title": meta.source,
        "source_url": meta.url,
        "licence": meta.licence,
        "retrieved_on": date.fromisoformat(meta.retrieved),
        "file_name": preview.file.name,
        "sha256": preview.file.sha256,
        "rows": len(preview.lines),
        "loaded_at": now(),
        "loaded_by": scope.account_id,
    }
    made = insert(PrefillSeries).values(**values).returning(col(PrefillSeries.id))
    return int(session.execute(made).scalar_one())


def _row(
    index: CatalogueIndex, cycle: CycleInfo, preview: Preview, series_id: int, judged: Judged
) -> dict[str, Any]:
    meta, key = preview.file.meta, parse_key(judged.target)
    if key is None:
        raise ValueError(judged.target)
    indicator = index.indicators[key.indicator]
    offer = {"value": judged.value, "note": judged.line.note, "reference_year": judged.year}
    natural = f"{meta.code}|{judged.reporter}|{judged.target}|{preview.number}"
    return {
        "cycle_id": cycle.id,
        "ref": f"{judged.reporter}-{sha256_hex(natural)[:20]}",
        "reporter": judged.reporter,
        "use": "observation",
        "points": canonical_json([home_of(index, key)]),
        "target": judged.target,
        "proposal": canonical_json({name: text for name, text in offer.items() if text}),
        "title": indicator.name,
        "summary": "",
        "stated": judged.line.value,
        "as_of": judged.line.period,
        "source_title": meta.source,
        "source_url": meta.url,
        "confidence": "",
        "series_id": series_id,
        "superseded": False,
        "loaded_at": now(),
    }


def _mark_replaced(session: Session, scope: UnionScope, ids: Iterable[int]) -> None:
    """Mark proposals as replaced, without asking whether anybody decided on them."""
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        session.execute(update(Prefill).where(col(Prefill.id).in_(some)).values(superseded=True))
