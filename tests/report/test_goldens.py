"""What the four real reports say in words, as lights: goals, areas and indicators by name."""

import pytest

from apps.core.lights import Light
from apps.report.board_report import BoardReport


def test_kungsbackas_goals_are_on_track_in_the_boards_own_words(reports: dict[str, BoardReport]) -> None:
    goals = [goal for goal in reports["kungsbacka-2021-t3"].goals if goal.level != "directive"]
    assert len(goals) == 9
    assert {goal.verdict.light for goal in goals} == {Light.ON_TRACK}
    assert {goal.verdict.stated for goal in goals} == {"Vi har inte nått målet men är på rätt väg"}
    assert all(goal.verdict.by_people for goal in goals)


def test_kungsbackas_ranking_target_is_less_than_twenty(reports: dict[str, BoardReport]) -> None:
    view = reports["kungsbacka-2021-t3"]
    ranking = next(i for i in view.indicators if i.name.startswith("Bäst att leva"))
    assert [(p.year, int(p.value)) for p in ranking.series if p.value is not None] == [
        (2018, 24), (2019, 15), (2020, 5), (2021, 3),
    ]  # fmt: skip
    assert ranking.readings[0].target is not None
    assert ranking.readings[0].target.words == "mindre än 20"
    assert ranking.verdict.light == Light.MET
    assert ranking.verdict.sentence == "Utfallet 3 når målvärdet mindre än 20."


def test_kalmars_safe_care_is_not_met_and_differs_by_service_area(reports: dict[str, BoardReport]) -> None:
    goal = next(goal for goal in reports["kalmar-2020-t3"].goals if goal.code == "saker")
    by_area = {a.area: a.verdict.light for a in goal.assessments if a.verdict}
    assert goal.verdict.light == Light.NOT_MET
    assert by_area["funktionsstod-vuxen"] == Light.NOT_MET
    assert by_area["vuxen"] in {Light.MET, Light.ON_TRACK}


def test_kalmars_count_tells_how_many_are_met_without_a_figure(reports: dict[str, BoardReport]) -> None:
    counts = reports["kalmar-2020-t3"].indicator_lights
    assert (counts.met, counts.met_without_figure) == (25, 10)
    assert any(
        "25 av 80 indikatorer når målvärdet (varav 10 utan siffra)" in one for one in reports["kalmar-2020-t3"].overview
    )


def test_kalmars_planned_volumes_are_shown_and_give_no_light(reports: dict[str, BoardReport]) -> None:
    """The printed column is ”Plan 2020”: so many more decisions the budget reckons with, neither better nor worse."""
    planned = [
        one
        for one in reports["kalmar-2020-t3"].indicators
        if one.direction == "neither" and any(reading.target for reading in one.readings)
    ]
    assert [(one.code, one.has_target, one.verdict.light) for one in planned] == [
        (code, False, Light.UNKNOWN)
        for code in (
            "lss-boendestod",
            "lss-personlig-assistans-sfb",
            "lss-korttidstillsyn",
            "lss-bostad-vuxna",
            "lss-daglig-verksamhet",
        )
    ]
    assert planned[0].verdict.sentence == "Planen är öka med 10 från 2019. Varken högre eller lägre är bättre."


def test_kalmars_unplanned_endings_show_their_fraction_and_the_tertial_before(
    reports: dict[str, BoardReport],
) -> None:
    view = reports["kalmar-2020-t3"]
    homes = next(i for i in view.indicators if i.name == "Placeringar som avbrutits oplanerat - familjehem")
    now = homes.readings[0].point
    assert (now.numerator, now.denominator, now.value) == (12, 54, 22)
    assert {(p.year, p.tertial): p.value for p in homes.series}[2020, 2] == 13
    assert homes.verdict.light == Light.NOT_MET


@pytest.mark.parametrize(
    ("name", "light"),
    [
        ("Andel heltidsanställda", Light.MET),  # 90,1 % mot 90 %
        ("Sjukfrånvaro (%)", Light.NOT_MET),  # 9,5 % mot 5 %, sämre än 9,4 %
        ("Antal personal en hemtjänsttagare möter under 14 dagar (medelvärde)", Light.ON_TRACK),  # 18 mot 13, förr 19
    ],
)
def test_herrljungas_lights(reports: dict[str, BoardReport], name: str, light: Light) -> None:
    view = reports["herrljunga-2021-t3"]
    assert next(i for i in view.indicators if i.name == name).verdict.light == light


def test_herrljungas_fractions(reports: dict[str, BoardReport]) -> None:
    view = reports["herrljunga-2021-t3"]
    keyless = next(i for i in view.indicators if i.name == "Antal nyckelfria lås inom hemtjänsten")
    fractions = [(p.year, p.numerator, p.denominator, p.value) for p in keyless.series if p.denominator]
    assert fractions == [(2020, 116, 305, 38), (2021, 162, 327, 50)]


def test_a_missing_figure_says_why(reports: dict[str, BoardReport]) -> None:
    view = reports["herrljunga-2021-t3"]
    meaning = next(i for i in view.indicators if i.name == "Arbetet känns meningsfullt")
    gap = next(p for p in meaning.series if p.year == 2020)
    assert gap.value is None
    assert gap.missing_label == "ej mätt"
    assert gap.footnote


def test_harrydas_forecast_is_what_the_year_is_judged_by(reports: dict[str, BoardReport]) -> None:
    view = reports["harryda-2023-t2"]
    row = view.economy.areas[0].net
    assert row is not None
    assert (row.now.basis, row.now.actual) == ("forecast", None)
    family = next(area for area in view.economy.areas if area.name == "Barn och familj")
    assert family.net is not None
    assert family.net.now.variance == -2_270_000


def test_kungsbackas_forecasts_are_held_against_the_final_accounts(reports: dict[str, BoardReport]) -> None:
    accuracy = reports["kungsbacka-2021-t3"].economy.forecast_accuracy
    assert [(f.period.number, f.variance, f.off_by) for f in accuracy] == [
        (1, -8_550_000, 28_052_000), (2, 535_000, 18_967_000), (3, 19_502_000, None),
    ]  # fmt: skip


def test_kalmars_internal_control(reports: dict[str, BoardReport]) -> None:
    risks = reports["kalmar-2020-t3"].risks
    assert len(risks) == 44
    assert all(risk.value == risk.stated_value for risk in risks)
    assert max(risk.value for risk in risks) == 16
    assert any(len(control.results) == 3 for risk in risks for control in risk.controls)


@pytest.mark.parametrize("folder", ["harryda-2023-t2", "herrljunga-2021-t3", "kalmar-2020-t3", "kungsbacka-2021-t3"])
def test_every_light_explains_itself(reports: dict[str, BoardReport], folder: str) -> None:
    view = reports[folder]
    for item in (*view.goals, *view.indicators):
        assert item.verdict.sentence.endswith("."), item.code
    for indicator in view.indicators:
        for reading in indicator.readings:
            assert reading.verdict.sentence.endswith("."), indicator.code
            if reading.point.value is None:
                assert reading.point.missing_label, indicator.code
