"""What is found, in one sentence: each number in it is a figure of the edition, none worked out.

Nothing is ranked and no country is named. Where the edition has no figure to say it with, the
sentence is empty, and how many Member States stand behind the chart is said in its place.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.core.i18n import gettext as _
from app.dashboards.view import Figure, Sentence, View, said
from app.domain.facts import EU27, Fact
from app.domain.points import PointGroup
from app.domain.suppression import is_shown
from app.editions.charts import title_of

_UPPER = ("substantial", "full")  # the steps of the progress scale that the sentence is about


def joined(*sentences: Sentence) -> Sentence:
    """Return sentences one after the other, those with nothing to say left out."""
    told = [sentence for sentence in sentences if sentence]
    pieces = [piece for sentence in told for piece in (Figure(" "), *sentence)]
    return tuple(pieces[1:])


def upper_steps(view: View, point: str) -> Sentence:
    """Return how many Member States chose each of the upper two steps at a point."""
    found = _steps(view, f"{point}.progress", "n")
    if not found:
        return ()
    return said(
        _(
            "Substantial progress in %(substantial)s and full implementation in %(full)s of the "
            "%(given)s Member States that reported a status."
        ),
        **found,
    )


def upper_steps_of_group(view: View, group: PointGroup) -> Sentence:
    """Return how many of the statuses given at the points of a group are one of the upper two."""
    found = _steps(view, f"{group.id}.progress", "given")
    if not found:
        return ()
    return said(
        _(
            "Substantial progress in %(substantial)s and full implementation in %(full)s of the "
            "%(given)s statuses given at these points."
        ),
        **found,
    )


def full_by_group(view: View) -> Sentence:
    """Return how many of the statuses given in each group of points are the highest step."""
    pieces: list[Figure] = []
    for group in view.catalogue.instrument.groups:
        found = _steps(view, f"{group.id}.progress", "given")
        if found:
            part = said(
                _("%(group)s %(full)s of %(given)s"),
                group=title_of(group),
                full=found["full"],
                given=found["given"],
            )
            pieces += [Figure("; "), *part]
    if not pieces:
        return ()
    return (*said(_("Full implementation, of the statuses given:")), Figure(" "), *pieces[1:],
            Figure("."))  # fmt: skip


def _steps(view: View, subject: str, given: str) -> dict[str, Figure]:
    measures = {"given": given, **{step: f"count/{step}" for step in _UPPER}}
    facts = {
        name: view.fact(f"{subject}/{EU27}/{measure}@{view.period}")
        for name, measure in measures.items()
    }
    shown = {name: view.figure(f) for name, f in facts.items() if f is not None and is_shown(f)}
    return shown if len(shown) == len(measures) and shown["given"].count else {}


def most_given(view: View, answers: Sequence[tuple[str, Fact]], given: Fact | None) -> Sentence:
    """Return which answer was given most; where several share that place, none is picked."""
    if given is None or not is_shown(given) or not given.number:
        return ()
    most = _most(answers)
    if most is None:
        return ()
    template = _(
        "The answer given most is “%(answer)s”: %(count)s of the %(n)s Member States that answered."
    )
    if view.is_baseline:
        template = _(
            "What public sources show most is “%(answer)s”: %(count)s of the %(n)s Member States "
            "with an answer."
        )
    words, fact = most
    return said(template, answer=words, count=view.figure(fact), n=view.figure(given))


def used_types(view: View, subject: str) -> list[tuple[str, Fact]]:
    """Return the types of measures that a subject and set count, with their figures."""
    found = [
        (option.label, view.fact(f"{subject}/count/type={option.value}@{view.period}"))
        for option in view.catalogue.measure_types
    ]
    return [(words, fact) for words, fact in found if fact is not None]


def most_used(view: View, types: Sequence[tuple[str, Fact]], measures: Figure) -> Sentence:
    """Return which type most of some measures have; where several share that place, none."""
    most = _most(types)
    if most is None or not measures.url or measures.count < 2:
        return ()
    words, fact = most
    return said(
        _("The most frequent type is “%(type)s”: %(count)s of %(all)s measures."),
        type=words,
        count=view.figure(fact),
        all=measures,
    )


def _most(found: Iterable[tuple[str, Fact]]) -> tuple[str, Fact] | None:
    """Return what has the highest count; nothing where one that is not shown could be higher."""
    counted = list(found)
    highest = max((fact.number or Decimal(0) for _words, fact in counted), default=Decimal(0))
    first = [(words, fact) for words, fact in counted if fact.number == highest]
    is_whole = all(is_shown(fact) for _words, fact in counted)
    return first[0] if is_whole and highest and len(first) == 1 else None


def half_of(view: View, median: Fact | None, given: Fact | None) -> Sentence:
    """Return the value that half of those who gave one do not exceed."""
    if median is None or given is None or not (is_shown(median) and is_shown(given)):
        return ()
    template = _(
        "The median is %(median)s: half of the %(n)s Member States that gave a value have no more "
        "than that."
    )
    if view.is_baseline:
        template = _(
            "The median is %(median)s: half of the %(n)s Member States with a value in public "
            "sources have no more than that."
        )
    return said(template, n=view.figure(given), median=view.figure(median))


def whole_of(view: View, total: Fact | None, given: Fact | None, period: str) -> Sentence:
    """Return what all that is drawn comes to, where the edition adds it up."""
    if total is None or not is_shown(total) or view.is_baseline:
        return ()
    figure = view.figure(total)
    if given is None or not is_shown(given):
        return said(_("All together %(total)s in %(period)s."), total=figure, period=period)
    return said(
        _("All together %(total)s in %(period)s, from the %(n)s Member States that gave a value."),
        total=figure,
        period=period,
        n=view.figure(given),
    )
