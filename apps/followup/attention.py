"""What a reader should see first, in words: what is not met, where the money goes wrong, and why."""

from collections.abc import Iterable
from decimal import Decimal

from apps.core.lights import Light
from apps.core.swedish import NBSP, format_mnkr, format_tkr, surplus_word
from apps.core.tertials import Tertial
from apps.followup import report

MOST_DEFICITS = 5
SERIOUS = {"high", "severe"}


def overview_of(
    period: Tertial,
    economy: report.Economy,
    goal_lights: report.LightCounts,
    indicator_lights: report.LightCounts,
) -> tuple[str, ...]:
    """Two or three sentences that sum the tertial up: the money, the goals, the indicators."""
    sentences = [
        _money_sentence(period, economy.areas[0].net),
        _lights_sentence(goal_lights, "mål"),
        _lights_sentence(indicator_lights, "indikatorer"),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _money_sentence(period: Tertial, row: report.MoneyRow | None) -> str:
    if row is None or row.now.variance is None:
        return ""
    amount = row.now.variance
    verb = "redovisar" if row.now.basis == "actual" else "räknar med"
    when = f"för {period.year}" if row.now.basis == "actual" else f"vid slutet av {period.year}"
    of_budget = f" mot en budget på {_large(row.now.budget)}" if row.now.budget else ""
    if amount == 0:
        return f"Nämnden {verb} ett resultat i balans {when}{of_budget}."
    return f"Nämnden {verb} ett {surplus_word(amount)} på {_large(abs(amount))} {when}{of_budget}."


def _large(kronor: int) -> str:
    """An amount as it is said: millions, or thousands below one million."""
    if kronor < 1_000_000:
        return f"{format_tkr(kronor)}{NBSP}tkr"
    return f"{format_mnkr(kronor)} miljoner kronor"


def _lights_sentence(counts: report.LightCounts, noun: str) -> str:
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


def attention_of(
    goals: Iterable[report.Goal],
    indicators: Iterable[report.Indicator],
    economy: report.Economy,
    risks: Iterable[report.Risk],
    comments: tuple[report.Comment, ...],
) -> tuple[report.Attention, ...]:
    """Goals not met, the largest deficits, indicators not met outside those goals, serious risks with a flaw found."""
    goals = list(goals)
    missed = [_goal(goal) for goal in goals if goal.verdict.light == Light.NOT_MET]
    covered = {goal.code for goal in goals if goal.verdict.light == Light.NOT_MET}
    far_off = [i for i in indicators if i.verdict.light == Light.NOT_MET and i.goal not in covered]
    figures = [_indicator(indicator) for indicator in sorted(far_off, key=_miss, reverse=True)]
    flawed = [item for risk in risks if (item := _risk(risk))]
    return (*_deficits(economy, comments), *missed, *figures, *flawed)


def _goal(goal: report.Goal) -> report.Attention:
    told = next((a for a in goal.assessments if a.cause or a.summary), None)
    return report.Attention(
        kind="goal",
        key=goal.code,
        light=goal.verdict.light,
        headline=goal.name,
        why=(told.cause or told.summary) if told else goal.verdict.sentence,
        action=told.action if told else "",
    )


def _miss(indicator: report.Indicator) -> Decimal:
    """How far from its target, as a share of it: the farthest reading. 0 where there is no number to measure by."""
    return max((_share_missed(reading) for reading in indicator.readings), default=Decimal(0))


def _share_missed(reading: report.Reading) -> Decimal:
    value, target = reading.point.value, reading.target
    if reading.verdict.light != Light.NOT_MET or value is None or target is None or target.line is None:
        return Decimal(0)
    return abs(value - target.line) / max(abs(target.line), Decimal(1))


def _indicator(indicator: report.Indicator) -> report.Attention:
    bad = {r.point.area for r in indicator.readings if r.verdict.light == Light.NOT_MET} | {
        a.area for a in indicator.assessments if a.verdict and a.verdict.light == Light.NOT_MET
    }
    told = next((a for a in indicator.assessments if a.area in bad and (a.cause or a.summary)), None)
    reading = next((r for r in indicator.readings if r.verdict.light == Light.NOT_MET and r.point.gender == "T"), None)
    computed = reading.verdict if reading else indicator.verdict
    sentence = computed.sentence if computed.computed == Light.NOT_MET else ""
    return report.Attention(
        kind="indicator",
        key=indicator.code,
        light=indicator.verdict.light,
        headline=indicator.name,
        why=" ".join(part for part in (sentence, (told.cause or told.summary) if told else "") if part),
        action=told.action if told else "",
    )


def _risk(risk: report.Risk) -> report.Attention | None:
    latest = [control.results[-1] for control in risk.controls if control.results]
    flaws = [result for result in latest if result.verdict == "deficient" or result.status == "not_done"]
    if risk.level not in SERIOUS or not flaws:
        return None
    return report.Attention(
        kind="risk", key=risk.code, light=Light.NOT_MET, headline=risk.name, why=flaws[0].comment, action=""
    )


def _deficits(economy: report.Economy, comments: tuple[report.Comment, ...]) -> tuple[report.Attention, ...]:
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
    return tuple(_deficit(area, variance, named, comments) for variance, area in shown[:MOST_DEFICITS])


def _deficit(
    area: report.AreaEconomy,
    variance: int,
    named: dict[str, report.AreaEconomy],
    comments: tuple[report.Comment, ...],
) -> report.Attention:
    inside = f" ({named[area.parent].name})" if area.depth > 1 and area.parent else ""
    told = _told(area.area, comments) or (_told(area.parent, comments) if area.depth > 1 else None)
    row = area.net
    exact = row is not None and row.now.exact
    return report.Attention(
        kind="deficit",
        key=area.area,
        light=Light.NOT_MET,
        headline=f"{area.name}{inside}: underskott {format_tkr(-variance, exact=exact)} tkr",
        why=(told.cause or told.text) if told else "",
        action=told.action if told else "",
    )


def _told(area: str | None, comments: tuple[report.Comment, ...]) -> report.Comment | None:
    about = [comment for comment in comments if comment.area == area and comment.topic in {"operating", "forecast"}]
    return next((comment for comment in about if comment.cause), about[0] if about else None)
