"""A filled figure on the pages: marked on its sheet and its row, confirmed without script, asked about at hand-over."""

import json
from typing import Any

import pytest
from django.test import Client

from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.services import save_cell
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
    page = controller.get(address(small, "reporting_outcomes")).content
    text = read_visible_text(page.partition(b"<template")[0])  # what the script copies is not shown
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


STAFF, OTHER = "d:hemtjanst-norr:staff", "d:hemtjanst-norr:other"


def test_the_form_takes_a_yes_back(small: SmallBoard, controller: Client) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    body = {"seen": f"{MONEY} {version}", "unit": "tkr", "confirm": MONEY, "back": "/rapportera/"}
    controller.post(address(small, "reporting_save"), body)
    assert load_fill_notes(small.round)[MONEY, "actual"].is_confirmed
    for name in ("reporting_row", "reporting_money"):
        page = controller.get(address(small, name), {"cell": MONEY}).content.decode().partition("<template")[0]
        assert 'name="reopen"' in page
    del body["confirm"]
    answer = controller.post(address(small, "reporting_save"), {**body, "reopen": MONEY})
    assert answer.status_code == 302
    assert not load_fill_notes(small.round)[MONEY, "actual"].is_confirmed


def read_rows(page: Any) -> set[str]:
    return {row.key for section in page.context["sheet"].sections for row in section.rows if not row.hidden}


def test_a_section_is_confirmed_at_once_as_it_was_seen(small: SmallBoard, controller: Client) -> None:
    fill(small, STAFF, "actual", "1 234")
    fill(small, OTHER, "actual", "88")
    page = controller.get(address(small, "reporting_money"))
    (section,) = [one for one in page.context["sheet"].sections if one.has_more_to_confirm]
    assert section.keys_to_confirm.split() == [STAFF, OTHER]
    fill(small, OTHER, "actual", "89")
    typed = {cell.name: cell.text for cell in page.context["sheet"].cells}
    body = {**typed, "seen": page.context["seen"], "unit": "tkr", "confirm": section.keys_to_confirm}
    answer = controller.post(address(small, "reporting_save"), {**body, "back": "/rapportera/"}, follow=True)
    assert "Raden är granskad." in answer.content.decode()
    assert "sedan du såg värdet" in answer.content.decode()
    notes = load_fill_notes(small.round)
    assert [notes[key, "actual"].is_confirmed for key in (STAFF, OTHER)] == [True, False]


def test_the_script_says_yes_row_by_row(small: SmallBoard, controller: Client) -> None:
    seen = [{"key": STAFF, "version": fill(small, STAFF, "actual", "1 234")}, {"key": OTHER, "version": 0}]
    fill(small, OTHER, "actual", "88")
    answer = controller.post(
        address(small, "reporting_confirm"), json.dumps({"rows": seen}), content_type="application/json"
    ).json()["answers"]
    assert [(one["key"], one["status"], one["filled"]["fields"]) for one in answer] == [
        (STAFF, "saved", []),
        (OTHER, "stale", ["actual"]),
    ]


@pytest.mark.parametrize("role", ["politician", "registrar", "head", "administrator"])
def test_who_may_not_write_gets_no_button(small: SmallBoard, role: str) -> None:
    version = fill(small, STAFF, "actual", "1 234")
    client = Client()
    client.force_login(small[role])
    page = client.get(address(small, "reporting_money"))
    assert b'name="confirm"' not in page.content.partition(b"<template")[0]
    body = json.dumps({"rows": [{"key": STAFF, "version": version}]})
    client.post(address(small, "reporting_confirm"), body, content_type="application/json")
    assert not load_fill_notes(small.round)[STAFF, "actual"].is_confirmed


def test_enter_in_a_cell_without_script_says_yes_to_nothing(small: SmallBoard, controller: Client) -> None:
    """The first button of a form is what Enter presses."""
    fill(small, STAFF, "actual", "1 234")
    page = controller.get(address(small, "reporting_money")).content.decode()
    form = page[page.index('id="blad"') :]
    assert 'name="confirm"' not in form[: form.index("</button>")]
    assert 'name="confirm"' in form


@pytest.mark.parametrize(
    ("shown", "rows"), [("ogranskade", {STAFF}), ("skiljer", {OTHER}), ("tomma", set())], ids=lambda one: str(one)
)
def test_rows_are_chosen_by_what_a_source_said(
    small: SmallBoard, controller: Client, shown: str, rows: set[str]
) -> None:
    fill(small, STAFF, "actual", "1 234")
    version = fill(small, OTHER, "actual", "88")
    by = small["controller"]
    save_cell(round_=small.round, key=OTHER, field="actual", raw="90", version=version, by=by)
    page = controller.get(address(small, "reporting_money"), {"visa": shown})
    found = read_rows(page)
    if rows:
        assert found == rows
    assert not {STAFF, OTHER} & found - rows
    counts = {one.code: one.count for one in page.context["sheet"].filters}
    assert (counts["ogranskade"], counts["skiljer"], counts[shown]) == (1, 1, len(found))


def test_nothing_is_offered_where_no_source_has_filled_in(small: SmallBoard, controller: Client) -> None:
    page = controller.get(address(small, "reporting_money"))
    assert [one.code for one in page.context["sheet"].filters] == ["", "tomma", "varning"]
    assert "ur källor" not in page.content.decode()


def test_hand_over_asks_about_it_and_may_go_on(small: SmallBoard, controller: Client) -> None:
    fill(small, MONEY, "actual", "1 234")
    text = read_visible_text(controller.get(address(small, "reporting_asking")).content)
    assert "1 svar har ingen granskat" in text
    assert "Lämna in ändå" in text
