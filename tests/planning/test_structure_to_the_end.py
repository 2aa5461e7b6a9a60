"""Investments, the internal control plan, focus areas, an indicator's settings, and several indicators at once."""

from decimal import Decimal
from typing import Any

import pytest

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.budget import services as budget
from apps.budget.models import InvestmentProject
from apps.core.tertials import Tertial
from apps.documents.template_rows import _iter_investment_rows
from apps.entry.sheets.investments import load_investment_sheet
from apps.goals.models import FocusArea, Goal, Indicator, Outcome, Target
from apps.organisation.models import Board, ServiceArea
from apps.planning import IndicatorsChange, PlanningError
from apps.publishing.services import build_draft_report
from apps.risks import services as risks
from apps.risks.models import ControlActivity, Risk
from apps.rounds.models import Round
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

T2 = Tertial(2024, 2)
MENDED: dict[str, Any] = {"holds_from": None, "decision": ""}
DECIDED: dict[str, Any] = {"holds_from": T2, "decision": "SN 2024-05-20 § 40"}


@pytest.fixture
def who(small: SmallBoard) -> dict[str, Any]:
    return {"by": small["administrator"], "board": small.board}


def area(small: SmallBoard, code: str = "ifo") -> ServiceArea:
    return ServiceArea.objects.get(board=small.board, code=code)


def indicator(small: SmallBoard, code: str = "nojdhet") -> Indicator:
    return Indicator.objects.get(board=small.board, code=code)


def project(small: SmallBoard, code: str = "larm") -> InvestmentProject:
    return InvestmentProject.objects.get(board=small.board, code=code)


def last_event(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).latest("pk")


def in_year(small: SmallBoard, year: int) -> Round:
    """The board's report of the same tertial in another year, unsaved."""
    round_ = Round(**{f.attname: getattr(small.round, f.attname) for f in Round._meta.concrete_fields})
    round_.board, round_.year = small.board, year
    return round_


def list_projects(small: SmallBoard, year: int = 2024) -> list[str]:
    sheet = load_investment_sheet(in_year(small, year), small["controller"])
    return [row.label for section in sheet.sections for row in section.rows]


@pytest.mark.parametrize("role", ["reporter", "controller", "head", "stranger"])
def test_only_the_administrator(small: SmallBoard, role: str) -> None:
    by, board = small[role], small.board
    risk = Risk.objects.get(board=board)
    acts = [
        lambda: planning.add_project(by=by, board=board, name="Hiss", service_area=area(small)),
        lambda: planning.change_project(by=by, project=project(small), name="Hiss", **MENDED),
        lambda: planning.reopen(by=by, item=indicator(small)),
        lambda: planning.add_risk(
            by=by, board=board, year=2024, name="Hot", service_area=area(small), probability=1, consequence=1
        ),
        lambda: planning.change_risk(by=by, risk=risk, name="Hot", **MENDED),
        lambda: planning.add_control(by=by, risk=risk, name="Stickprov"),
        lambda: planning.change_control(by=by, control=risk.controls.get(), name="Stickprov", **MENDED),
        lambda: planning.remove_from_control_plan(by=by, item=risk, **MENDED),
        lambda: planning.copy_control_plan(by=by, board=board, from_year=2024, to_year=2025),
        lambda: planning.add_focus_area(by=by, board=board, name="Barn"),
        lambda: planning.change_goal(by=by, goal=Goal.objects.get(board=board), focus_areas=[], areas=[], **MENDED),
        lambda: planning.change_board_settings(
            by=by, board=board, administration="X", forecast_warning_percent=5, **MENDED
        ),
        lambda: planning.change_indicators(
            by=by, board=board, indicators=[indicator(small)], change=IndicatorsChange(year=2024, last_year=2024)
        ),
        lambda: planning.plan_indicators(
            by=by, board=board, indicators=[indicator(small)], change=IndicatorsChange(year=2024, last_year=2024)
        ),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_an_investment_begins_changes_and_ends(small: SmallBoard, who: dict[str, Any]) -> None:
    by = who["by"]
    row = planning.add_project(**who, name="Hemtjänst", service_area=area(small, "hemtjanst"))
    lift = planning.add_project(**who, name="Hiss", service_area=area(small), parent=row, valid_from=2024)
    planning.change_project(by=by, project=lift, name="Hissar", service_area=area(small, "hemtjanst"), **DECIDED)
    assert list_projects(small) == ["Nya larm", "Hissar"]
    assert (last_event("investmentproject.changed").before["name"], lift.code) == ("Hiss", "hiss")
    planning.retire(by=by, item=row, last_year=2024)
    assert list_projects(small, 2025) == ["Nya larm"]
    assert list_projects(small) == ["Nya larm", "Hissar"]
    named = {row.cells["project"] for row in _iter_investment_rows(in_year(small, 2025))}
    assert named == {"larm", "hemtjanst"}, "a sum row is named, what has ended is not"
    planning.reopen(by=by, item=project(small, "hiss"))
    assert "Hissar" in list_projects(small, 2025)


def test_an_investment_with_amounts_is_held(small: SmallBoard, who: dict[str, Any]) -> None:
    line = budget.InvestmentLineRow(project_id=project(small).pk, year=2024, tertial=2, flow="net", actual=1000)
    budget.save_investment_lines(by=None, board=small.board, rows=[line])
    with pytest.raises(PlanningError, match="har siffror för 2024"):
        planning.retire(by=who["by"], item=project(small), last_year=2023)
    with pytest.raises(PlanningError, match="kan inte bli en summarad"):
        planning.add_project(**who, name="Hiss", service_area=area(small), parent=project(small))
    lift = planning.add_project(**who, name="Hiss", service_area=area(small))
    cable = planning.add_project(**who, name="Vajer", service_area=area(small), parent=lift)
    with pytest.raises(PlanningError, match="under sig själv"):
        planning.change_project(by=who["by"], project=lift, parent=cable, **MENDED)


def test_a_risk_and_its_controls(small: SmallBoard, who: dict[str, Any]) -> None:
    by = who["by"]
    new = planning.add_risk(**who, year=2024, name="Hot", service_area=area(small), probability=2, consequence=3)
    control = planning.add_control(by=by, risk=new, name="Stickprov", description="Tio ärenden")
    planning.change_risk(by=by, risk=new, consequence=4, owner_role="enhetschef", **DECIDED)
    planning.change_control(by=by, control=control, name="Tio stickprov", **DECIDED)
    shown = next(one for one in build_draft_report(small.round).risks if one.code == "hot")
    assert (shown.consequence, shown.controls[0].name) == (4, "Tio stickprov")
    earlier = build_draft_report(Round.objects.select_related("board__municipality").get(board=small.board, tertial=1))
    assert next(one for one in earlier.risks if one.code == "hot").consequence == 3
    with pytest.raises(PlanningError, match="under 2024"):
        planning.change_risk(by=by, risk=new, consequence=1, holds_from=Tertial(2025, 1), decision="SN § 1")
    with pytest.raises(PlanningError, match="Konsekvensen är ett tal från 1 till 4"):
        planning.change_risk(by=by, risk=new, consequence=5, **MENDED)


def test_what_has_a_result_stays_in_the_control_plan(small: SmallBoard, who: dict[str, Any]) -> None:
    control = ControlActivity.objects.select_related("risk").get(board=small.board)
    extra = planning.add_control(by=who["by"], risk=control.risk, name="Intervjuer")
    result = risks.ControlResultRow(control_id=control.pk, year=2024, tertial=2, status="done")
    risks.save_results(by=None, board=small.board, rows=[result])
    for item in (control, control.risk):
        with pytest.raises(PlanningError, match="har ett resultat i T2 2024"):
            planning.remove_from_control_plan(by=who["by"], item=item, **MENDED)
    planning.remove_from_control_plan(by=who["by"], item=extra, **MENDED)
    assert list(ControlActivity.objects.filter(board=small.board)) == [control]


def test_a_years_control_plan_is_copied_alone(small: SmallBoard, who: dict[str, Any]) -> None:
    copied = planning.copy_control_plan(**who, from_year=2024, to_year=2025)
    assert (copied.targets, copied.risks, copied.controls) == (0, 1, 1)
    assert not Target.objects.filter(board=small.board, year=2025).exists()
    assert planning.copy_control_plan(**who, from_year=2024, to_year=2025).risks == 0


def test_goals_gather_under_focus_areas(small: SmallBoard, who: dict[str, Any]) -> None:
    focus = planning.add_focus_area(**who, name="Barn och unga")
    planning.change_focus_area(by=who["by"], focus_area=focus, name="Barn", description="Till 18 år", **MENDED)
    goal = Goal.objects.get(board=small.board)
    change: dict[str, Any] = {"by": who["by"], "goal": goal, "focus_areas": [focus], "areas": [area(small)]}
    planning.change_goal(**change, level="council", **DECIDED)
    again = Goal.objects.get(pk=goal.pk)
    assert (again.level, again.focus_areas.get().name, again.service_areas.get().code) == ("council", "Barn", "ifo")
    assert last_event("goal.changed").after["focus_areas"] == ["barn-och-unga"]
    with pytest.raises(PlanningError, match="Inget skiljer sig"):
        planning.change_goal(**change, level="council", **DECIDED)
    assert FocusArea.objects.get(board=small.board).code == "barn-och-unga"


def test_every_setting_of_an_indicator_can_be_changed(small: SmallBoard, who: dict[str, Any]) -> None:
    values = {"heading": "Enkät", "decimals": 1, "accumulation": "yearly", "by_gender": False, "kolada_id": "N1"}
    one = indicator(small)
    planning.change_indicator(by=who["by"], indicator=one, goal=None, kind="effect", **values, **MENDED)
    again = indicator(small)
    assert (again.goal, again.kind, again.heading, again.decimals) == (None, "effect", "Enkät", 1)
    for bad in ({"goal": Goal.objects.get(board=small.board)}, {"kind": ""}, {"reference_for": again}, {"decimals": 9}):
        with pytest.raises(PlanningError):
            planning.change_indicator(by=who["by"], indicator=indicator(small), **bad, **MENDED)


def test_a_boards_administration_and_limit(small: SmallBoard, who: dict[str, Any]) -> None:

    values: dict[str, Any] = {"administration": "Socialförvaltningen", "forecast_warning_percent": Decimal(3)}
    planning.change_board_settings(**who, **values, **DECIDED)
    board = Board.objects.get(pk=small.board.pk)
    assert (board.administration, board.forecast_warning_percent) == ("Socialförvaltningen", 3)
    with pytest.raises(PlanningError, match="Inget skiljer sig"):
        planning.change_board_settings(by=who["by"], board=board, **values, **DECIDED)


def change_all(small: SmallBoard, **change: Any) -> list[planning.PlannedIndicator]:
    chosen = list(Indicator.objects.filter(board=small.board))
    wanted = IndicatorsChange(year=2024, **change)
    planned = planning.plan_indicators(by=small["administrator"], board=small.board, indicators=chosen, change=wanted)
    done = planning.change_indicators(
        by=small["administrator"], board=small.board, indicators=list(Indicator.objects.filter(board=small.board)),
        change=wanted,
    )  # fmt: skip
    assert [one.indicator for one in planned if one.changes_something] == [one.indicator for one in done]
    return done


def test_several_indicators_at_once(small: SmallBoard) -> None:
    goal = Goal.objects.get(board=small.board)
    done = change_all(small, values={"goal": goal, "kind": "", "decimals": 2}, last_year=2024, **DECIDED)
    assert {one.indicator.code: dict(one.before) for one in done} == {
        "nojdhet": {"decimals": 0, "valid_to": None},
        "arenden": {"goal": None, "kind": "volume", "decimals": 0, "valid_to": None},
    }
    rows = Indicator.objects.filter(board=small.board).values_list("goal", "kind", "decimals", "valid_to")
    assert set(rows) == {(goal.pk, "", 2, 2024)}
    assert last_event("indicator.changed").after["holds_from"] == "T2 2024"
    with pytest.raises(PlanningError, match="Inget skiljer sig"):
        change_all(small, values={"decimals": 2}, **DECIDED)


def test_targets_of_several_indicators_move_with_their_texts(small: SmallBoard) -> None:
    change_all(small, area=area(small), **DECIDED)
    moved = Target.objects.get(board=small.board)
    assert (moved.service_area.code, moved.text) == ("ifo", "minst 90 %")
    earlier = Round.objects.select_related("board__municipality").get(board=small.board, year=2024, tertial=1)
    shown = next(one for one in build_draft_report(earlier).indicators if one.code == "nojdhet")
    assert [(target.area, target.text) for target in shown.targets] == [("namnden", "minst 90 %")]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"values": {"unit": "index"}, **DECIDED}, "siffror eller målvärden i enheten"),
        ({"last_year": 2023}, "Har siffror för 2024"),
        ({"values": {"decimals": 9}, **MENDED}, "tal från 0 till 6"),
        ({"values": {"name": "Samma"}, **MENDED}, "name"),
        ({"values": {"goal": None, "kind": ""}, **MENDED}, "Inte båda"),
        ({"values": {"decimals": 1}, "holds_from": T2, "decision": ""}, "beslut"),
        ({}, "Fyll i vad som ska ändras"),
    ],
)
def test_what_can_not_be_done_to_one_is_done_to_none(small: SmallBoard, change: dict[str, Any], refusal: str) -> None:
    before = list(Indicator.objects.filter(board=small.board).values())
    with pytest.raises(PlanningError, match=refusal):
        change_all(small, **change)
    assert list(Indicator.objects.filter(board=small.board).values()) == before


def test_a_later_change_is_not_passed_over(small: SmallBoard) -> None:
    change_all(small, values={"decimals": 1}, holds_from=Tertial(2024, 3), decision="SN § 1")
    with pytest.raises(PlanningError, match="Har redan en ändring som gäller från T3 2024"):
        change_all(small, values={"decimals": 2}, **DECIDED)


def test_many_indicators_take_no_more_queries(small: SmallBoard, django_assert_max_num_queries: Any) -> None:
    goal = Goal.objects.get(board=small.board)
    plain = {"unit": "antal", "direction": "higher", "accumulation": "rate", "board": small.board, "goal": goal}
    Indicator.objects.bulk_create(
        Indicator(code=f"nr-{n}", name=f"Nummer {n}", municipality=small.board.municipality, **plain)
        for n in range(200)
    )
    with django_assert_max_num_queries(35):
        change_all(small, values={"decimals": 1}, **DECIDED)
    assert Outcome.objects.filter(board=small.board).exists()
