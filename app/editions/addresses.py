"""Addresses of editions and their figures."""

from app.domain.facts import short_id

EDITIONS = "/editions"


def edition_url(code: str, part: str = "") -> str:
    """Return the page of an edition, or a part of it such as `facts`; the code is CYCLE/n."""
    tail = f"/{part}" if part else ""
    return f"{EDITIONS}/{code}{tail}"


def fact_url(code: str, fact_id: str) -> str:
    """Return the evidence page of a figure, by its full id."""
    return edition_url(code, f"facts/{short_id(fact_id)}")


def reports_url(code: str, part: str = "") -> str:
    """Return the page of the documents of an edition, or a part of it."""
    return f"/reports/{code}/{part}" if part else f"/reports/{code}"
