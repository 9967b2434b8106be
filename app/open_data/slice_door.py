"""The JSON door of slices: a program with a key of a reader lists them and fetches their files."""

from typing import Annotated, Any, Literal

from fastapi import Body, Depends, Request, Response, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from app.core.db import open_session
from app.core.errors import NotFound
from app.core.i18n import printed_code
from app.domain.canonical import canonical_json
from app.domain.roles import Permission, UnionScope
from app.editions.queries import EditionInfo, find_edition
from app.identity.key_access import UnionByKey, key_of
from app.open_data.choice import Choice
from app.open_data.deliveries import (
    DeliveryInfo,
    Made,
    editions_for,
    list_deliveries,
    make_delivery,
    record_delivery,
)
from app.open_data.slice_routes import MEDIA, SliceId
from app.open_data.slices import SliceInfo, get_slice, list_slices
from app.web.downloads import JSON, XLSX, ZIP, download
from app.web.request_session import SessionDep, engine_of
from app.web.routing import PortalRouter

_KEY = Security(
    HTTPBearer(
        scheme_name="slice_key",
        description=(
            "A key that a reader made on the page of data deliveries. It sees what this person may "
            "see at that moment: before publication too, where the role allows it."
        ),
        auto_error=False,
    )
)
router = PortalRouter(
    prefix="/api/v1/slices",
    include_in_schema=True,
    tags=["Slices of the data"],
    dependencies=[_KEY],
)

READS = UnionByKey(Permission.DELIVERY_READ)
Reads = Annotated[UnionScope, Depends(READS)]
_FILE = {"schema": {"type": "string", "format": "binary"}}
_TABLES = {
    "type": "object",
    "description": "Only where the format json is asked for: every table with columns and rows.",
    "properties": {"edition": {"type": "string"}, "tables": {"type": "object"}},
    "required": ["edition", "tables"],
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No key, or one that opens nothing any more."},
    403: {"description": "The person who made the key may not take data away any more."},
}
_FILES: dict[int | str, dict[str, Any]] = {
    **_REFUSALS,
    200: {
        "description": "The file: a workbook, an archive of CSV files, or a JSON document.",
        "content": {XLSX: _FILE, ZIP: _FILE, JSON: {"schema": _TABLES}},
    },
    404: {"description": "No slice of the key's owner, or no edition this person may see."},
}
_EXAMPLE = {
    "slices": [
        {
            "id": 1,
            "name": "Training of diplomats",
            "language": "en",
            "points": ["P12"],
            "indicators": [],
            "countries": [],
            "sheets": [],
            "texts": [],
            "editions": [{"code": "2027/1", "restricted": True}],
            "last_delivery": {
                "edition": "2027/1",
                "format": "xlsx",
                "delivered_at": "2028-01-10T08:00:00+00:00",
                "sha256": "…",
            },
        }
    ]
}


class Wanted(BaseModel):
    """Which file of a slice; without an edition the newest one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    edition: Annotated[str | None, Field(max_length=50, examples=["2027/1"])] = None
    format: Literal["xlsx", "csv", "json"] = "xlsx"


@router.get(
    "",
    summary="List the slices of the key's owner",
    responses={**_REFUSALS, 200: {"content": {JSON: {"example": _EXAMPLE}}}},
)
def list_own_slices(session: SessionDep, scope: Reads) -> Response:
    """What the owner of the key has saved, with the editions each can be fetched of."""
    editions = editions_for(session, scope)
    slices = [
        _document(held, editions, list_deliveries(session, scope, held.id, limit=1))
        for held in list_slices(session, scope)
    ]
    body = canonical_json({"slices": slices})
    return Response(body, media_type=JSON, headers={"Cache-Control": "private, no-store"})


def _document(
    held: SliceInfo, editions: list[EditionInfo], deliveries: list[DeliveryInfo]
) -> dict[str, Any]:
    last = deliveries[0] if deliveries else None
    return {
        "id": held.id,
        "name": held.name,
        "language": held.language,
        **_chosen(held.choice),
        "editions": [{"code": e.code, "restricted": not e.is_published} for e in editions],
        "last_delivery": last
        and {
            "edition": last.edition,
            "format": last.format,
            "delivered_at": last.delivered_at.isoformat(),
            "sha256": last.sha256,
        },
    }


def _chosen(choice: Choice) -> dict[str, list[str]]:
    chosen = {name: list(kept) for name, kept in vars(choice).items()}
    return chosen | {"countries": [printed_code(code) for code in choice.countries]}


def fetched_file(
    request: Request, slice_id: SliceId, sent: Annotated[Wanted | None, Body()] = None
) -> Made:
    """Make the file before the transaction that notes it: it takes seconds."""
    scope, wanted = READS.refuse_early(request), sent or Wanted()
    with open_session(engine_of(request)) as session:
        held = get_slice(session, scope, slice_id)
        editions = editions_for(session, scope)
        code = wanted.edition or (editions[0].code if editions else "")
        edition = find_edition(session, scope, code)
        if edition is None or edition.is_training:
            raise NotFound
        return make_delivery(session, scope, held, edition, wanted.format)


@router.post("/{slice_id}/deliveries", summary="Fetch the file of a slice", responses=_FILES)
def fetch(
    request: Request,
    made: Annotated[Made, Depends(fetched_file)],
    session: SessionDep,
    scope: Reads,
) -> Response:
    """The file of a slice in one edition; it counts as delivered, and its sheet of changes starts
    from what was delivered before."""
    number = record_delivery(session, scope, made, "key", key_of(request).key_id)
    headers = {"X-Delivery": str(number)}
    return download(made.content, made.name, MEDIA[made.format], headers)
