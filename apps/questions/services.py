"""All writes of questions and replies. A question is put while the report is under way: an adopted one is only read.

What is written is logged as an act (who, where, when); the words stand in the question alone.
"""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.audit.services import record_event
from apps.questions.models import MAX_LENGTH, Question, QuestionState, Reply
from apps.questions.places import QuestionPlace
from apps.questions.rules import choose_addressee, find_state_after_reply, may_close, may_see_questions
from apps.rounds.access import RoundAccess, load_access
from apps.rounds.models import Round, RoundState

NOT_YOURS = "Du ser inte frågor om den här verksamheten."
ADOPTED = "Rapporten är fastställd. Frågorna kan läsas men inte besvaras."


class QuestionError(ValueError):
    """It can't be done as it stands; the message says why in Swedish."""


@transaction.atomic
def add_question(*, by: User, round_: Round, place: QuestionPlace, text: str, field: str = "") -> Question:
    """Put a question at a place, or at a field of its row. The same one twice, as by a double click, is one question.

    ``QuestionError`` for what can't be taken, ``NotAllowedError`` for who does not write there.
    """
    access = _require_access(by, round_, place.area_id)
    if field and field not in place.fields:
        raise QuestionError("Raden har ingen sådan kolumn.")
    written = _clean(text, "frågan")
    where = {"round": round_, "chapter": place.chapter, "key": place.key, "field": field}
    same = Question.objects.filter(**where, service_area=place.area_id, by=by, text=written, state=QuestionState.OPEN)
    if found := same.first():
        return found
    question = Question.objects.create(
        **where,
        municipality_id=round_.municipality_id,
        board_id=round_.board_id,
        service_area_id=place.area_id,
        place_name=f"{place.name}: {place.fields[field]}" if field else place.name,
        text=written,
        addressee=choose_addressee(access, place.area_id),
        by=by,
    )
    _log(by, "question.added", question)
    return question


@transaction.atomic
def add_reply(*, by: User, question: Question, text: str) -> Question:
    """Reply to a question, or ask on. It is answered when those who were asked reply; closed or not, it goes on."""
    held, access = _lock(by, question)
    written = _clean(text, "svaret")
    last = held.replies.order_by("-at", "-id").first()
    if last and (last.by_id, last.text) == (by.pk, written):
        return held
    owner = {"municipality_id": held.municipality_id, "board_id": held.board_id}
    Reply.objects.create(**owner, question=held, text=written, by=by)
    return _write_state(by, "question.replied", held, find_state_after_reply(held, access, by.pk))


@transaction.atomic
def close_question(*, by: User, question: Question) -> Question:
    """Close a question, answered or not. Who was asked replies instead."""
    held, access = _lock(by, question)
    if held.state == QuestionState.CLOSED:
        return held
    if not may_close(held, access, by.pk):
        raise NotAllowedError("Den som ställde frågan avslutar den, eller nämndens controller.")
    return _write_state(by, "question.closed", held, QuestionState.CLOSED)


def _lock(by: User, question: Question) -> tuple[Question, RoundAccess]:
    held = Question.objects.select_for_update(of=("self",)).select_related("round").get(pk=question.pk)
    return held, _require_access(by, held.round, held.service_area_id)


def _require_access(by: User, round_: Round, area_id: int) -> RoundAccess:
    access = load_access(round_, by)
    if not may_see_questions(access, area_id):
        raise NotAllowedError(NOT_YOURS)
    if access.stage == RoundState.ADOPTED:
        raise QuestionError(ADOPTED)
    return access


def _write_state(by: User, action: str, question: Question, state: QuestionState) -> Question:
    is_closed = state == QuestionState.CLOSED
    question.state = state
    question.closed_by, question.closed_at = (by, timezone.now()) if is_closed else (None, None)
    question.save(update_fields=["state", "closed_by", "closed_at"])
    _log(by, action, question)
    return question


def _clean(text: str, what: str) -> str:
    written = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not written:
        raise QuestionError(f"Skriv {what} först.")
    if len(written) > MAX_LENGTH:
        raise QuestionError(f"Texten är för lång: högst {MAX_LENGTH} tecken.")
    return written


def _log(by: User, action: str, question: Question) -> None:
    where = {"round": question.round_id, "key": question.key, "field": question.field, "chapter": question.chapter_id}
    record_event(
        by=by, action=action, target=question, board_id=question.board_id, after={**where, "state": question.state}
    )
