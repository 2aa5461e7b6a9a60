"""A report of one indicator, built from source rows as every report is, without a database."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from apps.core.tertials import Tertial
from apps.organisation.models import Board, Municipality
from apps.report.board_report import BoardReport
from apps.report.build import assemble_report
from apps.report.measures import Indicator
from apps.report.source_types import (
    AreaSourceRow,
    DefinitionChangeSourceRow,
    IndicatorSourceRow,
    OutcomeSourceRow,
    SourceData,
    TargetSourceRow,
)
from apps.rounds.models import Round

ROOT, HOME, CARE = "namnden", "hemtjanst", "boende"
_AREAS = {ROOT: (1, "Socialnämnden"), HOME: (2, "Hemtjänst"), CARE: (3, "Särskilt boende")}
_INDICATOR, _COMPARISON = 1, 2


class Figure(NamedTuple):
    """An outcome: ``Figure(2024, 2, "8,2")``. Without a value it is not reported. ``of`` 2 is the comparison's."""

    year: int
    tertial: int
    value: str | None
    area: str = ROOT
    gender: str = "T"
    missing: str = "not_reported"
    preliminary: bool = False
    stated_text: str = ""
    of: int = _INDICATOR


class Aim(NamedTuple):
    """A target: ``Aim("le", "5")`` is at most 5 this year."""

    comparator: str
    value: str | None = None
    upper: str | None = None
    year: int = 2024
    area: str = ROOT
    gender: str = "T"
    base_year: int | None = None
    text: str = "minst lika bra"


def build_indicator_report(
    now: Tertial,
    figures: Sequence[Figure],
    aims: Sequence[Aim] = (),
    redefined: Sequence[Tertial] = (),
    **fields: Any,
) -> BoardReport:
    """The report of ``now``. ``redefined`` are the periods from which the definition is another."""
    board = Board(
        pk=1, name="Socialnämnden", municipality=Municipality(pk=1, name="Öckerö"), tolerance_percent=Decimal(5)
    )
    plain = {"municipality_id": 1, "board_id": 1, "unit": "%", "direction": "lower", "accumulation": "rate", **fields}
    own = IndicatorSourceRow(id=_INDICATOR, code="andel", name="Andel", **plain)
    other = IndicatorSourceRow(id=_COMPARISON, code="riket", name="Riket", reference_for_id=_INDICATOR, **plain)
    rows: dict[str, Any] = {
        name: []
        for name in (
            "focus_areas", "goals", "tables", "comments", "answers", "assessments", "investments", "risks",
            "target_changes", "operating",
        )
    }  # fmt: skip
    source = SourceData(
        round=Round(pk=1, board=board, year=now.year, tertial=now.number, state="open"),
        areas=[
            AreaSourceRow(key, code, name, "area" if key > 1 else "board", 1 if key > 1 else None)
            for code, (key, name) in _AREAS.items()
        ],
        indicators=[own, other],
        outcomes=[_build_outcome(one) for one in figures],
        targets=[_build_target(one) for one in aims],
        definition_changes=[
            DefinitionChangeSourceRow(indicator_id=_INDICATOR, year=at.year, tertial=at.number, note="Fler räknas.")
            for at in redefined
        ],
        **rows,
    )
    return assemble_report(source, [])


def get_indicator(report: BoardReport) -> Indicator:
    """The report's own indicator."""
    return report.indicators[0]


def _parse(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text.replace(",", "."))


def _build_outcome(one: Figure) -> OutcomeSourceRow:
    return OutcomeSourceRow(
        indicator_id=one.of, service_area_id=_AREAS[one.area][0], year=one.year, tertial=one.tertial,
        gender=one.gender, value=_parse(one.value), numerator=None, denominator=None, forecast=None,
        missing="" if one.value is not None else one.missing, stated_text=one.stated_text, stated_change=None,
        preliminary=one.preliminary, footnote="", version=1,
    )  # fmt: skip


def _build_target(one: Aim) -> TargetSourceRow:
    return TargetSourceRow(
        indicator_id=_INDICATOR, service_area_id=_AREAS[one.area][0], year=one.year, gender=one.gender,
        comparator=one.comparator, value=_parse(one.value), upper=_parse(one.upper), base_year=one.base_year,
        text=one.text, decision="", footnote="",
    )  # fmt: skip
