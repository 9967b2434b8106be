"""What the catalogue tells whoever fills in a value: what is counted, how, where to find it."""

from datetime import date

from app.core.i18n import gettext as _
from app.domain.indicators import Indicator, periods
from app.domain.observations import CatalogueIndex
from app.reporting import words
from app.reporting.pages.indicator import rules_of

Terms = tuple[tuple[str, str], ...]


def guidance(index: CatalogueIndex, about: Indicator, cutoff: date) -> Terms:
    """Return the guidance of an indicator, apart from its definition, which always stands open."""
    asked = periods(about.reference_period, cutoff)
    split = [words.breakdown_word(index, one.id) for one in about.breakdowns]
    items = (
        _answered(index, about),
        (_("For which time"), "; ".join(words.period_word(period) for period in asked)),
        (_("How to count"), " ".join(rules_of(index, about))),
        (_("Split by, where you can"), "; ".join(split)),
        (_("How to read it"), about.comparability_note or ""),
        (_("Why it is asked"), about.rationale),
        (_("Where the figures may be found"), "; ".join(about.data_sources)),
    )
    return tuple((term, text) for term, text in items if text)


def _answered(index: CatalogueIndex, about: Indicator) -> tuple[str, str]:
    if about.is_counted_by_option:
        return _("What is counted"), _("Organisations, for each option")
    if about.value_type == "categorical":
        options = "; ".join(option.label for option in index.options(about))
        return _("How it is answered"), _("One of these: %(options)s") % {"options": options}
    plain = {"boolean": _("Yes or no"), "date": _("A date"), "text": _("A text")}
    if about.value_type in plain:
        return _("How it is answered"), plain[about.value_type]
    units = {"FTE": _("Full-time equivalents (FTE)"), "EUR": _("Whole euro, not thousands")}
    return _("What is counted"), units.get(about.unit, about.unit)
