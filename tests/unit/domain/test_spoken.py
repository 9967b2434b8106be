"""What is asked in another language: entries whole or not at all, codes untouched."""

import json

from app.domain.spoken import spoken, texts_asked
from tests.tiny_catalogue import tiny_catalogue


def _codes(value):
    """Return a document without what people read."""
    words = {"label", "meaning", "name", "definition", "title", "summary", "hint", "note"}
    words |= {"rationale", "comparability_note", "aggregation_note", "anchors"}
    if isinstance(value, dict):
        return {key: _codes(one) for key, one in value.items() if key not in words}
    return [_codes(one) for one in value] if isinstance(value, list) else value


def test_every_text_is_said_and_no_code_is():
    """With a whole translation no English text is left, and everything else is as it was."""
    was = tiny_catalogue()
    said = spoken(was, "sv", lambda text: f"sv:{text}")
    texts = [text for entry, text in texts_asked(said) if entry != "unit"]
    originals = {text for _entry, text in texts_asked(was)}
    titles = [p.title for p in (*said.instrument.points, *said.instrument.groups)]
    assert all(t["sv"] == f"sv:{t['en']}" for t in titles)
    kept = {t["en"] for t in titles}
    assert {text for text in texts if not text.startswith("sv:")} <= kept
    assert {text.removeprefix("sv:") for text in texts} <= originals
    assert _codes(json.loads(said.model_dump_json())) == _codes(json.loads(was.model_dump_json()))


def test_an_entry_is_never_half_translated():
    """One text missing leaves the entry, and only this one; a scale is one entry."""
    was = tiny_catalogue()
    first, second = was.indicators[0], was.indicators[1]
    hidden = {first.options[0].label, was.progress_scale[2].label, was.instrument.points[0].summary}
    said = spoken(was, "sv", lambda text: "" if text in hidden else f"sv:{text}")
    assert said.indicators[0] == first
    assert said.indicators[1].name == f"sv:{second.name}"
    assert said.progress_scale == was.progress_scale
    assert said.measure_types[0].label.startswith("sv:")
    assert said.instrument.points[0] == was.instrument.points[0]
    assert said.instrument.points[1].title["sv"].startswith("sv:")
    assert spoken(was, "sv", lambda _text: "") == was


def test_a_text_the_file_has_in_a_language_comes_before_the_translation():
    """An official title stays."""
    was = tiny_catalogue()
    point = was.instrument.points[0].model_copy(update={"title": {"en": "One", "nl": "Een"}})
    points = (point, *was.instrument.points[1:])
    instrument = was.instrument.model_copy(update={"points": points})
    said = spoken(
        was.model_copy(update={"instrument": instrument}), "nl", lambda text: f"nl:{text}"
    )
    assert said.instrument.points[0].title == {"en": "One", "nl": "Een"}
    assert said.instrument.points[0].summary.startswith("nl:")
