"""What a browser sends of a form as it stands on a page."""

from typing import Any

from tests.client import Answer


def sent_again(answer: Answer, url: str, **changes: Any) -> dict[str, Any]:
    """Return what the form sends as it stands, boxes, menus and texts included."""
    (form,) = [form for form in answer.all("form") if form.get("action") == url]
    sent: dict[str, Any] = {}
    for box in form.iter("input"):
        kind = box.get("type")
        if kind == "file":
            continue
        if kind not in ("checkbox", "radio") or box.get("checked") is not None:
            sent.setdefault(box.get("name"), []).append(box.get("value", ""))
    for area in form.iter("textarea"):
        sent[area.get("name")] = (area.text or "").removeprefix("\n")
    for menu in form.iter("select"):
        chosen = [o.get("value") for o in menu.iter("option") if o.get("selected") is not None]
        sent[menu.get("name")] = chosen[0] if chosen else ""
    return {**sent, **changes}
