"""The writers: what they save, whom they tell, and what they leave alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.budget import services as budget
from apps.goals import services as goals
from apps.goals.models import FocusArea, Goal, Indicator, Outcome
from apps.organisation import services as organisation
from apps.organisation.models import Board
from apps.risks import services as risks
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def board() -> Board:
    municipality, _ = organisation.save_municipality(by=None, code="1407", name="Öckerö")
    board, _ = organisation.save_board(by=None, municipality=municipality, name="Socialnämnden")
    rows = [
        organisation.AreaRow(code="namnden", name="Socialnämnden", kind="board"),
        organisation.AreaRow(code="hemtjanst", name="Hemtjänst", kind="area", parent="namnden"),
    ]
    organisation.save_areas(by=None, board=board, rows=rows)
    return board


@pytest.fixture
def areas(board: Board) -> dict[str, int]:
    return organisation.find_area_ids(board)


@pytest.fixture
def indicator(board: Board) -> int:
    row = goals.IndicatorRow(
        code="larm",
        name="Larm",
        unit="antal",
        decimals=0,
        direction="neither",
        accumulation="stock",
        kind="volume",
    )
    goals.save_indicators(by=None, board=board, rows=[row])
    return goals.find_ids_by_code(Indicator, board)["larm"]


def make_round(board: Board, year: int, state: RoundState = RoundState.OPEN) -> Round:
    round_, _ = rounds.save_round(by=None, board=board, year=year, tertial=3)
    Round.objects.filter(pk=round_.pk).update(state=state)
    return round_


def version(round_: Round) -> int:
    return Round.objects.values_list("data_version", flat=True).get(pk=round_.pk)


def outcome(indicator: int, areas: dict[str, int], value: int = 1) -> goals.OutcomeRow:
    return goals.OutcomeRow(
        indicator_id=indicator, service_area_id=areas["namnden"], year=2024, tertial=3, value=D(value)
    )


def test_facts_make_open_rounds_older_and_leave_adopted_ones(
    board: Board, areas: dict[str, int], indicator: int
) -> None:
    adopted, opened = make_round(board, 2023, RoundState.ADOPTED), make_round(board, 2024)
    before = version(adopted), version(opened)
    goals.save_outcomes(by=None, board=board, rows=[outcome(indicator, areas)])
    assert (version(adopted), version(opened)) == (before[0], before[1] + 1)
    goals.save_outcomes(by=None, board=board, rows=[outcome(indicator, areas)])
    assert version(opened) == before[1] + 1  # nothing new was said


def test_other_boards_are_left_alone(board: Board, areas: dict[str, int], indicator: int) -> None:
    other, _ = organisation.save_board(by=None, municipality=board.municipality, name="Byggnadsnämnden")
    theirs = make_round(other, 2024)
    goals.save_outcomes(by=None, board=board, rows=[outcome(indicator, areas)])
    assert version(theirs) == 1


def test_a_write_is_logged_once_with_counts(board: Board, areas: dict[str, int], indicator: int) -> None:
    user = User.objects.create_user("controller@example.se")
    rows = [outcome(indicator, areas), replace(outcome(indicator, areas), tertial=2)]
    goals.save_outcomes(by=user, board=board, rows=rows)
    event = AuditEvent.objects.get(actor_id=user.pk)
    assert (event.action, event.object_type, event.board_id) == ("outcome.saved", "goals.outcome", board.pk)
    assert event.after == {"new": 2, "changed": 0, "unchanged": 0}


def test_an_empty_save_is_no_act(board: Board) -> None:
    events = AuditEvent.objects.count()
    for saved in (
        goals.save_outcomes(by=None, board=board, rows=[]),
        goals.save_assessments(by=None, board=board, rows=[]),
        budget.save_operating_lines(by=None, board=board, rows=[]),
        risks.save_risks(by=None, board=board, rows=[]),
    ):
        assert not saved.wrote
    assert AuditEvent.objects.count() == events


def test_links_of_a_goal_become_those_given(board: Board, areas: dict[str, int]) -> None:
    focus = [goals.FocusAreaRow(code=code, name=code) for code in ("a", "b")]
    goals.save_focus_areas(by=None, board=board, rows=focus)
    row = goals.GoalRow(code="mal", name="Mål", level="board", focus_areas=("a",), service_area_ids=(areas["namnden"],))
    goals.save_goals(by=None, board=board, rows=[row])
    goal = Goal.objects.get(board=board)
    events = AuditEvent.objects.count()
    goals.save_goals(by=None, board=board, rows=[replace(row, focus_areas=("b",), service_area_ids=())])
    assert [area.code for area in goal.focus_areas.all()] == ["b"]
    assert not goal.service_areas.exists()
    assert AuditEvent.objects.count() == events + 1
    assert AuditEvent.objects.order_by("-id")[0].after == {"new": 0, "changed": 0, "unchanged": 1, "links": 3}
    assert FocusArea.objects.filter(board=board).count() == 2


def test_what_is_not_said_of_a_board_stays(board: Board) -> None:
    organisation.save_board(
        by=None, municipality=board.municipality, name="Socialnämnden", tolerance_percent=D(3), small_number_threshold=0
    )
    again, changed = organisation.save_board(by=None, municipality=board.municipality, name="Socialnämnden")
    assert not changed
    assert (again.tolerance_percent, again.small_number_threshold) == (D(3), 0)


def test_a_changed_board_tells_from_and_to(board: Board) -> None:
    organisation.save_board(by=None, municipality=board.municipality, name="Socialnämnden", tolerance_percent=D(10))
    event = AuditEvent.objects.get(action="board.changed", board_id=board.pk)
    assert (event.before, event.after) == ({"tolerance_percent": "5.00"}, {"tolerance_percent": "10"})


def test_a_round_keeps_what_is_not_said_again(board: Board) -> None:
    details = rounds.RoundDetails(source_title="Bra.", decision_date=date(2024, 3, 1), decision_paragraph="24")
    round_, created = rounds.save_round(by=None, board=board, year=2024, tertial=1, details=details)
    again, changed = rounds.save_round(
        by=None, board=board, year=2024, tertial=1, details=rounds.RoundDetails(source_title="Bättre.")
    )
    assert (created, changed, again.pk) == (True, True, round_.pk)
    assert (again.source_title, again.decision_paragraph, again.decision_date) == ("Bättre.", "24", date(2024, 3, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RoundState.PLANNED, RoundState.OPEN),
        (RoundState.SUBMITTED, RoundState.SUBMITTED),
        (RoundState.ADOPTED, RoundState.ADOPTED),
    ],
)
def test_saving_opens_a_planned_round_and_moves_no_other(board: Board, before: RoundState, after: RoundState) -> None:
    make_round(board, 2024, before)
    round_, _ = rounds.save_round(by=None, board=board, year=2024, tertial=3)
    assert round_.state == after


def test_an_override_reason_survives_a_new_assessment(board: Board, areas: dict[str, int], indicator: int) -> None:
    round_ = make_round(board, 2024)
    row = goals.AssessmentRow(
        round_id=round_.pk, service_area_id=areas["namnden"], indicator_id=indicator, rating="met"
    )
    goals.save_assessments(by=None, board=board, rows=[row])
    round_.assessments.update(override_reason="Enkäten var liten.")
    goals.save_assessments(by=None, board=board, rows=[replace(row, rating="not_met")])
    assessment = round_.assessments.get()
    assert (assessment.rating, assessment.override_reason) == ("not_met", "Enkäten var liten.")


def test_a_failed_save_leaves_nothing(board: Board, areas: dict[str, int], indicator: int) -> None:
    bad = replace(outcome(indicator, areas), tertial=2, value=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        goals.save_outcomes(by=None, board=board, rows=[outcome(indicator, areas), bad])
    assert not Outcome.objects.filter(board=board).exists()


def test_a_fact_of_another_board_is_refused_by_the_database(
    board: Board, areas: dict[str, int], indicator: int
) -> None:
    other, _ = organisation.save_board(by=None, municipality=board.municipality, name="Byggnadsnämnden")
    goals.save_outcomes(by=None, board=other, rows=[outcome(indicator, areas)])
    with pytest.raises(IntegrityError, match="same_owner"):
        connection.check_constraints()
    transaction.set_rollback(True)  # the check at the end of the test would fail for the same reason
