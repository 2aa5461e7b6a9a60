"""The order of a sheet's rows by its address: under their headings, sums last, what is empty last."""

import pytest

from apps.entry.services import save_cell
from apps.entry.shapes import CellStatus, EntrySheet, InputKind, SheetCell, SheetColumn, SheetRow, SheetSection
from apps.entry.sheets.money import load_money_sheet
from apps.web.reporting.sheet.presenter import SheetView, build_sheet_view
from apps.web.reporting.sheet.row_order import RowOrder, parse_row_order, sort_rows
from tests.small_board import SmallBoard, make_small_board


def build_row(name: str, text: str, *, is_total: bool = False) -> SheetRow:
    cell = SheetCell(name, "actual", "Utfall", InputKind.NUMBER, text, text, 0, CellStatus.OK, not is_total)
    return SheetRow(name, name, "a", "A", (cell,), is_total=is_total, is_sum=is_total)


def build_sheet(*sections: tuple[str, list[SheetRow]]) -> EntrySheet:
    columns = (SheetColumn("actual", "Utfall", InputKind.NUMBER),)
    return EntrySheet(
        "money", "Drift", columns, tuple(SheetSection(title, title, tuple(rows)) for title, rows in sections)
    )


def list_labels(sheet: EntrySheet) -> list[str]:
    return [row.label for section in sheet.sections for row in section.rows]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", ["b", "a", "summa", "d", "c"]),
        ("actual", ["c", "d", "a", "b", "summa"]),
        ("-actual", ["b", "a", "summa", "c", "d"]),
        ("namn", ["c", "d", "a", "b", "summa"]),
        ("kvar", ["d", "c", "b", "a", "summa"]),
        ("finns-inte", ["b", "a", "summa", "d", "c"]),
    ],
)
def test_rows_stay_under_their_heading_with_the_sum_last(code: str, expected: list[str]) -> None:
    money = [build_row("b", "1 200"), build_row("a", "900,5"), build_row("summa", "2 100,5", is_total=True)]
    sheet = build_sheet(("Örnen", money), ("Ärlan", [build_row("d", ""), build_row("c", "−20")]))
    assert list_labels(sort_rows(sheet, parse_row_order(code, sheet))) == expected


@pytest.mark.parametrize(
    "texts",
    [["(743)", "−12", "3", "1 000"], ["1/4", "3/4 75 %", "2"], ["5", "ej publicerat", ""], ["−1,5", "–1", "0"]],
)
def test_what_is_shown_is_ordered_as_what_it_says(texts: list[str]) -> None:
    sheet = build_sheet(("A", [build_row(text, text) for text in reversed(texts)]))
    assert list_labels(sort_rows(sheet, RowOrder("actual"))) == texts


def test_what_is_empty_is_last_both_ways() -> None:
    sheet = build_sheet(("A", [build_row("tom", ""), build_row("2", "2"), build_row("1", "1")]))
    assert list_labels(sort_rows(sheet, RowOrder("actual"))) == ["1", "2", "tom"]
    assert list_labels(sort_rows(sheet, RowOrder("actual", descending=True))) == ["2", "1", "tom"]


@pytest.fixture
def small(db: None) -> SmallBoard:
    return make_small_board()


def draw(small: SmallBoard, order: str) -> SheetView:
    return build_sheet_view(load_money_sheet(small.round, small["controller"]), "T2 2024", "tomma", 0, {}, order)


def test_a_heading_leads_to_its_order_then_the_other_way_then_back(small: SmallBoard) -> None:
    for key, raw in (("d:ifo:staff", "9"), ("d:hemtjanst-norr:staff", "7")):
        save_cell(round_=small.round, key=key, field="actual", raw=raw, version=0, by=small["controller"])
    links = {}
    for order in ("", "-actual", "actual"):
        drawn = draw(small, order)
        link = next(head.order for head in drawn.heads if head.field == "actual")
        links[order] = (link.url.partition("ordning=")[2], link.aria_sort)
        assert "visa=tomma" in link.url
        assert all(("ordning" in one.url) == bool(order) for one in drawn.filters)
    assert links == {"": ("-actual", ""), "-actual": ("actual", "descending"), "actual": ("", "ascending")}
    titles = [section.title for section in draw(small, "-actual").sections]
    assert titles.index("Individ och familj") < titles.index("Hemtjänst norr")


def test_a_variance_begins_with_the_largest_deficit(small: SmallBoard) -> None:
    link = next(head.order for head in draw(small, "").heads if head.field == "variance")
    assert link.url.endswith("ordning=variance")
