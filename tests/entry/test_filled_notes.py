"""What a source says where a person's own value stands, and who has looked, is told on the row and in its history."""

import pytest

from apps.api.models import TokenScope
from apps.api.services import create_account
from apps.entry.filled_cells.selectors import load_fill_notes
from apps.entry.filled_cells.services import (
    RefusedValue,
    SeenRow,
    confirm_rows,
    note_refused_values,
    reopen_rows,
)
from apps.entry.keys import parse_key
from apps.entry.services import save_cell
from apps.rounds.models import AmountUnit
from apps.workflow.row_history import load_row_history
from tests.api.test_writing import NOJDHET, OUTCOMES, send, system
from tests.entry.test_filled_cells import MONEY, OUTCOME, fill, row
from tests.small_board import SmallBoard

pytestmark = pytest.mark.django_db


def type_in(small: SmallBoard, key: str, field: str, raw: str) -> None:
    who = small["controller"]
    assert save_cell(round_=small.round, key=key, field=field, raw=raw, version=None, by=who).status == "saved"


@pytest.mark.parametrize(
    ("key", "field", "typed", "said", "note"),
    [
        (OUTCOME, "value", "80", "12,4", "Källan säger 12,4 (utfall)."),
        (MONEY, "actual", "1 300", "1 234", "Källan säger 1\u00a0234 (utfall)."),
    ],
)
@pytest.mark.parametrize("is_filled_before", [True, False])
def test_what_a_source_says_now_is_shown_where_a_persons_value_stands(
    small: SmallBoard, key: str, field: str, typed: str, said: str, note: str, is_filled_before: bool
) -> None:
    if is_filled_before:
        fill(small, key, field, "7")
    type_in(small, key, field, typed)
    refused = RefusedValue(parse_key(key), field, said, AmountUnit.TKR)
    note_refused_values(round_=small.round, cells=[refused], source="Ekonomisystemet", by=None)
    found = row(small, key).fill
    assert found
    assert found.note == note
    assert found.unconfirmed == (), "the person's own value waits for nobody"
    assert load_fill_notes(small.round)[key, field].source == "Ekonomisystemet"


def test_what_is_no_value_of_its_cell_is_not_noted(small: SmallBoard) -> None:
    refused = [RefusedValue(parse_key(OUTCOME), "value", "många", AmountUnit.TKR)]
    note_refused_values(round_=small.round, cells=refused, source="x", by=None)
    assert load_fill_notes(small.round) == {}


@pytest.mark.slow
def test_a_systems_refused_call_is_shown_on_the_row(small: SmallBoard) -> None:
    account = create_account(by=small["administrator"], board=small.board, name="Enkätsystemet")
    type_in(small, OUTCOME, "value", "80")
    answer = send(system(small, account, *TokenScope), OUTCOMES, {**NOJDHET, "value": 12.4})
    assert answer.status_code in (409, 422), answer.content
    found = row(small, OUTCOME).fill
    assert found
    assert found.note == "Källan säger 12,4 (utfall)."


def test_the_history_of_a_row_tells_who_looked_and_who_took_it_back(small: SmallBoard) -> None:
    version = fill(small, MONEY, "actual", "1 234")
    seen = [SeenRow(MONEY, version)]
    confirm_rows(round_=small.round, rows=seen, by=small["controller"])
    reopen_rows(round_=small.round, rows=seen, by=small["controller"])
    reviews = [one for one in load_row_history(small.round, MONEY).changes if one.review]
    assert [(one.review, one.field_label, one.source) for one in reviews] == [
        ("granskningen ångrad", "Utfall", "ifyllt ur personal.csv"),
        ("granskat och stämmer", "Utfall", "ifyllt ur personal.csv"),
    ]
    assert {one.author for one in reviews} == {small["controller"].name}
