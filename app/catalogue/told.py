"""Who is told what happens to a cycle: the leads and signatories of its countries, and the desk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.audit.queries import who_acted
from app.catalogue.queries import CycleInfo, get_index
from app.core.clock import now
from app.core.i18n import printed_code
from app.domain.roles import Role, UnionScope
from app.identity.recipients import recipients, recipients_by_reporter
from app.jobs.telling import Recipient, Telling, tell

COUNTRY_ROLES = (Role.REPORTING_LEAD, Role.SIGNATORY)
UNION_ROLES = (Role.DESK_OFFICER, Role.CYCLE_MANAGER, Role.REPORT_EDITOR)


@dataclass(frozen=True)
class Audience:
    """Whom an act on a cycle concerns."""

    by_reporter: Mapping[str, tuple[Recipient, ...]]
    of_the_union: tuple[Recipient, ...]

    @property
    def in_countries(self) -> int:
        """How many people of the countries."""
        return len({p.account_id for people in self.by_reporter.values() for p in people})


def audience_of(session: Session, scope: UnionScope, cycle: CycleInfo) -> Audience:
    """Return who is told when something happens to a cycle; nobody of a baseline."""
    if cycle.is_baseline:
        return Audience({}, ())
    catalogue = get_index(session, cycle.catalogue_version_id).catalogue
    codes = [entry.code for entry in catalogue.reporters]
    in_countries = recipients_by_reporter(session, *COUNTRY_ROLES, reporters=codes)
    of_the_union = recipients(session, *UNION_ROLES, without=scope.account_id)
    if not cycle.is_training:
        return Audience(in_countries, of_the_union)
    acting = _practising(session, cycle, codes)
    return Audience(
        {code: _among(people, acting[code]) for code, people in in_countries.items()},
        _among(of_the_union, frozenset().union(*acting.values())),
    )


def those_who_practise(
    session: Session, cycle: CycleInfo, reporter: str, people: Iterable[Recipient]
) -> tuple[Recipient, ...]:
    """Return whom of these people something in a cycle concerns: in a training cycle those who
    have done something there for this reporter, or with the cycle; practice bothers nobody else."""
    if not cycle.is_training:
        return tuple(people)
    return _among(people, frozenset().union(*_practising(session, cycle, [reporter]).values()))


def _practising(
    session: Session, cycle: CycleInfo, reporters: Iterable[str]
) -> dict[str, frozenset[int]]:
    """Return who did something in a cycle, by reporter; under an empty one, to the cycle."""
    streams = {code: f"contribution:{cycle.code}:{code}" for code in reporters}
    streams[""] = f"cycle:{cycle.code}"
    found = who_acted(session, streams.values())
    return {code: found[stream] for code, stream in streams.items()}


def _among(people: Iterable[Recipient], accounts: frozenset[int]) -> tuple[Recipient, ...]:
    return tuple(person for person in people if person.account_id in accounts)


def tell_of_cycle(
    session: Session, scope: UnionScope, cycle: CycleInfo, kind: str, facts: Mapping[str, str]
) -> int:
    """Tell everybody whom a cycle concerns and return how many were told."""
    audience = audience_of(session, scope, cycle)
    words = _facts(scope, cycle, facts)
    key = f"cycle:{cycle.code}:{kind}:{now().isoformat()}"
    told = tell(
        session,
        audience.of_the_union,
        Telling(kind=kind, key=key, cycle=cycle.code, facts=words, path="/"),
    )
    for reporter, people in audience.by_reporter.items():
        path = contribution_path(cycle, reporter)
        found = Telling(
            kind=kind, key=key, cycle=cycle.code, reporter=reporter, facts=words, path=path
        )
        told += tell(session, people, found)
    return told


def tell_of_extension(
    session: Session, scope: UnionScope, cycle: CycleInfo, reporter: str, until: str
) -> None:
    """Tell a country that it has more time, and the desk that it waits for it."""
    facts = _facts(scope, cycle, {"day": until})
    key = f"cycle:{cycle.code}:extension:{reporter}:{until}"
    people = recipients(session, *COUNTRY_ROLES, Role.CONTRIBUTOR, reporter=reporter)
    desk = recipients(session, Role.DESK_OFFICER, without=scope.account_id)
    for who, path in ((people, contribution_path(cycle, reporter)), (desk, f"/desk/{cycle.code}")):
        told = Telling(
            kind="extension", key=key, cycle=cycle.code, reporter=reporter, facts=facts, path=path
        )
        tell(session, those_who_practise(session, cycle, reporter, who), told)


def _facts(scope: UnionScope, cycle: CycleInfo, facts: Mapping[str, str]) -> dict[str, str]:
    training = {"training": "yes"} if cycle.is_training else {}
    return {"who": scope.account_name, "cycle_title": cycle.title, **training, **facts}


def contribution_path(cycle: CycleInfo, reporter: str) -> str:
    """Return where a country reads of its contribution; the features above know no other way."""
    return f"/contributions/{cycle.code}/{printed_code(reporter)}"
