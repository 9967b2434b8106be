"""What acts are called in the audit log; features name theirs with `register_acts`."""

from app.core.i18n import N_, gettext

ACTS: dict[str, str] = {
    "account.created": N_("Account created"),
    "account.disabled": N_("Account disabled"),
    "account.enabled": N_("Account enabled"),
    "account.invited": N_("Link for a password made"),
    "role.granted": N_("Role granted"),
    "role.revoked": N_("Role revoked"),
    "password.set": N_("Password set"),
    "password.wrong": N_("Wrong password typed"),
    "sign_in.succeeded": N_("Signed in"),
    "sign_in.failed": N_("Sign-in failed"),
    "sign_out": N_("Signed out"),
    "sign_out.everywhere": N_("Signed out everywhere"),
    "reporter.switched": N_("Switched to another country"),
    "authenticated.again": N_("Password confirmed"),
}


def act_name(act: str) -> str:
    """Return an act in words; an act without a name is shown as words of its code."""
    known = ACTS.get(act)
    return gettext(known) if known else act.replace("_", " ").replace(".", ": ").capitalize()
