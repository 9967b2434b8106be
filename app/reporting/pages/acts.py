"""The acts a person may do on a contribution now, with what follows from each."""

from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domain.workflow import BOUND_TO_OPEN_CYCLE, Action, Status, Window, allowed_actions
from app.reporting import words
from app.reporting.addresses import sign_off_url
from app.reporting.work import Work

# Address of each act under the sign-off page, in the order in which the page offers them.
PATHS = {
    Action.SEND_FOR_SIGN_OFF: "send",
    Action.SIGN_OFF: "sign",
    Action.HAND_BACK: "hand-back",
    Action.SUBMIT: "submit",
    Action.RECALL: "recall",
    Action.REOPEN: "reopen",
    Action.DECLINE: "decline",
    Action.WITHDRAW: "withdraw",
}
_RARE = frozenset({Action.DECLINE, Action.WITHDRAW})
_REASON_NEEDED = frozenset({Action.HAND_BACK, Action.WITHDRAW})


@dataclass(frozen=True)
class Act:
    """One act as the page offers it."""

    action: str
    label: str
    url: str
    consequence: str
    reason_label: str = ""  # empty: none is asked
    reason_needed: bool = False
    reason: str = ""  # as given before
    kind: str = "primary"
    is_rare: bool = False  # folded away under "Other steps"


def offered(work: Work, blocking: int, is_barred: bool) -> tuple[Act, ...]:
    """Return the acts of the transition table that this person may do now.

    Sending waits until nothing blocks it; signing is not for those who edited (`is_barred`).
    """
    allowed = allowed_actions(work.draft.status, work.scope.permissions)
    window = work.draft.cycle.window(work.at)
    is_open = window in (Window.OPEN, Window.LATE)
    hidden = set() if is_open else set(BOUND_TO_OPEN_CYCLE)
    if blocking:
        hidden.add(Action.SEND_FOR_SIGN_OFF)
    if is_barred:
        hidden.add(Action.SIGN_OFF)
    return tuple(
        _act(work, action, window) for action in PATHS if action in allowed and action not in hidden
    )


def _act(work: Work, action: Action, window: Window) -> Act:
    reason = {
        Action.HAND_BACK: _("What has to be changed?"),
        Action.WITHDRAW: _("Why is it withdrawn?"),
        Action.DECLINE: _("Reason, if you wish to give one"),
    }.get(action, "")
    explains = action is Action.SEND_FOR_SIGN_OFF and work.draft.version > 0
    if explains:
        params = {"version": work.draft.version + 1}
        reason = _("Why is there a version %(version)s?") % params
    return Act(
        action=str(action),
        label=_label(work, action),
        url=f"{sign_off_url(work.cycle, work.reporter)}/{PATHS[action]}",
        consequence=_consequence(work, action, window),
        reason_label=reason,
        reason_needed=explains or action in _REASON_NEEDED,
        reason=_reason_given(work) if explains else "",
        kind=_kind(action),
        is_rare=action in _RARE,
    )


def _reason_given(work: Work) -> str:
    """Return why there is a further version: as given before, or what the Commission asked."""
    asked = {q.point for q in work.questions if q.waits_for_country}
    waiting = sorted(int(point[1:]) for point in asked if point)
    if work.draft.resubmission_reason or not asked:
        return work.draft.resubmission_reason
    if not waiting:
        return _("Answer to the Commission's questions about the report as a whole")
    numbers = ", ".join(map(str, waiting))
    text = ngettext(
        "Answer to the Commission's question on point %(numbers)s",
        "Answer to the Commission's questions on points %(numbers)s",
        len(waiting),
    )
    return text % {"numbers": numbers}


def _label(work: Work, action: Action) -> str:
    if action is Action.SUBMIT:
        return _("Submit to the Commission")
    if action is Action.REOPEN:
        return _("Take up reporting again")
    return words.action_word(action)


def _kind(action: Action) -> str:
    if action in _RARE:
        return "danger"
    return "secondary" if action in (Action.HAND_BACK, Action.RECALL) else "primary"


def _consequence(work: Work, action: Action, window: Window) -> str:
    version = work.draft.version + 1
    if action is Action.SUBMIT:
        text = _(
            "The signed content becomes version %(version)s. From then on nobody can change it, "
            "and the Commission can read it. You get a receipt."
        ) % {"version": version}
        late = _("The due date has passed: the receipt will say that it came late.")
        return f"{text} {late}" if window is Window.LATE else text
    if action is Action.RECALL:
        if work.draft.status is Status.SIGNED_OFF:
            return _(
                "The contribution opens for changes again and the signature becomes void. "
                "It then has to be sent and signed once more."
            )
        return _("The contribution opens for changes again. It can be sent again at any time.")
    sending = _(
        "All answers are locked until your signatory signs or hands back, or you recall it."
    )
    if action is Action.SEND_FOR_SIGN_OFF and version > 1:
        more = _("The reason is signed with the version, and the Commission reads it.")
        return f"{sending} {more}"
    return {
        Action.SEND_FOR_SIGN_OFF: sending,
        Action.SIGN_OFF: _(
            "You sign exactly the content shown on this page. Your reporting lead can then submit "
            "it; any change makes your signature void."
        ),
        Action.HAND_BACK: _(
            "The contribution opens for changes again and your colleagues read your reason."
        ),
        Action.DECLINE: _(
            "It is recorded that you do not report in this cycle. Everything written so far stays "
            "with you and is not passed on. You can take up reporting again until the cycle closes."
        ),
        Action.REOPEN: _("The contribution opens for changes, with everything written so far."),
        Action.WITHDRAW: _(
            "What you submitted no longer counts in the report to the Council. It stays on record "
            "with its receipt, and your reason is kept with it."
        ),
    }[action]
