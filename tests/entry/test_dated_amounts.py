"""Budget changes and forecasts between tertials as people add them: who may, what is refused, and where."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.roles import NotAllowedError
from apps.audit.models import AuditEvent
from apps.budget.models import BudgetChange, BudgetChangeEvent, InterimForecast  # type: ignore[attr-defined]
from apps.budget.services import BudgetChangeRow, InterimForecastRow, save_budget_changes, save_interim_forecasts
from apps.core.tertials import Tertial
from apps.entry.dated_amounts.services import (
    DatedRow,
    StaleAmountError,
    add_dated_amount,
    change_dated_amount,
    remove_dated_amount,
)
from apps.entry.dated_amounts.typed_amounts import DatedKind, TypedAmount, TypedAmountError, parse_typed_amount
from apps.organisation.models import ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.comparison.differences import compare_reports
from apps.publishing.services import build_draft_report
from apps.report.money import AreaEconomy
from apps.rounds.models import Round
from apps.workflow import corrections, handover
from tests.small_board import SmallBoard
from tests.workflow.test_handover import MEETING, to_approved

CHANGE = TypedAmount(area="ifo", date="2024-06-10", amount="-500", kind="supplementary", decision="KF § 40", note="Ny.")
FORECAST = TypedAmount(area="ifo", date="2024-06-30", amount="8 200,5", note="Preliminär.")
KINDS = {DatedKind.CHANGE: CHANGE, DatedKind.FORECAST: FORECAST}
T2 = Tertial(2024, 2)


def add(small: SmallBoard, typed: TypedAmount = CHANGE, who: str = "controller") -> DatedRow:
    kind = DatedKind.FORECAST if not typed.kind else DatedKind.CHANGE
    return add_dated_amount(round_=small.round, by=small[who], row_kind=kind, typed=typed)


def find_area(small: SmallBoard, code: str) -> AreaEconomy:
    return next(one for one in build_draft_report(small.round).economy.areas if one.area == code)


# What is typed


@pytest.mark.parametrize(
    ("kind", "changed", "values"),
    [
        (DatedKind.CHANGE, {}, {"amount": -500_000, "date": date(2024, 6, 10), "decision": "KF § 40", "note": "Ny."}),
        (DatedKind.CHANGE, {"amount": "1,5 mnkr"}, {"amount": 1_500_000}),
        (DatedKind.CHANGE, {"amount": "−250 500", "unit": "kr"}, {"amount": -250_500}),
        (DatedKind.CHANGE, {"kind": "original", "date": "2023-11-20", "amount": "0"}, {"amount": 0, "tertial": 2}),
        (DatedKind.CHANGE, {"decision": "  KF   § 4 "}, {"decision": "KF § 4"}),
        (DatedKind.CHANGE, {"date": "2024-01-01"}, {"date": date(2024, 1, 1)}),
        (DatedKind.CHANGE, {"date": "2024-08-31"}, {"date": date(2024, 8, 31), "year": 2024, "tertial": 2}),
        (DatedKind.FORECAST, {}, {"forecast": 8_200_500, "note": "Preliminär.", "tertial": 2}),
        (DatedKind.FORECAST, {"date": "2024-05-01"}, {"date": date(2024, 5, 1)}),
    ],
)
def test_what_is_typed_is_read(kind: DatedKind, changed: dict[str, str], values: dict[str, Any]) -> None:
    found = parse_typed_amount(kind, replace(KINDS[kind], **changed), T2)
    assert {name: found[name] for name in values} == values


@pytest.mark.parametrize(
    ("kind", "changed", "errors"),
    [
        (DatedKind.CHANGE, {"amount": "0"}, {"amount": "ändrar ingenting"}),
        (DatedKind.CHANGE, {"amount": ""}, {"amount": "Skriv ett belopp"}),
        (DatedKind.CHANGE, {"amount": "mycket"}, {"amount": ""}),
        (DatedKind.CHANGE, {"amount": "1,2345"}, {"amount": "hela kronor"}),
        (DatedKind.CHANGE, {"date": "10/6"}, {"date": "år-månad-dag"}),
        (DatedKind.CHANGE, {"date": "2024-02-30"}, {"date": "år-månad-dag"}),
        (DatedKind.CHANGE, {"date": "2024-09-01"}, {"date": "senast 31 augusti 2024"}),
        (DatedKind.CHANGE, {"date": "2023-12-31"}, {"date": "skriv den 1 januari"}),
        (DatedKind.CHANGE, {"kind": "original", "date": "2024-09-01"}, {"date": "senast 31 augusti 2024"}),
        (DatedKind.CHANGE, {"kind": ""}, {"kind": "Välj ett slag"}),
        (DatedKind.CHANGE, {"kind": "gåva"}, {"kind": "Välj ett slag"}),
        (DatedKind.CHANGE, {"decision": "x" * 151}, {"decision": "högst 150 tecken"}),
        (DatedKind.CHANGE, {"note": "x" * 2_001}, {"note": "högst 2000 tecken"}),
        (DatedKind.CHANGE, {"note": "a\x00"}, {"note": "inte går att spara"}),
        (DatedKind.CHANGE, {"kind": "", "amount": "", "date": ""}, {"kind": "", "amount": "", "date": ""}),
        (DatedKind.FORECAST, {"date": "2024-04-30"}, {"date": "från 1 maj 2024 till 31 augusti 2024"}),
        (DatedKind.FORECAST, {"date": "2024-09-01"}, {"date": "hör till en annan rapport"}),
        (DatedKind.FORECAST, {"amount": ""}, {"amount": "Skriv ett belopp"}),
    ],
)
def test_everything_that_is_wrong_is_shown_at_its_field(
    kind: DatedKind, changed: dict[str, str], errors: dict[str, str]
) -> None:
    with pytest.raises(TypedAmountError) as caught:
        parse_typed_amount(kind, replace(KINDS[kind], **changed), T2)
    assert caught.value.errors.keys() == errors.keys()
    for field, part in errors.items():
        assert part in caught.value.errors[field]


# Adding, changing, removing


def test_a_change_is_added_reported_and_remembered(small: SmallBoard) -> None:
    version = Round.objects.get(pk=small.round.pk).data_version
    row = add(small)
    assert isinstance(row, BudgetChange)
    assert (row.service_area_id, row.year, row.tertial, row.amount) == (small.areas["ifo"], 2024, 2, -500_000)
    assert row.version > 0
    assert Round.objects.get(pk=small.round.pk).data_version > version
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor_id, event.before) == ("budgetchange.added", small["controller"].pk, None)
    assert (event.after or {})["amount"] == -500_000
    assert BudgetChangeEvent.objects.get(id=row.pk).pgh_context["user"] == small["controller"].pk
    path = find_area(small, "ifo").budget_path
    assert path is not None
    assert [(one.amount, one.decision, one.note) for one in path.changes] == [(-500_000, "KF § 40", "Ny.")]


def test_a_forecast_is_added_in_the_line_of_forecasts(small: SmallBoard) -> None:
    add(small, FORECAST)
    points = find_area(small, "ifo").forecasts
    assert [(one.kind, one.date.isoformat(), one.amount) for one in points] == [
        ("tertial", "2024-04-30", 8_000_000), ("interim", "2024-06-30", 8_200_500)
    ]  # fmt: skip


def test_a_row_is_changed_and_removed_by_its_version(small: SmallBoard) -> None:
    row = add(small)
    where: dict[str, Any] = {
        "round_": small.round,
        "by": small["controller"],
        "row_kind": DatedKind.CHANGE,
        "pk": row.pk,
    }
    changed = change_dated_amount(**where, version=row.version, typed=replace(CHANGE, amount="-400", area="hemtjanst"))
    assert (changed.amount, changed.service_area_id) == (-400_000, small.areas["hemtjanst"])  # type: ignore[union-attr]
    assert AuditEvent.objects.latest("pk").action == "budgetchange.changed"
    with pytest.raises(StaleAmountError, match="Någon annan har ändrat"):
        change_dated_amount(**where, version=row.version, typed=CHANGE)
    with pytest.raises(StaleAmountError, match="Någon annan har ändrat"):
        remove_dated_amount(**where, version=row.version)
    remove_dated_amount(**where, version=changed.version)
    assert not BudgetChange.objects.exists()
    assert AuditEvent.objects.latest("pk").action == "budgetchange.removed"
    with pytest.raises(StaleAmountError, match="finns inte längre"):
        remove_dated_amount(**where, version=changed.version)


def test_what_says_the_same_writes_nothing(small: SmallBoard) -> None:
    row = add(small)
    events = AuditEvent.objects.count()
    where: dict[str, Any] = {
        "round_": small.round,
        "by": small["controller"],
        "row_kind": DatedKind.CHANGE,
        "pk": row.pk,
    }
    assert change_dated_amount(**where, version=row.version, typed=CHANGE).version == row.version
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("first", "second", "field", "part"),
    [
        (CHANGE, CHANGE, "decision", "samma datum, slag och beslut"),
        (
            replace(CHANGE, kind="original", date="2023-11-20"),
            replace(CHANGE, kind="original"),
            "kind",
            "har redan en ursprunglig budget för 2024",
        ),
        (FORECAST, replace(FORECAST, amount="1"), "date", "har redan en prognos från 30 juni 2024"),
        (None, replace(CHANGE, area="nagon-annans"), "area", "Välj en verksamhet"),
    ],
)
def test_what_another_row_says_already_is_refused_at_its_field(
    small: SmallBoard, first: TypedAmount | None, second: TypedAmount, field: str, part: str
) -> None:
    if first:
        add(small, first)
    with pytest.raises(TypedAmountError) as caught:
        add(small, second)
    assert caught.value.errors.keys() == {field}
    assert part in caught.value.errors[field]


def test_an_area_that_has_ended_takes_nothing(small: SmallBoard) -> None:
    ServiceArea.objects.filter(board=small.board, code="ifo").update(valid_to=2023)
    with pytest.raises(TypedAmountError) as caught:
        add(small)
    assert caught.value.errors == {"area": "Välj en verksamhet."}


def test_another_area_may_have_the_same(small: SmallBoard) -> None:
    add(small)
    add(small, replace(CHANGE, area="hemtjanst"))
    add(small, replace(CHANGE, decision="KF § 41"))
    assert BudgetChange.objects.count() == 3


@pytest.mark.parametrize(
    ("role", "area", "is_allowed"),
    [
        ("controller", "ifo", True),
        ("reporter", "hemtjanst", True),
        ("reporter", "hemtjanst-norr", True),  # below their own
        ("reporter", "ifo", False),
        ("reporter", "namnden", False),
        ("head", "ifo", False),
        ("registrar", "ifo", False),
        ("administrator", "ifo", False),
        ("politician", "ifo", False),
        ("stranger", "ifo", False),
    ],
)
@pytest.mark.parametrize("typed", [CHANGE, FORECAST])
def test_who_may_write_for_which_area(
    small: SmallBoard, role: str, area: str, *, is_allowed: bool, typed: TypedAmount
) -> None:
    if is_allowed:
        add(small, replace(typed, area=area), role)
        return
    with pytest.raises(NotAllowedError):
        add(small, replace(typed, area=area), role)
    assert not BudgetChange.objects.exists()
    assert not InterimForecast.objects.exists()


def test_a_reporter_can_neither_take_over_nor_give_away_a_row(small: SmallBoard) -> None:
    row, own = add(small), add(small, replace(CHANGE, area="hemtjanst"))
    by = {"round_": small.round, "by": small["reporter"], "row_kind": DatedKind.CHANGE}
    with pytest.raises(NotAllowedError):
        change_dated_amount(**by, pk=row.pk, version=row.version, typed=replace(CHANGE, area="hemtjanst-norr"))
    with pytest.raises(NotAllowedError):
        remove_dated_amount(**by, pk=row.pk, version=row.version)
    with pytest.raises(NotAllowedError):
        change_dated_amount(**by, pk=own.pk, version=own.version, typed=replace(CHANGE, area="ifo", decision="KF § 9"))


def test_an_area_that_is_handed_in_is_locked(small: SmallBoard) -> None:
    handover.submit_area(round_=small.round, area="hemtjanst", by=small["reporter"])
    with pytest.raises(NotAllowedError, match="inlämnad"):
        add(small, replace(CHANGE, area="hemtjanst-norr"), "reporter")
    add(small, replace(CHANGE, area="hemtjanst-norr"))


def test_a_row_of_an_earlier_report_stays(small: SmallBoard) -> None:
    """It belongs to T1, whether or not that is adopted."""
    known = BudgetChangeRow(
        service_area_id=small.areas["ifo"], year=2024, tertial=1, date=date(2024, 2, 1), kind="other", amount=7
    )
    save_budget_changes(by=None, board=small.board, rows=[known])
    row = BudgetChange.objects.get()
    with pytest.raises(StaleAmountError, match="finns inte längre i den här rapporten"):
        remove_dated_amount(
            round_=small.round, by=small["controller"], row_kind=DatedKind.CHANGE, pk=row.pk, version=row.version
        )


# What the database itself refuses

OWNER = "municipality_id, board_id, service_area_id, year, tertial, date, note"
INSERT_CHANGE = f"INSERT INTO budget_budgetchange ({OWNER}, kind, amount, decision) VALUES "
INSERT_FORECAST = f"INSERT INTO budget_interimforecast ({OWNER}, forecast) VALUES "


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ("2024, 2, '2024-06-01', '', 'gift', 1, ''", "budgetchange_kind_known"),
        ("2024, 4, '2024-06-01', '', 'other', 1, ''", "budgetchange_tertial_valid"),
        ("1989, 2, '1989-06-01', '', 'other', 1, ''", "budgetchange_tertial_valid"),
        ("2024, 2, '2024-09-01', '', 'other', 1, ''", "budgetchange_date_in_period"),
        ("2024, 1, '2024-05-01', '', 'other', 1, ''", "budgetchange_date_in_period"),
        ("2024, 2, '2023-12-31', '', 'other', 1, ''", "budgetchange_date_in_period"),
        ("2024, 2, '2025-01-01', '', 'original', 1, ''", "budgetchange_date_in_period"),
        ("2024, 2, '2024-06-01', '', 'other', 0, ''", "budgetchange_changes_something"),
        ("2024, 2, '2024-05-02', '', 'original', 5, ''", "budgetchange_one_original"),
        ("2024, 2, '2024-02-02', '', 'other', 5, 'a'", "budgetchange_unique"),
        ("2024, 2, '2024-05-01', '', 1", "interimforecast_unique"),
        ("2024, 2, '2024-04-30', '', 1", "interimforecast_date_in_tertial"),
        ("2024, 2, '2024-09-01', '', 1", "interimforecast_date_in_tertial"),
        ("2024, 2, '2023-06-01', '', 1", "interimforecast_date_in_tertial"),
        ("2024, 1, '2024-05-01', '', 1", "interimforecast_date_in_tertial"),
    ],
)
def test_the_database_keeps_the_rules_whoever_writes(small: SmallBoard, values: str, constraint: str) -> None:
    owner = f"{small.board.municipality_id}, {small.board.pk}, {small.areas['ifo']}"
    insert = INSERT_FORECAST if constraint.startswith("interim") else INSERT_CHANGE
    with connection.cursor() as cursor:
        cursor.execute(f"{INSERT_CHANGE} ({owner}, 2024, 1, '2023-11-01', '', 'original', 0, '')")
        cursor.execute(f"{INSERT_CHANGE} ({owner}, 2024, 1, '2024-02-02', '', 'other', -5, 'a')")
        cursor.execute(f"{INSERT_FORECAST} ({owner}, 2024, 2, '2024-05-01', '', 0)")
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            cursor.execute(f"{insert} ({owner}, {values})")


def test_a_row_and_its_area_belong_to_the_same_board(small: SmallBoard) -> None:
    """The keys are looked at when the transaction ends, as Django's own are."""
    owner = f"{small.board.municipality_id}, {small.board.pk}, {small.areas['ifo'] + 10_000}"
    for insert, values in (
        (INSERT_CHANGE, "2024, 2, '2024-06-01', '', 'other', 1, ''"),
        (INSERT_FORECAST, "2024, 2, '2024-06-01', '', 1"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{insert} ({owner}, {values})")
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)


# A report that is adopted


@pytest.fixture
def adopted(small: SmallBoard) -> SmallBoard:
    add(small, replace(CHANGE, kind="original", amount="9 000", date="2023-11-20", decision="KF § 1", note=""))
    add(small)
    add(small, FORECAST)
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    return small


WRITES: dict[str, Callable[[SmallBoard], Any]] = {
    "a new change": lambda small: save_budget_changes(
        by=None,
        board=small.board,
        rows=[
            BudgetChangeRow(
                service_area_id=small.areas["ifo"], year=2024, tertial=2, date=date(2024, 7, 1), kind="other", amount=1
            )
        ],
    ),
    "a new forecast": lambda small: save_interim_forecasts(
        by=None,
        board=small.board,
        rows=[InterimForecastRow(service_area_id=small.areas["ifo"], date=date(2024, 7, 1), forecast=1)],
    ),
    "another amount": lambda small: BudgetChange.objects.filter(kind="supplementary").update(amount=1),
    "moved to the next report": lambda small: BudgetChange.objects.filter(kind="supplementary").update(tertial=3),
    "a note": lambda small: InterimForecast.objects.update(note="annat"),
    "no change": lambda small: BudgetChange.objects.all().delete(),
    "no forecast": lambda small: InterimForecast.objects.all().delete(),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_rows_of_an_adopted_report_do_not_change(adopted: SmallBoard, name: str) -> None:
    with pytest.raises(IntegrityError, match="Rapporten för 2024 T2 är fastställd"), transaction.atomic():
        WRITES[name](adopted)
    corrections.open_correction(round_=adopted.round, by=adopted["controller"], reason="Fel belopp.")
    with transaction.atomic():
        WRITES[name](adopted)


def test_a_correction_that_is_withdrawn_puts_the_rows_back(adopted: SmallBoard) -> None:
    before = build_draft_report(adopted.round)
    corrections.open_correction(round_=adopted.round, by=adopted["controller"], reason="Fel belopp.")
    row = BudgetChange.objects.get(kind="supplementary")
    where: dict[str, Any] = {"round_": adopted.round, "by": adopted["controller"]}
    change_dated_amount(
        **where, row_kind=DatedKind.CHANGE, pk=row.pk, version=row.version, typed=replace(CHANGE, amount="-600")
    )
    forecast = InterimForecast.objects.get()
    remove_dated_amount(**where, row_kind=DatedKind.FORECAST, pk=forecast.pk, version=forecast.version)
    add(adopted, replace(CHANGE, area="hemtjanst"))
    found = {one.what for one in compare_reports(before, build_draft_report(adopted.round)) if not one.derived}
    assert found == {
        "tilläggsanslag 2024-06-10 KF § 40", "Prognos 2024-06-30", "anmärkning, Prognos 2024-06-30",
        "anmärkning, tilläggsanslag 2024-06-10 KF § 40", "först i rapporten för, tilläggsanslag 2024-06-10 KF § 40",
    }  # fmt: skip
    assert BudgetChangeEvent.objects.filter(id=row.pk).latest("pgh_id").pgh_context["reason"] == "Fel belopp."
    corrections.withdraw_correction(round_=adopted.round, by=adopted["controller"], reason="Det var rätt.")
    assert compare_reports(before, build_draft_report(adopted.round)) == []


def test_a_later_report_does_not_change_what_an_adopted_one_says(adopted: SmallBoard) -> None:
    before = build_draft_report(adopted.round)
    later = BudgetChangeRow(
        service_area_id=adopted.areas["ifo"], year=2024, tertial=3, date=date(2024, 3, 1), kind="other", amount=9_000
    )
    save_budget_changes(by=None, board=adopted.board, rows=[later])
    assert build_draft_report(adopted.round) == before
