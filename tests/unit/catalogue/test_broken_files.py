"""A wrong file is refused by naming file, key and reason, and nothing else is blamed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.files import CatalogueProblem, check_catalogue

pytestmark = pytest.mark.usefixtures("each_text_is_read_once")

Break = Callable[[str, str, str], Path]

IND = "indicators/"
REF = "seed/reference/"
ROADMAP = IND + "SD-12.1.yaml"
DATE = IND + "SD-12.2.yaml"
INSTRUMENT = REF + "instrument.yaml"
QUESTIONS = REF + "questions.yaml"
REPORTERS = REF + "reporters.yaml"

# file, text, replacement, key, reason
ONE_CHANGE = [
    # the file alone
    (
        ROADMAP,
        "tier: core",
        "tier: main",
        "tier",
        "This key must be one of core, extended, context.",
    ),
    (ROADMAP, "tier: core\n", "", "tier", "This key is missing."),
    (ROADMAP, "tier: core", "tier: core\nweight: 3", "weight", "This key is not a known key."),
    (ROADMAP, "per_point: false", "per_point: no", "per_point", "This key must be true or false."),
    (ROADMAP, "points: [12]", "points: 12", "points", "This key must be a list."),
    (ROADMAP, "points: [12]", 'points: ["12"]', "points[0]", "This key must be a whole number."),
    (
        ROADMAP,
        'label: "Not examined"',
        "label: 12",
        "options[0].label",
        "This key must be a text (in quotes if it looks like a number).",
    ),
    (
        ROADMAP,
        "validation: {evidence_link_required_from: adopted}",
        "validation: none",
        "validation",
        "This key must be a mapping of keys to values.",
    ),
    (
        ROADMAP,
        "tier: core",
        "tier: core\ntier: extended",
        "(file)",
        "In this file the key 'tier' stands twice (line 36).",
    ),
    (
        IND + "SD-12.3.yaml",
        'min: "0"',
        "min: 0",
        "validation.min",
        "This key must be a text (in quotes if it looks like a number).",
    ),
    (
        IND + "SD-01.1.yaml",
        "id: SD-01.1",
        "id: SD-1.1",
        "id",
        r"This key must have the form ^SD-(\d{2}|X)\.\d+$.",
    ),
    (
        REPORTERS,
        "code: BE",
        "code: Belgium",
        "reporters[0].code",
        "This key must have the form ^[A-Z]{2}$.",
    ),
    # names that do not exist
    (
        IND + "SD-23.2.yaml",
        "id: SD-23.2",
        "id: SD-23.9",
        "id",
        "The id must be the name of the file without its ending.",
    ),
    (ROADMAP, "points: [12]", "points: [12, 77]", "points", "There is no point 77."),
    (ROADMAP, "points: [12]", "points: [12, 12]", "points", "The point 12 stands twice."),
    (
        ROADMAP,
        "points: [12]",
        "points: [26]",
        "reporter",
        "Point 26 is addressed to the Commission.",
    ),
    (
        ROADMAP,
        "by: [governance_level]",
        "by: [galaxy]",
        "breakdowns[0].by",
        "There is no dimension 'galaxy'.",
    ),
    (
        ROADMAP,
        "by: [governance_level]",
        "by: [option]",
        "breakdowns[0].by",
        "There is no dimension 'option'.",
    ),
    (
        ROADMAP,
        "evidence_link_required_from: adopted",
        "evidence_link_required_from: decided_against",
        "validation.evidence_link_required_from",
        "There is no ordered option 'decided_against'.",
    ),
    (
        ROADMAP,
        "value: reflecting",
        "value: preparing",
        "options",
        "The value 'preparing' stands twice.",
    ),
    (ROADMAP, "order: 1", "order: 5", "options", "The order must rise from option to option."),
    (
        DATE,
        "SD-12.1: [adopted,",
        "SD-12.1: [in_force,",
        "validation.required_if.SD-12.1",
        "It has no option 'in_force'.",
    ),
    (
        DATE,
        "SD-12.1: [",
        "SD-12.8: [",
        "validation.required_if.SD-12.8",
        "There is no such indicator.",
    ),
    (
        DATE,
        '"2010-01-01"',
        '"2010-02-30"',
        "validation.min",
        "'2010-02-30' is not a value of the kind date.",
    ),
    (
        IND + "SD-12.3.yaml",
        "equals_number_selected_in: roadmap_element",
        "equals_number_selected_in: sdg",
        "validation.equals_number_selected_in",
        "There is no breakdown by 'sdg' that adds up as ticks.",
    ),
    (
        IND + "SD-12.3.yaml",
        'max: "6"',
        'max: "-6"',
        "validation.min",
        "The smallest value is above the largest.",
    ),
    (
        IND + "SD-12.3.yaml",
        "integer: true",
        "integer: false",
        "validation.integer",
        "A count must be a whole number.",
    ),
    (
        IND + "SD-02.3.yaml",
        "numerator: SD-02.2",
        "numerator: SD-12.1",
        "numerator",
        "There is no other numeric indicator 'SD-12.1'.",
    ),
    (
        IND + "SD-02.3.yaml",
        "denominator: SD-02.1",
        "denominator: null",
        "validation.derived",
        "A derived value, and no other, has a numerator and a denominator.",
    ),
    (
        IND + "SD-02.3.yaml",
        "denominator: SD-02.1",
        "denominator: SD-10.3",
        "denominator",
        "SD-10.3 has no breakdown 'partner_region' to compute from.",
    ),
    (
        IND + "SD-08.2.yaml",
        'covers_sub_items: ["8b"]',
        'covers_sub_items: ["8z"]',
        "covers_sub_items",
        "There is no lettered element '8z'.",
    ),
    (
        IND + "SD-X.2.yaml",
        "  - {by: [option], adds_up: exact}\n",
        "",
        "breakdowns",
        "A value counted by option needs a breakdown by option.",
    ),
    (
        IND + "SD-X.2.yaml",
        "by: [governance_level, option]",
        "by: [actor_type, option]",
        "breakdowns",
        "The breakdown 'actor_type+option' stands twice.",
    ),
    (
        IND + "SD-23.2.yaml",
        "options: []",
        "options: [{value: a, label: A}]",
        "options",
        "Options belong to a categorical value, and only to it.",
    ),
    (
        IND + "codelists/gender.yaml",
        "code: male",
        "code: female",
        "codes",
        "The code 'female' stands twice.",
    ),
    # the instrument and what belongs to it
    (
        INSTRUMENT,
        "related_points: [2, 11,",
        "related_points: [52,",
        "points[0].related_points",
        "There is no point 52.",
    ),
    (
        REF + "catalogue.yaml",
        "flag: p",
        "flag: e",
        "flags",
        "The code 'e' stands twice.",
    ),
    (QUESTIONS, "points: [12]", "points: [32]", "questions[3].points", "There is no point 32."),
    (
        QUESTIONS,
        "key: consultation\n",
        "key: contact\n",
        "questions",
        "The question 'contact' is asked twice at point 12.",
    ),
    (
        QUESTIONS,
        "min_chars: 80",
        "min_chars: 8000",
        "questions[0].min_chars",
        "The smallest length is above the largest.",
    ),
    (
        QUESTIONS,
        "[limited, some,",
        "[limited, half,",
        "questions[0].required_with_progress",
        "The progress scale has no value 'half'.",
    ),
    (
        QUESTIONS,
        "required_if: {obstacles: [other]}",
        "required_if: {obstacles: [rain]}",
        "questions[12].required_if.obstacles",
        "The question has no answer 'rain'.",
    ),
    (
        QUESTIONS,
        "required_if: {obstacles: [other]}",
        "required_if: {obstacle: [other]}",
        "questions[12].required_if.obstacle",
        "There is no question with this key.",
    ),
    (
        REPORTERS,
        "code: BG, printed: BG",
        "code: BE, printed: BE",
        "reporters",
        "The code 'BE' stands twice.",
    ),
    (
        REPORTERS,
        "protocol_order: 2}",
        "protocol_order: 5}",
        "reporters",
        "The protocol order must count from 1 without a gap.",
    ),
    (
        REPORTERS,
        "kind: commission",
        "kind: member_state",
        "reporters",
        "Exactly one reporter must be of the kind commission.",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "key", "reason"), ONE_CHANGE)
def test_one_change_gives_exactly_one_problem(
    broken: Break, name: str, old: str, new: str, key: str, reason: str
) -> None:
    assert check_catalogue(broken(name, old, new)) == [CatalogueProblem(name, key, reason)]


def test_words_that_look_like_something_else_stay_texts(broken: Break) -> None:
    directory = broken(IND + "codelists/host_country.yaml", '{code: "NO",', "{code: NO,")
    directory = broken(IND + "codelists/language.yaml", '{code: "no",', "{code: no,")
    assert check_catalogue(directory) == []


def test_the_progress_indicator_must_exist(copied: Path) -> None:
    (copied / "indicators/SD-X.1.yaml").unlink()
    reason = "The indicator SD-X.1, which carries the progress scale, has no file."
    found = check_catalogue(copied)
    assert CatalogueProblem(REF + "catalogue.yaml", "code", reason) in found


def test_anchors_and_points_must_match(broken: Break) -> None:
    name = REF + "anchors.yaml"
    assert check_catalogue(broken(name, "  P31:", "  P32:")) == [
        CatalogueProblem(name, "anchors.P31", "The anchors of this point are missing."),
        CatalogueProblem(name, "anchors.P32", "There is no such point."),
    ]


def test_anchors_and_the_progress_indicator_must_agree_on_not_pursued(broken: Break) -> None:
    directory = broken("indicators/SD-X.1.yaml", "[6, 7, 11,", "[6, 11,")
    reason = "The anchors and SD-X.1 disagree on whether not_pursued is open here."
    assert check_catalogue(directory) == [
        CatalogueProblem(REF + "anchors.yaml", "anchors.P07.not_pursued", reason)
    ]


def test_a_point_moved_to_another_group_is_seen_from_both_sides(broken: Break) -> None:
    found = check_catalogue(
        broken(INSTRUMENT, "number: 10\n    group: strategic", "number: 10\n    group: commission")
    )
    assert [problem.key for problem in found] == [
        "groups[0].points",
        "groups[3].points",
        "points[9].addressee",
    ]


def test_a_title_in_four_languages_is_needed(broken: Break) -> None:
    found = check_catalogue(broken(INSTRUMENT, 'fr: "Actions str', 'it: "Actions str'))
    reason = "The title in this language is missing."
    assert found == [CatalogueProblem(INSTRUMENT, "groups[0].title.fr", reason)]


def test_a_text_must_not_be_empty(broken: Break) -> None:
    directory = broken(INSTRUMENT, 'fr: "Actions stratégiques"', 'fr: " "')
    directory = broken(ROADMAP, 'label: "Not examined"', 'label: ""')
    reason = "This text must not be empty."
    assert check_catalogue(directory) == [
        CatalogueProblem(ROADMAP, "options[0].label", reason),
        CatalogueProblem(INSTRUMENT, "groups[0].title.fr", reason),
    ]


def test_an_id_that_is_not_made_from_the_number_is_named(broken: Break) -> None:
    reason = "The id must be P07, made from the number."
    found = check_catalogue(broken(INSTRUMENT, "id: P07", "id: P70"))
    assert CatalogueProblem(INSTRUMENT, "points[6].id", reason) in found


def test_a_renamed_code_list_is_missed_wherever_it_was_used(broken: Break) -> None:
    found = check_catalogue(
        broken(IND + "codelists/target_group.yaml", "id: target_group", "id: trained")
    )
    assert [(problem.file, problem.key) for problem in found] == [
        (IND + "SD-24.2.yaml", "breakdowns[0].by"),
        (IND + "codelists/target_group.yaml", "id"),
    ]
