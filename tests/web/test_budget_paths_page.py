"""The budget's way through the year and the line of forecasts, as readers see them."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.budget.services import (
    BudgetChangeRow,
    InterimForecastRow,
    OperatingRow,
    save_budget_changes,
    save_interim_forecasts,
    save_operating_lines,
)
from tests.small_board import SmallBoard

PAGE = "/lillkoping/socialnamnden/2024/t2/ekonomi/"


def read(small: SmallBoard, page: str = PAGE) -> str:
    client = Client()
    client.force_login(small["controller"])
    answer = client.get(page)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def save_change(small: SmallBoard, area: str, kind: str, amount: int, **more: Any) -> None:
    row: dict[str, Any] = {"year": 2024, "tertial": 2, "date": date(2024, 6, 10), "decision": "KF § 40", **more}
    change = BudgetChangeRow(service_area_id=small.areas[area], kind=kind, amount=amount * 1_000, **row)
    save_budget_changes(by=None, board=small.board, rows=[change])


def save_original(small: SmallBoard, area: str, amount: int, day: date = date(2023, 11, 20)) -> None:
    save_change(small, area, "original", amount, date=day, tertial=1, decision="KF § 1")


def find_section(text: str, name: str) -> str:
    start = text.index(f'aria-labelledby="{name}"')
    return text[start : text.index("</section>", start)]


def list_rows(section: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", section)
    cells = [re.findall(r"<(?:th|td)[^>]*>(.*?)</(?:th|td)>", row) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_a_report_without_steps_says_nothing_of_them(small: SmallBoard) -> None:
    text = read(small)
    for name in ("budgetens-vag", "arets-prognoser", "Budgeten ändrad"):
        assert name not in text


def test_the_way_of_a_budget_is_a_table_with_its_sum(small: SmallBoard) -> None:
    save_original(small, "ifo", 8_500)
    save_change(small, "ifo", "supplementary", -500, note="Färre ärenden.")
    section = find_section(read(small), "budgetens-vag")
    assert list_rows(section) == [
        ["Datum", "Slag", "Beslut", "Belopp tkr"],
        ["20 november 2023", "Ursprunglig budget", "KF § 1", "8 500"],
        ["10 juni 2024", "Tilläggsanslag", "KF § 40 Färre ärenden.", "-500"],
        ["Summa", "8 000"],
        ["Beslutad budget", "8 000"],
    ]
    assert "skiljer sig" not in section


def test_page_shows_what_does_not_add_up(small: SmallBoard) -> None:
    save_original(small, "ifo", 8_500)
    section = find_section(read(small), "budgetens-vag")
    assert "Den beslutade budgeten skiljer sig från summan med -500 tkr, som ingen ändring förklarar." in section


def test_changes_without_their_original_budget_are_no_sum(small: SmallBoard) -> None:
    save_change(small, "ifo", "state_grant", 100)
    section = find_section(read(small), "budgetens-vag")
    assert "Rapporten säger inte vad den ursprungliga budgeten var" in section
    assert "Summa" not in section


def test_whole_board_comes_first_and_is_marked_as_a_sum(small: SmallBoard) -> None:
    for area, amount, moved in (("hemtjanst", 8_000, 300), ("ifo", 8_300, -300)):
        save_original(small, area, amount)
        save_change(small, area, "reallocation", moved, decision="SN § 4")
    section = find_section(read(small), "budgetens-vag")
    whole, *areas = section.split("<details")
    assert "Summerad av verksamheterna under." in whole
    assert ["Summa", "16 300"] in list_rows(whole)
    assert "Omfördelning" not in whole  # what one area gives the other
    assert [re.sub(r"<[^>]+>", "", one.partition("</summary>")[0]).split(">", 1)[1].split() for one in areas] == [
        ["Hemtjänst", "från", "8", "000", "till", "8", "300", "tkr,", "en", "ändring", "stämmer", "inte"],
        ["Individ", "och", "familj", "från", "8", "300", "till", "8", "000", "tkr,", "en", "ändring"],
    ]


def test_budgets_that_are_as_they_were_share_a_line(small: SmallBoard) -> None:
    for area, amount, moved in (("hemtjanst", 8_000, 0), ("ifo", 7_700, 300)):
        save_original(small, area, amount)
        if moved:
            save_change(small, area, "supplementary", moved)
    whole, *areas = find_section(read(small), "budgetens-vag").split("<details")
    assert "Socialnämnden" in whole
    assert [re.sub(r"<[^>]+>", "", one.partition("</summary>")[0]).split(">", 1)[1].split()[:2] for one in areas] == [
        ["Individ", "och"],
        ["Oförändrad", "budget"],
    ]
    assert ["Beslutad budget", "8 000"] in list_rows(areas[1])


def test_areas_that_were_decided_on_different_days_are_summed_without_a_day(small: SmallBoard) -> None:
    save_original(small, "hemtjanst", 8_000)
    save_original(small, "ifo", 8_000, date(2023, 12, 4))
    whole = find_section(read(small), "budgetens-vag").split("<details")[0]
    assert ["–", "Ursprunglig budget", "16 000"] in list_rows(whole)


@pytest.mark.parametrize("page", [PAGE, PAGE.removesuffix("ekonomi/")])
def test_a_budget_that_changed_says_so_at_its_row(small: SmallBoard, page: str) -> None:
    line = {"service_area_id": small.areas["ifo"], "year": 2024, "tertial": 2, "actual": 1_000, "forecast": 9_000_000}
    save_operating_lines(by=None, board=small.board, rows=[OperatingRow(**line, cost_type="staff", budget=8_500_000)])
    told = "Budgeten ändrad sedan T1, från 8 000 till 7 500 tkr"
    assert f"{told}</span>" in read(small, page)
    save_change(small, "ifo", "supplementary", -500)
    assert f"{told} (KF § 40)</span>" in read(small, page)


def test_forecasts_between_the_reports_stand_in_order(small: SmallBoard) -> None:
    home = small.areas["ifo"]
    rows = [
        InterimForecastRow(service_area_id=home, date=date(2024, 6, 30), forecast=8_200_500, note="Preliminär."),
        InterimForecastRow(service_area_id=home, date=date(2024, 3, 31), forecast=7_900_000),
    ]
    save_interim_forecasts(by=None, board=small.board, rows=rows)
    section = find_section(read(small), "arets-prognoser")
    assert list_rows(section) == [
        ["Datum", "Uppgift", "Nettokostnad, helår tkr"],
        ["31 mars 2024", "Prognos mellan rapporterna", "7 900"],
        ["30 april 2024", "Prognos T1", "8 000"],
        ["30 juni 2024", "Prognos mellan rapporterna Preliminär.", "8 200,5"],
    ]
