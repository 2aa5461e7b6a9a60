"""What ``…/intern-kontroll/`` shows: the matrix of likelihood and consequence, and the risks with their controls."""

from dataclasses import dataclass

from apps.report.board_report import BoardReport, Risk
from apps.risks.rules import get_risk_level

PROBABILITIES = {4: "sannolik", 3: "möjlig", 2: "mindre sannolik", 1: "osannolik"}
CONSEQUENCES = {1: "försumbar", 2: "lindrig", 3: "kännbar", 4: "allvarlig"}
SERIOUS = {"severe", "high"}
LEVELS = ("severe", "high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """How many risks of one probability and consequence; ``first`` is the first of them in the list."""

    probability: int
    consequence: int
    value: int
    level: str
    count: int
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A probability, the highest first."""

    probability: int
    label: str
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelGroup:
    """The risks of one level, the greatest first."""

    level: str
    label: str
    span: str
    risks: tuple[Risk, ...]
    serious: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPage:
    """The matrix and the list."""

    matrix: tuple[MatrixRow, ...]
    consequences: tuple[tuple[int, str], ...]
    groups: tuple[LevelGroup, ...]
    total: int


def build_risk_page(report: BoardReport) -> RiskPage:
    """The year's risks with their controls."""
    risks = sorted(report.risks, key=lambda risk: (-risk.value, -risk.consequence, -risk.probability))
    return RiskPage(
        matrix=tuple(_build_matrix_row(risks, probability) for probability in PROBABILITIES),
        consequences=tuple(CONSEQUENCES.items()),
        groups=_group_risks(risks),
        total=len(risks),
    )


def format_value_span(level: str) -> str:
    """The risk values of a level: ``riskvärde 9–11``."""
    values = [value for value in range(1, max(PROBABILITIES) * max(CONSEQUENCES) + 1) if get_risk_level(value) == level]
    return f"riskvärde {values[0]}–{values[-1]}"


def _build_matrix_row(risks: list[Risk], probability: int) -> MatrixRow:
    return MatrixRow(
        probability=probability,
        label=PROBABILITIES[probability],
        cells=tuple(_build_matrix_cell(risks, probability, consequence) for consequence in CONSEQUENCES),
    )


def _build_matrix_cell(risks: list[Risk], probability: int, consequence: int) -> MatrixCell:
    here = [risk for risk in risks if (risk.probability, risk.consequence) == (probability, consequence)]
    value = probability * consequence
    return MatrixCell(
        probability=probability,
        consequence=consequence,
        value=value,
        level=here[0].level if here else get_risk_level(value),
        count=len(here),
        first=here[0].code if here else "",
    )


def _group_risks(risks: list[Risk]) -> tuple[LevelGroup, ...]:
    groups = []
    for level in LEVELS:
        inside = tuple(risk for risk in risks if risk.level == level)
        if inside:
            groups.append(
                LevelGroup(
                    level=level,
                    label=inside[0].level_label,
                    span=format_value_span(level),
                    risks=inside,
                    serious=level in SERIOUS,
                )
            )
    return tuple(groups)
