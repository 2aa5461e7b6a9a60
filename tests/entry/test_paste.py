"""Blocks from Excel: how they are cut up, and how each cell is read before anything is saved."""

import pytest

from apps.entry.blocks.preview import preview_block, split_block
from apps.entry.services import save_cell, save_cells
from apps.entry.shapes import CellInput
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round

KEY = "u:nojdhet:namnden:T"


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("1", [["1"]]),
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("1\t\n\t4", [["1", ""], ["", "4"]]),
        ('"två\nrader"\t"ett ""citat"""\n5', [["två\nrader", 'ett "citat"'], ["5"]]),
        ('"öppet citat\t2', [['"öppet citat', "2"]]),
        ('5" rör\t2', [['5" rör', "2"]]),
    ],
)
def test_what_excel_copies(text, cells):
    assert split_block(text) == cells


def test_every_cell_is_read_and_nothing_saved(small):
    preview = preview_block(
        round_=small.round,
        user=small["controller"],
        key=KEY,
        field="value",
        text="88,5 %\t91\n1.234\t\n\u22122 027,8\t*\n*\n1\n1",
    )
    read = {(c.row, c.column): (c.status, c.display_text) for c in preview.cells}
    assert read[0, 0] == ("ok", "88,5")
    assert read[0, 1] == ("ok", "91")
    assert read[1, 0][0] == "invalid"
    assert read[1, 1][0] == "unchanged"
    assert read[2, 0] == ("ok", "-2\u00a0027,8")
    assert read[2, 1][0] == "invalid"
    assert read[3, 0][0] == "invalid"
    assert read[4, 0][0] == "outside"
    assert "utanför" in preview.skipped
    assert not Outcome.objects.filter(year=2024, tertial=2).exists()
    assert all(cell.message for cell in preview.invalid_cells)


def test_a_preview_can_be_saved_as_it_is_and_tells_of_what_changed_since(small):
    preview = preview_block(round_=small.round, user=small["controller"], key=KEY, field="value", text="88\t90\n87\n86")
    save_cell(round_=small.round, key=KEY, field="value", raw="70", version=0, by=small["controller"])
    cells = [CellInput(c.key, c.field, c.raw, c.version) for c in preview.ready_cells]
    answers = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert [answer.status for answer in answers] == ["stale", "saved", "saved", "saved"]


def test_locked_and_strange_cells_are_shown(small):
    preview = preview_block(round_=small.round, user=small["head"], key=KEY, field="value", text="88")
    assert (preview.cells[0].status, bool(preview.cells[0].message)) == ("locked", True)
    for key, field in (("c:staff:namnden", "text"), ("x", "y"), (KEY, "nej"), ("u:ingen:namnden:T", "value")):
        preview = preview_block(round_=small.round, user=small["controller"], key=key, field=field, text="1\t2")
        assert preview.skipped
        assert not preview.cells
    assert preview_block(
        round_=small.round, user=small["controller"], key=KEY, field="value", text="1\t" * 6000
    ).skipped.startswith("Blocket är för stort")


def test_forty_by_three_from_kalmar(db, cast):
    """A block as in Kalmar's own table: no-break spaces, U+2212, a star; two wrong, which stay as they were typed."""
    last = Round.objects.get(board__municipality__name="Kalmar")
    board = Board.objects.select_related("municipality").get(pk=last.board_id)
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    controller = cast["controller"]
    first = load_outcome_sheet(round_, controller).sections[0].rows[0]
    lines = [["1\u00a0234", "\u221215", "*"] for _ in range(40)]
    lines[3][0], lines[7][1] = "1.234", "många"
    text = "\n".join("\t".join(line) for line in lines)
    preview = preview_block(round_=round_, user=controller, key=first.key, field="value", text=text)
    assert (preview.rows, preview.columns, len(preview.cells)) == (40, 3, 120)
    cells = [CellInput(c.key, c.field, c.raw, c.version) for c in preview.cells if c.status in ("ok", "invalid")]
    answers = save_cells(round_=round_, cells=cells, by=controller)
    shown = {
        (cell.key, cell.field): cell
        for section in load_outcome_sheet(round_, controller).sections
        for row in section.rows
        for cell in row.cells
    }
    assert {a.status for a in answers} == {"saved", "invalid"}
    for answer in answers:
        cell = shown[answer.key, answer.field]
        assert cell.text == (answer.raw if answer.status == "invalid" else answer.text)


def test_rows_that_a_filter_hides_are_passed_over(small):
    shown = ["u:nojdhet:namnden:T", "u:nojdhet:namnden:M"]
    where = {"round_": small.round, "user": small["controller"], "key": shown[0], "field": "value"}
    assert [cell.key for cell in preview_block(**where, text="1\n2", visible_keys=shown).cells] == shown
    assert [cell.key for cell in preview_block(**where, text="1\n2").cells] == [shown[0], "u:nojdhet:namnden:K"]


def preview_of(small, text, key=KEY, field="value", **more):
    return preview_block(round_=small.round, user=small["controller"], key=key, field=field, text=text, **more)


@pytest.mark.parametrize(
    ("words", "reason"),
    [("ej mätt", "not_measured"), ("Ej publicerat", "not_published"), ("ej rapporterat", "not_reported")],
)
def test_a_reason_in_the_column_of_values_is_read_as_one_and_written(small, words, reason):
    """As the columns of earlier values show them, so they are copied with those."""
    cell = preview_of(small, words).cells[0]
    assert (cell.status, cell.display_text) == ("ok", f"saknas, {words.lower()}")
    save_cells(
        round_=small.round,
        cells=[CellInput(cell.key, cell.field, cell.raw, cell.version)],
        by=small["controller"],
    )
    assert Outcome.objects.get(year=2024, tertial=2).missing == reason
    again = preview_of(small, f"{words}\n88").cells
    assert (again[0].status, again[0].before) == ("unchanged", f"saknas, {words.lower()}")


def test_what_a_cell_would_change_is_compared_not_what_it_shows(small):
    """A preview says ”som förut” of exactly those cells that a save leaves alone."""
    for before, typed in (
        ("ej mätt", "88"), ("88", "ej mätt"), ("50", "1/2"), ("1/2", "1/2"), ("1/2", "2/4"), ("ej mätt", "*"),
        ("ej mätt", "sekretess"), ("88", "88,0"),
    ):  # fmt: skip
        row = Outcome.objects.filter(year=2024, tertial=2).first()
        save_cell(round_=small.round, key=KEY, field="value", raw=before, version=row.version if row else 0,
                  by=small["controller"])  # fmt: skip
        cell = preview_of(small, typed).cells[0]
        answer = save_cell(
            round_=small.round, key=KEY, field="value", raw=typed, version=cell.version, by=small["controller"]
        )
        assert (cell.status, answer.status.value) in {("ok", "saved"), ("unchanged", "unchanged")}, (before, typed)


def test_a_choice_is_shown_in_words(small):
    read = [
        preview_of(small, f"ej tillämpligt{row}", field="missing").cells[0].display_text for row in ("", "\nsekretess")
    ]
    assert read == ["ej tillämpligt", "ej tillämpligt"]
    saved = preview_of(small, "not_published", field="missing").cells[0]
    assert saved.display_text == "ej publicerat"


def test_a_block_fills_the_columns_that_the_sheet_shows(small):
    """The columns as on the screen: the variances are computed, and no footnote is offered."""
    key = "d:hemtjanst-norr:revenue"
    preview = preview_of(
        small, "1 000\t420\t400\t1 100\t-20\t100\n9 000\t3 000\t3 000\t9 000\t0\t0", key=key, field="budget"
    )
    assert [cell.field for cell in preview.cells if cell.status in ("ok", "unchanged", "invalid")] == [
        "budget", "period_budget", "actual", "forecast", "budget", "period_budget", "actual", "forecast",
    ]  # fmt: skip
    assert preview.skipped == (
        "Kolumnen Avvikelse hittills räknas ut och tas inte med. Kolumnen Avvikelse helår räknas ut och tas inte med."
    )
    assert preview.cells[0].label == "Intäkter, Hemtjänst norr, budget"
    wide = preview_of(small, "88\t90\t\tfotnot?")
    assert [cell.status for cell in wide.cells] == ["ok", "ok", "unchanged", "outside"]
    assert wide.cells[0].label == "Nöjda, utfall"
