"""The European figures: value, rule, n of 27, why values are missing and, where told, whose."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from app.core.i18n import N_, country_name
from app.domain.facts import EU27, Fact, FactKey
from app.domain.indicators import PROGRESS
from app.domain.observations import CatalogueIndex
from app.domain.points import ReporterEntry
from app.domain.roles import COMMISSION
from app.editions import words
from app.editions.contents import EditionContents
from app.open_data.table_parts import (
    Field,
    Row,
    Table,
    own_fact_key,
    states,
    value_cells,
    written_codes,
)


def aggregates_table(contents: EditionContents) -> Table:
    """Every European figure with n of 27 and why values are missing."""
    columns = (
        Field(N_("Fact"), 52),
        Field(N_("Subject"), 14),
        Field(N_("Subject in words"), 36),
        Field(N_("Point"), 8),
        Field(N_("Indicator"), 10),
        Field(N_("Rule"), 20),
        Field(N_("Rule in words"), 26),
        Field(N_("Codes"), 26),
        Field(N_("Codes in words"), 26),
        Field(N_("Period"), 12),
        Field(N_("Value (number)"), 14, "number"),
        Field(N_("Value (date)"), 12, "day"),
        Field(N_("Value (text)"), 20),
        Field(N_("Unit"), 14),
        Field(N_("n"), 6, "whole"),
        Field(N_("of"), 6, "whole"),
        Field(N_("Missing by reason"), 40),
        Field(N_("Missing in words"), 50),
        Field(N_("Flags"), 18),
        Field(N_("Flags in words"), 30),
        Field(N_("Unit in words"), 14),
        Field(N_("Countries missing"), 30),
        Field(N_("Countries missing in words"), 50),
    )
    who = _Who.of(contents)
    facts = [fact for fact in contents.facts.values() if fact.key.set in (EU27, COMMISSION)]
    rows = tuple(_aggregate_row(contents, f, who) for f in sorted(facts, key=lambda fact: fact.id))
    return Table("EU_aggregates", N_("European figures"), columns, rows, key=("fact",))


def _aggregate_row(contents: EditionContents, fact: Fact, who: "_Who") -> Row:
    index, baseline = contents.index, contents.info.is_baseline
    point, indicator = about(contents.index, fact)
    absent = who.is_missing_from(fact)
    return (
        fact.id,
        fact.key.subject,
        words.subject_word(index, fact.key.subject),
        point,
        indicator,
        fact.key.measure,
        words.measure_word(index, fact),
        written_codes(fact.key.codes),
        words.codes_word(index, fact),
        fact.key.period,
        *value_cells(fact),
        fact.unit,
        fact.n,
        fact.of,
        ", ".join(f"{reason}: {count}" for reason, count in sorted(fact.missing.items())),
        ", ".join(f"{said}: {count}" for said, count in words.missing_words(index, fact, baseline)),
        ", ".join(fact.flags),
        ", ".join(words.flag_words(index, fact)),
        words.unit_word(fact),
        ", ".join(entry.printed for entry in absent),
        ", ".join(country_name(entry.code) for entry in absent),
    )


def about(index: CatalogueIndex, fact: Fact) -> tuple[str, str]:
    """Return the point and the indicator of a figure, each empty where it has none."""
    subject = fact.key.subject
    known = index.indicators.get(subject)
    if known is not None:
        return f"P{known.home_point:02d}", known.id
    point, _dot, topic = subject.partition(".")
    is_point = any(point == one.id for one in index.catalogue.instrument.points)
    return (point if is_point else "", PROGRESS if topic == "progress" else "")


_Cell = tuple[str, str, tuple[tuple[str, str], ...]]  # subject, period, codes


@dataclass(frozen=True)
class _Who:
    """Which Member States have no value, as far as this reader may read it by name."""

    states: tuple[ReporterEntry, ...]
    given: Mapping[_Cell, Set[str]]  # printed codes of those with a value
    said: Mapping[_Cell, Set[str]]  # of those that say why there is none, for this reader
    knows: bool

    @classmethod
    def of(cls, contents: EditionContents) -> "_Who":
        """Look through values and reasons once."""
        given: dict[_Cell, set[str]] = defaultdict(set)
        said: dict[_Cell, set[str]] = defaultdict(set)
        for fact in contents.facts.values():
            if fact.key.measure == "value":
                given[_cell(fact.key)].add(fact.key.set)
        for entry in states(contents):
            data = contents.reports.get(entry.code)
            for key, seen in data.observations.items() if data else ():
                if seen.missing is not None:
                    said[_cell(own_fact_key(contents, entry, key))].add(entry.printed)
        return cls(
            tuple(states(contents)),
            given,
            said,
            contents.knows_who and not contents.info.is_baseline,
        )

    def is_missing_from(self, fact: Fact) -> list[ReporterEntry]:
        """Return who has no value behind a European figure.

        The Commission reads all names, where they agree with the count beside them; others read
        who says so in a value they may see.
        """
        if fact.key.set != EU27 or not fact.missing:
            return []
        cell, nobody = _cell(fact.key), frozenset[str]()
        if not self.knows:
            return [e for e in self.states if e.printed in self.said.get(cell, nobody)]
        found = [e for e in self.states if e.printed not in self.given.get(cell, nobody)]
        return found if len(found) + fact.n == len(self.states) else []


def _cell(key: FactKey) -> _Cell:
    return (key.subject, key.period, key.codes)
