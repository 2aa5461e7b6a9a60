"""Who sees a question, who is to reply to it, and what a reply makes of it. Pure: reads no database."""

from apps.accounts.roles import Permission
from apps.questions.models import Addressee, Question, QuestionState
from apps.rounds.access import RoundAccess

CONTROLLING = (Permission.REPORT, Permission.ADMINISTER)


def may_see_questions(access: RoundAccess, area_id: int) -> bool:
    """Those who report for the area see its questions, and the board's controllers and administrators see all."""
    return access.has_permission(*CONTROLLING) or access.is_own(area_id)


def may_ask_in(access: RoundAccess) -> bool:
    """Is it somebody who asks and replies somewhere in the round?"""
    return access.has_permission(*CONTROLLING, Permission.REPORT_OWN)


def choose_addressee(access: RoundAccess, area_id: int) -> Addressee:
    """Whom somebody with this access asks: a controller the unit, a unit the controller.

    No unit writes of the board as a whole: there one controller asks another.
    """
    is_whole_board = access.parents.get(area_id) is None
    return Addressee.UNIT if access.has_permission(*CONTROLLING) and not is_whole_board else Addressee.CONTROLLER


def is_addressed(question: Question, access: RoundAccess) -> bool:
    """Is the question put to somebody with this access?"""
    if question.addressee == Addressee.CONTROLLER:
        return access.has_permission(*CONTROLLING)
    above = access.iter_with_ancestors(question.service_area_id)
    return access.has_permission(Permission.REPORT_OWN) and not access.own_areas.isdisjoint(above)


def is_waiting_for(question: Question, access: RoundAccess, user_id: int) -> bool:
    """Does the question wait for this user's reply? Nobody replies to a question of their own."""
    is_open = question.state == QuestionState.OPEN
    return is_open and question.by_id != user_id and is_addressed(question, access)


def may_close(question: Question, access: RoundAccess, user_id: int) -> bool:
    """Its author closes a question, and so does whoever answers for the report as a whole."""
    return question.state != QuestionState.CLOSED and (question.by_id == user_id or access.has_permission(*CONTROLLING))


def find_state_after_reply(question: Question, access: RoundAccess, user_id: int) -> QuestionState:
    """A reply from those who were asked answers it; one from the other side asks on, also after it was closed."""
    is_answer = question.by_id != user_id and is_addressed(question, access)
    return QuestionState.ANSWERED if is_answer else QuestionState.OPEN
