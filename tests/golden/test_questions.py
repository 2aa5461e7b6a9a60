"""What a politician asks of the four real reports, with the clicks from the board page to the answer: two at most.

Where a report holds no answer, the page says so. What the answer is, is read in the page's text.
"""

import pytest
from django.test import Client

from tests.golden.questions import Question, follow_links

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("reports")]
KALMAR = "/kalmar/socialnamnden/2020/t3/"
KUNGSBACKA = "/kungsbacka/namnden-for-individ-familjeomsorg/2021/t3/"
HARRYDA = "/harryda/socialnamnden/2023/t2/"
HERRLJUNGA = "/herrljunga/socialnamnden/2021/t3/"

QUESTIONS = [
    Question("why did placements cost more than budgeted", KALMAR, (), ("Kostnaderna för placeringar",)),
    Question("which unit stands for most of it", KALMAR, (), ("(Barn och familj): underskott 4 510 tkr",)),
    Question("is it better than last tertial", KALMAR, (), ("T2 2020 och T3 2019 är inte publicerade här",)),
    Question("is it better than last year", KALMAR, ("over-tid/",), ("Avvikelserna i T3 2019 är inte kända här",)),
    Question("how do we compare with others", KALMAR, ("indikator/", "?visa=jamforelser"), ("15 av 354 indikatorer",)),
    Question("women and men", KALMAR, ("indikator/", "?visa=kon"), ("30 av 354 indikatorer",)),
    Question("why -16,5 mnkr at Myndighet", KUNGSBACKA, (), ("underskott 16 541 tkr", "för få egna bostäder")),
    Question("which bought places", KUNGSBACKA, ("ekonomi/",), ("16 541",)),
    Question("how sure was the forecast", KUNGSBACKA, ("over-tid/",), ("-8 550", "+535", "+19 502")),
    Question(
        "why can 20 of 25 indicators not be judged",
        KUNGSBACKA,
        ("indikator/", "?ljus=unknown"),
        ("20 av", "inte satt", "ej rapporterat"),
    ),
    Question("is the surplus lasting", KUNGSBACKA, (), ("pandemin",)),
    Question("why +27,4 mnkr", HARRYDA, (), ("lägre efterfrågan på hemtjänst",)),
    Question("why can 9 of 10 goals not be judged", HARRYDA, ("mal/",), ("inga indikatorer",)),
    Question(
        "what has been spent January-August", HARRYDA, (), ("säger inte vad som har använts till och med augusti",)
    ),
    Question("what did T1 say", HARRYDA, (), ("T1 2023 och T2 2022 är inte publicerade här",)),
    Question("against August last year", HARRYDA, (), ("T1 2023 och T2 2022 är inte publicerade här",)),
    Question("how much of the surplus is one-off", HERRLJUNGA, (), ("5 234 tkr av det är en flyktingbuffert",)),
    Question("placements of children", HERRLJUNGA, (), ("vård av barn och unga",)),
    Question("sick leave against the target", HERRLJUNGA, (), ("Sjukfrånvaro (%): 9,5 % (mål högst 5 %)",)),
    Question(
        "why was goal 2 missed",
        HERRLJUNGA,
        (),
        ("(BPSD): 12 (mål minst 62)", "De utbildningar som krävs gick inte att få i landet."),
    ),
    Question("women's and men's sick leave", HERRLJUNGA, ("indikator/", "?visa=kon"), ("Total sjukfrånvaro",)),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.subject)
def test_a_question_is_answered_within_two_clicks(client: Client, question: Question) -> None:
    text = follow_links(client, question)
    for answer in question.answers:
        assert answer in text
