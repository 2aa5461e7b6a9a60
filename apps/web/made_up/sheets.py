"""A made-up board's report of a tertial, as the sheets of the import format."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from apps.core.tertials import Tertial
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.round_sheets import BOARD_CONVENTION, build_sheet, format_cell
from apps.imports.report_format.schema import PROFILE_FIELDS, PROFILE_SCHEMA, SCHEMAS_BY_NAME
from apps.web.made_up.figures import KRONOR, compute_original_budget, compute_rows
from apps.web.made_up.own_tables import build_plan_rows, build_value_rows
from apps.web.made_up.plan import BoardPlan, IndicatorPlan, find_value, format_case_number
from apps.web.made_up.schedule import Schedule, find_meeting

MUNICIPALITY, MUNICIPALITY_CODE = "Sagoby", "9999"
INVESTMENTS = (("inventarier", "Inventarier och välfärdsteknik", 4_200), ("fordon", "Fordon", 2_600))  # tkr a year
Rows = list[dict[str, Any]]


class ReportSheets:
    """The sheets of one board and tertial. ``names`` are those that areas have got since, by code.

    With ``with_figures`` off only the plan is there: the open report is filled in by people.
    """

    def __init__(
        self, plan: BoardPlan, schedule: Schedule, period: Tertial, *, areas: Rows, with_figures: bool = True
    ) -> None:
        self.plan, self.schedule, self.period, self.areas = plan, schedule, period, areas
        self.place = schedule.find_place(period)
        self.with_figures = with_figures

    def build(self) -> list[RawSheet]:
        """All of them."""
        rows: dict[str, Rows] = {
            "verksamheter": self.areas,
            "fokusområden": [
                {"code": code, "name": name, "description": text} for code, name, text in self.plan.focus_areas
            ],
            "mål": self._build_goals(),
            "indikatorer": [self._build_indicator(one) for one in self.plan.indicators],
            "risker": self._build_risks(),
            "kontroller": [
                {"risk": one.code, "code": f"kontroll-{one.code}", "name": one.control} for one in self.plan.risks
            ],
        }
        rows |= build_plan_rows(self.schedule) if self.plan.has_own_tables else {}
        if self.plan.cost_types:
            rows["kostnadsslag"] = [
                {"code": one.code, "name": one.name, "belongs_to": one.belongs_to} for one in self.plan.cost_types
            ]
        if self.period.number == 1:
            rows["målvärden"] = list(self._iter_targets())
        rows["budgetändringar"] = list(self._iter_budget_steps())
        if self.with_figures:
            rows |= {
                "utfall": list(self._iter_outcomes()),
                "bedömningar": list(self._iter_assessments()),
                "drift": list(self._iter_lines()),
                "prognoser": list(self._iter_interim_forecasts()),
                "investeringar": list(self._iter_investments()),
                "kontrollresultat": list(self._iter_results()),
                "kommentarer": list(self._iter_comments()),
            }
        if self.with_figures and self.plan.has_own_tables:
            rows["tabellvärden"] = build_value_rows(self.plan, self.schedule, self.period)
        found = [build_sheet(name, SCHEMAS_BY_NAME[name].columns, given) for name, given in rows.items() if given]
        return [self._build_profile(), *found]

    def _build_profile(self) -> RawSheet:
        decided = self.with_figures
        values = {
            "municipality_code": MUNICIPALITY_CODE,
            "municipality": MUNICIPALITY,
            "board": self.plan.name,
            "administration": self.plan.administration,
            "year": self.period.year,
            "tertial": self.period.number,
            "unit": BOARD_CONVENTION.unit,
            "sign": BOARD_CONVENTION.sign,
            "variance_sign": BOARD_CONVENTION.variance_sign,
            "tolerance": self.plan.tolerance,
            "threshold": self.plan.threshold,
            "decision_date": find_meeting(self.period) if decided else None,
            "decision_paragraph": str(30 + 7 * self.period.number) if decided else "",
            "case_number": format_case_number(self.plan, self.period),
            "source_title": f"Påhittad uppföljning {self.period.label}",
            "summary": self.plan.summaries[self.period.number - 1] if decided else "",
        }
        cells = [[field.name, format_cell(field, values.get(field.key))] for field in PROFILE_FIELDS]
        lines = [[column.name for column in PROFILE_SCHEMA.columns], *[row for row in cells if row[1]]]
        name = PROFILE_SCHEMA.name
        return RawSheet(name, name, [RawLine(number, row) for number, row in enumerate(lines, start=1)])

    @property
    def _now(self) -> dict[str, int]:
        return {"year": self.period.year, "tertial": self.period.number}

    def _build_goals(self) -> Rows:
        return [
            {
                "code": goal.code, "level": goal.level, "name": goal.name, "description": goal.description,
                "parent": goal.parent, "focus_areas": goal.focus,
            }
            for goal in self.plan.goals
        ]  # fmt: skip

    def _build_indicator(self, one: IndicatorPlan) -> dict[str, Any]:
        names: tuple[str, ...] = ("code", "name", "goal", "kind", "unit", "decimals", "direction", "accumulation")
        names += ("definition", "source", "reference_for")
        return {
            **{name: getattr(one, name) for name in names},
            "by_gender": one.by_gender or None,
            "counts_persons": one.counts_persons or None,
            "tolerance_percent": Decimal(one.tolerance) if one.tolerance else None,
        }

    def _iter_targets(self) -> Iterator[dict[str, Any]]:
        """The latest of each place that has begun."""
        number = self.period.year - self.schedule.first_year
        for indicator in self.plan.indicators:
            latest = {(one.area, one.gender): one for one in indicator.targets if one.since <= number}
            for target in latest.values():
                yield {
                    "indicator": indicator.code, "year": self.period.year, "gender": target.gender, "area": target.area,
                    "text": target.text, "decision": f"KF {self.period.year - 1}-11-20 § 112",
                }  # fmt: skip

    def _iter_outcomes(self) -> Iterator[dict[str, Any]]:
        for indicator in self.plan.indicators:
            for (area, gender), series in indicator.series.items():
                value = find_value(series, self.place)
                if value:
                    yield {"indicator": indicator.code, **self._now, "gender": gender, "area": area, "value": value}

    def _iter_assessments(self) -> Iterator[dict[str, Any]]:
        for goal in self.plan.goals:
            summary, cause, action = goal.texts[self.period.number - 1]
            yield {"goal": goal.code, **self._now, "summary": summary, "cause": cause, "action": action}

    def _iter_lines(self) -> Iterator[dict[str, Any]]:
        for area in self.plan.list_areas(self.place):
            for kind, one in compute_rows(self.plan, area, self.period, self.place).items() if area.budget else ():
                amounts = {
                    "budget": one.budget, "period_budget": one.period_budget, "actual": one.actual,
                    "forecast": one.forecast,
                }  # fmt: skip
                thousands = {name: Decimal(kronor) / KRONOR for name, kronor in amounts.items() if kronor is not None}
                yield {"area": area.code, **self._now, "cost_type": kind, **thousands}

    def _iter_budget_steps(self) -> Iterator[dict[str, Any]]:
        year = self.period.year
        if self.period.number == 1:
            for area in self.plan.list_areas(self.place):
                if area.budget:
                    amount = compute_original_budget(area, year - self.schedule.first_year)
                    yield {
                        "area": area.code, **self._now, "date": date(year - 1, 11, 20), "kind": "original",
                        "amount": Decimal(amount) / KRONOR, "decision": f"KF {year - 1}-11-20 § 112",
                    }  # fmt: skip
        for step in self.plan.budget_steps:
            if step.place == self.place:
                yield {
                    "area": step.area, **self._now, "date": date(year, step.month, step.day), "kind": step.kind,
                    "amount": Decimal(step.amount), "decision": step.decision, "note": step.note,
                }  # fmt: skip

    def _iter_interim_forecasts(self) -> Iterator[dict[str, Any]]:
        """The forecast of March, for the areas with money of their own: a little worse than that of April."""
        if self.period.number != 1:
            return
        for area in self.plan.list_areas(self.place):
            if area.budget:
                rows = compute_rows(self.plan, area, self.period, self.place)
                net = sum((one.forecast or 0) * (-1 if kind == "revenue" else 1) for kind, one in rows.items())
                amount = net * 1_003 // 1_000 // KRONOR
                yield {"area": area.code, "date": date(self.period.year, 3, 31), "forecast": Decimal(amount)}

    def _iter_investments(self) -> Iterator[dict[str, Any]]:
        share = {1: 8, 2: 41, 3: 93}[self.period.number]
        is_final = self.period.is_final_accounts
        for code, name, budget in INVESTMENTS:
            yield {
                "project": code, "name": name, "area": None, **self._now, "flow": "net", "budget": Decimal(budget),
                "actual": Decimal(budget * share // 100), "forecast": None if is_final else Decimal(budget * 95 // 100),
            }  # fmt: skip

    def _build_risks(self) -> Rows:
        return [
            {
                "code": one.code, "process": one.process, "name": one.name, "category": "Verksamhetsrisk",
                "owner_role": one.owner_role, "area": one.area, "probability": one.probability,
                "consequence": one.consequence, "stated_value": one.probability * one.consequence,
                "year": self.period.year,
            }
            for one in self.plan.risks
        ]  # fmt: skip

    def _iter_results(self) -> Iterator[dict[str, Any]]:
        for one in self.plan.risks:
            status, verdict, comment = one.results[self.period.number - 1]
            found = {"status": status, "verdict": verdict, "comment": comment}
            yield {"control": f"kontroll-{one.code}", **self._now, **found}

    def _iter_comments(self) -> Iterator[dict[str, Any]]:
        for area, texts in self.plan.area_texts.items():
            text, cause, action = texts[self.period.number - 1]
            yield {"topic": "operating", "area": area, "text": text, "cause": cause, "action": action}
