"""What stands around every page of a contribution: where the reader is, which parts there are."""

from dataclasses import dataclass

from app.core.i18n import country_name
from app.core.i18n import gettext as _
from app.domain.roles import Permission
from app.reporting import addresses
from app.reporting.work import Work

CONTRIBUTIONS = "/contributions"


@dataclass(frozen=True)
class Around:
    """Breadcrumb, parts and names of a contribution."""

    cycle_title: str
    reporter_name: str
    crumbs: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str, bool], ...]


def around(work: Work, part: str, title: str = "") -> Around:
    """Return what stands around a page; `part` is one of the parts, `title` its own name."""
    name = country_name(work.reporter)
    home = addresses.contribution_url(work.cycle, work.reporter)
    crumbs = [(_("Contributions"), CONTRIBUTIONS)]
    label = f"{name}, {work.cycle}"
    crumbs += [(label, home), (title, "")] if title else [(label, "")]
    return Around(work.draft.cycle.title, name, tuple(crumbs), _parts(work, part))


def _parts(work: Work, part: str) -> tuple[tuple[str, str, bool], ...]:
    place = (work.cycle, work.reporter)
    parts = [
        ("overview", _("Points"), addresses.contribution_url(*place)),
        ("about", _("About the report"), addresses.about_url(*place)),
        ("measures", _("Measures"), addresses.measures_url(*place)),
        ("findings", _("Findings"), addresses.findings_url(*place)),
    ]
    # What was compiled from public sources is nobody's task, and nobody signs or submits it.
    if not work.draft.cycle.is_baseline:
        parts += _acting(work)
    return tuple((label, url, name == part) for name, label, url in parts)


def _acting(work: Work) -> list[tuple[str, str, str]]:
    """Return the parts in which people of the country act: key, label, address."""
    place = (work.cycle, work.reporter)
    parts = []
    if Permission.ANSWER_EDIT in work.scope.permissions:
        is_lead = Permission.ASSIGNMENT_EDIT in work.scope.permissions
        label = _("Tasks") if is_lead else _("My tasks")
        parts.append(("tasks", label, addresses.assignments_url(*place) + "/tasks"))
    if Permission.ASSIGNMENT_EDIT in work.scope.permissions:
        parts.append(("assignments", _("Who does what"), addresses.assignments_url(*place)))
    parts += [
        ("sign_off", _("Sign-off"), addresses.sign_off_url(*place)),
        ("submissions", _("Submissions"), addresses.submissions_url(*place)),
    ]
    return parts
