"""The read view of a contribution leaves nothing out: what is signed is on the page, in words."""

from dataclasses import fields, replace
from datetime import date

from app.core.i18n import use_locale
from app.domain.answers import Missing
from app.domain.contribution import (
    Answer,
    Evidence,
    Measure,
    PrefillDecision,
    Translation,
    from_payload,
    to_payload,
)
from app.domain.included import only_included
from app.domain.observations import Observation
from app.reporting.pages.content import content_view
from app.web.pages import environment
from tests.builders import CUTOFF, LONG_TEXT, NOW, make_data, status, tiny_index

# Fields that say how a record is kept and are not for reading.
NOT_READ = {"uid", "point", "points", "revision", "origin", "language", "visibility"}
WORDS = {
    "type": ("law", "Law"),
    "stage": ("running", "Running"),
    "confidence": ("high", "High"),
    "regions": (("CHINA", "USA"), "China, United States"),
    "sdgs": (("13",), "13. Climate action"),
    "sectors": (("ocean",), "Ocean diplomacy"),
    "file_type": ("image/png", "Picture (PNG)"),
    "withheld": (True, "Not for publication"),
    "translations": ((Translation("fr", "En français", "machine", "title"),), "En français"),
}


SAID = (
    "By three ministries.",
    LONG_TEXT.strip(),
    "Danish",
    "Research",
    "Other",
    "29 May 2026",
    "Examined, not pursued",
    "Examined and set aside.",
    "Some progress",
    "In preparation",
    "Sea",
    "12,345",
    "Asia",
    "17",
    "Women, Local",
    "23",
    "No data",
    "The register was closed.",
    "Estimate",
    "Statistics office",
    "Counted by hand",
    "2024",
    "Commission only",
    "Status of the lettered elements",
    "Full implementation",
    "Not this time.",
    "7 of 9",
    "Could not be confirmed",
    "Our register",
    "Nothing was said at this point.",
)


def _record(kind, **given):
    """Fill every readable field of a record with a word of its own; return it with these words."""
    values, expected = {}, []
    for item in fields(kind):
        if item.name in NOT_READ or item.name in given:
            continue
        code, word = WORDS.get(item.name, (f"{kind.__name__}-{item.name}",) * 2)
        values[item.name] = code
        expected.append(word)
    return kind(**values, **given), expected


def _everything():
    measure, of_measure = _record(Measure, uid="m", points=("P01", "P02"))
    evidence, of_evidence = _record(Evidence, uid="e", point="P01")
    decision = PrefillDecision("DK-1", "x", "cannot_confirm", "Our register", "7 of 9", "P01")
    cell = Observation(
        missing=Missing("NAV", "The register was closed."),
        flags=("e",),
        source="Statistics office",
        note="Counted by hand",
        reference_year=2024,
        visibility="commission",
    )
    data = make_data(
        answers={
            "header.preparation": "By three ministries.",
            "P01.justification": Answer(value=LONG_TEXT, language="da"),
            "P01.bodies": ("research", "other"),
            "P01.together": True,
            "P01.since": date(2026, 5, 29),
            "P01.staff": None,
        },
        cells={
            **status("P01", "not_pursued"),
            **status("P02", "some"),
            "SD-01.1@2027-06-30": "preparing",
            "SD-01.3/topic=sea@2027-06-30": True,
            "SD-02.1@2025-2027": 12345,
            "SD-02.1/region=ASIA@2025-2027": 17,
            "SD-02.1/gender=women,level=local@2025-2027": 23,
            "SD-02.2@2025-2027": cell,
            f"SD-X.1/P04/sub_item=a@{NOW}": "full",
        },
        measures=(measure,),
        evidence=(evidence,),
        left_out={"P03": "Not this time."},
        decisions=(decision,),
    )
    expected = [
        *of_measure,
        *of_evidence,
        *SAID,
    ]
    return data, expected


def _shown(data):
    with use_locale("en"):
        content = content_view(tiny_index(), from_payload(to_payload(data)))
        source = '{% include "reporting/_content.html" %}'
        html = environment().from_string(source).render(content=content)
    return " ".join(html.split())


def test_everything_that_is_signed_is_on_the_page():
    """Every answer, value, qualifier, record, decision and reason; no code of a missing value."""
    data, expected = _everything()
    shown = _shown(data)
    assert len(expected) >= 45
    assert [text for text in expected if text not in shown] == []
    for code in ("NAV<", "not_pursued<", "cannot_confirm", "SD-02.1@", ">preparing<"):
        assert code not in shown


def test_every_value_that_is_signed_changes_the_page():
    """Taking one thing away is seen: nothing stands there by itself."""
    data, _expected = _everything()
    whole = _shown(data)
    for code in data.answers:
        if data.answers[code].value is not None:
            rest = {c: a for c, a in data.answers.items() if c != code}
            assert _shown(replace(data, answers=rest)) != whole, code
    for key in data.observations:
        rest = {k: o for k, o in data.observations.items() if k != key}
        assert _shown(replace(data, observations=rest)) != whole, key
    for name in ("measures", "evidence", "decisions"):
        assert _shown(replace(data, **{name: ()})) != whole, name


def test_text_of_users_stays_text():
    """What somebody typed is never markup."""
    data = make_data(answers={"P01.justification": "<script>alert(1)</script> {{ 7 * 7 }}"})
    shown = _shown(data)
    assert "<script>" not in shown
    assert "{{ 7 * 7 }}" in shown


def test_left_out_points_take_their_content_with_them():
    """Answers, cells, links and decisions of the point go; a measure loses the point."""
    data, _expected = _everything()
    data = replace(data, left_out={"P01": ""}, cutoff=CUTOFF)
    kept = only_included(tiny_index(), data)
    assert {code.partition(".")[0] for code in kept.answers} == {"header"}
    assert not any(key.indicator.startswith("SD-01") for key in kept.observations)
    assert [measure.points for measure in kept.measures] == [("P02",)]
    assert kept.evidence == kept.decisions == ()
    assert only_included(tiny_index(), replace(data, left_out={})).answers == data.answers
