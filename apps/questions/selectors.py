"""Finding questions, always within what the reader may see: what they may not see is not found."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from apps.accounts.models import HeldRole
from apps.accounts.roles import Permission, list_roles_with
from apps.questions.models import Question, QuestionState
from apps.questions.rules import CONTROLLING, is_waiting_for, may_see_questions
from apps.rounds.access import RoundAccess, load_accesses
from apps.rounds.models import Round


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """A question that the reader may see, what they may do in its round, and whether it waits for their reply."""

    question: Question
    access: RoundAccess
    is_waiting: bool


def list_questions(round_: Round, user: Any, *, with_replies: bool = False, **conditions: Any) -> list[SeenQuestion]:
    """The questions of a round that the user may see, oldest first, those that the ``conditions`` find.

    One query where there are none, one more for access, and one for all replies.
    """
    found = _select(user, [round_.pk]).filter(**conditions).select_related("by", "closed_by", "service_area", "chapter")
    if with_replies:
        found = found.prefetch_related("replies__by")
    return _list_seen(found, [round_], user)


def list_unclosed(round_: Round, user: Any, **conditions: Any) -> list[SeenQuestion]:
    """Those that are open or answered: what is marked at their places. Two queries, one where there are none."""
    found = _select(user, [round_.pk]).exclude(state=QuestionState.CLOSED).filter(**conditions)
    return _list_seen(found.select_related("by", "service_area", "chapter"), [round_], user)


def count_waiting(rounds: Collection[int], user: Any) -> Counter[int]:
    """How many questions wait for the user's reply, by the round's id: two queries, one where no question is open."""
    found = _select(user, rounds).filter(state=QuestionState.OPEN).exclude(by=user.pk).select_related("round")
    seen = _list_seen(found, {one.round_id: one.round for one in found}.values(), user)
    return Counter(one.question.round_id for one in seen if one.is_waiting)


def find_question(round_: Round, user: Any, number: int) -> SeenQuestion | None:
    """A question by its id, if it is in the round and the user may see it."""
    return next(iter(list_questions(round_, user, pk=number)), None)


def _select(user: Any, rounds: Iterable[int]) -> QuerySet[Question]:
    """Of the rounds where the user may see some questions; ``_list_seen`` decides which."""
    found = Question.objects.filter(round__in=rounds).order_by("at", "id")
    if user.is_superuser:
        return found
    roles = {role for one in (*CONTROLLING, Permission.REPORT_OWN) for role in list_roles_with(one)}
    return found.filter(Exists(HeldRole.objects.filter(user=user, board=OuterRef("board_id"), role__in=roles)))


def _list_seen(questions: QuerySet[Question], rounds: Collection[Round], user: Any) -> list[SeenQuestion]:
    found = list(questions)
    ids = {one.round_id for one in found}
    accesses = load_accesses([one for one in rounds if one.pk in ids], user) if found else {}
    return [
        SeenQuestion(one, accesses[one.round_id], is_waiting_for(one, accesses[one.round_id], user.pk))
        for one in found
        if may_see_questions(accesses[one.round_id], one.service_area_id)
    ]
