"""What stands around every page of a contribution: where the reader is, which parts there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.catalogue.queries import CycleInfo
from app.core.clock import last_day
from app.core.i18n import country_name, format_date
from app.core.i18n import gettext as _
from app.domain.roles import CountryScope, Permission
from app.domain.workflow import CYCLE_ORDER, CycleStatus
from app.reporting import addresses
from app.reporting.answer_dates import AskedCycle
from app.reporting.looks import RunningLook
from app.reporting.work import Frame, Work

CONTRIBUTIONS = "/contributions"


@dataclass(frozen=True)
class Around:
    """Breadcrumb, parts and names of a contribution."""

    cycle_title: str
    reporter_name: str
    crumbs: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str, bool], ...]
    look: str = ""  # that a desk officer may read the draft now
    look_url: str = ""


def around(work: Work | Frame, part: str, title: str = "") -> Around:
    """Return what stands around a page; `part` is one of the parts, `title` its own name."""
    frame = around_cycle(work.cycle_info, work.scope, part, title)
    return while_shown(frame, work.looks, addresses.looks_url(work.cycle, work.reporter))


def while_shown(frame: Around, looks: Sequence[RunningLook], url: str) -> Around:
    """Return the same with a word on who of the Commission may read the draft now."""
    return replace(frame, look=" ".join(_look(look) for look in looks), look_url=url)


def around_cycle(cycle: CycleInfo, scope: CountryScope, part: str, title: str = "") -> Around:
    """Return the same around a page that needs nothing of what the contribution says."""
    name = country_name(scope.reporter)
    home = addresses.contribution_url(cycle.code, scope.reporter)
    crumbs = [(_("Contributions"), CONTRIBUTIONS)]
    label = f"{name}, {cycle.code}"
    crumbs += [(label, home), (title, "")] if title else [(label, "")]
    return Around(cycle.title, name, tuple(crumbs), _parts(cycle, scope, part))


def _look(look: RunningLook) -> str:
    return _("%(name)s of the Commission may read this draft until the end of %(day)s.") % {
        "name": look.name,
        "day": format_date(last_day(look.ends_at)),
    }


def _parts(cycle: CycleInfo, scope: CountryScope, part: str) -> tuple[tuple[str, str, bool], ...]:
    place = (cycle.code, scope.reporter)
    parts = [
        ("overview", _("Points"), addresses.contribution_url(*place)),
        ("about", _("About the report"), addresses.about_url(*place)),
        ("measures", _("Measures"), addresses.measures_url(*place)),
        ("findings", _("Findings"), addresses.findings_url(*place)),
    ]
    # What was compiled from public sources is nobody's task, and nobody signs or submits it.
    if not cycle.is_baseline:
        parts += _acting(cycle, scope)
    return tuple((label, url, name == part) for name, label, url in parts)


def _acting(cycle: CycleInfo, scope: CountryScope) -> list[tuple[str, str, str]]:
    """Return the parts in which people of the country act: key, label, address."""
    place = (cycle.code, scope.reporter)
    parts = []
    if Permission.ANSWER_EDIT in scope.permissions:
        is_lead = Permission.ASSIGNMENT_EDIT in scope.permissions
        label = _("Tasks") if is_lead else _("My tasks")
        parts.append(("tasks", label, addresses.tasks_url(*place)))
    if Permission.ASSIGNMENT_EDIT in scope.permissions:
        parts.append(("assignments", _("Who does what"), addresses.assignments_url(*place)))
    if isinstance(cycle, AskedCycle):
        url = addresses.clarifications_url(*place)
        parts.append(("clarifications", _("Questions asked"), url))
    parts += [
        ("workbook", _("Excel"), addresses.workbook_url(*place)),
        ("conversations", _("Conversations"), addresses.conversations_url(*place)),
        ("sign_off", _("Sign-off"), addresses.sign_off_url(*place)),
        ("submissions", _("Submissions"), addresses.submissions_url(*place)),
    ]
    if CYCLE_ORDER.index(cycle.status) >= CYCLE_ORDER.index(CycleStatus.FACT_CHECK):
        parts.append(("fact_checks", _("Fact check"), addresses.fact_checks_url(*place)))
    return parts
