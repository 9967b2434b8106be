"""The portal starts without the libraries that only write documents and draw charts."""

import subprocess
import sys

from tests.architecture.tree import ROOT

WRITERS = ("docx", "openpyxl", "plotly", "pptx", "typst", "xlsxwriter")


def test_starting_does_not_load_the_writers_of_documents():
    """They cost time and memory, and most processes never write a document."""
    script = f"import sys, app.main; print(*[n for n in {WRITERS!r} if n in sys.modules])"
    done = subprocess.run(  # our own interpreter and script
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
