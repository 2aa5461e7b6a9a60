"""What a reader should look at first, in words: what is not met, where the money goes wrong, and why."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.swedish import format_tkr, format_unit_suffix, format_value
from apps.core.tertials import Tertial
from apps.report.board_report import Attention, AttentionPart, Comment, History, Risk
from apps.report.measures import Assessment, Goal, Indicator, Point, Reading
from apps.report.money import AreaEconomy, Economy

MAX_DEFICITS = 5  # more than a reader takes in at once is no longer what comes first
SERIOUS_RISK_LEVELS = {"high", "severe"}
_CHANGE_LABELS = {
    "new": "ny sedan {}",
    "remaining": "kvar sedan {}",
    "better": "mindre än i {}",
    "worse": "större än i {}",
}


def build_attention(
    period: Tertial,
    *,
    goals: Iterable[Goal],
    indicators: Sequence[Indicator],
    economy: Economy,
    risks: Iterable[Risk],
    comments: tuple[Comment, ...],
    before: History | None,
) -> tuple[Attention, ...]:
    """The attention list: the largest deficits, goals not met, indicators not met, serious risks with a flaw found.

    Each kind has its heaviest first. An indicator whose goal is listed is named there, a unit whose area is listed too.
    ``before`` is the board's latest published report: against it, what is listed is new, remaining, better or worse.
    """
    missed = [one for one in indicators if one.verdict.light == Light.NOT_MET and not one.reference_for]
    missed.sort(key=_compute_distance, reverse=True)
    missed_goals = [goal for goal in goals if goal.verdict.light == Light.NOT_MET]
    below = {goal.code: [one for one in missed if one.goal == goal.code] for goal in missed_goals}
    missed_goals.sort(key=lambda goal: len(below[goal.code]), reverse=True)
    same_year = before if before and before.period.year == period.year else None
    return (
        *_list_deficits(economy, comments, same_year),
        *(_build_goal_item(goal, below[goal.code], before) for goal in missed_goals),
        *(_build_indicator_item(one, before) for one in missed if one.goal not in below),
        *(item for risk in risks if (item := _build_risk_item(risk))),
    )


def find_latest_published(history: Iterable[History], period: Tertial) -> History | None:
    """The latest period before ``period`` that a published report told the lights of; None where there is none."""
    known = [one for one in history if one.published and one.period < period and (one.goals or one.indicators)]
    return max(known, key=lambda one: one.period, default=None)


# Goals and indicators


def _build_goal_item(goal: Goal, missed: list[Indicator], before: History | None) -> Attention:
    why, action = explain_goal(goal, missed)
    item = Attention(
        kind="goal",
        key=goal.code,
        light=goal.verdict.light,
        headline=goal.name,
        why=why or goal.verdict.sentence,
        action=action,
        parts=tuple(_build_missed_part(one) for one in missed),
    )
    return _mark_change(item, _compare_lights(before.goals, goal.code) if before else "", before)


def explain_goal(goal: Goal, missed: Iterable[Indicator]) -> tuple[str, str]:
    """Why a goal is not met and what is done, as people wrote it of the goal: the board's own words, else an area's.

    The area is one that says that it does not reach the goal, or whose figure is red (``missed``). Empty without any.
    """
    red = {one.area for one in goal.assessments if one.verdict and one.verdict.light == Light.NOT_MET}
    areas = red.union(*(_list_missed_areas(indicator) for indicator in missed))
    return _format_written(_find_written(goal.assessments, areas))


def explain_indicator(indicator: Indicator) -> tuple[str, str]:
    """Why an indicator is not met and what is done, as the area whose figure is red wrote it. Empty without any."""
    return _format_written(_find_written(indicator.assessments, _list_missed_areas(indicator)))


def _list_missed_areas(indicator: Indicator) -> set[str]:
    """The areas whose figure is red, or that people say do not reach the target."""
    rated = {one.area for one in indicator.assessments if one.verdict and one.verdict.light == Light.NOT_MET}
    return rated | {one.point.area for one in indicator.readings if one.verdict.light == Light.NOT_MET}


def _find_written(assessments: Iterable[Assessment], areas: set[str]) -> Assessment | None:
    """The whole board's words first, then those of the first of the areas. All may speak where no area is known."""
    spoken = [one for one in assessments if one.cause or one.summary]
    return next((one for one in spoken if one.whole_board or one.area in areas or not areas), None)


def _format_written(written: Assessment | None) -> tuple[str, str]:
    """The cause and the action, with the name of the area whose they are."""
    if written is None:
        return "", ""
    whose = "" if written.whole_board else f"{written.area_name}: "
    return f"{whose}{written.cause or written.summary}", written.action


def _build_missed_part(indicator: Indicator) -> AttentionPart:
    """A red indicator of a goal that is listed, with what was written of it."""
    why, _ = explain_indicator(indicator)
    return AttentionPart(kind="indicator", key=indicator.code, text=_format_missed(indicator), why=why)


def _format_missed(indicator: Indicator) -> str:
    """A red indicator with its value and target: ``Sjukfrånvaro: 9,5 % (mål högst 5 %)``."""
    reading = _find_worst_reading(indicator)
    if reading is None:
        return f"{indicator.name}: bedömd av verksamheten"
    where = "" if reading is indicator.readings[0] else f", {reading.point.area_name}"
    target = f" (mål {reading.target.words})" if reading.target and reading.target.words else ""
    return f"{indicator.name}{where}: {_format_point(reading.point, indicator)}{target}"


def _format_point(point: Point, indicator: Indicator) -> str:
    """The figure that was judged: the outcome, else the forecast, else what stands in its place."""
    if point.suppressed:
        return "för få för att visas"
    value, noun = (point.value, "") if point.value is not None else (point.forecast, "prognos ")
    if value is None:
        return point.stated_text or point.missing_label.lower()
    return f"{noun}{format_value(value, indicator.decimals)}{format_unit_suffix(indicator.unit)}"


def _find_worst_reading(indicator: Indicator) -> Reading | None:
    """The red reading to name: that of all (first), else the one that is furthest from its target."""
    missed = [one for one in indicator.readings if one.verdict.light == Light.NOT_MET]
    if missed and missed[0] is indicator.readings[0]:
        return missed[0]
    return max(missed, key=_compute_reading_distance, default=None)


def _compute_distance(indicator: Indicator) -> Decimal:
    """How far the worst reading is from its target, as a share of the target. 0 where there is no number."""
    return max((_compute_reading_distance(reading) for reading in indicator.readings), default=Decimal(0))


def _compute_reading_distance(reading: Reading) -> Decimal:
    value, target = reading.point.value, reading.target
    if reading.verdict.light != Light.NOT_MET or value is None or target is None or target.line is None:
        return Decimal(0)
    return abs(value - target.line) / max(abs(target.line), Decimal(1))


def _build_indicator_item(indicator: Indicator, before: History | None) -> Attention:
    missed = [reading for reading in indicator.readings if reading.verdict.light == Light.NOT_MET]
    verdict = next((reading.verdict for reading in missed if reading.point.gender == "T"), indicator.verdict)
    why, action = explain_indicator(indicator)
    sentence = verdict.sentence if verdict.computed == Light.NOT_MET else ""
    item = Attention(
        kind="indicator",
        key=indicator.code,
        light=indicator.verdict.light,
        headline=indicator.name,
        why=" ".join(part for part in (sentence, why) if part),
        action=action,
    )
    return _mark_change(item, _compare_lights(before.indicators, indicator.code) if before else "", before)


def _compare_lights(earlier: Mapping[str, Light], code: str) -> str:
    """Was it red then too? Empty for a report that told no lights of its kind."""
    if not earlier:
        return ""
    return "remaining" if earlier.get(code) == Light.NOT_MET else "new"


def _mark_change(item: Attention, change: str, before: History | None) -> Attention:
    if not change or before is None:
        return item
    return replace(item, change=change, change_label=_CHANGE_LABELS[change].format(before.period.label))


# Risks and deficits


def _build_risk_item(risk: Risk) -> Attention | None:
    latest = [control.results[-1] for control in risk.controls if control.results]
    flaws = [result for result in latest if result.verdict == "deficient" or result.status == "not_done"]
    if risk.level not in SERIOUS_RISK_LEVELS or not flaws:
        return None
    return Attention(
        kind="risk", key=risk.code, light=Light.NOT_MET, headline=risk.name, why=flaws[0].comment, action=""
    )


def _list_deficits(economy: Economy, comments: tuple[Comment, ...], before: History | None) -> tuple[Attention, ...]:
    """The largest deficits: of areas right under the board, and of units that are worse than their area.

    Kronor, a deficit is negative. A unit whose area has a deficit too is named with it, one as small or smaller is
    not told: it is a part of the area's.
    """
    variances = {area.area: area.net.now.variance for area in economy.areas if area.net}
    by_code = {area.area: area for area in economy.areas}
    listed: dict[str, list[AreaEconomy]] = {}
    for area in economy.areas[1:]:
        variance, above = variances.get(area.area), variances.get(area.parent or "")
        if variance is None or variance >= 0 or area.depth > 2:
            continue
        if area.depth == 1 or above is None or above >= 0:
            listed[area.area] = []
        elif variance < above and area.parent in listed:
            listed[area.parent].append(area)

    def find_worst(code: str) -> int:
        return min(variances[one] or 0 for one in (code, *(unit.area for unit in listed[code])))

    heaviest = sorted(listed, key=find_worst)[:MAX_DEFICITS]
    return tuple(_build_deficit_item(by_code[code], listed[code], by_code, comments, before) for code in heaviest)


def _build_deficit_item(
    area: AreaEconomy,
    units: list[AreaEconomy],
    by_code: Mapping[str, AreaEconomy],
    comments: tuple[Comment, ...],
    before: History | None,
) -> Attention:
    above = by_code.get(area.parent or "") if area.depth > 1 else None
    comment, whose = _find_comment(area.area, comments), ""
    if comment is None and above:
        comment, whose = _find_comment(above.area, comments), f"{above.name}: "
    item = Attention(
        kind="deficit",
        key=area.area,
        light=Light.NOT_MET,
        headline=f"{area.name}{f' ({above.name})' if above else ''}: {_format_deficit(area)}",
        why=f"{whose}{comment.cause or comment.text}" if comment else "",
        action=comment.action if comment else "",
        parts=tuple(
            AttentionPart(kind="deficit", key=unit.area, text=f"{unit.name}: {_format_deficit(unit)}") for unit in units
        ),
    )
    return _mark_change(item, _compare_variances(area, before), before)


def _format_deficit(area: AreaEconomy) -> str:
    assert area.net is not None
    return f"underskott {format_tkr(-(area.net.now.variance or 0), exact=area.net.now.exact)} tkr"


def _compare_variances(area: AreaEconomy, before: History | None) -> str:
    """How an area's deficit has moved since ``before`` of the same year; empty where that is not known."""
    earlier = before.areas.get(area.area) if before else None
    if earlier is None or earlier.full_year is None or area.net is None:
        return ""
    if earlier.full_year >= 0:
        return "new"
    moved = (area.net.now.variance or 0) - earlier.full_year
    return "remaining" if moved == 0 else "better" if moved > 0 else "worse"


def _find_comment(area: str, comments: tuple[Comment, ...]) -> Comment | None:
    """What the area wrote of its money: first a comment that gives a cause, else any."""
    about = [comment for comment in comments if comment.area == area and comment.topic in {"operating", "forecast"}]
    return next((comment for comment in about if comment.cause), about[0] if about else None)
