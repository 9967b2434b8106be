"""The reporters for whom roles can be granted: the Member States in protocol order, and the
Commission."""

from app.core.errors import NotFound
from app.core.i18n import stored_code
from app.domain.roles import COMMISSION

# Order of the names of the Member States in their own languages, as the Union's publications list
# them.
MEMBER_STATES = (
    "BE", "BG", "CZ", "DK", "DE", "EE", "IE", "GR", "ES", "FR", "HR", "IT", "CY", "LV", "LT", "LU",
    "HU", "MT", "NL", "AT", "PL", "PT", "RO", "SI", "SK", "FI", "SE",
)  # fmt: skip
REPORTERS = (*MEMBER_STATES, COMMISSION)


def find_reporter(written: str) -> str | None:
    """Return the stored code of what somebody wrote (GR and EL are the same), or None."""
    code = stored_code(written)
    return code if code in REPORTERS else None


def get_reporter(written: str) -> str:
    """Return the stored code of what stands in an address, or raise NotFound."""
    code = find_reporter(written)
    if code is None:
        raise NotFound
    return code
