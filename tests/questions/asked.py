"""Short ways to ask at places of the small board."""

from apps.questions.models import Question
from apps.questions.places import QuestionPlace, find_row_place, find_section_place
from apps.questions.services import add_question
from tests.small_board import SmallBoard

ROW, OWN_ROW, TEXT_ROW = "u:nojdhet:namnden:T", "d:hemtjanst-norr:staff", "c:operating:hemtjanst"


def get_row_place(small: SmallBoard, key: str, role: str = "controller") -> QuestionPlace:
    place = find_row_place(small.round, small[role], key)
    assert place
    return place


def ask_at_row(
    small: SmallBoard, key: str = OWN_ROW, text: str = "Varför 12 %?", role: str = "controller", field: str = ""
) -> Question:
    place = get_row_place(small, key, role)
    return add_question(by=small[role], round_=small.round, place=place, text=text, field=field)


def ask_at_section(
    small: SmallBoard, chapter: str, area: str, text: str = "Varför 12 %?", role: str = "controller"
) -> Question:
    place = find_section_place(small.round, small[role], chapter, area)
    assert place
    return add_question(by=small[role], round_=small.round, place=place, text=text)
