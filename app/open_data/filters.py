"""What may be asked of a list of the JSON interface: known values only, others are refused."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from fastapi import Request

from app.core.i18n import printed_code, stored_code
from app.domain.observations import CatalogueIndex
from app.editions.fact_pages import Wanted
from app.open_data import codes
from app.open_data.codes import printed_value
from app.open_data.messages import DimensionUnreadable, ParameterUnknown, ValueUnknown

_MOST_NAMED = 32  # codes in one refusal; of a longer list it names the address
_PLAIN = re.compile(r"[\w.:/ -]{1,60}")
_DAY, _YEAR = r"\d{4}-\d\d-\d\d", r"\d{4}(-\d\d)?"
_PERIOD = re.compile(rf"latest|{_DAY}|{_YEAR}|\d{{4}}-\d{{4}}|{_YEAR}_{_YEAR}")
_POINT = re.compile(r"[Pp]?0?(\d{1,2})")
_COUNTRIES = "host_country"
_Taken = Callable[[], Collection[str]]


async def only_known(request: Request) -> None:
    """Refuse a parameter that the address does not take: a misspelled one would take everything.

    Async, as what follows of a request for open data: it costs no thread.
    """
    if request.method == "OPTIONS":
        return
    known = {one.alias for one in request.scope["route"].dependant.query_params}
    strange = next((name for name in request.query_params if name not in known), None)
    if strange is not None:
        taken = ", ".join(sorted(known)) or "-"
        raise ParameterUnknown(name=_shown(strange), known=taken)


@dataclass(frozen=True)
class Filters:
    """Reads what is asked of one edition; each part is empty where nothing is asked."""

    index: CatalogueIndex
    address: str  # of the edition in the interface

    def country(self, text: str) -> str:
        """Return a country or the Commission as printed, whichever of its codes was sent."""

        def known() -> list[str]:
            return [entry.printed for entry in self.index.catalogue.reporters]

        return self._one("country", text, printed_code(stored_code(text)), known, "countries")

    def area(self, text: str) -> str:
        """Return for whom a figure speaks."""
        found = printed_code(stored_code(text))
        return self._one("set", text, found, lambda: codes.areas(self.index), "countries")

    def indicator(self, text: str) -> str:
        """Return an indicator."""
        return self._one(
            "indicator", text, text.upper(), lambda: self.index.indicators, "indicators"
        )

    def point(self, text: str) -> str:
        """Return a point, written P05, p5 or 5."""
        match = _POINT.fullmatch(text)
        found = f"P{int(match[1]):02d}" if match else text

        def known() -> list[str]:
            return [point.id for point in self.index.catalogue.instrument.points]

        return self._one("point", text, found, known, "points")

    def measure_type(self, text: str) -> str:
        """Return a type of measure."""

        def known() -> list[str]:
            return [option.value for option in self.index.catalogue.measure_types]

        return self._one("type", text, text, known, "codelists")

    def period(self, text: str) -> str:
        """Return a period; one in which nothing falls is no mistake."""
        if text and not _PERIOD.fullmatch(text):
            known = "2027-06-30, 2026, 2025-26, 2025-2027, 2025_2026, latest"
            raise ValueUnknown(name="period", value=_shown(text), known=known)
        return text

    def subject(self, text: str) -> str:
        """Return what a figure is about."""
        return self._one("subject", text, text, lambda: codes.subjects(self.index), "codelists")

    def measure(self, text: str) -> str:
        """Return how a figure was made, with an answer after a slash."""
        statistic, slash, answer = text.partition("/")
        self._one("measure", text, statistic, lambda: codes.STATISTICS, "codelists")
        if slash and not re.fullmatch(r"\d{4}", answer):
            self._one("measure", text, answer, self._answers, "codelists")
        return text

    def _answers(self) -> Collection[str]:
        return {code for found in codes.answer_lists(self.index).values() for code in found}

    def dimension(self, text: str) -> tuple[str, str]:
        """Return a way to split a value, and the code as figures are stored under."""
        name, colon, code = text.partition(":")
        if not name.replace("_", "").isalpha() or len(text) > 80:
            raise DimensionUnreadable
        lists = codes.dimension_lists(self.index) | {"type": {}, "option": {}}
        self._one("dimension", text, name, lambda: lists, "codelists")
        known: Collection[str] = lists[codes.TYPES if name == "type" else name]
        if name == "option":
            indicators = self.index.catalogue.indicators
            known = {option.value for i in indicators for option in i.options}
        if not colon:
            return name, ""
        found = printed_value(name, code)
        self._one("dimension", text, found, lambda: known, "codelists")
        return name, stored_code(code) if name == _COUNTRIES else code

    def facts(
        self, subject: str, area: str, measure: str, period: str, dimensions: Collection[str]
    ) -> Wanted:
        """Return which figures are asked for."""
        return Wanted(
            self.subject(subject),
            self.area(area),
            self.measure(measure),
            self.period(period),
            tuple(self.dimension(one) for one in dimensions),
        )

    def _one(self, name: str, text: str, found: str, taken: _Taken, part: str) -> str:
        """Return a value that is known or empty; may raise ValueUnknown.

        What is taken is worked out only where something is asked.
        """
        if not text:
            return ""
        known = taken()
        if found not in known:
            told = ", ".join(known) if len(known) <= _MOST_NAMED else f"{self.address}/{part}"
            raise ValueUnknown(name=name, value=_shown(text), known=told)
        return found


def _shown(text: str) -> str:
    """Return what was sent where it can be printed as it is, else a mark for it."""
    return text if _PLAIN.fullmatch(text) else "…"
