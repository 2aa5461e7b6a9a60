"""What a source fills in waits for a person: marked, confirmed, taken back, and compared with the source."""

import pytest

from apps.audit.models import AuditEvent
from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.filled_cells.services import (
    SeenRow,
    confirm_rows,
    confirm_written_cells,
    mark_filled_cells,
    reopen_rows,
)
from apps.entry.keys import parse_key
from apps.entry.progress.area_progress import load_area_progress
from apps.entry.progress.remaining_work import find_remaining_work
from apps.entry.services import save_cell
from apps.entry.shapes import SheetRow
from apps.entry.sheets.registry import find_editable_row
from apps.rounds.access import load_access
from tests.small_board import SmallBoard

OUTCOME, MONEY = "u:nojdhet:namnden:T", "d:hemtjanst-norr:staff"


def fill(small: SmallBoard, key: str, field: str, raw: str) -> int:
    """As a system writes: the cell, and the mark of where it is from."""
    by = small["controller"]
    saved = save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=by)  # type: ignore[arg-type]
    mark_filled_cells(round_=small.round, cells=[(parse_key(key), field)], source="personal.csv", by=by)
    return saved.version


def row(small: SmallBoard, key: str, unit: str = "tkr") -> SheetRow:
    found = find_editable_row(small.round, small["controller"], key, unit)
    assert found
    return found[1]


@pytest.mark.parametrize(("key", "field", "raw"), [(OUTCOME, "value", "18/20"), (MONEY, "actual", "3 100,5")])
def test_a_filled_cell_waits_until_a_person_says_yes(small: SmallBoard, key: str, field: str, raw: str) -> None:
    version = fill(small, key, field, raw)
    found = row(small, key).fill
    assert found
    assert (found.unconfirmed, found.note) == ((field,), "")
    (result,) = confirm_rows(round_=small.round, rows=[SeenRow(key, version)], by=small["controller"])
    assert result.status == "saved"
    assert row(small, key).fill.unconfirmed == ()  # type: ignore[union-attr]
    event = AuditEvent.objects.get(action="cell.confirmed")
    assert (event.actor_id, event.after) == (
        small["controller"].pk,
        {"key": key, "fields": [field], "source": "personal.csv"},
    )
    assert confirm_rows(round_=small.round, rows=[SeenRow(key, version)], by=small["controller"])[0].status == (
        "unchanged"
    )


def test_a_yes_is_never_to_another_figure_than_was_seen(small: SmallBoard) -> None:
    seen = fill(small, OUTCOME, "value", "80")
    fill(small, OUTCOME, "value", "81")
    (result,) = confirm_rows(round_=small.round, rows=[SeenRow(OUTCOME, seen)], by=small["controller"])
    assert result.status == "stale"
    assert result.message
    assert not load_fill_notes(small.round)[OUTCOME, "value"].is_confirmed


def test_another_field_of_the_row_may_have_changed_since(small: SmallBoard) -> None:
    seen = fill(small, OUTCOME, "value", "80")
    save_cell(round_=small.round, key=OUTCOME, field="footnote", raw="x", version=seen, by=small["controller"])
    assert confirm_rows(round_=small.round, rows=[SeenRow(OUTCOME, seen)], by=small["controller"])[0].status == "saved"


def test_typing_another_value_confirms_and_tells_what_the_source_says(small: SmallBoard) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    by = small["controller"]
    saved = save_cell(round_=small.round, key=MONEY, field="actual", raw="1 300", version=version, by=by)
    assert saved.fill
    assert (saved.fill.unconfirmed, saved.fill.note) == ((), "Källan säger 1\xa0234 (utfall).")
    assert row(small, MONEY, "kr").fill.note == "Källan säger 1\xa0234\xa0000 (utfall)."  # type: ignore[union-attr]
    assert load_fill_notes(small.round)[MONEY, "actual"].confirmed_by == by.pk
    back = save_cell(round_=small.round, key=MONEY, field="actual", raw="1234", version=saved.version, by=by)
    assert back.fill
    assert back.fill.note == ""


def test_typing_in_another_cell_of_the_row_confirms_nothing(small: SmallBoard) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    by = small["controller"]
    saved = save_cell(round_=small.round, key=MONEY, field="forecast", raw="9 000", version=version, by=by)
    assert saved.fill
    assert saved.fill.unconfirmed == ("actual",)


def test_emptying_the_cell_confirms_it(small: SmallBoard) -> None:
    version = fill(small, OUTCOME, "value", "80")
    by = small["controller"]
    saved = save_cell(round_=small.round, key=OUTCOME, field="value", raw="", version=version, by=by)
    assert saved.status == "saved", saved.message
    assert saved.fill
    assert (saved.fill.unconfirmed, saved.fill.note) == ((), "Källan säger 80 (utfall).")


def test_a_yes_can_be_taken_back_by_the_one_who_gave_it(small: SmallBoard) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    rows = [SeenRow(MONEY, version)]
    confirm_rows(round_=small.round, rows=rows, by=small["controller"])
    assert reopen_rows(round_=small.round, rows=rows, by=small["administrator"])[0].status != "saved"
    assert reopen_rows(round_=small.round, rows=rows, by=small["controller"])[0].status == "saved"
    assert row(small, MONEY).fill.unconfirmed == ("actual",)  # type: ignore[union-attr]


@pytest.mark.parametrize("role", ["head", "politician", "registrar", "reporter"])
def test_only_those_who_write_the_row_may_confirm_it(small: SmallBoard, role: str) -> None:
    """The reporter writes for the home care, and not for the whole board."""
    version = fill(small, OUTCOME, "value", "80")
    (result,) = confirm_rows(round_=small.round, rows=[SeenRow(OUTCOME, version)], by=small[role])
    assert result.status == "locked"
    assert not load_fill_notes(small.round)[OUTCOME, "value"].is_confirmed


def test_what_nobody_has_confirmed_remains_as_work(small: SmallBoard) -> None:
    fill(small, MONEY, "actual", "1 234")
    access = load_access(small.round, small["controller"])
    remaining = find_remaining_work(small.round, access, "hemtjanst")
    assert remaining
    assert [(one.key, one.count) for one in remaining.unconfirmed] == [(MONEY, 1)]
    other = find_remaining_work(small.round, access, "ifo")
    assert other
    assert other.unconfirmed == ()
    areas = {one.area: one.unconfirmed for one in load_area_progress(small.round)}
    assert (areas["namnden"], areas["hemtjanst"], areas["ifo"]) == (1, 1, 0)


def test_a_cell_that_the_source_empties_has_no_source(small: SmallBoard) -> None:
    fill(small, MONEY, "actual", "1 234")
    fill(small, MONEY, "actual", "")
    assert load_fill_notes(small.round) == {}


def test_texts_are_never_marked(small: SmallBoard) -> None:
    key = parse_key("c:staff:hemtjanst")
    by = small["controller"]
    assert mark_filled_cells(round_=small.round, cells=[(key, "text")], source="x", by=by) == 0


def test_a_template_that_a_person_has_filled_in_confirms(small: SmallBoard) -> None:
    fill(small, MONEY, "actual", "1 234")
    confirm_written_cells(round_=small.round, cells=[(parse_key(MONEY), "actual")], by=small["controller"])
    assert load_fill_notes(small.round)[MONEY, "actual"].is_confirmed
