"""A made-up board with a round to fill in: areas, indicators with targets, last year's figures, and its people."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.budget import services as budget
from apps.goals import services as goals
from apps.goals.models import Goal
from apps.organisation import services as organisation
from apps.organisation.models import Board
from apps.risks import services as risks
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState


@dataclass
class SmallBoard:
    """The board, its areas' ids by code, its open round of T2 2024, and one person per role."""

    board: Board
    round: Round
    areas: dict[str, int]
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]


def make_small_board(name: str = "Lillköping", code: str = "9901") -> SmallBoard:
    """Make it. Everything is written by the system itself, and people have no usable password."""
    who: dict[str, Any] = {"by": None}
    municipality, _ = organisation.save_municipality(**who, code=code, name=name)
    board, _ = organisation.save_board(
        **who, municipality=municipality, name="Socialnämnden", tolerance_percent=Decimal(5)
    )
    who["board"] = board
    organisation.save_areas(**who, rows=_AREAS)
    areas = organisation.find_area_ids(board)
    _save_plan(who, areas)
    for year, tertial in ((2023, 2), (2024, 1)):
        rounds.save_round(**who, year=year, tertial=tertial)
    round_, _ = rounds.save_round(**who, year=2024, tertial=2, state=RoundState.OPEN)
    _save_earlier(who, areas)
    small = SmallBoard(board, Round.objects.select_related("board__municipality").get(pk=round_.pk), areas)
    small.people = {role.value: _person(board, role, code) for role in Role}
    small.people["stranger"] = User.objects.create_user(f"stranger-{code}@demo.example")
    own = Membership.objects.get(user=small["reporter"])
    own.service_areas.set([areas["hemtjanst"]])
    return small


_AREAS = [
    organisation.AreaRow(code="namnden", name="Socialnämnden", kind="board"),
    organisation.AreaRow(code="hemtjanst", name="Hemtjänst", kind="area", parent="namnden"),
    organisation.AreaRow(code="hemtjanst-norr", name="Hemtjänst norr", kind="unit", parent="hemtjanst"),
    organisation.AreaRow(code="ifo", name="Individ och familj", kind="area", parent="namnden"),
]


def _person(board: Board, role: Role, code: str) -> User:
    user = User.objects.create_user(f"{role.value}-{code}@demo.example", name=f"En {role.label}")
    Membership.objects.create(user=user, board=board, role=role)
    return user


def _save_plan(who: dict[str, Any], areas: dict[str, int]) -> None:
    goal = goals.GoalRow(code="nojda", name="Nöjda brukare", level="board")
    goals.save_goals(**who, rows=[goal])
    goal_id = goals.find_ids_by_code(Goal, who["board"])["nojda"]
    plain: dict[str, Any] = {"decimals": 0, "direction": "higher", "accumulation": "rate"}
    goals.save_indicators(
        **who,
        rows=[
            goals.IndicatorRow(code="nojdhet", name="Nöjda", unit="%", goal_id=goal_id, by_gender=True, **plain),
            goals.IndicatorRow(
                code="arenden", name="Ärenden", unit="antal", kind="volume", **{**plain, "accumulation": "flow"}
            ),
        ],
    )
    from apps.goals.models import Indicator

    ids = goals.find_ids_by_code(Indicator, who["board"])
    target = goals.TargetRow(
        indicator_id=ids["nojdhet"],
        service_area_id=areas["namnden"],
        year=2024,
        comparator="ge",
        value=Decimal(90),
        text="minst 90 %",
    )
    goals.save_targets(**who, rows=[target])
    risk = risks.RiskRow(
        code="bemanning", year=2024, name="Brist på personal", service_area_id=areas["hemtjanst"],
        probability=3, consequence=4,
    )  # fmt: skip
    risks.save_risks(**who, rows=[risk])
    risk_id = risks.find_risk_ids(who["board"])["bemanning", 2024]
    risks.save_controls(**who, rows=[risks.ControlRow(risk_id=risk_id, code="schema", name="Kontroll av scheman")])
    project = budget.ProjectRow(code="larm", name="Nya larm", service_area_id=areas["hemtjanst"])
    budget.save_projects(**who, rows=[project])


def _save_earlier(who: dict[str, Any], areas: dict[str, int]) -> None:
    from apps.goals.models import Indicator

    ids = goals.find_ids_by_code(Indicator, who["board"])
    told = [("nojdhet", 2023, 2, 88), ("nojdhet", 2024, 1, 86), ("arenden", 2023, 2, 210), ("arenden", 2024, 1, 120)]
    goals.save_outcomes(
        **who,
        rows=[
            goals.OutcomeRow(
                indicator_id=ids[code],
                service_area_id=areas["namnden"],
                year=year,
                tertial=tertial,
                value=Decimal(value),
            )
            for code, year, tertial, value in told
        ],
    )
    budget.save_operating_lines(
        **who,
        rows=[
            budget.OperatingRow(
                service_area_id=areas[area],
                year=2024,
                tertial=1,
                cost_type=kind,
                budget=full,
                actual=part,
                forecast=full,
            )
            for area in ("hemtjanst-norr", "ifo")
            for kind, full, part in (("revenue", 1_000_000, 300_000), ("staff", 9_000_000, 3_000_000))
        ],
    )
