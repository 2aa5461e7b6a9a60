"""A Word report dropped in: headings in chapters, nothing overwritten unasked, and what is left out is listed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from apps.core.rich_text.markdown import format_markdown
from apps.imports.docx_files.services import delete_old_docx_files
from apps.imports.models import DocxFile
from apps.texts.models import Section
from tests.imports.docx_files.made_docx import build_docx, cell, heading, make_paragraph, run, table
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition, write_section
from tests.visible_text import read_visible_text
from tests.web.reporting.conftest import People, list_problems

HOME = "/rapportera/lillkoping/socialnamnden/2024/t2/word/"
MOST_QUERIES = 12
SPILL = "() => document.documentElement.scrollWidth - innerWidth"
PICTURE = "<w:r><w:pict/></w:r>"


def make_report() -> bytes:
    return build_docx(
        make_paragraph(run("Delårsrapport 2024"), "Title"),
        heading("1. Sammanfattning"),
        "Året går bra.",
        heading("2. Väsentliga händelser"),
        heading("Hemtjänst", 2),
        make_paragraph(run("Vi har ") + run("nya", "<w:b/>") + run(" larm.") + PICTURE),
        heading("Individ &amp; familj", 2),
        "Fler placeringar.",
        heading("3. Nämndens ekonomi"),
        "Prognosen är 3,5 mnkr sämre än budget.",
        heading("Per verksamhet", 2),
        table(cell("Område") + cell("Budget"), cell("Hemtjänst") + cell("1 200"), look='<w:tblLook w:val="0020"/>'),
        heading("Bilaga"),
        "Lagrum.",
    )


@pytest.fixture
def client(small: SmallBoard) -> Client:
    give_disposition(small)
    return log_in(small)


def log_in(small: SmallBoard, role: str = "controller") -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def send(client: Client, content: bytes | None = None, name: str = "delårsrapport.docx") -> str:
    answer = client.post(HOME, {"fil": SimpleUploadedFile(name, content or make_report())})
    assert answer.status_code == 302, read_visible_text(answer.content)
    return str(answer.headers["Location"])


def read_form(client: Client, there: str) -> dict[str, str]:
    """What the page's form sends as it stands."""
    root = html.fromstring(client.get(there).content.decode())
    form = next(one for one in root.forms if one.xpath(".//button[@value='las-in']"))
    return dict(form.fields) | {"gor": "las-in"}


def get_titles(client: Client, there: str) -> dict[str, str]:
    """The name of each piece's field by its heading."""
    root = html.fromstring(client.get(there).content.decode())
    return {" ".join(one.text_content().split()): one.get("for") for one in root.xpath("//li//label[@for]")}


def read_texts() -> dict[str, str]:
    return {
        f"{one.chapter.code}/{one.service_area.code}": format_markdown(one.rich_text)
        for one in Section.objects.select_related("chapter", "service_area")
    }


def test_headings_are_proposed_changed_and_read_in(client: Client) -> None:
    there = send(client)
    form, titles = read_form(client, there), get_titles(client, there)
    assert {title: form[name] for title, name in titles.items()} == {
        "Text före den första rubriken": "",
        "1. Sammanfattning": "sammanfattning/namnden",
        "2. Väsentliga händelser": "",
        "Hemtjänst": "handelser/hemtjanst",
        "Individ & familj": "handelser/ifo",
        "3. Nämndens ekonomi": "ekonomi/namnden",
        "Per verksamhet": "ovan",
        "Bilaga": "",
    }
    page = read_visible_text(client.get(there).content)
    for said in ("Inget kapitel heter så.", "Varje verksamhet skriver det här kapitlet.", "Bild", "under Hemtjänst"):
        assert said in page
    assert not Section.objects.exists()
    form[titles["Bilaga"]] = "maluppfyllelse/namnden"
    assert client.post(there, form).status_code == 302
    assert read_texts() == {
        "sammanfattning/namnden": "Året går bra.",
        "handelser/hemtjanst": "Vi har **nya** larm.",
        "handelser/ifo": "Fler placeringar.",
        "ekonomi/namnden": "# 3\\. Nämndens ekonomi\n\nPrognosen är 3,5 mnkr sämre än budget.\n\n## Per verksamhet\n\n"
        "| Område | Budget |\n| --- | --- |\n| Hemtjänst | 1 200 |",
        "maluppfyllelse/namnden": "# Bilaga\n\nLagrum.",
    }
    done = read_visible_text(client.get(there).content)
    assert "Text före den första rubriken" in done
    assert "valdes bort" in done
    assert "Det som inte kan bli text" in done
    assert client.post(there, form).status_code == 422  # once


def test_nothing_written_is_replaced_unless_that_is_chosen(client: Client, small: SmallBoard) -> None:
    write_section(small, "sammanfattning", "Står här.")
    write_section(small, "handelser", "Hemtjänstens egen.", area="hemtjanst")
    write_section(small, "ekonomi", "Ekonomins egen.")
    there = send(client)
    form = read_form(client, there)
    assert form["skriven-sammanfattning/namnden"] == "behall"
    form |= {"skriven-handelser/hemtjanst": "ersatt", "skriven-ekonomi/namnden": "lagg-till"}
    client.post(there, form)
    texts = read_texts()
    assert texts["sammanfattning/namnden"] == "Står här."
    assert texts["handelser/hemtjanst"] == "Vi har **nya** larm."
    assert texts["ekonomi/namnden"].startswith("Ekonomins egen.\n\n# 3\\. Nämndens ekonomi")
    assert "det som stod i 1 Sammanfattning behölls" in read_visible_text(client.get(there).content)


def test_what_is_written_since_the_page_was_opened_comes_back_as_a_choice(client: Client, small: SmallBoard) -> None:
    there = send(client)
    form = read_form(client, there)
    write_section(small, "ekonomi", "Hann före.")
    answer = client.post(there, form | {"skriven-ekonomi/namnden": "ersatt"})
    assert answer.status_code == 422
    assert "ändrad nu" in read_visible_text(answer.content)
    assert read_texts() == {"ekonomi/namnden": "Hann före."}
    client.post(there, read_form(client, there))
    assert read_texts()["ekonomi/namnden"] == "Hann före."
    assert read_texts()["sammanfattning/namnden"] == "Året går bra."


def test_a_reporter_puts_text_in_the_own_area_only(client: Client, small: SmallBoard) -> None:
    reporter = log_in(small, "reporter")
    there = send(reporter)
    form, titles = read_form(reporter, there), get_titles(reporter, there)
    assert form[titles["Hemtjänst"]] == "handelser/hemtjanst"
    assert {value for value in form.values() if "/" in value} == {"handelser/hemtjanst"}
    reporter.post(there, form | {titles["3. Nämndens ekonomi"]: "ekonomi/namnden"})
    assert set(read_texts()) == {"handelser/hemtjanst"}
    assert client.get(there).status_code == 404  # another's file
    assert client.post(there, form).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7", "rapport.docx", "Filen är en PDF"),
        (b"PK\x03\x04x", "rapport.docx", "skadat"),
        (build_docx(heading("Ekonomi"), "Beslut om 19640823-3234."), "rapport.docx", "personnummer"),
        (build_docx(heading("Ekonomi")), "19640823-3234.docx", "personnummer"),
        (build_docx(""), "rapport.docx", "ingen text"),
    ],
)
def test_what_can_not_be_read_is_answered_in_words(client: Client, content: bytes, name: str, said: str) -> None:
    answer = client.post(HOME, {"fil": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert said in read_visible_text(answer.content)
    assert not DocxFile.objects.exists()


def test_a_closed_report_takes_nothing(client: Client, small: SmallBoard) -> None:
    there = send(client)
    form = read_form(client, there)
    type(small.round).objects.filter(pk=small.round.pk).update(state="submitted")
    assert client.post(there, form).status_code == 422
    assert client.post(HOME, {"fil": SimpleUploadedFile("a.docx", make_report())}).status_code == 422
    assert not Section.objects.exists()


def test_it_is_thrown_away_by_hand_and_by_the_night(client: Client) -> None:
    there = send(client)
    assert client.post(there, {"gor": "kasta"}).status_code == 302
    assert client.get(there).status_code == 404
    send(client)
    assert delete_old_docx_files(by=None, before=timezone.now()) == 1


def test_queries(client: Client, small: SmallBoard) -> None:
    there = send(client)
    for area in ("hemtjanst", "ifo"):
        write_section(small, "handelser", "Text.", area=area)
    for address, most in ((HOME, 8), (there, 9)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most <= MOST_QUERIES, [one["sql"][:90] for one in queries]


def test_hostile_words_are_words(client: Client) -> None:
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;"
    there = send(client, build_docx(heading(hostile), make_paragraph(run(hostile))))
    page = client.get(there).content.decode()
    assert "<script>alert" not in page
    assert hostile in page


@pytest.mark.browser
def test_the_pages_are_accessible_and_fit_a_phone(people: People, small: SmallBoard, tmp_path: Path) -> None:
    give_disposition(small)
    write_section(small, "ekonomi", "Står här.")
    page: Any = people(small["controller"]).new_page()
    page.goto(HOME)
    assert list_problems(page) == []
    file = tmp_path / "rapport.docx"
    file.write_bytes(make_report())
    page.set_input_files("#fil-val", file)
    page.get_by_role("button", name="Läs dokumentet").click()
    page.wait_for_url("**/word/*-*/")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert list_problems(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(SPILL) <= 0
    page.get_by_label("Bilaga").select_option(label="3 Måluppfyllelse")
    page.get_by_role("button", name="Läs in texterna").click()
    page.get_by_text("Dokumentet är inläst.").wait_for()
    assert list_problems(page) == []
    assert page.evaluate(SPILL) <= 0
