"""Two report editors bring an edition out by its pages."""

from tests.client import Answer, PageClient


def propose(editor: PageClient, url: str, at: str = "") -> Answer:
    """Propose a time in Brussels, or the moment of the confirmation, on the page of an edition."""
    editor.get(f"{url}/publication")
    when = {"when": "at", "at": at} if at else {"when": "now"}
    return editor.post(f"{url}/publication/propose", when)


def seen(editor: PageClient, url: str) -> dict[str, str]:
    """Return the fields of the form that confirms, as the page has them."""
    return editor.get(f"{url}/publication").fields(f"{url}/publication/confirm")


def come_out(first: PageClient, second: PageClient, url: str, at: str = "") -> None:
    """One editor proposes, the other one confirms."""
    assert propose(first, url, at).status == 303
    assert second.post(f"{url}/publication/confirm", seen(second, url)).status == 303
