"""A filled figure on the pages: marked on its sheet and its row, confirmed without script, asked about at hand-over."""

import pytest
from django.test import Client

from apps.entry.filled_cells.selectors import load_fill_notes
from tests.entry.test_filled_cells import MONEY, OUTCOME, fill
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text
from tests.web.reporting.test_sheet_contract import address


@pytest.fixture
def controller(small: SmallBoard) -> Client:
    client = Client()
    client.force_login(small["controller"])
    return client


def test_the_sheet_and_the_row_tell_what_nobody_has_looked_at(small: SmallBoard, controller: Client) -> None:
    fill(small, OUTCOME, "value", "80")
    text = read_visible_text(controller.get(address(small, "reporting_outcomes")).content)
    assert "1 ur källor som ingen har granskat" in text
    assert text.count("◇ inte granskat") == 1
    row = read_visible_text(controller.get(address(small, "reporting_row"), {"cell": OUTCOME}).content)
    assert "ifyllt ur personal.csv" in row


def test_the_row_is_confirmed_as_it_was_seen(small: SmallBoard, controller: Client) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    body = {"seen": f"{MONEY} {version}", "unit": "tkr", "confirm": MONEY, "back": "/rapportera/"}
    fill(small, MONEY, "actual", "1 235")
    page = controller.post(address(small, "reporting_save"), body, follow=True)
    assert "sedan du såg värdet" in page.content.decode()
    assert not load_fill_notes(small.round)[MONEY, "actual"].is_confirmed


def test_the_page_of_a_row_confirms_it(small: SmallBoard, controller: Client) -> None:
    fill(small, MONEY, "actual", "1 234")
    page = controller.get(address(small, "reporting_row"), {"cell": MONEY})
    assert "Det ifyllda stämmer" in page.content.decode()
    seen = page.context["seen"]
    typed = {f"{MONEY}|{cell.column}": cell.text for cell in page.context["fields"]}
    body = {**typed, "seen": seen, "unit": "tkr", "confirm": MONEY, "back": "/rapportera/"}
    answer = controller.post(address(small, "reporting_save"), body, follow=True)
    assert "Raden är granskad." in answer.content.decode()
    assert load_fill_notes(small.round)[MONEY, "actual"].confirmed_by == small["controller"].pk


def test_hand_over_asks_about_it_and_may_go_on(small: SmallBoard, controller: Client) -> None:
    fill(small, MONEY, "actual", "1 234")
    text = read_visible_text(controller.get(address(small, "reporting_asking")).content)
    assert "1 svar har ingen granskat" in text
    assert "Lämna in ändå" in text
