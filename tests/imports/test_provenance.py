"""Every applied number remembers file, sheet, row and column; the file is there for those who may have it."""

import re
from typing import Any

import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from apps.accounts.models import User
from apps.imports.files.figure_sources import list_figure_sources
from apps.imports.models import ImportJob
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from tests.file_questions import list_question_keys
from tests.imports.test_ledger import CSV, mapped
from tests.imports.test_sie import FILE
from tests.imports.test_template import client_of, column, template, upload
from tests.imports.test_uploads import address, as_controller, opened, send
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]
HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/"


def page(client: Client, address: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).content.decode()).split())


def as_role(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def test_a_figure_tells_its_cell_beside_it(small: SmallBoard) -> None:
    client = client_of(small)
    book = template(client, small.round)
    column(book["utfall"], "värde")[0].value = "91"
    job = upload(client, small.round, book)
    history = f"{HOME}historik/?cell=u:nojdhet:namnden:T"
    place = "Från mall.xlsx, blad utfall, rad 2, kolumn värde."
    assert re.search(
        rf", mall.xlsx Utfall: från tomt → till 91\W.*{re.escape(place)} Hämta filen", page(client, history)
    )
    original = f"{HOME}fil/{job.public_id}/original/"
    assert original in client.get(history).content.decode()
    assert client.get(original).content == bytes(job.file.content)
    # The head reads the report but sends no files in: told where, not given the file.
    head = as_role(small, "head")
    assert place in page(head, history)
    assert "Hämta filen" not in page(head, history)
    assert head.get(original).status_code == 404
    # Beside the figure itself, for those who report it.
    indicator = "/lillkoping/socialnamnden/2024/t2/indikator/nojdhet/"
    assert "historik/?cell=u%3Anojdhet%3Anamnden%3AT" in client.get(indicator).content.decode()
    assert "historik" not in head.get(indicator).content.decode()


def test_each_change_tells_its_own_file(small: SmallBoard) -> None:
    client = client_of(small)
    for value in ("91", "92"):
        book = template(client, small.round)
        column(book["utfall"], "värde")[0].value = value
        upload(client, small.round, book)
    told = page(client, f"{HOME}historik/?cell=u:nojdhet:namnden:T")
    assert told.count("Från mall.xlsx, blad utfall, rad 2, kolumn värde.") == 2
    assert "Ur fil" not in told


def fill(page: Worksheet, header: str, row: dict[str, str], text: str) -> None:
    """Write in the first row that has these cells."""
    headers = [cell.value for cell in page[1]]
    found = next(
        line
        for line in page.iter_rows(min_row=2)
        if all(line[headers.index(name)].value == value for name, value in row.items())
    )
    found[headers.index(header)].value = text


def test_other_rows_and_other_kinds(small: SmallBoard) -> None:
    client = client_of(small)
    book = template(client, small.round)
    cells = {
        "d:hemtjanst-norr:revenue": ("drift", "utfall", {"verksamhet": "hemtjanst-norr"}, "310"),
        "i:larm:net": ("investeringar", "utfall", {"projekt": "larm"}, "25"),
        "k:bemanning:schema": ("kontrollresultat", "kommentar", {"kontroll": "schema"}, "Genomgången"),
        "b:g:nojda:namnden": ("bedömningar", "samlad bedömning", {"mål": "nojda"}, "Bra"),
        "c:operating:ifo": ("kommentarer", "text", {"ämne": "drift", "verksamhet": "ifo"}, "Vakanser"),
    }
    for sheet, header, row, text in cells.values():
        fill(book[sheet], header, row, text)
    upload(client, small.round, book)
    for key, (sheet, header, _, text) in cells.items():
        (source,) = list_figure_sources(small.round, key)
        assert (source.value, source.column, source.place.split(", ")[1]) == (text, header, f"blad {sheet}")
    assert list_figure_sources(small.round, "u:nojdhet:namnden:K") == list_figure_sources(small.round, "nonsense") == []


@pytest.mark.parametrize(
    ("name", "content", "key", "place"),
    [
        ("utdrag.csv", CSV.encode("cp1252"), "d:lednings-stod:staff", "utdrag.csv, rad 3 och 1 rad till"),
        ("bok.se", FILE.replace("2024", "2020").encode("cp437"), "d:lednings-stod:staff", "bok.se, rad "),
    ],
)
def test_an_extract_tells_its_rows(
    reports: dict[str, BoardReport], cast: dict[str, User], name: str, content: bytes, key: str, place: str
) -> None:
    round_, client = opened(), as_controller(cast)
    there = send(client, round_, content, name).headers["Location"]
    mapping: dict[str, Any] = {"dimension": "1"} if name.endswith(".se") else {}
    answer = mapped(client, there, "lednings-stod", **mapping)
    client.post(answer.headers["Location"], {"act": "apply", "confirm": list_question_keys()})
    job = ImportJob.objects.get()
    assert job.state == "applied", job.result
    sources = list_figure_sources(Round.objects.get(pk=round_.pk), key)
    assert sources
    assert all(source.place.startswith(place) for source in sources), sources
    told = page(client, f"{address(round_).removesuffix('fil/')}historik/?cell={key}")
    assert f"Från {sources[0].place}." in told
