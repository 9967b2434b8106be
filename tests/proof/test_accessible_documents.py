"""The whole report of a full round is accessible, as two checkers of PDF/UA-1 see it."""

from app.council_report.compose import council_report
from app.council_report.writers import pdf
from tests.accessible import assert_accessible
from tests.counts import FULL
from tests.editions import live_contents
from tests.training import training_contents
from tests.written_documents import HOME


def test_the_report_is_accessible(tmp_path):
    """Every page of it: 28 reporters in the proof, one in every run."""
    contents = training_contents() if FULL else live_contents(submitted=1)
    made = pdf.write(council_report(contents), "training-2027/1", HOME)
    assert_accessible(made, tmp_path / "report.pdf")
