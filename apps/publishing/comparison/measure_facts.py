"""The facts of goals and indicators; see ``facts``."""

from collections.abc import Iterator, Sequence

from apps.core.tertials import Tertial
from apps.publishing.comparison.facts import (
    HIDDEN_OUTCOME_TEXT,
    Fact,
    FactSubject,
    ReportNames,
    format_light_counts,
    format_names,
    format_optional_number,
    has_figure,
    list_rich_facts,
    list_verdict_facts,
)
from apps.report.board_report import BoardReport
from apps.report.measures import Assessment, Goal, Indicator, Point, Target

_INDICATOR_LABELS = {
    "name": "namn",
    "kind_label": "slag av nyckeltal",
    "heading": "rubrik",
    "unit": "enhet",
    "decimals": "antal decimaler",
    "direction_label": "riktning",
    "accumulation_label": "hur årets siffror hör ihop",
    "by_gender": "delas upp på kön",
    "counts_persons": "räknar personer",
    "definition": "definition",
    "source": "källa",
    "kolada_id": "nummer i Kolada",
    "tolerance_percent": "egen tolerans för gult läge, procent",
}
_ASSESSMENT_LABELS = {
    "trend": "trend",
    "summary": "samlad bedömning",
    "cause": "orsak",
    "action": "åtgärd",
    "gender_reflection": "jämställdhetsreflektion",
}


def list_goal_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The goals: names, lights and assessments."""
    for goal in report.goals:
        thing = FactSubject("Mål", goal.name, "goal", goal.code)
        yield from thing.facts(goal, {"name": "namn", "level_label": "nivå", "description": "beskrivning"})
        yield thing.fact("ligger under", format_names([goal.parent], names.goals))
        yield thing.fact("fokusområden", format_names(goal.focus_areas, names.focus_areas))
        yield thing.fact("verksamheter", format_names(goal.areas, names.areas))
        yield from list_verdict_facts(thing, goal.verdict)
        yield thing.fact("indikatorernas lägen", _format_indicator_lights(goal), derived=True)
        yield from _list_assessment_facts(thing, f"b:g:{goal.code}", goal.assessments, names)


def _format_indicator_lights(goal: Goal) -> str:
    return format_light_counts(goal.indicator_lights) if goal.indicator_lights.total else ""


def list_indicator_facts(report: BoardReport, names: ReportNames) -> Iterator[Fact]:
    """The indicators: definitions, targets, outcomes, lights and assessments."""
    for indicator in report.indicators:
        thing = FactSubject("Indikatorer", indicator.name, "indicator", indicator.code)
        for point in indicator.series:
            yield from _list_point_facts(thing, indicator, point, report.period, names)
        changes = "; ".join(f"{change.period}: {change.note}" for change in indicator.definition_changes)
        yield thing.fact("ny definition", changes, "definition_changes")
        yield thing.fact("före omorganisationer", " ".join(indicator.reorganised), "reorganised", derived=True)
        for target in indicator.targets:
            yield from _list_target_facts(thing, target, report.period, names)
        yield from thing.facts(indicator, _INDICATOR_LABELS)
        yield thing.fact("mål", format_names([indicator.goal], names.goals))
        yield thing.fact("verksamheter", format_names(indicator.areas, names.areas))
        yield thing.fact("jämförs med", format_names([indicator.reference_for], names.indicators))
        yield from list_verdict_facts(thing, indicator.verdict)
        yield from _list_reading_facts(thing, indicator, names)
        yield from _list_assessment_facts(thing, f"b:i:{indicator.code}", indicator.assessments, names)


def _list_point_facts(
    thing: FactSubject, indicator: Indicator, point: Point, now: Tertial, names: ReportNames
) -> Iterator[Fact]:
    period = Tertial(point.year, point.tertial)
    when = f"{period.label}{names.where(point.area, point.gender)}"
    row = f"u:{indicator.code}:{point.area}:{point.gender}" if period == now else ""
    at = (period.label, point.area, point.gender)

    def cells(*fields: str) -> tuple[str, ...]:
        return tuple(f"{row}|{field}" for field in fields) if row else ()

    typed = cells("value", "missing", "preliminary")
    yield thing.fact(f"utfall {when}", format_outcome_fact(indicator, point), *at, "value", cells=typed)
    forecast = format_optional_number(point.forecast)
    yield thing.fact(f"prognos {when}", forecast, *at, "forecast", cells=cells("forecast"))
    yield thing.fact(f"fotnot {when}", point.footnote, *at, "footnote", cells=cells("footnote"))
    change = format_optional_number(point.stated_change)
    yield thing.fact(f"förändring enligt rapporten {when}", change, *at, "stated_change")


def format_outcome_fact(indicator: Indicator, point: Point) -> str:
    """An outcome as it is read, or why there is none."""
    if point.suppressed:
        return HIDDEN_OUTCOME_TEXT
    fraction = ""
    if point.numerator is not None or point.denominator is not None:
        fraction = (
            f"{format_optional_number(point.numerator) or '–'}/{format_optional_number(point.denominator) or '–'}"
        )
    texts = ", ".join(filter(None, (point.stated_text, point.missing_label)))
    if point.value is None:
        outcome = fraction or texts
    else:
        unit = "" if indicator.unit == "antal" else f"\u00a0{indicator.unit}"
        details = ", ".join(filter(None, (fraction, texts)))
        outcome = f"{format_optional_number(point.value)}{unit}" + (f" ({details})" if details else "")
    return f"{outcome} (preliminärt)" if point.preliminary else outcome


def _format_earlier_targets(target: Target) -> str:
    parts = ((one.words, one.text, one.decision, f"till och med {one.until}") for one in target.earlier)
    return "; ".join(", ".join(filter(None, part)) for part in parts)


def _list_target_facts(thing: FactSubject, target: Target, now: Tertial, names: ReportNames) -> Iterator[Fact]:
    when = f"{target.year}{names.where(target.area, target.gender)}"
    at = ("target", target.year, target.area, target.gender)
    coming = target.year > now.year
    numbers = " ".join(
        filter(None, (target.comparator, format_optional_number(target.value), format_optional_number(target.upper)))
    )
    base = f", räknat från {target.base_year}" if target.base_year is not None else ""
    yield thing.fact(f"målvärde {when}", target.words, *at, "words", optional=coming)
    for field, label, text in (
        ("text", "målvärde som rapporten skriver det", target.text),
        ("decision", "beslut om målvärde", target.decision),
        ("reason", "skäl till ändrat målvärde", target.reason),
        ("changed", "hur målvärdet har ändrats under året", target.changed),
        ("earlier", "tidigare målvärden under året", _format_earlier_targets(target)),
        ("footnote", "fotnot till målvärde", target.footnote),
    ):
        yield thing.fact(f"{label} {when}", text, *at, field, optional=coming)
    for field, label, text in (
        ("numbers", "målvärde i tal", f"{numbers}{base}"),
        ("line", "målvärdets nivå i diagrammet", format_optional_number(target.line)),
    ):
        yield thing.fact(f"{label} {when}", text, *at, field, derived=True, optional=coming)


def _list_reading_facts(thing: FactSubject, indicator: Indicator, names: ReportNames) -> Iterator[Fact]:
    """The lights per area and gender; one that only repeats the indicator's own is not said twice."""
    for reading in indicator.readings:
        if reading.verdict != indicator.verdict:
            area, gender = reading.point.area, reading.point.gender
            yield from list_verdict_facts(thing, reading.verdict, names.where(area, gender), area, gender)


def _list_assessment_facts(
    thing: FactSubject, key: str, assessments: Sequence[Assessment], names: ReportNames
) -> Iterator[Fact]:
    for one in assessments:
        place, row = names.where(one.area), f"{key}:{one.area}"
        if one.verdict:
            rating = {"cells": (f"{row}|rating",)}
            reason = {"cells": (f"{row}|override_reason",)}
            verdict = one.verdict
            yield thing.fact(f"betyg{place}", verdict.light.label, "rating", one.area, **rating)
            why = f"varför betyget avviker från det beräknade{place}"
            yield thing.fact(why, verdict.override_reason, "override_reason", one.area, **reason)
            stated = f"betyg med rapportens ord{place}"
            yield thing.fact(stated, verdict.stated, "stated", one.area)
        for field, label in _ASSESSMENT_LABELS.items():
            cells = (f"{row}|{field}",)
            more = {"cells": cells, "derived": has_figure(one, field)}
            yield thing.fact(f"{label}{place}", getattr(one, field), "assessment", field, one.area, **more)
            yield from list_rich_facts(thing, one, field, f"{label}{place}", "assessment", field, one.area)
