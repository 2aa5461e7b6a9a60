"""What is hidden, case by case. That nobody can work it out is tried in ``test_suppression_attack``."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.publishing.suppression.suppressed_report import HIDDEN_SENTENCE, rejudge_goal
from apps.report import board_report
from tests.publishing.examples import (
    BOARD,
    assessment,
    goal,
    indicator,
    make_report,
    missing,
    point,
    suppress,
    target,
    verdict,
    with_threshold,
)

AREAS = {BOARD: None, "barn": BOARD, "vuxna": BOARD, "aldre": BOARD}
Place = tuple[int, int, str, str]


def genders(total: object, women: object, men: object, **where: object) -> list[board_report.Point]:
    pairs = zip("TKM", (total, women, men), strict=True)
    return [point(value, gender=gender, **where) for gender, value in pairs if value is not None]  # type: ignore[arg-type]


def areas(whole: object, **below: object) -> list[board_report.Point]:
    points = {BOARD: whole, **below}
    return [point(value, area=area) for area, value in points.items() if value is not None]  # type: ignore[arg-type]


def tertials(*values: object) -> list[board_report.Point]:
    return [point(value, tertial=n) for n, value in enumerate(values, 1) if value is not None]  # type: ignore[arg-type]


def hidden(view: board_report.BoardReport, code: str = "personer") -> set[Place]:
    found = next(i for i in view.indicators if i.code == code)
    return {(p.year, p.tertial, p.area, p.gender) for p in found.series if p.suppressed}


CASES: dict[str, tuple[list[board_report.Point], dict[str, object], set[str]]] = {
    "ett stort tal visas": ([point(25)], {}, set()),
    "ett tal precis vid gränsen visas": ([point(5)], {}, set()),
    "ett litet tal döljs": ([point(4)], {}, {"sn T3 T"}),
    "en enda person döljs": ([point(1)], {}, {"sn T3 T"}),
    "noll visas": ([point(0)], {}, set()),
    "det som inte räknar personer visas": ([point(3)], {"counts_persons": False}, set()),
    "det andra könet döljs när totalen visas": (genders(20, 3, 17), {}, {"sn T3 K", "sn T3 M"}),
    "båda könen små: totalen visas ändå": (genders(8, 4, 4), {}, {"sn T3 K", "sn T3 M"}),
    "även en liten total döljs": (genders(3, 3, 0), {}, {"sn T3 T", "sn T3 K"}),
    "ett kön saknas men totalen avslöjar det": (genders(20, 17, None), {}, {"sn T3 K"}),
    "utan total behöver inte det andra könet döljas": (genders(None, 3, 17), {}, {"sn T3 K"}),
    "kön som inte ger totalen är ingen summa": (genders(25, 3, 17), {}, {"sn T3 K"}),
    "en ensam liten verksamhet tar med sig den näst minsta": (
        areas(40, barn=3, vuxna=12, aldre=25),
        {},
        {"barn T3 T", "vuxna T3 T"},
    ),
    "noll hjälper inte när gruppen är för liten": (
        areas(28, barn=3, vuxna=0, aldre=25),
        {},
        {"barn T3 T", "aldre T3 T"},
    ),
    "två små verksamheter som tillsammans är små tar med sig en tredje": (
        areas(20, barn=2, vuxna=1, aldre=17),
        {},
        {"barn T3 T", "vuxna T3 T", "aldre T3 T"},
    ),
    "två små verksamheter som tillsammans är många räcker": (
        areas(28, barn=4, vuxna=4, aldre=20),
        {},
        {"barn T3 T", "vuxna T3 T"},
    ),
    "verksamheter som inte ger totalen är ingen summa": (areas(50, barn=3, vuxna=12, aldre=25), {}, {"barn T3 T"}),
    "en verksamhet utan uppgift avslöjas av de andra": (areas(40, barn=13, vuxna=24), {}, {"barn T3 T"}),
    "täljaren är liten": ([point("3/40")], {"unit": "%"}, {"sn T3 T"}),
    "resten är liten": ([point("38/40")], {"unit": "%"}, {"sn T3 T"}),
    "nämnaren är liten": ([point("0/4")], {"unit": "%"}, {"sn T3 T"}),
    "ingen av många visas": ([point("0/40")], {"unit": "%"}, set()),
    "alla av många visas": ([point("40/40")], {"unit": "%"}, set()),
    "en andel utan täljare visas": ([replace(point(3), value=Decimal(3))], {"unit": "%"}, set()),
    "andelens andra kön döljs": (genders("23/60", "3/20", "20/40"), {"unit": "%"}, {"sn T3 K", "sn T3 M"}),
    "skillnaden mellan tertialen är liten: den senare döljs": (
        tertials(20, 23, 40),
        {"accumulation": "flow"},
        {"sn T2 T"},
    ),
    "även skillnaden över den dolda tertialen är liten": (
        tertials(20, 22, 24),
        {"accumulation": "flow"},
        {"sn T2 T", "sn T3 T"},
    ),
    "ingen ny sedan förra tertialen visas": (tertials(20, 20, 20), {"accumulation": "flow"}, set()),
    "ett tertial utan uppgift emellan": (tertials(20, None, 23), {"accumulation": "flow"}, {"sn T3 T"}),
    "skillnaden i ett läge är inga personer": (tertials(20, 23, 40), {"accumulation": "stock"}, set()),
    "en rättelse nedåt är inga personer": (tertials(20, 18, 30), {"accumulation": "flow"}, set()),
    "ett litet tal i ord": ([point(None, missing="not_a_number", stated_text="3–4")], {}, {"sn T3 T"}),
    "ett stort tal i ord": ([point(None, missing="not_a_number", stated_text="17–18")], {}, set()),
    "ett decimaltal i ord är inte ett litet heltal": (
        [point(None, missing="not_a_number", stated_text="ca 13,2")],
        {},
        set(),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_hidden(name: str) -> None:
    points, settings, expected = CASES[name]
    shown = suppress(make_report(indicator(*points, **settings), parents=AREAS))  # type: ignore[arg-type]
    assert {f"{area} T{tertial} {gender}" for _, tertial, area, gender in hidden(shown)} == expected


def test_gender_and_area_are_protected_together() -> None:
    """Women in one area are few; without four hidden cells they come out of the row or the column."""
    counts = {"barn": (23, 3, 20), "vuxna": (40, 22, 18), "aldre": (100, 60, 40), BOARD: (163, 85, 78)}
    points = [p for area, (t, k, m) in counts.items() for p in genders(t, k, m, area=area)]
    shown = suppress(make_report(indicator(*points), parents=AREAS))
    assert hidden(shown) == {(2024, 3, area, gender) for area in ("barn", "vuxna") for gender in "KM"}


def test_an_area_under_an_area() -> None:
    """The unit's small number would come out of the board's total if only its own area were hidden."""
    parents = {BOARD: None, "barn": BOARD, "aldre": BOARD, "enhet-a": "barn", "enhet-b": "barn"}
    points = areas(60, barn=20, aldre=40, **{"enhet-a": 17, "enhet-b": 3})
    shown = suppress(make_report(indicator(*points), parents=parents))
    assert hidden(shown) == {(2024, 3, area, "T") for area in ("enhet-a", "enhet-b")}


def test_a_later_tertial_hides_nothing_that_an_earlier_report_has_shown() -> None:
    """April's cells are the same in April's report and in August's, so that nobody can put the two together."""
    april = areas(40, barn=3, vuxna=12, aldre=25)
    august = [replace(p, tertial=2) for p in areas(60, barn=20, vuxna=14, aldre=26)]
    points = [replace(p, tertial=1) for p in april]
    first = suppress(make_report(indicator(*points, accumulation="flow"), parents=AREAS))
    second = suppress(make_report(indicator(*points, *august, accumulation="flow"), parents=AREAS))
    assert hidden(first) == {cell for cell in hidden(second) if cell[1] == 1}


def test_a_hidden_point_holds_nothing() -> None:
    small = point(3, forecast=Decimal(4), stated_text="tre", stated_change=Decimal(1), footnote="Varav en ny.")
    shown = suppress(make_report(indicator(small)))
    assert shown.indicators[0].series == (replace(point(None), suppressed=True),)
    assert shown.indicators[0].readings[0].point == shown.indicators[0].series[0]


def test_a_small_forecast_is_hidden_alone() -> None:
    shown = suppress(make_report(indicator(point(0, forecast=Decimal(3)))))
    assert shown.indicators[0].series == (point(0),)
    assert shown.indicators[0].readings[0].verdict.sentence == HIDDEN_SENTENCE


def test_a_hidden_year_does_not_come_back_the_year_after() -> None:
    """Not as last year's value, not as a change, not as the level of a target that counts from it."""
    aim = target(comparator="increase_by", value=Decimal(2), base_year=2023, line=Decimal(5))
    before, now = point(3, year=2023), point(12, stated_change=Decimal(9))
    judged = {(BOARD, "T"): verdict(Light.MET, "Utfallet 12 når målvärdet öka med 2 från 2023.")}
    shown = suppress(make_report(indicator(before, now, targets=(aim,), verdicts=judged))).indicators[0]
    assert shown.readings[0].point == replace(now, stated_change=None)
    assert shown.readings[0].last_year is None
    assert shown.readings[0].target == replace(aim, line=None)
    assert shown.targets == (replace(aim, line=None),)
    assert shown.readings[0].verdict == verdict(Light.UNKNOWN, HIDDEN_SENTENCE)


def test_better_than_a_hidden_year_is_not_reported() -> None:
    judged = {(BOARD, "T"): verdict(Light.ON_TRACK, "… men är bättre än 3 samma period förra året.")}
    points = point(3, year=2023), point(8)
    shown = suppress(make_report(indicator(*points, targets=(target(),), verdicts=judged))).indicators[0]
    assert shown.readings[0].verdict == shown.verdict == verdict(Light.UNKNOWN, HIDDEN_SENTENCE)


def test_missing_stays_missing() -> None:
    gone = missing(area="vuxna")
    shown = suppress(make_report(indicator(point(3, area="barn"), gone), parents=AREAS))
    assert shown.indicators[0].series[1] == gone
    assert not shown.indicators[0].series[0].missing


def judged_report(people: bool = False) -> board_report.BoardReport:
    """Three indicators of one goal: one of few persons, not met, and two met."""
    bad = verdict(Light.NOT_MET, "Utfallet 3 når inte målvärdet minst 10.")
    if people:
        bad = replace(bad, light=Light.ON_TRACK, by_people=True, override_reason="På gång.")
    good = verdict(Light.MET, "Utfallet 12 når målvärdet minst 10.")
    rated = (assessment(verdict=replace(bad, computed=Light.UNKNOWN, sentence="")),) if people else ()
    common = {"goal": "mal", "kind": "", "kind_label": "", "targets": (target(),)}
    few = indicator(point(3), verdicts={(BOARD, "T"): bad}, assessments=rated, **common)
    others = [indicator(point(12), code=c, verdicts={(BOARD, "T"): good}, **common) for c in ("b", "c")]
    lights = board_report.LightCounts(met=2, on_track=1) if people else board_report.LightCounts(met=2, not_met=1)
    proposal = verdict(Light.ON_TRACK, "2 av 3 indikatorer når målvärdet, 1 når inte.")
    return make_report(
        few,
        *others,
        goals=(goal(indicators=("personer", "b", "c"), verdict=proposal, indicator_lights=lights),),
        goal_lights=board_report.LightCounts(on_track=1),
        indicator_lights=lights,
        overview=("2 av 3 indikatorer når målvärdet, 1 når inte målvärdet.",),
        attention=(
            board_report.Attention(
                kind="indicator",
                key="personer",
                light=bad.light,
                headline="Personer med insatsen",
                why=bad.sentence,
                action="",
            ),
        ),
        history=(
            board_report.History(
                period=Tertial(2024, 3),
                published=False,
                goal_lights=board_report.LightCounts(on_track=1),
                indicator_lights=lights,
                amounts=None,
            ),
        ),
    )


def test_what_is_computed_from_a_hidden_number_is_written_anew() -> None:
    shown = suppress(judged_report())
    assert shown.indicators[0].verdict == verdict(Light.UNKNOWN, HIDDEN_SENTENCE)
    assert shown.indicator_lights == board_report.LightCounts(met=2, unknown=1)
    assert shown.goals[0].indicator_lights == shown.indicator_lights
    assert shown.goals[0].verdict.light == Light.MET
    assert shown.goal_lights == board_report.LightCounts(met=1)
    assert shown.history[0].indicator_lights == shown.indicator_lights
    assert shown.attention == ()
    assert shown.overview == (
        "Det enda målet är uppnått.",
        "2 av 3 indikatorer når målvärdet, 1 kan inte bedömas.",
    )


def test_what_people_have_judged_stands() -> None:
    shown = suppress(judged_report(people=True))
    kept = shown.indicators[0].verdict
    assert (kept.light, kept.computed, kept.by_people) == (Light.ON_TRACK, Light.UNKNOWN, True)
    assert (kept.sentence, kept.override_reason) == (HIDDEN_SENTENCE, "På gång.")
    assert shown.indicator_lights == board_report.LightCounts(met=2, on_track=1)


def test_a_parent_goal_follows_its_goals() -> None:
    view = judged_report()
    child = replace(view.goals[0], parent="topp", depth=1)
    top = goal("topp", children=("mal",), verdict=verdict(Light.ON_TRACK, "…"))
    shown = suppress(replace(view, goals=(top, child)))
    assert [g.verdict.light for g in shown.goals] == [Light.MET, Light.MET]


def test_an_area_s_hidden_light_leaves_the_others_to_judge() -> None:
    judged = {
        ("barn", "T"): verdict(Light.NOT_MET, "Utfallet 3 når inte målvärdet minst 10."),
        ("vuxna", "T"): verdict(Light.MET, "Utfallet 12 når målvärdet minst 10."),
    }
    aims = tuple(target(area=area) for area in ("barn", "vuxna"))
    view = make_report(
        indicator(point(3, area="barn"), point(12, area="vuxna"), verdicts=judged, targets=aims), parents=AREAS
    )
    assert suppress(view).indicators[0].verdict.light == Light.MET


def test_a_finding_of_a_hidden_number_is_gone() -> None:
    """Men and women do not add up; the finding would tell their sum."""
    points = genders(25, 3, 17)
    told = board_report.Finding(
        check="genders", where="indicator", key="personer", name="", message="", expected="20", found="25"
    )
    assert suppress(make_report(indicator(*points), findings=(told,))).findings == ()


def test_nothing_else_changes() -> None:
    view = judged_report()
    shown = suppress(view)
    touched = {"indicators", "goals", "goal_lights", "indicator_lights", "overview", "attention", "history", "findings"}
    for name in set(board_report.BoardReport.__struct_fields__) - touched:
        assert getattr(shown, name) is getattr(view, name)
    assert shown.indicators[1:] == view.indicators[1:]


def test_lights_judged_anew_are_reported_as_the_report_was_built(reports: dict[str, board_report.BoardReport]) -> None:
    for view in reports.values():
        goals = {goal.code: goal for goal in view.goals}
        indicators = {indicator.code: indicator for indicator in view.indicators}
        for built in view.goals:
            below, measured = [goals[c] for c in built.children], [indicators[c] for c in built.indicators]
            assert rejudge_goal(built, below, measured) == built


def test_the_real_reports_with_a_threshold(reports: dict[str, board_report.BoardReport]) -> None:
    for view in reports.values():
        guarded = with_threshold(view, 5)
        shown = suppress(guarded)
        assert shown is not guarded
        assert suppress(shown) is shown
        for before, after in zip(guarded.indicators, shown.indicators, strict=True):
            assert after is before or before.counts_persons
            for p in after.series:
                assert not (after.counts_persons and after.unit == "antal" and p.value and p.value < 5)


def test_threshold_zero_is_off() -> None:
    view = with_threshold(judged_report(), 0)
    assert suppress(view) is view


def test_a_report_without_small_numbers_is_the_same_object() -> None:
    view = make_report(indicator(point(25)))
    assert suppress(view) is view
