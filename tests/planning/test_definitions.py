"""A new definition is a break in the series: what was before is neither joined to it nor compared with it."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps import planning
from apps.charts.series import build_series_chart
from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.entry.services import save_cell
from apps.goals.models import DefinitionChange, Indicator
from apps.planning import PlanningError
from apps.publishing.services import build_draft_report
from apps.report import board_report
from apps.report.judgements import find_definition_change
from apps.rounds.models import Round
from apps.web.board.indicators.sparkline import build_sparkline
from tests.small_board import SmallBoard

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))
NOTE = "Räknas på alla som har svarat."
periods = st.builds(Tertial, st.integers(2020, 2024), st.integers(1, 3))


def get_indicator(small: SmallBoard, code: str = "nojdhet") -> Indicator:
    return Indicator.objects.get(board=small.board, code=code)


def redefine(small: SmallBoard, **values: Any) -> DefinitionChange:
    given: dict[str, Any] = {
        "by": small["administrator"], "indicator": get_indicator(small), "holds_from": T2, "decision": "SN § 4",
        "note": NOTE,
    }  # fmt: skip
    return planning.change_definition(**given | values)


def save_outcome(small: SmallBoard, raw: str, code: str = "nojdhet") -> Any:
    where = {"round_": small.round, "field": "value", "version": 0, "by": small["controller"]}
    return save_cell(key=f"u:{code}:namnden:T", raw=raw, **where)


def build_indicator(small: SmallBoard, round_: Round | None = None) -> board_report.Indicator:
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=(round_ or small.round).pk))
    return next(one for one in report.indicators if one.code == "nojdhet")


def find_reading(indicator: board_report.Indicator) -> board_report.Reading:
    return next(one for one in indicator.readings if one.point.area == "namnden" and one.point.gender == "T")


@given(st.lists(periods, max_size=4), periods, periods)
def test_what_lies_on_the_same_side_can_be_compared(changes: list[Tertial], one: Tertial, other: Tertial) -> None:
    found = [board_report.DefinitionChange(period=period, note="x") for period in sorted(changes)]
    earlier, later = sorted((one, other))
    between = find_definition_change(found, earlier, later)
    assert (between is None) == all(change <= earlier or change > later for change in changes)
    assert find_definition_change(found, one, one) is None


def test_last_year_is_no_longer_compared_with(small: SmallBoard) -> None:
    save_outcome(small, "80")
    before = find_reading(build_indicator(small))
    assert before.last_year is not None
    redefine(small)
    indicator = build_indicator(small)
    after = find_reading(indicator)
    assert after.last_year is None
    assert "förra året" not in after.verdict.sentence
    assert [(change.period, change.note) for change in indicator.definition_changes] == [(T2, NOTE)]


def test_a_change_from_a_base_on_the_other_side_can_not_be_judged(small: SmallBoard) -> None:
    indicator = get_indicator(small)
    root = small.board.pk and small.areas["namnden"]
    from apps.organisation.models import ServiceArea

    planning.set_target(
        by=small["administrator"], indicator=indicator, area=ServiceArea.objects.get(pk=root), year=2024, text="öka",
        decision="KF § 1", holds_from=None,
    )  # fmt: skip
    save_outcome(small, "99")
    assert find_reading(build_indicator(small)).verdict.light == Light.MET
    redefine(small)
    verdict = find_reading(build_indicator(small)).verdict
    assert verdict.light == Light.UNKNOWN
    assert verdict.sentence == "Definitionen ändrades T2 2024. Utfallet kan inte jämföras med 2023."


def test_an_earlier_report_knows_nothing_of_it(small: SmallBoard) -> None:
    redefine(small)
    first = Round.objects.get(board=small.board, year=2024, tertial=1)
    assert build_indicator(small, first).definition_changes == ()


def test_the_lines_are_broken_and_the_sentence_does_not_cross(small: SmallBoard) -> None:
    save_outcome(small, "80")
    redefine(small)
    report = build_draft_report(small.round)
    indicator = next(one for one in report.indicators if one.code == "nojdhet")
    chart = build_series_chart(report, indicator)
    assert chart is not None
    assert "år" not in chart.summary.partition(".")[0]  # compared with no other year
    (line,) = (one for one in json.loads(chart.figure)["data"] if one["name"] == "Totalt")
    assert line["y"] == [88.0, 86.0, None, 80.0]
    assert "Definitionen ändrades från och med T2 2024: Räknas på alla som har svarat." in chart.summary
    assert "ny definition T2 2024" in str(chart.figure)
    assert build_sparkline(indicator, "namnden", T2) is None  # one value since


def test_a_typed_value_is_not_held_against_what_was_measured_before(small: SmallBoard) -> None:
    """The sheet and the answer to a save say the same."""
    from apps.goals.models import Outcome
    from apps.goals.services import OutcomeRow, save_outcomes

    code = "arenden"
    rows = [
        OutcomeRow(
            indicator_id=get_indicator(small, code).pk, service_area_id=small.areas["namnden"], year=year, tertial=2,
            value=Decimal(100 + year % 3),
        )
        for year in range(2018, 2024)
    ]  # fmt: skip
    save_outcomes(by=None, board=small.board, rows=rows)
    assert Outcome.objects.filter(indicator__code=code).count() >= 6
    first = save_outcome(small, "900", code)
    assert "outlier" in [one.code for one in first.warnings]
    redefine(small, indicator=get_indicator(small, code))
    where = {"round_": small.round, "field": "value", "by": small["controller"]}
    again = save_cell(key=f"u:{code}:namnden:T", raw="901", version=first.version, **where)
    assert "outlier" not in [one.code for one in again.warnings]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"note": " "}, "Skriv vad som är ändrat"),
        ({"note": "x" * 501}, "högst 500 tecken"),
        ({"holds_from": None}, "Välj från vilken period"),
        ({"decision": ""}, "beslut"),
    ],
)
def test_what_it_needs(small: SmallBoard, values: dict[str, Any], told: str) -> None:
    with pytest.raises(PlanningError, match=told):
        redefine(small, **values)


def test_once_for_each_period(small: SmallBoard) -> None:
    redefine(small)
    with pytest.raises(PlanningError, match="redan en ny definition från T2 2024"):
        redefine(small)
    with pytest.raises(IntegrityError, match="definitionchange_says_what"), transaction.atomic():
        DefinitionChange.objects.update(note="")


def test_a_decided_report_stands(small: SmallBoard) -> None:
    Round.objects.filter(board=small.board, year=2024, tertial=1).update(state="adopted")
    with pytest.raises(PlanningError, match="fastställd"):
        redefine(small, holds_from=T1)


def test_in_the_browser(small: SmallBoard) -> None:
    client = Client()
    client.force_login(small["administrator"])
    form = {
        "year": "2024", "holds_from": "T2 2024", "decision": "SN § 4", "note": NOTE,
        "indicator": f"i-{get_indicator(small).pk}", "definition": "Andel av alla som har svarat.",
    }  # fmt: skip
    address = "/rapportera/lillkoping/socialnamnden/struktur/definition/"
    page = client.post(address, form, follow=True).content.decode()
    assert "Nöjda har en ny definition. Det gäller från T2 2024." in page
    assert get_indicator(small).definition == "Andel av alla som har svarat."
    page = client.get("/lillkoping/socialnamnden/2024/t2/utkast/indikator/nojdhet/").content.decode()
    assert "Definitionen ändrades från och med T2 2024: Räknas på alla som har svarat." in page
    page = client.post(address, {**form, "withdraws": "on"}, follow=True).content.decode()
    assert "Nöjda har inte längre någon ny definition från T2 2024." in page
    assert not DefinitionChange.objects.exists()
    again = client.post(address, {**form, "withdraws": "on"})
    assert "Nöjda har ingen ny definition från T2 2024." in again.content.decode()
    refused = client.post(address, {**form, "note": "", "indicator": ""})
    assert refused.status_code == 422
    assert "Andel av alla som har svarat." in refused.content.decode()
