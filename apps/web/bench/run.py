"""One run: a sixteenth of the nation, measured; then the rest of it, measured again; then the table."""

from collections.abc import Callable
from decimal import Decimal
from time import monotonic
from typing import Any

from django.db import connection

from apps.core.swedish import format_number
from apps.web.bench import bulk, nation
from apps.web.bench.measure import Times, measure

PART = 16
Tell = Callable[[str], Any]


def run(municipalities: int, repeats: int, tell: Tell) -> list[Times]:
    """Build, measure and tell. The database must be migrated and empty."""
    first = max(1, municipalities // PART)
    tell(_load(1, first, tell))
    times = [measure(repeats)]
    if first < municipalities:
        tell(_load(first + 1, municipalities, tell))
        times.append(measure(repeats))
    tell("\n" + table(times))
    return times


def _load(first: int, last: int, tell: Tell) -> str:
    started = monotonic()
    with bulk.loading():
        nation.people(first, last, tell)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM goals_outcome), (SELECT count(*) FROM budget_operatingline)")
        outcomes, lines = (format_number(number) for number in cursor.fetchone())
    boards = nation.boards_in(1, last)
    seconds = monotonic() - started
    return f"\n{last} kommuner, {boards} nämnder, {outcomes} utfall, {lines} budgetrader; {seconds:.0f} s\n"


def table(times: list[Times]) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    heads = [f"1/{PART}", "hela"][-len(times) :]
    rows = [
        _line("Medianer", heads, "växer", "mål"),
        _milliseconds("Utkast: en SQL-sats med samma innehåll", [each.sql for each in times]),
        _milliseconds("Utkast: rapporten byggd", [each.draft for each in times], "växer omkring 1"),
        _ratios("  gånger SQL-satsen", [each.draft_ratio for each in times], "högst 5"),
        _milliseconds("Publicerad sida: en läst rad", [each.row for each in times]),
        _milliseconds("Publicerad sida: en tom vy", [each.empty for each in times]),
        _milliseconds("Publicerad sida: hela vägen", [each.page for each in times], "växer omkring 1"),
        _ratios("  gånger raden och den tomma vyn", [each.page_ratio for each in times], "högst 1,5"),
        _milliseconds("Spara en cell: upsert och historikrad i SQL", [each.upsert for each in times]),
        _milliseconds("Spara en cell: som bladet gör det", [each.save for each in times], "växer omkring 1"),
        _ratios("  gånger SQL", [each.save_ratio for each in times], "högst 5"),
    ]
    return "\n".join(rows) + "\n"


def _milliseconds(name: str, values: list[float], aim: str = "") -> str:
    return _line(name, [f"{_two(value)} ms" for value in values], _two(values[-1] / values[0]), aim)


def _ratios(name: str, values: list[float], aim: str) -> str:
    return _line(name, [_two(value) for value in values], "", aim)


def _two(value: float) -> str:
    return format_number(Decimal(value), 2)


def _line(name: str, texts: list[str], growth: str, aim: str) -> str:
    return f"{name:<42}{''.join(f'{text:>13}' for text in texts)}{growth:>9}   {aim}".rstrip()
