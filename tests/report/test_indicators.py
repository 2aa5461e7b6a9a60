"""The indicators in the report: readings, lights, gaps."""

from typing import Any

import pytest

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.goals.models import Assessment
from apps.goals.models import Indicator as IndicatorModel
from tests.made_up_board import MadeUpBoard
from tests.report.indicator_reports import Aim, Figure, build_indicator_report, get_indicator


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    return MadeUpBoard()


def test_a_reading_with_its_target_and_last_years_value(board: MadeUpBoard) -> None:
    andel = board.indicator()
    board.target(andel, "ge", "90")
    board.outcome(andel, "80")
    board.outcome(andel, "75", year=2023)
    (reading,) = board.shown().readings
    assert (reading.point.value, reading.last_year, reading.verdict.light) == (80, 75, Light.ON_TRACK)
    assert reading.verdict.sentence == (
        "Utfallet 80\u00a0% når inte målvärdet minst 90\u00a0%, men är bättre än 75\u00a0% samma period förra året. "
        "Det är 10\u00a0procentenheter kvar till målet."
    )


def test_a_target_that_waits_for_its_outcome_is_a_gap_that_says_so(board: MadeUpBoard) -> None:
    andel = board.indicator()
    board.target(andel, "ge", "90")
    (reading,) = board.shown().readings
    assert (reading.point.value, reading.point.missing) == (None, "not_reported")
    assert reading.verdict.sentence == "Utfall saknas: ej rapporterat."


def test_a_yearly_figure_is_not_missed_at_the_first_tertial(db: None) -> None:
    board = MadeUpBoard(2024, 1)
    andel = board.indicator(accumulation="yearly")
    board.target(andel, "ge", "90")
    assert board.shown().readings[0].point.missing == "not_measured"


def test_a_growing_sum_waits_for_the_year_to_end(db: None) -> None:
    board = MadeUpBoard(2024, 1)
    antal = board.indicator("antal", unit="antal", accumulation="flow", direction="lower")
    board.target(antal, "le", "100")
    board.outcome(antal, "30", tertial=1)
    assert board.shown("antal").verdict.light == Light.UNKNOWN


def test_a_growing_sum_with_a_forecast_is_judged_by_it(db: None) -> None:
    board = MadeUpBoard(2024, 1)
    antal = board.indicator("antal", unit="antal", accumulation="flow", direction="lower")
    board.target(antal, "le", "100")
    board.outcome(antal, "30", tertial=1, forecast=120)
    verdict = board.shown("antal").verdict
    assert (verdict.light, verdict.sentence) == (Light.NOT_MET, "Prognosen 120 når inte målvärdet högst 100.")


def test_an_increase_is_counted_from_its_base_year(board: MadeUpBoard) -> None:
    antal = board.indicator("antal", unit="antal", accumulation="flow")
    board.target(antal, "increase_percent", "10", base_year=2022)
    board.outcome(antal, "100", year=2022)
    board.outcome(antal, "50", year=2023)
    board.outcome(antal, "110")
    indicator = board.shown("antal")
    assert indicator.verdict.light == Light.MET
    assert indicator.targets[0].line == 110
    assert indicator.targets[0].words == "öka med 10 % från 2022"


def test_without_its_base_an_increase_cannot_be_judged(board: MadeUpBoard) -> None:
    antal = board.indicator("antal", unit="antal", accumulation="flow")
    board.target(antal, "increase_percent", "10")
    board.outcome(antal, "12")
    assert board.shown("antal").verdict.sentence == (
        "Vi vet inte hur många det var 2023, så ökningen går inte att räkna."
    )


def test_the_missing_base_of_a_part_of_the_year_is_of_its_months(db: None) -> None:
    board = MadeUpBoard(2024, 2)
    for code, accumulation in (("antal", "flow"), ("arligt", "yearly")):
        indicator = board.indicator(code, unit="antal", accumulation=accumulation)
        board.target(indicator, "increase", None, base_year=2021)
        board.outcome(indicator, "12", tertial=2)
    sentences = [board.shown(code).verdict.sentence for code in ("antal", "arligt")]
    assert sentences == [
        "Vi vet inte hur många det var januari–augusti 2021, så ökningen går inte att räkna.",
        "Vi vet inte hur många det var 2021, så ökningen går inte att räkna.",
    ]


def test_missing_is_not_zero(board: MadeUpBoard) -> None:
    andel = board.indicator(direction="lower")
    board.target(andel, "le", "5")
    board.outcome(andel, None, missing="not_measured")
    assert board.shown().verdict.light == Light.UNKNOWN


def test_areas_sum_up_when_the_whole_board_has_no_figure(board: MadeUpBoard) -> None:
    andel = board.indicator()
    for area, value in ((board.home, "95"), (board.care, "50")):
        board.target(andel, "ge", "90", area=area)
        board.outcome(andel, value, area=area)
    verdict = board.shown().verdict
    assert (verdict.light, verdict.sentence) == (
        Light.ON_TRACK,
        "1 av 2 verksamheter når målet, 1 når inte.",
    )


def test_peoples_rating_is_shown_with_the_computed_light_beside(board: MadeUpBoard) -> None:
    andel = board.indicator()
    board.target(andel, "ge", "90")
    board.outcome(andel, "50")
    Assessment.objects.create(
        **board.owner,
        round=board.round,
        indicator=andel,
        service_area=board.root,
        rating="met",
        stated_rating="i huvudsak uppfyllt",
        override_reason="Mätningen var fel.",
    )
    verdict = board.shown().verdict
    assert (verdict.light, verdict.computed, verdict.by_people) == (Light.MET, Light.NOT_MET, True)
    assert (verdict.stated, verdict.override_reason) == ("i huvudsak uppfyllt", "Mätningen var fel.")


def test_the_goal_is_a_proposal_until_people_rate_it(board: MadeUpBoard) -> None:
    for code, value in (("a", "95"), ("b", "95"), ("c", "20")):
        andel = board.indicator(code)
        board.target(andel, "ge", "90")
        board.outcome(andel, value)
    (goal,) = board.report().goals
    assert (goal.verdict.light, goal.verdict.by_people) == (Light.ON_TRACK, False)
    Assessment.objects.create(
        **board.owner, round=board.round, goal=board.goal, service_area=board.root, rating="not_met"
    )
    (goal,) = board.report().goals
    assert (goal.verdict.light, goal.verdict.computed) == (Light.NOT_MET, Light.ON_TRACK)


def test_indicators_are_retired_and_goals_end(board: MadeUpBoard) -> None:
    board.indicator("gammal", valid_to=2023)
    board.indicator("kommande", valid_from=2025)
    board.indicator("nu")
    assert [indicator.code for indicator in board.report().indicators] == ["nu"]


def test_one_area_speaks_for_itself(board: MadeUpBoard) -> None:
    andel = board.indicator()
    board.target(andel, "ge", "100", area=board.home)
    board.outcome(andel, "83.3", area=board.home)
    assert board.shown().verdict.sentence == "Utfallet 83,3\u00a0% når inte målvärdet minst 100\u00a0%."


def test_the_farthest_from_its_target_is_named_first(board: MadeUpBoard) -> None:
    for code, value in (("nara", "80"), ("langt-ifran", "10"), ("mitt-emellan", "50")):
        andel = board.indicator(code, goal=None, kind="effect")
        board.target(andel, "ge", "90")
        board.outcome(andel, value)
    shown = [item.key for item in board.report().attention if item.kind == "indicator"]
    assert shown == ["langt-ifran", "mitt-emellan", "nara"]


def rate(board: MadeUpBoard, indicator: IndicatorModel, rating: str) -> None:
    Assessment.objects.create(
        **board.owner, round=board.round, indicator=indicator, service_area=board.root, rating=rating
    )


@pytest.mark.parametrize(
    ("rating", "outcome", "sentence"),
    [
        ("met", None, "Verksamheten bedömer målet som uppnått men redovisar ingen siffra."),
        (
            "on_track",
            {"missing": "not_reported"},
            "Verksamheten bedömer att målet är på väg att nås men redovisar ingen siffra.",
        ),
        (
            "not_met",
            {"missing": "not_measured"},
            "Verksamheten bedömer att målet inte är uppnått. Utfall saknas: ej mätt.",
        ),
        ("unknown", None, "Verksamheten kan inte bedöma målet och redovisar ingen siffra."),
        (
            "met",
            {"missing": "not_a_number", "stated_text": "3–4 dagar"},
            "Verksamheten bedömer målet som uppnått. I rapporten står ”3–4 dagar” i stället för ett tal.",
        ),
    ],
)
@pytest.mark.parametrize("with_target", [True, False])
def test_a_rating_without_a_figure_says_so(
    board: MadeUpBoard, rating: str, outcome: dict[str, str] | None, sentence: str, with_target: bool
) -> None:
    andel = board.indicator()
    if with_target:
        board.target(andel, "ge", "90")
    if outcome:
        board.outcome(andel, None, **outcome)
    rate(board, andel, rating)
    verdict = board.shown().verdict
    assert (verdict.computed, verdict.sentence) == (Light.UNKNOWN, sentence)


@pytest.mark.parametrize(
    ("outcome", "without"),
    [
        ({}, 1),  # nothing but people's word
        ({"value": None, "missing": "not_a_number", "stated_text": "klart enligt plan"}, 1),
        ({"value": None, "missing": "not_measured"}, 1),
        ({"value": None, "missing": "not_a_number", "stated_text": "3–4 dagar"}, 0),
        ({"value": None, "missing": "not_reported", "forecast": "95"}, 0),
        ({"value": "0"}, 0),  # zero is a figure
        ({"value": "50"}, 0),  # it says otherwise than people, and is there
    ],
)
def test_those_met_by_peoples_word_alone_are_counted(board: MadeUpBoard, outcome: dict[str, Any], without: int) -> None:
    rated, measured = board.indicator("rated"), board.indicator("measured")
    board.target(rated, "ge", "90")
    board.target(measured, "ge", "90")
    board.outcome(measured, "95")
    if outcome:
        board.outcome(rated, **outcome)
    rate(board, rated, "met")
    report = board.report()
    counts = report.indicator_lights
    assert (counts.met, counts.met_without_figure) == (2, without)
    assert report.goals[0].indicator_lights == counts
    said = " (varav 1 utan siffra)" if without else ""
    assert f"2 av 2 indikatorer når målvärdet{said}." in report.overview
    assert report.goals[0].verdict.sentence == f"2 av 2 indikatorer når målvärdet{said}."


def test_only_met_indicators_have_a_note_of_missing_figures(board: MadeUpBoard) -> None:
    rate(board, board.indicator("rated"), "not_met")
    assert board.report().indicator_lights.met_without_figure == 0


@pytest.mark.parametrize(
    ("aim", "has_light"),
    [
        (Aim("eq", "12", text="12"), False),
        (Aim("eq", "12", text="12 st"), False),
        (Aim("increase_by", "10", text="öka 10", base_year=2023), False),
        (Aim("eq", "12", text="precis 12"), True),
        (Aim("between", "10", "14", text="10–14"), True),
        (Aim("ge", "10", text="minst 10"), True),
    ],
)
def test_a_plan_of_a_figure_that_is_neither_good_nor_bad_gives_no_light(aim: Aim, has_light: bool) -> None:
    """A budget in the column of targets colours nothing, and is not counted; the page still shows it."""
    figures = [Figure(2023, 3, "4"), Figure(2024, 3, "5")]
    fields = {"unit": "antal", "direction": "neither", "kind": "volume", "accumulation": "stock"}
    report = build_indicator_report(Tertial(2024, 3), figures, [aim], **fields)
    (reading,) = get_indicator(report).readings
    assert (reading.verdict.light != Light.UNKNOWN, get_indicator(report).has_target) == (has_light, has_light)
    assert reading.target is not None
    lights = report.indicator_lights
    assert lights.met + lights.on_track + lights.not_met + lights.unknown == has_light
    if not has_light:
        assert reading.verdict.sentence == f"Planen är {reading.target.words}. Varken högre eller lägre är bättre."
