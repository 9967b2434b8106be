"""What a refresh did, in words: the name of a figure, and what became of it."""

from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.messages import sentence
from app.council_report.contents import ReportContents
from app.council_report.document import ChartBlock, Document, Table
from app.council_report.refresh import messages
from app.council_report.refresh.outcome import Kind
from app.council_report.refresh.wanted import MISSING
from app.domain.answers import Problem
from app.domain.facts import EU27, Fact, parse_fact_key
from app.domain.observations import CatalogueIndex
from app.editions.words import fact_title, reason_word, set_word

__all__ = ["messages"]  # registers the sentences

_OWN = "edition:"


@dataclass(frozen=True)
class Names:
    """What is needed to name a figure, a table or a chart."""

    index: CatalogueIndex
    is_baseline: bool
    blocks: dict[str, str]

    @classmethod
    def of(cls, contents: ReportContents, document: Document) -> "Names":
        """Gather them from an edition and its report."""
        blocks = {}
        for block in document.blocks():
            if isinstance(block, Table):
                blocks[block.id] = block.caption
            elif isinstance(block, ChartBlock):
                blocks[block.chart.id] = block.chart.title
        return cls(contents.index, contents.is_baseline, blocks)

    def label(self, name: str) -> str:
        """Return what a figure or block is called on screen."""
        if name in self.blocks:
            return self.blocks[name]
        if name.startswith(_OWN):
            return _own_word(name.removeprefix(_OWN))
        if name.startswith(("table:", "chart:")):
            return _("A table") if name.startswith("table:") else _("A chart")
        fact, _part, reason = name.partition(MISSING)
        key = parse_fact_key(fact)
        if key is None:
            return _("A figure that this edition does not know")
        title = fact_title(self.index, Fact(key))
        if key.set != EU27:
            title = f"{title} ({set_word(key.set)})"
        if reason:
            title = f"{title}: {reason_word(self.index, reason, self.is_baseline)}"
        return title


def _own_word(part: str) -> str:
    _cover, _slash, label = part.partition("/")
    if label:
        return _("Title page: %(label)s") % {"label": label}
    return {
        "mark": _("Title page: status of the document"),
        "running_head": _("Line at the head of each page"),
        "edition": _("Edition at the foot of each page"),
    }.get(part, _("A figure that this edition does not know"))


def kind_word(kind: Kind) -> str:
    """Return what became of figures, as a heading."""
    return {
        "changed": _("Changed"),
        "taken": _("Edited by hand, and replaced"),
        "edited": _("Edited by hand, and left alone"),
        "deleted": _("Deleted, but the deletion is not accepted yet"),
        "removed": _("Taken out of the file"),
        "unplaced": _("New in the edition, not in the file"),
        "gone": _("In the file, no longer in the edition"),
        "unshaped": _("Could not be matched"),
    }[kind]


def kind_advice(kind: Kind) -> str:
    """Return what it means and what to do about it, empty where there is nothing to do."""
    return {
        "changed": _("The sentence around a figure may have to follow: look at singular and "
                     "plural, at “most” and “few”."),
        "taken": _("What somebody had typed was replaced because you asked for it."),
        "edited": _("Somebody typed over what the portal wrote, or added a row. Refresh the file "
                    "once more with the tick below to replace figures; added rows stay."),
        "deleted": _("Accept or reject the deletion in Word. Should it be rejected, the figure is "
                     "up to date."),
        "removed": _("These stay out."),
        "unplaced": _("To use one, build the report anew and copy the figure or table from there: "
                      "it brings its tag along."),
        "gone": _("The edition does not show these any more. Rewrite the sentence, or take the "
                  "table out."),
        "unshaped": _("Rows or columns were changed so much that the figures cannot be told apart. "
                      "Copy the table or chart from a newly built report."),
    }[kind]  # fmt: skip


def count_word(kind: Kind, count: int) -> str:
    """Return how many, as it stands in a summary."""
    texts = {
        "changed": ngettext("%(num)s changed", "%(num)s changed", count),
        "taken": ngettext("%(num)s replaced", "%(num)s replaced", count),
        "edited": ngettext("%(num)s edited by hand", "%(num)s edited by hand", count),
        "deleted": ngettext("%(num)s being deleted", "%(num)s being deleted", count),
        "removed": ngettext("%(num)s taken out", "%(num)s taken out", count),
        "unplaced": ngettext("%(num)s not placed", "%(num)s not placed", count),
        "gone": ngettext("%(num)s no longer there", "%(num)s no longer there", count),
        "unshaped": ngettext("%(num)s not matched", "%(num)s not matched", count),
    }
    return texts[kind] % {"num": count}


def problem_sentence(problem: Problem) -> str:
    """Return why a file is not taken."""
    return sentence(problem.code, **problem.params)
