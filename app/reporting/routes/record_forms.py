"""The forms of measures, links and decisions; lengths are judged where the texts can be kept."""

from typing import Annotated, Literal

from pydantic import Field

from app.reporting.service.records import EvidenceInput, MeasureInput
from app.web.forms import FormModel, WholeNumber
from app.web.uploads import Upload

Revision = Annotated[WholeNumber, Field(ge=0, le=1_000_000_000)]


class MeasureForm(FormModel):
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
    revision: Revision = 0

    def given(self) -> MeasureInput:
        """Return what the service takes."""
        return MeasureInput(**self.model_dump(exclude={"revision"}))


class EvidenceForm(FormModel):
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
    revision: Revision = 0

    def given(self) -> EvidenceInput:
        """Return what the service takes."""
        texts = self.model_dump(exclude={"revision", "file", "withheld"})
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
