"""Every sentence of the portal reaches the translators."""

import subprocess
import sys

from babel.messages.pofile import read_po

from app.core import i18n
from tests.architecture.tree import APP, ROOT


def test_the_catalogues_hold_the_present_sentences():
    """`make translations` brings them up to date."""
    done = subprocess.run(
        [sys.executable, "bin/translations.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_the_sentences_of_code_and_templates_are_collected():
    """An extraction that silently finds nothing would pass the test above."""
    with (APP / "locale" / "messages.pot").open("rb") as file:
        places = {path for message in read_po(file) for path, _line in message.locations}
    assert any(path.startswith("app/") for path in places)
    assert any(path.startswith("templates/") for path in places)
    with (APP / "locale" / "catalogue.pot").open("rb") as file:
        entries = {path for message in read_po(file) for path, _line in message.locations}
    assert {"indicators/SD-12.1", "points/P12", "codelists/partner_region", "unit"} <= entries


def test_english_is_always_offered():
    """The sentences in the code are English."""
    assert i18n.available_locales()[0] == "en"
