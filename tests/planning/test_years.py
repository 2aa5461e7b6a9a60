"""Setting up a year: only the administrator, nothing reported is lost, and every act is logged."""

from datetime import date

import pytest

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import Goal, Indicator, Outcome, Target
from apps.organisation.models import ServiceArea
from apps.planning import PlanningError
from apps.risks.models import ControlActivity, Risk
from apps.rounds.models import Round
from tests.small_board import make_small_board

MENDED = {"holds_from": None, "decision": ""}  # a mistake, for every report not yet adopted


@pytest.fixture
def who(small) -> dict:
    return {"by": small["administrator"], "board": small.board}


def area(small, code: str) -> ServiceArea:
    return ServiceArea.objects.get(board=small.board, code=code)


def indicator(small, code: str = "nojdhet") -> Indicator:
    return Indicator.objects.get(board=small.board, code=code)


@pytest.mark.parametrize("role", ["politician", "reporter", "controller", "head", "registrar", "stranger"])
def test_only_the_administrator(small, role):
    by = small[role]
    acts = [
        lambda: planning.set_up_year(by=by, board=small.board, year=2025, deadlines={1: date(2025, 5, 15)}),
        lambda: planning.copy_year(by=by, board=small.board, from_year=2024, to_year=2025),
        lambda: planning.add_goal(by=by, board=small.board, name="Ny", level="board"),
        lambda: planning.retire(by=by, item=indicator(small), last_year=2024),
        lambda: planning.move(by=by, item=area(small, "ifo"), under=area(small, "hemtjanst"), **MENDED),
        lambda: planning.rename(by=by, item=area(small, "ifo"), name="Ny", **MENDED),
        lambda: planning.change_indicator(by=by, indicator=indicator(small), source="Ny", **MENDED),
        lambda: planning.rename_board(by=by, board=small.board, name="Ny", **MENDED),
        lambda: planning.set_target(
            by=by,
            indicator=indicator(small),
            area=area(small, "namnden"),
            year=2025,
            text="90",
            holds_from=None,
            decision="SN § 1",
        ),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_a_year_of_rounds(small, who):
    days = {1: date(2025, 5, 15), 2: date(2025, 9, 15), 3: date(2026, 1, 31)}
    planning.set_up_year(**who, year=2025, deadlines=days)
    planning.set_up_year(**who, year=2025, deadlines={1: date(2025, 5, 20)})
    rounds = Round.objects.filter(board=small.board, year=2025).order_by("tertial")
    assert [(r.state, r.deadline) for r in rounds] == [
        ("planned", date(2025, 5, 20)), ("planned", days[2]), ("planned", days[3]),
    ]  # fmt: skip
    before_its_end, after_the_next = {2: date(2025, 8, 30)}, {1: date(2025, 9, 15)}
    for bad in ({}, {4: date(2025, 5, 1)}, {1: date(2024, 5, 1)}, before_its_end, after_the_next):
        with pytest.raises(PlanningError):
            planning.set_up_year(**who, year=2025, deadlines=bad)


def test_a_plan_is_carried_over_once(small, who):
    copied = planning.copy_year(**who, from_year=2024, to_year=2025)
    assert (copied.targets, copied.risks, copied.controls) == (1, 1, 1)
    target = Target.objects.get(board=small.board, year=2025)
    assert (target.text, target.decision) == ("minst 90 %", "")
    assert ControlActivity.objects.filter(risk__year=2025, board=small.board).count() == 1
    assert Risk.objects.filter(board=small.board, code="bemanning").count() == 2
    again = planning.copy_year(**who, from_year=2024, to_year=2025)
    assert (again.targets, again.risks) == (0, 0)
    with pytest.raises(PlanningError):
        planning.copy_year(**who, from_year=2024, to_year=2024)


@pytest.mark.parametrize("what", ["indicator", "goal"])
def test_nothing_ends_before_its_last_figures(small, who, what):
    item = indicator(small) if what == "indicator" else indicator(small).goal
    with pytest.raises(PlanningError, match="har siffror för 2024"):
        planning.retire(by=who["by"], item=item, last_year=2023)
    assert planning.retire(by=who["by"], item=item, last_year=2024).valid_to == 2024


def test_what_ends_is_not_carried_over_and_keeps_its_figures(small, who):
    planning.retire(by=who["by"], item=indicator(small), last_year=2024)
    assert planning.copy_year(**who, from_year=2024, to_year=2025).targets == 0
    assert Outcome.objects.filter(indicator__code="nojdhet", board=small.board).exists()
    (first, *_) = planning.set_up_year(**who, year=2025, deadlines={1: date(2025, 5, 15)})
    round_ = Round.objects.select_related("board__municipality").get(pk=first.pk)
    assert not any(
        "nojdhet" in row.key for s in load_outcome_sheet(round_, small["controller"]).sections for row in s.rows
    )


def test_areas_begin_move_and_end(small, who):
    new = planning.add_area(**who, name="Hemtjänst söder", kind="unit", parent=area(small, "hemtjanst"))
    assert new.code == "hemtjanst-soder"
    assert "hemtjanst-soder" in {s.code for s in load_money_sheet(small.round, small["controller"]).sections}
    planning.move(by=who["by"], item=new, under=area(small, "ifo"), position=9, **MENDED)
    with pytest.raises(PlanningError, match="har siffror för 2024"):
        planning.retire(by=who["by"], item=area(small, "ifo"), last_year=2023)
    planning.retire(by=who["by"], item=area(small, "ifo"), last_year=2024)
    new.refresh_from_db()
    assert (new.parent_id, new.position, new.valid_to) == (small.areas["ifo"], 9, 2024)
    for item, under in (("ifo", "hemtjanst-soder"), ("namnden", "ifo"), ("ifo", None)):
        with pytest.raises(PlanningError):
            planning.move(by=who["by"], item=area(small, item), under=under and area(small, under), **MENDED)
    with pytest.raises(PlanningError):
        planning.retire(by=who["by"], item=area(small, "namnden"), last_year=2024)


def test_goals_and_indicators(small, who):
    goal = planning.add_goal(**who, name="Nöjda", level="board", areas=[area(small, "ifo")])
    assert goal.code == "nojda-2", "the code of the first is taken"
    plain = {"unit": "%", "decimals": 0, "direction": "higher", "accumulation": "rate"}
    new = planning.add_indicator(**who, name="Svarstid", goal=goal, **plain)
    planning.move(by=who["by"], item=new, under=Goal.objects.get(code="nojda", board=small.board), **MENDED)
    new.refresh_from_db()
    assert new.goal.code == "nojda"
    bad = [{}, {"goal": goal, "kind": "staff"}, {"kind": "nonsens", **plain}, {"kind": "staff", "färg": "röd", **plain}]
    for values in bad:
        with pytest.raises(PlanningError):
            planning.add_indicator(**who, name="Fel", **values)
    with pytest.raises(PlanningError):
        planning.add_goal(**who, name=" ", level="board")


def test_a_target_needs_its_decision(small, who):
    where = {"by": who["by"], "indicator": indicator(small), "area": area(small, "namnden"), "year": 2025}
    where["holds_from"] = None
    target = planning.set_target(**where, text="minst 92 %", decision="KF 2024-11-20 § 120")
    assert (target.comparator, target.value, target.decision) == ("ge", 92, "KF 2024-11-20 § 120")
    for text, decision in (("minst 92 %", ""), ("minst 9,9,9", "KF"), ("12 dagar", "KF"), ("minst 1.234", "KF")):
        with pytest.raises(PlanningError):
            planning.set_target(**where, text=text, decision=decision)
    assert planning.set_target(**where, text="", decision="KF § 1") is None
    assert not Target.objects.filter(year=2025, board=small.board).exists()


def test_another_boards_things_are_refused(small, who):
    other = make_small_board("Storköping", "9902")
    with pytest.raises(PlanningError):
        planning.add_area(**who, name="X", kind="unit", parent=area(other, "ifo"))
    with pytest.raises(NotAllowedError):
        planning.retire(by=who["by"], item=indicator(other), last_year=2024)


def test_every_act_is_logged(small, who):
    planning.add_goal(**who, name="Ny", level="board")
    event = AuditEvent.objects.filter(actor_id=who["by"].pk).latest("pk")
    assert (event.action, event.after["name"]) == ("goal.created", "Ny")
