"""Addresses of the public JSON interface: editions, their definitions, figures and values."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path, Query, Response

from app.core.errors import NotFound
from app.domain.canonical import canonical_json
from app.domain.facts import Fact
from app.editions.contents import EditionContents
from app.editions.fact_pages import Form, page_of_facts
from app.editions.queries import EditionInfo, find_fact, list_editions
from app.open_data import api_described as described
from app.open_data import documents, messages  # noqa: F401 - registers the sentences
from app.open_data.addresses import API, EDITIONS, api_url
from app.open_data.documents import Document
from app.open_data.filters import Filters, only_known
from app.open_data.messages import CursorUnknown
from app.open_data.published import OPEN, Asked, AskedDep
from app.web.downloads import JSON
from app.web.routing import PortalRouter, Public, use

router = PortalRouter(
    include_in_schema=True, tags=[described.SUMMARY], dependencies=[Depends(only_known)]
)

Cycle = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9-]{1,40}$",
        description="Code of the cycle: the first part of the code of an edition.",
        examples=["baseline-2026"],
    ),
]
Number = Annotated[
    int,
    Path(ge=1, le=10_000, description="Number of the edition in its cycle.", examples=[1]),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many items to send at most.")]
Cursor = Annotated[
    str,
    Query(max_length=300, description="Where to go on: taken from the address in `next`."),
]


def _asks(said: str, example: str, alias: str | None = None) -> Any:
    """Return a filter: what it asks for, and an example."""
    return Query(max_length=100, description=said, examples=[example], alias=alias)


Period = Annotated[str, _asks("The time a figure or value speaks of.", "2027-06-30")]
Country = Annotated[str, _asks("A country or EU for the Commission; EL and GR are one.", "EL")]

EDITION = EDITIONS + "/{cycle}/{number}"


@router.get(API, responses=described.answers("index"), summary="Say what the interface offers")
def show_index(asked: AskedDep) -> Response:
    """Say what there is."""
    return asked.send(lambda: canonical_json(described.index(asked.base)), JSON)


@router.get(EDITIONS, responses=described.answers("editions"), summary="List the editions")
def list_all(asked: AskedDep) -> Response:
    """List the editions, the newest first."""

    def make() -> str:
        found = list_editions(asked.session, asked.scope)
        items = [documents.edition_document(edition, asked.base) for edition in found]
        return canonical_json({"items": items, "next": None})

    return asked.send(make, JSON)


@router.get(EDITION, responses=described.answers("edition"), summary="Show one edition")
def show_edition(asked: AskedDep, cycle: Cycle, number: Number) -> Response:
    """Show one edition: its manifest hash, its cut-off day, and where its parts are."""

    def make() -> str:
        edition = asked.edition(f"{cycle}/{number}")
        return canonical_json(documents.edition_document(edition, asked.base))

    return asked.send(make, JSON)


def _whole(part: str, items: Callable[[EditionContents], Iterable[Document]], said: str) -> None:
    """Register a list that is short enough to be sent at once."""

    def show(asked: AskedDep, cycle: Cycle, number: Number) -> Response:
        def make() -> str:
            contents = asked.contents(f"{cycle}/{number}")
            return canonical_json({"items": list(items(contents)), "next": None})

        return asked.send(make, JSON)

    show.__doc__ = said
    answers, summary = described.answers(part), f"List the {_CALLED.get(part, part)}"
    router.get(f"{EDITION}/{part}", responses=answers, name=f"list_{part}", summary=summary)(show)


_CALLED = {"codelists": "code lists"}


_whole(
    "points",
    lambda contents: (
        documents.point_document(contents, point)
        for point in contents.index.catalogue.instrument.points
    ),
    "List the points of the Recommendation.",
)
_whole(
    "indicators",
    lambda contents: map(documents.indicator_document, contents.index.catalogue.indicators),
    "List the common indicators with their definitions.",
)
_whole(
    "countries",
    lambda contents: (
        documents.country_document(contents, entry) for entry in documents.reporters(contents)
    ),
    "List the Member States and the Commission, and whether the edition holds something of them.",
)
_whole("codelists", documents.codelists, "List the code lists.")


@router.get(EDITION + "/facts", responses=described.answers("facts"), summary="List the figures")
def list_facts(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    subject: Annotated[str, _asks("What it is about: code of the list subject.", "SD-12.1")] = "",
    set_: Annotated[str, _asks("For whom it speaks: the list set.", "EU27", "set")] = "",
    measure: Annotated[
        str,
        _asks("How it was made: code of the list statistic; `count` stands for all counts.", "sum"),
    ] = "",
    period: Period = "",
    dimension: Annotated[
        list[str] | None,
        Query(
            max_length=4,
            description="Split by a code list, or one code: `gender` or `gender:female`. "
            "May be repeated.",
            examples=[["gender:female"]],
        ),
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List the figures: European ones with n of 27, and single values of countries."""
    told = (subject, set_, measure, period, *(dimension or ()))

    def make() -> Response:
        edition, filters = _filters(asked, f"{cycle}/{number}")
        wanted = filters.facts(subject, set_, measure, period, dimension or ())
        form = _form(edition.code, asked.base)
        page = page_of_facts(asked.session, asked.scope, edition, wanted, cursor, limit, form)
        if page is None:
            raise CursorUnknown
        asked_for = {
            "subject": wanted.subject,
            "set": wanted.set,
            "measure": wanted.measure,
            "period": wanted.period,
        }
        further = [*asked_for.items(), *(("dimension", one) for one in dimension or ())]
        return _page(asked, page.written, further, limit, page.after)

    return asked.send(make, JSON, (told, limit, cursor))


def _form(edition: str, base: str) -> Form:
    """Return how the figures of an edition are written, with addresses of this portal."""

    def write(fact: Fact) -> bytes:
        return _written(documents.fact_document(fact, edition, base))

    return Form(base, write)


def _filters(asked: Asked, code: str) -> tuple[EditionInfo, Filters]:
    """Return an edition, and what may be asked of it."""
    edition = asked.edition(code)
    return edition, Filters(asked.asked_in(edition), asked.base + api_url(code))


@router.get(
    EDITION + "/facts/{fact}", responses=described.answers("fact"), summary="Show one figure"
)
def show_fact(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    fact: Annotated[
        str,
        Path(
            pattern=r"^[A-Z2-7]{10}$",
            description="Short id of the figure.",
            examples=["3GFGZ4GIMN"],
        ),
    ],
) -> Response:
    """Show one figure by its short id."""

    def make() -> str:
        edition = asked.edition(f"{cycle}/{number}")
        found = find_fact(asked.session, asked.scope, edition, fact)
        if found is None:
            raise NotFound
        return canonical_json(documents.fact_document(found, edition.code, asked.base))

    return asked.send(make, JSON)


@router.get(
    EDITION + "/observations",
    responses=described.answers("observations"),
    summary="List the values of countries",
)
def list_observations(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    country: Country = "",
    indicator: Annotated[str, _asks("A common indicator.", "SD-12.1")] = "",
    period: Period = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List what countries say, a value or the reason for none."""

    def make() -> Response:
        edition, filters = _filters(asked, f"{cycle}/{number}")
        wanted = {
            "country": filters.country(country),
            "indicator": filters.indicator(indicator),
            "period": filters.period(period),
        }
        found = documents.observations(asked.contents(edition.code))
        items, after = _some(found, "observation", wanted, cursor, limit)
        return _page(asked, map(_written, items), wanted.items(), limit, after)

    return asked.send(make, JSON, (country, indicator, period, limit, cursor))


@router.get(
    EDITION + "/measures",
    responses=described.answers("measures"),
    summary="List the measures of countries",
)
def list_measures(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    country: Country = "",
    point: Annotated[str, _asks("A point that the measure serves.", "P12")] = "",
    type_: Annotated[
        str, _asks("Type of measure: the list measure_type.", "strategy", "type")
    ] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List laws, strategies, programmes, structures and other measures of the countries."""

    def make() -> Response:
        edition, filters = _filters(asked, f"{cycle}/{number}")
        wanted = {
            "country": filters.country(country),
            "point": filters.point(point),
            "type": filters.measure_type(type_),
        }
        found = documents.measures(asked.contents(edition.code))
        items, after = _some(found, "measure", wanted, cursor, limit)
        return _page(asked, map(_written, items), wanted.items(), limit, after)

    return asked.send(make, JSON, (country, point, type_, limit, cursor))


@router.options(EDITIONS + "{rest:path}", dependencies=use(Public()), include_in_schema=False)
async def allow_reading(rest: str) -> Response:
    """Let scripts of any site read, and ask whether something has changed.

    The last route: a refused method is told what the address itself takes.
    """
    allowed = {
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match, Authorization",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers={**OPEN, **allowed, "Allow": "GET, HEAD, OPTIONS"})


def _some(
    found: Iterable[Document], name: str, wanted: Mapping[str, str], cursor: str, limit: int
) -> tuple[list[Document], str]:
    """Return the items after the cursor that are asked for, and where to go on."""
    rest = iter(found)
    if cursor and not any(item[name] == cursor for item in rest):
        raise CursorUnknown
    chosen = (item for item in rest if all(_is(item, k, v) for k, v in wanted.items() if v))
    items = list(islice(chosen, limit + 1))
    after = items[limit - 1][name] if len(items) > limit else ""
    return items[:limit], after


def _is(item: Document, name: str, asked: str) -> bool:
    return asked in item["points"] if name == "point" and "points" in item else item[name] == asked


def _written(item: Document) -> bytes:
    return canonical_json(item).encode()


def _page(
    asked: Asked,
    items: Iterable[bytes],
    wanted: Iterable[tuple[str, str]],
    limit: int,
    after: str,
) -> Response:
    """Return a page of a list with the address of the next one, in the document and as a link.

    The items are written already: the page is put together as `canonical_json` would write it.
    """
    told = [(name, value) for name, value in wanted if value]
    query = urlencode([*told, ("limit", str(limit)), ("cursor", after)])
    further = f"{asked.base}{asked.request.url.path}?{query}"
    end = canonical_json(further if after else None).encode()
    body = b'{"items":[%b],"next":%b}' % (b",".join(items), end)
    headers = {"Link": f'<{further}>; rel="next"'} if after else None
    return Response(body, headers=headers, media_type=JSON)
