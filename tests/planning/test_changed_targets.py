"""A target changed within its year is told of wherever it is shown; a tolerance is the board's or the indicator's."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps import planning
from apps.core.lights import Light
from apps.core.swedish import NBSP
from apps.core.tertials import Tertial
from apps.entry.services import save_cell
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.goals.models import Indicator, Outcome, Target
from apps.organisation.models import Board, ServiceArea
from apps.planning import PlanningError
from apps.publishing.services import build_draft_report
from apps.report import board_report
from apps.rounds.models import Round
from tests.small_board import SmallBoard

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))
CHANGED = (
    "Målvärdet ändrades från minst 90 % till minst 70 % (SN 2024-06-10 § 50) från och med T2 2024. "
    "Skäl: Enkäten når färre."
)


@pytest.fixture
def changed(small: SmallBoard) -> SmallBoard:
    """Nöjda: minst 90 % until T2, when it was lowered to 70; the outcome is 75."""
    set_target(small, text="minst 70 %", reason="Enkäten når färre.")
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="75", version=None, by=small["controller"]
    )
    return small


def set_target(small: SmallBoard, **values: Any) -> Target | None:
    given = {
        "by": small["administrator"],
        "indicator": Indicator.objects.get(board=small.board, code="nojdhet"),
        "area": ServiceArea.objects.get(board=small.board, code="namnden"),
        "year": 2024,
        "decision": "SN 2024-06-10 § 50",
        "holds_from": T2,
        "reason": "",
    }
    return planning.set_target(**given | values)


def get_reading(round_: Round) -> board_report.Reading:
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=round_.pk))
    indicator = next(one for one in report.indicators if one.code == "nojdhet")
    found = next(one for one in indicator.readings if one.point.gender == "T" and one.point.area == "namnden")
    return msgspec.json.decode(msgspec.json.encode(found).replace(NBSP.encode(), b" "), type=board_report.Reading)


def test_a_lowered_target_says_what_it_was_and_why(changed: SmallBoard) -> None:
    reading = get_reading(changed.round)
    assert reading.verdict.light == Light.MET
    assert reading.target
    assert reading.target.changed == CHANGED
    assert [(one.words, one.text, one.until) for one in reading.target.earlier] == [("minst 90 %", "minst 90 %", T1)]


def test_the_period_before_knows_nothing_of_it(changed: SmallBoard) -> None:
    target = get_reading(Round.objects.get(board=changed.board, year=2024, tertial=1)).target
    assert target
    assert (target.words, target.earlier, target.changed) == ("minst 90 %", (), "")


def test_every_change_of_the_year_is_there(changed: SmallBoard) -> None:
    from apps.rounds.services import save_round

    save_round(by=None, board=changed.board, year=2024, tertial=3, state="open")
    set_target(changed, text="minst 60 %", holds_from=T3, reason="Igen")
    target = get_reading(Round.objects.get(board=changed.board, year=2024, tertial=3)).target
    assert target
    assert [one.words for one in target.earlier] == ["minst 90 %", "minst 70 %"]
    assert target.changed.startswith("Målvärdet ändrades från minst 70 % (SN 2024-06-10 § 50) till minst 60 %")
    assert target.changed.endswith("från och med T3 2024. Skäl: Igen.")


def test_the_sheet_and_the_pages_show_it(changed: SmallBoard) -> None:
    rows = (
        row for section in load_outcome_sheet(changed.round, changed["controller"]).sections for row in section.rows
    )
    row = next(row for row in rows if row.key == "u:nojdhet:namnden:T")
    assert row.target.replace(NBSP, " ") == "minst 70 % (var minst 90 % till och med T1 2024)"
    client = Client()
    client.force_login(changed["controller"])
    for part in ("mal/nojda/", "indikator/nojdhet/"):
        page = client.get(f"/lillkoping/socialnamnden/2024/t2/utkast/{part}").content.decode().replace(NBSP, " ")
        assert CHANGED in page, part
    listed = client.get("/lillkoping/socialnamnden/2024/t2/utkast/indikator/").content.decode().replace(NBSP, " ")
    assert "minst 70 % (var minst 90 % till och med T1 2024)" in listed


def test_a_mended_mistake_and_another_decision_are_no_change(small: SmallBoard) -> None:
    set_target(small, text="minst 85 %", holds_from=None)
    target = get_reading(small.round).target
    assert target
    assert (target.words, target.changed) == ("minst 85 %", "")
    set_target(small, text="minst 85,0 %", decision="KF § 9", reason="Nytt beslut, samma mål")
    target = get_reading(small.round).target
    assert target
    assert (target.decision, target.changed) == ("KF § 9", "")


def test_a_reason_is_required(small: SmallBoard) -> None:
    with pytest.raises(PlanningError, match=r"Målvärdet var ”minst 90 %” tidigare under året\. Skriv varför"):
        set_target(small, text="minst 70 %")
    set_target(small, text="minst 95 %", holds_from=T1)  # from the year's beginning nobody has read another
    assert get_reading(small.round).target


def test_report_shows_that_a_target_was_removed(small: SmallBoard) -> None:
    set_target(small, text="")
    reading = get_reading(small.round)
    assert reading.target is None
    assert reading.verdict.sentence == "Målvärde saknas. Målvärdet minst 90 % togs bort från och med T2 2024."


# --- tolerance ---


def save_outcome(small: SmallBoard, raw: str) -> None:
    save_cell(
        round_=small.round, key="u:nojdhet:namnden:T", field="value", raw=raw, version=None, by=small["controller"]
    )


def change_tolerance(small: SmallBoard, percent: str | None, *, own: bool, **when: Any) -> None:
    given: dict[str, Any] = {"holds_from": None, "decision": "", **when}
    if own:
        indicator = Indicator.objects.get(board=small.board, code="nojdhet")
        tolerance = None if percent is None else Decimal(percent)
        planning.change_indicator(by=small["administrator"], indicator=indicator, tolerance_percent=tolerance, **given)
    else:
        assert percent is not None
        board = Board.objects.get(pk=small.board.pk)
        planning.change_tolerance(by=small["administrator"], board=board, tolerance_percent=Decimal(percent), **given)


def test_an_indicators_own_tolerance_goes_before_the_boards(small: SmallBoard) -> None:
    """88,5 of 90 is on track by the board's 5 percent, and missed where none is allowed."""
    Outcome.objects.filter(board=small.board, year=2023).delete()  # or it would be better than last year
    save_outcome(small, "88,5")
    lights = [get_reading(small.round).verdict.light]
    for percent, own in (("0", True), ("1", False), (None, True), ("2", False)):
        change_tolerance(small, percent, own=own)
        lights.append(get_reading(small.round).verdict.light)
    assert lights == [Light.ON_TRACK, Light.NOT_MET, Light.NOT_MET, Light.NOT_MET, Light.ON_TRACK]


def test_a_new_tolerance_leaves_earlier_reports_as_they_were(small: SmallBoard) -> None:
    first = Round.objects.get(board=small.board, year=2024, tertial=1)
    before = get_reading(first).verdict
    change_tolerance(small, "100", own=False, holds_from=T2, decision="SN § 3")
    change_tolerance(small, "50", own=True, holds_from=T2, decision="SN § 3")
    assert get_reading(first).verdict == before


@pytest.mark.parametrize("percent", ["-1", "100.01"])
def test_the_database_holds_a_tolerance_within_bounds(small: SmallBoard, percent: str) -> None:
    with pytest.raises(IntegrityError, match="indicator_tolerance_range"), transaction.atomic():
        Indicator.objects.update(tolerance_percent=percent)
    with pytest.raises(PlanningError, match="från 0 till 100"):
        change_tolerance(small, percent, own=False)


def post_tolerance(small: SmallBoard, **fields: str) -> str:
    client = Client()
    client.force_login(small["administrator"])
    form = {"year": "2024", "holds_from": "skrivfel", "decision": "", "indicator": "", "percent": "", **fields}
    address = "/rapportera/lillkoping/socialnamnden/struktur/tolerans/"
    return client.post(address, form, follow=True).content.decode()


def test_the_administrator_sets_it_in_the_browser(small: SmallBoard) -> None:
    assert "Nämndens tolerans är 2,5 procent." in post_tolerance(small, percent="2,5")
    assert Board.objects.get(pk=small.board.pk).tolerance_percent == Decimal("2.5")
    indicator = Indicator.objects.get(board=small.board, code="nojdhet")
    assert "Nöjda har toleransen 0 procent." in post_tolerance(small, percent="0", indicator=f"i-{indicator.pk}")
    indicator.refresh_from_db()
    assert indicator.tolerance_percent == 0
    assert "Nöjda har nämndens tolerans." in post_tolerance(small, indicator=f"i-{indicator.pk}")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Skriv nämndens tolerans, till exempel 5."),
        ({"percent": "2,5"}, "Inget skiljer sig från hur det är nu."),
        ({"percent": "101"}, "100"),
        ({"percent": "fem"}, "fem"),
    ],
)
def test_a_tolerance_that_can_not_be_is_answered_and_what_was_typed_stays(
    small: SmallBoard, fields: dict[str, str], told: str
) -> None:
    change_tolerance(small, "2.5", own=False)
    page = post_tolerance(small, **fields)
    assert told in page
    if "percent" in fields:
        assert f'value="{fields["percent"]}"' in page
