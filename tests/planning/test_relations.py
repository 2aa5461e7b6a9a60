"""Who answers to a relation, what is written of it, and what it changes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps import planning
from apps.accounts.roles import NotAllowedError, Role
from apps.audit.models import AuditEvent
from apps.core.choices import RelationAnswer, RelationStatus
from apps.goals.models import Indicator, Relation
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import propose_relations
from apps.planning import PlanningError
from apps.publishing.services import build_draft_report
from apps.publishing.suppression.selectors import load_protection_rules
from apps.rounds.models import Round
from tests.small_board import SmallBoard, make_small_board

MAY = {Role.CONTROLLER.value, Role.ADMINISTRATOR.value}
SAME = IndicatorRelation("same_measure", "arenden", ("nojdhet",))
SUM = IndicatorRelation("total", "arenden", ("nojdhet",))


def answer(small: SmallBoard, act: Any, relation: IndicatorRelation = SAME, role: str = "controller") -> None:
    act(by=small[role], board=small.board, relation=relation)


def list_answers(small: SmallBoard) -> list[tuple[str, str, str]]:
    return list(Relation.objects.filter(board=small.board).values_list("kind", "answer", "status"))


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
@pytest.mark.parametrize("act", [planning.confirm_relation, planning.refuse_relation, planning.withdraw_relation])
def test_who_may_answer(small: SmallBoard, act: Any, role: str) -> None:
    if role in MAY:
        answer(small, act, role=role)
    else:
        with pytest.raises(NotAllowedError):
            answer(small, act, role=role)
        assert not Relation.objects.exists()


def test_an_answer_can_be_changed_and_taken_back(small: SmallBoard) -> None:
    answer(small, planning.confirm_relation)
    answer(small, planning.refuse_relation)
    assert list_answers(small) == [("same_measure", "refused", "unbound")]
    answer(small, planning.withdraw_relation)
    assert list_answers(small) == []
    told = AuditEvent.objects.filter(action="relation.answered").order_by("id").values_list("before", "after")
    assert [(before["answer"], after["answer"]) for before, after in told] == [
        ("", "confirmed"), ("confirmed", "refused"), ("refused", ""),
    ]  # fmt: skip


def test_the_open_report_is_checked_at_once(small: SmallBoard) -> None:
    before = Round.objects.get(pk=small.round.pk).data_version
    answer(small, planning.confirm_relation)
    round_ = Round.objects.select_related("board__municipality").get(pk=small.round.pk)
    assert round_.data_version > before
    report = build_draft_report(round_)
    assert [(one.kind, one.total, one.parts, one.confirmed) for one in report.relations] == [
        ("same_measure", "arenden", ("nojdhet",), True)
    ]


def test_the_order_of_a_sums_parts_is_nothing_but_a_quotient_has_one(small: SmallBoard) -> None:
    Indicator.objects.create(
        board=small.board, municipality=small.board.municipality, code="fler", name="Fler", kind="volume",
        unit="antal", direction="higher", accumulation="flow",
    )  # fmt: skip
    for kind, count in (("total", 1), ("quotient", 2)):
        for parts in (("nojdhet", "fler"), ("fler", "nojdhet")):
            answer(small, planning.confirm_relation, IndicatorRelation(kind, "arenden", parts))
        assert Relation.objects.filter(kind=kind).count() == count


@pytest.mark.parametrize(
    "relation",
    [
        IndicatorRelation("same_measure", "arenden", ("arenden",)),
        IndicatorRelation("same_measure", "arenden", ("hittepa",)),
        IndicatorRelation("hittepa", "arenden", ("nojdhet",)),
    ],
)
def test_only_between_the_boards_own_indicators(small: SmallBoard, relation: IndicatorRelation) -> None:
    with pytest.raises(PlanningError):
        answer(small, planning.confirm_relation, relation)
    assert not Relation.objects.exists()


def test_another_boards_indicators_are_not_known(small: SmallBoard) -> None:
    other = make_small_board("Mellanköping", "9902")
    with pytest.raises(NotAllowedError):
        planning.confirm_relation(by=other["controller"], board=small.board, relation=SAME)


def test_a_confirmed_sum_protects_and_a_refused_one_changes_no_protection(small: SmallBoard) -> None:
    answer(small, planning.refuse_relation, SUM)
    assert load_protection_rules(small.board).formulas == ()
    answer(small, planning.confirm_relation, SUM)
    assert [one[:2] for one in load_protection_rules(small.board).formulas] == [("arenden", ("nojdhet",))]
    answer(small, planning.refuse_relation, SUM)
    assert len(load_protection_rules(small.board).formulas) == 1, "only an administrator lifts protection"


def test_what_arithmetic_finds_protects_though_a_person_refused_it(small: SmallBoard) -> None:
    answer(small, planning.refuse_relation, SUM)
    assert propose_relations(board=small.board, sums=[("arenden", ("nojdhet",))]) == 1
    assert list_answers(small) == [("total", "refused", "proposed")]


def test_what_is_no_sum_is_never_for_protection(small: SmallBoard) -> None:
    answer(small, planning.confirm_relation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.update(status=RelationStatus.CONFIRMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.update(answer="kanske")
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.update(formula="")
    assert Relation.objects.get().answer == RelationAnswer.CONFIRMED
