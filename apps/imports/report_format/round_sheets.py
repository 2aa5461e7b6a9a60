"""A round as the sheets of the import format: what is in the database, written as a report would state it.

What is read back gives the same ``BoardReport``. Facts that other rounds' printed tables state are left out: they
belong to those reports, and loading them again would only repeat them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from apps.budget.models import BudgetChange, CostType, InterimForecast, InvestmentLine, OperatingLine, OwnCostType
from apps.core.choices import SignConvention
from apps.core.rich_text.markdown import format_markdown
from apps.goals.models import Assessment, FocusArea, Goal, Indicator, Outcome, Target
from apps.goals.targets import is_percent
from apps.imports.own_table_rows import build_own_table_rows
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.columns import ALL_TERTIALS, ChoiceReader, ColumnSchema
from apps.imports.report_format.interpretation import INVESTMENT_AMOUNT_KEYS, OPERATING_AMOUNT_KEYS
from apps.imports.report_format.long_texts import split_markdown
from apps.imports.report_format.marked_texts import MARK_SUFFIX, MARKED_KEYS
from apps.imports.report_format.raw_sheets import RawLine, RawSheet
from apps.imports.report_format.schema import PROFILE_FIELDS, PROFILE_SCHEMA, SHEET_SCHEMAS
from apps.imports.report_format.signs import AmountConvention, convert_to_printed
from apps.organisation.models import ServiceArea
from apps.risks.models import ControlActivity, ControlResult, Risk
from apps.rounds.models import COMMENT_TOPICS, AmountUnit, Comment, Round, SourceTable, Topic, VarianceSign
from apps.texts.models import Chapter, Section
from apps.texts.selectors import find_disposition

ExportedRow = Mapping[str, Any]
BOARD_CONVENTION = AmountConvention(AmountUnit.TKR, SignConvention.BOTH_POSITIVE, VarianceSign.PLUS_IS_SURPLUS)
"""How the board's own entries, that no printed table states, are written."""


def build_round_sheets(round_: Round) -> list[RawSheet]:
    """Every sheet of the round's report, also those without rows, in the order of the format."""
    rows: dict[str, list[ExportedRow]] = _RoundExporter(round_).rows()
    rest = [
        build_sheet(schema.name, schema.columns, rows[schema.key])
        for schema in SHEET_SCHEMAS
        if schema is not PROFILE_SCHEMA
    ]
    return [_build_profile_sheet(round_), *rest]


def build_board_sheets(round_: Round) -> list[RawSheet]:
    """As ``round_sheets``, with what holds in every other period: to look up what a row of another period would change.

    Money that other rounds' printed tables state is left out here too: such a row is another one.
    """
    rows: dict[str, list[ExportedRow]] = _RoundExporter(round_, every_period=True).rows()
    return [
        build_sheet(schema.name, schema.columns, rows[schema.key])
        for schema in SHEET_SCHEMAS
        if schema is not PROFILE_SCHEMA
    ]


def build_sheet(name: str, columns: Sequence[ColumnSchema], rows: Iterable[ExportedRow]) -> RawSheet:
    """A sheet with its headers and the rows as text."""
    lines = [[column.name for column in columns]]
    lines += [[format_cell(column, row.get(column.key)) for column in columns] for row in rows]
    return RawSheet(name, name, [RawLine(number, cells) for number, cells in enumerate(lines, start=1)])


def format_cell(column: ColumnSchema, value: Any) -> str:
    """A value as its column's reader reads it."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(column.read, ChoiceReader):
        return column.read.format_value(value)
    if isinstance(value, Decimal):
        return format_plain_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _build_profile_sheet(round_: Round) -> RawSheet:
    board = round_.board
    summary = Comment.objects.filter(round=round_, topic=Topic.SUMMARY).first()
    known = {
        "municipality_code": board.municipality.code,
        "municipality": board.municipality.name,
        "board": board.name,
        "administration": board.administration,
        "year": round_.year,
        "tertial": round_.tertial,
        "unit": BOARD_CONVENTION.unit,
        "sign": BOARD_CONVENTION.sign,
        "variance_sign": BOARD_CONVENTION.variance_sign,
        "tolerance": board.tolerance_percent,
        "threshold": board.small_number_threshold,
        "decision_date": round_.decision_date,
        "decision_paragraph": round_.decision_paragraph,
        "case_number": round_.case_number,
        "source_title": round_.source_title,
        "summary": summary.text if summary else "",
        "marked": ("summary",) if summary and summary.text_is_rich else (),
        "texts_are_summaries": round_.texts_are_summaries or None,  # of a board's own report nothing is said
    }
    cells = [[field.name, format_cell(field, known[field.key])] for field in PROFILE_FIELDS]
    lines = [[column.name for column in PROFILE_SCHEMA.columns], *[row for row in cells if row[1]]]
    return RawSheet(
        PROFILE_SCHEMA.name, PROFILE_SCHEMA.name, [RawLine(number, row) for number, row in enumerate(lines, start=1)]
    )


class _RoundExporter:
    """The rows of every sheet by their keys in the schema."""

    def __init__(self, round_: Round, *, every_period: bool = False) -> None:
        self.round = round_
        self.every_period = every_period
        self.board = round_.board
        self.tables = list(SourceTable.objects.filter(round=round_).order_by("position"))
        self.conventions = {
            table.pk: AmountConvention(table.unit, table.sign, table.variance_sign) for table in self.tables
        }
        self.table_codes = {table.pk: table.code for table in self.tables}
        self.areas = dict(ServiceArea.objects.filter(board=self.board).values_list("pk", "code"))
        self.indicators = list(
            Indicator.objects.filter(board=self.board).select_related("goal", "reference_for").order_by("position")
        )
        self.by_id = {indicator.pk: indicator for indicator in self.indicators}
        disposition = find_disposition(self.board, round_.year)
        self.chapters = list(disposition.chapters.order_by("position")) if disposition else []

    def rows(self) -> dict[str, list[ExportedRow]]:
        """All of them."""
        return {
            "tables": [_get_fields(table, "code", "title", "unit", "sign", "variance_sign", "published_cells", "note")
                       for table in self.tables],
            "areas": self._build_area_rows(),
            "focus_areas": [_get_fields(one, "code", "name", "description")
                            for one in FocusArea.objects.filter(board=self.board).order_by("position", "id")],
            "goals": self._build_goal_rows(),
            "indicators": self._build_indicator_rows(),
            "targets": self._build_target_rows(),
            "outcomes": self._build_outcome_rows(),
            "assessments": self._build_assessment_rows(),
            "cost_types": [_get_fields(one, "code", "name", "belongs_to", "valid_from", "valid_to")
                           for one in OwnCostType.objects.filter(board=self.board).order_by("position", "id")],
            "operating": self._build_operating_rows(),
            "investments": self._build_investment_rows(),
            "budget_changes": self._build_budget_change_rows(),
            "interim_forecasts": self._build_interim_forecast_rows(),
            **self._build_risk_rows(),
            **build_own_table_rows(self.board, self._filter_until(), self.areas, self._convert_net),
            "comments": self._build_comment_rows(),
            "chapters": [_build_chapter_row(one) for one in self.chapters],
            "texts": list(self._iter_text_rows()),
        }  # fmt: skip

    def _filter_own(self) -> Q:
        """Facts of this round's own tables, and those that the board has entered itself."""
        return Q(table__isnull=True) | Q(table__round=self.round)

    def _select_facts(self) -> Q:
        """As ``_mine``, of a table where each thing stands once, whichever report printed it."""
        return Q() if self.every_period else self._filter_own()

    def _filter_until(self) -> Q:
        if self.every_period:
            return Q()
        return Q(year__lt=self.round.year) | Q(year=self.round.year, tertial__lte=self.round.tertial)

    def _build_area_rows(self) -> list[ExportedRow]:
        found = ServiceArea.objects.filter(board=self.board).order_by("position", "id")
        keys = ("code", "name", "kind", "valid_from", "valid_to")
        return [{**_get_fields(one, *keys), "parent": self.areas.get(one.parent_id or 0)} for one in found]

    def _build_goal_rows(self) -> list[ExportedRow]:
        goals = Goal.objects.filter(board=self.board).select_related("parent").order_by("position", "id")
        return [
            {
                **_get_fields(goal, "code", "level", "name", "description", "valid_from", "valid_to"),
                "parent": goal.parent.code if goal.parent else None,
                "focus_areas": tuple(one.code for one in goal.focus_areas.all()),
                "areas": tuple(one.code for one in goal.service_areas.all()),
            }
            for goal in goals.prefetch_related("focus_areas", "service_areas")
        ]

    def _build_indicator_rows(self) -> list[ExportedRow]:
        keys = ["code", "name", "kind", "heading", "unit", "decimals", "direction", "accumulation", "by_gender"]
        keys += ["counts_persons", "definition", "source", "kolada_id", "tolerance_percent"]
        return [
            {
                **_get_fields(one, *keys),
                "goal": one.goal.code if one.goal else None,
                "reference_for": one.reference_for.code if one.reference_for else None,
            }
            for one in self.indicators
        ]

    def _build_fact(self, fact: Any) -> dict[str, Any]:
        return {
            "area": self.areas[fact.service_area_id],
            "table": self.table_codes.get(fact.table_id),
            "year": fact.year,
            "footnote": fact.footnote,
        }

    def _build_target_rows(self) -> list[ExportedRow]:
        targets = Target.objects.filter(self._select_facts(), board=self.board).order_by(
            "indicator__position", "year", "id"
        )
        return [
            {
                **self._build_fact(one),
                **_get_fields(one, "gender", "text", "base_year", "decision", "reason"),
                "indicator": self.by_id[one.indicator_id].code,
            }
            for one in targets
        ]

    def _build_outcome_rows(self) -> list[ExportedRow]:
        found = Outcome.objects.filter(self._select_facts(), self._filter_until(), board=self.board)
        return [self._build_outcome_row(one) for one in found.order_by("indicator__position", "year", "tertial", "id")]

    def _build_outcome_row(self, one: Outcome) -> ExportedRow:
        indicator = self.by_id[one.indicator_id]
        return {
            **self._build_fact(one),
            **_get_fields(one, "tertial", "gender", "forecast", "stated_change", "stated_text", "missing"),
            "preliminary": one.preliminary or None,
            "indicator": indicator.code,
            "value": _format_outcome(one, indicator.unit),
        }

    def _build_assessment_rows(self) -> list[ExportedRow]:
        keys = ["rating", "stated_rating", "trend", "summary", "cause", "action", "gender_reflection"]
        scope = Q(board=self.board) if self.every_period else Q(round=self.round)
        found = Assessment.objects.filter(scope).select_related("goal", "indicator", "table", "round")
        return [
            {
                **_get_fields(one, *keys),
                "marked": _list_marked(one, "assessments"),
                "goal": one.goal.code if one.goal else None,
                "indicator": one.indicator.code if one.indicator else None,
                "area": self.areas[one.service_area_id],
                "year": one.round.year,
                "tertial": one.round.tertial,
                "table": self.table_codes.get(one.table_id or 0),
            }
            for one in found.order_by("id")
        ]

    def _build_amounts(self, line: Any, kind: str, keys: Iterable[str]) -> dict[str, Any]:
        convention = self.conventions.get(line.table_id, BOARD_CONVENTION)
        return {
            key: convert_to_printed(kronor, column=key, kind=kind, convention=convention)
            for key in keys
            if (kronor := getattr(line, key)) is not None
        }

    def _build_operating_rows(self) -> list[ExportedRow]:
        lines = OperatingLine.objects.filter(self._filter_own(), self._filter_until(), board=self.board)
        return [
            {
                **self._build_fact(line),
                **_get_fields(line, "tertial", "cost_type", "label"),
                **self._build_amounts(line, line.cost_type, OPERATING_AMOUNT_KEYS),
            }
            for line in lines.order_by("table__position", "id")
        ]

    def _build_investment_rows(self) -> list[ExportedRow]:
        lines = InvestmentLine.objects.filter(self._filter_own(), self._filter_until(), board=self.board)
        codes = {line.project_id: line.project.code for line in lines.select_related("project")}
        order = lines.select_related("project__parent").order_by("project__position", "project_id", "id")
        return [
            {
                **_get_fields(line, "year", "tertial", "flow", "footnote"),
                "project": line.project.code,
                "name": line.project.name,
                "parent": codes.get(line.project.parent_id or 0),
                "area": self.areas[line.project.service_area_id],
                "table": self.table_codes.get(line.table_id or 0),
                **self._build_amounts(line, line.flow, INVESTMENT_AMOUNT_KEYS),
            }
            for line in order
        ]

    def _build_budget_change_rows(self) -> list[ExportedRow]:
        found = BudgetChange.objects.filter(self._filter_until(), board=self.board)
        return [
            {
                **_get_fields(one, "year", "tertial", "date", "kind", "decision", "note"),
                "area": self.areas[one.service_area_id],
                "amount": self._convert_net(one.amount),
            }
            for one in found.order_by("service_area__position", "service_area_id", "year", "date", "id")
        ]

    def _build_interim_forecast_rows(self) -> list[ExportedRow]:
        found = InterimForecast.objects.filter(self._filter_until(), board=self.board)
        return [
            {
                **_get_fields(one, "date", "note"),
                "area": self.areas[one.service_area_id],
                "forecast": self._convert_net(one.forecast),
            }
            for one in found.order_by("service_area__position", "service_area_id", "date")
        ]

    @staticmethod
    def _convert_net(kronor: int) -> Decimal:
        return convert_to_printed(kronor, column="budget", kind=CostType.NET, convention=BOARD_CONVENTION)

    def _build_risk_rows(self) -> dict[str, list[ExportedRow]]:
        years = Q() if self.every_period else Q(year=self.round.year)
        until = Q() if self.every_period else Q(year=self.round.year, tertial__lte=self.round.tertial)
        risks = Risk.objects.filter(years, board=self.board).order_by("position", "id")
        controls = ControlActivity.objects.filter(risk__in=risks).select_related("risk")
        results = ControlResult.objects.filter(self._select_facts(), until, control__in=controls).select_related(
            "control"
        )
        keys = ["code", "process", "process_group", "name", "category", "owner_role", "probability", "consequence"]
        keys += ["stated_value", "year"]
        return {
            "risks": [
                {
                    **_get_fields(one, *keys),
                    "area": self.areas[one.service_area_id],
                    "table": self.table_codes.get(one.table_id or 0),
                }
                for one in risks
            ],
            "controls": [
                {**_get_fields(one, "code", "name", "description"), "risk": one.risk.code}
                for one in controls.order_by("risk__position", "position", "id")
            ],
            "results": [
                {
                    **_get_fields(one, "year", "tertial", "status", "verdict", "comment"),
                    "control": one.control.code,
                    "table": self.table_codes.get(one.table_id or 0),
                }
                for one in results.order_by("id")
            ],
        }

    def _build_comment_rows(self) -> list[ExportedRow]:
        comments = Comment.objects.filter(round=self.round, topic__in=COMMENT_TOPICS).order_by("position", "id")
        keys = ("topic", "heading", "text", "cause", "action")
        return [
            {
                **_get_fields(one, *keys),
                "marked": _list_marked(one, "comments"),
                "area": self.areas[one.service_area_id],
            }
            for one in comments
        ]

    def _iter_text_rows(self) -> Iterator[ExportedRow]:
        """What is written in the round's chapters, in their order; a long text has a row for each piece."""
        shown = {one.pk: one.code for one in self.chapters if one.is_written and one.is_in_tertial(self.round.tertial)}
        found = Section.objects.filter(round=self.round, chapter__in=shown)
        for one in found.order_by("chapter__position", "service_area__position", "service_area_id"):
            markdown = format_markdown(one.rich_text)
            for piece, text in enumerate(split_markdown(markdown) if markdown else (), start=1):
                yield {
                    "chapter": shown[one.chapter_id],
                    "area": self.areas[one.service_area_id],
                    "piece": piece if piece > 1 else None,
                    "text": text,
                    "is_ready": (one.is_ready and piece == 1) or None,
                }


def _build_chapter_row(one: Chapter) -> ExportedRow:
    tertials = tuple(number for number in ALL_TERTIALS if one.is_in_tertial(int(number)))
    return {
        **_get_fields(one, "code", "heading", "level", "writer", "part", "instruction"),
        "tertials": () if tertials == ALL_TERTIALS else tertials,
    }


def _list_marked(row: Any, sheet: str) -> tuple[str, ...]:
    """The keys of those of a row's texts that are Markdown."""
    return tuple(key for key in MARKED_KEYS[sheet] if getattr(row, f"{key}{MARK_SUFFIX}"))


def _get_fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _format_outcome(one: Outcome, unit: str) -> str:
    """``162/327``, ``162/327 50 %``, ``7,3`` or ``*`` with a reason beside it."""
    if one.numerator is not None and one.denominator is not None:
        fraction = f"{format_plain_number(one.numerator)}/{format_plain_number(one.denominator)}"
        stated = is_percent(unit) and one.value is not None
        return f"{fraction} {format_plain_number(one.value)} %" if stated and one.value is not None else fraction
    return "*" if one.value is None else format_plain_number(one.value)
