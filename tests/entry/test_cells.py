"""Saving cells: what is taken, what is refused, and what is kept as it was typed."""

import pytest
from django.db import connection

from apps.budget.models import OperatingLine
from apps.entry.services import save_cell, save_cells
from apps.entry.shapes import CellInput
from apps.entry.sheets.money import load_money_sheet
from apps.goals.models import Outcome
from apps.rounds.models import CellDraft, Round
from tests.small_board import SmallBoard

KEY = "u:nojdhet:namnden:T"


def put(small: SmallBoard, key, field, raw, version=0, by="controller", **more):
    return save_cell(round_=small.round, key=key, field=field, raw=raw, version=version, by=small[by], **more)


def test_a_value_is_saved_with_its_light_and_version(small):
    answer = put(small, KEY, "value", "91 %")
    assert (answer.status, answer.text) == ("saved", "91")
    assert answer.light.label == "uppnått"
    stored = Outcome.objects.get(indicator__code="nojdhet", year=2024, tertial=2)
    assert stored.value == 91
    assert stored.version == answer.version > 0


@pytest.mark.parametrize(
    ("raw", "text"),
    [("7,3 %", "7,3"), ("\u22122", "-2"), ("162/327 50 %", "162/327 50 %"), ("1 234", "1\u00a0234"), ("ej mätt", "")],
)
def test_what_people_type_is_read(small, raw, text):
    answer = put(small, KEY, "value", raw)
    assert (answer.status, answer.text) == ("saved", text)


@pytest.mark.parametrize(
    ("raw", "kronor", "text"),
    [
        ("1 234,0", 1_234_000, "1 234"),
        ("1 234,000", 1_234_000, "1 234"),
        ("1234,500", 1_234_500, "1 234,5"),
        ("1 234,567", 1_234_567, "1 234,567"),
        ("1,2340", 1_234, "1,234"),
        ("-0,5000", -500, "-0,5"),
        ("1 234 500 kr", 1_234_500, "1 234,5"),
        ("1 000,001", 1_000_001, "1 000,001"),
    ],
)
def test_tkr_have_the_decimals_of_their_kronor_and_no_more(small, raw, kronor, text):
    answer = put(small, "d:ifo:staff", "budget", raw)
    assert (answer.status, answer.text) == ("saved", text.replace(" ", "\u00a0"))
    line = OperatingLine.objects.get(board=small.board, year=2024, tertial=2, table=None, cost_type="staff")
    assert line.budget == kronor


@pytest.mark.parametrize(
    ("raw", "why"),
    [("*", "Välj en orsak"), ("..", "Välj en orsak"), ("\u2013", "Välj en orsak"), ("<20", "utan en gräns")],
)
def test_a_sign_for_no_value_is_answered_with_what_to_do(small, raw, why):
    assert why in put(small, KEY, "value", raw).message


@pytest.mark.parametrize("raw", ["1.234", "många", "12 tim", "*"])
def test_a_bad_value_stays_as_typed(small, raw):
    answer = put(small, KEY, "value", raw)
    assert answer.status == "invalid"
    assert answer.message
    draft = CellDraft.objects.get(round=small.round)
    assert (draft.raw, draft.field, draft.status) == (raw, "value", "invalid")
    assert not Outcome.objects.filter(indicator__code="nojdhet", year=2024, tertial=2).exists()
    assert put(small, KEY, "value", "88").status == "saved"
    assert not CellDraft.objects.exists()


def test_missing_is_chosen_and_a_value_takes_its_place(small):
    first = put(small, KEY, "missing", "not_measured")
    assert first.status == "saved"
    second = put(small, KEY, "value", "50", first.version)
    assert second.status == "saved"
    assert [(a.field, a.text) for a in second.affected] == [("missing", "")]
    third = put(small, KEY, "missing", "not_measured", second.version)
    assert third.status == "invalid"


def test_clearing_everything_takes_the_row_away(small):
    first = put(small, KEY, "value", "50")
    second = put(small, KEY, "value", "", first.version)
    assert (second.status, second.version, second.text) == ("saved", 0, "")
    again = put(small, KEY, "value", "51", 0)
    assert again.version > first.version, "a version never comes back"


def test_a_stale_write_is_refused_with_both_values(small):
    seen = put(small, KEY, "value", "50")
    put(small, KEY, "value", "60", seen.version, by="controller")
    answer = put(small, KEY, "value", "70", seen.version, by="controller", reason="")
    assert answer.status == "stale"
    assert answer.text == "60"
    assert answer.conflict.text == "60"
    assert answer.conflict.author == "En controller"
    assert answer.conflict.at
    assert CellDraft.objects.get().raw == "70"
    chosen = put(small, KEY, "value", "70", answer.conflict.version)
    assert (chosen.status, chosen.text) == ("saved", "70")
    assert not CellDraft.objects.exists()


def test_what_another_has_chosen_is_shown_in_words(small):
    seen = put(small, KEY, "missing", "not_measured")
    put(small, KEY, "missing", "confidential", seen.version)
    chosen = put(small, KEY, "missing", "not_published", seen.version)
    assert (chosen.conflict.text, chosen.conflict.display_text) == ("confidential", "sekretess")
    assert put(small, KEY, "value", "50", 0).conflict is None, "the value is as it was seen"


def test_another_field_of_the_row_makes_nothing_stale(small):
    seen = put(small, KEY, "value", "50")
    put(small, KEY, "footnote", "Enkät.", seen.version)
    assert put(small, KEY, "forecast", "55", seen.version).status == "saved"
    assert put(small, KEY, "preliminary", "ja", 0).status == "saved"
    assert put(small, KEY, "value", "51", 0).status == "stale"


def test_a_raw_write_makes_a_cell_stale(small):
    seen = put(small, KEY, "value", "50")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE goals_outcome SET value = 99 WHERE version = %s", [seen.version])
    answer = put(small, KEY, "value", "51", seen.version)
    assert (answer.status, answer.conflict.text) == ("stale", "99")


def test_money_is_typed_in_thousands_and_moves_the_totals(small):
    """The board's forecast is told once every area with a budget of the year tells its own: a hole makes no sum."""
    answer = put(small, "d:hemtjanst-norr:staff", "forecast", "9 100,5")
    assert answer.status == "saved"
    totals = {(a.key, a.field): a.text for a in answer.affected}
    assert totals["d:hemtjanst:net", "budget"] == "8\u00a0000"  # as T1 laid in
    assert (totals["d:hemtjanst:net", "forecast"], totals["d:namnden:net", "forecast"]) == ("9\u00a0100,5", "")
    in_kronor = put(small, "d:hemtjanst-norr:revenue", "forecast", "1 000 500", unit="kr")
    totals = {(a.key, a.field): a.text for a in in_kronor.affected}
    assert totals["d:hemtjanst:net", "forecast"] == "8\u00a0100\u00a0000"


def test_a_forecast_that_moves_asks_why(small):
    answer = put(small, "d:ifo:staff", "forecast", "10 000")
    assert [warning.code for warning in answer.warnings] == ["forecast"]


def test_a_falling_sum_asks_why(small):
    answer = put(small, "u:arenden:namnden:T", "value", "100")
    assert answer.status == "saved"
    assert [warning.code for warning in answer.warnings] == ["falls"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "field", "raw", "text"),
    [
        ("k:bemanning:schema", "status", "utförd", "done"),
        ("k:bemanning:schema", "comment", "Två luckor.", "Två luckor."),
        ("i:larm:net", "supplementary_budget", "500", "500"),
        ("b:g:nojda:namnden", "rating", "på väg", "on_track"),
        ("b:i:nojdhet:hemtjanst", "cause", "Fler\nanställda", "Fler\nanställda"),
        ("c:staff:hemtjanst", "text", "Svårt att anställa.", "Svårt att anställa."),
    ],
)
def test_every_kind_is_saved_changed_and_cleared(small, key, field, raw, text):
    answer = put(small, key, field, raw)
    assert (answer.status, answer.text) == ("saved", text)
    assert put(small, key, field, raw, answer.version).status == "unchanged"
    cleared = put(small, key, field, "", answer.version)
    assert (cleared.status, cleared.text, cleared.version) == ("saved", "", 0)


@pytest.mark.parametrize(
    ("who", "key", "status"),
    [
        ("reporter", "u:nojdhet:hemtjanst:T", "saved"),
        ("reporter", "u:nojdhet:hemtjanst-norr:K", "saved"),
        ("reporter", "u:nojdhet:ifo:T", "locked"),
        ("reporter", KEY, "locked"),
        ("head", KEY, "locked"),
        ("politician", KEY, "locked"),
        ("registrar", KEY, "locked"),
        ("administrator", KEY, "locked"),
        ("stranger", KEY, "locked"),
        ("controller", KEY, "saved"),
    ],
)
def test_who_may_write_where(small, who, key, status):
    answer = put(small, key, "value", "50", by=who)
    assert answer.status == status
    assert bool(answer.message) == (status == "locked")
    assert CellDraft.objects.count() == 0


@pytest.mark.parametrize("state", ["planned", "submitted", "approved", "adopted"])
def test_a_closed_round_is_locked(small, state):
    Round.objects.filter(pk=small.round.pk).update(state=state)
    assert put(small, KEY, "value", "50").status == "locked"


@pytest.mark.parametrize("key", ["u:ingen:namnden:T", "u:nojdhet:ingenstans:T", "x:y:z", "", "u:nojdhet:namnden:X"])
def test_a_cell_that_is_not_there(small, key):
    answer = put(small, key, "value", "50")
    assert (answer.status, answer.version) == ("invalid", 0)
    assert put(small, KEY, "ingenting", "50").status == "invalid"


def test_many_cells_each_with_its_answer(small):
    cells = [
        CellInput(KEY, "value", "88", 0),
        CellInput(KEY, "forecast", "90", 0),
        CellInput("u:nojdhet:namnden:K", "value", "1.234", 0),
        CellInput("u:nojdhet:namnden:M", "value", "87", 0),
        CellInput("u:ingen:namnden:T", "value", "1", 0),
        CellInput("d:ifo:staff", "actual", "6 000", 0),
    ]
    answers = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert [answer.status for answer in answers] == ["saved", "saved", "invalid", "saved", "invalid", "saved"]
    assert answers[0].version == answers[1].version
    assert Outcome.objects.filter(year=2024, tertial=2).count() == 2


def test_a_row_without_a_message_can_be_stale(small):
    """Its events may have been purged: then nobody knows who wrote, and the choice is still given."""
    seen = put(small, KEY, "value", "50").version
    put(small, KEY, "value", "60", seen)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica; DELETE FROM goals_outcomeevent")
    answer = put(small, KEY, "value", "70", seen)
    assert (answer.status, answer.conflict.text, answer.conflict.author, answer.conflict.at) == (
        "stale",
        "60",
        "okänd",
        None,
    )


def test_a_pasted_block_moves_variances_and_totals(small):
    rows = [("d:hemtjanst-norr:staff", field, raw) for field, raw in (("budget", "9000"), ("forecast", "9100"))]
    rows.append(("d:hemtjanst-norr:revenue", "budget", "1000"))
    answers = save_cells(
        round_=small.round, by=small["controller"], cells=[CellInput(key, name, raw, 0) for key, name, raw in rows]
    )
    moved = {(one.key, one.field): one.text for answer in answers for one in answer.affected if one.text}
    assert moved["d:hemtjanst-norr:staff", "variance"] == "-100"
    assert moved["d:hemtjanst-norr:net", "budget"] == "8\u00a0000"
    assert moved["d:namnden:net", "budget"] == "16\u00a0000"  # with the 8 000 that T1 laid in for ifo
    shown = {
        row.key: row for section in load_money_sheet(small.round, small["controller"]).sections for row in section.rows
    }
    for (key, name), text in moved.items():
        cell = next(cell for cell in shown[key].cells if cell.field == name) if key in shown else None
        assert cell is None or text in (cell.text, cell.computed.removeprefix("Räknas ut: ")), (key, name)
