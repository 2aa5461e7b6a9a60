"""A change of the plan holds from its period: reports before it read the plan as it was, also while they are open."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from apps.core.plan_time import set_change_holds_from
from apps.core.tertials import Tertial
from apps.entry.services import save_cell
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import FocusArea, Goal, Indicator, Target
from apps.organisation.models import Board, ServiceArea
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.report.models import PlanHistory
from apps.risks.models import Risk
from apps.rounds.models import Round
from apps.workflow.user_rounds import list_user_rounds
from tests.small_board import SmallBoard

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))


def report_of(small: SmallBoard, period: Tertial) -> BoardReport:
    round_ = Round.objects.select_related("board__municipality").get_or_create(
        board=small.board,
        year=period.year,
        tertial=period.number,
        defaults={"municipality": small.board.municipality, "state": "open"},
    )[0]
    return build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk))


def changed(model, code: str, holds_from: Tertial | None, **values: object) -> None:
    with transaction.atomic(), set_change_holds_from(holds_from):
        model.objects.filter(board__municipality__code="9901", code=code).update(**values)


def area_name(view: BoardReport, code: str) -> str:
    return next(area.name for area in view.areas if area.code == code)


def test_a_new_name_holds_from_its_period(small: SmallBoard) -> None:
    changed(ServiceArea, "hemtjanst", T3, name="Hemvård")
    changed(Indicator, "nojdhet", T3, definition="Ny enkät från september.")
    changed(Goal, "nojda", T3, name="Trygga brukare")
    then, now = report_of(small, T2), report_of(small, T3)
    assert [area_name(view, "hemtjanst") for view in (then, now)] == ["Hemtjänst", "Hemvård"]
    assert [view.indicators[0].definition for view in (then, now)] == ["", "Ny enkät från september."]
    assert [view.goals[0].name for view in (then, now)] == ["Nöjda brukare", "Trygga brukare"]


def test_an_area_stands_where_it_stood(small: SmallBoard) -> None:
    ifo = ServiceArea.objects.get(board=small.board, code="ifo")
    changed(ServiceArea, "hemtjanst-norr", T3, parent=ifo)
    parents = [
        next(area.parent for area in report_of(small, when).areas if area.code == "hemtjanst-norr") for when in (T2, T3)
    ]
    assert parents == ["hemtjanst", "ifo"]


def test_a_target_changes_within_its_year(small: SmallBoard) -> None:
    save_cell(round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="78", by=small["controller"], version=0)
    with transaction.atomic(), set_change_holds_from(T3):
        Target.objects.filter(board=small.board, year=2024).update(value=Decimal(70), text="minst 70 %")
    view = report_of(small, T2)
    assert view.indicators[0].targets[0].text == "minst 90 %"
    assert view.indicators[0].verdict.light.value == "not_met"
    assert report_of(small, T3).indicators[0].targets[0].text == "minst 70 %"


def test_the_answer_to_a_cell_knows_the_targets_of_its_period(small: SmallBoard) -> None:
    with transaction.atomic(), set_change_holds_from(T3):
        Target.objects.filter(board=small.board, year=2024).update(value=Decimal(70), text="minst 70 %")
        Indicator.objects.filter(board=small.board, code="nojdhet").update(unit="poäng")
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    answer = save_cell(
        round_=round_, key="u:nojdhet:namnden:T", field="value", raw="78 %", by=small["controller"], version=0
    )
    assert (answer.status, answer.light and answer.light.light) == ("saved", "not_met")
    row = next(
        r for s in load_outcome_sheet(round_, small["controller"]).sections for r in s.rows if "nojdhet" in r.key
    )
    assert (row.unit, row.target) == ("%", "minst 90\u00a0%"), "sheet and answer agree"


def test_what_is_taken_away_or_added_later_was_there_or_was_not(small: SmallBoard) -> None:
    owner = {"board": small.board, "municipality": small.board.municipality}
    goal = Goal.objects.get(board=small.board, code="nojda")
    with transaction.atomic(), set_change_holds_from(T3):
        Target.objects.filter(board=small.board).delete()
        focus = FocusArea.objects.create(**owner, code="trygghet", name="Trygghet")
        goal.focus_areas.add(focus)
        goal.service_areas.add(small.areas["ifo"])
        Goal.objects.create(**owner, code="ny", name="Ett nytt mål", level="board", position=1)
        Risk.objects.filter(board=small.board).update(name="För få vikarier")
    then, now = report_of(small, T2), report_of(small, T3)
    assert [len(view.indicators[0].targets) for view in (then, now)] == [1, 0]
    assert [len(view.focus_areas) for view in (then, now)] == [0, 1]
    assert [view.goals[0].focus_areas for view in (then, now)] == [(), ("trygghet",)]
    assert [[goal.code for goal in view.goals] for view in (then, now)] == [["nojda"], ["nojda", "ny"]]
    assert [view.risks[0].name for view in (then, now)] == ["Brist på personal", "För få vikarier"]


def test_the_boards_name_and_settings(small: SmallBoard) -> None:
    with transaction.atomic(), set_change_holds_from(T3):
        Board.objects.filter(pk=small.board.pk).update(name="Välfärdsnämnden", tolerance_percent=Decimal("7.50"))
    then, now = report_of(small, T2), report_of(small, T3)
    assert [view.board.name for view in (then, now)] == ["Socialnämnden", "Välfärdsnämnden"]
    assert [view.board.tolerance_percent for view in (then, now)] == [Decimal("5.00"), Decimal("7.50")]


def test_several_changes_each_hold_from_theirs(small: SmallBoard) -> None:
    for when, name in ((T2, "Hemvård"), (T3, "Stöd i hemmet"), (T3, "Hjälp hemma")):
        changed(ServiceArea, "hemtjanst", when, name=name)
    names = [area_name(report_of(small, when), "hemtjanst") for when in (T1, T2, T3)]
    assert names == ["Hemtjänst", "Hemvård", "Hjälp hemma"]


def test_a_change_is_not_made_before_a_later_one(small: SmallBoard) -> None:
    changed(ServiceArea, "hemtjanst", T3, name="Hemvård")
    with pytest.raises(IntegrityError, match="senare period"), transaction.atomic():
        changed(ServiceArea, "hemtjanst", T2, name="Stöd i hemmet")


def test_a_mistake_is_mended_where_it_was_made(small: SmallBoard) -> None:
    """The name of its time stays, and the misspelt definition is mended for every period."""
    Indicator.objects.filter(board=small.board, code="nojdhet").update(definition="Enkätt")
    changed(Indicator, "nojdhet", T3, name="Trygga")
    changed(Indicator, "nojdhet", None, definition="Enkät")
    for when, name in ((T2, "Nöjda"), (T3, "Trygga")):
        indicator = report_of(small, when).indicators[0]
        assert (indicator.name, indicator.definition) == (name, "Enkät")


def test_nothing_is_kept_where_nothing_changes(small: SmallBoard) -> None:
    changed(ServiceArea, "hemtjanst", T3, name="Hemtjänst")
    with transaction.atomic(), set_change_holds_from(T3):
        Board.objects.filter(pk=small.board.pk).update(edition=7)
    assert not PlanHistory.objects.filter(board=small.board).exists()
    small.board.refresh_from_db()
    assert small.board.plan_changed_from == 0


def test_the_list_of_rounds_counts_with_the_plan_of_each(small: SmallBoard) -> None:
    def expected() -> dict[str, int]:
        found = list_user_rounds(small["controller"])
        return {one.label: one.expected for one in found if one.board_name.endswith("Lillköping")}

    before = expected()
    with transaction.atomic(), set_change_holds_from(T3):
        Target.objects.filter(board=small.board).delete()
    assert expected() == before
