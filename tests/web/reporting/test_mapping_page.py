"""The page where a file from an economy system is mapped: sheet, heading row, columns, and codes by their names."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.imports.ledgers.balance import EXCLUDED, READ_IN
from apps.imports.models import ImportJob, JobState
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

FILES = "/rapportera/lillkoping/socialnamnden/2024/t2/fil/"
ROWS = [
    ["Kontonr", "Benämning", "Kst", "Belopp"],
    [3010, "Avgifter", 47, -50],
    [5010, "Löner", 47, 1000],
    [5010, "Löner", 99, 20000],
    [6110, "Papper", 48, 7],
]


@pytest.fixture
def client(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def build_workbook(*sheets: tuple[str, list[list[Any]], bool]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows, is_hidden in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if is_hidden else "visible"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: Client, content: bytes, name: str = "utdrag.xlsx") -> str:
    return str(client.post(FILES, {"fil": SimpleUploadedFile(name, content)}).headers["Location"])


def find_part(job: ImportJob, label: str) -> tuple[int, str]:
    """How many rows a part of the file's balance has, and its actual in kronor."""
    lines = {line["label"]: line for line in job.result["ledger"]["balance"]}  # type: ignore[index]
    return lines[label]["rows"], lines[label]["actual"]


def list_options(page: str, name: str) -> list[str]:
    """The words of a select."""
    (select,) = re.findall(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    return [" ".join(one.split()) for one in re.findall(r"<option[^>]*>(.*?)</option>", select, re.DOTALL)]


def list_fields(page: str, prefix: str) -> list[str]:
    return re.findall(rf'name="({prefix}:[^"]*)"', page)


def test_a_hidden_sheet_and_its_heading_row_are_chosen_and_found_in_the_next_file(client: Client) -> None:
    odd = [["Utskrift av ekonomin"], ["Tagen 1 maj"], ["A-kod", "Del", "Tkr"], ["5010", "47", 3], ["5010", "47", 4]]
    front = ("Översikt", [["Rubrik", "Mer"], ["text", "text"]], False)
    there = send(client, build_workbook(front, ("Rådata", odd, True)))
    page = client.get(there).content.decode()
    assert list_options(page, "sheet") == ["Översikt", "Rådata (dolt)"]
    moved = {"sheet": "Rådata", "shown-sheet": "Översikt", "heading": "1", "shown-heading": "1", "act": "read"}
    page = client.post(there, moved).content.decode()
    assert "Tagen 1 maj" in page
    assert 'name="heading"' in page
    assert list_options(page, "column-account") == ["finns inte", "A: A-kod", "B: Del", "C: Tkr"]
    shown = {"sheet": "Rådata", "shown-sheet": "Rådata", "heading": "3", "shown-heading": "3", "act": "read"}
    columns = {"column-account": "0", "column-unit": "1", "column-amount": "2"}
    rules = {"areas": "47 ifo", "accounts": "5000-5999 personal", "scale": "tkr"}
    assert client.post(there, {**shown, **columns, **rules}).status_code == 302
    job = ImportJob.objects.get()
    assert job.state == JobState.PREVIEW, job.result
    assert find_part(job, READ_IN) == (2, "7000")
    later = build_workbook(front, ("Rådata", [["Ny rad"], *odd], True))
    page = client.get(send(client, later, "nasta.xlsx")).content.decode()
    assert re.search(r'name="heading"[^>]*value="4"', page)
    assert re.search(r'<option value="2" selected>\s*C: Tkr', page)


@pytest.mark.parametrize("row", ["2", "0", "", "99999999999", "x", "1"])
def test_any_heading_row_gives_columns_to_choose(client: Client, row: str) -> None:
    there = send(client, b"5010;47;100\n5011;48;200\n", "utan.csv")
    page = client.post(there, {"heading": row, "shown-heading": "1", "act": "look"}).content.decode()
    assert len(list_options(page, "column-account")) == 4


def test_a_file_without_headings_loses_no_row(client: Client) -> None:
    there = send(client, b"5010;47;100\n5011;48;200\n", "utan.csv")
    page = client.post(there, {"heading": "0", "shown-heading": "1", "act": "look"}).content.decode()
    assert list_options(page, "column-amount")[1:] == ["A: Kolumn 1", "B: Kolumn 2", "C: Kolumn 3"]
    columns = {"heading": "0", "shown-heading": "0", "column-account": "0", "column-unit": "1", "column-amount": "2"}
    client.post(there, {**columns, "areas": "47-48 ifo", "accounts": "5000-5999 personal", "act": "read"})
    job = ImportJob.objects.get()
    assert find_part(job, READ_IN)[1] == "300"


def test_codes_without_a_rule_are_chosen_by_name_largest_first(client: Client) -> None:
    there = send(client, build_workbook(("Data", ROWS, False)))
    page = client.get(there).content.decode()
    assert list_fields(page, "area-code") == ["area-code:99", "area-code:47", "area-code:48"]
    assert list_options(page, "area-code:99")[0] == "inte valt"
    assert list_options(page, "area-code:99")[-1] == "räknas inte"
    assert "ifo" not in list_options(page, "area-code:99")
    assert "1 rad, 20 000" in read_visible_text(page.encode())
    chosen = {"area-code:99": "ifo", "area-code:47": "-", "area-code:48": "", "accounts": "3000-5999 personal"}
    page = client.post(there, {**chosen, "act": "look"}).content.decode()
    assert list_fields(page, "area-code") == ["area-code:48", "area-code:99", "area-code:47"]
    assert list_fields(page, "account-code") == ["account-code:6110"]
    assert "6110 Papper" in read_visible_text(page.encode())
    assert not ImportJob.objects.get().mapping
    chosen |= {"area-code:48": "ifo", "account-code:6110": "other", "act": "read"}
    assert client.post(there, chosen).status_code == 302
    job = ImportJob.objects.get()
    assert job.mapping["area_codes"] == {"99": "ifo", "47": "-", "48": "ifo"}  # type: ignore[index]
    ledger = job.result["ledger"]  # type: ignore[index]
    assert (find_part(job, READ_IN)[1], find_part(job, EXCLUDED)[0], ledger["unknown"]) == ("20007", 2, [])


def test_a_choice_is_of_its_own_code_and_can_be_taken_away(client: Client) -> None:
    there = send(client, b"Konto;Ansvar;Belopp\n5010;4;100\n5010;47;7\n5010;;1\n", "u.csv")
    page = client.post(there, {"area-code:4": "ifo", "act": "look"}).content.decode()
    assert list_fields(page, "area-code") == ["area-code:47", "area-code:", "area-code:4"]
    client.post(there, {"area-code:4": "ifo", "area-code:": "ifo", "accounts": "5010 personal", "act": "read"})
    assert ImportJob.objects.get().mapping["area_codes"] == {"4": "ifo", "": "ifo"}  # type: ignore[index]
    client.post(there, {"area-code:4": "", "accounts": "5010 personal", "act": "read"})
    assert ImportJob.objects.get().mapping["area_codes"] == {"": "ifo"}  # type: ignore[index]


def test_classes_are_summed_for_the_period_and_the_guess_is_shown(client: Client) -> None:
    text = "Konto;Ansvar;Period;Belopp;Budget\n3010;47;202401;500;900\n5010;47;202408;-70;-90\n5020;47;202412;-5;-10\n"
    page = client.get(send(client, text.encode(), "u.csv")).content.decode()
    words = read_visible_text(page.encode())
    assert "3 1 500 900" in words
    assert "5 2 -70 -100" in words
    assert '<option value="cost_negative" selected>' in page
    assert "gissade" in words


def test_objects_of_a_standard_file_have_their_names(client: Client) -> None:
    lines = [
        *("#FLAGGA 0", "#SIETYP 3", "#RAR 0 20240101 20241231", '#KONTO 5010 "Löner"', '#DIM 1 "Enhet"'),
        *('#OBJEKT 1 "47" "Biståndet"', '#OBJEKT 1 "48" "Centralt"'),
        *('#PSALDO 0 202401 5010 {"1" "47"} 100.00', '#PSALDO 0 202408 5010 {"1" "48"} 900.00'),
    ]
    page = client.get(send(client, "\n".join(lines).encode("cp437"), "u.se")).content.decode()
    assert list_fields(page, "area-code") == ["area-code:48", "area-code:47"]
    words = read_visible_text(page.encode())
    assert "48 Centralt 1 rad, 900" in words
    assert list_options(page, "dimension")[0].startswith("Enhet: utfall 1")
