"""The plan's sheet of relations: out and in, in words or codes, errors at their rows, by the service of the page."""

import pytest

from apps import planning
from apps.audit.models import AuditEvent
from apps.goals.models import Indicator, Relation
from apps.goals.relation_rules import IndicatorRelation
from tests.imports.plan_books import add_row, apply, build_book, change_cell, download, list_changes, list_errors, send
from tests.small_board import SmallBoard

pytestmark = pytest.mark.django_db
SUM = IndicatorRelation("total", "arenden", ("samtal", "besok"))


@pytest.fixture
def counted(small: SmallBoard) -> SmallBoard:
    named = (("samtal", "Samtal"), ("besok", "Besök, hemma"), ("andel", "Andel besök"))
    for position, (code, name) in enumerate(named, start=2):
        Indicator.objects.create(
            board=small.board, municipality=small.board.municipality, code=code, name=name, kind="volume",
            unit="antal", direction="higher", accumulation="flow", position=position,
        )  # fmt: skip
    return small


def confirm(small: SmallBoard, relation: IndicatorRelation = SUM) -> None:
    planning.confirm_relation(by=small["administrator"], board=small.board, relation=relation)


def test_out_and_in_changes_nothing_and_twice_is_once(counted: SmallBoard) -> None:
    confirm(counted)
    confirm(counted, IndicatorRelation("quotient", "andel", ("besok", "arenden")))
    planning.refuse_relation(
        by=counted["administrator"], board=counted.board, relation=IndicatorRelation("of_which", "arenden", ("besok",))
    )
    book = download(counted.board)
    rows = [[cell.value for cell in row] for row in book["samband"].iter_rows()]
    assert rows == [
        ["slag", "indikator", "delar", "avslutas"],
        ["summa av delar", "arenden", "samtal, besok", None],
        ["kvot", "andel", "besok, arenden", None],
    ]
    file = send(book, counted["administrator"], counted.board)
    assert (list_changes(file), list_errors(file)) == ([], [])


def test_words_make_it_and_avslutas_ends_it(counted: SmallBoard) -> None:
    book = build_book(
        {
            "Relationer": [
                ["Slag", "Helhet", "Delar"],
                ["Summa av delar", "Ärenden", "Besök, hemma; Samtal"],
                ["kvot", "Andel besök", "besok, arenden"],
                ["summa av verksamheter", "Ärenden", None],
            ]
        }
    )
    file = send(book, counted["administrator"], counted.board)
    assert list_changes(file) == [
        ("samband", "ny", "”Ärenden” är summan av ”Samtal” och ”Besök, hemma”", []),
        ("samband", "ny", "”Ärenden”: verksamheterna ger tillsammans hela nämndens värde", []),
        ("samband", "ny", "”Andel besök” är ”Besök, hemma” delat med ”Ärenden”", []),
    ]
    apply(file, counted["administrator"])
    kept = Relation.objects.filter(answer="confirmed").order_by("id").values_list("kind", "status")
    assert list(kept) == [("total", "proposed"), ("quotient", "unbound"), ("areas", "unbound")]
    event = AuditEvent.objects.get(action="relation.answered", after__kind="total")
    assert (event.actor_id, event.after["parts"]) == (counted["administrator"].pk, ["samtal", "besok"])
    assert list_changes(send(book, counted["administrator"], counted.board)) == []
    mine = download(counted.board)
    change_cell(mine, "samband", "summa av delar", "avslutas", "ja")
    ending = send(mine, counted["administrator"], counted.board)
    assert [change[:3] for change in list_changes(ending)] == [
        ("samband", "tas bort", "”Ärenden” är summan av ”Samtal” och ”Besök, hemma”")
    ]
    apply(ending, counted["administrator"])
    assert Relation.objects.get(kind="total").answer == ""
    assert list_changes(send(mine, counted["administrator"], counted.board)) == []


def test_what_is_wrong_stands_at_its_row_and_nothing_is_applied(counted: SmallBoard) -> None:
    confirm(counted)
    book = download(counted.board)
    add_row(book, "samband", slag="summa", indikator="arenden", delar="samtal")
    add_row(book, "samband", slag="kvot", indikator="andel", delar="besok")
    add_row(book, "samband", slag="kvot", indikator="andel", delar="besok, andel")
    add_row(book, "samband", slag="därav", indikator="Ärende", delar="besok")
    add_row(book, "samband", slag="därav", delar="besok")
    add_row(book, "samband", slag="summa av delar", indikator="Ärenden", delar="besok, samtal")
    add_row(book, "samband", slag="därav", indikator="arenden", delar="besok")
    file = send(book, counted["administrator"], counted.board)
    errors = list_errors(file)
    assert [error.partition(": ")[0].removeprefix("blad samband, ") for error in errors] == [
        "rad 3, kolumn slag",
        "rad 4, kolumn delar",
        "rad 5, kolumn delar",
        "rad 6, kolumn indikator",
        "rad 7, kolumn indikator",
        "rad 8, kolumn indikator",
    ]
    assert "har 2 delar: täljaren och sedan nämnaren" in errors[1]
    assert "bara stå en gång" in errors[2]
    assert "Menade du ”Ärenden”?" in errors[3]
    assert "står redan på rad 2" in errors[5]
    with pytest.raises(planning.PlanningError, match="har 2 delar"):
        confirm(counted, IndicatorRelation("quotient", "andel", ("besok",)))
    assert Relation.objects.count() == 1


def test_the_preview_names_a_refused_relation_that_the_file_confirms(counted: SmallBoard) -> None:
    planning.refuse_relation(by=counted["controller"], board=counted.board, relation=SUM)
    book = build_book({"samband": [["slag", "indikator", "delar"], ["summa av delar", "arenden", "samtal; besok"]]})
    file = send(book, counted["administrator"], counted.board)
    assert file.result
    assert file.result["remarks"] == [
        "Nämnden har svarat nej på att ”Ärenden” är summan av ”Samtal” och ”Besök, hemma”. Filen svarar ja."
    ]
