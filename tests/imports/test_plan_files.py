"""A plan out as a workbook and in again: unchanged is nothing, a changed cell is that change, and all or nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.roles import NotAllowedError
from apps.accounts.services import set_up_board
from apps.audit.models import AuditEvent
from apps.core.tertials import Tertial
from apps.goals.models import Goal, Indicator, Target
from apps.imports.models import PlanFile
from apps.imports.plan_files.plan_rows import load_plan_rows
from apps.imports.plan_files.plan_writer import PlanTerms
from apps.imports.plan_files.services import (
    CHANGED_MESSAGE,
    PlanFileError,
    apply_plan_file,
    discard_plan_file,
    store_plan_file,
)
from apps.organisation.models import Board, ServiceArea
from apps.planning import rename
from apps.risks.models import ControlActivity, Risk
from tests.imports.database import everything
from tests.imports.plan_books import (
    DECIDED,
    Sheets,
    add_row,
    apply,
    build_book,
    change_cell,
    download,
    list_changes,
    list_errors,
    send,
)
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition

pytestmark = pytest.mark.django_db


def test_out_and_in_unchanged_changes_nothing(small: SmallBoard) -> None:
    give_disposition(small)
    file = send(download(small.board), small["administrator"], small.board)
    assert (list_changes(file), list_errors(file)) == ([], [])
    assert file.result
    assert file.result["remarks"] == []
    assert [sheet["missing"] for sheet in file.result["sheets"]] == [0] * len(file.result["sheets"])


def test_a_changed_cell_is_that_change_and_nothing_else(small: SmallBoard) -> None:
    book = download(small.board)
    change_cell(book, "indikatorer", "nojdhet", "källa", "Egen enkät")
    change_cell(book, "verksamheter", "ifo", "namn", "Individ- och familjeomsorg")
    change_cell(book, "verksamheter", "hemtjanst-norr", "överordnad", "Individ- och familjeomsorg")
    change_cell(book, "inställningar", "tolerans", "värde", "4")
    change_cell(book, "budget", "ifo", "budget tkr", 950)
    change_cell(book, "målvärden", "nojdhet", "målvärde", "minst 92 %")
    change_cell(book, "målvärden", "nojdhet", "skäl", "Högre krav från fullmäktige.")
    change_cell(book, "risker", "bemanning", "konsekvens", 3)
    before = everything()
    file = send(book, small["administrator"], small.board)
    expected = [
        ("inställningar", "ändras", "tolerans", [("värde", "5", "4")]),
        ("verksamheter", "ändras", "Hemtjänst norr", [("överordnad", "hemtjanst", "ifo")]),
        ("verksamheter", "ändras", "Individ- och familjeomsorg",
         [("namn", "Individ och familj", "Individ- och familjeomsorg")]),
        ("indikatorer", "ändras", "Nöjda", [("källa", "", "Egen enkät")]),
        ("målvärden", "ändras", "Nöjda, Socialnämnden",
         [("målvärde", "minst 90 %", "minst 92 %"), ("beslut", "", DECIDED.decision),
          ("skäl", "", "Högre krav från fullmäktige.")]),
        ("budget", "ändras", "Individ- och familjeomsorg, intäkter", [("budget tkr", "1000", "950")]),
        ("risker", "ändras", "Brist på personal", [("konsekvens", "4", "3")]),
    ]  # fmt: skip
    found = list_changes(file)
    assert list_errors(file) == []
    assert found == expected
    changed = {name for name, rows in everything().items() if rows != before[name]}
    assert changed == {"imports.PlanFile", "audit.AuditEvent"}  # a preview writes nothing of the plan
    apply(file, small["administrator"])
    again = send(book, small["administrator"], small.board)
    assert list_changes(again) == []
    event = AuditEvent.objects.filter(action="servicearea.renamed").latest("pk")
    assert (event.actor_id, event.reason) == (small["administrator"].pk, DECIDED.decision)
    small.board.refresh_from_db()
    assert small.board.tolerance_percent == Decimal(4)


def test_a_row_that_is_missing_stays_and_one_that_says_so_ends(small: SmallBoard) -> None:
    book = download(small.board)
    for name in ("verksamheter", "indikatorer", "kontroller"):
        book[name].delete_rows(3, 10)
    change_cell(book, "verksamheter", "namnden", "avslutas", None)
    book["kontroller"].delete_rows(2, 10)
    change_cell(book, "risker", "bemanning", "avslutas", "ja")
    change_cell(book, "målvärden", "nojdhet", "avslutas", "ja")
    change_cell(book, "investeringar", "larm", "avslutas", 2024)
    file = send(book, small["administrator"], small.board)
    assert file.result
    missing = {sheet["name"]: sheet["missing"] for sheet in file.result["sheets"] if sheet["missing"]}
    assert missing == {"verksamheter": 3, "indikatorer": 1}
    assert [change[:3] for change in list_changes(file)] == [
        ("målvärden", "tas bort", "Nöjda, Socialnämnden"),
        ("investeringar", "avslutas", "Nya larm"),
        ("risker", "tas bort", "Brist på personal"),
        ("kontroller", "tas bort", "Kontroll av scheman"),
    ]
    apply(file, small["administrator"])
    for model, count in ((Risk, 0), (ControlActivity, 0), (Target, 0), (ServiceArea, 4), (Indicator, 2)):
        assert model.objects.filter(board=small.board).count() == count, model


def test_errors_stand_at_sheet_row_and_cell_and_nothing_is_applied(small: SmallBoard) -> None:
    book = download(small.board)
    change_cell(book, "indikatorer", "nojdhet", "riktning", "uppåt")
    change_cell(book, "indikatorer", "arenden", "avslutas", 2023)
    change_cell(book, "målvärden", "nojdhet", "målvärde", "minst 90 % av alla")
    add_row(book, "verksamheter", namn="Hälsa", överordnad="Hemtjenst", slag="enhet")
    add_row(book, "verksamheter", namn="Utan slag")
    add_row(book, "budget", verksamhet="Hemtjänst", kostnadsslag="personal", budget_tkr="1,2345")
    file = send(book, small["administrator"], small.board)
    places = [error.partition(": ")[0] for error in list_errors(file)]
    assert places == [
        "blad indikatorer, rad 2, kolumn riktning",
        "blad verksamheter, rad 6, kolumn överordnad",
        "blad verksamheter, rad 7, kolumn slag",
        "blad indikatorer, rad 3, kolumn avslutas",
        "blad målvärden, rad 2, kolumn målvärde",
        "blad budget, rad 6, kolumn budget tkr",
    ]
    assert "Menade du ”Hemtjänst”?" in list_errors(file)[1]
    with pytest.raises(PlanFileError):
        apply_plan_file(by=small["administrator"], file=file)
    assert Target.objects.get(board=small.board).text == "minst 90 %"


def test_a_change_without_a_decision_asks_for_it_once(small: SmallBoard) -> None:
    book = download(small.board)
    for code in ("ifo", "hemtjanst"):
        change_cell(book, "verksamheter", code, "namn", f"Ny {code}")
    file = send(book, small["administrator"], small.board, PlanTerms(holds_from=Tertial(2024, 2)))
    assert [error.partition(":")[0] for error in list_errors(file)] == ["decision"]


def test_an_empty_cell_empties_nothing_unless_that_is_chosen(small: SmallBoard) -> None:
    Goal.objects.filter(board=small.board).update(description="Alla ska vara nöjda.")
    book = download(small.board)
    change_cell(book, "mål", "nojda", "beskrivning", None)
    file = send(book, small["administrator"], small.board)
    assert file.result
    assert (list_changes(file), file.result["emptied"]) == ([], 1)
    clears = PlanTerms(holds_from=DECIDED.holds_from, decision=DECIDED.decision, clears=True)
    cleared = send(book, small["administrator"], small.board, clears)
    assert list_changes(cleared) == [("mål", "ändras", "Nöjda brukare", [("beskrivning", "Alla ska vara nöjda.", "")])]


def test_own_headings_stand_in_any_order_and_what_is_not_read_is_listed(small: SmallBoard) -> None:
    book = build_book(
        {
            "Organisation": [
                ["Vår organisation 2024"],
                ["Typ", "Verksamhet", "Under", "Chef", "(förklaring)"],
                ["enhet", "Hemtjänst söder", "Hemtjänst", "Anna", "ny"],
                ["(så här fylls det i)"],
            ],
            "Nyckeltal": [
                ["Benämning*", "Slag av nyckeltal", "Måttenhet", "Antal decimaler", "Önskad riktning", "Mäts"],
                ["Antal besök", "volym", "antal", 0, "ingen", "flöde"],
            ],
            "Anteckningar": [["Att ringa om"], ["Budgeten"]],
        }
    )
    book["Nyckeltal"].sheet_state = "hidden"
    file = send(book, small["administrator"], small.board)
    assert [change[:3] for change in list_changes(file)] == [
        ("verksamheter", "ny", "Hemtjänst söder"),
        ("indikatorer", "ny", "Antal besök"),
    ]
    assert file.result
    assert sorted(text.partition(": ")[2] for text in file.result["remarks"]) == [
        "1 rad som börjar med parentes läses inte.",
        "Bladet hör inte till planen och läses inte. Det har 2 rader.",
        "Bladet är dolt i arbetsboken men lästes.",
        "Kolumnen ”Chef” läses inte.",
    ]
    apply(file, small["administrator"])
    again = send(book, small["administrator"], small.board)
    assert list_changes(again) == []  # a row without a code is known by its name


def test_what_changes_meanwhile_is_shown_again_before_anything_is_done(small: SmallBoard) -> None:
    book = download(small.board)
    change_cell(book, "verksamheter", "ifo", "namn", "IFO")
    file = send(book, small["administrator"], small.board)
    area = ServiceArea.objects.select_related("board").get(board=small.board, code="ifo")
    rename(by=small["administrator"], item=area, name="Familj", holds_from=DECIDED.holds_from, decision="SN § 1")
    with pytest.raises(PlanFileError, match=CHANGED_MESSAGE):
        apply_plan_file(by=small["administrator"], file=file)
    assert ServiceArea.objects.get(pk=area.pk).name == "Familj"


def test_the_plan_begins_another_year_and_another_board(small: SmallBoard) -> None:
    book = download(small.board)
    change_cell(book, "inställningar", "år", "värde", 2025)
    for number, day in enumerate(("2025-05-31", "2025-09-30", "2026-01-31"), start=1):
        change_cell(book, "inställningar", f"sista dag t{number}", "värde", day)
    file = send(book, small["administrator"], small.board)
    assert {(sheet, what) for sheet, what, _, _ in list_changes(file)} == {
        ("inställningar", "ändras"), ("målvärden", "ny"), ("budget", "ny"), ("risker", "ny"), ("kontroller", "ny"),
    }  # fmt: skip
    apply(file, small["administrator"])
    other = set_up_board(
        by=None, code="9902", municipality="Storköping", board="Vård- och omsorgsnämnden", email="a@demo.example"
    )
    there = send(download(small.board, 2025), other.user, other.board, DECIDED, 2025)
    apply(there, other.user)
    assert _list_plan(other.board) == _list_plan(small.board)
    assert Board.objects.get(pk=other.board_id).name == "Vård- och omsorgsnämnden"


def _list_plan(board: Board) -> dict[str, list[dict[str, object]]]:
    """The plan for 2025 in what two boards can have alike: not their own names, nor that of the area on top."""
    root = ServiceArea.objects.get(board=board, parent=None).code
    rows = load_plan_rows(board, 2025)
    rows["settings"] = [row for row in rows["settings"] if row["field"] != "nämnd"]
    rows["areas"] = [row for row in rows["areas"] if row["parent"]]
    return {
        key: [{name: "överst" if value == root else value for name, value in row.items()} for row in found]
        for key, found in rows.items()
    }


def test_only_an_administrator_and_only_a_workbook(small: SmallBoard) -> None:
    with pytest.raises(NotAllowedError):
        send(download(small.board), small["controller"], small.board)
    about = {"by": small["administrator"], "board": small.board, "year": 2024, "terms": DECIDED}
    for name, content in (("plan.csv", b"kod;namn\n"), ("plan.xlsx", b"PK\x03\x04"), ("19121212-1212.xlsx", b"PK")):
        with pytest.raises(PlanFileError):
            store_plan_file(name=name, content=content, **about)
    with pytest.raises(PlanFileError, match="personnummer"):
        send(build_book({"mål": [["namn"], ["19121212-1212"]]}), small["administrator"], small.board)
    assert not PlanFile.objects.exists()
    file = send(build_book({"pivot": [["a", "b"]]}), small["administrator"], small.board)
    assert len(list_errors(file)) == 1
    discard_plan_file(by=small["administrator"], file=file)
    assert not PlanFile.objects.exists()


def build_many(count: int, **odd: Any) -> Sheets:
    """So many new key figures with a target each; ``odd`` are cells of the last figure, by heading."""
    plain = {"enhet": "antal", "slag": "volym", "decimaler": 0, "riktning": "högre", "ackumulering": "flöde"}
    figures = [{"namn": f"Mått {number}", **plain} for number in range(count)]
    figures[-1] |= odd
    return {
        "indikatorer": [[*figures[0]], *([*figure.values()] for figure in figures)],
        "målvärden": [["indikator", "målvärde"], *([one["namn"], f"minst {n}"] for n, one in enumerate(figures, 1))],
    }


def test_many_new_indicators_and_targets_are_written_by_one_statement_each(small: SmallBoard) -> None:
    counts = []
    for number in (5, 40):
        with CaptureQueriesContext(connection) as queries:
            file = send(build_book(build_many(number)), small["administrator"], small.board)
        assert list_errors(file) == []
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    assert counts[1] == counts[0]
    apply(file, small["administrator"])
    assert Indicator.objects.filter(board=small.board, name__startswith="Mått").count() == 40
    target = Target.objects.get(indicator__code="matt-39")
    assert (target.value, target.decision) == (40, "SN 2024-05-20 § 40")
    logged = AuditEvent.objects.filter(board_id=small.board.pk, action__in=("indicator.created", "target.set"))
    assert logged.filter(actor_id=small["administrator"].pk).count() == 80
    places = Indicator.objects.filter(board=small.board).order_by("position").values_list("name", flat=True)
    assert list(places)[-2:] == ["Mått 38", "Mått 39"]


def test_one_that_is_refused_among_many_is_told_at_its_row(small: SmallBoard) -> None:
    file = send(build_book(build_many(4, decimaler=9)), small["administrator"], small.board)
    assert next(one.split(", kolumn")[0] for one in list_errors(file)) == "blad indikatorer, rad 5"


def test_what_the_database_refuses_among_many_is_told_at_its_row(
    small: SmallBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file that we know of gets so far: the statement for all is broken here, and the rows are written singly."""

    def refuse(_: object) -> None:
        raise IntegrityError("refused")

    monkeypatch.setattr("apps.planning.many.new.add_indicator_rows", refuse)
    monkeypatch.setattr("apps.planning.many.targets.add_targets", refuse)
    file = send(build_book(build_many(4)), small["administrator"], small.board)
    apply(file, small["administrator"])
    assert Target.objects.filter(indicator__name__startswith="Mått").count() == 4
