"""Acts on editions: freeze submissions and figures, verify them, and the way to publication."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.audit.service import record
from app.catalogue.models import CatalogueVersion, Cycle, CycleKind
from app.catalogue.queries import CycleInfo, get_index, version_head
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.domain.aggregation import CURRENT_RULES, RULES, Frame, Reported, compute_facts
from app.domain.canonical import canonical_json, sha256_hex
from app.domain.facts import Fact, fact_from_canonical
from app.domain.figures import TOLD_BEFORE
from app.domain.observations import CatalogueIndex
from app.domain.roles import UnionScope
from app.domain.workflow import EDITION_TRANSITIONS, EditionStatus, Status
from app.editions import messages  # noqa: F401 - registers the sentences
from app.editions.fact_check import refuse_unsettled
from app.editions.models import Edition, EditionFact, EditionProgress, EditionReason
from app.editions.queries import EditionInfo, get_edition
from app.reporting.submissions import (
    StoredSubmission,
    latest_submissions,
    submissions_by_sequence,
)

SCHEMA = "science-diplomacy-edition/1"
_IN_AN_EDITION = frozenset({Status.ACCEPTED, Status.COMPILED, Status.PUBLISHED})


def freeze_edition(session: Session, scope: UnionScope, cycle: CycleInfo, reason: str = "") -> str:
    """Freeze accepted submissions, compute every figure once, and return the edition's code.

    `reason` says why it takes the place of one that is out. Raises Refused when nothing is accepted
    yet or nothing changed since the last edition.
    """
    # Two editors who freeze at once come one after the other, and the second finds no change.
    session.execute(select(col(Cycle.id)).where(col(Cycle.id) == cycle.id).with_for_update())
    stored = latest_submissions(session, scope, cycle.id, statuses=_IN_AN_EDITION)
    if not stored:
        raise Refused("nothing_to_freeze", cycle=cycle.code)
    index = get_index(session, cycle.catalogue_version_id)
    number = _next_number(session, cycle)
    before = _before(session, cycle.id, number)
    facts = compute_facts(
        _frame(index, cycle.cutoff, cycle.kind, stored, before=before, rules=CURRENT_RULES)
    )
    code = f"{cycle.code}/{number}"
    manifest = _manifest(session, cycle, index, stored, facts, code)
    _refuse_unchanged(session, cycle, number, manifest)
    _refuse_unexplained(session, scope, cycle, reason)
    text = canonical_json(manifest)
    edition_id = session.execute(
        insert(Edition)
        .values(
            code=code,
            cycle_id=cycle.id,
            number=number,
            manifest=text,
            sha256=sha256_hex(text),
            frozen_at=now(),
            frozen_by=scope.account_id,
        )
        .returning(col(Edition.id))
    ).scalar_one()
    session.execute(insert(EditionFact), [_fact_row(edition_id, fact) for fact in facts])
    session.execute(
        insert(EditionProgress).values(edition_id=edition_id, status=EditionStatus.FROZEN)
    )
    if reason.strip():
        session.execute(
            insert(EditionReason).values(
                edition_id=edition_id,
                reason=reason.strip(),
                given_at=now(),
                given_by=scope.account_id,
            )
        )
    note(session, scope, cycle.code, "edition_frozen", code, sha256=sha256_hex(text))
    return code


def _refuse_unexplained(session: Session, scope: UnionScope, cycle: CycleInfo, reason: str) -> None:
    """Readers of a published edition are told why another one follows it.

    The operator at the machine may leave it open: a script has nobody to ask.
    """
    if reason.strip() or scope.account_id is None:
        return
    out = (
        select(col(Edition.code))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
        .where(col(Edition.cycle_id) == cycle.id, col(EditionProgress.published_at) <= now())
        .order_by(col(Edition.number).desc())
    )
    code = session.execute(out).scalars().first()
    if code is not None:
        raise Refused("correction_needs_reason", code=code)


def _fact_row(edition_id: int, fact: Fact) -> dict[str, object]:
    return {
        "edition_id": edition_id,
        "fact": fact.id,
        "short": fact.short,
        "subject": fact.key.subject,
        "content": canonical_json(fact.canonical()),
    }


def _next_number(session: Session, cycle: CycleInfo) -> int:
    last = select(func.max(col(Edition.number))).where(col(Edition.cycle_id) == cycle.id)
    return int(session.execute(last).scalar_one() or 0) + 1


def _frame(
    index: CatalogueIndex,
    cutoff: date,
    kind: CycleKind,
    stored: list[StoredSubmission],
    *,
    before: Mapping[str, Fact],
    rules: int,
) -> Frame:
    reported = tuple(Reported(s.reporter, s.version, s.sha256, s.data) for s in stored)
    hidden = frozenset(name for name, fact in before.items() if fact.suppressed)
    known = before if rules >= TOLD_BEFORE else {}
    return Frame(index, cutoff, reported, kind is CycleKind.BASELINE, rules, hidden, known)


def _before(session: Session, cycle_id: int, number: int) -> dict[str, Fact]:
    """Return the figures of the edition before of the same cycle.

    What it keeps from the public would tell its neighbour there, shown in the next edition; and
    behind what it told nothing can be hidden.
    """
    query = (
        select(col(EditionFact.content))
        .join(Edition, col(Edition.id) == col(EditionFact.edition_id))
        .where(col(Edition.cycle_id) == cycle_id, col(Edition.number) == number - 1)
    )
    facts = (fact_from_canonical(json.loads(text)) for text in session.execute(query).scalars())
    return {fact.id: fact for fact in facts}


def _manifest(
    session: Session,
    cycle: CycleInfo,
    index: CatalogueIndex,
    stored: list[StoredSubmission],
    facts: list[Fact],
    code: str,
) -> dict[str, Any]:
    catalogue_code, catalogue_sha256 = version_head(session, cycle.catalogue_version_id)
    named = {s.reporter for s in stored}
    return {
        "schema": SCHEMA,
        "edition": code,
        "cycle": {
            "code": cycle.code,
            "kind": str(cycle.kind),
            "title": cycle.title,
            "cutoff": cycle.cutoff.isoformat(),
        },
        "catalogue": {"code": catalogue_code, "sha256": catalogue_sha256},
        "rules": CURRENT_RULES,
        "submissions": [
            {
                "reporter": s.reporter,
                "version": s.version,
                "sequence": s.sequence,
                "sha256": s.sha256,
                "reported": s.is_reported,
            }
            for s in stored
        ],
        "not_included": [r.code for r in index.catalogue.reporters if r.code not in named],
        "facts": {"count": len(facts), "sha256": facts_hash(facts)},
    }


def facts_hash(facts: list[Fact]) -> str:
    """Return the hash of all facts in their canonical form and order."""
    return sha256_hex(canonical_json([fact.canonical() for fact in facts]))


def _refuse_unchanged(
    session: Session, cycle: CycleInfo, number: int, manifest: Mapping[str, Any]
) -> None:
    query = select(col(Edition.manifest)).where(
        col(Edition.cycle_id) == cycle.id, col(Edition.number) == number - 1
    )
    text = session.execute(query).scalars().first()
    if text is None:
        return
    last = json.loads(text)
    if {**last, "edition": ""} == {**manifest, "edition": ""}:
        raise Refused("nothing_changed", code=last["edition"])


@dataclass(frozen=True)
class Difference:
    """One thing that does not agree with what was frozen."""

    what: str  # manifest, submission, catalogue, rules, fact
    name: str


def verify_edition(session: Session, scope: UnionScope, code: str) -> list[Difference]:
    """Recompute an edition from its submissions; an empty list proves that every figure holds."""
    edition = get_edition(session, scope, code)
    found = []
    if sha256_hex(canonical_json(edition.manifest)) != edition.sha256:
        found.append(Difference("manifest", code))
    stored = submissions_of(session, scope, edition)
    for entry in edition.manifest["submissions"]:
        kept = stored.get(entry["reporter"])
        if kept is None or sha256_hex(canonical_json(kept.document)) != entry["sha256"]:
            found.append(Difference("submission", entry["reporter"]))
    index = get_index(session, edition.catalogue_version_id)
    if not _is_catalogue_whole(session, edition):
        found.append(Difference("catalogue", edition.manifest["catalogue"]["code"]))
    if edition.manifest["rules"] not in RULES:
        return [*found, Difference("rules", str(edition.manifest["rules"]))]
    return found + _fact_differences(session, edition, index, list(stored.values()))


def _is_catalogue_whole(session: Session, edition: EditionInfo) -> bool:
    """Tell whether the stored catalogue still has the hash it was frozen with."""
    query = select(col(CatalogueVersion.content), col(CatalogueVersion.sha256)).where(
        col(CatalogueVersion.id) == edition.catalogue_version_id
    )
    row = session.execute(query).one()
    hashes = {sha256_hex(row.content), row.sha256, edition.manifest["catalogue"]["sha256"]}
    return len(hashes) == 1


def submissions_of(
    session: Session, scope: UnionScope, edition: EditionInfo
) -> dict[str, StoredSubmission]:
    """Return the submissions of an edition as they are stored, by reporter."""
    sequences = [entry["sequence"] for entry in edition.manifest["submissions"]]
    return {s.reporter: s for s in submissions_by_sequence(session, scope, sequences)}


def _fact_differences(
    session: Session, edition: EditionInfo, index: CatalogueIndex, stored: list[StoredSubmission]
) -> list[Difference]:
    cutoff = date.fromisoformat(edition.manifest["cycle"]["cutoff"])
    before = _before(session, edition.cycle_id, edition.number)
    rules = edition.manifest["rules"]  # those it was frozen under, however old
    facts = compute_facts(_frame(index, cutoff, edition.kind, stored, before=before, rules=rules))
    computed = {fact.id: canonical_json(fact.canonical()) for fact in facts}
    query = select(col(EditionFact.fact), col(EditionFact.content)).where(
        col(EditionFact.edition_id) == edition.id
    )
    kept = {row.fact: row.content for row in session.execute(query)}
    names = sorted(computed.keys() | kept.keys())
    found = [Difference("fact", name) for name in names if computed.get(name) != kept.get(name)]
    if not found and facts_hash(facts) != edition.manifest["facts"]["sha256"]:
        found.append(Difference("manifest", "facts"))
    return found


def refused_to_same_hand(scope: UnionScope, edition: EditionInfo, act: str) -> str:
    """Return the refusal for whoever took the step before; empty for others: the four eyes.

    The operator at the machine has no account and counts as nobody who took a step.
    """
    before = {
        "approve": (edition.frozen_by, "second_editor_needed"),
        "publish": (edition.approved_by, "third_step_by_other"),
    }
    who, refusal = before.get(act, (None, ""))
    return refusal if who is not None and who == scope.account_id else ""


def refuse_same_hand(scope: UnionScope, edition: EditionInfo, act: str) -> None:
    """Refuse a step to whoever took the one before it."""
    refusal = refused_to_same_hand(scope, edition, act)
    if refusal:
        raise Forbidden(refusal)


def start_fact_check(session: Session, scope: UnionScope, code: str) -> EditionStatus:
    """Open the edition to the fact check."""
    return move(session, scope, get_edition(session, scope, code), "start_fact_check")


def approve(session: Session, scope: UnionScope, code: str) -> EditionStatus:
    """Approve an edition: a second report editor, not the one who froze it."""
    edition = get_edition(session, scope, code)
    refuse_same_hand(scope, edition, "approve")
    refuse_unsettled(session, scope, edition)
    return move(session, scope, edition, "approve", approved_at=now(), approved_by=scope.account_id)


def refuse_superseded(session: Session, edition: EditionInfo) -> None:
    """An edition older than one that is out, or set to be, goes no further."""
    query = (
        select(col(Edition.code))
        .join(EditionProgress, col(EditionProgress.edition_id) == col(Edition.id))
        .where(
            col(Edition.cycle_id) == edition.cycle_id,
            col(Edition.number) > edition.number,
            col(EditionProgress.published_at).is_not(None),
        )
    )
    newer = session.execute(query.limit(1)).scalars().first()
    if newer is not None:
        raise Conflict("edition_superseded", code=edition.code, newer=newer)


def move(
    session: Session, scope: UnionScope, edition: EditionInfo, act: str, **columns: object
) -> EditionStatus:
    """Take an edition one step on, and record it."""
    to = EDITION_TRANSITIONS.get((edition.status, act))
    if to is None:
        raise Conflict("edition_cannot_move", code=edition.code)
    refuse_superseded(session, edition)
    moved = session.execute(
        update(EditionProgress)
        .where(
            col(EditionProgress.edition_id) == edition.id,
            col(EditionProgress.status) == edition.status,
        )
        .values(status=to, **columns)
        .returning(col(EditionProgress.edition_id))
    ).first()
    if moved is None:
        raise Conflict("state_changed")
    note(session, scope, edition.cycle_code, act, edition.code, status=str(to))
    return to


def note(session: Session, scope: UnionScope, cycle: str, act: str, code: str, **data: str) -> None:
    """Record an act on an edition in the stream of its cycle."""
    record(
        session,
        f"cycle:{cycle}",
        act,
        account_id=scope.account_id,
        reporter=None,
        subject=code,
        **data,
    )
