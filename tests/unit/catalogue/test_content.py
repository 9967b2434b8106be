"""What the reference data say: reporters, code lists, questions and points."""

from pathlib import Path

import pytest
from babel import Locale

from app.catalogue.files import load_catalogue
from app.domain.indicators import OPTION_DIMENSION, Catalogue
from app.domain.points import Addressee

ENGLISH = Locale("en")
PROTOCOL_ORDER = (
    "BE BG CZ DK DE EE IE GR ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE EU"
)


@pytest.fixture(scope="module")
def catalogue(root: Path) -> Catalogue:
    return load_catalogue(root)


def test_reporters_stand_in_protocol_order(catalogue: Catalogue) -> None:
    assert [entry.code for entry in catalogue.reporters] == PROTOCOL_ORDER.split()
    other_print = {e.code: e.printed for e in catalogue.reporters if e.code != e.printed}
    assert other_print == {"GR": "EL"}
    assert all(entry.code in ENGLISH.territories for entry in catalogue.reporters)


@pytest.mark.parametrize(
    ("dimension", "size", "names", "known"),
    [
        ("host_country", 249, ENGLISH.territories, {"NO": "Norway", "CI": "Côte d’Ivoire"}),
        ("language", 183, ENGLISH.languages, {"no": "Norwegian", "mt": "Maltese"}),
    ],
)
def test_long_lists_carry_the_names_of_cldr(
    catalogue: Catalogue, dimension: str, size: int, names: dict[str, str], known: dict[str, str]
) -> None:
    codelist = next(entry for entry in catalogue.codelists if entry.id == dimension)
    listed = {code.code: code.label for code in codelist.codes}
    assert len(listed) == size
    assert codelist.is_long
    assert listed == {code: names[code] for code in listed}
    assert known.items() <= listed.items()


def test_labels_are_words_and_not_codes(catalogue: Catalogue) -> None:
    labels = [code.label for codelist in catalogue.codelists for code in codelist.codes]
    labels += [o.label for indicator in catalogue.indicators for o in indicator.options]
    labels += [o.label for question in catalogue.questions for o in question.options]
    assert [label for label in labels if "_" in label or not label[0].isupper()] == []


def test_the_questions_of_part_d_are_asked_where_the_text_asks(catalogue: Catalogue) -> None:
    asked: dict[str, set[int]] = {}
    for question in catalogue.questions:
        points = question.points or tuple(range(1, 32))
        asked.setdefault(question.key, set()).update(points)
    everywhere, commission = set(range(1, 32)), set(range(25, 32))
    assert asked.pop("cooperation") == {2, 4, 5, 6, 8, 10, 15, 16, 17, 21} | commission
    assert asked.pop("consultation") == {12}
    assert asked.pop("consultation_text") == {12}
    assert asked.pop("cooperation_text") == {2, 4, 5, 6, 8, 10, 15, 16, 17, 21} | commission
    assert set(asked) == {
        *("justification", "bodies", "bodies_names", "obstacles", "obstacles_text"),
        *("next_steps", "next_steps_when", "support_wanted", "support_offered"),
        *("support_text", "contact"),
    }
    assert all(points == everywhere for points in asked.values())


def test_the_cooperation_question_follows_the_wording_of_the_points(catalogue: Catalogue) -> None:
    with_commission = tuple(
        p.number for p in catalogue.instrument.points if p.cooperation == "with_commission"
    )
    national = next(q for q in catalogue.questions if q.key == "cooperation")
    assert national.points == with_commission


def test_the_contact_is_never_published(catalogue: Catalogue) -> None:
    never = [q.key for q in catalogue.questions if q.sensitivity == "never"]
    assert never == ["contact"]


def test_progress_is_justified_whenever_there_is_something_to_justify(catalogue: Catalogue) -> None:
    justification = next(q for q in catalogue.questions if q.key == "justification")
    values = {option.value for option in catalogue.progress_scale}
    assert set(justification.required_with_progress) == values - {"none"}
    assert (justification.min_chars, justification.max_chars) == (80, 2000)


def test_organisations_are_counted_by_option(catalogue: Catalogue) -> None:
    counted = [i for i in catalogue.indicators if i.is_counted_by_option]
    assert [indicator.id for indicator in counted] == ["SD-X.2", "SD-X.6"]
    for indicator in counted:
        total = indicator.breakdown(OPTION_DIMENSION)
        assert total is not None
        assert total.adds_up == "exact"
        assert all(OPTION_DIMENSION in breakdown.by for breakdown in indicator.breakdowns)


def test_lettered_elements(catalogue: Catalogue) -> None:
    letters = {
        point.number: "".join(item.key for item in point.sub_items)
        for point in catalogue.instrument.points
        if point.sub_items
    }
    assert letters == {5: "abc", 8: "ab", 12: "ab"}


def test_the_commission_is_addressed_by_the_last_seven_points(catalogue: Catalogue) -> None:
    addressed = [
        point.number
        for point in catalogue.instrument.points
        if point.addressee == Addressee.COMMISSION
    ]
    assert addressed == list(range(25, 32))


def test_how_much_is_asked_of_a_country(catalogue: Catalogue) -> None:
    core = [
        indicator
        for indicator in catalogue.indicators
        if indicator.tier == "core"
        and indicator.subject == "reporter"
        and indicator.reporter != "commission"
        and not indicator.validation.derived
    ]
    # One of the 42 is the progress status, asked once at each of the 24 points: 65 answers.
    assert len(core) == 42
    assert len(core) - 1 + 24 == 65
