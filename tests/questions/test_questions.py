"""Questions between controller and unit: who sees them, whose reply they wait for, and that none is ever published."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from apps.accounts.roles import NotAllowedError, Role
from apps.audit.models import AuditEvent
from apps.documents.models import ReportDocument
from apps.documents.services import begin_document_job, make_documents
from apps.publishing.adoption import adopt_round
from apps.publishing.models import PublicVersion
from apps.questions.models import MAX_LENGTH, Question, QuestionState
from apps.questions.places import find_row_place
from apps.questions.selectors import count_waiting, list_questions
from apps.questions.services import QuestionError, add_question, add_reply, close_question
from apps.texts.services import TextsError, delete_chapter
from tests.documents.read_back import read_docx_text, read_pdf_text, read_workbook_cells
from tests.pages import list_report_pages
from tests.questions.asked import OWN_ROW, ROW, TEXT_ROW, ask_at_row, ask_at_section, get_row_place
from tests.small_board import SmallBoard, make_small_board
from tests.texts.written import find_chapter, give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved

OPEN, ANSWERED, CLOSED = QuestionState
CANARY = "Kanariefågeln"
OTHER_AREA = "d:ifo:staff"


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_who_sees_what(small: SmallBoard, role: str) -> None:
    for key in (ROW, OWN_ROW, OTHER_AREA):
        ask_at_row(small, key)
    seen = {one.question.key for one in list_questions(small.round, small[role])}
    expected = {"controller": {ROW, OWN_ROW, OTHER_AREA}, "administrator": {ROW, OWN_ROW, OTHER_AREA}}
    assert seen == expected.get(role, {OWN_ROW} if role == "reporter" else set())


def test_a_question_goes_from_one_side_to_the_other(small: SmallBoard) -> None:
    controller, reporter, round_ = small["controller"], small["reporter"], small.round
    question = ask_at_row(small)

    def whose() -> tuple[int, int]:
        return count_waiting([round_.pk], controller)[round_.pk], count_waiting([round_.pk], reporter)[round_.pk]

    assert (question.state, whose()) == (OPEN, (0, 1))
    assert add_reply(by=controller, question=question, text="Jag menar i augusti.").state == OPEN
    assert add_reply(by=reporter, question=question, text="Två vakanser.").state == ANSWERED
    assert whose() == (0, 0)
    assert add_reply(by=controller, question=question, text="Till när?").state == OPEN
    assert whose() == (0, 1)
    with pytest.raises(NotAllowedError):
        close_question(by=reporter, question=question)
    closed = close_question(by=controller, question=question)
    assert (closed.state, closed.closed_by, whose()) == (CLOSED, controller, (0, 0))
    assert add_reply(by=reporter, question=question, text="Till oktober.").state == ANSWERED
    question.refresh_from_db()
    assert question.closed_at is None
    events = AuditEvent.objects.filter(object_type="questions.question")
    assert set(events.values_list("action", flat=True)) == {"question.added", "question.replied", "question.closed"}


def test_a_unit_asks_the_controller_and_controllers_ask_each_other_of_the_whole(small: SmallBoard) -> None:
    ask_at_row(small, role="reporter")
    ask_at_row(small, ROW)
    waiting = {role: count_waiting([small.round.pk], small[role])[small.round.pk] for role in Role.values}
    expected = {"controller": 1, "administrator": 2}
    assert waiting == {role: expected.get(role, 0) for role in Role.values}


@pytest.mark.parametrize(
    ("key", "name"), [(ROW, "Nöjda, Socialnämnden: Utfall"), ("i:larm:net", ""), ("k:bemanning:schema", "")]
)
def test_every_kind_of_row_is_a_place(small: SmallBoard, key: str, name: str) -> None:
    question = ask_at_row(small, key, field="value" if name else "")
    assert not name or question.place_name == name
    assert question.service_area_id == small.areas["namnden" if name else "hemtjanst"]


def test_what_is_refused(small: SmallBoard) -> None:
    question = ask_at_row(small)
    assert ask_at_row(small) == question  # a double click
    for text in ("", "  \n", "a" * (MAX_LENGTH + 1)):
        with pytest.raises(QuestionError):
            ask_at_row(small, text=text)
    with pytest.raises(QuestionError):
        ask_at_row(small, field="finns-inte")
    place = get_row_place(small, OTHER_AREA)
    for role in ("reporter", "head", "registrar", "politician", "stranger"):
        with pytest.raises(NotAllowedError):
            add_question(by=small[role], round_=small.round, place=place, text="Hur då?")
    for key in ("d:ingen-sadan:staff", "x", "d:" + "a" * 400 + ":staff"):
        assert find_row_place(small.round, small["controller"], key) is None
    to_approved(small)
    add_reply(by=small["reporter"], question=question, text="Svaret kom sent.")
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    with pytest.raises(QuestionError):
        add_reply(by=small["reporter"], question=question, text="För sent.")
    assert list_questions(small.round, small["reporter"], with_replies=True)


def test_the_database_keeps_owner_and_place(small: SmallBoard) -> None:
    question, other = ask_at_row(small), make_small_board("Storköping", "9902")
    give_disposition(small)
    for wrong in (
        {"round": other.round},
        {"service_area_id": other.areas["namnden"]},
        {"chapter": find_chapter(small, "ekonomi")},
        {"key": ""},
        {"state": CLOSED},
        {"addressee": "alla"},
    ):
        with pytest.raises(IntegrityError):
            _update_at_once(question, wrong)


@transaction.atomic
def _update_at_once(question: Question, values: dict[str, Any]) -> None:
    Question.objects.filter(pk=question.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_chapter_that_is_asked_about_is_hidden_and_not_taken_away(small: SmallBoard) -> None:
    give_disposition(small)
    ask_at_section(small, "ekonomi", "namnden")
    with pytest.raises(TextsError, match="frågor"):
        delete_chapter(by=small["controller"], chapter=find_chapter(small, "ekonomi"))


def test_nothing_of_it_is_ever_published(small: SmallBoard) -> None:
    give_disposition(small)
    write_section(small, "ekonomi", "Budgeten håller.")
    for key in (ROW, OWN_ROW, TEXT_ROW):
        add_reply(by=small["controller"], question=ask_at_row(small, key, CANARY, field=""), text=f"{CANARY} svarar")
    question = ask_at_section(small, "ekonomi", "namnden", CANARY)
    small.round.shared_with_board = True
    small.round.save(update_fields=["shared_with_board"])
    home = "/lillkoping/socialnamnden/2024/t2/"
    ends = list_report_pages({"goal": "nojda", "indicator": "nojdhet", "area": "hemtjanst"}).values()
    drafts = [f"{home}utkast/{end}" for end in ends]
    assert not _list_telling(small["politician"], drafts)
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    report = "/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2"
    public = [
        *(home + end for end in ends),
        f"{home}v1/",
        f"/sok/?q={CANARY}",
        "/nytt.atom",
        "/lillkoping/socialnamnden/nytt.atom",
        "/lillkoping/",
        "/",
        report,
        f"{report}/versions/1",
        f"{report}/versions/1/chapters",
        f"{report}/versions/1/bytes",
    ]
    assert not _list_telling(None, public)
    assert not _list_telling(small["politician"], public)
    make_documents(begin_document_job(PublicVersion.objects.get(round=small.round))[0].pk)
    texts = [_read_document(one) for one in ReportDocument.objects.all()]
    assert len(texts) >= 3
    assert not [text for text in texts if CANARY in text or CANARY in text.replace("\u00ad", "")]
    assert _list_tables_telling() == {"questions_question", "questions_reply"}
    assert question.text == CANARY


def _list_telling(user: object, addresses: list[str]) -> list[str]:
    client = Client()
    if user:
        client.force_login(user)  # type: ignore[arg-type]
    answers = {address: client.get(address) for address in addresses}
    assert {address: one.status_code for address, one in answers.items()} == dict.fromkeys(addresses, 200)
    asked = f"/sok/?q={CANARY}"
    return [
        address
        for address, one in answers.items()
        if one.content.decode(errors="replace").count(CANARY) > 0 and address != asked
    ]


def _read_document(document: ReportDocument) -> str:
    data = bytes(document.body)
    if data.startswith(b"%PDF"):
        return read_pdf_text(data)
    if document.kind == "docx":
        return read_docx_text(data)
    return str(read_workbook_cells(data)) if document.kind == "xlsx" else ""


def _list_tables_telling() -> set[str]:
    """Every table of the database whose rows hold the word, whatever the column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{CANARY}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found
