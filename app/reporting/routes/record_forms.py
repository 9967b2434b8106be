"""The forms of measures, links and decisions; lengths are judged where the texts can be kept."""

from dataclasses import fields
from typing import Annotated, Literal

from pydantic import Field

from app.reporting.pages.put_together import Decision
from app.reporting.service.records import EvidenceInput, MeasureInput
from app.web.forms import FormModel, WholeNumber
from app.web.uploads import Upload

Revision = Annotated[WholeNumber, Field(ge=0, le=1_000_000_000)]


Take = Literal["", "mine", "theirs"]
TakeText = Literal["", "mine", "theirs", "merged"]


class RecordForm(FormModel):
    """What the forms of measures and links bring along: what they knew, and what was chosen of
    fields that two people changed, named in `undecided`."""

    revision: Revision = 0
    base_revision: Revision = 0
    undecided: tuple[str, ...] = ()
    take_title: Take = ""
    take_description: TakeText = ""
    take_language: Take = ""
    take_visibility: Take = ""
    merged_description: str = ""

    def decisions(self) -> dict[str, Decision]:
        """Return what was chosen of each field that was open."""
        sent = self.model_dump()
        return {
            name: Decision(sent[f"take_{name}"], sent.get(f"merged_{name}", ""))
            for name in self.undecided
            if f"take_{name}" in sent
        }


class MeasureForm(RecordForm):
    """A measure; points and the ticks of code lists come once for each box."""

    title: str = ""
    type: str = ""
    stage: str = ""
    points: tuple[str, ...] = ()
    description: str = ""
    start: str = ""
    end: str = ""
    lead_body: str = ""
    budget: str = ""
    partners: str = ""
    regions: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    link: str = ""
    language: str = "en"
    visibility: str = "public"
    take_type: Take = ""
    take_stage: Take = ""
    take_start: Take = ""
    take_end: Take = ""
    take_lead_body: Take = ""
    take_budget: Take = ""
    take_partners: TakeText = ""
    take_link: Take = ""
    merged_partners: str = ""

    def given(self) -> MeasureInput:
        """Return what the service takes."""
        known = {field.name for field in fields(MeasureInput)}
        return MeasureInput(**self.model_dump(include=known))


class EvidenceForm(RecordForm):
    """A link or a file behind what is said at a point."""

    title: str = ""
    url: str = ""
    description: str = ""
    published_on: str = ""
    language: str = "en"
    visibility: str = "public"
    file: Upload | None = None
    alt_text: str = ""
    withheld: Literal["", "yes"] = ""
    withheld_reason: str = ""
    take_url: Take = ""
    take_published_on: Take = ""
    take_alt_text: TakeText = ""
    take_withheld_reason: TakeText = ""
    merged_alt_text: str = ""
    merged_withheld_reason: str = ""

    def given(self) -> EvidenceInput:
        """Return what the service takes."""
        known = {field.name for field in fields(EvidenceInput)} - {"withheld"}
        texts = self.model_dump(include=known)
        return EvidenceInput(**texts, withheld=self.withheld == "yes")


class RemoveForm(FormModel):
    """Take a record out, or bring it back."""

    revision: Revision = 0
    removed: Literal["yes", "no"] = "yes"


class LinkForm(FormModel):
    """Let an existing measure serve a point."""

    uid: str = ""


class DecisionForm(FormModel):
    """A decision on a proposal; `back` says which page it was taken on."""

    decision: str = ""
    value: str = ""
    source: str = ""
    reason: str = ""
    revision: Revision = 0
    back: Literal["point", "indicator"] = "point"
