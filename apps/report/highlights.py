"""What a reader should see first, in words: what is not met, where the money goes wrong, and why."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.lights import Light
from apps.core.swedish import format_mnkr, format_tkr
from apps.core.tertials import Tertial
from apps.report import board_report

MAX_DEFICITS = 5  # more than a reader takes in at once is no longer what comes first
SERIOUS_RISK_LEVELS = {"high", "severe"}


def build_overview(
    period: Tertial,
    economy: board_report.Economy,
    goal_lights: board_report.LightCounts,
    indicator_lights: board_report.LightCounts,
) -> tuple[str, ...]:
    """Two or three sentences that sum the tertial up: the money, the goals, the indicators."""
    sentences = [
        _format_money_sentence(period, economy.areas[0].net),
        _format_lights_sentence(goal_lights, "mål"),
        _format_lights_sentence(indicator_lights, "indikatorer"),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _format_money_sentence(period: Tertial, row: board_report.MoneyRow | None) -> str:
    if row is None or row.now.variance is None:
        return ""
    amount, budget = row.now.variance, row.now.budget
    is_over = row.now.basis == "actual"
    if amount == 0:
        of_budget = f" mot en budget på {_format_large_amount(budget)}" if budget else ""
        verb, when = ("redovisar", "för") if is_over else ("räknar med", "vid slutet av")
        return f"Nämnden {verb} ett resultat i balans {when} {period.year}{of_budget}."
    verb = "använde" if is_over else "räknar med att använda"
    compared = "mindre" if amount > 0 else "mer"
    whole = f" ({_format_large_amount(budget).removesuffix(' kronor')})" if budget and budget > 0 else ""
    return f"Nämnden {verb} {_format_large_amount(abs(amount))} {compared} än budgeten {period.year}{whole}."


def _format_large_amount(kronor: int) -> str:
    """An amount in a sentence: millions, or thousands below one million."""
    if kronor < 1_000_000:
        return f"{format_tkr(kronor)} tusen kronor"
    return f"{format_mnkr(kronor)} miljoner kronor"


def _format_lights_sentence(counts: board_report.LightCounts, noun: str) -> str:
    if not counts.total:
        return ""
    if not counts.judged and noun != "mål":
        return ""
    if counts.total == 1:
        return _format_only_light(counts, noun)
    if not counts.judged:
        return f"Inget av {counts.total} mål kan bedömas."
    parts = [
        (counts.on_track, "är på väg"),
        (counts.not_met, "är inte uppnådda" if counts.not_met > 1 else "är inte uppnått"),
        (counts.unknown, "kan inte bedömas"),
    ]
    if noun != "mål":
        parts[1] = (counts.not_met, "når inte målvärdet")
        first = f"{counts.met} av {counts.total} {noun} når målvärdet"
        first += f" ({counts.met_note})" if counts.met_note else ""
    else:
        first = f"{counts.met} av {counts.total} mål är {'uppnådda' if counts.met != 1 else 'uppnått'}"
    return first + "".join(f", {count} {predicate}" for count, predicate in parts if count) + "."


def _format_only_light(counts: board_report.LightCounts, noun: str) -> str:
    """The light of a goal or indicator that is the report's only one."""
    who, met, missed = (
        ("Det enda målet", "är uppnått", "är inte uppnått")
        if noun == "mål"
        else ("Den enda indikatorn", "når målvärdet", "når inte målvärdet")
    )
    if counts.met:
        return f"{who} {met}{f' ({counts.met_note})' if counts.met_note else ''}."
    if counts.unknown:
        return f"{who} kan inte bedömas."
    return f"{who} {'är på väg' if counts.on_track else missed}."


def build_attention(
    goals: Iterable[board_report.Goal],
    indicators: Iterable[board_report.Indicator],
    economy: board_report.Economy,
    risks: Iterable[board_report.Risk],
    comments: tuple[board_report.Comment, ...],
) -> tuple[board_report.Attention, ...]:
    """The attention list: the largest deficits, goals not met, indicators not met, serious risks
    with a flaw found.

    An indicator of a goal that is listed is left out: the goal says it already.
    """
    missed_goals = [goal for goal in goals if goal.verdict.light == Light.NOT_MET]
    listed_goals = {goal.code for goal in missed_goals}
    missed_indicators = [
        indicator
        for indicator in indicators
        if indicator.verdict.light == Light.NOT_MET and indicator.goal not in listed_goals
    ]
    missed_indicators.sort(key=_compute_distance, reverse=True)
    return (
        *_list_deficits(economy, comments),
        *(_build_goal_item(goal) for goal in missed_goals),
        *(_build_indicator_item(indicator) for indicator in missed_indicators),
        *(item for risk in risks if (item := _build_risk_item(risk))),
    )


def _build_goal_item(goal: board_report.Goal) -> board_report.Attention:
    written = _find_explanation(goal.assessments)
    return board_report.Attention(
        kind="goal",
        key=goal.code,
        light=goal.verdict.light,
        headline=goal.name,
        why=(written.cause or written.summary) if written else goal.verdict.sentence,
        action=written.action if written else "",
    )


def _find_explanation(assessments: Iterable[board_report.Assessment]) -> board_report.Assessment | None:
    """The first assessment that says why: whole board first, then the areas in tree order."""
    return next((one for one in assessments if one.cause or one.summary), None)


def _compute_distance(indicator: board_report.Indicator) -> Decimal:
    """How far the worst reading is from its target, as a share of the target.

    0 where there is no number.
    """
    return max((_compute_reading_distance(reading) for reading in indicator.readings), default=Decimal(0))


def _compute_reading_distance(reading: board_report.Reading) -> Decimal:
    value, target = reading.point.value, reading.target
    if reading.verdict.light != Light.NOT_MET or value is None or target is None or target.line is None:
        return Decimal(0)
    return abs(value - target.line) / max(abs(target.line), Decimal(1))


def _build_indicator_item(indicator: board_report.Indicator) -> board_report.Attention:
    missed = [reading for reading in indicator.readings if reading.verdict.light == Light.NOT_MET]
    areas = {reading.point.area for reading in missed} | {
        one.area for one in indicator.assessments if one.verdict and one.verdict.light == Light.NOT_MET
    }
    written = _find_explanation(one for one in indicator.assessments if one.area in areas)
    verdict = next((reading.verdict for reading in missed if reading.point.gender == "T"), indicator.verdict)
    parts = [verdict.sentence if verdict.computed == Light.NOT_MET else ""]
    if written:
        parts.append(written.cause or written.summary)
    return board_report.Attention(
        kind="indicator",
        key=indicator.code,
        light=indicator.verdict.light,
        headline=indicator.name,
        why=" ".join(part for part in parts if part),
        action=written.action if written else "",
    )


def _build_risk_item(risk: board_report.Risk) -> board_report.Attention | None:
    latest = [control.results[-1] for control in risk.controls if control.results]
    flaws = [result for result in latest if result.verdict == "deficient" or result.status == "not_done"]
    if risk.level not in SERIOUS_RISK_LEVELS or not flaws:
        return None
    return board_report.Attention(
        kind="risk", key=risk.code, light=Light.NOT_MET, headline=risk.name, why=flaws[0].comment, action=""
    )


def _list_deficits(
    economy: board_report.Economy, comments: tuple[board_report.Comment, ...]
) -> tuple[board_report.Attention, ...]:
    """The largest deficits: of areas right under the board, and of those below that are worse than
    their area.

    Kronor, a deficit is negative. A unit whose area has as large a deficit or a larger one is left
    out: it is a part of what is listed already.
    """
    variances = {area.area: area.net.now.variance for area in economy.areas if area.net}
    by_code = {area.area: area for area in economy.areas}
    deficits = []
    for area in economy.areas[1:]:
        variance = variances.get(area.area)
        if variance is None or variance >= 0 or area.depth > 2:
            continue
        parent_variance = variances.get(area.parent or "")
        if area.depth == 1 or parent_variance is None or variance < parent_variance:
            deficits.append((variance, area))
    deficits.sort(key=lambda pair: pair[0])
    return tuple(_build_deficit_item(area, variance, by_code, comments) for variance, area in deficits[:MAX_DEFICITS])


def _build_deficit_item(
    area: board_report.AreaEconomy,
    variance: int,
    by_code: dict[str, board_report.AreaEconomy],
    comments: tuple[board_report.Comment, ...],
) -> board_report.Attention:
    inside = f" ({by_code[area.parent].name})" if area.depth > 1 and area.parent else ""
    comment = _find_comment(area.area, comments)
    if comment is None and area.depth > 1:
        comment = _find_comment(area.parent, comments)
    row = area.net
    exact = row is not None and row.now.exact
    return board_report.Attention(
        kind="deficit",
        key=area.area,
        light=Light.NOT_MET,
        headline=f"{area.name}{inside}: underskott {format_tkr(-variance, exact=exact)} tkr",
        why=(comment.cause or comment.text) if comment else "",
        action=comment.action if comment else "",
    )


def _find_comment(area: str | None, comments: tuple[board_report.Comment, ...]) -> board_report.Comment | None:
    """What the area wrote of its money: first a comment that gives a cause, else any."""
    about = [comment for comment in comments if comment.area == area and comment.topic in {"operating", "forecast"}]
    return next((comment for comment in about if comment.cause), about[0] if about else None)
