"""What looks odd while a figure is typed: each rule by table, on both sides of its border."""

from decimal import Decimal
from typing import Any

import pytest

from apps.core.tertials import Tertial
from apps.entry.feedback.warnings import (
    OutcomeFigure,
    find_amount_warnings,
    find_budget_warnings,
    find_forecast_warnings,
    find_outcome_warnings,
    find_override_warnings,
)
from apps.entry.services import save_cell
from apps.goals.models import Outcome
from apps.report.money import BudgetShift
from tests.small_board import make_small_board

D = Decimal
YEARS = [D(10), D(12), D(11), D(14)]
PERSONS = {"women": D(5), "men": D(3), "unit": "antal", "accumulation": "stock"}
SHARES = {"women": D(50), "men": D(32), "unit": "%"}
FRACTION = {"value": D(50), "unit": "%", "numerator": D(1), "denominator": D(2)}


@pytest.mark.parametrize(
    ("codes", "given"),
    [
        ([], {"value": D(12), "unit": "antal"}),
        ([], {"value": D(16), "earlier_values": YEARS}),
        (["outlier"], {"value": D("25"), "earlier_values": YEARS}),
        (["outlier"], {"value": D("1.1"), "earlier_values": YEARS}),
        ([], {"value": D(60), "earlier_values": YEARS[:3]}),
        (["outlier"], {"value": D(140), "earlier_values": YEARS[:2]}),
        (["scale"], {"value": D(1000), "earlier_values": [D(100)]}),
        ([], {"value": D(10), "earlier_values": [D(1)]}),
        (["share_of_one"], {"value": D("0.84"), "unit": "%", "earlier_values": [D(83), D(81)]}),
        (["share_of_one"], {"value": D("0.84"), "unit": "%", "target": D(90)}),
        ([], {"value": D("0.84"), "unit": "%"}),
        (["falls"], {"value": D(9), "accumulation": "flow", "earlier_this_year": D(10)}),
        ([], {"value": D(10), "accumulation": "flow", "earlier_this_year": D(10)}),
        ([], {"value": D(9), "accumulation": "stock", "earlier_this_year": D(10)}),
        (["genders"], {"value": D(9), **PERSONS, "total": D(9)}),
        ([], {"value": D(8), **PERSONS, "total": D(8)}),
        ([], {"value": D(9), **PERSONS, "total": D(9), "accumulation": "rate"}),  # a mean of counts is no sum
        (["genders"], {"value": D(9), **PERSONS, "total": D(9), "accumulation": "rate", "counts_persons": True}),
        ([], {"value": D(40), **SHARES, "total": D(40)}),
        ([], {"value": D(31), **SHARES, "total": D(31)}),  # a unit of rounding
        (["genders"], {"value": D(61), **SHARES, "total": D(61)}),
        ([], FRACTION | {"stated_percent": D(50)}),
        ([], {"value": D(67), "unit": "%", "numerator": D(2), "denominator": D(3), "stated_percent": D(67)}),
        (
            ["fraction"],
            {"value": D("49.1"), "unit": "%", "numerator": D(162), "denominator": D(327)}
            | {"stated_percent": D("49.1")},
        ),
        (["fraction"], FRACTION | {"stated_percent": D("50.6")}),
        (["share"], {"value": D(101), "unit": "%"}),
        (["share"], {"value": D("1.5"), "numerator": D(3), "denominator": D(2)}),
        ([], {"value": D(100), "unit": "%"}),
        (["count"], {"value": D(-7), "unit": "antal"}),
        (["count"], {"value": D("12.5"), "unit": "antal"}),
        ([], {"value": D("12.5"), "unit": "antal", "earlier_values": [D("11.5")]}),
        ([], {"value": D("12.5"), "unit": "dagar"}),
    ],
)
def test_an_outcome(codes: list[str], given: dict[str, Any]) -> None:
    assert [one.code for one in find_outcome_warnings(OutcomeFigure(**{"accumulation": "level", **given}))] == codes


@pytest.mark.parametrize(
    ("now", "before", "warned"),
    [(105, 100, False), (106, 100, True), (94, 100, True), (None, 100, False), (5, 0, False), (5, None, False)],
)
def test_a_forecast_that_moves_more_than_the_board_has_said(now: int | None, before: int | None, warned: bool) -> None:
    assert bool(find_forecast_warnings(now, before, D(5))) is warned


@pytest.mark.parametrize(
    ("field", "now", "before", "codes"),
    [
        ("actual", 10, 9, []),
        ("actual", 8, 9, ["falls"]),
        ("budget", 8, 9, []),
        ("budget", -1, None, ["sign"]),
        ("actual", None, 9, []),
    ],
)
def test_an_amount(field: str, now: int | None, before: int | None, codes: list[str]) -> None:
    assert [one.code for one in find_amount_warnings(field, now, before, is_revenue=False)] == codes


@pytest.mark.parametrize(
    ("now", "before", "is_explained", "codes"),
    [
        (500, 1_000, False, ["budget"]),
        (500, 1_000, True, []),
        (1_000, 1_000, False, []),  # another row of the area has changed
        (None, 1_000, False, []),  # the year's budget holds
        (500, None, False, []),
    ],
)
def test_a_budget(now: int | None, before: int | None, is_explained: bool, codes: list[str]) -> None:
    shift = BudgetShift(period=Tertial(2024, 1), before=1_000, now=500, changes=0, is_explained=is_explained)
    assert [one.code for one in find_budget_warnings(now, before, shift)] == codes
    assert find_budget_warnings(now, before, None) == []


def test_a_rating_of_another_light_asks_why() -> None:
    assert find_override_warnings("met", "not_met", " ")
    assert not find_override_warnings("met", "not_met", "Målet följs på annat sätt.")
    assert not find_override_warnings("met", "met", "")
    assert not find_override_warnings("", "met", "")


def test_a_mended_total_takes_back_what_it_made_the_others_ask(db):
    """The answer tells what the other genders' cells now ask, without another query."""
    small = make_small_board()

    def put(gender, raw):
        key = f"u:nojdhet:namnden:{gender}"
        row = Outcome.objects.filter(board=small.board, year=2024, tertial=2, gender=gender).first()
        version = row.version if row else 0
        return save_cell(round_=small.round, key=key, field="value", raw=raw, version=version, by=small["controller"])

    assert put("T", "14").related_warnings == ()
    put("K", "11")
    wrong = put("M", "12")
    assert [warning.code for warning in wrong.warnings] == ["genders"]
    assert {one.key[-1]: one.message for one in wrong.related_warnings} == dict.fromkeys(
        "TK", wrong.warnings[0].message
    )
    mended = put("T", "11,9")
    assert {one.key: (one.field, one.code, one.message) for one in mended.related_warnings} == {
        "u:nojdhet:namnden:K": ("value", "genders", ""),
        "u:nojdhet:namnden:M": ("value", "genders", ""),
    }
