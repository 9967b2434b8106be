"""Addresses of the public pages; Greece is printed EL in them."""

from app.core.i18n import printed_code

OVERVIEW = "/"
POINTS = "/points"
INDICATORS = "/indicators"
COUNTRIES = "/countries"
CHARTS = "/charts"
REGISTER = "/measures"
ACTIONS = "/commission"
COVERAGE = "/coverage"
MATRIX = "/coverage/matrix"
COMPARE = "/compare"
METHOD = "/about/method"
ACCESSIBILITY = "/about/accessibility"
PRIVACY = "/about/privacy"
CONTACT = "/about/contact"
FEEDBACK = "/about/feedback"
FEEDBACK_INBOX = "/feedback"


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
