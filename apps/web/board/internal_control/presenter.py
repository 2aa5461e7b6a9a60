"""What ``…/intern-kontroll/`` shows: the matrix of likelihood and consequence, and the risks with their controls."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from apps.report.board_report import BoardReport, Risk
from apps.risks.models import ControlStatus, ControlVerdict
from apps.risks.rules import LEVEL_LABELS, get_risk_level

PROBABILITIES = {4: "sannolik", 3: "möjlig", 2: "mindre sannolik", 1: "osannolik"}
CONSEQUENCES = {1: "försumbar", 2: "lindrig", 3: "kännbar", 4: "allvarlig"}
LEVELS = ("severe", "high", "medium", "low")
# What the latest result of a control may say is amiss, the worst first: field, value, and the class of its colour.
_FLAWS = (
    ("verdict", ControlVerdict.DEFICIENT, "tag--deficient"),
    ("status", ControlStatus.NOT_DONE, "tag--deficient"),
    ("verdict", ControlVerdict.SOME, "tag--some"),
)
# As few risks as this are open as they come; among more only those with flaws are.
FEW_RISKS = 8


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


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """What is amiss with a risk's controls; the worst sorts first. ``style`` is the class that colours it."""

    rank: int
    label: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskItem:
    """A risk in the list; ``flaw`` is the worst that the latest results of its controls tell, None for nothing."""

    risk: Risk
    flaw: Flaw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCount:
    """How many risks of a group have a level or a flaw; ``style`` is the class that colours a flaw."""

    label: str
    count: int
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessGroup:
    """The risks of one group of processes: those with flaws, the worst first, and the rest, the greatest first.

    ``key`` is its place in the address.
    """

    key: str
    name: str
    flawed: tuple[RiskItem, ...]
    rest: tuple[RiskItem, ...]
    flaws: tuple[RiskCount, ...]
    levels: tuple[RiskCount, ...]

    @property
    def size(self) -> int:
        return len(self.flawed) + len(self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPage:
    """The matrix and the list. ``levels`` tells which risk values each level has; ``few`` risks are shown open."""

    matrix: tuple[MatrixRow, ...]
    consequences: tuple[tuple[int, str], ...]
    levels: tuple[str, ...]
    groups: tuple[ProcessGroup, ...]
    total: int
    few: bool


def build_risk_page(report: BoardReport) -> RiskPage:
    """The year's risks with their controls."""
    risks = sorted(report.risks, key=lambda risk: (-risk.value, -risk.consequence, -risk.probability))
    return RiskPage(
        matrix=tuple(_build_matrix_row(risks, probability) for probability in PROBABILITIES),
        consequences=tuple(CONSEQUENCES.items()),
        levels=tuple(f"{LEVEL_LABELS[level]} {format_value_span(level)}" for level in LEVELS),
        groups=_group_risks(risks),
        total=len(risks),
        few=len(risks) <= FEW_RISKS,
    )


def format_value_span(level: str) -> str:
    """The risk values of a level: ``9–11``."""
    values = [value for value in range(1, max(PROBABILITIES) * max(CONSEQUENCES) + 1) if get_risk_level(value) == level]
    return f"{values[0]}–{values[-1]}"


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


def _group_risks(risks: list[Risk]) -> tuple[ProcessGroup, ...]:
    """By group of processes; those with flaws first."""
    by_group: dict[str, list[RiskItem]] = defaultdict(list)
    for risk in risks:
        by_group[risk.process_group].append(RiskItem(risk=risk, flaw=_find_worst_flaw(risk)))
    unnamed = "Risker" if len(by_group) == 1 else "Övriga risker"
    groups = [
        _build_group(f"grupp-{number}", name or unnamed, items)
        for number, (name, items) in enumerate(by_group.items(), 1)
    ]
    return tuple(sorted(groups, key=lambda group: not group.flaws))


def _find_worst_flaw(risk: Risk) -> Flaw | None:
    latest = [control.results[-1] for control in risk.controls if control.results]
    return min(
        (
            Flaw(rank, getattr(result, f"{name}_label"), style)
            for result in latest
            for rank, (name, value, style) in enumerate(_FLAWS)
            if getattr(result, name) == value
        ),
        default=None,
    )


def _build_group(key: str, name: str, items: list[RiskItem]) -> ProcessGroup:
    flaws = sorted(one.flaw for one in items if one.flaw)
    return ProcessGroup(
        key=key,
        name=name,
        flawed=tuple(sorted((one for one in items if one.flaw), key=lambda one: one.flaw or flaws[-1])),
        rest=tuple(one for one in items if not one.flaw),
        flaws=tuple(RiskCount(label=one.label, count=count, style=one.style) for one, count in Counter(flaws).items()),
        levels=_count_levels(items),
    )


def _count_levels(items: list[RiskItem]) -> tuple[RiskCount, ...]:
    counts = Counter((one.risk.level, one.risk.level_label) for one in items)
    return tuple(
        RiskCount(label=label, count=count)
        for (_, label), count in sorted(counts.items(), key=lambda pair: LEVELS.index(pair[0][0]))
    )
