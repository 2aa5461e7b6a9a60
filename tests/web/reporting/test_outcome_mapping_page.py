"""A controller sends in a file from an HR system: says what it is, maps it, looks, applies, says yes in the sheet."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.imports.models import AppliedFigure, FileKind, ImportJob, JobState, OutcomeMapping
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.texts import normalise_text
from apps.rounds.models import FilledCell
from apps.web.reporting.uploads.outcomes.presenter import MOST_NAMES, build_field
from tests.small_board import SmallBoard, make_small_board
from tests.visible_text import read_visible_text
from tests.web.reporting.conftest import People, list_problems

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

ROUND = "/rapportera/lillkoping/socialnamnden/2024/t2/"
FILES = f"{ROUND}fil/"
HR = "Nyckeltal;Kvinnor;Män;Totalt\nNöjda;91;87;89\nÄrenden;;;45\nÖvertid i timmar;3;4;7\n".encode()


@pytest.fixture
def client(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def send(client: Client, content: bytes, name: str = "hr.csv") -> str:
    return str(client.post(FILES, {"fil": SimpleUploadedFile(name, content)}).headers["Location"])


def choose(name: str, value: str, prefix: str = "name") -> dict[str, str]:
    return {build_field(prefix, normalise_text(name)): value}


def get_job() -> ImportJob:
    return ImportJob.objects.select_related("file").latest("pk")


def list_questions() -> list[str]:
    return [one["key"] for one in get_job().result["questions"]]  # type: ignore[index]


def read_file(client: Client, content: bytes = HR, **form: str) -> str:
    """Send in a file and read it by what is guessed and chosen; the address of its preview."""
    there = send(client, content)
    if not there.endswith("/koppling/"):
        return there
    return str(client.post(there, {"act": "read", **choose("Övertid i timmar", "-"), **form}).headers["Location"])


def get_outcomes(small: SmallBoard) -> dict[tuple[str, str], str]:
    found = Outcome.objects.filter(board=small.board, year=2024, tertial=2).select_related("indicator")
    return {(one.indicator.code, one.gender): f"{one.value:f}".rstrip("0").rstrip(".") for one in found}


def test_from_the_file_to_the_sheet_and_a_yes(client: Client, small: SmallBoard) -> None:
    there = send(client, HR)
    assert get_job().file.kind == FileKind.OUTCOMES
    page = client.get(there).content.decode()
    text = read_visible_text(page)
    assert "Filen är läst som utfall ur personal- eller verksamhetssystem" in text
    assert "Övertid i timmar" in text
    assert "läses in 4" in text
    assert '<option value="nojdhet" selected>' in page
    answer = client.post(there, {"act": "read"})
    preview = read_visible_text(client.get(answer.headers["Location"]).content.decode())
    assert "Namn utan koppling" in preview
    assert client.post(answer.headers["Location"], {"act": "apply"}).status_code == 422
    assert get_outcomes(small) == {}
    client.post(answer.headers["Location"], {"act": "apply", "confirm": list_questions()})
    assert get_outcomes(small) == {
        ("nojdhet", "K"): "91",
        ("nojdhet", "M"): "87",
        ("nojdhet", "T"): "89",
        ("arenden", "T"): "45",
    }
    figure = AppliedFigure.objects.get(key__startswith="arenden")
    assert (figure.source, figure.row, figure.column) == ("hr.csv", 3, "värde")
    waiting = FilledCell.objects.filter(round=small.round, confirmed_at=None)
    assert set(waiting.values_list("source", flat=True)) == {"hr.csv"}
    sheet = client.get(f"{ROUND}indikatorer/").content.decode()
    assert read_visible_text(sheet.partition("<template")[0]).count("inte granskat") >= 4
    row = client.get(f"{ROUND}rad/?cell=u:arenden:namnden:T").content.decode()
    assert re.search(r"ifyllt ur hr\.csv [0-9-]+ ?, ◇ inte granskat", " ".join(read_visible_text(row).split()))
    version = Outcome.objects.get(board=small.board, year=2024, tertial=2, indicator__code="arenden").version
    yes = {"rows": [{"key": "u:arenden:namnden:T", "version": version}]}
    client.post(f"{ROUND}granska/", yes, content_type="application/json")
    assert not waiting.filter(key="u:arenden:namnden:T").exists()
    assert waiting.count() == 3


def test_the_balance_is_the_whole_file(client: Client) -> None:
    page = read_visible_text(client.get(read_file(client)).content.decode())
    assert "Läses in 4 Läses inte in enligt kopplingen 3 Läst ur filen 7" in " ".join(page.split())


def test_the_next_file_needs_no_choices_and_a_new_name_is_asked_about(client: Client, small: SmallBoard) -> None:
    read_file(client)
    there = send(client, HR.replace(b"91", b"92"), "hr t3.csv")
    assert there == f"{FILES}{get_job().public_id}/"
    job = get_job()
    assert (job.state, job.result["questions"]) == (JobState.PREVIEW, [])  # type: ignore[index]
    moved = b"Personalrapport\n" + HR.replace(b"Totalt", b"Totalt") + "Frisknärvaro;1;2;3\n".encode()
    send(client, moved)
    job = get_job()
    assert job.state == JobState.PREVIEW, job.result
    assert "Frisknärvaro" in job.result["questions"][0]["text"]  # type: ignore[index]
    page = client.get(f"{FILES}{job.public_id}/koppling/").content.decode()
    assert "Frisknärvaro" in read_visible_text(page)
    assert OutcomeMapping.objects.count() == 1


def test_merged_headings_whose_period_has_moved_on_are_proposed(client: Client, small: SmallBoard) -> None:
    text = (
        "Nyckeltal;Utfall 2023;;;Utfall {};;\n;Kvinnor;Män;Totalt;Kvinnor;Män;Totalt\n"
        "Nöjda;90;86;88;91;87;{}\nÖvertid i timmar;1;1;2;1;2;3\n"
    )
    columns = {"column-name": "0", "column-women": "4", "column-men": "5", "column-value": "6"}
    read_file(client, text.format("jan-aug 2024", "89").encode(), **columns)
    assert get_job().state == JobState.PREVIEW
    again = send(client, text.format("jan-aug 2024", "90").encode())
    assert not again.endswith("/koppling/")  # the very same headings, of the report's period
    april = OutcomeMapping.objects.get()  # as if a person had confirmed it for the first tertial
    april.settings["headers"] = {key: one.replace("aug", "apr") for key, one in april.settings["headers"].items()}
    april.headings = OutcomeFileMapping.read(april.settings).headings_key
    april.save()
    asked = send(client, text.format("jan-apr 2024", "90").encode())  # another period than the report's
    assert asked.endswith("/koppling/")
    assert "Ett förslag" not in read_visible_text(client.get(asked).content.decode())
    there = send(client, text.format("jan-aug 2024", "91").encode())
    assert there.endswith("/koppling/")
    page = client.get(there).content.decode()
    shown = read_visible_text(page)
    assert "Ett förslag: valen är de som gällde i filen för januari–april 2024." in shown
    assert "som nu är januari–augusti 2024" in shown
    assert re.search(r'name="column-women".*?<option value="4" selected>', page, re.DOTALL)
    assert "läses in 3, läses inte in enligt kopplingen 3" in shown  # what was left out is left out
    assert get_outcomes(small) == {}
    client.post(there, {"act": "read"})
    assert (get_job().state, OutcomeMapping.objects.count()) == (JobState.PREVIEW, 1)
    assert not send(client, text.format("jan-aug 2024", "92").encode()).endswith("/koppling/")


def test_a_file_of_another_system_is_not_read_by_the_first_ones_mapping(client: Client) -> None:
    read_file(client)
    other = send(client, "Ärendetyp;Antal\nÄrenden;5\n".encode(), "arenden.csv")
    assert other.endswith("/koppling/")
    client.post(other, {"act": "read"})
    assert OutcomeMapping.objects.count() == 2
    same_headings = send(client, "Nyckeltal;Kvinnor;Män;Totalt\nNågot helt annat;1;2;3\n".encode())
    assert same_headings.endswith("/koppling/")
    assert send(client, HR).endswith(f"{get_job().public_id}/")


def test_a_file_that_failed_spoils_nothing(client: Client, small: SmallBoard) -> None:
    read_file(client)
    saved = OutcomeMapping.objects.get().settings
    there = send(client, HR.replace(b"89", b"ca 89"))
    job = get_job()
    assert job.state == JobState.REFUSED
    assert "hr.csv, rad 2, kolumn Totalt" in " ".join(job.result["errors"])  # type: ignore[index]
    assert "Ändra kopplingen" in client.get(there).content.decode()
    wrong = client.post(f"{there}koppling/", {"act": "read", "column-name": "0", "column-value": "0"})
    assert wrong.status_code == 422
    assert OutcomeMapping.objects.get().settings == saved
    assert get_outcomes(small) == {}


def test_what_a_person_typed_is_asked_about(client: Client, small: SmallBoard) -> None:
    save_cell(
        round_=small.round, key="u:arenden:namnden:T", field="value", raw="44", version=None, by=small["controller"]
    )
    there = read_file(client)
    page = client.get(there).content.decode()
    assert "Skriven av en person" in page
    client.post(there, {"act": "apply"})
    assert get_outcomes(small)["arenden", "T"] == "44"
    again = read_file(client)
    conflict = get_job().result["conflicts"][0]["id"]  # type: ignore[index]
    client.post(again, {"act": "apply", f"cell-{conflict}": "file"})
    assert get_outcomes(small)["arenden", "T"] == "45"


def test_what_the_file_is_changes_with_one_click_and_back(client: Client) -> None:
    there = send(client, b"Konto;Ansvar;Belopp\n5010;47;100\n", "utdrag.csv")
    page = client.get(there).content.decode()
    assert "Det är utfall ur personal- eller verksamhetssystem" in page
    assert client.post(there, {"act": "kind", "kind": "outcomes"}).headers["Location"] == there
    assert get_job().file.kind == FileKind.OUTCOMES
    assert "Det är utdrag ur ekonomisystem" in client.get(there).content.decode()
    client.post(there, {"act": "kind", "kind": "ledger"})
    assert "Vad koderna betyder" in client.get(there).content.decode()
    for kind in ("sie", "report", "x", ""):
        client.post(there, {"act": "kind", "kind": kind})
        assert get_job().file.kind == FileKind.LEDGER


def test_a_workbook_with_a_sheets_name_of_the_format_can_be_said_to_be_outcomes(client: Client) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Rapport"
    for row in (["Nyckeltal", "Kvinnor", "Män", "Totalt"], ["Nöjda", 0.91, 0.87, 0.89]):
        book.active.append(row)
    for cell in book.active[2][1:]:
        cell.number_format = "0.0%"
    stream = io.BytesIO()
    book.save(stream)
    there = send(client, stream.getvalue(), "hr.xlsx")
    assert get_job().state == JobState.REFUSED
    assert "Det är utfall" in client.get(there).content.decode()
    mapping = client.post(f"{there}koppling/", {"act": "kind", "kind": "outcomes"}).headers["Location"]
    client.post(mapping, {"act": "read"})
    client.post(there, {"act": "apply"})
    assert AppliedFigure.objects.get(key__contains="· K ·").new == "91"


def test_a_near_name_is_proposed_and_taken_only_when_confirmed(client: Client, small: SmallBoard) -> None:
    content = "Nyckeltal;Kvinnor;Män\nNöjda brukare;91;87\n".encode()
    there = send(client, content)
    page = client.get(there).content.decode()
    field = build_field("name", "nöjda brukare")
    assert re.search(rf'name="accept-{field}"\s+value="nojdhet"', page)
    client.post(there, {"act": "read", field: ""})
    assert get_job().state == JobState.REFUSED
    client.post(there, {"act": "read", field: "", f"accept-{field}": "nojdhet"})
    assert get_job().state == JobState.PREVIEW, get_job().result
    assert get_job().mapping["names"] == {"nöjda brukare": "nojdhet"}  # type: ignore[index]


def test_only_what_the_report_has_can_be_chosen(client: Client) -> None:
    there = send(client, HR)
    client.post(there, {"act": "read", **choose("Övertid i timmar", "något annat"), **choose("Ärenden", "drop table")})
    assert get_job().mapping["names"] == {"nöjda": "nojdhet"}  # type: ignore[index]


def test_units_are_chosen_by_name(client: Client, small: SmallBoard) -> None:
    content = "Enhet;Nyckeltal;Värde\nHela förvaltningen;Ärenden;45\nNorra;Ärenden;7\n".encode()
    there = send(client, content)
    page = read_visible_text(client.get(there).content.decode())
    assert "Hela förvaltningen" in page
    units = {**choose("Hela förvaltningen", "namnden", "area"), **choose("Norra", "-", "area")}
    preview = client.post(there, {"act": "read", **units}).headers["Location"]
    client.post(preview, {"act": "apply"})
    assert get_outcomes(small) == {("arenden", "T"): "45"}


def test_another_column_shows_its_own_names(client: Client) -> None:
    there = send(client, "Ärendetyp;Grupp;Antal\nAnsökan;Ärenden;45\n".encode())
    form = {"act": "look", "column-name": "1", "column-value": "2", "shown-columns": "name=0,value=2"}
    page = client.post(there, form).content.decode()
    assert '<option value="arenden" selected>' in page


@pytest.mark.parametrize(
    "form",
    [{"column-name": "99", "column-value": "1"}, {"column-name": ""}, {"heading": "999999999999"}, {"sheet": "x"}],
)
def test_any_form_gets_a_page(client: Client, form: dict[str, str]) -> None:
    there = send(client, HR)
    assert client.post(there, {"act": "read", **form}).status_code in (200, 302, 422)
    assert client.post(there, {"act": "look", **form}).status_code in (200, 422)


def test_a_stranger_finds_nothing(client: Client, small: SmallBoard) -> None:
    there = send(client, HR)
    other = make_small_board("Storköping", "9902")
    for who in (other["controller"], small["stranger"]):
        stranger = Client()
        stranger.force_login(who)
        assert stranger.get(there).status_code == 404
        assert stranger.post(there, {"act": "kind", "kind": "ledger"}).status_code == 404
    assert Client().get(there).status_code == 302
    assert get_job().file.kind == FileKind.OUTCOMES


def test_ten_thousand_names_make_a_page_of_a_hundred(client: Client) -> None:
    rows = "".join(f"Mått {number} \u202e\u200b<script>;{number}\n" for number in range(10_000))
    there = send(client, f"Nyckeltal;Värde\n{rows}Ärenden;45\n".encode())
    page = client.get(there).content.decode()
    assert page.count('name="name:') == MOST_NAMES + 1
    assert "9900 till visas" in read_visible_text(page)
    assert "\u202e" not in page.partition("Vad namnen är")[2].partition("Så läses filen")[0]
    client.post(there, {"act": "rest"})
    assert client.post(there, {"act": "read"}).status_code == 302
    assert len(get_job().result["outcomes"]["unknown"]) == 50  # type: ignore[index]
    assert get_job().result["outcomes"]["total"] == 10_001  # type: ignore[index]


def test_the_rest_is_left_out_with_one_click(client: Client) -> None:
    there = send(client, HR)
    page = client.post(there, {"act": "rest"}).content.decode()
    assert not re.findall(r"Namn utan val", read_visible_text(page))
    field = build_field("name", normalise_text("Övertid i timmar"))
    (select,) = re.findall(rf'<select[^>]*name="{field}".*?</select>', page, re.DOTALL)
    assert re.search(r'value="-" selected', select)


def test_the_page_takes_few_queries(client: Client) -> None:
    there = send(client, HR)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(there).status_code == 200
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 12


@pytest.fixture
def addresses(client: Client) -> dict[str, str]:
    """The pages of a file, made before the site is up."""
    extra = "Nöjda med bemötande;1;2;3\n".encode()
    applied = read_file(client)
    client.post(applied, {"act": "apply"})
    preview = send(client, HR + extra)
    mapping = send(
        client, "Enhet;Mått;Kön;Period;Värde\nNorra;Nöjda;K;202407;91\nSocialnämnden;Nöjda;M;202408;87\n".encode()
    )
    proposal = send(client, "Nyckeltal;Kvinnor;Män\nNöjda brukare;91;87\n".encode())
    ledger = send(client, b"Konto;Ansvar;Belopp\n5010;47;100\n", "utdrag.csv")
    return {
        "applied": applied,
        "preview": preview,
        "mapping": mapping,
        "remapping": f"{preview}koppling/",
        "proposal": proposal,
        "ledger": ledger,
    }


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_accessible_and_usable(
    addresses: dict[str, str], people: People, small: SmallBoard, theme: Any, width: int
) -> None:
    page = people(small["controller"], color_scheme=theme, viewport={"width": width, "height": 900}).new_page()
    for state, there in addresses.items():
        page.goto(there)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert list_problems(page) == [], state
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, state
    page.goto(addresses["proposal"])
    page.get_by_label("Det är Nöjda").check()
    page.get_by_role("button", name="Spara och granska filen").click()
    expect(page.get_by_role("heading", name="Filens uppgifter")).to_be_visible()
    page.goto(addresses["ledger"])
    page.get_by_role("button", name="Det är utfall").click()
    expect(page.get_by_role("heading", name="Vad namnen är")).to_be_visible()
