"""From the report to what a page shows: pure functions, so without a database."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from lxml import html
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.board_report import BoardReport, Decision, Finding, FindingAnswer, ForecastAccuracy
from apps.report.measures import LightCounts
from apps.web import lights, page_header
from apps.web.board.economy.budget_paths import PathStep, PathView
from apps.web.board.economy.presenter import build_accuracy_table
from apps.web.board.goals import presenter as goals_presenter
from apps.web.board.goals.presenter import GoalFilter
from apps.web.board.internal_control import presenter as internal_control_presenter
from apps.web.board.overview import presenter as overview_presenter
from apps.web.links import ReportAddress
from tests.web.sample import NOW, goal, sample, verdict

PLACE = ReportAddress("kalmar", "socialnamnden", NOW)


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("goal", "/mal/x/"),
        ("indicator", "/indikator/x/"),
        ("area", "/ekonomi/#verksamhet-x"),
        ("deficit", "/ekonomi/#verksamhet-x"),
        ("investment", "/ekonomi/#investeringar"),
        ("risk", "/intern-kontroll/#risk-x"),
    ],
)
def test_what_is_pointed_at_has_an_address(kind: str, ends: str) -> None:
    assert PLACE.find_part_url(kind, "x") == "/kalmar/socialnamnden/2020/t3" + ends


def test_the_unknown_has_no_address() -> None:
    assert PLACE.find_part_url("planet", "x") == ""


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (Tertial(2020, 1), "Uppföljning T1 2020"),
        (Tertial(2020, 2), "Delårsrapport T2 2020"),
        (Tertial(2020, 3), "Bokslut 2020"),
    ],
)
def test_what_the_report_is_called(period: Tertial, name: str) -> None:
    assert page_header.format_document_name(period) == name


@pytest.mark.parametrize(
    ("decision", "adopted", "sentence"),
    [
        (
            Decision(date=date(2022, 3, 1), paragraph="24", case_number="SN 4/2022"),
            True,
            "Fastställd av nämnden 2022-03-01, §\u00a024. Ärende SN 4/2022.",
        ),
        (
            Decision(date=None, paragraph="", case_number="SN 1"),
            True,
            "Fastställd av nämnden; datumet står inte i källan. Ärende SN 1.",
        ),
        (None, True, "Fastställd av nämnden; datumet står inte i källan."),
        (None, False, "Utkast. Nämnden har inte fastställt rapporten än."),
    ],
)
def test_who_decided(decision: Decision | None, adopted: bool, sentence: str) -> None:
    assert page_header.format_decision(decision, adopted=adopted) == sentence


def test_the_years_to_choose_come_newest_first_with_three_tertials_each() -> None:
    rounds = [
        SimpleNamespace(year=2020, tertial=3, state="adopted"),
        SimpleNamespace(year=2021, tertial=1, state="open"),
    ]
    newest, older = page_header.build_year_choices(PLACE, rounds, "indicator", {"code": "x"})
    assert newest.periods[0].url == "/kalmar/socialnamnden/2021/t1/indikator/x/"
    assert (newest.year, older.year) == (2021, 2020)
    assert [(one.label, bool(one.url), one.draft) for one in newest.periods] == [
        ("T1", True, True),
        ("T2", False, False),
        ("T3", False, False),
    ]
    assert [one.current for one in older.periods] == [False, False, True]


def test_the_way_here_ends_without_a_link() -> None:
    steps = page_header.build_crumbs(sample(), "goal", "Trygghet")
    assert [step.label for step in steps] == ["Start", "Kalmar", "Socialnämnden, T3 2020", "Mål", "Trygghet"]
    assert not steps[-1].url
    assert all(step.url for step in steps[:-1])


def test_the_bar_of_lights_is_as_long_as_the_lights_are_many() -> None:
    bar = lights.build_light_bar(LightCounts(met=1, not_met=3))
    assert [(piece.light, piece.x) for piece in bar] == [(Light.MET, 0), (Light.NOT_MET, 25)]
    assert lights.build_light_bar(LightCounts()) == ()


# --- goals --------------------------------------------------------------------


def tree(cards: tuple[goals_presenter.GoalCard, ...]) -> list[object]:
    return [(card.code, tree(card.children)) if card.children else card.code for card in cards]


def test_goals_stand_once_below_their_focus_areas() -> None:
    groups = goals_presenter.group_goals(sample())
    assert [(group.names, tree(group.cards)) for group in groups] == [
        (("Hög kvalitet i välfärden",), [("vision", ["trygg"])]),
        (("Hög kvalitet i välfärden", "Ett grönare Kalmar"), ["larande"]),
        ((), ["ensam"]),
    ]


def test_a_goal_without_focus_area_follows_its_parent() -> None:
    goals = (goal("ovan", focus_areas=("miljo",)), goal("under", parent="ovan", depth=1))
    (group,) = goals_presenter.group_goals(sample(goals=goals))
    assert tree(group.cards) == [("ovan", ["under"])]


def test_the_strip_has_a_light_for_each_indicator_best_first() -> None:
    card = goals_presenter.group_goals(sample())[0].cards[0].children[0]
    assert card.strip == (Light.MET, Light.ON_TRACK, Light.NOT_MET, Light.UNKNOWN)


def test_filtered_goals_are_listed_below_their_parent_goal() -> None:
    page = goals_presenter.build_goal_list(sample(), GoalFilter(light="not_met"))
    assert [tree(group.cards) for group in page.groups] == [[("vision", ["trygg"])]]
    assert (page.shown, page.total) == (1, 3)
    (trygg,) = page.groups[0].cards[0].children
    assert [(row.code, row.missed[0].value.text, row.missed[0].target) for row in trygg.not_met] == [
        ("planer", "36\u00a0%", "minst 100")
    ]


def test_few_goals_have_no_filter_and_many_have_one() -> None:
    assert goals_presenter.build_goal_list(sample(), GoalFilter()).lights == ()
    many = tuple(goal(f"g{n}", verdict=verdict("not_met" if n % 4 else "met")) for n in range(8))
    chips = goals_presenter.build_goal_list(sample(goals=many), GoalFilter()).lights
    assert [(chip.label, chip.count) for chip in chips] == [("Röda", 6), ("Gröna", 2)]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (8, 8), (9, 9), (10, 8), (40, 8)])
def test_a_goal_page_has_the_worst_indicators_first_and_the_rest_a_click_away(count: int, shown: int) -> None:
    (model, *_) = sample().indicators
    lights = ("met", "not_met", "unknown", "on_track")
    own = tuple(replace(model, code=f"i{n}", goal="trygg", verdict=verdict(lights[n % 4])) for n in range(count))
    page = goals_presenter.build_goal_page(sample(indicators=own), "trygg")
    assert page is not None
    rows = (*page.indicators, *page.more_indicators)
    assert (len(page.indicators), len(rows)) == (shown, count)
    assert {row.code for row in rows} == {one.code for one in own}
    found = [row.verdict.light.value for row in rows]
    assert found == sorted(found, key=["not_met", "on_track", "met", "unknown"].index)


def test_a_goal_page_has_ratings_of_the_areas_and_the_texts_of_all() -> None:
    page = goals_presenter.build_goal_page(sample(), "trygg")
    assert page is not None
    assert [one.area_name for one in page.ratings] == ["Funktionsstöd vuxen"]
    assert len(page.texts) == 2
    assert page.parent is not None
    assert page.parent.code == "vision"
    assert (page.previous and page.previous.code, page.following and page.following.code) == ("vision", "larande")
    assert goals_presenter.build_goal_page(sample(), "finns-inte") is None


# --- the board --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "answered", "text"),
    [
        (1, 0, "1 iakttagelse (nämnden har inte svarat än)"),
        (1, 1, "1 iakttagelse (nämnden har svarat)"),
        (4, 0, "Alla 4 iakttagelser (nämnden har inte svarat än)"),
        (4, 1, "Alla 4 iakttagelser (nämnden har svarat på 1)"),
        (4, 4, "Alla 4 iakttagelser (nämnden har svarat på alla)"),
    ],
)
def test_the_link_to_the_findings_says_how_many_are_answered(total: int, answered: int, text: str) -> None:
    one = Finding(check="net", where="area", key="sn", name="Nämnden", message="", expected="", found="")
    answer = FindingAnswer(reason="kept", reason_label="Står kvar", text="")
    findings = tuple(replace(one, answer=answer if n < answered else None) for n in range(total))
    assert overview_presenter.format_findings_link(sample(findings=findings)) == text


@pytest.mark.parametrize(
    ("is_final", "heading"), [(True, "Hur väl prognosen höll"), (False, "Så har prognosen ändrats")]
)
def test_nobody_knows_how_well_a_forecast_held_before_the_final_accounts(is_final: bool, heading: str) -> None:
    rows = (
        ForecastAccuracy(period=Tertial(2020, 1), variance=-8, is_final=False, off_by=5 if is_final else None),
        ForecastAccuracy(period=Tertial(2020, 3 if is_final else 2), variance=-3, is_final=is_final, off_by=None),
    )
    table = build_accuracy_table(rows)
    assert table is not None
    assert table.heading == heading
    drawn = render_to_string("components/accuracy.html", {"accuracy": table})
    assert ("Ändring fram till bokslutet" in drawn) == is_final
    assert build_accuracy_table(()) is None


def test_a_few_goals_that_are_met_are_named_and_none_that_others_stand_for() -> None:
    assert overview_presenter.list_goals_met(sample()) == ()
    few = (goal("ovan", children=("under",)), goal("under", parent="ovan"), goal("ej", verdict=verdict("not_met")))
    assert overview_presenter.list_goals_met(sample(goals=few)) == ("Under",)
    many = tuple(goal(f"g{n}") for n in range(overview_presenter.GOALS_NAMED + 1))
    assert overview_presenter.list_goals_met(sample(goals=many)) == ()


def with_net(variance: int | None) -> BoardReport:
    view = sample()
    (root, *rest) = view.economy.areas
    now = replace(root.net.now, variance=variance)
    areas = (replace(root, net=replace(root.net, now=now)), *rest)
    return replace(view, economy=replace(view.economy, areas=areas))


NOTHING_JUDGED = {"goal_lights": LightCounts(unknown=3), "indicator_lights": LightCounts(unknown=5)}
UNSURE = {"goal_lights": LightCounts(met=2, unknown=1)}


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (with_net(5), "Inget område har underskott."),
        (with_net(-5), "Underskottet gäller nämnden som helhet"),
        (with_net(None), "Belopp saknas."),
        (replace(with_net(5), **NOTHING_JUDGED), "Inget mål och ingen indikator har bedömts än."),
        (replace(with_net(5), **UNSURE), "missat, men 1 av 3 mål kan inte bedömas."),
        (replace(with_net(None), **NOTHING_JUDGED), "inga bedömningar och inga belopp än"),
    ],
)
def test_good_news_do_not_mention_what_nobody_knows(view: BoardReport, told: str) -> None:
    assert told in overview_presenter.format_nothing_to_note(view)


@pytest.mark.parametrize(("decision", "columns"), [("SN § 66", 4), ("", 3)])
def test_the_way_of_a_budget_has_a_column_for_decisions_where_there_are_any(decision: str, columns: int) -> None:
    steps = tuple(
        PathStep(day="", label="ursprunglig budget", decision=one, note="", kronor=1) for one in (decision, "")
    )
    path = PathView(
        area="sn",
        name="Nämnden",
        steps=steps,
        total=2,
        budget=2,
        agrees=True,
        summed=False,
        summary="",
        remark="",
        is_unchanged=False,
    )
    table = html.fromstring(render_to_string("components/budget_path.html", {"path": path}))
    widths = [sum(int(cell.get("colspan", 1)) for cell in row) for row in table.xpath("//tr")]
    assert widths == [columns] * 5


# --- internal control --------------------------------------------------------------------


def test_the_matrix_has_sixteen_places_and_points_at_the_risks() -> None:
    page = internal_control_presenter.build_risk_page(sample())
    cells = {(cell.probability, cell.consequence): cell for row in page.matrix for cell in row.cells}
    assert len(cells) == 16
    assert page.matrix[0].probability == 4
    assert (cells[4, 3].count, cells[4, 3].first, cells[4, 3].level) == (1, "ledtid", "severe")
    assert (cells[1, 1].count, cells[1, 1].level) == (0, "low")


def risk(code: str, value: int, **results: str) -> board_report.Risk:
    """A risk with one control; ``results`` are its verdicts by tertial, or ``not_done``."""
    (known,) = sample().risks
    (control,) = known.controls
    made = tuple(
        replace(
            control.results[0],
            tertial=int(when[1]),
            status="not_done" if said == "not_done" else "done",
            status_label="ej utförd" if said == "not_done" else "utförd",
            verdict="" if said == "not_done" else said,
            verdict_label=said,
        )
        for when, said in results.items()
    )
    return replace(known, code=code, value=value, controls=(replace(control, results=made),))


def test_risks_with_flaws_come_first_and_the_latest_result_decides() -> None:
    risks = (
        risk("ratt-nu", 16, t1="deficient", t2="clean"),
        risk("viss", 12, t1="some"),
        risk("ogjord", 9, t1="not_done"),
        risk("brist", 4, t1="clean", t2="deficient"),
        replace(risk("annan", 16, t1="clean"), process_group="Stödprocesser"),
    )
    first, second = internal_control_presenter.build_risk_page(sample(risks=risks[::-1])).groups
    assert (first.name, second.name) == ("Huvudprocesser", "Stödprocesser")
    assert [one.risk.code for one in first.flawed] == ["brist", "ogjord", "viss"]
    assert [one.risk.code for one in first.rest] == ["ratt-nu"]
    assert [(one.label, one.count) for one in first.flaws] == [("deficient", 1), ("ej utförd", 1), ("some", 1)]
    assert (second.flawed, second.flaws) == ((), ())


@pytest.mark.parametrize(("level", "span"), [("low", "1–3"), ("medium", "4–8"), ("high", "9–11"), ("severe", "12–16")])
def test_a_level_tells_its_risk_values(level: str, span: str) -> None:
    assert internal_control_presenter.format_value_span(level) == span
