"""Reading the fields of a table: `value:<key>`, `revision:<key>` and so on, nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.core.errors import NotFound
from app.domain.indicators import Indicator
from app.domain.observations import ObservationKey, is_computed, parse_key
from app.reporting.pages.entered import SentCell, SentRow, SentTable
from app.web.forms import FormRefused, PostedFields

_NAMED = re.compile(r"(value|revision|missing|reason|none|resolve):(.{1,200})")
_NEW = re.compile(r"new:([a-z_]{1,60})@([\w-]{1,12})", re.ASCII)
_ADD = re.compile(r"add:([a-z_]{1,60})", re.ASCII)
_REVISION = re.compile(r"[0-9]{1,9}")


def read_table(fields: PostedFields, indicator: Indicator) -> SentTable:
    """Read the posted fields; refuses a field that no table has, and cells of other indicators."""
    cells: dict[ObservationKey, SentCell] = {}
    rows: dict[str, SentRow] = {}
    idempotency_key = ""
    for name, text in _single(fields):
        named, new, add = (p.fullmatch(name) for p in (_NAMED, _NEW, _ADD))
        if name == "idempotency_key":
            idempotency_key = text[:64]
        elif named:
            key = _key(named[2], indicator)
            cells[key] = _with(cells.get(key, SentCell()), named[1], text)
        elif new:
            row = rows.get(new[1], SentRow("", {}))
            rows[new[1]] = replace(row, values={**row.values, new[2]: text})
        elif add:
            rows[add[1]] = replace(rows.get(add[1], SentRow("", {})), code=text)
        else:
            raise FormRefused({}, "unknown_field")
    for key, cell in cells.items():
        _check(indicator, key, cell)
    return SentTable(cells, {b: r for b, r in rows.items() if _is_filled(r)}, idempotency_key)


def _single(fields: PostedFields) -> Iterator[tuple[str, str]]:
    if fields.files:
        raise FormRefused({}, "unknown_field")
    for name, sent in fields.values.items():
        if name == "csrf":
            continue
        if len(sent) > 1:
            raise FormRefused({}, "repeated_field")
        yield name, sent[0]


def _is_filled(row: SentRow) -> bool:
    return bool(row.code or any(text.strip() for text in row.values.values()))


def _key(text: str, indicator: Indicator) -> ObservationKey:
    key = parse_key(text)
    if key is None or key.indicator != indicator.id:
        raise NotFound
    return key


def _with(cell: SentCell, name: str, text: str) -> SentCell:
    match name:
        case "revision":
            if not _REVISION.fullmatch(text):
                raise FormRefused({}, "unknown_field")
            return replace(cell, revision=int(text))
        case "none":
            return replace(cell, none=text == "yes")
        case "value":
            return replace(cell, value=text)
        case "missing":
            return replace(cell, missing=text)
        case "reason":
            return replace(cell, reason=text)
        case _:
            return replace(cell, resolve=text)


def _check(indicator: Indicator, key: ObservationKey, cell: SentCell) -> None:
    """A total is typed in its own form; here it can only be said that nothing is ticked."""
    typed_elsewhere = cell.value is not None or not is_computed(indicator, key)
    if cell.none if key.codes else typed_elsewhere:
        raise FormRefused({}, "unknown_field")
