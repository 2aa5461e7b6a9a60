"""One run: a sixteenth of the nation, measured; then the rest of it, measured again; then the table."""

from collections.abc import Callable
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
    figures = {"utfall": "goals_outcome", "budgetrader": "budget_operatingline"}
    with connection.cursor() as cursor:
        parts = [f"{last} kommuner, {nation.boards_in(1, last)} nämnder"]
        for noun, name in figures.items():
            cursor.execute("SELECT count(*) FROM " + name)
            parts.append(f"{format_number(cursor.fetchone()[0])} {noun}")
    return f"\n{', '.join(parts)}; {monotonic() - started:.0f} s\n"


def table(times: list[Times]) -> str:
    """The result as text. Ratios count; milliseconds are only of this machine, today."""
    small, whole = times[0], times[-1]
    rows = [
        _times("Utkast: en SQL-sats med samma innehåll", [t.sql for t in times]),
        _times("Utkast: rapporten byggd", [t.draft for t in times]),
        _ratios("  gånger SQL-satsen", [t.draft_ratio for t in times], "högst 5"),
        _ratios("  växer med nationen", [whole.draft / small.draft], "omkring 1", of=times),
        _times("Publicerad sida: en läst rad", [t.row for t in times]),
        _times("Publicerad sida: en tom vy", [t.empty for t in times]),
        _times("Publicerad sida: hela vägen", [t.page for t in times]),
        _ratios("  gånger raden och den tomma vyn", [t.page_ratio for t in times], "högst 1,5"),
        _ratios("  växer med nationen", [whole.page / small.page], "omkring 1", of=times),
    ]
    heads = [f"1/{PART}", "hela"][-len(times) :]
    return "\n".join([_line("Medianer", heads, "mål"), *rows]) + "\n"


def _times(name: str, values: list[float]) -> str:
    return _line(name, [f"{value:.2f} ms".replace(".", ",") for value in values])


def _ratios(name: str, values: list[float], aim: str, of: list[Times] | None = None) -> str:
    texts = [f"{value:.2f}".replace(".", ",") for value in values]
    return _line(name, [""] * (len(of) - 1 if of else 0) + texts, aim)


def _line(name: str, texts: list[str], aim: str = "") -> str:
    return f"{name:<42}" + "".join(f"{text:>14}" for text in texts) + (f"   {aim}" if aim else "")
