"""Addresses of the reporting pages; Greece is printed EL in them."""

import re
from urllib.parse import quote, urlencode

from app.core.i18n import printed_code
from app.domain.observations import CatalogueIndex, parse_key
from app.domain.qc.findings import HEADER, WHOLE
from app.domain.roles import COMMISSION

DRAFT = "draft"  # instead of a version: what stands there now
_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._-]")
RULES_URL = "/rules"


def contribution_url(cycle: str, reporter: str) -> str:
    """Return the overview of a contribution."""
    return f"/contributions/{cycle}/{printed_code(reporter)}"


def fact_checks_url(cycle: str, reporter: str, number: int = 0) -> str:
    """Return where a country checks what editions say of it, or one edition by its number."""
    tail = f"/{number}" if number else ""
    return f"{contribution_url(cycle, reporter)}/fact-checks{tail}"


def draft_pdf_url(cycle: str, reporter: str) -> str:
    """Return the contribution as a PDF, as it stands."""
    return f"{contribution_url(cycle, reporter)}/contribution.pdf"


def questionnaire_url(cycle: str, reporter: str) -> str:
    """Return the empty questionnaire that this reporter is asked, as a PDF."""
    whom = "commission" if reporter == COMMISSION else "member-states"
    return f"/questionnaires/{cycle}/{whom}.pdf"


def point_url(cycle: str, reporter: str, point: str, subject: str = "") -> str:
    """Return the page of a point, at the field of a subject when one is given."""
    fragment = f"#{field_id(subject)}" if subject else ""
    return f"{contribution_url(cycle, reporter)}/points/{point}{fragment}"


def indicator_url(cycle: str, reporter: str, point: str, indicator: str, subject: str = "") -> str:
    """Return the page of an indicator at its home point."""
    fragment = f"#{field_id(subject)}" if subject else ""
    return f"{point_url(cycle, reporter, point)}/indicators/{indicator}{fragment}"


def carry_over_url(cycle: str, reporter: str, point: str, indicator: str = "") -> str:
    """Return where what was said last time is copied, at a point or for one indicator."""
    only = f"?indicator={indicator}" if indicator else ""
    return f"{point_url(cycle, reporter, point)}/carry-over{only}"


def carry_measures_url(cycle: str, reporter: str) -> str:
    """Return where measures of last time that still go on are taken over."""
    return f"{contribution_url(cycle, reporter)}/carry-over"


def measures_url(cycle: str, reporter: str) -> str:
    """Return the register of measures."""
    return f"{contribution_url(cycle, reporter)}/measures"


def measures_file_url(cycle: str, reporter: str, ending: str, **filters: str) -> str:
    """Return the register as a file, narrowed by the same filters as its page."""
    chosen = urlencode({name: value for name, value in filters.items() if value})
    return f"{measures_url(cycle, reporter)}.{ending}" + (f"?{chosen}" if chosen else "")


def measure_url(cycle: str, reporter: str, uid: str = "new") -> str:
    """Return the form of a measure."""
    return f"{measures_url(cycle, reporter)}/{uid}"


def evidence_url(cycle: str, reporter: str, point: str, uid: str = "new") -> str:
    """Return the form of a piece of evidence."""
    return f"{point_url(cycle, reporter, point)}/evidence/{uid}"


def proposal_url(cycle: str, reporter: str, ref: str) -> str:
    """Return the address that takes the decision on a proposal."""
    return f"{contribution_url(cycle, reporter)}/proposals/{ref}"


def about_url(cycle: str, reporter: str) -> str:
    """Return the questions about the contribution as a whole."""
    return f"{contribution_url(cycle, reporter)}/about"


def findings_url(cycle: str, reporter: str) -> str:
    """Return the list of all findings."""
    return f"{contribution_url(cycle, reporter)}/findings"


def rule_url(rule: str) -> str:
    """Return where a quality rule is explained."""
    return f"{RULES_URL}#{rule}"


def assignments_url(cycle: str, reporter: str) -> str:
    """Return the page where points are handed to colleagues."""
    return f"{contribution_url(cycle, reporter)}/assignments"


def workbook_url(cycle: str, reporter: str) -> str:
    """Address of the Excel round trip of a contribution."""
    return f"{contribution_url(cycle, reporter)}/workbook"


def looks_url(cycle: str, reporter: str) -> str:
    """Return the page on which the draft is shown to a desk officer."""
    return f"{contribution_url(cycle, reporter)}/looks"


def shown_draft_url(cycle: str, reporter: str, point: str = "") -> str:
    """Return the draft as a desk officer reads it by leave of the country, or one point of it."""
    tail = f"/points/{point}" if point else ""
    return f"/looks/{cycle}/{printed_code(reporter)}{tail}"


def tasks_url(cycle: str, reporter: str) -> str:
    """Return the list of tasks; a contributor's home."""
    return f"{assignments_url(cycle, reporter)}/tasks"


def conversations_url(cycle: str, reporter: str, thread_id: int = 0, *, point: str = "") -> str:
    """Return the page of all conversations, of one of them, or of those at a point."""
    if point:
        return f"{point_url(cycle, reporter, point)}/conversations"
    page = f"{contribution_url(cycle, reporter)}/conversations"
    return f"{page}/{thread_id}" if thread_id else page


def ministries_url(cycle: str, reporter: str) -> str:
    """Return the page where the lead asks ministries to approve points."""
    return f"{contribution_url(cycle, reporter)}/ministries"


def ministry_url(cycle: str, reporter: str, ask: int) -> str:
    """Return what one ministry was asked to approve."""
    return f"{ministries_url(cycle, reporter)}/{ask}"


def sign_off_url(cycle: str, reporter: str) -> str:
    """Return the page of everything around signing and submitting."""
    return f"{contribution_url(cycle, reporter)}/sign-off"


def submissions_url(cycle: str, reporter: str) -> str:
    """Return the list of submissions."""
    return f"{contribution_url(cycle, reporter)}/submissions"


def submission_url(cycle: str, reporter: str, version: int, part: str = "") -> str:
    """Return the read view of a submission, or a part of it such as `receipt`."""
    tail = f"/{part}" if part else ""
    return f"{submissions_url(cycle, reporter)}/{version}{tail}"


def compare_url(cycle: str, reporter: str, old: int = 0, new: int | str = DRAFT) -> str:
    """Return the comparison of a version with a newer one or with the present draft."""
    chosen = f"?from={old}&to={new}" if old else ""
    return f"{contribution_url(cycle, reporter)}/compare{chosen}"


def history_url(cycle: str, reporter: str, subject: str) -> str:
    """Return who saved what of a subject and when; the subject as it is written in the history."""
    return f"{contribution_url(cycle, reporter)}/history?of={quote(subject, safe=':@')}"


def translations_url(cycle: str, reporter: str, code: str) -> str:
    """Return the translations of the text of an answer."""
    return f"{contribution_url(cycle, reporter)}/translations/{code}"


def record_translations_url(cycle: str, reporter: str, kind: str, uid: str) -> str:
    """Return the translations of the texts of a measure or link."""
    return f"{contribution_url(cycle, reporter)}/translations/{kind}/{uid}"


def field_id(subject: str) -> str:
    """Return the id of the element of a question code or an observation key.

    The subject may also be written as in the history: `answer:P12.justification`.
    """
    subject = subject.removeprefix("answer:").removeprefix("observation:")
    kind = "observation" if "@" in subject else "answer"
    return _NOT_IN_AN_ID.sub("-", f"{kind}-{subject}")


def place_of(index: CatalogueIndex, cycle: str, reporter: str, at_point: str, subject: str) -> str:
    """Return where the subject of a finding or of something missing is entered."""
    plain, _sign, breakdown = subject.partition("#")
    if at_point == HEADER:
        about = about_url(cycle, reporter)
        return about if plain == WHOLE else f"{about}#{field_id(plain)}"
    key = parse_key(plain)
    if key is not None and key.indicator in index.indicators:
        indicator = index.indicators[key.indicator]
        if breakdown:
            part = _NOT_IN_AN_ID.sub("-", f"breakdown-{breakdown}-{key.period}")
            return f"{indicator_url(cycle, reporter, at_point, key.indicator)}#{part}"
        if key.codes:
            return indicator_url(cycle, reporter, at_point, key.indicator, plain)
        if indicator.is_counted_by_option:
            return indicator_url(cycle, reporter, at_point, key.indicator)
        return point_url(cycle, reporter, at_point, plain)
    return _named_place(cycle, reporter, at_point, plain)


def _named_place(cycle: str, reporter: str, at_point: str, subject: str) -> str:
    """Return the place of what is no cell: a proposal, a record, a list, a question, a point."""
    page = point_url(cycle, reporter, at_point)
    kind, _colon, name = subject.partition(":")
    if subject == WHOLE:  # a rule that could not run at this point
        return page
    if subject.endswith(".measures"):
        return f"{page}#measures"
    if kind == "prefill":
        return f"{page}#proposal-{name}"
    if kind == "evidence":
        return evidence_url(cycle, reporter, at_point, name)
    if kind == "measure":
        return measure_url(cycle, reporter, name)
    return point_url(cycle, reporter, at_point, subject)


def clarifications_url(cycle: str, reporter: str) -> str:
    """Return the list of the Commission's questions to a country, for its own people."""
    return f"{contribution_url(cycle, reporter)}/clarifications"


def clarification_url(cycle: str, reporter: str, clarification_id: int) -> str:
    """Return one question of the Commission, for the country's own people."""
    return f"{clarifications_url(cycle, reporter)}/{clarification_id}"


def asked_url(cycle: str, reporter: str, clarification_id: int) -> str:
    """Return one question to a country, for the Commission."""
    return f"{desk_url(cycle, reporter)}/clarifications/{clarification_id}"


def asked_list_url(cycle: str, **filters: str) -> str:
    """Return all questions of a cycle, for the Commission, narrowed by filters."""
    chosen = urlencode({name: value for name, value in filters.items() if value})
    return f"{board_url(cycle)}/clarifications" + (f"?{chosen}" if chosen else "")


def board_url(cycle: str, **filters: str) -> str:
    """Return the Commission's board of a cycle, narrowed by filters."""
    chosen = urlencode({name: value for name, value in filters.items() if value})
    return f"/desk/{cycle}" + (f"?{chosen}" if chosen else "")


def board_file_url(cycle: str, **filters: str) -> str:
    """Return the board as a workbook, narrowed by the same filters."""
    return board_url(cycle, **filters).replace(f"/desk/{cycle}", f"/desk/{cycle}/board.xlsx", 1)


def desk_url(cycle: str, reporter: str, version: int = 0, point: str = "") -> str:
    """Return where the Commission reads a submission: the latest, or one version of it."""
    page = f"{board_url(cycle)}/{printed_code(reporter)}"
    page = f"{page}/versions/{version}" if version else page
    return f"{page}#read-{point}" if point else page


def queue_url(cycle: str, **filters: str) -> str:
    """Return the submissions of a cycle that wait at the desk, narrowed by filters."""
    chosen = urlencode({name: value for name, value in filters.items() if value})
    return f"{board_url(cycle)}/queue" + (f"?{chosen}" if chosen else "")


def case_url(cycle: str, reporter: str) -> str:
    """Return where the care of a submission is changed: officer, target date, checklist."""
    return f"{desk_url(cycle, reporter)}/case"


def desk_changes_url(cycle: str, reporter: str, version: int, earlier: int = 0) -> str:
    """Return where the Commission reads what changed since an earlier version."""
    chosen = f"?from={earlier}" if earlier else ""
    return f"{desk_url(cycle, reporter, version)}/changes{chosen}"


def desk_last_cycle_url(cycle: str, reporter: str, version: int) -> str:
    """Return where the Commission reads a submission beside the one of the last cycle."""
    return f"{desk_url(cycle, reporter, version)}/last-cycle"
