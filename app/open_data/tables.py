"""The tables of an edition: the same columns in every edition, language and format."""

from app.core.i18n import N_
from app.editions.contents import EditionContents
from app.open_data.aggregates import aggregates_table
from app.open_data.arrangement import frames, laid_out
from app.open_data.changes import no_changes
from app.open_data.definition_tables import indicators_table, points_table
from app.open_data.facts_table import FACTS, facts_table
from app.open_data.matrices import core_matrix, progress_matrix
from app.open_data.table_parts import Table
from app.open_data.text_tables import narratives_table, practice_table, quality_table
from app.open_data.value_tables import data_table

# What can be chosen for a slice; README and the changes are always there.
SHEETS = {
    "Points": N_("Points of the Recommendation"),
    "Indicators": N_("Indicators and their definitions"),
    "Data_long": N_("All values, one a row"),
    "Matrix_progress": N_("Progress status of points 1 to 24 by country"),
    "Commission_progress": N_("Progress status of points 25 to 31, the Commission"),
    "Matrix_core": N_("Core indicators by country"),
    "EU_aggregates": N_("European figures"),
    "Narratives": N_("Texts, measures and links"),
    "Good_practice": N_("Good practice offered by countries"),
    "Quality_log": N_("Quality log"),
    FACTS: N_("All figures, one a row"),
}


def content_tables(contents: EditionContents) -> tuple[Table, ...]:
    """Return the tables an edition fills, in the order of the workbook."""
    return (
        points_table(contents.index),
        indicators_table(contents.index),
        data_table(contents),
        progress_matrix(contents, commission=False),
        progress_matrix(contents, commission=True),
        core_matrix(contents),
        aggregates_table(contents),
        narratives_table(contents),
        practice_table(contents),
        quality_table(contents),
    )


def sliceable(contents: EditionContents) -> tuple[Table, ...]:
    """Return the tables of which a slice takes a part; the last only where somebody asks for it."""
    return (*content_tables(contents), facts_table(contents))


def all_tables(contents: EditionContents) -> tuple[Table, ...]:
    """Return every table of a whole edition: of changes nothing but why there are none.

    What editions published before it asked keeps its place.
    """
    earlier = [frames(index) for index in contents.earlier]
    tables = laid_out(content_tables(contents), frames(contents.index), earlier)
    return (*tables, no_changes())


def open_tables(contents: EditionContents) -> tuple[Table, ...]:
    """Return what anybody takes away of a whole edition: the subgroup's tables and all figures."""
    return (*all_tables(contents), facts_table(contents))
