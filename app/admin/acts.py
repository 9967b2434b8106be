"""What acts are called in the audit log."""

from app.core.i18n import N_, gettext

ACTS: dict[str, str] = {
    "account.created": N_("Account created"),
    "account.disabled": N_("Account disabled"),
    "account.enabled": N_("Account enabled"),
    "account.invited": N_("Link for a password made"),
    "role.granted": N_("Role granted"),
    "role.ended": N_("Role ended by the reporting lead"),
    "role.revoked": N_("Role revoked"),
    "key.made": N_("Key for another system made"),
    "key.revoked": N_("Key for another system revoked"),
    "password.set": N_("Password set"),
    "password.wrong": N_("Wrong password typed"),
    "sign_in.succeeded": N_("Signed in"),
    "sign_in.failed": N_("Sign-in failed"),
    "sign_out": N_("Signed out"),
    "sign_out.everywhere": N_("Signed out everywhere"),
    "reporter.switched": N_("Switched to another country"),
    "authenticated.again": N_("Password confirmed"),
    "saved": N_("Saved"),
    "file_scanned": N_("File checked for viruses"),
    "assigned": N_("Point handed to colleagues"),
    "task_given": N_("Task handed to a colleague"),
    "task_taken_back": N_("Task taken back"),
    "point.ready": N_("Point called ready"),
    "point.not_ready": N_("Point no longer called ready"),
    "point.approve": N_("Point approved by the lead"),
    "point.hand_back": N_("Point handed back by the lead"),
    "point.take_back": N_("Approval of a point taken back"),
    "point.edited_after_approval": N_("Approval ended by a change"),
    "send_for_sign_off": N_("Sent for sign-off"),
    "recall": N_("Recalled"),
    "sign_off": N_("Signed off"),
    "hand_back": N_("Handed back"),
    "submit": N_("Submitted"),
    "receipt_issued": N_("Receipt issued"),
    "decline": N_("Declined to report"),
    "reopen": N_("Taken up again"),
    "withdraw": N_("Withdrawn"),
    "compiled": N_("Compiled from public sources"),
    "accepted": N_("Accepted"),
    "accepted_with_remarks": N_("Accepted with remarks"),
    "published": N_("Published"),
    "cycle_created": N_("Cycle created"),
    "cycle_moved": N_("Cycle moved on"),
    "extension_granted": N_("More time given"),
    "catalogue_chosen": N_("Catalogue chosen"),
    "catalogue_frozen": N_("Catalogue frozen"),
    "proposals_loaded": N_("Public facts offered"),
    "edition_frozen": N_("Edition frozen"),
    "start_fact_check": N_("Fact check started"),
    "approve": N_("Edition approved"),
    "publish": N_("Edition published"),
    "report_built": N_("Report built"),
}


def act_name(act: str) -> str:
    """Return an act in words; an act without a name is shown as words of its code."""
    known = ACTS.get(act)
    return gettext(known) if known else act.replace("_", " ").replace(".", ": ").capitalize()
