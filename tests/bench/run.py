"""One run: a sixteenth of the nation, measured; then the rest of it, measured again; then the table."""

from collections.abc import Callable
from decimal import Decimal
from time import monotonic
from typing import Any

from django.db import connection

from apps.core.swedish import format_number
from tests.bench import bulk, nation
from tests.bench.aims import mark
from tests.bench.web import WebTimes, measure

FIRST_PART = 16
MOST_GROWTH = 1.3  # times, when the nation is sixteen times as large
Output = Callable[[str], Any]


def run(municipalities: int, repeats: int, tell: Output) -> list[WebTimes]:
    """Build, measure and tell. The database must be migrated and empty."""
    first = max(1, municipalities // FIRST_PART)
    tell(_create_part(1, first, tell))
    times = [measure(repeats)]
    if first < municipalities:
        tell(_create_part(first + 1, municipalities, tell))
        times.append(measure(repeats))
    tell("\n" + format_table(times))
    return times


def _create_part(first: int, last: int, tell: Output) -> str:
    started = monotonic()
    with bulk.suspend_checks():
        nation.create_nation(first, last, tell)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM goals_outcome), (SELECT count(*) FROM budget_operatingline)")
        outcomes, lines = (format_number(number) for number in cursor.fetchone())
    boards = nation.count_boards(1, last)
    seconds = monotonic() - started
    return f"\n{last} kommuner, {boards} nämnder, {outcomes} utfall, {lines} budgetrader; {seconds:.0f} s\n"


def format_table(times: list[WebTimes]) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    heads = [f"1/{FIRST_PART}", "hela"][-len(times) :]
    rows = [
        _format_line("Medianer", heads, "växer", "mål"),
        _format_milliseconds("Utkast: en SQL-sats med samma innehåll", [each.sql for each in times]),
        _format_milliseconds("Utkast: rapporten byggd", [each.draft for each in times], MOST_GROWTH),
        _format_ratios("  gånger SQL-satsen", [each.draft_ratio for each in times], 5),
        _format_milliseconds("Publicerad sida: en läst rad", [each.row for each in times]),
        _format_milliseconds("Publicerad sida: en tom vy", [each.empty for each in times]),
        _format_milliseconds("Publicerad sida: hela vägen", [each.page for each in times], MOST_GROWTH),
        _format_ratios("  gånger raden och den tomma vyn", [each.page_ratio for each in times], 1.5),
        _format_milliseconds("Spara en cell: upsert och historikrad i SQL", [each.upsert for each in times]),
        _format_milliseconds("Spara en cell: som bladet gör det", [each.save for each in times], MOST_GROWTH),
        _format_ratios("  gånger SQL", [each.save_ratio for each in times], 5),
    ]
    return "\n".join(rows) + "\n"


def _format_milliseconds(name: str, values: list[float], most_growth: float = 0) -> str:
    growth = values[-1] / values[0]
    aim = f"växer {mark(growth, most_growth)}" if most_growth else ""
    return _format_line(
        name, [f"{_format_two_decimals(value)} ms" for value in values], _format_two_decimals(growth), aim
    )


def _format_ratios(name: str, values: list[float], most: float) -> str:
    return _format_line(name, [_format_two_decimals(value) for value in values], "", mark(values[-1], most))


def _format_two_decimals(value: float) -> str:
    return format_number(Decimal(value), 2)


def _format_line(name: str, texts: list[str], growth: str, aim: str) -> str:
    return f"{name:<42}{''.join(f'{text:>13}' for text in texts)}{growth:>9}   {aim}".rstrip()
