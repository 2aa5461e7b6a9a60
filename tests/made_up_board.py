"""A made-up board for tests of the report: rows are added straight to the tables, one call each."""

from datetime import date
from decimal import Decimal
from typing import Any

from apps.budget.models import BudgetChange, InterimForecast, OperatingLine
from apps.core.choices import RelationAnswer
from apps.goals.models import Goal, Outcome, Target
from apps.goals.models import Indicator as IndicatorModel
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import answer_relation
from apps.organisation.models import Board, Municipality, ServiceArea
from apps.report.board_report import BoardReport
from apps.report.measures import Indicator
from apps.report.money import AreaEconomy
from apps.rounds.models import Round, SourceTable
from tests.reports import build_report


class MadeUpBoard:
    """Öckerö's board with two areas; the round's period is given."""

    def __init__(self, year: int = 2024, tertial: int = 3) -> None:
        self.municipality = Municipality.objects.create(code="1407", name="Öckerö", slug="ockero")
        self.board = Board.objects.create(municipality=self.municipality, name="Socialnämnden", slug="socialnamnden")
        self.owner = {"municipality": self.municipality, "board": self.board}
        self.root = ServiceArea.objects.create(**self.owner, code="namnden", name="Socialnämnden", kind="board")
        self.home = self.area("hemtjanst")
        self.care = self.area("sarskilt-boende")
        self.goal = Goal.objects.create(**self.owner, code="mal", name="Nöjda brukare", level="board")
        self.round = self.new_round(year, tertial)

    def area(self, code: str, parent: ServiceArea | None = None) -> ServiceArea:
        return ServiceArea.objects.create(
            **self.owner, code=code, name=code.capitalize(), kind="area", parent=parent or self.root
        )

    def new_round(self, year: int, tertial: int, state: str = "open") -> Round:
        return Round.objects.create(**self.owner, year=year, tertial=tertial, state=state)

    def table(self, code: str, position: int, round_: Round | None = None) -> SourceTable:
        return SourceTable.objects.create(
            **self.owner,
            round=round_ or self.round,
            code=code,
            title=code,
            position=position,
            unit="tkr",
            sign="both_positive",
            variance_sign="plus_is_surplus",
        )

    def money(
        self, area: ServiceArea, cost_type: str = "net", year: int = 2024, tertial: int = 3, **amounts: Any
    ) -> None:
        OperatingLine.objects.create(
            **self.owner, service_area=area, cost_type=cost_type, year=year, tertial=tertial, **amounts
        )

    def budget_change(
        self, area: ServiceArea, kind: str, amount: int, day: str = "2024-02-01", tertial: int = 1, **more: Any
    ) -> None:
        where = {"service_area": area, "year": 2024, "tertial": tertial, "date": date.fromisoformat(day)}
        BudgetChange.objects.create(**self.owner, **where, kind=kind, amount=amount, **more)

    def interim_forecast(self, area: ServiceArea, forecast: int, day: str) -> None:
        where = {"service_area": area, "year": 2024, "tertial": (int(day[5:7]) + 3) // 4}
        InterimForecast.objects.create(**self.owner, **where, date=date.fromisoformat(day), forecast=forecast)

    def indicator(self, code: str = "andel", **fields: Any) -> IndicatorModel:
        defaults: dict[str, Any] = {
            "name": code, "goal": self.goal, "unit": "%", "direction": "higher", "accumulation": "rate",
        }  # fmt: skip
        return IndicatorModel.objects.create(**self.owner, code=code, **{**defaults, **fields})

    def target(
        self, indicator: IndicatorModel, comparator: str, value: str | None, year: int = 2024, **more: Any
    ) -> None:
        area = more.pop("area", self.root)
        Target.objects.create(
            **self.owner,
            indicator=indicator,
            service_area=area,
            year=year,
            comparator=comparator,
            value=Decimal(value) if value else None,
            text=value or comparator,
            **more,
        )

    def outcome(
        self, indicator: IndicatorModel, value: str | None, year: int = 2024, tertial: int = 3, **more: Any
    ) -> None:
        area = more.pop("area", self.root)
        Outcome.objects.create(
            **self.owner,
            indicator=indicator,
            service_area=area,
            year=year,
            tertial=tertial,
            value=Decimal(value) if value else None,
            **more,
        )

    def relation(self, kind: str, total: str, *parts: str, answer: str = "confirmed") -> None:
        """A relation that someone has confirmed, or refused."""
        relation = IndicatorRelation(kind, total, parts)
        answer_relation(by=None, board=self.board, relation=relation, answer=RelationAnswer(answer))

    def report(self) -> BoardReport:
        return build_report(Round.objects.select_related("board__municipality").get(pk=self.round.pk))

    def money_of(self, area: ServiceArea) -> AreaEconomy:
        return next(one for one in self.report().economy.areas if one.area == area.code)

    def shown(self, code: str = "andel") -> Indicator:
        return next(one for one in self.report().indicators if one.code == code)
