"""A report in two or three sentences: the money, the goals, the indicators."""

from apps.core.swedish import NBSP, format_mnkr, format_tkr, get_surplus_label
from apps.core.tertials import Tertial
from apps.report import board_report


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
    """An amount in a sentence: millions, or thousands below one million."""
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
        first += f" ({counts.met_note})" if counts.met_note else ""
    else:
        first = f"{counts.met} av {counts.total} mål är {'uppnådda' if counts.met != 1 else 'uppnått'}"
    return first + "".join(f", {count} {predicate}" for count, predicate in parts if count) + "."
