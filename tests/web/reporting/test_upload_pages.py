"""The pages of files: few queries, accessible in every state, and the progress moves without a script."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.entry.services import save_cell
from apps.goals.models import Indicator
from apps.imports.files.file_kinds import find_file_problem
from apps.imports.models import ImportJob
from tests.imports.test_template import column
from tests.small_board import SmallBoard
from tests.web.reporting.conftest import People, list_problems

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

FILES = "/rapportera/lillkoping/socialnamnden/2024/t2/fil/"
EXTRACT = b"Konto;Ansvar;Period;Belopp\n5010;47;202401;100,50\n5010;47;202405;200\n5010;99;202401;7\n"
LOOKS = (("light", 1440), ("dark", 390))
MAPPED = {"areas": "47 ifo", "accounts": "5000-5999 personal", "act": "read"}


@pytest.fixture
def client(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def send(client: Client, name: str, content: bytes) -> str:
    return str(client.post(FILES, {"fil": SimpleUploadedFile(name, content)}).headers["Location"])


def workbook(client: Client, value: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{FILES}mall.xlsx").content))
    column(book["utfall"], "värde")[0].value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def mapping(client: Client) -> str:
    return send(client, "utdrag.csv", EXTRACT)


def mapping_workbook(client: Client) -> str:
    """Two sheets, names beside the codes, and one code that has been chosen."""
    book = openpyxl.Workbook()
    book.active.title = "Försättsblad"
    rows = [
        ["Utdrag"],
        [],
        ["Konto", "Kontonamn", "Ansvar", "Belopp"],
        [5010, "Löner", 47, 100],
        [6110, "Papper", 48, 7],
    ]
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    there = send(client, "utdrag.xlsx", stream.getvalue())
    chosen = {"area-code:47": "ifo", "account-code:5010": "staff", "act": "read"}
    assert client.post(there, chosen).status_code == 302
    return there


def mapped(client: Client) -> str:
    return str(client.post(mapping(client), MAPPED).headers["Location"])


def preview(client: Client) -> str:
    return send(client, "mall.xlsx", workbook(client, "91"))


def refused(client: Client) -> str:
    return send(client, "mall.xlsx", workbook(client, "1.234"))


def applied(client: Client) -> str:
    there = preview(client)
    client.post(there, {"act": "apply"})
    return there


def typed(client: Client, value: str) -> None:
    """A colleague's figure, in the cell that the file is about."""
    round_ = ImportJob.objects.latest("pk").round
    cell = {"round_": round_, "key": "u:nojdhet:namnden:T", "field": "value", "raw": value, "version": None}
    answer = save_cell(**cell, by=User.objects.get(pk=client.session["_auth_user_id"]))
    assert answer.status == "saved", answer.message


def conflict(client: Client) -> str:
    there = send(client, "mall.xlsx", workbook(client, "55"))
    typed(client, "77")
    client.post(there, {"act": "apply"})
    assert "Behåll" in client.get(there).content.decode()
    return there


def emptying(client: Client) -> str:
    preview(client)
    typed(client, "78")
    there = send(client, "utfall.csv", "indikator;år;tertial;värde\nnojdhet;2024;2;\n".encode())
    assert "Töm den här uppgiften" in client.get(there).content.decode()
    return there


def update(**fields: Any) -> None:
    ImportJob.objects.filter(pk=ImportJob.objects.latest("pk").pk).update(**fields)


def at_work(client: Client) -> str:
    there = preview(client)
    update(state="reading", done=2, total=5, message="Läser bladen", heartbeat_at=timezone.now())
    return there


def interrupted(client: Client) -> str:
    there = at_work(client)
    update(heartbeat_at="2020-01-01T00:00:00Z")
    return there


def discarded(client: Client) -> str:
    there = preview(client)
    client.post(there, {"act": "discard"})
    assert "Filen är borttagen" in client.get(there).content.decode()
    return there


def files(client: Client) -> str:
    applied(client)
    discarded(client)
    refused(client)
    return FILES


STATES: dict[str, tuple[Callable[[Client], str], int]] = {
    # how the page comes about, and its queries
    "files": (files, 4),
    "mapping": (mapping, 8),
    "mapping a workbook": (mapping_workbook, 7),
    "extract": (mapped, 4),
    "preview": (preview, 4),
    "conflict": (conflict, 4),
    "emptying": (emptying, 4),
    "refused": (refused, 4),
    "applied": (applied, 4),
    "discarded": (discarded, 4),
    "at work": (at_work, 4),
    "interrupted": (interrupted, 4),
}
MOST = 12


@pytest.mark.parametrize("state", STATES)
def test_queries(client: Client, state: str) -> None:
    make, most = STATES[state]
    there = make(client)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(there).status_code == 200
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == most <= MOST


def test_the_template_takes_no_more_queries_for_more_rows(client: Client) -> None:
    """It is made of everything that the round knows, in a fixed number of queries."""
    first = Indicator.objects.get(code="arenden")
    counts = []
    for rows in range(0, 200, 100):
        for number in range(rows, rows + 100):
            first.pk, first.code, first.name = None, f"nyckeltal-{number}", f"Nyckeltal {number}"
            first.save(force_insert=True)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{FILES}mall.xlsx")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_progress_moves_without_a_script(client: Client) -> None:
    there = at_work(client)
    answer = client.get(there)
    assert answer.headers["Refresh"] == "2"
    assert '<progress max="100"\n                      value="40"' in answer.content.decode()
    update(done=4)
    assert 'value="80"' in client.get(there).content.decode()
    update(state="preview")
    assert "Refresh" not in client.get(there).headers


@pytest.fixture
def addresses(client: Client) -> dict[str, str]:
    """A page in each state, made before the site is up: Django's client and a running site don't go together."""
    return {state: make(client) for state, (make, _) in STATES.items()}


def look(page: Page, there: str) -> list[str]:
    """What is wrong with a page as it stands, everything in it opened."""
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.goto(there)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*list_problems(page), *broken, *([f"{wide} pixels too wide"] if wide > 0 else [])]


@pytest.mark.browser
def test_accessible_in_every_state(addresses: dict[str, str], people: People, small: SmallBoard) -> None:
    for theme, width in LOOKS:
        page = people(small["controller"], color_scheme=theme, viewport={"width": width, "height": 900}).new_page()
        found = {state: look(page, there) for state, there in addresses.items()}
        assert {state: problems for state, problems in found.items() if problems} == {}, theme


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_a_file_that_is_not_taken_is_reported_where_it_was_chosen(
    theme: str, width: int, people: People, small: SmallBoard
) -> None:
    page = people(small["controller"], color_scheme=theme, viewport={"width": width, "height": 900}).new_page()
    page.goto(FILES)
    choice = page.get_by_label("Fil", exact=True)
    choice.set_input_files({"name": "r.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Skicka in och granska").click()
    expect(page.get_by_role("alert")).to_contain_text("Filen är en PDF")
    expect(choice).to_have_attribute("aria-invalid", "true")
    assert list_problems(page) == []


def test_nothing_is_lost_of_a_mapping_with_a_mistake(client: Client) -> None:
    there = mapping(client)
    wrong: dict[str, Any] = {**MAPPED, "areas": "47 ingenstans\n99 ifo"}
    answer = client.post(there, wrong)
    assert answer.status_code == 422
    assert "47 ingenstans\n99 ifo" in answer.content.decode()


def test_the_chooser_names_every_kind_of_file_that_is_taken(client: Client) -> None:
    page = client.get(FILES).content.decode()
    (accepted,) = re.findall(r'accept="([^"]*)"', page)
    refused = find_file_problem("utdrag.docx", EXTRACT)
    for ending in accepted.split(","):
        assert find_file_problem(f"utdrag{ending}", EXTRACT) != refused, ending
    files = Path(__file__).parents[2] / "imports" / "files"
    for file in files.glob("kinds.*"):
        assert file.suffix in accepted.split(",")
        assert file.suffix in page.split("fil-hjalp")[-1]
