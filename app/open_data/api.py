"""Addresses of the public JSON interface: editions, their definitions, figures and values."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Response

from app.core.errors import NotFound
from app.domain.canonical import canonical_json
from app.editions.contents import EditionContents
from app.editions.fact_pages import Wanted, page_of_facts
from app.editions.queries import find_fact, list_editions
from app.open_data import api_described as described
from app.open_data import documents, messages  # noqa: F401 - registers the sentences
from app.open_data.addresses import API, EDITIONS
from app.open_data.documents import Document
from app.open_data.messages import CursorUnknown, DimensionUnreadable
from app.open_data.published import OPEN, Asked, AskedDep
from app.web.downloads import JSON
from app.web.routing import PortalRouter, Public, use

router = PortalRouter(include_in_schema=True, tags=[described.SUMMARY])

Cycle = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$", examples=["baseline-2026"])]
Number = Annotated[int, Path(ge=1, le=10_000, examples=[1])]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many items to send at most.")]
Cursor = Annotated[
    str,
    Query(max_length=300, description="Where to go on: taken from the address in `next`."),
]
Text = Annotated[str, Query(max_length=100)]

EDITION = EDITIONS + "/{cycle}/{number}"


@router.get(API, responses=described.answers("index"))
def show_index(asked: AskedDep) -> Response:
    """Say what there is."""
    return asked.send(lambda: canonical_json(described.index(asked.base)), JSON)


@router.get(EDITIONS, responses=described.answers("editions"))
def list_all(asked: AskedDep) -> Response:
    """List the editions, the newest first."""

    def make() -> str:
        found = list_editions(asked.session, asked.scope)
        items = [documents.edition_document(edition, asked.base) for edition in found]
        return canonical_json({"items": items, "next": None})

    return asked.send(make, JSON)


@router.get(EDITION, responses=described.answers("edition"))
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
    answers = described.answers(part)
    router.get(f"{EDITION}/{part}", responses=answers, name=f"list_{part}")(show)


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


@router.get(EDITION + "/facts", responses=described.answers("facts"))
def list_facts(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    subject: Annotated[Text, Query(examples=["SD-12.1"])] = "",
    set_: Annotated[Text, Query(alias="set", examples=["EU27"])] = "",
    measure: Annotated[Text, Query(description="`count` stands for all counts.")] = "",
    period: Text = "",
    dimension: Annotated[
        list[str] | None,
        Query(max_length=4, description="`gender` or `gender:female`; may be repeated."),
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List the figures: European ones with n of 27, and single values of countries."""
    named = tuple(_dimension(one) for one in dimension or ())
    wanted = Wanted(subject, set_, measure, period, named)

    def make() -> str:
        edition = asked.edition(f"{cycle}/{number}")
        page = page_of_facts(asked.session, asked.scope, edition, wanted, cursor, limit)
        if page is None:
            raise CursorUnknown
        items = [documents.fact_document(f, edition.code, asked.base) for f in page.facts]
        asked_for = {"subject": subject, "set": set_, "measure": measure, "period": period}
        further = [*asked_for.items(), *(("dimension", one) for one in dimension or ())]
        return _page(asked, items, further, limit, page.after)

    return asked.send(make, JSON, (wanted, limit, cursor))


@router.get(EDITION + "/facts/{fact}", responses=described.answers("fact"))
def show_fact(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    fact: Annotated[str, Path(pattern=r"^[A-Z2-7]{10}$", examples=["3GFGZ4GIMN"])],
) -> Response:
    """Show one figure by its short id."""

    def make() -> str:
        edition = asked.edition(f"{cycle}/{number}")
        found = find_fact(asked.session, asked.scope, edition, fact)
        if found is None:
            raise NotFound
        return canonical_json(documents.fact_document(found, edition.code, asked.base))

    return asked.send(make, JSON)


@router.get(EDITION + "/observations", responses=described.answers("observations"))
def list_observations(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    country: Annotated[Text, Query(examples=["EL"])] = "",
    indicator: Annotated[Text, Query(examples=["SD-12.1"])] = "",
    period: Text = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List what countries say, a value or the reason for none."""
    wanted = {"country": _printed(country), "indicator": indicator, "period": period}

    def make() -> str:
        found = documents.observations(asked.contents(f"{cycle}/{number}"))
        items, after = _some(found, "observation", wanted, cursor, limit)
        return _page(asked, items, wanted.items(), limit, after)

    return asked.send(make, JSON, (tuple(wanted.items()), limit, cursor))


@router.get(EDITION + "/measures", responses=described.answers("measures"))
def list_measures(
    asked: AskedDep,
    cycle: Cycle,
    number: Number,
    country: Annotated[Text, Query(examples=["EL"])] = "",
    point: Annotated[Text, Query(examples=["P12"])] = "",
    type_: Annotated[Text, Query(alias="type", examples=["strategy"])] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Response:
    """List laws, strategies, programmes, structures and other measures of the countries."""
    wanted = {"country": _printed(country), "point": point, "type": type_}

    def make() -> str:
        found = documents.measures(asked.contents(f"{cycle}/{number}"))
        items, after = _some(found, "measure", wanted, cursor, limit)
        return _page(asked, items, wanted.items(), limit, after)

    return asked.send(make, JSON, (tuple(wanted.items()), limit, cursor))


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


def _printed(country: str) -> str:
    return "EL" if country == "GR" else country


def _dimension(asked: str) -> tuple[str, str]:
    name, _, code = asked.partition(":")
    if not name.replace("_", "").isalpha() or len(asked) > 80:
        raise DimensionUnreadable
    return name, code


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


def _page(
    asked: Asked,
    items: list[Document],
    wanted: Iterable[tuple[str, str]],
    limit: int,
    after: str,
) -> str:
    """Return a page of a list with the address of the next one."""
    told = [(name, value) for name, value in wanted if value]
    query = urlencode([*told, ("limit", str(limit)), ("cursor", after)])
    further = f"{asked.base}{asked.request.url.path}?{query}"
    return canonical_json({"items": items, "next": further if after else None})
