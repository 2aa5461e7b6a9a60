"""What the controller and the units have asked each other in the made-up report under way."""

from collections.abc import Mapping

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.questions.places import QuestionPlace, find_row_place, find_section_place
from apps.questions.services import add_question, add_reply
from apps.rounds.models import Round

CONTINUITY = "u:personalkontinuitet:hemtjanst:T"
CONTINUITY_QUESTION = "Det står ”ca 14, se bilaga”. Vilket tal ska det vara, och är semestervikarierna med?"
FORECAST = "d:hemtjanst:staff"
FORECAST_QUESTION = "Ska de två vakanserna i nattgruppen räknas som tillsatta från september i prognosen?"
CHAPTER, AREA = "verksamheten", "aldre"
CHAPTER_QUESTION = "Förra tertialet skrev ni om den nya planeringen. Berätta gärna hur det gick."
CHAPTER_REPLY = "Den är på plats i norr. Jag skriver om den när söder har kört en månad."


def add_open_round_questions(round_: Round, people: Mapping[Role, User]) -> None:
    """One question waits for the unit, one for the controller, and one is answered."""
    controller, reporter = people[Role.CONTROLLER], people[Role.REPORTER]
    continuity, forecast = find_row_place(round_, controller, CONTINUITY), find_row_place(round_, reporter, FORECAST)
    section = find_section_place(round_, controller, CHAPTER, AREA)
    for by, place, field, text in (
        (controller, continuity, "value", CONTINUITY_QUESTION),
        (reporter, forecast, "forecast", FORECAST_QUESTION),
    ):
        add_question(by=by, round_=round_, place=_require(place), field=field, text=text)
    question = add_question(by=controller, round_=round_, place=_require(section), text=CHAPTER_QUESTION)
    add_reply(by=reporter, question=question, text=CHAPTER_REPLY)


def _require(place: QuestionPlace | None) -> QuestionPlace:
    if place is None:
        raise LookupError("The made-up board lacks a place that is asked about.")
    return place
