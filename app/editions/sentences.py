"""The sentence a figure stands in, and the rule by which it was made, in words."""

from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact
from app.domain.observations import CatalogueIndex
from app.editions import words
from app.reporting.words import period_word


def sentence_of(index: CatalogueIndex, fact: Fact, is_baseline: bool) -> str:
    """Return the figure as one sentence."""
    template = _template(index, fact, is_baseline)
    kind, _slash, chosen = fact.key.measure.partition("/")
    options = {option.value: option.label for option in words.options_of(index, fact)}
    unit = words.unit_word(fact) if kind in _WITH_UNIT else ""
    return template % {
        "about": words.about_word(index, fact),
        "type": words.codes_word(index, fact),
        "period": period_word(fact.key.period),
        "figure": f"{words.figure_text(index, fact)} {unit}".strip(),
        "number": words.figure_text(index, fact),
        "unit": fact.unit,
        "n": fact.n,
        "of": fact.of,
        "reporter": words.set_word(fact.key.set),
        "choice": options.get(chosen, chosen),
    }


_WITH_UNIT = frozenset({"sum", "median", "mean", "ratio_of_sums", "value", "change"})


def _template(index: CatalogueIndex, fact: Fact, is_baseline: bool) -> str:
    topic = words.topic_of(index, fact.key.subject)
    if topic == "coverage":
        return _coverage(fact, is_baseline)
    if topic == "measures":
        return _measures(fact)
    if words.group_of(index, fact.key.subject):
        return _of_group(fact)
    if fact.key.measure in ("index", "change"):
        return _of_series(fact)
    if is_baseline:
        return _from_public_sources(fact)
    return _reported(fact)


def _of_group(fact: Fact) -> str:
    is_chosen = "/" in fact.key.measure
    if fact.key.set != EU27:
        if is_chosen:
            return _("%(reporter)s, %(about)s: points with the status “%(choice)s”: %(number)s.")
        return _("%(reporter)s, %(about)s: points with a status: %(number)s.")
    if is_chosen:
        return _(
            "Number of times that “%(choice)s” was chosen at a point of %(about)s: %(number)s "
            "(%(n)s of %(of)s Member States gave a status)."
        )
    return _(
        "Statuses given at the points of %(about)s: %(number)s, by %(n)s of %(of)s Member States."
    )


def _of_series(fact: Fact) -> str:
    if fact.key.set == EU27:
        if fact.key.measure == "change":
            return _(
                "Change of %(about)s, %(period)s, taken together over the %(n)s of %(of)s Member "
                "States with a value for both: %(figure)s."
            )
        return _(
            "Index of %(about)s, %(period)s, taken together over the %(n)s of %(of)s Member States "
            "with a value for both periods: %(number)s (%(unit)s)."
        )
    if fact.key.measure == "change":
        return _("%(reporter)s, %(about)s, %(period)s: change of %(figure)s.")
    return _("%(reporter)s, %(about)s, %(period)s: index %(number)s (%(unit)s).")


def _coverage(fact: Fact, is_baseline: bool) -> str:
    if fact.key.subject != "coverage":
        if fact.key.measure == "n":
            return _("There is information on %(about)s from %(figure)s of %(of)s Member States.")
        return _("There is no information on %(about)s from %(figure)s of %(of)s Member States.")
    if fact.key.measure == "points":
        return _("%(reporter)s: number of points on which there is information: %(figure)s.")
    if fact.key.measure == "covered":
        return _("Public sources cover %(figure)s of %(of)s Member States.")
    if is_baseline:
        return _(
            "%(figure)s of %(of)s Member States reported: all of this edition comes from public "
            "sources."
        )
    return _("%(figure)s of %(of)s Member States reported and were accepted.")


def _measures(fact: Fact) -> str:
    is_typed, is_point = bool(fact.key.codes), fact.key.subject != "measures"
    if fact.key.set != EU27:
        if not is_point:
            return _("%(reporter)s: number of measures: %(figure)s.")
        if is_typed:
            return _(
                "%(reporter)s, %(about)s: number of measures of the type %(type)s: %(figure)s."
            )
        return _("%(reporter)s, %(about)s: number of measures: %(figure)s.")
    if fact.key.measure == "countries":
        if is_point:
            return _("%(figure)s of %(of)s Member States have measures that serve %(about)s.")
        return _("%(figure)s of %(of)s Member States have measures that serve the Recommendation.")
    if is_typed and is_point:
        return _(
            "Measures of the type %(type)s that serve %(about)s: %(figure)s, from %(n)s of %(of)s "
            "Member States."
        )
    if is_typed:
        return _("Measures of the type %(type)s: %(figure)s, from %(n)s of %(of)s Member States.")
    if is_point:
        return _("Measures that serve %(about)s: %(figure)s, from %(n)s of %(of)s Member States.")
    return _("Measures altogether: %(figure)s, from %(n)s of %(of)s Member States.")


def _from_public_sources(fact: Fact) -> str:
    if fact.key.measure == "value":
        return _("Public sources say of %(reporter)s, %(about)s, %(period)s: %(figure)s.")
    if fact.key.measure == "n":
        return _(
            "Public sources give a value for %(about)s, %(period)s, in %(figure)s of %(of)s Member "
            "States."
        )
    return _of_several(fact)


def _reported(fact: Fact) -> str:
    if fact.key.measure == "value":
        return _("%(reporter)s reports for %(about)s, %(period)s: %(figure)s.")
    if fact.key.measure == "n":
        return _("%(figure)s of %(of)s Member States reported a value for %(about)s, %(period)s.")
    return _of_several(fact)


def _of_several(fact: Fact) -> str:
    kind, _slash, chosen = fact.key.measure.partition("/")
    if chosen:
        return _(
            "%(figure)s of the %(n)s Member States with a value chose “%(choice)s” for %(about)s, "
            "%(period)s (%(n)s of %(of)s gave a value)."
        )
    return {
        "missing": _("%(figure)s of %(of)s Member States gave no value for %(about)s, %(period)s."),
        "sum": _(
            "The values of %(n)s of %(of)s Member States for %(about)s, %(period)s, add up to "
            "%(figure)s."
        ),
        "median": _(
            "The median of the values of %(n)s of %(of)s Member States for %(about)s, %(period)s, "
            "is %(figure)s."
        ),
        "mean": _(
            "The mean of the values of %(n)s of %(of)s Member States for %(about)s, %(period)s, is "
            "%(figure)s."
        ),
        "ratio_of_sums": _(
            "Taken together, %(n)s of %(of)s Member States reach %(figure)s for %(about)s, "
            "%(period)s."
        ),
        "count_yes": _(
            "%(figure)s of the %(n)s Member States with a value say yes to %(about)s, %(period)s "
            "(%(n)s of %(of)s gave a value)."
        ),
    }[kind]


def rule_of(fact: Fact, is_baseline: bool) -> str:
    """Return how the figure was made."""
    kind, _slash, chosen = fact.key.measure.partition("/")
    if chosen:
        return _(
            "The Member States that chose this are counted. An ordered scale is only ever counted, "
            "never averaged."
        )
    if kind == "value":
        if is_baseline:
            return _("Taken over from the public source as it stands; nothing is computed.")
        return _("Taken over from the submission as it stands; nothing is computed.")
    return {
        "n": _("The Member States for which there is something are counted."),
        "missing": _("The Member States for which there is nothing are counted."),
        "sum": _("The values that exist are added up; nothing is estimated for the others."),
        "median": _("The middle one of the values that exist, in the order of their size."),
        "mean": _(
            "The values that exist are added up and divided by their number; nothing is estimated "
            "for the others. Rounded half to even to one decimal."
        ),
        "ratio_of_sums": _(
            "The sum of the parts divided by the sum of the wholes, over the Member States that "
            "gave both, as a percentage rounded half to even to one decimal."
        ),
        "count_yes": _("The Member States that say yes are counted."),
        "covered": _("The Member States of which public sources say something are counted."),
        "reported": _("The Member States with an accepted submission are counted."),
        "index": _(
            "The value of this period for every hundred of the first period asked for, over those "
            "that gave both. Where the first is missing or zero there is no index."
        ),
        "change": _("The index less a hundred: by how many per cent the value changed."),
        "given": _("Each status given at a point of the group is counted once."),
        "points": _("The points on which there is at least one answer, value or measure."),
        "count": _("Each measure is counted once, at each point and in each group it serves."),
        "countries": _("The Member States with at least one measure are counted."),
    }[kind]
