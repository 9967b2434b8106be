"""Addresses of the public pages; Greece is printed EL in them."""

from app.core.i18n import printed_code

OVERVIEW = "/"
POINTS = "/points"
INDICATORS = "/indicators"
COUNTRIES = "/countries"
METHOD = "/about/method"
ACCESSIBILITY = "/about/accessibility"
PRIVACY = "/about/privacy"
CONTACT = "/about/contact"


def point_url(point: str) -> str:
    """Return the page of a point, `P12`."""
    return f"{POINTS}/{point}"


def indicator_url(indicator: str) -> str:
    """Return the page of an indicator."""
    return f"{INDICATORS}/{indicator}"


def country_url(reporter: str) -> str:
    """Return the page of a Member State or of the Commission."""
    return f"{COUNTRIES}/{printed_code(reporter)}"


def file_url(reporter: str, uid: str) -> str:
    """Return the address of a file behind what a reporter says."""
    return f"{country_url(reporter)}/files/{uid}"
