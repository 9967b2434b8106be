"""Contents of editions held in the process: an edition never changes, nor what a reader sees of it.

The key names edition, reader and stage, so that nothing held for the Commission reaches anybody
else and nothing of before a publication is shown after it.
"""

from collections import Counter, OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from sqlmodel import Session

from app.dashboards.register import Entry, entries_of
from app.editions.contents import EditionContents, load_contents
from app.editions.queries import AnyScope, EditionInfo, stage_of, viewer_of

MOST = 4  # about 10 MB each in a full round


class Held:
    """What one kind of reader sees of an edition, and what is worked out of it on demand."""

    def __init__(self, contents: EditionContents) -> None:
        self.contents = replace(contents, submissions={})  # their documents are large
        self.findings = _findings(contents)

    @cached_property
    def register(self) -> tuple[Entry, ...]:
        """Measures and good practices, ready to be searched."""
        return entries_of(self.contents.asked, self.contents.reports)


def _findings(contents: EditionContents) -> dict[tuple[str, str], int]:
    """Return how many reporters each quality rule told something, by rule and severity."""
    told: Counter[tuple[str, str]] = Counter()
    for reporter, stored in contents.submissions.items():
        if reporter in contents.reports:
            told.update({(f["rule"], f["severity"]) for f in stored.document.get("findings", ())})
    return dict(told)


_held: WeakKeyDictionary[object, OrderedDict[Hashable, Held]] = WeakKeyDictionary()
_lock = Lock()


def held_contents(session: Session, scope: AnyScope, edition: EditionInfo) -> Held:
    """Return the contents of an edition as this reader may see them, read once."""
    engine = session.get_bind()
    key = (edition.id, edition.sha256, viewer_of(scope), stage_of(edition))
    with _lock:
        shelf = _held.setdefault(engine, OrderedDict())
        if key in shelf:
            shelf.move_to_end(key)
            return shelf[key]
    made = Held(load_contents(session, scope, edition))
    with _lock:
        shelf[key] = made
        while len(shelf) > MOST:
            shelf.popitem(last=False)
    return made
