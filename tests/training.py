"""A training round of all 28 reporters with texts, as documents of a full round are made from."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from app.council_report.contents import ReportContents, ReporterPart
from app.council_report.national_texts import PRACTICE
from app.domain.answers import Quarter, Text, Value
from app.domain.asked import asked_points, kind_of_question, progress_key, total_keys
from app.domain.contribution import Answer, Measure, ReportData, Translation
from app.domain.observations import CatalogueIndex, Observation, ObservationKey
from app.domain.points import Question, question_code
from app.domain.roles import COMMISSION
from app.domain.seen import seen_by
from app.domain.visibility import Stage, Viewer
from tests.editions import LIVE_CUTOFF, edition_of, real_index, some_cells

TRAINING = "training-2027"
TITLE = "Training round 2027"
_STEPS = ("none", "limited", "limited", "some", "some", "some", "substantial", "full")
_WORDS = {
    "en": "The ministries agreed on a common plan and report to each other twice a year. A "
    "working group of agencies and universities prepares the next steps.",
    "da": "Ministerierne er enige om en fælles plan og orienterer hinanden to gange om året.",
    "nl": "De ministeries hebben een gezamenlijk plan en informeren elkaar twee keer per jaar.",
    "de": "Die Ministerien haben einen gemeinsamen Plan und berichten einander zweimal im Jahr.",
    "fr": "Les ministères ont un plan commun et s’informent mutuellement deux fois par an.",
    "el": "Τα υπουργεία συμφώνησαν σε κοινό σχέδιο και ενημερώνονται δύο φορές τον χρόνο.",
}
_SPOKEN = {"DK": "da", "NL": "nl", "BE": "nl", "DE": "de", "AT": "de", "FR": "fr", "LU": "fr"}
_SPOKEN |= {"GR": "el", "CY": "el"}
_NAMES = (
    ("National strategy for science in external relations", "strategy"),
    ("Joint programme of the ministries for research and for foreign affairs", "programme"),
    ("Contact point for science diplomacy", "structure"),
    ("Network of attachés for science and technology", "network"),
    ("Agreement on joint calls for research with partner countries", "agreement"),
    ("Course on science diplomacy at the academy of the foreign service", "training"),
    ("Guidelines for secure and open cooperation in research", "publication"),
    ("Forum of embassies and research organisations", "event"),
)
_SHOWN_BY = dict.fromkeys(
    ("SD-02.1", "SD-02.2", "SD-03.3", "SD-16.1", "SD-16.2", "SD-17.2"),
    "partner_region",
) | {"SD-X.4": "sdg", "SD-07.2": "sdg"}
_LARGE = ("SD-05.4", "SD-05.5")
_PARTNERS = ("EFTA", "UK", "CHINA", "INDIA", "JAPAN", "USA", "AFRICA_SUB_SAHARAN")
_BODIES = ("Ministry of research", "Ministry of foreign affairs", "Research council")


@cache
def training_data() -> tuple[ReportData, ...]:
    """Return what all 28 reporters say: every one its own, the same at each call."""
    index = real_index()
    return tuple(_said(index, entry.code) for entry in index.catalogue.reporters)


@cache
def training_contents() -> ReportContents:
    """Return the edition of the training round, as the public would see it."""
    whole = edition_of("training", LIVE_CUTOFF, training_data(), (TRAINING, TITLE))
    index = real_index()
    return replace(whole, reporters=tuple(_public(index, part) for part in whole.reporters))


def _public(index: CatalogueIndex, part: ReporterPart) -> ReporterPart:
    assert part.data
    return replace(part, data=seen_by(index, part.data, Viewer.PUBLIC, Stage.PUBLISHED))


def _said(index: CatalogueIndex, code: str) -> ReportData:
    chance = random.Random(f"training {code}")  # noqa: S311
    observations = _totals(index, code, chance)
    points = [p for p in asked_points(index, code) if p.has_status]
    is_union = code == COMMISSION
    left_out = {p.id: "" for p in points if not is_union and chance.random() < 0.04}
    answers: dict[str, Answer] = {}
    for point in (p for p in points if p.id not in left_out):
        if chance.random() < 0.93:
            step = chance.choice(_STEPS)
            observations[progress_key(point.id, LIVE_CUTOFF)] = Observation(value=step)
        for question in point.questions:
            if chance.random() < 0.6:
                answers[question_code(point.id, question.key)] = _answer(code, question, chance)
    return ReportData(
        TRAINING,
        code,
        LIVE_CUTOFF,
        answers,
        observations,
        tuple(_measures(code, [p.id for p in points], chance)),
        left_out=left_out,
    )


def _totals(
    index: CatalogueIndex, code: str, chance: random.Random
) -> dict[ObservationKey, Observation]:
    """Return a value for each indicator, its parts where tables show them, and the practice."""
    found: dict[ObservationKey, Observation] = {}
    for indicator in index.catalogue.indicators:
        if indicator.per_point or (indicator.subject == "union") != (code == COMMISSION):
            continue
        for key in total_keys(indicator, LIVE_CUTOFF):
            if indicator.id == PRACTICE:
                found[key] = Observation(value=_WORDS[_SPOKEN.get(code, "en")])
                continue
            if indicator.id in _LARGE:
                found |= _large(key, chance)
                continue
            found |= some_cells(index, indicator, key, chance)
            found |= _by_code(index, key, found.get(key), chance)
    return found


def _large(key: ObservationKey, chance: random.Random) -> dict[ObservationKey, Observation]:
    """Return a number no part of which is small, by the partners that every country has."""
    total = chance.randint(2000, 6000)
    parts = {
        key.with_codes(("partner_region", code)): Observation(
            value=Decimal(total * chance.randint(6, 12) // 100)
        )
        for code in _PARTNERS
    }
    return {key: Observation(value=Decimal(total)), **parts}


def _by_code(
    index: CatalogueIndex,
    key: ObservationKey,
    total: Observation | None,
    chance: random.Random,
) -> dict[ObservationKey, Observation]:
    """Return parts of a total by the codes of the dimension that its tables show."""
    dimension = _SHOWN_BY.get(key.indicator, "")
    if total is None or total.number is None or not dimension:
        return {}
    indicator = index.indicators[key.indicator]
    codes = [code for code, _label in index.dimension_codes(indicator, dimension)]
    parts, rest = {}, int(total.number)
    for code in sorted(chance.sample(codes, min(8, len(codes))), key=codes.index):
        share = chance.randint(0, rest // 2)
        rest -= share
        parts[key.with_codes((dimension, code))] = Observation(value=Decimal(share))
    return parts


def _answer(code: str, question: Question, chance: random.Random) -> Answer:
    kind = kind_of_question(question)
    language = _SPOKEN.get(code, "en")
    if not isinstance(kind, Text):
        return Answer(value=_picked(question, chance))
    visibility = chance.choice(("public", "public", "public", "subgroup"))
    made_by = chance.choice(("human", "machine"))
    into = Translation(language="en", text=_WORDS["en"], made_by=made_by)
    return Answer(
        value=_WORDS[language],
        language=language,
        visibility=visibility,
        translations=() if language == "en" else (into,),
    )


def _picked(question: Question, chance: random.Random) -> Value:
    options = [option.value for option in question.options]
    if question.kind == "multi_choice":
        return tuple(sorted(chance.sample(options[:-1], 2), key=options.index))
    if question.kind == "choice":
        return chance.choice(options)
    if isinstance(kind_of_question(question), Quarter):
        return f"2028-Q{chance.randint(1, 4)}"
    return chance.random() < 0.7


def _measures(code: str, points: list[str], chance: random.Random) -> Iterator[Measure]:
    for number in range(chance.randint(2, 8)):
        title, kind = _NAMES[(number + len(code)) % len(_NAMES)]
        yield Measure(
            uid=f"{code.lower()}-{number}",
            title=title,
            type=kind,
            stage=chance.choice(("planned", "adopted", "running", "running", "completed")),
            points=tuple(sorted(chance.sample(points, chance.randint(1, 3)))),
            description=_WORDS[_SPOKEN.get(code, "en")],
            language="en",
            start=str(chance.randint(2018, 2027)),
            lead_body=_BODIES[number % len(_BODIES)],
        )
