"""Questions at their places, without script: put, replied to and closed, and told where people look for work."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.roles import Role
from apps.questions.models import Question
from tests.questions.asked import OWN_ROW, ROW, TEXT_ROW, ask_at_row, ask_at_section
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition

WORK = "/rapportera/lillkoping/socialnamnden/2024/t2/"
QUESTIONS = f"{WORK}fragor/"
SHEETS = {
    "indikatorer/": ROW,
    "ekonomi/": OWN_ROW,
    "investeringar/": "i:larm:net",
    "intern-kontroll/": "k:bemanning:schema",
}


def log_in(small: SmallBoard, role: str = "controller") -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def read(small: SmallBoard, address: str, role: str = "controller") -> str:
    answer = log_in(small, role).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_row_is_asked_about_and_the_unit_replies(small: SmallBoard) -> None:
    place = f"{QUESTIONS}?cell={OWN_ROW}"
    sent = {"gor": "fraga", "cell": OWN_ROW, "falt": "actual", "text": "Varför <b>12 %</b>?", "tillbaka": place}
    answer = log_in(small).post(QUESTIONS, sent)
    assert (answer.status_code, answer["Location"]) == (302, place)
    page = read(small, place, "reporter")
    assert "Varför &lt;b&gt;12 %&lt;/b&gt;?" in page
    assert "väntar på ditt svar" in page
    assert "Avsluta frågan" not in page
    number = str(Question.objects.get().pk)
    refused = log_in(small, "reporter").post(QUESTIONS, {"gor": "svara", "fraga": number, "text": " ", "cell": OWN_ROW})
    assert refused.status_code == 422
    assert "Skriv svaret först." in refused.content.decode()
    reply = {"gor": "svara", "fraga": number, "text": "Två vakanser.", "tillbaka": "https://ondska.example/"}
    assert log_in(small, "reporter").post(QUESTIONS, reply)["Location"] == QUESTIONS
    assert "Två vakanser." in read(small, place)
    assert log_in(small).post(QUESTIONS, {"gor": "avsluta", "fraga": number}).status_code == 302
    assert "avslutad av En controller" in read(small, QUESTIONS)


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_others_do_not_find_the_questions(small: SmallBoard, role: str) -> None:
    question = ask_at_row(small, "d:ifo:staff")
    client, lets_in = log_in(small, role), role in {"controller", "administrator"}
    for address in (f"{QUESTIONS}?cell=d:ifo:staff",):
        assert client.get(address).status_code == (200 if lets_in else 404)
    sent = (
        {"gor": "svara", "fraga": str(question.pk), "text": "x"},
        {"gor": "fraga", "cell": "d:ifo:staff", "text": "x"},
    )
    assert {client.post(QUESTIONS, one).status_code for one in sent} == ({302} if lets_in else {404})


@pytest.mark.parametrize(("page", "key"), SHEETS.items())
def test_a_sheet_marks_its_rows_in_one_query_more(small: SmallBoard, page: str, key: str) -> None:
    client, counts = log_in(small), []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            text = client.get(WORK + page).content.decode()
        counts.append(len(queries))
        ask_at_row(small, key, f"Fråga {len(counts)}")
    assert "question-mark" not in client.get(WORK + page, {"visa": ""}).content.decode().split("<tbody")[0]
    assert counts[1:] == [counts[0] + 1] * 2  # what the reader may see of it
    assert text.count("question-mark") == 1
    assert f'id="fraga-{key}"' in text
    assert "1 fråga" in text or "2 frågor" in text
    assert "question-mark" not in read(small, WORK + page, "head")


def test_a_cell_is_marked_and_the_count_says_whom_it_waits_for(small: SmallBoard) -> None:
    ask_at_row(small, field="actual")
    ask_at_row(small, text="Och hela raden?")
    page = read(small, f"{WORK}ekonomi/", "reporter")
    assert page.count(" data-asked") == 1
    assert "2 frågor till dig" in page
    assert "2 frågor</span>" in read(small, f"{WORK}ekonomi/")


def test_texts_and_chapters_tell_it_too(small: SmallBoard) -> None:
    give_disposition(small)
    ask_at_row(small, TEXT_ROW)
    ask_at_section(small, "verksamheten", "hemtjanst", "Berätta mer.")
    assert "1 fråga till dig" in read(small, f"{WORK}texter/?del=kommentarer", "reporter")
    assert "1 fråga till dig" in read(small, f"{WORK}kapitel/", "reporter")
    section = read(small, f"{WORK}kapitel/verksamheten/hemtjanst/", "reporter")
    assert "Berätta mer." in section
    assert "Ställ en fråga till controllern" in section
    assert "Frågor om" not in read(small, f"{WORK}kapitel/verksamheten/hemtjanst/", "head")


def test_what_waits_is_told_first_with_the_way_there(small: SmallBoard) -> None:
    give_disposition(small)
    for key, address in ((OWN_ROW, f"{WORK}ekonomi/#fraga-{OWN_ROW}"), (TEXT_ROW, f"{WORK}texter/?del=kommentarer")):
        ask_at_row(small, key)
        page = read(small, WORK, "reporter").replace("%3A", ":").replace("&amp;", "&")
        assert f'href="{address}' in page
    ask_at_section(small, "verksamheten", "hemtjanst")
    page = read(small, WORK, "reporter")
    assert "3 frågor väntar på svar" in page
    assert f'href="{WORK}kapitel/verksamheten/hemtjanst/#fragor"' in page
    assert "3 frågor väntar på svar" in read(small, "/rapportera/", "reporter")
    assert "väntar på svar" not in read(small, WORK)
    assert "Väntar på någon annans svar (3)" in read(small, QUESTIONS)
    for address in (
        f"{WORK}overlamning/",
        f"{WORK}overlamning/innan/",
        f"{WORK}overlamning/innan/?verksamhet=hemtjanst",
    ):
        assert "3 frågor är obesvarade</a>. Det går att lämna in ändå." in read(small, address)
    assert "obesvarade" not in read(small, f"{WORK}overlamning/innan/?verksamhet=ifo")
