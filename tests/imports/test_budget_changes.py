"""Budget changes and forecasts between tertials in files: read with their signs, wrong cells named, nothing lost."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from apps.budget.models import BudgetChange, InterimForecast
from apps.budget.services import BudgetChangeRow, InterimForecastRow, save_budget_changes, save_interim_forecasts
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.source_files import read_source, read_upload
from apps.imports.report_loader import load_report, read_report
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round
from apps.workflow import corrections
from tests.builders import Cell, write_report
from tests.imports.test_export import empty_the_database, workbook
from tests.imports.test_one_door import apply, page_of, saved, upload
from tests.imports.test_template import column, template
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once")]
CHANGES = "verksamhet;år;tertial;datum;slag;belopp;beslut;anmärkning\n"
FORECASTS = "verksamhet;datum;prognos;anmärkning\n"


def list_changes() -> list[tuple[str, str, int, str, str]]:
    rows = BudgetChange.objects.order_by("date", "kind", "id")
    return [(one.date.isoformat(), one.kind, one.amount, one.decision, one.note) for one in rows]


def list_forecasts() -> list[tuple[str, int, int, str]]:
    return [
        (one.date.isoformat(), one.tertial, one.forecast, one.note) for one in InterimForecast.objects.order_by("date")
    ]


# A whole report


def test_a_report_brings_its_steps_and_its_forecasts(tmp_path: Path) -> None:
    load_report(source=read_source(write_report(tmp_path)), by=None)
    assert list_changes() == [
        ("2023-11-20", "original", 10_000_000, "KF § 200", ""),
        ("2024-05-14", "reallocation", -100_000, "SN § 12", ""),
        ("2024-05-14", "supplementary", 250_500, "KF § 41", "Fler timmar."),
    ]
    assert list_forecasts() == [("2024-06-30", 2, 10_300_000, "Preliminär.")]


@pytest.mark.parametrize(("sign", "forecast"), [("båda plus", "10 300"), ("kostnader minus", "-10 300")])
@pytest.mark.parametrize(("unit", "factor"), [("kr", 1_000), ("mnkr", "0,001")])
def test_a_change_is_written_alike_in_every_report_and_a_forecast_as_its_costs(
    tmp_path: Path, sign: str, forecast: str, unit: str, factor: int | str
) -> None:
    amounts = {"kr": ("10 000 000", "250 500", "-100 000"), "mnkr": ("10", "0,2505", "-0,1")}[unit]
    scaled = {"kr": forecast + " 000", "mnkr": forecast.replace("10 300", "10,3")}[unit]
    cells: dict[Cell, str] = {("budgetändringar", row, "belopp"): text for row, text in enumerate(amounts, start=2)}
    cells |= {("rapport", 8, "värde"): unit, ("rapport", 9, "värde"): sign, ("prognoser", 2, "prognos"): scaled}
    for sheet in ("drift", "investeringar"):
        cells |= {("tabeller", {"drift": 3, "investeringar": 4}[sheet], "enhet"): "tkr"}
    load_report(source=read_source(write_report(tmp_path, cells)), by=None)
    assert sorted(amount for _, _, amount, _, _ in list_changes()) == [-100_000, 250_500, 10_000_000]
    assert [forecast for _, _, forecast, _ in list_forecasts()] == [10_300_000]


def test_what_is_written_out_is_read_in_to_the_krona(tmp_path: Path) -> None:
    round_ = load_report(source=read_source(write_report(tmp_path)), by=None)
    before = build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk))
    stream, stored = workbook(round_), (list_changes(), list_forecasts())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the rows just written are still waited for
    empty_the_database()
    again = load_report(source=read_upload(stream, "rapport.xlsx"), by=None)
    assert (list_changes(), list_forecasts()) == stored
    assert build_draft_report(Round.objects.select_related("board__municipality").get(pk=again.pk)) == before


@pytest.mark.parametrize(
    ("cell", "text", "message"),
    [
        (("budgetändringar", 3, "slag"), "tillägsanslag", "Menade du ”tilläggsanslag”"),
        (("budgetändringar", 3, "belopp"), "mycket", "inget tal"),
        (("budgetändringar", 3, "belopp"), "", "Raden har inget belopp"),
        (("budgetändringar", 3, "belopp"), "0", "ändrar ingenting"),
        (("budgetändringar", 3, "belopp"), "0,0001", "inte hela kronor"),
        (("budgetändringar", 3, "datum"), "14 maj", "Skriv ett datum som finns"),
        (("budgetändringar", 3, "datum"), "2024-09-01", "senast 31 augusti 2024"),
        (("budgetändringar", 3, "datum"), "2023-12-31", "skriv den 1 januari"),
        (("budgetändringar", 3, "tertial"), "", "måste fyllas i"),
        (("budgetändringar", 3, "verksamhet"), "hemtjanstt", "ingen verksamhet med koden"),
        (("budgetändringar", 3, "beslut"), "§" * 151, "högst 150 tecken"),
        (("budgetändringar", 3, "slag"), "ursprunglig budget", "redan en ursprunglig budget för året, på rad 2"),
        (("prognoser", 2, "datum"), "", "måste fyllas i"),
        (("prognoser", 2, "prognos"), "", "Raden har inget belopp"),
        (("prognoser", 2, "prognos"), "1.234", "två saker"),
        (("prognoser", 2, "verksamhet"), "ingen", "ingen verksamhet med koden"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, cell: Cell, text: str, message: str) -> None:
    with pytest.raises(ReportErrors) as caught:
        read_report(read_source(write_report(tmp_path, {cell: text})))
    (error,) = caught.value.errors
    sheet, row, header = cell
    assert (sheet in error.file, error.row, error.column) == (True, row, header)
    assert message in error.expected


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("budgetändringar", "hemtjanst;2024;2;2024-05-14;tilläggsanslag;5;KF § 41;", "verksamhet"),
        ("budgetändringar", "hemtjanst;2024;3;2024-05-14;tilläggsanslag;5;KF § 41;", "verksamhet"),
        ("prognoser", "hemtjanst;2024-06-30;5;", "verksamhet"),
    ],
)
def test_a_step_that_stands_twice_is_named(tmp_path: Path, sheet: str, row: str, column: str) -> None:
    with pytest.raises(ReportErrors) as caught:
        read_report(read_source(write_report(tmp_path, more={sheet: [row]})))
    (error,) = (one for one in caught.value.errors if "står redan på rad" in one.expected)
    assert error.column == column


# A file sent in


@pytest.fixture
def client(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def test_a_file_is_previewed_applied_and_changes_nothing_the_second_time(client: Client, small: SmallBoard) -> None:
    content = f"{CHANGES}ifo;2024;2;2024-06-10;tilläggsanslag;-500;KF § 40;Färre ärenden.\n"
    job = upload(client, small, content, "budgetändringar.csv")
    assert job.state == JobState.PREVIEW, job.result
    assert not BudgetChange.objects.exists()
    page = page_of(client, small, job)
    assert "budgetändringar" in page
    assert "Färre ärenden." in page
    assert apply(client, small, job).state == JobState.APPLIED
    assert list_changes() == [("2024-06-10", "supplementary", -500_000, "KF § 40", "Färre ärenden.")]
    version = BudgetChange.objects.get().version
    again = apply(client, small, upload(client, small, content, "budgetändringar.csv"))
    assert (again.state, (again.result or {})["applied"]) == (JobState.APPLIED, 0)
    assert BudgetChange.objects.get().version == version


def test_a_forecast_comes_in_a_file_too(client: Client, small: SmallBoard) -> None:
    job = upload(client, small, f"{FORECASTS}ifo;2024-06-30;8 200,5;\n", "prognoser.csv")
    assert apply(client, small, job).state == JobState.APPLIED
    assert list_forecasts() == [("2024-06-30", 2, 8_200_500, "")]


def save_known(small: SmallBoard) -> None:
    """What stands before a file comes: an original budget told in T1, a change and a forecast of T2."""
    owner = {"service_area_id": small.areas["ifo"], "year": 2024}
    start = BudgetChangeRow(
        **owner, tertial=1, date=date(2023, 11, 20), kind="original", amount=8_500_000, decision="KF § 1"
    )
    change = BudgetChangeRow(
        **owner, tertial=2, date=date(2024, 6, 10), kind="supplementary", amount=-500_000, decision="KF § 40",
        note="Ny.",
    )  # fmt: skip
    save_budget_changes(by=None, board=small.board, rows=[start, change])
    forecast = InterimForecastRow(service_area_id=small.areas["ifo"], date=date(2024, 6, 30), forecast=8_200_000)
    save_interim_forecasts(by=None, board=small.board, rows=[forecast])


def test_a_row_is_changed_by_its_own_cells_and_emptied_on_request(client: Client, small: SmallBoard) -> None:
    save_known(small)
    job = upload(client, small, f"{CHANGES}ifo;2024;2;2024-06-10;tilläggsanslag;-450;KF § 40;\n", "budgetändringar.csv")
    apply(client, small, job)
    assert list_changes()[1] == ("2024-06-10", "supplementary", -450_000, "KF § 40", "Ny.")  # an empty cell stays
    job = upload(client, small, f"{CHANGES}ifo;2024;2;2024-06-10;tilläggsanslag;;KF § 40;\n", "budgetändringar.csv")
    apply(client, small, job)
    assert len(list_changes()) == 2
    job = upload(client, small, f"{CHANGES}ifo;2024;2;2024-06-10;tilläggsanslag;;KF § 40;\n", "budgetändringar.csv")
    assert apply(client, small, job, empty="yes").state == JobState.APPLIED, job.result
    assert [kind for _, kind, _, _, _ in list_changes()] == ["original"]
    job = upload(client, small, f"{FORECASTS}ifo;2024-06-30;;\n", "prognoser.csv")
    apply(client, small, job, empty="yes")
    assert list_forecasts() == []


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("budgetändringar", "ifo;2024;1;2024-03-01;tilläggsanslag;5;;", "T1 2024 är en annan rapport"),
        ("budgetändringar", "ifo;2024;1;2023-11-20;ursprunglig budget;9 000;KF § 1;", "T1 2024 är en annan rapport"),
        ("budgetändringar", "ifo;2024;2;2023-11-20;ursprunglig budget;8 500;KF § 1;", "står redan i rapporten för T1"),
        ("budgetändringar", "ifo;2024;2;2024-01-08;ursprunglig budget;9 000;;", "redan en ursprunglig budget för 2024"),
        ("prognoser", "ifo;2024-04-01;8 000;", "T1 2024 är en annan rapport"),
    ],
)
def test_what_belongs_to_another_report_is_refused(
    client: Client, small: SmallBoard, name: str, row: str, message: str
) -> None:
    save_known(small)
    before = (list_changes(), list_forecasts())
    header = CHANGES if name == "budgetändringar" else FORECASTS
    job = upload(client, small, f"{header}{row}\n", f"{name}.csv")
    assert job.state == JobState.REFUSED, job.result
    (error,) = (job.result or {})["errors"]
    assert message in error
    assert "rad 2" in error
    assert (list_changes(), list_forecasts()) == before


def test_a_row_of_an_earlier_report_that_is_as_it_stands_is_passed_over(client: Client, small: SmallBoard) -> None:
    save_known(small)
    rows = "ifo;2024;1;2023-11-20;ursprunglig budget;8 500;KF § 1;\nifo;2024;2;2024-06-11;statsbidrag;7;;\n"
    job = apply(client, small, upload(client, small, CHANGES + rows, "budgetändringar.csv"))
    assert (job.state, (job.result or {})["applied"]) == (JobState.APPLIED, 1)
    assert len(list_changes()) == 3


def test_the_template_has_the_report_s_own_rows_and_room_for_more(client: Client, small: SmallBoard) -> None:
    save_known(small)
    book = template(client, small.round)
    page = book["budgetändringar"]
    assert [cell.value for cell in column(page, "beslut")] == ["KF § 40"]
    assert [cell.value for cell in column(book["prognoser"], "datum")] == ["2024-06-30"]
    headers = [cell.value for cell in page[1]]
    new = {"verksamhet": "hemtjanst", "år": 2024, "tertial": 2, "datum": "2024-07-01", "slag": "övrigt", "belopp": 12}
    for header, value in new.items():
        page.cell(3, headers.index(header) + 1).value = value
    job = apply(client, small, upload(client, small, saved(book), "mall.xlsx"))
    assert (job.state, (job.result or {})["applied"]) == (JobState.APPLIED, 1)
    assert ("2024-07-01", "other", 12_000, "", "") in list_changes()
    assert len(list_changes()) == 3


def test_a_correction_takes_a_file_and_gives_it_back(client: Client, small: SmallBoard) -> None:
    save_known(small)
    Round.objects.filter(pk=small.round.pk).update(state="adopted")
    small.round.refresh_from_db()
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel belopp.")
    before = list_changes()
    content = f"{CHANGES}ifo;2024;2;2024-06-10;tilläggsanslag;-400;KF § 40;\nifo;2024;2;2024-07-01;övrigt;3;;\n"
    job = apply(client, small, upload(client, small, content, "budgetändringar.csv"))
    assert job.state == JobState.APPLIED, job.result
    assert len(list_changes()) == 3
    corrections.withdraw_correction(round_=small.round, by=small["controller"], reason="Det var rätt.")
    assert list_changes() == before
    assert ImportJob.objects.count() == 1
