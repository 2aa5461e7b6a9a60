"""A report that agrees with itself has no findings; one planted error is found where it stands, and nothing else is."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.db.models import F, Model

from apps.budget.models import BudgetChange, InvestmentLine, InvestmentProject, OperatingLine, OwnCostType
from apps.checks import slips
from apps.checks.registry import CHECKS
from apps.goals.models import Outcome
from apps.organisation.models import Board, ServiceArea
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.report.board_report import Finding
from apps.risks.models import Risk
from apps.rounds.models import Comment, Round, Topic
from tests.made_up_board import MadeUpBoard
from tests.remembered_rows import put_rows_back, remember_rows
from tests.reports import build_report

THOUSAND = 1_000


class Consistent(MadeUpBoard):
    """A report of T3 2024 where each check has something of its own to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.last_round = self.new_round(2023, 3)
        self.main, self.appendix = self.table("huvudtabell", 1), self.table("bilaga", 2)
        self._money()
        self._investments()
        self._indicators()
        Risk.objects.create(
            **self.owner, service_area=self.root, year=2024, code="brist", name="Brist", probability=3, consequence=4,
            stated_value=12,
        )  # fmt: skip
        self.before = build_report(Round.objects.select_related("board__municipality").get(pk=self.last_round.pk))

    def _line(self, area: str, cost_type: str = "net", *, table: Any = None, year: int = 2024, **amounts: int) -> None:
        kronor = {name: value * THOUSAND for name, value in amounts.items() if name != "tertial"}
        where = self.areas.get(area) or self.areas.setdefault(area, self.area(area))
        self.money(where, cost_type, year, amounts.get("tertial", 3), table=table, **kronor)

    def _money(self) -> None:
        self.areas = {"hemtjanst": self.home}
        self.areas |= {code: self.area(code, self.home) for code in ("norr", "soder")}
        for area, actual in (("hemtjanst", 300), ("norr", 100), ("soder", 200)):
            self._line(area, table=self.main, actual=actual)
        for kind, actual in (("revenue", 100), ("staff", 500), ("other", 400), ("cost", 900), ("net", 800)):
            self._line("slagen", kind, table=self.main, actual=actual)
        self._own_cost_types()
        self.areas["overskotten"] = self.area("overskotten")
        self.areas |= {code: self.area(code, self.areas["overskotten"]) for code in ("oster", "vaster")}
        variances = self.table("avvikelser", 3)
        for area, variance in (("overskotten", 30), ("oster", 50), ("vaster", -20)):
            self._line(area, table=variances, stated_variance=variance)
        self._line("avvikelsen", table=self.main, budget=500, actual=450, stated_variance=50)
        self._line(
            "perioden", tertial=2, table=self.main, budget=900, period_budget=600, actual=580, stated_variance=20
        )
        for tertial, actual in ((1, 100), (2, 200), (3, 300)):
            self._line("aret", "staff", tertial=tertial, actual=actual)
        for year in (2021, 2022, 2023, 2024):
            self._line("aren", year=year, actual=1000 + year)
        for table in (self.main, self.appendix):
            self._line("tabellerna", table=table, actual=700)
        self._line("forra", table=self.table("tabell-2023", 1, self.last_round), year=2023, actual=640)
        self._line("forra", table=self.main, year=2023, actual=640)
        self._line("vagen", table=self.main, budget=500)
        self._change("vagen", "original", 400)
        self._change("vagen", "supplementary", 100)
        for area, amount in (("fran", -50), ("till", 50)):
            self._line(area, table=self.main, actual=10)
            self._change(area, "original", 200)
            self._change(area, "reallocation", amount)
        for tertial in (2, 3):
            self._line("skiftet", tertial=tertial, budget=100)
        Comment.objects.create(
            **self.owner, round=self.round, service_area=self.areas["avvikelsen"], topic="operating",
            text="Överskott 50 tkr, eftersom tjänster har varit vakanta.",
        )  # fmt: skip

    def _own_cost_types(self) -> None:
        for code in ("bidrag", "kop"):
            OwnCostType.objects.create(**self.owner, code=code, name=code, belongs_to="other")
        for kind, actual in (("bidrag", 300), ("kop", 100), ("other", 400)):
            self._line("egna", kind, table=self.main, actual=actual)

    def _change(self, area: str, kind: str, amount: int) -> None:
        self.budget_change(self.areas[area], kind, amount * THOUSAND, decision="KF § 1")

    def _project(self, code: str, parent: str = "", table: Any = None, flow: str = "net", **amounts: int) -> None:
        above = InvestmentProject.objects.get(code=parent) if parent else None
        project, _ = InvestmentProject.objects.get_or_create(
            **self.owner, code=code, name=code.capitalize(), service_area=self.root, parent=above
        )
        kronor = {name: value * THOUSAND for name, value in amounts.items()}
        InvestmentLine.objects.create(
            **self.owner, project=project, year=2024, tertial=3, flow=flow, table=table or self.main, **kronor
        )

    def _investments(self) -> None:
        self._project("summan", actual=300)
        self._project("delen", "summan", actual=100)
        self._project("resten", "summan", actual=200)
        for flow, actual in (("expense", 300), ("income", 100), ("net", 200)):
            self._project("flodet", flow=flow, actual=actual)
        self._project("budgeten", original_budget=100, supplementary_budget=50, budget=150)
        self._project("skillnaden", budget=100, actual=80, stated_variance=20)
        for table in (self.main, self.appendix):
            self._project("stallena", table=table, actual=70)

    def _series(self, code: str, values: dict[int, Any], genders: str = "T", **fields: Any) -> None:
        indicator = self.indicator(code, by_gender="K" in genders, **fields)
        for year, told in values.items():
            for gender, value in zip(genders, told if isinstance(told, tuple) else (told,), strict=True):
                self.outcome(indicator, str(value), year, gender=gender)

    def _indicators(self) -> None:
        share = self.indicator("andel")
        self.outcome(share, "50", numerator=20, denominator=40)
        self._series("personer", {2024: (30, 10, 20)}, "TKM", unit="antal", accumulation="stock")
        self._series("medel", {2024: (5, 4, 6)}, "TKM", unit="index", decimals=1)
        self._series("fordelning", {2022: (60, 40), 2023: (62, 38), 2024: (61, 39)}, "KM")
        self._series("dygn", {2023: 100, 2024: 110}, unit="dagar")
        Outcome.objects.filter(indicator__code="dygn", year=2024).update(stated_change=10)
        visits = self.indicator("besok", unit="antal", accumulation="flow")
        for tertial, value in ((1, "10"), (2, "20"), (3, "30")):
            self.outcome(visits, value, tertial=tertial)
        usual = dict(zip(range(2018, 2025), (100, 102, 98, 101, 99, 103, 100), strict=True))
        self._series("kostnad", usual, unit="kr")
        self._series("utford", {2023: 66, 2024: 70}, unit="timmar")
        self._series("arbetad", {2023: 132, 2024: 140}, unit="timmar")
        self._series("nyttjande", {2023: 50, 2024: 50})
        self.relation("quotient", "nyttjande", "utford", "arbetad")
        self._series("arenden", {2024: 50}, unit="antal", name="Ärenden")
        self._series("nya", {2024: 20}, unit="antal", name="Ärenden, varav nya")
        for code, values in (("alla", (30, 33, 36)), ("stora", (10, 11, 12)), ("sma", (20, 22, 24))):
            told = dict(zip((2022, 2023, 2024), values, strict=True))
            self._series(code, told, unit="antal", heading="Boenden", kind="volume", goal=None)

    def findings(self) -> tuple[Finding, ...]:
        round_ = Round.objects.select_related("board__municipality").get(pk=self.round.pk)
        return build_report(round_, earlier=[self.before]).findings


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> tuple[Consistent, list[tuple[str, str]]]:
    with django_db_blocker.unblock():
        return remember_rows(Consistent)


@pytest.fixture
def board(db: None, made: tuple[Consistent, list[tuple[str, str]]]) -> Consistent:
    board, rows = made
    put_rows_back(rows)
    return deepcopy(board)


Plant = Callable[[], int]


def operating(area: str, column: str, thousands: int, cost_type: str = "net", **more: Any) -> Plant:
    where = {"service_area__code": area, "cost_type": cost_type, "year": 2024, "tertial": 3, **more}
    return lambda: _moved(OperatingLine, where, column, thousands * THOUSAND)


def budget_change(area: str, kind: str, kronor: int) -> Plant:
    where = {"service_area__code": area, "kind": kind}
    return lambda: _moved(BudgetChange, where, "amount", kronor)


def investment(project: str, column: str, thousands: int, flow: str = "net", **more: Any) -> Plant:
    where = {"project__code": project, "flow": flow, "tertial": 3, **more}
    return lambda: _moved(InvestmentLine, where, column, thousands * THOUSAND)


def outcome(code: str, by: float, column: str = "value", **more: Any) -> Plant:
    where = {"indicator__code": code, "year": 2024, "tertial": 3, "gender": "T", **more}
    return lambda: _moved(Outcome, where, column, by)


def _moved(model: type[Model], where: dict[str, Any], column: str, by: float) -> int:
    return int(model._default_manager.filter(**where).update(**{column: F(column) + by}))


def comment(text: str) -> Plant:
    return lambda: Comment.objects.filter(round__board__municipality__code="1407").update(text=text)


def write_summary(round_: Round, text: str) -> None:
    root = ServiceArea.objects.get(board=round_.board_id, parent=None)
    owner = {"municipality_id": round_.municipality_id, "board_id": round_.board_id, "service_area": root}
    Comment.objects.update_or_create(
        round=round_, topic=Topic.SUMMARY, defaults={"text": text}, create_defaults=owner | {"text": text}
    )


def two_texts(first: str, other: str) -> Plant:
    def plant() -> int:
        changed = comment(other)()
        write_summary(Round.objects.get(board__municipality__code="1407", tertial=3, year=2024), first)
        return changed

    return plant


def risk() -> int:
    return Risk.objects.filter(code="brist").update(stated_value=9)


APPENDIX = {"table__code": "bilaga"}


def own_table(tkr: int) -> Plant:
    """A table of the board's own whose sum is so many tkr too large."""

    def plant() -> int:
        board = Board.objects.get(municipality__code="1407")
        owner = {"board": board, "municipality": board.municipality}
        root = ServiceArea.objects.get(board=board, parent=None)
        table = OwnTable.objects.create(**owner, code="resultat", name="Resultat", service_area=root)
        column = OwnColumn.objects.create(**owner, own_table=table, code="utfall", name="Utfall", kind="amount")
        amounts = {"bidrag": 10_000, "avgifter": 5_000, "intakter": 15_000 + tkr}
        for code, amount in amounts.items():
            follows = {"relation": "total", "parts": ["bidrag", "avgifter"]} if code == "intakter" else {}
            row = OwnRow.objects.create(**owner, own_table=table, code=code, name=code, **follows)
            where = {"own_table": table, "row": row, "column": column, "kind": "amount", "year": 2024, "tertial": 3}
            OwnValue.objects.create(**owner, **where, amount=amount * 1_000)
        return 1

    return plant


def opening(tkr: int) -> Plant:
    """A table over two years that opens so many tkr above what it closed with."""

    def plant() -> int:
        board = Board.objects.get(municipality__code="1407")
        owner = {"board": board, "municipality": board.municipality}
        root = ServiceArea.objects.get(board=board, parent=None)
        table = OwnTable.objects.create(**owner, code="eget-kapital", name="Eget kapital", service_area=root)
        line = {**owner, "own_table": table}
        amounts = {"ingaende": (7_000, 9_000 + tkr), "resultat": (2_000, 1_000), "utgaende": (None, None)}
        columns = [
            OwnColumn.objects.create(**line, code=code, name=name, kind="amount", years_ahead=ahead)
            for code, name, ahead in (("fore", "Utfall året före", -1), ("utfall", "Utfall", None))
        ]
        for code, by_year in amounts.items():
            follows = {"relation": "closing", "parts": ["ingaende", "resultat"]} if code == "utgaende" else {}
            row = OwnRow.objects.create(**line, code=code, name=code, **follows)
            for column, amount in zip(columns, by_year, strict=True):
                if amount is not None:
                    where = {"row": row, "column": column, "kind": "amount", "year": 2024, "tertial": 3}
                    OwnValue.objects.create(**line, **where, amount=amount * 1_000)
        return 1

    return plant


ERRORS: dict[str, tuple[Plant, tuple[str, str, str, str, str, str]]] = {
    # what is wrong: the error, and of its finding check, kind of place, place, period, column, part
    "parts of an area": (
        operating("hemtjanst", "actual", 50),
        ("children", "area", "hemtjanst", "2024-t3", "actual", "net"),
    ),
    "parts of a surplus": (
        operating("vaster", "stated_variance", 50),
        ("children", "area", "overskotten", "2024-t3", "variance", "net"),
    ),
    "cost types": (
        operating("slagen", "actual", 50, "staff"),
        ("cost_types", "area", "slagen", "2024-t3", "actual", "cost"),
    ),
    "own cost types": (
        operating("egna", "actual", 50, "other"),
        ("own_cost_types", "area", "egna", "2024-t3", "actual", "other"),
    ),
    "a confirmed quotient": (
        outcome("nyttjande", 6),
        ("relations", "indicator", "nyttjande", "2024-t3", "value", "T"),
    ),
    "a term of a confirmed quotient": (
        outcome("arbetad", 40),
        ("relations", "indicator", "nyttjande", "2024-t3", "value", "T"),
    ),
    "cost and revenue": (operating("slagen", "actual", -50), ("net", "area", "slagen", "2024-t3", "actual", "net")),
    "variance": (
        operating("avvikelsen", "stated_variance", 90),
        ("variance", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "variance so far": (
        operating("perioden", "stated_variance", 90, tertial=2),
        ("variance", "area", "perioden", "2024-t2", "variance_so_far", "net"),
    ),
    "a period above its year": (
        operating("perioden", "period_budget", 400, tertial=2),
        ("period_budget", "area", "perioden", "2024-t2", "period_budget", "net"),
    ),
    "T2 above T3": (
        operating("aret", "actual", 150, "staff", tertial=2),
        ("accumulated", "area", "aret", "2024-t3", "actual", "staff"),
    ),
    "T1 above T2": (
        operating("aret", "actual", 150, "staff", tertial=1),
        ("accumulated", "area", "aret", "2024-t2", "actual", "staff"),
    ),
    "five times earlier years": (
        operating("aren", "actual", 14_000),
        ("outlier", "area", "aren", "2024-t3", "actual", "net"),
    ),
    "another table": (
        operating("tabellerna", "actual", 50, **APPENDIX),
        ("tables", "area", "tabellerna", "2024-t3", "actual", "net"),
    ),
    "a budget change": (
        budget_change("vagen", "supplementary", 50 * THOUSAND),
        ("budget_path", "area", "vagen", "2024-t3", "budget", "net"),
    ),
    "a reallocation": (
        budget_change("till", "reallocation", 1),
        ("reallocation", "area", "fran", "2024-t3", "budget", "net"),
    ),
    "a budget that changes": (
        operating("skiftet", "budget", 50),
        ("budget_shift", "area", "skiftet", "2024-t3", "budget", "net"),
    ),
    "last year's column": (
        operating("forra", "actual", 50, year=2023, table__code="huvudtabell"),
        ("earlier", "area", "forra", "2023-t3", "actual", "net"),
    ),
    "last year's value": (
        outcome("kostnad", 3, year=2023),
        ("earlier", "indicator", "kostnad", "2023-t3", "value", "T"),
    ),
    "a comment's amount": (
        comment("Överskott 80 tkr, eftersom tjänster har varit vakanta."),
        ("words", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "a comment's direction": (
        comment("Underskott 50 tkr trots vakanta tjänster."),
        ("words", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "an amount far into a comment": (
        comment("Tjänster har varit vakanta. Verksamheten redovisar ett överskott på 80 tkr för året."),
        ("words", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "a comment's way": (
        comment("Vakanta tjänster. Nettokostnaden blev högre än budgeterat."),
        ("text_direction", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "a comment's unit": (
        comment("Överskott 50 mnkr, eftersom tjänster har varit vakanta."),
        ("text_unit", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "kronor for tusental": (
        comment("Överskott 50 tkr. Bilpoolen gick med ett underskott på 148 kr."),
        ("text_unit", "area", "avvikelsen", "2024-t3", "text", ""),
    ),
    "a share in a text": (
        comment("Överskott 50 tkr. Av brukarna har 6 av 29 (29 %) en plan."),
        ("text_share", "area", "avvikelsen", "2024-t3", "text", ""),
    ),
    "parts in a sentence": (
        comment("Överskott 50 tkr. Hyrorna på 910 tkr består av 650 tkr i norr och 230 tkr i söder."),
        ("text_parts", "area", "avvikelsen", "2024-t3", "text", ""),
    ),
    "a list that nearly makes its total": (
        comment(
            "Överskott 50 tkr. Hemmen visar totalt ett underskott på 1 145 tkr. Norr gör ett underskott på 1 210 tkr."
            " Söder gör ett underskott på 145 tkr. Väster gör ett överskott på 230 tkr."
        ),
        ("text_list", "area", "avvikelsen", "2024-t3", "text", ""),
    ),
    "a surplus without an amount": (
        comment("Tjänster har varit vakanta. Verksamheten redovisar ett underskott i bokslutet."),
        ("text_direction", "area", "avvikelsen", "2024-t3", "variance", "net"),
    ),
    "two texts of one thing": (
        two_texts("Flyktingbufferten är 5 234 tkr.", "Överskott 50 tkr. En flyktingbuffert på 5 324 tkr ingår."),
        ("two_texts", "area", "avvikelsen", "2024-t3", "text", ""),
    ),
    "projects under a sum": (
        investment("summan", "actual", 50),
        ("investment_sum", "investment", "summan", "2024-t3", "actual", "net"),
    ),
    "expense and income": (
        investment("flodet", "actual", 50, "income"),
        ("investment_net", "investment", "flodet", "2024-t3", "actual", "net"),
    ),
    "supplementary budget": (
        investment("budgeten", "supplementary_budget", 50),
        ("investment_budget", "investment", "budgeten", "2024-t3", "budget", "net"),
    ),
    "an investment's variance": (
        investment("skillnaden", "stated_variance", 50),
        ("investment_variance", "investment", "skillnaden", "2024-t3", "variance", "net"),
    ),
    "an investment in another table": (
        investment("stallena", "actual", 50, **APPENDIX),
        ("investment_tables", "investment", "stallena", "2024-t3", "actual", "net"),
    ),
    "percentage of a fraction": (outcome("andel", 6), ("fraction", "indicator", "andel", "2024-t3", "value", "T")),
    "numerator": (outcome("andel", 3, "numerator"), ("fraction", "indicator", "andel", "2024-t3", "value", "T")),
    "women and men of a count": (outcome("personer", 1), ("genders", "indicator", "personer", "2024-t3", "value", "T")),
    "men of a count": (
        outcome("personer", 1, gender="M"),
        ("genders", "indicator", "personer", "2024-t3", "value", "T"),
    ),
    "women and men of a mean": (outcome("medel", 2), ("genders", "indicator", "medel", "2024-t3", "value", "T")),
    "shares of one whole": (
        outcome("fordelning", 7, gender="K"),
        ("shares", "indicator", "fordelning", "2024-t3", "value", "K"),
    ),
    "a stated change": (
        outcome("dygn", 6, "stated_change"),
        ("change", "indicator", "dygn", "2024-t3", "stated_change", "T"),
    ),
    "visits of T2": (outcome("besok", 15, tertial=2), ("accumulated", "indicator", "besok", "2024-t3", "value", "T")),
    "far from the history": (outcome("kostnad", 300), ("outlier", "indicator", "kostnad", "2024-t3", "value", "T")),
    "a decimal comma off": (outcome("kostnad", 900), ("outlier", "indicator", "kostnad", "2024-t3", "value", "T")),
    "a part above its whole": (outcome("nya", 40), ("of_which", "indicator", "nya", "2024-t3", "value", "T")),
    "parts of a total": (outcome("sma", 3), ("totals", "indicator", "alla", "2024-t3", "value", "T")),
    "a sum in a table of the board's own": (
        own_table(50),
        ("own_table", "own_table", "resultat", "2024-t3", "utfall", "intakter"),
    ),
    "an opening balance": (
        opening(50),
        ("own_table_opening", "own_table", "eget-kapital", "2024-t3", "utfall", "ingaende"),
    ),
    "a risk's value": (risk, ("risk", "risk", "brist", "", "stated_value", "")),
}
# The comment beside a variance tells the amount too, and the variance so far is that of the period's budget.
ALSO = {"variance": {"words"}, "a period above its year": {"variance"}}


def test_a_report_that_agrees_with_itself_has_no_findings(board: Consistent) -> None:
    assert board.findings() == ()


CODES = {
    "printed_tables.tables": "tables",
    "operating_budget.children": "children",
    "operating_budget.cost_types": "cost_types",
    "operating_budget.own_cost_types": "own_cost_types",
    "operating_budget.net": "net",
    "operating_budget.variance": "variance",
    "operating_budget.period_budgets": "period_budget",
    "operating_budget.accumulated": "accumulated",
    "operating_budget.outliers": "outlier",
    "budget_paths.budget_paths": "budget_path",
    "budget_paths.reallocations": "reallocation",
    "budget_paths.budget_shifts": "budget_shift",
    "report_texts.words": "words",
    "report_texts.directions": "text_direction",
    "report_texts.units": "text_unit",
    "inner_texts.shares": "text_share",
    "inner_texts.parts": "text_parts",
    "inner_texts.lists": "text_list",
    "inner_texts.two_texts": "two_texts",
    "investments.sums": "investment_sum",
    "investments.flows": "investment_net",
    "investments.budgets": "investment_budget",
    "investments.variance": "investment_variance",
    "investments.tables": "investment_tables",
    "indicators.fractions": "fraction",
    "indicators.genders": "genders",
    "indicators.shares": "shares",
    "indicators.changes": "change",
    "indicators.accumulated": "accumulated",
    "indicators.outliers": "outlier",
    "risks.risks": "risk",
    "own_tables.own_tables": "own_table",
    "own_table_openings.own_table_openings": "own_table_opening",
    "relations.relations": "relations",
    "parts_of_totals.of_which": "of_which",
    "parts_of_totals.totals": "totals",
    "earlier_reports.earlier": "earlier",
}


def test_every_check_has_a_planted_error() -> None:
    """A new check has to have a row in both lists. What looks for slips is in ``test_slips``."""
    names = [
        f"{check.run.__module__.rpartition('.')[2]}.{check.run.__name__.removeprefix('check_')}"
        for check in CHECKS
        if not check.run.__module__.startswith(slips.__name__)
    ]
    assert sorted(names) == sorted(CODES)
    assert {place[0] for _, place in ERRORS.values()} == set(CODES.values())


@pytest.mark.parametrize("name", ERRORS)
def test_a_planted_error_is_found_where_it_stands(board: Consistent, name: str) -> None:
    plant, place = ERRORS[name]
    assert plant() == 1
    found = [one for one in board.findings() if one.check not in ALSO.get(name, ())]
    assert [(one.check, one.where, one.key, one.period, one.column, one.part) for one in found] == [place]
    assert found[0].expected != found[0].found


ROUNDED: dict[str, Plant] = {
    "three terms": operating("hemtjanst", "actual", 1),
    "cost types": operating("slagen", "actual", 1, "staff"),
    "net": operating("slagen", "actual", -1),
    "variance": operating("avvikelsen", "stated_variance", 1),
    "variance so far": operating("perioden", "stated_variance", 1, tertial=2),
    "a whole year's budget for the period": operating("perioden", "budget", -300, tertial=2),
    "two tables": operating("tabellerna", "actual", 1, **APPENDIX),
    "last year's column": operating("forra", "actual", 1, year=2023, table__code="huvudtabell"),
    "the steps of a budget": operating("vagen", "budget", 1),
    "a step in kronor": budget_change("vagen", "supplementary", 400),
    "a budget in kronor": lambda: _moved(OperatingLine, {"service_area__code": "skiftet", "tertial": 3}, "budget", 400),
    "a comment": comment("Överskott 51 tkr, eftersom tjänster har varit vakanta."),
    "a hedge": comment("Verksamheten redovisar ett överskott på drygt 45 tkr."),
    "a comment in mnkr": comment("Verksamheten redovisar ett överskott på 0,1 mnkr."),
    "a share cut off": comment("Överskott 50 tkr. 2 av 3 (66 %) har en plan."),
    "parts in mnkr": comment("Överskott 50 tkr. Hyrorna på 9,2 mnkr består av 6,5 mnkr i norr och 2,6 mnkr i söder."),
    "projects": investment("summan", "actual", 1),
    "flows": investment("flodet", "actual", 1, "income"),
    "budgets": investment("budgeten", "supplementary_budget", 1),
    "an investment's variance": investment("skillnaden", "stated_variance", 1),
    "an investment in another table": investment("stallena", "actual", 1, **APPENDIX),
    "a mean": outcome("medel", 1.1),
    "a quotient": outcome("nyttjande", 1),
    "a surplus": operating("vaster", "stated_variance", 1),
    "shares": outcome("fordelning", 1, gender="K"),
    "a sum in a table of the board's own": own_table(1),
    "an opening balance": opening(1),
}


@pytest.mark.parametrize("name", ROUNDED)
def test_rounding_is_no_finding(board: Consistent, name: str) -> None:
    assert ROUNDED[name]() == 1
    assert board.findings() == ()


def test_a_fraction_may_be_rounded_or_cut_off(board: Consistent) -> None:
    for value in (66, 67):
        Outcome.objects.filter(indicator__code="andel").update(value=value, numerator=2, denominator=3)
        assert board.findings() == ()


def test_the_summary_is_held_against_the_whole_board(board: Consistent) -> None:
    board.money(board.root, table=board.main, budget=9_000_000, actual=8_000_000, stated_variance=1_000_000)
    right, wrong = (
        "Nämnden visar ett överskott på 1,0 miljoner kronor.",
        "Nämnden visar ett underskott på 2,5 miljoner.",
    )
    write_summary(board.round, right)
    assert not [one for one in board.findings() if one.check == "words"]
    write_summary(board.round, wrong)
    (found,) = [one for one in board.findings() if one.check == "words"]
    assert (found.key, found.column, found.size) == ("namnden", "variance", -3_500_000)
