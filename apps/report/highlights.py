"""What a reader should see first, in words: what is not met, where the money goes wrong, and why."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.lights import Light
from apps.core.swedish import NBSP, format_mnkr, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report import board_report

MAX_DEFICITS = 5
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
    amount = row.now.variance
    verb = "redovisar" if row.now.basis == "actual" else "räknar med"
    when = f"för {period.year}" if row.now.basis == "actual" else f"vid slutet av {period.year}"
    of_budget = f" mot en budget på {_format_large_amount(row.now.budget)}" if row.now.budget else ""
    if amount == 0:
        return f"Nämnden {verb} ett resultat i balans {when}{of_budget}."
    return f"Nämnden {verb} ett {get_surplus_label(amount)} på {_format_large_amount(abs(amount))} {when}{of_budget}."


def _format_large_amount(kronor: int) -> str:
    """An amount as it is said: millions, or thousands below one million."""
    if kronor < 1_000_000:
        return f"{format_tkr(kronor)}{NBSP}tkr"
    return f"{format_mnkr(kronor)} miljoner kronor"


def _format_lights_sentence(counts: board_report.LightCounts, noun: str) -> str:
    if not counts.total:
        return ""
    if not counts.judged:
        return f"Inget av {counts.total} {noun} kan bedömas." if noun == "mål" else ""
    parts = [
        (counts.on_track, "är på väg"),
        (counts.not_met, "är inte uppnådda" if counts.not_met > 1 else "är inte uppnått"),
        (counts.unknown, "kan inte bedömas"),
    ]
    if noun != "mål":
        parts[1] = (counts.not_met, "når inte målvärdet")
        first = f"{counts.met} av {counts.total} {noun if counts.total > 1 else 'indikator'} når målvärdet"
    else:
        first = f"{counts.met} av {counts.total} mål är {'uppnådda' if counts.met != 1 else 'uppnått'}"
    return first + "".join(f", {count} {words}" for count, words in parts if count) + "."


def build_attention(
    goals: Iterable[board_report.Goal],
    indicators: Iterable[board_report.Indicator],
    economy: board_report.Economy,
    risks: Iterable[board_report.Risk],
    comments: tuple[board_report.Comment, ...],
) -> tuple[board_report.Attention, ...]:
    """Goals not met, the largest deficits, indicators not met outside those goals, serious risks with a flaw found."""
    goals = list(goals)
    missed = [_build_goal_item(goal) for goal in goals if goal.verdict.light == Light.NOT_MET]
    covered = {goal.code for goal in goals if goal.verdict.light == Light.NOT_MET}
    far_off = [i for i in indicators if i.verdict.light == Light.NOT_MET and i.goal not in covered]
    figures = [_build_indicator_item(indicator) for indicator in sorted(far_off, key=_compute_distance, reverse=True)]
    flawed = [item for risk in risks if (item := _build_risk_item(risk))]
    return (*_list_deficits(economy, comments), *missed, *figures, *flawed)


def _build_goal_item(goal: board_report.Goal) -> board_report.Attention:
    told = next((a for a in goal.assessments if a.cause or a.summary), None)
    return board_report.Attention(
        kind="goal",
        key=goal.code,
        light=goal.verdict.light,
        headline=goal.name,
        why=(told.cause or told.summary) if told else goal.verdict.sentence,
        action=told.action if told else "",
    )


def _compute_distance(indicator: board_report.Indicator) -> Decimal:
    """How far from its target, as a share of it: the farthest reading. 0 where there is no number to measure by."""
    return max((_compute_reading_distance(reading) for reading in indicator.readings), default=Decimal(0))


def _compute_reading_distance(reading: board_report.Reading) -> Decimal:
    value, target = reading.point.value, reading.target
    if reading.verdict.light != Light.NOT_MET or value is None or target is None or target.line is None:
        return Decimal(0)
    return abs(value - target.line) / max(abs(target.line), Decimal(1))


def _build_indicator_item(indicator: board_report.Indicator) -> board_report.Attention:
    bad = {r.point.area for r in indicator.readings if r.verdict.light == Light.NOT_MET} | {
        a.area for a in indicator.assessments if a.verdict and a.verdict.light == Light.NOT_MET
    }
    told = next((a for a in indicator.assessments if a.area in bad and (a.cause or a.summary)), None)
    reading = next((r for r in indicator.readings if r.verdict.light == Light.NOT_MET and r.point.gender == "T"), None)
    computed = reading.verdict if reading else indicator.verdict
    sentence = computed.sentence if computed.computed == Light.NOT_MET else ""
    return board_report.Attention(
        kind="indicator",
        key=indicator.code,
        light=indicator.verdict.light,
        headline=indicator.name,
        why=" ".join(part for part in (sentence, (told.cause or told.summary) if told else "") if part),
        action=told.action if told else "",
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
    """The largest deficits: of areas right under the board, and of those below that are worse than their area."""
    variances = {area.area: area.net.now.variance for area in economy.areas if area.net}
    named = {area.area: area for area in economy.areas}
    shown = []
    for area in economy.areas[1:]:
        variance = variances.get(area.area)
        if variance is None or variance >= 0 or area.depth > 2:
            continue
        above = variances.get(area.parent or "")
        if area.depth == 1 or above is None or variance < above:
            shown.append((variance, area))
    shown.sort(key=lambda pair: pair[0])
    return tuple(_build_deficit_item(area, variance, named, comments) for variance, area in shown[:MAX_DEFICITS])


def _build_deficit_item(
    area: board_report.AreaEconomy,
    variance: int,
    named: dict[str, board_report.AreaEconomy],
    comments: tuple[board_report.Comment, ...],
) -> board_report.Attention:
    inside = f" ({named[area.parent].name})" if area.depth > 1 and area.parent else ""
    told = _find_comment_texts(area.area, comments) or (
        _find_comment_texts(area.parent, comments) if area.depth > 1 else None
    )
    row = area.net
    exact = row is not None and row.now.exact
    return board_report.Attention(
        kind="deficit",
        key=area.area,
        light=Light.NOT_MET,
        headline=f"{area.name}{inside}: underskott {format_tkr(-variance, exact=exact)} tkr",
        why=(told.cause or told.text) if told else "",
        action=told.action if told else "",
    )


def _find_comment_texts(area: str | None, comments: tuple[board_report.Comment, ...]) -> board_report.Comment | None:
    about = [comment for comment in comments if comment.area == area and comment.topic in {"operating", "forecast"}]
    return next((comment for comment in about if comment.cause), about[0] if about else None)
