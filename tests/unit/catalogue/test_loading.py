"""The files of the repository make one catalogue, the same every time, and quickly."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from app.catalogue.files import (
    CatalogueInvalid,
    catalogue_hash,
    check_catalogue,
    load_catalogue,
)
from app.domain.canonical import canonical_json
from app.domain.indicators import PROGRESS, Catalogue
from app.domain.points import PROGRESS_EXITS, PROGRESS_STEPS

Break = Callable[[str, str, str], Path]


@pytest.fixture(scope="module")
def catalogue(root: Path) -> Catalogue:
    return load_catalogue(root)


def test_the_files_are_right(root: Path) -> None:
    assert check_catalogue(root) == []


def test_it_holds_the_whole_field(catalogue: Catalogue) -> None:
    assert [point.id for point in catalogue.instrument.points] == [
        f"P{number:02d}" for number in range(1, 32)
    ]
    assert [len(group.points) for group in catalogue.instrument.groups] == [10, 9, 5, 7]
    assert len(catalogue.indicators) == 75
    kinds = [entry.kind for entry in catalogue.reporters]
    assert kinds == ["member_state"] * 27 + ["commission"]
    assert {code.code for code in catalogue.missing_codes} == {"NA", "NAV", "NE", "IE", "C", "ND"}
    assert {flag.flag for flag in catalogue.flags} == set("epbdur")


def test_indicators_stand_in_the_order_of_the_points(catalogue: Catalogue) -> None:
    ids = [indicator.id for indicator in catalogue.indicators]
    assert ids[:3] == ["SD-01.1", "SD-01.2", "SD-02.1"]
    assert ids[-6:] == ["SD-X.1", "SD-X.2", "SD-X.3", "SD-X.4", "SD-X.6", "SD-X.7"]


def test_the_progress_scale_is_the_one_of_the_indicator(catalogue: Catalogue) -> None:
    carrier = next(indicator for indicator in catalogue.indicators if indicator.id == PROGRESS)
    assert catalogue.progress_scale == carrier.options
    values = [option.value for option in catalogue.progress_scale]
    assert tuple(values) == PROGRESS_STEPS + PROGRESS_EXITS


def test_every_point_has_five_different_anchors(catalogue: Catalogue) -> None:
    seen: set[str] = set()
    for point in catalogue.instrument.points:
        steps = [getattr(point.anchors, step) for step in PROGRESS_STEPS]
        for text in steps:
            assert text.endswith("."), (point.id, text)
            assert len(text) > 20, (point.id, text)
        assert len(set(steps)) == 5
        seen.add(point.anchors.full)
    # Only the twin points 13 and 14 could share a sentence, and they do not either.
    assert len(seen) == 31


def test_not_pursued_is_open_where_the_wording_leaves_the_choice(catalogue: Catalogue) -> None:
    open_points = [p.number for p in catalogue.instrument.points if p.not_pursued_open]
    assert open_points == [6, 7, 11, 12, 13, 14, 23]
    strengths = {p.strength for p in catalogue.instrument.points if p.not_pursued_open}
    assert "firm" not in strengths


def test_exploratory_points_count_the_examination(catalogue: Catalogue) -> None:
    exploratory = [p for p in catalogue.instrument.points if p.strength == "exploratory"]
    assert [point.number for point in exploratory] == [11, 12]
    for point in exploratory:
        assert "discussed" in point.anchors.none
        assert "finished" in point.anchors.some
        assert "pending" in point.anchors.some


def test_the_hash_is_the_same_in_another_process(root: Path, catalogue: Catalogue) -> None:
    program = (
        "from pathlib import Path\n"
        "from app.catalogue.files import catalogue_hash, load_catalogue\n"
        f"print(catalogue_hash(load_catalogue(Path({str(root)!r}))))"
    )
    for seed in ("0", "12345"):
        run = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert run.stdout.strip() == catalogue_hash(catalogue)


def test_the_hash_does_not_depend_on_the_order_of_keys(copied: Path, catalogue: Catalogue) -> None:
    for path in sorted(copied.glob("indicators/*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        turned = dict(reversed(data.items()))
        path.write_text(yaml.safe_dump(turned, sort_keys=False, allow_unicode=True), "utf-8")
    assert catalogue_hash(load_catalogue(copied)) == catalogue_hash(catalogue)


def test_the_hash_changes_with_one_word(broken: Break, catalogue: Catalogue) -> None:
    changed = broken("indicators/SD-12.1.yaml", "Being prepared", "Being drafted")
    assert catalogue_hash(load_catalogue(changed)) != catalogue_hash(catalogue)


def test_a_catalogue_survives_its_canonical_json(catalogue: Catalogue) -> None:
    text = canonical_json(catalogue)
    assert Catalogue.model_validate_json(text) == catalogue
    assert canonical_json(Catalogue.model_validate_json(text)) == text


def test_refusal_is_one_sentence_with_file_key_and_reason(broken: Break) -> None:
    directory = broken("indicators/SD-02.2.yaml", "max_ref: SD-02.1", "max_ref: SD-99.1")
    with pytest.raises(CatalogueInvalid) as refusal:
        load_catalogue(directory)
    assert str(refusal.value) == (
        "The catalogue is not valid: indicators/SD-02.2.yaml: validation.max_ref: "
        "There is no other numeric indicator 'SD-99.1'."
    )
