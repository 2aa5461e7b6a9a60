"""A report in two or three sentences: the money, the goals, the indicators."""

from apps.core.swedish import format_mnkr, format_tkr
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
