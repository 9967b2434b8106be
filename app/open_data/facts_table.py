"""Every figure of an edition in one table: European figures, values, and counts of one country."""

from app.core.i18n import N_
from app.editions.contents import EditionContents
from app.open_data.aggregates import about
from app.open_data.table_parts import (
    COUNTRY,
    Field,
    Table,
    country,
    reporters,
    value_cells,
    written_codes,
)

FACTS = "Facts"


def facts_table(contents: EditionContents) -> Table:
    """One row for each figure this reader may see, under the id that leads to it everywhere."""
    columns = (
        Field(N_("Fact"), 52),
        Field(N_("Short id"), 12),
        Field(N_("Subject"), 14),
        Field(N_("Set"), 8),
        Field(N_("Rule"), 20),
        Field(N_("Codes"), 26),
        Field(N_("Period"), 12),
        Field(N_("Value (number)"), 14, "number"),
        Field(N_("Value (date)"), 12, "day"),
        Field(N_("Value (text)"), 20),
        Field(N_("Unit"), 14),
        Field(N_("n"), 6, "whole"),
        Field(N_("of"), 6, "whole"),
        Field(N_("Missing by reason"), 40),
        Field(N_("Flags"), 18),
        *COUNTRY,
        Field(N_("Point"), 8),
        Field(N_("Indicator"), 10),
    )
    entries = {entry.printed: country(entry) for entry in reporters(contents)}
    rows = tuple(
        (
            fact.id,
            fact.short,
            fact.key.subject,
            fact.key.set,
            fact.key.measure,
            written_codes(fact.key.codes),
            fact.key.period,
            *value_cells(fact),
            fact.unit,
            fact.n,
            fact.of,
            ", ".join(f"{reason}: {count}" for reason, count in sorted(fact.missing.items())),
            ", ".join(fact.flags),
            *entries.get(fact.key.set, ("", "", "")),
            *about(contents.index, fact),
        )
        for _, fact in sorted(contents.facts.items())
    )
    return Table(FACTS, N_("All figures, one a row"), columns, rows, key=("fact",), on_request=True)
