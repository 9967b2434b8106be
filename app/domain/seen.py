"""A submission as one reader may see it: values above the reader's level are taken out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain.contribution import Evidence, ReportData
from app.domain.observations import CatalogueIndex
from app.domain.points import Question, question_code
from app.domain.visibility import Stage, Viewer, effective, may_see


def seen_by(index: CatalogueIndex, data: ReportData, viewer: Viewer, stage: Stage) -> ReportData:
    """Return only what this viewer may see at this stage; the catalogue's ceiling holds too."""
    if viewer is Viewer.OWN:
        return data
    ceilings = _ceilings(index)

    def answer_level(code: str, chosen: str) -> str:
        return effective(chosen, ceilings.get(code.partition(".")[2], "public"))

    never = {q.key for q in index.catalogue.questions if q.sensitivity == "never"}
    return replace(
        data,
        answers={
            code: answer
            for code, answer in data.answers.items()
            if may_see(viewer, answer_level(code, answer.visibility), stage)
            and (viewer is Viewer.COMMISSION or code.partition(".")[2] not in never)
        },
        observations={
            key: seen
            for key, seen in data.observations.items()
            if may_see(
                viewer,
                effective(seen.visibility, index.indicators[key.indicator].sensitivity),
                stage,
            )
        },
        measures=tuple(m for m in data.measures if may_see(viewer, m.visibility, stage)),
        evidence=tuple(
            without_withheld(e) if viewer is not Viewer.COMMISSION else e
            for e in data.evidence
            if may_see(viewer, e.visibility, stage)
            and (viewer is Viewer.COMMISSION or not e.withheld or e.url)
        ),
        decisions=data.decisions if viewer is Viewer.COMMISSION else (),
        left_out=data.left_out if viewer is Viewer.COMMISSION else dict.fromkeys(data.left_out, ""),
    )


def without_any_withheld(evidence: Iterable[Evidence]) -> Iterator[Evidence]:
    """Yield evidence as it may leave the house, whoever asks: pages and files for the public are
    passed on, so that they hold nothing withheld for the Commission's own people either."""
    for one in evidence:
        if not one.withheld or one.url:
            yield without_withheld(one)


def without_withheld(evidence: Evidence) -> Evidence:
    """Return evidence without any trace of a file that is not for publication."""
    if not evidence.withheld:
        return evidence
    return replace(
        evidence,
        file_name="",
        file_sha256="",
        file_type="",
        alt_text="",
        translations=tuple(t for t in evidence.translations if t.field != "alt_text"),
        withheld=False,
        withheld_reason="",
    )


def _ceilings(index: CatalogueIndex) -> dict[str, str]:
    """Return the most closed sensitivity of each question key; the contact is never published."""
    levels: dict[str, str] = {}
    for question in index.catalogue.questions:
        levels[question.key] = effective(_level(question), levels.get(question.key, "public"))
    return levels


def _level(question: Question) -> str:
    return "aggregate_only" if question.sensitivity == "never" else question.sensitivity


def narrative_codes(index: CatalogueIndex, point: str) -> tuple[str, ...]:
    """Return the codes of the texts asked at a point, in order."""
    number = int(point[1:])
    return tuple(
        question_code(point, question.key)
        for question in index.catalogue.questions
        if question.kind == "text" and (question.points is None or number in question.points)
    )
