"""Many relations answered at once: the same rows, protection, log and refusals as one by one, by few statements."""

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.core.choices import RelationAnswer
from apps.goals.models import Indicator, Relation
from apps.goals.relation_rules import IndicatorRelation
from apps.goals.relations import propose_relations
from apps.planning import AnsweredRelations, PlanningError
from apps.rounds.models import Round
from tests.imports.plan_books import apply, build_book, list_errors, send
from tests.planning.test_many_changed import add_many
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.django_db
YES, NO_ANSWER = RelationAnswer.CONFIRMED, RelationAnswer.UNANSWERED
Answers = list[tuple[IndicatorRelation, RelationAnswer]]
FIRST: Answers = [
    (IndicatorRelation("total", "nr-0", ("nr-1", "nr-2")), YES),
    (IndicatorRelation("total", "nr-3", ("nr-4", "nr-5")), YES),  # which protection has found before
    (IndicatorRelation("quotient", "nr-6", ("nr-2", "nr-1")), YES),
    (IndicatorRelation("areas", "nr-7", ()), YES),
    (IndicatorRelation("same_measure", "nr-1", ("nr-7",)), YES),
]
THEN: Answers = [
    (IndicatorRelation("total", "nr-0", ("nr-2", "nr-1")), NO_ANSWER),  # the same, whatever the order of a sum
    (IndicatorRelation("quotient", "nr-6", ("nr-2", "nr-1")), NO_ANSWER),
    (IndicatorRelation("quotient", "nr-6", ("nr-1", "nr-2")), YES),
    (IndicatorRelation("same_measure", "nr-1", ("nr-7",)), YES),
]


def answer_singly(small: SmallBoard, answers: Answers) -> None:
    for relation, answer in answers:
        act = planning.confirm_relation if answer else planning.withdraw_relation
        act(by=small["controller"], board=small.board, relation=relation)


def answer_together(small: SmallBoard, answers: Answers) -> None:
    many = AnsweredRelations(small["controller"], small.board)
    for relation, answer in answers:
        many.prepare(relation, answer)
    many.write()


def describe(small: SmallBoard) -> dict[str, Any]:
    codes = dict(Indicator.objects.filter(board=small.board).values_list("pk", "code"))
    relations = Relation.objects.filter(board=small.board).select_related("total").prefetch_related("links")
    events = AuditEvent.objects.filter(board_id=small.board.pk, action="relation.answered")
    return {
        "rows": sorted(
            (one.kind, one.total.code, one.status, one.answer, [codes[link.indicator_id] for link in one.links.all()])
            for one in relations
        ),
        "log": sorted((str(one.before), str(one.after), one.actor_id == small["controller"].pk) for one in events),
    }


def test_together_is_as_one_by_one(small: SmallBoard) -> None:
    other = make_small_board("Mellanköping", "9902")
    for board, act in ((small, answer_singly), (other, answer_together)):
        add_many(board, 8)
        propose_relations(board=board.board, sums=[("nr-3", ["nr-4", "nr-5"])])
        versions = Round.objects.filter(pk=board.round.pk)
        before = versions.get().data_version
        for answers in (FIRST, THEN):
            act(board, answers)
        assert versions.get().data_version > before
    assert describe(other) == describe(small)
    assert len(describe(other)["log"]) == 9
    assert [(row[0], row[2]) for row in describe(other)["rows"]].count(("total", "proposed")) == 2


def test_one_that_is_taken_back_where_there_is_none_writes_nothing(small: SmallBoard) -> None:
    add_many(small, 3)
    answer_together(small, [(FIRST[0][0], NO_ANSWER)])
    assert not Relation.objects.exists()


@pytest.mark.parametrize(
    "relation",
    [
        IndicatorRelation("quotient", "nr-0", ("nr-1",)),
        IndicatorRelation("total", "nr-0", ("nr-0",)),
        IndicatorRelation("total", "nr-0", ("saknas",)),
        IndicatorRelation("annat", "nr-0", ("nr-1",)),
    ],
)
def test_the_same_is_refused_in_the_same_words(small: SmallBoard, relation: IndicatorRelation) -> None:
    add_many(small, 3)
    told = []
    for act in (answer_singly, answer_together):
        with pytest.raises(PlanningError) as found:
            act(small, [(relation, YES)])
        told.append(str(found.value))
    assert told[0] == told[1]


def test_who_may_answer(small: SmallBoard) -> None:
    for role in ("reporter", "politician", "stranger"):
        with pytest.raises(NotAllowedError):
            AnsweredRelations(small[role], small.board)


def build_sums(count: int) -> Any:
    rows = [["slag", "indikator", "delar"], *(["summa av delar", "nr-0", f"nr-{n}"] for n in range(1, count + 1))]
    return build_book({"samband": rows})


def test_a_file_answers_many_by_few_statements(small: SmallBoard) -> None:
    add_many(small, 41)
    counts = []
    for number in (5, 40):
        with CaptureQueriesContext(connection) as queries:
            file = send(build_sums(number), small["administrator"], small.board)
        assert list_errors(file) == []
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert counts[1] == counts[0]
    apply(file, small["administrator"])
    assert Relation.objects.filter(board=small.board, answer=YES, status="proposed").count() == 40


def test_what_only_the_database_refuses_is_written_singly(small: SmallBoard, monkeypatch: pytest.MonkeyPatch) -> None:
    add_many(small, 4)

    def refuse(**_: object) -> None:
        raise IntegrityError("refused")

    monkeypatch.setattr("apps.planning.many.relations.answer_relations", refuse)
    apply(send(build_sums(3), small["administrator"], small.board), small["administrator"])
    assert Relation.objects.filter(board=small.board, answer=YES).count() == 3
