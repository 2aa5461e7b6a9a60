"""Two versions of a report held against each other, number by number. Pure functions on ``BoardReport``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.core.swedish import format_number, format_tkr
from apps.core.tertials import Tertial
from apps.followup.report import Amounts, BoardReport, Decision, Indicator, Point

Told = tuple[str, str, str]
PARTS = ("Rapporten", "Mål", "Indikatorer", "Driftbudget", "Investeringar", "Intern kontroll", "Kommentarer")
_AMOUNTS = {"budget": "budget", "actual": "utfall", "forecast": "prognos", "variance": "avvikelse"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or text that differs. ``part`` is the part of the report, ``name`` whose it is, ``what`` which one.

    ``before`` and ``after`` are as they are read; empty where the version has none.
    """

    part: str
    name: str
    what: str
    before: str
    after: str


def compare(a: BoardReport, b: BoardReport) -> list[Difference]:
    """Everything that differs between two versions of one report, part by part; what only the newer has last in each.

    Figures that follow from others, such as attention and overview, are not repeated.
    """
    before, after = dict(told(a)), dict(told(b))
    found = [
        Difference(*where, before.get(where, ""), after.get(where, ""))
        for where in dict.fromkeys([*before, *after])
        if before.get(where, "") != after.get(where, "")
    ]
    return sorted(found, key=lambda difference: PARTS.index(difference.part))


def told(view: BoardReport) -> Iterator[tuple[Told, str]]:
    """Every figure and text of a report by where it stands."""
    yield ("Rapporten", "", "sammanfattning"), view.summary
    yield ("Rapporten", "", "beslut"), _decision(view.decision)
    for part in (_goals, _indicators, _economy, _investments, _risks, _comments):
        yield from part(view)


def _decision(decision: Decision | None) -> str:
    if decision is None:
        return ""
    date = decision.date.isoformat() if decision.date else ""
    return " ".join(filter(None, (date, f"§ {decision.paragraph}" if decision.paragraph else "", decision.case_number)))


def _goals(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for goal in view.goals:
        yield ("Mål", goal.name, "läge"), goal.verdict.light.word
        yield from _assessments("Mål", goal.name, goal.assessments)


def _indicators(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for indicator in view.indicators:
        name = indicator.name
        yield ("Indikatorer", name, "läge"), indicator.verdict.light.word
        for target in indicator.targets:
            where = _where(view, target.area, target.gender)
            yield ("Indikatorer", name, f"målvärde {target.year}{where}"), target.words
        for point in indicator.series:
            when = f"{Tertial(point.year, point.tertial).label}{_where(view, point.area, point.gender)}"
            yield ("Indikatorer", name, f"utfall {when}"), _outcome(indicator, point)
            if point.forecast is not None:
                yield ("Indikatorer", name, f"prognos {when}"), _number(point.forecast)
            yield ("Indikatorer", name, f"fotnot {when}"), point.footnote
        yield from _assessments("Indikatorer", name, indicator.assessments)


def _where(view: BoardReport, area: str, gender: str) -> str:
    names = {one.code: one.name for one in view.areas}
    place = "" if area == view.areas[0].code else f", {names.get(area, area)}"
    return place + {"T": "", "K": ", kvinnor", "M": ", män"}.get(gender, "")


def _outcome(indicator: Indicator, point: Point) -> str:
    if point.suppressed:
        return "undertryckt"
    fraction = ""
    if point.numerator is not None and point.denominator is not None:
        fraction = f"{_number(point.numerator)}/{_number(point.denominator)}"
    if point.value is None:
        return fraction or point.stated_text or point.missing_label
    unit = "" if indicator.unit == "antal" else f"\u00a0{indicator.unit}"
    value = _number(point.value) + unit
    marked = f"{value} (preliminärt)" if point.preliminary else value
    return f"{marked} ({fraction})" if fraction else marked


def _number(value: Decimal) -> str:
    return format_number(value)


def _economy(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for area in view.economy.areas:
        for row in [*area.cost_types, *([area.net] if area.net else [])]:
            for amounts in (row.now, *row.past):
                label = f"{row.cost_type_label} {amounts.period.label}"
                yield from _amounts("Driftbudget", area.name, label, amounts)


def _investments(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for table in view.investments:
        for row in table.rows:
            label = f"{row.flow_label} {row.now.period.label}"
            yield from _amounts("Investeringar", row.name, label, row.now)
            for what, kronor in (
                ("ursprunglig budget", row.original_budget),
                ("tilläggsbudget", row.supplementary_budget),
            ):
                yield ("Investeringar", row.name, f"{what}, {label}"), _kronor(kronor)


def _amounts(part: str, name: str, label: str, amounts: Amounts) -> Iterator[tuple[Told, str]]:
    for field, word in _AMOUNTS.items():
        yield (part, name, f"{word}, {label}"), _kronor(getattr(amounts, field))


def _kronor(kronor: int | None) -> str:
    return "" if kronor is None else f"{format_tkr(kronor, exact=True)}\u00a0tkr"


def _risks(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for risk in view.risks:
        yield ("Intern kontroll", risk.name, "riskvärde"), str(risk.value)
        for control in risk.controls:
            for result in control.results:
                what = f"{control.name} T{result.tertial}"
                yield ("Intern kontroll", risk.name, f"status, {what}"), result.status_label
                yield ("Intern kontroll", risk.name, f"bedömning, {what}"), result.verdict_label
                yield ("Intern kontroll", risk.name, f"kommentar, {what}"), result.comment


def _comments(view: BoardReport) -> Iterator[tuple[Told, str]]:
    for comment in view.comments:
        what = f"{comment.topic_label} {comment.heading}".strip()
        for field, word in (("text", "text"), ("cause", "orsak"), ("action", "åtgärd")):
            yield ("Kommentarer", comment.area_name, f"{word}, {what}"), getattr(comment, field)


_WORDS: Mapping[str, str] = {
    "trend": "trend",
    "summary": "samlad bedömning",
    "cause": "orsak",
    "action": "åtgärd",
    "gender_reflection": "jämställdhetsreflektion",
}


def _assessments(part: str, name: str, assessments: Any) -> Iterator[tuple[Told, str]]:
    for assessment in assessments:
        place = "" if assessment.whole_board else f", {assessment.area_name}"
        yield (part, name, f"betyg{place}"), assessment.verdict.light.word if assessment.verdict else ""
        for field, word in _WORDS.items():
            yield (part, name, f"{word}{place}"), getattr(assessment, field)
