"""Routes of the quality rules of a cycle: trying them out, and letting them count."""

from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import Field
from sqlmodel import Session

from app.admin.pages import FieldErrors
from app.admin.rehearsal import last_edition, present, rehearse
from app.admin.rule_pages import (
    CycleRulePage,
    cycle_rule_page,
    cycle_rules_page,
    hits_view,
    rule_url,
)
from app.catalogue.queries import get_cycle
from app.catalogue.rules import decide_rule, find_rule, list_decisions
from app.core.errors import Conflict, Refused
from app.core.i18n import gettext as _
from app.core.messages import sentence
from app.domain.qc import RULES
from app.domain.roles import Permission, UnionScope
from app.identity.access import Requires
from app.web.forms import FormModel, form
from app.web.pages import redirect, render
from app.web.request_session import SessionDep
from app.web.routing import PortalRouter

router = PortalRouter(prefix="/cycles/{cycle}/rules")

Tries = Annotated[UnionScope, Depends(Requires(Permission.RULE_REHEARSE))]
Manager = Annotated[UnionScope, Depends(Requires(Permission.CYCLE_MANAGE))]

_FIELD_OF = {
    "rule_mode_unusable": "#mode",
    "rule_counts_so_already": "#mode",
    "rule_without_reason": "#reason",
    "text_too_long_to_store": "#reason",
}


class RuleForm(FormModel):
    """How a rule is to count, and why."""

    mode: Annotated[str, Field(max_length=12)] = ""
    reason: Annotated[str, Field(max_length=20_000)] = ""


@router.get("")
def show_cycle_rules(request: Request, session: SessionDep, scope: Tries, cycle: str) -> Response:
    """Show how every rule counts in a cycle, and what it finds."""
    found = get_cycle(session, cycle)
    body, last = present(session, scope, found), last_edition(session, scope)
    here = rehearse(session, body, RULES)
    then = rehearse(session, last[1], RULES) if last else {}
    edition = last[0].code if last else ""
    return render(request, cycle_rules_page(found, body, here, then, edition))


@router.get("/{rule}")
def show_cycle_rule(
    request: Request, session: SessionDep, scope: Tries, cycle: str, rule: str, saved: str = ""
) -> Response:
    """Show what one rule finds, and what was decided on it."""
    notice = _("The rule counts so from now on. The decision is in the record.") if saved else ""
    return render(request, _page(session, scope, cycle, rule, notice=notice))


@router.post("/{rule}")
def decide(
    request: Request,
    session: SessionDep,
    scope: Manager,
    cycle: str,
    rule: str,
    posted: Annotated[RuleForm, Depends(form(RuleForm))],
) -> Response:
    """Let a rule count in another way in this cycle."""
    try:
        decide_rule(session, scope, get_cycle(session, cycle), rule, posted.mode, posted.reason)
    except (Refused, Conflict) as refusal:
        text = sentence(refusal.code, **refusal.params)
        page = _page(
            session,
            scope,
            cycle,
            rule,
            chosen=posted.mode,
            reason=posted.reason,
            errors=((text, _FIELD_OF.get(refusal.code, "")),),
        )
        return render(request, page, status_code=refusal.status_code)
    return redirect(request, f"{rule_url(cycle, rule)}?saved=yes")


def _page(
    session: Session,
    scope: UnionScope,
    cycle: str,
    rule: str,
    *,
    chosen: str = "",
    reason: str = "",
    notice: str = "",
    errors: FieldErrors = (),
) -> CycleRulePage:
    found, known = get_cycle(session, cycle), find_rule(rule)
    values = scope.reads_submissions
    body = present(session, scope, found)
    hits = rehearse(session, body, (known,))[rule]
    views = [hits_view(_("What was submitted"), body, hits, cycle, with_values=values)]
    last = last_edition(session, scope)
    if last is not None:
        edition, theirs = last
        title = _("The edition published last, %(code)s") % {"code": edition.code}
        then = rehearse(session, theirs, (known,))[rule]
        views.append(hits_view(title, theirs, then, edition.cycle_code, with_values=values))
    return cycle_rule_page(
        found,
        known,
        views,
        list_decisions(session, found.id, rule),
        may_decide=Permission.CYCLE_MANAGE in scope.permissions,
        chosen=chosen,
        reason=reason,
        notice=notice,
        errors=errors,
    )
