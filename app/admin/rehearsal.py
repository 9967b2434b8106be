"""What quality rules would find in what was submitted: tried out before a rule counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.catalogue.models import CycleKind
from app.catalogue.queries import CycleInfo, get_index, list_cycles
from app.domain.last_time import LastTime, explanations_of
from app.domain.observations import CatalogueIndex
from app.domain.qc.findings import Beside, Context, Finding, Rule, Severity
from app.domain.qc.running import run_safely
from app.domain.roles import UnionScope
from app.editions.queries import EditionInfo, latest_published
from app.reporting.spreads import published_spreads
from app.reporting.submissions import StoredSubmission, submissions_by_sequence
from app.review.queries import load_submitted


@dataclass(frozen=True)
class Body:
    """Submissions a rule is tried on, with what stood beside each."""

    index: CatalogueIndex
    submissions: tuple[StoredSubmission, ...] = ()
    before: Mapping[str, LastTime] = field(default_factory=dict)  # by reporter


@dataclass(frozen=True)
class Hits:
    """What one rule finds in a body of submissions."""

    submissions: int  # it was tried on
    findings: Mapping[str, tuple[Finding, ...]]  # by reporter; those with none are left out
    explained: int = 0  # of these, how many the reporter explained when it submitted

    @property
    def count(self) -> int:
        """How many findings."""
        return sum(len(found) for found in self.findings.values())

    @property
    def failed(self) -> int:
        """In how many submissions the rule could not run."""
        failures = (f[0].severity is Severity.NOT_RUN for f in self.findings.values())
        return sum(failures)


def present(session: Session, scope: UnionScope, cycle: CycleInfo) -> Body:
    """Return what lies before the Commission in a cycle."""
    index = get_index(session, cycle.catalogue_version_id)
    found = tuple(load_submitted(session, scope, cycle).documents.values())
    earlier = [
        known
        for known in list_cycles(session)
        if known.kind is cycle.kind and known.cutoff < cycle.cutoff
    ]
    if cycle.is_baseline or not earlier:
        return Body(index, found)
    last = max(earlier, key=lambda known: known.cutoff)
    theirs = get_index(session, last.catalogue_version_id)
    said = load_submitted(session, scope, last).documents.values()
    return Body(index, found, {one.reporter: _last_time(one, last.code, theirs) for one in said})


def last_edition(session: Session, scope: UnionScope) -> tuple[EditionInfo, Body] | None:
    """Return the edition published last with its submissions, None before any publication."""
    edition = latest_published(session)
    if edition is None or edition.kind is CycleKind.TRAINING:
        return None
    sequences = [entry["sequence"] for entry in edition.manifest["submissions"]]
    stored = submissions_by_sequence(session, scope, sequences)
    return edition, Body(get_index(session, edition.catalogue_version_id), tuple(stored))


def _last_time(one: StoredSubmission, cycle: str, index: CatalogueIndex) -> LastTime:
    explained = explanations_of(one.document["findings"])
    return LastTime(cycle, one.version, one.data, index, explained)


def rehearse(session: Session, body: Body, rules: Iterable[Rule]) -> dict[str, Hits]:
    """Try rules on submissions, each beside what stood beside it; returns the hits by rule."""
    rules = tuple(rules)
    spreads = published_spreads(session)
    found: dict[str, dict[str, tuple[Finding, ...]]] = {rule.id: {} for rule in rules}
    explained = dict.fromkeys(found, 0)
    for one in body.submissions:
        said = _explained(one)
        beside = Beside(body.before.get(one.reporter), spreads, said)
        context = Context(body.index, one.data, beside=beside)
        for rule in rules:
            hits = run_safely(rule, context)
            if hits:
                found[rule.id][one.reporter] = hits
                explained[rule.id] += sum(finding.key in said for finding in hits)
    number = len(body.submissions)
    return {rule.id: Hits(number, found[rule.id], explained[rule.id]) for rule in rules}


def _explained(one: StoredSubmission) -> dict[str, str]:
    """Return the explanations that were submitted, by the key of their finding."""
    found = ((f"{f['rule']}:{f['subject']}", f["justification"]) for f in one.document["findings"])
    return {key: text for key, text in found if text}
