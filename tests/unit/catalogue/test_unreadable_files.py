"""A file that is empty, damaged, in another encoding or missing is named; nothing is raised."""

from pathlib import Path

import pytest

from app.catalogue.files import CatalogueProblem, check_catalogue

pytestmark = pytest.mark.usefixtures("each_text_is_read_once")

IND = "indicators/"
REF = "seed/reference/"
ROADMAP = IND + "SD-12.1.yaml"
INSTRUMENT = REF + "instrument.yaml"

# content of the whole file, reason
WHOLE_FILE = [
    (b"", "The file is empty."),
    (b"# only a remark\n", "The file is empty."),
    (b"- a\n- b\n", "The file must hold a mapping of keys to values."),
    (b"just words", "The file must hold a mapping of keys to values."),
    (b"id: Espa\xf1a\n", "The file is not UTF-8 text (byte 9)."),
    (b"\xff\xfei\x00d\x00", "The file is not UTF-8 text (byte 1)."),
    (b"1: one\n", "In this file the key 1 is not a text (line 1)."),
    (b"id: !!timestamp 2026-05-29\n", "timestamp"),
    (b"id: !!python/object/apply:os.getcwd []\n", "python/object/apply:os.getcwd"),
    (b"id: &a [*a]\n", "recursive"),
    (b"id: !!int x\n", "The file holds a value that cannot be read."),
    (b"id: a\n--- \nid: b\n", "(line 2)"),
    (b"id: [1, 2\n", "The file is not valid YAML"),
    (b"id: \x00\n", "The file is not valid YAML"),
    (b"id: " + b"[" * 5000, "The file"),
    (b"id: " + b"[" * 900 + b"]" * 900, ""),
    (b"<<: {id: a}\n", "This key is not a known key."),
]


@pytest.mark.parametrize("name", [ROADMAP, REF + "anchors.yaml", IND + "codelists/sdg.yaml"])
@pytest.mark.parametrize(("content", "reason"), WHOLE_FILE)
def test_a_file_that_cannot_be_read_is_named(
    copied: Path, name: str, content: bytes, reason: str
) -> None:
    (copied / name).write_bytes(content)
    problems = check_catalogue(copied)
    assert problems
    assert {problem.file for problem in problems} == {name}
    assert any(reason in problem.reason for problem in problems), problems


@pytest.mark.parametrize(
    ("name", "problems"),
    [
        (INSTRUMENT, [(INSTRUMENT, "The file is missing or cannot be read.")]),
        (
            "indicators",
            [
                ("indicators", "The folder holds no YAML file."),
                (IND + "codelists", "The folder holds no YAML file."),
            ],
        ),
    ],
)
def test_what_is_missing_is_named(copied: Path, name: str, problems: list[tuple[str, str]]) -> None:
    (copied / name).rename(copied / "elsewhere")
    found = [(problem.file, problem.reason) for problem in check_catalogue(copied)]
    assert found == problems


def test_a_file_with_another_ending_is_named(copied: Path) -> None:
    (copied / ROADMAP).rename(copied / "indicators/SD-12.1.yml")
    assert check_catalogue(copied) == [
        CatalogueProblem(
            "indicators/SD-12.1.yml", "(file)", "The name of the file must end in .yaml."
        )
    ]


def test_a_folder_in_place_of_a_file_is_named(copied: Path) -> None:
    (copied / ROADMAP).unlink()
    (copied / ROADMAP).mkdir()
    assert [problem.file for problem in check_catalogue(copied)] == [ROADMAP]
