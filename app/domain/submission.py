"""The submission document and its receipt: building them, and checking one against the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.canonical import canonical_json, sha256_hex
from app.domain.contribution import ReportData, from_payload, to_payload
from app.domain.qc.findings import Finding

SCHEMA = "science-diplomacy-submission/1"
COMPILATION_SCHEMA = "science-diplomacy-compilation/1"
RECEIPT_SCHEMA = "science-diplomacy-receipt/1"
REASON = "resubmission_reason"
SIGNED = ("content", "findings", "rules")  # always there; the reason only in further versions


_PRINTED = {"GR": "EL"}  # stored under the ISO code, printed as the Union's publications do


@dataclass(frozen=True)
class SignOff:
    """Who signed what and when; `four_eyes` is False only under a relaxation, and printed."""

    name: str
    account_id: int
    signed_at: str
    content_sha256: str
    four_eyes: bool = True


@dataclass(frozen=True)
class SubmissionHead:
    """What identifies a submission besides its content."""

    cycle: str
    reporter: str
    version: int
    sequence: int
    catalogue_code: str
    catalogue_sha256: str
    submitted_at: str
    submitted_by: str
    late: bool
    due_at: str


def content_of(
    data: ReportData,
    findings: Sequence[Finding],
    justifications: Mapping[str, str],
    rules: Sequence[tuple[str, int]],
    resubmission_reason: str = "",
) -> dict[str, Any]:
    """Return what is shown for sign-off and signed: content, findings and justifications.

    A further version says why there is one; where there is no reason there is no key, so that
    what was signed before keeps its hash.
    """
    why = {REASON: resubmission_reason} if resubmission_reason else {}
    return {
        **why,
        "content": to_payload(data),
        "findings": [
            {
                "rule": f.rule,
                "severity": str(f.severity),
                "point": f.point,
                "subject": f.subject,
                "params": dict(f.params),
                "justification": justifications.get(f.key, ""),
            }
            for f in findings
        ],
        "rules": [{"rule": rule, "version": version} for rule, version in rules],
    }


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the hash of what is signed; a change between showing and signing changes it."""
    return sha256_hex(canonical_json(content))


def submission_document(
    head: SubmissionHead, sign_off: SignOff, content: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the whole frozen submission, ready for canonical JSON."""
    return {
        "schema": SCHEMA,
        **vars(head),
        "reporter_printed": printed_reporter(head.reporter),
        "sign_off": vars(sign_off),
        **content,
    }


def compilation_document(head: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the frozen document of a baseline contribution: nobody signed or reported it."""
    return {
        "schema": COMPILATION_SCHEMA,
        **head,
        "reporter_printed": printed_reporter(head["reporter"]),
        "sign_off": None,
        **content,
    }


def receipt_document(document: Mapping[str, Any], submission_sha256: str) -> dict[str, Any]:
    """Return the receipt of a submission: enough to check a copy of it without the portal."""
    sign_off = document["sign_off"]
    receipt = {
        "schema": RECEIPT_SCHEMA,
        "number": receipt_number(document),
        "cycle": document["cycle"],
        "reporter": document["reporter"],
        "reporter_printed": printed_reporter(document["reporter"]),
        "version": document["version"],
        "sequence": document["sequence"],
        "submitted_at": document["submitted_at"],
        "late": document["late"],
        "signatory": sign_off["name"],
        "signed_at": sign_off["signed_at"],
        "four_eyes": sign_off["four_eyes"],
        "catalogue_sha256": document["catalogue_sha256"],
        "submission_sha256": submission_sha256,
        "points_left_out": sorted(document["content"]["left_out"]),
        "findings": len(document["findings"]),
    }
    return {**receipt, "receipt_sha256": sha256_hex(canonical_json(receipt))}


def receipt_number(document: Mapping[str, Any]) -> str:
    """Return the printed number of a receipt, for example `2027-DK-1-000017`."""
    reporter = printed_reporter(document["reporter"])
    return f"{document['cycle']}-{reporter}-{document['version']}-{document['sequence']:06d}"


def printed_reporter(code: str) -> str:
    """Return the code that documents print: EL for Greece, as in European statistics."""
    return _PRINTED.get(code, code)


def check_receipt(document: Mapping[str, Any], receipt: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of everything that disagrees; empty when the receipt proves the submission.

    Both may come from anywhere: nothing in them can make the check fail with an error.
    """
    problems = []
    if not isinstance(document, Mapping) or document.get("schema") != SCHEMA:
        problems.append("not_a_submission")
    if not isinstance(receipt, Mapping) or receipt.get("schema") != RECEIPT_SCHEMA:
        problems.append("not_a_receipt")
    if problems:
        return tuple(problems)
    body = {k: v for k, v in receipt.items() if k != "receipt_sha256"}
    digest = _hash_or_none(document)
    expected = _receipt_or_none(document, str(receipt.get("submission_sha256")))
    if _hash_or_none(body) != receipt.get("receipt_sha256"):
        problems.append("receipt_changed")
    if digest is None or digest != receipt.get("submission_sha256"):
        problems.append("submission_changed")
    if any(document.get(name) != receipt.get(name) for name in _IDENTITY):
        problems.append("receipt_of_another_submission")
    elif expected != receipt and "receipt_changed" not in problems:
        # The receipt was written anew around something that the submission does not say.
        problems.append("receipt_changed")
    why = {REASON: document[REASON]} if REASON in document else {}
    signed = _hash_or_none({k: document.get(k) for k in SIGNED} | why)
    sign_off = document.get("sign_off")
    if not isinstance(sign_off, Mapping) or signed != sign_off.get("content_sha256"):
        problems.append("signed_content_differs")
    return tuple(problems)


_IDENTITY = ("cycle", "reporter", "version", "sequence")


def _hash_or_none(value: object) -> str | None:
    try:
        return sha256_hex(canonical_json(value))
    except (
        TypeError,
        ValueError,
        RecursionError,
    ):  # a fraction, half a character, a bottomless list
        return None


def _receipt_or_none(document: Mapping[str, Any], digest: str) -> dict[str, Any] | None:
    try:
        return receipt_document(document, digest)
    except (KeyError, TypeError, ValueError):
        return None


def report_data(document: Mapping[str, Any]) -> ReportData:
    """Read the reported content of a submission document."""
    return from_payload(document["content"])
