"""Blocks pasted with the names of their rows and columns: any order, and what fits no row or several is asked about."""

from typing import Any

import pytest

from apps.entry.blocks.preview import preview_block
from apps.entry.blocks.shapes import BlockPreview
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.entry.sheets.money import load_money_sheet
from tests.small_board import SmallBoard

START = {"key": "d:ifo:revenue", "field": "budget"}


def read(small: SmallBoard, text: str, **more: Any) -> BlockPreview:
    return preview_block(round_=small.round, user=small["controller"], text=text, **{**START, **more})


def taken(preview: BlockPreview) -> dict[tuple[str, str], str]:
    return {(cell.key, cell.field): cell.display_text for cell in preview.cells if cell.status in ("ok", "unchanged")}


@pytest.mark.parametrize(
    "text",
    [
        "Individ och familj\tPersonal\t10\t20\nHemtjänst norr\tPersonal\t30\t40",
        "Hemtjänst norr\tPersonal\t30\t40\nIndivid och familj\tPersonal\t10\t20",
        "Verksamhet\tSlag\tUtfall\tBudget\nHEMTJÄNST NORR\tpersonal:\t40\t30\nIndivid  och familj\tPersonal\t20\t10",
        "\tBudget T2 2024\tAvvikelse\tUtfall T2 2024 tkr\n"
        "Individ och familj\t\t\t\n"
        "Personal\t10\t1\t20\nHemtjänst norr\t\t\t\nPersonal\t30\t2\t40",
        "Område\tSlag\tBudget (kr)\tUtfall\nifo\tPersonal\t10 000\t20\nhemtjanst-norr\tPersonal\t30 000\t40",
    ],
    ids=["as the sheet", "turned", "by headings", "under headings", "codes and another unit"],
)
def test_any_order_gives_the_same_cells(small: SmallBoard, text: str) -> None:
    field = {"field": "budget"}
    if not text.startswith(("Verksamhet", "\t", "Område")):
        text = "Rubrik\tRad\tBudget\tUtfall\n" + text
    preview = read(small, text, **field)
    assert preview.unplaced == ()
    assert {key: value.replace("\u00a0kr", "") for key, value in taken(preview).items()} == {
        ("d:ifo:staff", "budget"): "10",
        ("d:ifo:staff", "actual"): "20",
        ("d:hemtjanst-norr:staff", "budget"): "30",
        ("d:hemtjanst-norr:staff", "actual"): "40",
    }


def test_without_headings_the_values_begin_where_the_writer_stands(small: SmallBoard) -> None:
    preview = read(small, "Individ och familj\tPersonal\t10\nIndivid och familj\tIntäkter\t5", field="actual")
    assert taken(preview) == {("d:ifo:staff", "actual"): "10", ("d:ifo:revenue", "actual"): "5"}


def test_a_name_of_several_rows_or_of_none_is_asked_about(small: SmallBoard) -> None:
    text = "Rad\tSlag\tUtfall\nPersonal\t\t10\nHemtjänst syd\tPersonal\t20\nIndivid och familj\tPersonal\t5"
    preview = read(small, text)
    assert taken(preview) == {("d:ifo:staff", "actual"): "5"}
    assert [(one.line, one.text) for one in preview.unplaced] == [(1, "Personal"), (2, "Hemtjänst syd, Personal")]
    assert [one.message for one in preview.unplaced] == ["Flera rader heter så.", "Ingen rad heter så."]
    keys = [[choice.key for choice in one.choices] for one in preview.unplaced]
    assert "d:hemtjanst-norr:staff" in keys[0]
    assert "d:hemtjanst-norr:staff" in keys[1]
    chosen = read(small, text, chosen_rows={1: "", 2: "d:hemtjanst-norr:staff"})
    assert chosen.unplaced == ()
    assert taken(chosen) == {("d:ifo:staff", "actual"): "5", ("d:hemtjanst-norr:staff", "actual"): "20"}


def test_a_row_that_stands_twice_is_asked_about_both_times(small: SmallBoard) -> None:
    text = "Slag\tOmråde\tUtfall\nPersonal\tIndivid och familj\t1\nPersonal\tIndivid och familj\t2"
    preview = read(small, text)
    assert taken(preview) == {}
    assert [one.message for one in preview.unplaced] == ["Raden står två gånger i det du klistrar in."] * 2


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Utfall 2023", "gäller inte T2 2024"),
        ("Utfall T1 2024", "gäller inte T2 2024"),
        ("Kommentar", "finns inte här"),
        ("Utfall T2 2024 (mkr) prel", "finns inte här"),
        ("Budget", "Två kolumner heter Budget"),
    ],
)
def test_a_column_that_is_not_this_ones_is_never_taken(small: SmallBoard, heading: str, why: str) -> None:
    preview = read(small, f"Område\tSlag\tBudget\t{heading}\nIndivid och familj\tPersonal\t10\t20")
    assert why in preview.skipped
    assert ("d:ifo:staff", "actual") not in taken(preview)


def test_what_is_copied_out_of_the_sheet_goes_in_again(small: SmallBoard) -> None:
    """Names, headings and figures as the sheet's own copy has them, in turned order."""
    sheet = load_money_sheet(small.round, small["controller"], unit="tkr")
    lines = [
        "\t".join([section.title, row.label, "", str(number)])
        for number, (section, row) in enumerate((s, r) for s in sheet.sections for r in s.rows if not r.is_total)
    ]
    text = "\r\n".join(["Rubrik\tVerksamhet\tGäller\tUtfall T2 2024 tkr", *reversed(lines)])
    preview = read(small, text)
    assert preview.unplaced == ()
    keys = [row.key for section in sheet.sections for row in section.rows if not row.is_total]
    assert taken(preview) == {(key, "actual"): str(number) for number, key in enumerate(keys)}


def test_texts_that_are_no_names_are_read_as_before(small: SmallBoard) -> None:
    preview = read(small, "tolv\t20")
    assert preview.unplaced == ()
    assert {cell.key for cell in preview.cells} == {"d:ifo:revenue"}
    assert [cell.status for cell in preview.cells] == ["invalid", "ok"]


def test_a_calculation_is_saved_as_what_it_comes_to(small: SmallBoard) -> None:
    cells = [
        CellInput("d:ifo:staff", "actual", "=1200+350", 0),
        CellInput("d:ifo:staff", "forecast", "=1000/3", 0),
        CellInput("u:arenden:namnden:T", "value", "=(12-2)*4", 0),
        CellInput("d:ifo:revenue", "actual", "=1+", 0),
    ]
    answers = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert [(one.status, one.text) for one in answers] == [
        ("saved", "1\u00a0550"), ("saved", "333,333"), ("saved", "40"), ("invalid", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("raw", ["(743)", "743-", "-743", "=700+43", "743 000", "1 234,-"])
def test_the_unit_of_a_heading_is_never_lost(small: SmallBoard, raw: str) -> None:
    """However an amount in kronor is written, it is not read as so many thousands."""
    preview = read(small, f"Område\tSlag\tUtfall kr\nIndivid och familj\tPersonal\t{raw}")
    (cell,) = preview.cells
    assert cell.raw == f"{raw} kr"
    assert cell.status == "invalid" or cell.display_text.replace("\u00a0", " ") in {"-0,743", "743", "1,234"}
