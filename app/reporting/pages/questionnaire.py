"""The empty questionnaire on paper: everything that is asked, with every branch."""

from collections.abc import Iterator, Mapping

from app.catalogue.queries import CycleInfo
from app.core.i18n import format_date, format_number, ngettext
from app.core.i18n import gettext as _
from app.core.paper import Block, Bullets, Heading, Notice, Paper, Paragraph, Table, Terms
from app.domain.asked import AskedPoint, asked_header, asked_points, total_keys
from app.domain.contribution import MEASURE_CODES
from app.domain.indicators import Breakdown, Indicator
from app.domain.observations import CatalogueIndex
from app.domain.points import PROGRESS_EXITS, Header, Point, Question
from app.domain.roles import COMMISSION
from app.domain.workflow import CycleStatus
from app.reporting import words
from app.reporting.addresses import questionnaire_url
from app.reporting.pages.indicator import rules_of
from app.reporting.pages.indicator_groups import tier_facts
from app.reporting.pages.records import measure_labels
from app.web.pages import Link

NUMBERS = ("count", "decimal", "percentage", "money_eur")


def is_open_to_all(cycle: CycleInfo) -> bool:
    """Tell whether anybody may read what is asked: a round in earnest whose questions are fixed."""
    return cycle.is_live and cycle.status is not CycleStatus.DESIGN


def questionnaire_links(cycle: CycleInfo) -> tuple[Link, ...]:
    """Return where what is asked can be read on paper: of Member States, of the Commission."""
    return (
        (_("Questions to the Member States (PDF)"), questionnaire_url(cycle.code, "")),
        (_("Questions to the Commission (PDF)"), questionnaire_url(cycle.code, COMMISSION)),
    )


def questionnaire_paper(index: CatalogueIndex, cycle: CycleInfo, reporter: str) -> Paper:
    """Return what is asked of a Member State, or of the Commission."""
    points = asked_points(index, reporter)
    is_draft = cycle.status is CycleStatus.DESIGN
    whom = _("European Commission") if reporter == COMMISSION else _("Member States")
    blocks = (
        *_opening(index, cycle, len(points), is_draft),
        *_scales(index),
        *_about(index, reporter),
        *(block for group in _groups(index, cycle, points) for block in group),
        *_lists(index, points),
    )
    return Paper(_("Questionnaire"), whom, cycle.title, blocks, is_draft, cycle.is_training)


def _opening(
    index: CatalogueIndex, cycle: CycleInfo, count: int, is_draft: bool
) -> Iterator[Block]:
    if is_draft:
        yield Notice(_("Questions and indicators are still being prepared and may change."))
    yield Paragraph(
        _(
            "Reporting is voluntary. A point can be left out, and a value that does not exist or "
            "cannot be given is answered with the reason. Nothing of it counts as no progress."
        )
    )
    yield Terms(
        (
            (_("Opens on"), format_date(cycle.opens_at)),
            (_("Due on"), format_date(cycle.due_at)),
            (_("Situation on"), format_date(cycle.cutoff)),
            (_("Points"), str(count)),
            (_("Questions and indicators"), index.catalogue.code),
        )
    )


def _scales(index: CatalogueIndex) -> Iterator[Block]:
    """Yield what holds at every point: scale, reasons, flags, measures."""
    catalogue = index.catalogue
    yield Heading(_("What holds at every point"))
    yield Heading(_("Progress status"), 2)
    yield Paragraph(
        _("Each point says what the steps mean there. These are their names and general meanings.")
    )
    steps = tuple((step.label, step.meaning or "") for step in catalogue.progress_scale)
    yield Table((_("Status"), _("Meaning")), steps)
    yield Heading(_("When there is no value"), 2)
    yield Table(
        (_("Reason"), _("Code"), _("A sentence is needed")),
        tuple(
            (m.label, m.code, _("Yes") if m.needs_reason else _("No"))
            for m in catalogue.missing_codes
        ),
    )
    yield Heading(_("What can be said of a value"), 2)
    yield Table((_("Flag"), _("Code")), tuple((f.label, f.flag) for f in catalogue.flags))
    yield Paragraph(
        _("Beside each value you can also give its source, a note, and who may see it.")
    )
    yield Heading(_("Measures"), 2)
    yield Paragraph(
        _(
            "Laws, strategies, programmes and networks are entered once and named at every point "
            "they serve: title, description, type, stage, dates, lead body, budget, partners and "
            "a link. Three lists can be ticked."
        )
    )
    yield from _labelled_choices(_("Type"), [o.label for o in catalogue.measure_types])
    yield from _labelled_choices(_("Stage"), [o.label for o in catalogue.measure_stages])
    for name, codelist in MEASURE_CODES.items():
        choices = [label for _code, label in words.list_options(index, codelist)]
        yield Paragraph(measure_labels()[name], tone="label")
        yield Paragraph("; ".join(choices))


def _about(index: CatalogueIndex, reporter: str) -> Iterator[Block]:
    yield Heading(_("About the report as a whole"))
    for question in asked_header(index, reporter):
        yield from _question(question, {})


def _groups(
    index: CatalogueIndex, cycle: CycleInfo, points: tuple[AskedPoint, ...]
) -> Iterator[Iterator[Block]]:
    for group in index.catalogue.instrument.groups:
        here = [asked for asked in points if asked.point.number in group.points]
        if here:
            yield iter((Heading(words.in_language(group.title)),))
        for asked in here:
            yield _point(index, cycle, asked)


def _point(index: CatalogueIndex, cycle: CycleInfo, asked: AskedPoint) -> Iterator[Block]:
    point = asked.point
    yield Heading(f"{point.number}. {words.point_title(point)}", 2)
    yield Paragraph(point.summary)
    if point.sub_items:
        yield Bullets(tuple(f"({item.key}) {item.summary}" for item in point.sub_items))
    if asked.has_status:
        yield from _status(index, cycle, point)
    labels = {question.key: question for question in asked.questions}
    for question in asked.questions:
        yield from _question(question, labels)
        yield from _expected(index, question)
    for indicator in asked.indicators:
        yield from _indicator(index, cycle, indicator)
    if asked.shown:
        yield Paragraph(_("Shown here, entered at another point"), tone="label")
        shown = _("%(name)s (point %(number)s)")
        yield Bullets(tuple(shown % {"name": i.name, "number": i.home_point} for i in asked.shown))


def _status(index: CatalogueIndex, cycle: CycleInfo, point: Point) -> Iterator[Block]:
    day = format_date(cycle.cutoff)
    yield Paragraph(_("How far is this point on %(day)s?") % {"day": day}, tone="label")
    rows = []
    for step in index.catalogue.progress_scale:
        anchor = getattr(point.anchors, step.value, None)
        if anchor or step.value not in PROGRESS_EXITS:
            rows.append((step.label, anchor or ""))
    yield Table((_("Status"), _("What it means here")), tuple(rows))
    if point.sub_items:
        yield Paragraph(_("A status can be given for each lettered element."), tone="quiet")


def _question(question: Question | Header, labels: Mapping[str, Question]) -> Iterator[Block]:
    yield Paragraph(question.label, tone="label")
    if question.hint:
        yield Paragraph(question.hint)
    yield Paragraph(_kind(question), tone="quiet")
    if question.kind == "yes_no":
        yield Bullets((_("Yes"), _("No")), boxes=True)
    elif question.options:
        yield Bullets(tuple(option.label for option in question.options), boxes=True)
    if isinstance(question, Question):
        for other, values in (question.required_if or {}).items():
            if other in labels:
                yield Paragraph(_branch(labels[other], values), tone="quiet")


def _branch(other: Question, values: tuple[str, ...]) -> str:
    chosen = [option.label for option in other.options if option.value in values]
    sentence = _("Expected when the answer to “%(question)s” is: %(answers)s.")
    return sentence % {"question": other.label, "answers": "; ".join(chosen or values)}


def _expected(index: CatalogueIndex, question: Question) -> Iterator[Block]:
    if question.required_with_progress:
        steps = [words.progress_word(index, step) for step in question.required_with_progress]
        sentence = _("Expected when the progress status is: %(steps)s.")
        yield Paragraph(sentence % {"steps": "; ".join(steps)}, tone="quiet")


def _kind(question: Question | Header) -> str:
    said = {
        "text": _("Text"),
        "short_text": _("One line of text"),
        "yes_no": _("Yes or no"),
        "choice": _("One of these"),
        "multi_choice": _("All that apply"),
        "quarter": _("A quarter of a year"),
        "date": _("A day"),
        "number": _("A number"),
    }[question.kind]
    limits = []
    if isinstance(question, Question) and question.min_chars:
        least = ngettext(
            "at least %(num)s character", "at least %(num)s characters", question.min_chars
        )
        limits.append(least % {"num": format_number(question.min_chars)})
    if question.max_chars:
        most = ngettext(
            "at most %(num)s character", "at most %(num)s characters", question.max_chars
        )
        limits.append(most % {"num": format_number(question.max_chars)})
    return ", ".join((said, *limits))


def _indicator(index: CatalogueIndex, cycle: CycleInfo, about: Indicator) -> Iterator[Block]:
    yield Heading(about.name, 3)
    yield Paragraph(tier_facts(about), tone="quiet")
    yield Paragraph(about.definition)
    yield Terms(tuple(_facts(index, cycle, about)))
    options = tuple(option.label for option in index.options(about))
    if options:
        yield Bullets(options, boxes=not about.is_counted_by_option)
    for breakdown in about.breakdowns:
        yield from _breakdown(index, about, breakdown)


def _facts(index: CatalogueIndex, cycle: CycleInfo, about: Indicator) -> Iterator[tuple[str, str]]:
    yield _("Answer"), _value_kind(about)
    if about.is_counted_by_option:
        yield _("Unit"), _("number of organisations")
    elif about.value_type in NUMBERS:
        yield _("Unit"), about.unit
    periods = (words.period_word(key.period) for key in total_keys(about, cycle.cutoff))
    yield _("Period"), ", ".join(periods)
    rules = rules_of(index, about)
    if rules:
        yield _("Rules"), "\n".join(rules)
    yield from _conditions(index, about)
    if about.comparability_note:
        yield _("How to read it"), about.comparability_note
    if about.data_sources:
        yield _("Where the figures may be found"), ", ".join(about.data_sources)
    yield _("Visible to"), words.visibility_word(about.sensitivity)


def _conditions(index: CatalogueIndex, about: Indicator) -> Iterator[tuple[str, str]]:
    for other_id, values in (about.validation.required_if or {}).items():
        other = index.indicators.get(other_id)
        if other is not None:
            chosen = [o.label for o in index.options(other) if o.value in values]
            sentence = _("“%(indicator)s” is: %(answers)s")
            params = {"indicator": other.name, "answers": "; ".join(chosen or values)}
            yield _("Expected when"), sentence % params


def _value_kind(about: Indicator) -> str:
    if about.is_counted_by_option:
        return _("Organisations, counted for each option")
    return {
        "boolean": _("Yes or no"),
        "count": _("A whole number"),
        "decimal": _("A number"),
        "percentage": _("A percentage"),
        "money_eur": _("An amount in euro"),
        "categorical": _("One of these"),
        "date": _("A day"),
        "text": _("Text"),
    }[about.value_type]


def _breakdown(index: CatalogueIndex, about: Indicator, split: Breakdown) -> Iterator[Block]:
    title = _("By %(breakdown)s") % {"breakdown": words.breakdown_word(index, split.id)}
    yield Paragraph(title, tone="label")
    lists = {one.id: one for one in index.catalogue.codelists}
    for dimension in split.by:
        name = words.dimension_word(index, dimension)
        known = lists.get(dimension)
        if known is not None and known.is_long:
            text = _("%(list)s: see the list at the end") % {"list": name}
        else:
            labels = (label for _code, label in index.dimension_codes(about, dimension))
            text = f"{name}: {'; '.join(labels)}"
        yield Paragraph(text)


def _lists(index: CatalogueIndex, points: tuple[AskedPoint, ...]) -> Iterator[Block]:
    used = {
        dimension
        for asked in points
        for indicator in asked.indicators
        for breakdown in indicator.breakdowns
        for dimension in breakdown.by
    }
    long = [one for one in index.catalogue.codelists if one.is_long and one.id in used]
    if long:
        yield Heading(_("Lists"))
    for one in long:
        yield Heading(one.label, 2)
        yield Paragraph("; ".join(code.label for code in one.codes))


def _labelled_choices(label: str, choices: list[str]) -> Iterator[Block]:
    yield Paragraph(label, tone="label")
    yield Bullets(tuple(choices))
