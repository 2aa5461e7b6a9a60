"""The plan as a workbook on its pages: taken out, sent in, looked at, done, by its administrator and nobody else."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from apps.accounts.services import set_up_board
from apps.imports.models import PlanFile
from apps.imports.plan_files.services import delete_old_plan_files
from apps.organisation.models import ServiceArea
from tests.imports.plan_books import change_cell, download, list_changes
from tests.imports.plan_books import send as send_in
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text
from tests.web.reporting.conftest import People, list_problems_in_both_themes

PAGE = "/rapportera/lillkoping/socialnamnden/struktur/plan/"
SPILL = "() => document.documentElement.scrollWidth - innerWidth"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
MOST_QUERIES = 8


def log_in(small: SmallBoard, role: str = "administrator") -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def take_out(client: Client, page: str = PAGE) -> Any:
    answer = client.get(f"{page}arbetsbok.xlsx?ar=2024")
    assert answer["Content-Disposition"].endswith("-2024.xlsx")
    return load_workbook(io.BytesIO(answer.content))


def send(client: Client, book: Any, **terms: Any) -> Any:
    stream = io.BytesIO()
    book.save(stream)
    sent = SimpleUploadedFile("plan.xlsx", stream.getvalue())
    return client.post(PAGE, {"year": 2024, "holds_from": "T2 2024", "fil": sent, **terms}, follow=True)


def test_out_changed_seen_and_done(small: SmallBoard) -> None:
    client = log_in(small)
    assert f'href="{PAGE}?ar=2024"' in client.get(PAGE.removesuffix("plan/") + "?ar=2024").content.decode()
    book = take_out(client)
    assert book.sheetnames[:3] == ["läs först", "inställningar", "verksamheter"]
    assert [book[name].freeze_panes for name in book.sheetnames[1:]] == ["B2"] * len(book.sheetnames[1:])
    assert {str(rule.sqref) for rule in book["verksamheter"].data_validations.dataValidation} >= {"D2:D2001"}
    change_cell(book, "verksamheter", "ifo", "namn", "Barn och familj")
    asked = send(client, book)
    assert "Skriv vilket beslut som ändringen bygger på." in read_visible_text(asked.content.decode())
    address = asked.redirect_chain[-1][0]
    again = client.post(address, {"again": "1", "holds_from": "T2 2024", "decision": "SN § 40"}, follow=True)
    shown = read_visible_text(again.content.decode())
    assert "Barn och familj ändras rad 5 namn: Individ och familj → Barn och familj" in shown
    assert ServiceArea.objects.get(board=small.board, code="ifo").name == "Individ och familj"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    assert len(queries) <= MOST_QUERIES
    done = client.post(address, {"act": "apply"}, follow=True)
    assert "1 rad är inläst. Planen för 2024 är ändrad." in read_visible_text(done.content.decode())
    assert ServiceArea.objects.get(board=small.board, code="ifo").name == "Barn och familj"
    twice = client.post(address, {"act": "apply"})
    assert (twice.status_code, "redan inläst" in twice.content.decode()) == (422, True)
    assert "inläst" in client.get(f"{PAGE}?ar=2024").content.decode()


def test_errors_are_listed_and_nothing_can_be_done(small: SmallBoard) -> None:
    client = log_in(small)
    book = take_out(client)
    change_cell(book, "verksamheter", "ifo", "slag", "avdelning")
    shown = send(client, book).content.decode()
    assert "plan.xlsx, blad verksamheter, rad 5, kolumn slag" in read_visible_text(shown)
    assert 'value="apply"' not in shown
    file = PlanFile.objects.get()
    client.post(f"{PAGE}{file.public_id}/", {"act": "discard"})
    assert not PlanFile.objects.exists()
    for data in ({}, {"fil": SimpleUploadedFile("plan.docx", b"PK")}):
        assert client.post(PAGE, {"year": 2024, "holds_from": "T2 2024", **data}).status_code == 422


def test_rows_are_typed_for_one_sheet(small: SmallBoard) -> None:
    client = log_in(small)
    page = client.get(f"{PAGE}?ar=2024&blad=verksamheter").content.decode()
    assert ">\nnamn;överordnad;slag;från år\n</textarea>" in page
    rows = "namn;överordnad;slag\nHemtjänst söder;Hemtjänst;enhet\n"
    data = {"year": 2024, "holds_from": "T2 2024", "blad": "verksamheter", "rader": rows}
    client.post(PAGE, data)
    assert [change[:3] for change in list_changes(PlanFile.objects.get())] == [
        ("verksamheter", "ny", "Hemtjänst söder")
    ]


def test_an_empty_board_gets_examples_that_are_not_read(small: SmallBoard) -> None:
    made = set_up_board(by=None, code="9907", municipality="Tomby", board="Nämnden", email="tom@demo.example")
    client, page = Client(), "/rapportera/tomby/namnden/struktur/plan/"
    client.force_login(made.user)
    assert "Hämta en tom arbetsbok" in client.get(page).content.decode()
    structure = page.removesuffix("plan/")
    assert "Så börjar ni" in client.get(structure).content.decode()
    assert "Här finns inga rapporter än" in client.get("/rapportera/").content.decode()
    book = take_out(client, page)
    assert book["indikatorer"]["B2"].value == "Andel som är nöjda med sin hemtjänst"
    stream = io.BytesIO()
    book.save(stream)
    sent = {"year": 2024, "holds_from": "T1 2024", "fil": SimpleUploadedFile("plan.xlsx", stream.getvalue())}
    shown = client.post(page, sent, follow=True).content.decode()
    assert "Inget ändras." in shown
    assert "2 rader som börjar med parentes läses inte." in shown
    small_client = log_in(small)
    assert "Så börjar ni" not in small_client.get(PAGE.removesuffix("plan/")).content.decode()


def test_who_may(small: SmallBoard) -> None:
    administrator, controller = log_in(small), log_in(small, "controller")
    send(administrator, take_out(administrator))
    address = f"{PAGE}{PlanFile.objects.get().public_id}/"
    assert f'href="{PAGE}"' in controller.get("/rapportera/").content.decode()
    page = controller.get(PAGE)
    assert (page.status_code, 'type="file"' in page.content.decode()) == (200, False)
    assert take_out(controller).sheetnames
    assert send(controller, take_out(controller)).status_code == 404
    for role in ("controller", "reporter", "head", "stranger"):
        client = log_in(small, role)
        assert (client.get(address).status_code, client.post(address, {"act": "apply"}).status_code) == (404, 404)
    assert delete_old_plan_files(by=None, before=timezone.now()) == 1


@pytest.mark.browser
def test_the_pages_can_be_read_at_every_width(people: People, small: SmallBoard) -> None:
    book = download(small.board)
    change_cell(book, "verksamheter", "ifo", "namn", "Barn och familj")
    change_cell(book, "indikatorer", "arenden", "avslutas", 2023)
    book["kontroller"].delete_rows(2)
    address = f"{PAGE}{send_in(book, small['administrator'], small.board).public_id}/"
    page = people(small["administrator"]).new_page()
    for place in (f"{PAGE}?ar=2024&blad=indikatorer", address):
        page.goto(place)
        page.get_by_role(
            "heading", name="Eller skriv rader direkt" if place != address else "Att rätta i filen"
        ).wait_for()
        page.evaluate(OPEN_ALL)
        assert list_problems_in_both_themes(page) == []
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(SPILL) <= 0, (place, width)
