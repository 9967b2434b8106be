"""Downloads of an edition, each with what the reader may see."""

from collections.abc import Callable

from fastapi import Response

from app.editions.addresses import EDITIONS
from app.editions.contents import EditionContents
from app.open_data import archive, dictionary, service
from app.open_data.enclosed import Shelf
from app.open_data.published import AskedDep
from app.open_data.tables import open_tables
from app.web.downloads import CSV, JSON, XLSX, XML, ZIP, download
from app.web.routing import PortalRouter
from app.web.visitor import settings_of

router = PortalRouter(prefix=EDITIONS + "/{cycle}/{number}")
Make = Callable[[EditionContents], bytes]


def _file(name: str, media_type: str, make: Make, said: str, *, is_translated: bool) -> None:
    """Register the download of one file of an edition."""

    def send(asked: AskedDep, cycle: str, number: int) -> Response:
        def made() -> Response:
            contents = asked.contents(f"{cycle}/{number}")
            ending = name.removeprefix("data.")
            mark = "." if ending != name else "_"
            return download(
                make(contents), f"{service.file_stem(contents)}{mark}{ending}", media_type
            )

        return asked.send(made, media_type, is_translated=is_translated)

    send.__doc__ = said
    router.get(f"/{name}", name=f"download_{name.replace('.', '_')}")(send)


# For people: names and notes in their language.
_file(
    "data.xlsx",
    XLSX,
    lambda contents: service.xlsx_export(contents, open_tables(contents)),
    "Send the subgroup workbook with a sheet of all figures.",
    is_translated=True,
)
_file(
    "data.csv.zip",
    ZIP,
    lambda contents: archive.packed(archive.csv_files(contents)),
    "Send all tables as CSV files, with what their columns mean, in one archive.",
    is_translated=True,
)
_file(
    "data.json",
    JSON,
    lambda contents: service.json_export(contents, open_tables(contents)).encode(),
    "Send all tables as one JSON document.",
    is_translated=True,
)
_file(
    "dictionary.csv",
    CSV,
    lambda contents: dictionary.dictionary_csv(contents).encode("utf-8-sig"),
    "Send what every column of the CSV files means.",
    is_translated=True,
)
_file(
    "codelists.csv",
    CSV,
    lambda contents: dictionary.codelists_csv(contents).encode("utf-8-sig"),
    "Send every list of codes that stand in the files, with what each code means.",
    is_translated=True,
)
# For programs: the same for everybody.
_file(
    "csv-metadata.json",
    JSON,
    lambda contents: dictionary.csv_metadata(contents).encode(),
    "Send the description of the CSV files as the W3C wants it.",
    is_translated=False,
)
_file(
    "structure.xml",
    XML,
    archive.structure_file,
    "Send the SDMX structures: data flow, code lists, concepts and data structure.",
    is_translated=False,
)
_file(
    "data.sdmx.csv",
    CSV,
    archive.data_file,
    "Send every figure as SDMX-CSV.",
    is_translated=False,
)
_file(
    "data.sdmx.zip",
    ZIP,
    lambda contents: archive.packed(archive.sdmx_files(contents)),
    "Send structures and figures as SDMX in one archive.",
    is_translated=False,
)


@router.get("/archive.zip", name="download_archive_zip")
def send_archive(asked: AskedDep, cycle: str, number: int) -> Response:
    """Send the whole edition with its report, public files and a manifest."""
    code = f"{cycle}/{number}"
    data_dir = settings_of(asked.request).data_dir
    shelf = Shelf(asked.session, asked.scope, data_dir, asked.request.app.state.compiled_documents)

    def made() -> Response:
        contents = asked.contents(code)
        name = f"{service.file_stem(contents)}_archive.zip"
        return download(archive.archive_of(contents, shelf), name, ZIP)

    return asked.send(made, ZIP, beside=shelf.mark(asked.edition(code)))
