"""The sheets: what they ask for, what they hold it against, and who may write where."""

import pytest

from apps import planning
from apps.entry.services import save_cell
from apps.entry.shapes import CellStatus, EntrySheet
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.entry.sheets.texts import load_text_forms
from apps.goals.models import Goal
from apps.organisation.models import Board
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round


def cells(grid: EntrySheet) -> dict:
    return {(cell.key, cell.field): cell for s in grid.sections for row in s.rows for cell in row.cells}


def rows(grid: EntrySheet) -> dict:
    return {row.key: row for section in grid.sections for row in section.rows}


def test_outcomes_stand_beside_target_and_earlier_values(small):
    grid = load_outcome_sheet(small.round, small["controller"])
    row = rows(grid)["u:nojdhet:namnden:T"]
    assert (row.target, row.last_tertial["value"], row.same_last_year["value"]) == ("minst 90\u00a0%", "86", "88")
    assert [section.title for section in grid.sections] == ["Nöjda brukare", "Nyckeltal: volymer"]
    assert {"u:nojdhet:namnden:K", "u:nojdhet:namnden:M"} <= set(rows(grid))


def test_the_sheet_has_the_goals_in_the_reports_order_and_key_figures_last(small):
    who = {"by": small["administrator"], "board": small.board}
    first = Goal.objects.get(board=small.board)
    alone = planning.add_goal(**who, name="Friska medarbetare", level="board")
    below = planning.add_goal(**who, name="Nöjda anhöriga", level="board", parent=first)
    for goal in (alone, below):
        plain = {"unit": "%", "decimals": 0, "direction": "higher", "accumulation": "rate"}
        planning.add_indicator(**who, name=f"Enkät: {goal.name}", goal=goal, **plain)
    grid = load_outcome_sheet(small.round, small["controller"])
    assert [section.title for section in grid.sections] == [
        "Nöjda brukare", "Nöjda anhöriga", "Friska medarbetare", "Nyckeltal: volymer",
    ]  # fmt: skip


def test_what_was_typed_is_shown_to_its_writer(small):
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="1.234", version=0, by=small["controller"]
    )
    cell = cells(load_outcome_sheet(small.round, small["controller"]))["u:nojdhet:namnden:T", "value"]
    assert (cell.text, cell.stored, cell.status) == ("1.234", "", CellStatus.INVALID)
    assert cell.message
    other = cells(load_outcome_sheet(small.round, small["head"]))["u:nojdhet:namnden:T", "value"]
    assert (other.text, other.status, other.editable) == ("", CellStatus.LOCKED, False)


def test_a_saved_value_is_shown_with_version_light_and_warnings(small):
    answer = save_cell(
        round_=small.round, key="u:arenden:namnden:T", field="value", raw="100", version=0, by=small["controller"]
    )
    cell = cells(load_outcome_sheet(small.round, small["controller"]))["u:arenden:namnden:T", "value"]
    assert (cell.text, cell.version, cell.status) == ("100", answer.version, CellStatus.WARNED)
    assert cell.warnings == answer.warnings


@pytest.mark.parametrize("slug", ["harryda", "herrljunga", "kalmar", "kungsbacka"])
def test_a_save_and_the_sheet_say_the_same_of_a_cell(cast, slug):
    """A save reads less than the sheet; what it tells of light and oddities must not differ for that."""
    round_ = Round.objects.select_related("board__municipality").get(board__municipality__slug=slug, state="adopted")
    Round.objects.filter(pk=round_.pk).update(state=RoundState.OPEN)
    round_.state = RoundState.OPEN
    by = cast["controller"]
    before = list(rows(load_outcome_sheet(round_, by)).values())
    chosen = before[:: len(before) // 25 + 1]
    told = {}
    for number, row in enumerate(chosen):
        version = row.cells[0].version
        raw = ("0", "57", "1500,5")[number % 3]
        told[row.key] = save_cell(round_=round_, key=row.key, field="value", raw=raw, version=version, by=by)
    after = cells(load_outcome_sheet(round_, by))
    assert {answer.status for answer in told.values()} <= {"saved", "unchanged"}
    assert any(answer.light or answer.warnings for answer in told.values())
    for key, answer in told.items():
        cell = after[key, "value"]
        assert (answer.text, answer.light, answer.warnings) == (cell.text, cell.light, cell.warnings), key


def test_money_has_a_row_per_cost_type_and_computed_totals(small):
    grid = load_money_sheet(small.round, small["controller"])
    labels = ["Intäkter", "Personal", "Lokaler", "Kapital", "Övrigt", "Kostnader", "Netto"]
    assert [row.label for row in grid.sections[2].rows] == labels
    assert [row.label for row in grid.sections[2].rows if row.is_expected] == [
        "Intäkter",
        "Personal",
    ]  # as last tertial
    assert rows(grid)["d:hemtjanst-norr:staff"].last_tertial["actual"] == "3\u00a0000"
    assert rows(grid)["d:hemtjanst:net"].is_total
    assert not cells(grid)["d:hemtjanst:net", "forecast"].editable


def test_a_reporter_sees_own_areas(small):
    grid = load_money_sheet(small.round, small["reporter"])
    assert {section.code for section in grid.sections} == {"hemtjanst", "hemtjanst-norr"}
    assert all(
        row.area.startswith("hemtjanst") for row in rows(load_outcome_sheet(small.round, small["reporter"])).values()
    )
    forms = [form for section in load_text_forms(small.round, small["reporter"]).sections for form in section.forms]
    assert {form.key for form in forms} >= {"b:g:nojda:hemtjanst", "c:staff:hemtjanst"}
    assert {form.area for form in forms} <= {"hemtjanst", "hemtjanst-norr"}


def test_the_other_sheets(small):
    assert set(rows(load_control_sheet(small.round, small["controller"]))) == {"k:bemanning:schema"}
    assert set(rows(load_investment_sheet(small.round, small["controller"]))) == {"i:larm:net"}


def test_a_rating_beside_the_computed_light_asks_why(small):
    for key, field, raw in (
        ("u:nojdhet:namnden:T", "value", "91"),
        ("b:i:nojdhet:namnden", "rating", "not_met"),
    ):
        save_cell(round_=small.round, key=key, field=field, raw=raw, version=0, by=small["controller"])
    forms = {form.key: form for s in load_text_forms(small.round, small["controller"]).sections for form in s.forms}
    form = forms["b:i:nojdhet:namnden"]
    assert form.computed.label == "uppnått"
    assert [warning.code for warning in form.cells[0].warnings] == ["override"]


@pytest.mark.parametrize("board", ["Kalmar", "Herrljunga", "Kungsbacka", "Härryda"])
def test_the_next_round_of_a_real_board(db, cast, board):
    last = Round.objects.filter(board__municipality__name=board).latest("year", "tertial")
    period = last.period.next()
    found = Board.objects.select_related("municipality").get(pk=last.board_id)
    round_, _ = save_round(by=None, board=found, year=period.year, tertial=period.number, state=RoundState.OPEN)
    controller = cast["controller"]
    for make in (load_outcome_sheet, load_money_sheet, load_investment_sheet, load_control_sheet):
        grid = make(round_, controller)
        assert all(cell.version == 0 for cell in cells(grid).values())
    assert load_outcome_sheet(round_, controller).sections
    assert load_money_sheet(round_, controller).sections
    assert load_text_forms(round_, controller).sections


def test_every_cell_of_every_sheet_can_be_saved(small):
    """What a sheet shows as a cell to write is a cell that can be written, and the sheet then shows what was saved."""
    controller = small["controller"]
    raw = {"number": "5", "choice": None, "flag": "1", "line": "Not.", "text": "Text."}
    for make in (load_outcome_sheet, load_money_sheet, load_investment_sheet, load_control_sheet):
        for (key, field), cell in cells(make(small.round, controller)).items():
            if not cell.editable or field in ("missing", "footnote"):
                continue
            typed = raw[cell.kind] or cell.choices[1].value
            answer = save_cell(round_=small.round, key=key, field=field, raw=typed, version=0, by=controller)
            assert answer.status == "saved", (key, field, answer)
        shown = cells(make(small.round, controller))
        assert all(c.text for (_, field), c in shown.items() if c.editable and field not in ("missing", "footnote"))


@pytest.mark.parametrize(
    ("read", "key", "field", "told"),
    [
        (load_outcome_sheet, "u:nojdhet:namnden:T", "value", ("50", "60", "70")),
        (load_money_sheet, "d:ifo:staff", "actual", ("3100", "3200", "3300")),
        (load_control_sheet, "k:bemanning:schema", "comment", ("Allt", "Inget", "Lite")),
        (load_text_forms, "b:i:nojdhet:namnden", "cause", ("Allt", "Inget", "Lite")),
        (load_text_forms, "c:staff:ifo", "text", ("Allt", "Inget", "Lite")),
    ],
)
def test_both_values_stand_where_two_have_written(small, read, key, field, told):
    """What was refused waits with the writer, beside what another wrote: who, and when."""
    where = {"round_": small.round, "key": key, "field": field}
    first, second, mine = told
    seen = save_cell(**where, raw=first, version=0, by=small["controller"]).version
    changed = save_cell(**where, raw=second, version=seen, by=small["controller"])
    small["reporter"].memberships.get().service_areas.set([small.areas["namnden"]])
    assert save_cell(**where, raw=mine, version=seen, by=small["reporter"]).status == "stale"
    shown = read(small.round, small["reporter"])
    parts = [row for section in shown.sections for row in (section.forms if read is load_text_forms else section.rows)]
    cell = next(cell for row in parts for cell in row.cells if (cell.key, cell.field) == (key, field))
    assert (cell.status, cell.text, cell.conflict.text) == ("stale", mine, changed.text)
    assert (cell.conflict.author, cell.conflict.version) == ("En controller", changed.version)
    assert cell.conflict.at
    others = (cell for row in parts for cell in row.cells if (cell.key, cell.field) != (key, field))
    assert not any(cell.conflict for cell in others)
