"""A board's own tables in the sheet: typing, sums by themselves, clash, lock, a pasted block, and without script."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from apps.entry.blocks.preview import preview_block
from apps.entry.keys import BadKeyError, parse_key
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.progress.remaining_work import EntryPart, find_remaining_work
from apps.entry.services import save_cell, save_cells
from apps.entry.shapes import CellInput, CellStatus, SaveResult, SaveStatus
from apps.entry.sheets.own_tables import load_own_table_sheet, load_own_table_sheets
from apps.own_tables.models import OwnValue
from apps.rounds.access import load_access
from apps.workflow.row_history import list_changes
from tests.own_tables.tables import make_fund, make_result_table
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


def save(
    small: SmallBoard, key: str, raw: str, *, version: int = 0, field: str = "value", by: str = "controller"
) -> SaveResult:
    return save_cell(round_=small.round, key=key, field=field, raw=raw, version=version, by=small[by])


def show(small: SmallBoard, code: str = "", role: str = "controller") -> dict[str, dict[str, Any]]:
    """The cells by row and column, as the role sees them."""
    sheet = load_own_table_sheet(small.round, small[role], code)
    return {row.label: {cell.column: cell for cell in row.cells} for section in sheet.sections for row in section.rows}


def test_an_empty_number_is_waited_for_until_it_has_a_value_or_a_reason(small: SmallBoard) -> None:
    make_fund(small)

    def read_missing() -> dict[str, int]:
        found = find_remaining_work(small.round, load_access(small.round, small["controller"]))
        assert found is not None
        return {one.label: one.count for one in found.missing if one.part == EntryPart.OWN_TABLES}

    def count_missing() -> int:
        (area,) = [one for one in load_area_progress(small.round) if one.area == "hemtjanst"]
        return area.missing

    before = count_missing()
    assert read_missing() == {"Digital hemtjänst: Läsplattor": 1}, "a sum and a text are waited for by nobody"
    save(small, "t:digital-hemtjanst:lasplattor:andel-klar", "ej mätt")
    assert read_missing() == {}
    assert count_missing() == before - 1


def test_what_is_typed_is_kept_in_its_unit(small: SmallBoard) -> None:
    make_fund(small)
    for column, raw, text in (
        ("medel", "1 250,5", "1\u00a0250,5"),
        ("medel", "=100+50", "150"),
        ("andel-klar", "12,5 %", "12,5"),
        ("deltagare", "=12*2", "24"),
        ("kommentar", "=inte en uträkning", "=inte en uträkning"),
        ("deltagare", "ej mätt", ""),
        ("andel-klar", "", ""),
    ):
        key = f"t:digital-hemtjanst:lasplattor:{column}"
        stored = OwnValue.objects.filter(row__code="lasplattor", column__code=column).first()
        found = save(small, key, raw, version=stored.version if stored else 0)
        assert (found.status, found.text.replace(" ", "\u00a0")) in (
            (SaveStatus.SAVED, text.replace(" ", "\u00a0")),
            (SaveStatus.UNCHANGED, text),
        ), (column, raw, found.message)
    said = {one.column.code: one for one in OwnValue.objects.filter(row__code="lasplattor").select_related("column")}
    assert (said["medel"].amount, said["deltagare"].missing, said["kommentar"].text) == (
        150_000, "not_measured", "=inte en uträkning",
    )  # fmt: skip
    assert "andel-klar" not in said, "an empty cell is no row"


@pytest.mark.parametrize(
    ("column", "raw", "message"),
    [
        ("medel", "många", "går inte att läsa"),
        ("deltagare", "12 %", "Skriv talet i antal"),
        ("medel", "1,2345", "hela kronor"),
        ("deltagare", "-", "säger att värdet saknas"),
    ],
)
def test_what_can_not_be_read_is_kept_as_a_draft(small: SmallBoard, column: str, raw: str, message: str) -> None:
    make_fund(small)
    found = save(small, f"t:digital-hemtjanst:summa:{column}", raw)
    assert found.status == SaveStatus.INVALID, found
    assert show(small, "digital-hemtjanst")["Summa"][column].status == CellStatus.INVALID


def test_sums_come_by_themselves_and_a_typed_one_goes_before(small: SmallBoard) -> None:
    make_result_table(small)
    before = show(small)
    computed = {row: before[row]["utfall"].computed for row in ("Summa intäkter", "Årets resultat")}
    assert computed == {"Summa intäkter": "Räknas ut: 70\u00a0000", "Årets resultat": "Räknas ut: -1\u00a0500"}
    key = "t:resultattabell:ovriga-intakter:utfall"
    changed = save(small, key, "5 000", version=before["Övriga intäkter"]["utfall"].version)
    affected = {one.key: one for one in changed.affected}
    assert affected["t:resultattabell:summa-intakter:utfall"].computed == "Räknas ut: 71\u00a0000"
    assert affected["t:resultattabell:utgaende-ackumulerat-resultat:utfall"].computed == "Räknas ut: 1\u00a0500"
    typed = save(small, "t:resultattabell:arets-resultat:utfall", "-900")
    assert [one.message for one in typed.warnings] == [
        "Delarna blir -500 tkr, här står -900 tkr. Skriv varför under ”Kommentar”, eller töm rutan så kommer summan."
    ]
    assert show(small)["Utgående ackumulerat resultat"]["utfall"].computed == "Räknas ut: 1\u00a0100"
    noted = save(small, "t:resultattabell:arets-resultat:kommentar", "Bokfört efter årsskiftet.")
    told = {one.key: one for one in noted.affected}["t:resultattabell:arets-resultat:utfall"].warnings
    assert told is not None
    assert told == show(small)["Årets resultat"]["utfall"].warnings
    assert [(one.message, one.is_explained) for one in told] == [
        ("Delarna blir -500 tkr, här står -900 tkr. Varför står under ”Kommentar”.", True)
    ]
    emptied = save(small, "t:resultattabell:arets-resultat:utfall", "", version=typed.version)
    assert (emptied.computed, emptied.warnings) == ("Räknas ut: -500", ())


def test_two_writers_of_one_cell_and_of_two(small: SmallBoard) -> None:
    make_result_table(small)
    key = "t:resultattabell:kommunbidrag:prognos"
    first = save(small, key, "100")
    other = save(small, key, "200", version=0, by="administrator")
    assert other.status in (SaveStatus.STALE, SaveStatus.LOCKED)
    second = save(small, key, "300", version=0, by="controller")
    assert (second.status, second.conflict and second.conflict.text) == (SaveStatus.STALE, "100")
    beside = save(
        small, "t:resultattabell:kommunbidrag:utfall", "1", version=show(small)["Kommunbidrag"]["utfall"].version
    )
    assert beside.status == SaveStatus.SAVED
    assert [change.after for change in list_changes(small.round, key)] == ["100"]
    assert save(small, key, "400", version=first.version).status == SaveStatus.SAVED


def test_who_reports_for_the_area_fills_in_the_table(small: SmallBoard) -> None:
    make_result_table(small)
    make_fund(small)
    sheets = load_own_table_sheets(small.round, small["reporter"])
    assert [one.code for one in sheets.tables] == ["digital-hemtjanst"]
    refused = save(small, "t:resultattabell:kommunbidrag:prognos", "1", by="reporter")
    assert refused.status == SaveStatus.LOCKED
    assert save(small, "t:digital-hemtjanst:summa:andel-klar", "50", by="reporter").status == SaveStatus.SAVED
    assert save(small, "t:finns-inte:a:b", "1").status == SaveStatus.INVALID
    with pytest.raises(BadKeyError):
        parse_key("t:resultattabell:kommunbidrag")


def test_a_block_is_pasted_by_names_with_columns_of_other_years(small: SmallBoard) -> None:
    make_fund(small)
    start = "t:digital-hemtjanst:larm:medel"
    text = "\tMedel 2025\tDeltagare\nLäsplattor\t700\t15\nLarm\t800\t\n"
    found = preview_block(round_=small.round, user=small["controller"], key=start, field="value", text=text)
    assert {(one.key.split(":", 2)[2], one.display_text) for one in found.ready_cells} == {
        ("lasplattor:medel-3", "700"), ("larm:medel-3", "800"), ("lasplattor:deltagare", "15"),
    }, found  # fmt: skip
    plain = preview_block(round_=small.round, user=small["controller"], key=start, field="value", text="1\t2\n3\t4")
    assert [one.key.split(":", 2)[2] for one in plain.ready_cells] == [
        "larm:medel", "larm:medel-2", "lasplattor:medel", "lasplattor:medel-2",
    ]  # fmt: skip
    cells = [CellInput(one.key, one.field, one.raw, one.version) for one in found.ready_cells]
    saved = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert {one.status for one in saved} == {SaveStatus.SAVED}


def test_the_page_with_and_without_script(small: SmallBoard) -> None:
    make_result_table(small)
    make_fund(small)
    client = Client()
    client.force_login(small["controller"])
    page = client.get(f"{HOME}tabeller/").content.decode()
    assert "Resultattabell" in page
    assert 'href="/rapportera/lillkoping/socialnamnden/2024/t2/tabell-digital-hemtjanst/' in page
    fund = client.get(f"{HOME}tabell-digital-hemtjanst/").content.decode()
    assert "Medel 2025" in fund
    assert "Räknas ut: 1\u00a0250,5" in fund, "the sum over years, with a year that is still to come"
    assert client.get(f"{HOME}tabell-ingen-sadan/").status_code == 404
    row = client.get(f"{HOME}rad/?cell=t:digital-hemtjanst:larm:medel").content.decode()
    assert "varför uppgiften saknas" in row
    seen = "t:digital-hemtjanst:summa:andel-klar 0"
    posted = {"seen": seen, "t:digital-hemtjanst:summa:andel-klar|value": "40", "unit": "tkr", "back": HOME}
    assert client.post(f"{HOME}spara/", posted).status_code == 302
    assert OwnValue.objects.get(row__code="summa", column__code="andel-klar").value == Decimal(40)
