"""The made-up board's own tables: its result, the grants it has applied for, and a fund over three years."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from apps.core.tertials import Tertial
from apps.web.made_up.figures import KRONOR, PERIOD_SHARES, compute_rows
from apps.web.made_up.plan import BoardPlan
from apps.web.made_up.schedule import Schedule

Rows = list[dict[str, Any]]
RESULT, GRANTS, FUND = "resultattabell", "statsbidrag", "valfardsteknik"
COMMENT = "kommentar"
_INCOMING = 4_200  # tkr that the board brought along when the first year began
_GRANTS = (
    ("kompetens", "Kompetens i äldreomsorgen", "Staten", 3_400, 3_100),
    ("anhoriga", "Stöd till anhöriga", "Staten", 900, 900),
    ("familjecentral", "Familjecentral", "Regionen", 1_200, 1_050),
)
_PROJECTS = (
    ("tillsyn", "Digital tillsyn på natten", (620, 880, 410)),
    ("lakemedel", "Läkemedelsrobotar", (300, 540, 260)),
)
_COMMENTS = {
    (RESULT, "kostnader"): "Vikarierna kostar mest, se avvikelserna per verksamhet.",
    (GRANTS, "familjecentral"): "Regionen betalar för två tjänster, vi sökte för två och en halv.",
    (FUND, "tillsyn"): "Fler sensorer köps in efter sommaren.",
}
Value = tuple[str, str, str, int | str]
"""A table, a row, a column, and an amount in tkr or a text."""


def build_plan_rows(schedule: Schedule) -> dict[str, Rows]:
    """The tables with their rows and columns, by the names of the format's sheets."""
    years = [schedule.first_year + number for number in range(3)]
    return {
        "nämndtabeller": [
            {"code": RESULT, "name": "Resultattabell", "kind": "result"},
            {"code": GRANTS, "name": "Statsbidrag och andra bidrag", "kind": "grants"},
            {"code": FUND, "name": f"Välfärdsteknik {years[0]}–{years[-1]}", "kind": "fund"},
        ],
        "tabellrader": [*_build_result_rows(), *_build_grant_rows(), *_build_fund_rows()],
        "tabellkolumner": [*_build_columns(years)],
    }


def build_value_rows(plan: BoardPlan, schedule: Schedule, period: Tertial) -> Rows:
    """What the report of a tertial says in the tables. Their sums are left to be computed."""
    return [
        {
            "own_table": table, "own_row": row, "own_column": column, "year": period.year, "tertial": period.number,
            **({"text": content} if isinstance(content, str) else {"amount": Decimal(content)}),
        }
        for table, row, column, content in iter_values(plan, schedule, period)
    ]  # fmt: skip


def iter_values(plan: BoardPlan, schedule: Schedule, period: Tertial) -> Iterator[Value]:
    """The typed cells of the tables, amounts in tkr."""
    yield from _iter_result(plan, schedule, period)
    share = PERIOD_SHARES[period.number]
    for code, _, _, applied, granted in _GRANTS:
        yield GRANTS, code, "sokt", applied
        yield GRANTS, code, "beviljat", granted
        yield GRANTS, code, "godkant", granted * share // 1_000
        yield GRANTS, code, "nasta-ar", granted // 2
    number = period.year - schedule.first_year
    for code, _, amounts in _PROJECTS:
        for year, amount in enumerate(amounts):
            used = amount * share // 1_000 if year == number and not period.is_final_accounts else amount
            yield FUND, code, f"ar-{year + 1}", used
    for (table, row), text in _COMMENTS.items():
        yield table, row, COMMENT, text


def _iter_result(plan: BoardPlan, schedule: Schedule, period: Tertial) -> Iterator[Value]:
    incoming = _compute_incoming(plan, schedule, period.year)
    amounts = _compute_result(plan, schedule, period)
    for column in ("budget", "utfall", *(() if period.is_final_accounts else ("prognos",))):
        for row in ("kommunbidrag", "intakter", "kostnader"):
            yield RESULT, row, column, amounts[row, column]
        yield RESULT, "ingaende", column, incoming


def _compute_result(plan: BoardPlan, schedule: Schedule, period: Tertial) -> dict[tuple[str, str], int]:
    """The typed rows of the result table by column, in tkr."""
    place = schedule.find_place(period)
    totals: dict[tuple[str, str], int] = {}
    for area in plan.areas:
        for kind, one in (compute_rows(plan, area, period, place) if area.budget else {}).items():
            row = "intakter" if kind == "revenue" else "kostnader"
            for column, kronor in (("budget", one.budget), ("utfall", one.actual), ("prognos", one.forecast)):
                totals[row, column] = totals.get((row, column), 0) + (kronor or 0)
    grant = totals["kostnader", "budget"] - totals["intakter", "budget"]
    granted = {"budget": grant, "utfall": grant * PERIOD_SHARES[period.number] // 1_000, "prognos": grant}
    totals |= {("kommunbidrag", column): amount for column, amount in granted.items()}
    return {cell: kronor // KRONOR for cell, kronor in totals.items()}


def _compute_incoming(plan: BoardPlan, schedule: Schedule, year: int) -> int:
    """What the year opens with: what the year before closed with, in tkr."""
    if year == schedule.first_year:
        return _INCOMING
    amounts = _compute_result(plan, schedule, Tertial(year - 1, 3))
    result = amounts["kommunbidrag", "utfall"] + amounts["intakter", "utfall"] - amounts["kostnader", "utfall"]
    return _compute_incoming(plan, schedule, year - 1) + result


def _build_result_rows() -> Iterator[dict[str, Any]]:
    for code, name, relation, parts in (
        ("kommunbidrag", "Kommunbidrag", "", ()),
        ("intakter", "Övriga intäkter", "", ()),
        ("summa-intakter", "Summa intäkter", "total", ("kommunbidrag", "intakter")),
        ("kostnader", "Kostnader", "", ()),
        ("resultat", "Periodens resultat", "difference", ("summa-intakter", "kostnader")),
        ("ingaende", "Ingående ackumulerat resultat", "", ()),
        ("utgaende", "Utgående ackumulerat resultat", "closing", ("ingaende", "resultat")),
    ):
        yield {"own_table": RESULT, "code": code, "name": name, "relation": relation, "parts": parts}


def _build_grant_rows() -> Iterator[dict[str, Any]]:
    for code, name, payer, _, _ in _GRANTS:
        yield {"own_table": GRANTS, "code": code, "name": name, "heading": payer}
    codes = tuple(code for code, *_ in _GRANTS)
    yield {"own_table": GRANTS, "code": "summa", "name": "Summa bidrag", "relation": "total", "parts": codes}


def _build_fund_rows() -> Iterator[dict[str, Any]]:
    for code, name, _ in _PROJECTS:
        yield {"own_table": FUND, "code": code, "name": name}
    codes = tuple(code for code, *_ in _PROJECTS)
    yield {"own_table": FUND, "code": "summa", "name": "Summa projekt", "relation": "total", "parts": codes}


def _build_columns(years: list[int]) -> Iterator[dict[str, Any]]:
    plain = {RESULT: ("Budget", "Utfall", "Prognos"), GRANTS: ("Sökt", "Beviljat", "Godkänt")}
    codes = {"Sökt": "sokt", "Godkänt": "godkant"}
    for table, names in plain.items():
        for name in names:
            yield {"own_table": table, "code": codes.get(name, name.lower()), "name": name, "kind": "amount"}
    yield {"own_table": GRANTS, "code": "nasta-ar", "name": "Beviljat", "kind": "amount", "years_ahead": 1}
    parts = tuple(f"ar-{number}" for number in range(1, 4))
    for code, year in zip(parts, years, strict=True):
        yield {"own_table": FUND, "code": code, "name": "Medel", "kind": "amount", "about_year": year}
    total = {"code": "alla-ar", "name": "Alla år", "kind": "amount", "relation": "total", "parts": parts}
    yield {"own_table": FUND, **total}
    for table in (RESULT, GRANTS, FUND):
        yield {"own_table": table, "code": COMMENT, "name": "Kommentar", "kind": "text"}
