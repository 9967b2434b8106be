"""What a reader sees of editions and figures: states, titles, sentences and rules in words."""

import re
from datetime import date
from decimal import Decimal

from app.core.i18n import asked_word, country_name, format_date, format_number, ngettext
from app.core.i18n import gettext as _
from app.domain.facts import EU27, Fact
from app.domain.indicators import PROGRESS, Indicator
from app.domain.observations import CatalogueIndex
from app.domain.points import Option, PointGroup
from app.domain.roles import COMMISSION
from app.domain.ticked import ticked_questions
from app.domain.workflow import EditionStatus
from app.reporting import words

_POINT = re.compile(
    r"(?P<point>P\d\d)\.(?P<topic>progress|measures|coverage|obstacles|support_wanted|support_offered)"
)
_GROUP = re.compile(r"(?P<group>[a-z_]+)\.(?P<topic>progress|measures)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def status_word(status: EditionStatus) -> str:
    """Return the state of an edition."""
    return {
        EditionStatus.FROZEN: _("Frozen"),
        EditionStatus.FACT_CHECK: _("In fact check"),
        EditionStatus.APPROVED: _("Approved"),
        EditionStatus.PUBLISHED: _("Published"),
    }[status]


def set_word(name: str) -> str:
    """Return for whom a figure speaks: all Member States, the Commission, or one country."""
    if name == EU27:
        return _("27 Member States")
    return country_name(name)


def point_of(subject: str) -> tuple[str, str] | None:
    """Return point and topic of a subject like `P12.progress`, None for any other."""
    match = _POINT.fullmatch(subject)
    return (match["point"], match["topic"]) if match else None


def group_of(index: CatalogueIndex, subject: str) -> tuple[PointGroup, str] | None:
    """Return group and topic of a subject like `strategic.progress`, None for any other."""
    match = _GROUP.fullmatch(subject)
    groups = {group.id: group for group in index.catalogue.instrument.groups}
    if match is None or match["group"] not in groups:
        return None
    return groups[match["group"]], match["topic"]


def topic_of(index: CatalogueIndex, subject: str) -> str:
    """Return what kind of thing a figure is about: `coverage`, `measures`, `progress`, an id."""
    known, group = point_of(subject), group_of(index, subject)
    return known[1] if known else group[1] if group else subject


def subject_word(index: CatalogueIndex, subject: str) -> str:
    """Return what a figure is about."""
    if subject in index.indicators:
        return index.indicators[subject].name
    known, group = point_of(subject), group_of(index, subject)
    if group is not None:
        title = {"title": words.in_language(group[0].title)}
        if group[1] == "progress":
            return _("%(title)s: progress status") % title
        return _("%(title)s: measures") % title
    if known is None:
        return {
            "measures": _("Measures"),
            "obstacles": _("Obstacles"),
            "support_wanted": _("Support wanted"),
            "support_offered": _("Support offered"),
        }.get(subject) or _("Coverage")
    number = {"number": int(known[0][1:])}
    return {
        "obstacles": _("Point %(number)d: obstacles") % number,
        "support_wanted": _("Point %(number)d: support wanted") % number,
        "support_offered": _("Point %(number)d: support offered") % number,
        "progress": _("Point %(number)d: progress status") % number,
        "measures": _("Point %(number)d: measures") % number,
        "coverage": _("Point %(number)d: coverage") % number,
    }[known[1]]


def codes_word(index: CatalogueIndex, fact: Fact) -> str:
    """Return the codes of a figure in words, empty for a total."""
    indicator = index.indicators.get(fact.key.subject)
    found = []
    for dimension, code in fact.key.codes:
        if dimension == "sub_item":
            found.append(_("element (%(letter)s)") % {"letter": code})
        elif indicator is not None:
            found.append(words.code_word(index, indicator, dimension, code))
        else:
            found.append(option_word(index.catalogue.measure_types, code))
    return ", ".join(found)


def option_word(options: tuple[Option, ...], value: str) -> str:
    """Return the label of one choice."""
    return next((option.label for option in options if option.value == value), value)


def options_of(index: CatalogueIndex, fact: Fact) -> tuple[Option, ...]:
    """Return the choices among which a figure counts or of which it is one."""
    indicator = index.indicators.get(fact.key.subject)
    if indicator is not None and indicator.id != PROGRESS:
        return indicator.options
    topic = fact.key.subject.rpartition(".")[2]
    asked = (q.options for q in ticked_questions(index) if q.key == topic)
    return next(asked, index.catalogue.progress_scale)


def measure_word(index: CatalogueIndex, fact: Fact) -> str:
    """Return which kind of figure this is, in a few words."""
    kind, _slash, chosen = fact.key.measure.partition("/")
    if chosen:
        return _("countries: %(choice)s") % {"choice": option_word(options_of(index, fact), chosen)}
    return rule_word(kind)


def rule_word(kind: str) -> str:
    """Return how a figure was made, in a few words."""
    return {
        "n": _("countries with information"),
        "missing": _("countries without information"),
        "sum": _("sum"),
        "median": _("median"),
        "mean": _("mean"),
        "ratio_of_sums": _("ratio of the sums"),
        "count_yes": _("countries that say yes"),
        "value": _("value"),
        "covered": _("countries covered by public sources"),
        "reported": _("countries that reported"),
        "points": _("points with information"),
        "count": _("number"),
        "countries": _("countries with measures"),
        "index": _("index"),
        "change": _("change"),
        "given": _("statuses given"),
    }.get(kind) or _("countries that chose this")


def standing(text: str) -> str:
    """Return words of this module as they stand alone, in a cell or at the head of a line."""
    return text[:1].upper() + text[1:]


def fact_title(index: CatalogueIndex, fact: Fact) -> str:
    """Return the title of a figure: what it is about and which kind of figure it is."""
    codes = codes_word(index, fact)
    subject = subject_word(index, fact.key.subject)
    about = f"{subject}, {codes}" if codes else subject
    return _("%(about)s – %(kind)s") % {"about": about, "kind": measure_word(index, fact)}


def figure_text(index: CatalogueIndex, fact: Fact) -> str:
    """Return the figure as it is read, without its unit."""
    if fact.number is not None:
        number = fact.number
        is_whole = number == number.to_integral_value()
        text = format_number(number.quantize(Decimal(1)) if is_whole else number)
        return f"+{text}" if fact.key.measure == "change" and number > 0 else text
    text = fact.text or ""
    if text in ("yes", "no"):
        return _("Yes") if text == "yes" else _("No")
    if _DAY.fullmatch(text):
        return format_date(date.fromisoformat(text))
    return option_word(options_of(index, fact), text)


def unit_word(fact: Fact) -> str:
    """Return the unit of a figure; indicators bring their own."""
    count = int(fact.number or 0) if fact.unit in _COUNTED else 0
    return {
        "statuses": ngettext("status", "statuses", count),
        "countries": ngettext("Member State", "Member States", count),
        "measures": ngettext("measure", "measures", count),
        "points": ngettext("point", "points", count),
    }.get(fact.unit) or asked_word(fact.unit)


_COUNTED = ("countries", "measures", "points", "statuses")


def n_of(fact: Fact) -> str:
    """Return how many reporters stand behind a figure of the Member States, else nothing."""
    if fact.key.set != EU27:
        return ""
    return _("%(n)d of %(of)d") % {"n": fact.n, "of": fact.of}


def missing_words(
    index: CatalogueIndex, fact: Fact, is_baseline: bool
) -> tuple[tuple[str, int], ...]:
    """Return why values are missing, in words, with the number of Member States."""
    return tuple(
        (standing(reason_word(index, reason, is_baseline)), count)
        for reason, count in fact.missing.items()
    )


def reason_word(index: CatalogueIndex, reason: str, is_baseline: bool) -> str:
    """Return why a Member State has no value, in words."""
    own = {
        "not_reported": _("nothing compiled") if is_baseline else _("no accepted submission"),
        "left_out": _("point left out"),
        "unanswered": _("no public source found") if is_baseline else _("not answered"),
        "no_base": _("no value for the first period"),
        "break": _("break in the series, or another definition"),
        "not_shown": _("not shown, because it would tell a value that is kept back"),
    }
    return own.get(reason) or words.missing_word(index, reason)


def limited_words(fact: Fact) -> str:
    """Return that few Member States stand behind a figure, nothing where there are enough."""
    if "limited_coverage" not in fact.flags:
        return ""
    return _("Limited coverage: fewer than ten Member States stand behind it")


def flag_words(index: CatalogueIndex, fact: Fact) -> tuple[str, ...]:
    """Return what qualifies a figure."""
    limited = limited_words(fact)
    some = _("Some values behind it: %(flag)s") if fact.key.set == EU27 else "%(flag)s"
    return tuple(
        limited if flag == "limited_coverage" else some % {"flag": words.flag_word(index, flag)}
        for flag in fact.flags
    )


def about_word(index: CatalogueIndex, fact: Fact) -> str:
    """Return what a figure is about, as it stands inside a sentence."""
    codes = codes_word(index, fact)
    indicator: Indicator | None = index.indicators.get(fact.key.subject)
    known, group = point_of(fact.key.subject), group_of(index, fact.key.subject)
    if indicator is not None:
        return f"“{indicator.name}” ({codes})" if codes else f"“{indicator.name}”"
    if group is not None:
        return _("the group “%(title)s”") % {"title": words.in_language(group[0].title)}
    if known is None:
        return codes
    point = index.catalogue.point(int(known[0][1:]))
    if point is None:
        return known[0]
    title = words.point_title(point)
    about = _("point %(number)d (%(title)s)") % {"number": point.number, "title": title}
    return f"{about}, {codes}" if codes and known[1] == "progress" else about


def is_of_commission(fact: Fact) -> bool:
    """Tell whether a figure speaks of the Commission services."""
    return fact.key.set == COMMISSION
