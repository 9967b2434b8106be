"""Downloads of an edition, each with what the reader may see."""

import io
import zipfile
from typing import Annotated

from fastapi import Depends, Response

from app.domain.roles import PublicScope, UnionScope
from app.editions.contents import EditionContents, load_contents
from app.editions.queries import get_edition
from app.identity.access import Everybody
from app.open_data import service
from app.web.downloads import JSON, XLSX, ZIP, download
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter()
Reader = Annotated[UnionScope | PublicScope, Depends(Everybody())]
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def edition_contents(
    session: SessionDep, scope: Reader, cycle: str, number: int
) -> EditionContents:
    """Return the edition of the path as this reader may see it."""
    return load_contents(session, scope, get_edition(session, scope, f"{cycle}/{number}"))


Contents = Annotated[EditionContents, Depends(edition_contents)]


@router.get("/editions/{cycle}/{number}/data.xlsx")
def download_workbook(contents: Contents) -> Response:
    """Send the subgroup workbook."""
    name = f"{service.file_stem(contents)}.xlsx"
    return download(service.xlsx_export(contents), name, XLSX)


@router.get("/editions/{cycle}/{number}/data.csv.zip")
def download_csv(contents: Contents) -> Response:
    """Send all tables as CSV files in one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in service.csv_exports(contents).items():
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), text.encode("utf-8-sig"))
    return download(out.getvalue(), f"{service.file_stem(contents)}.csv.zip", ZIP)


@router.get("/editions/{cycle}/{number}/data.json")
def download_json(contents: Contents) -> Response:
    """Send all tables as one JSON document."""
    text = service.json_export(contents)
    return download(text.encode("utf-8"), f"{service.file_stem(contents)}.json", JSON)
