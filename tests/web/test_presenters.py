"""From the report to what a page shows: pure functions, so without a database."""

from datetime import date
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.swedish import NBSP
from apps.core.tertials import Tertial
from apps.report import board_report
from apps.report.board_report import BoardReport, Decision, History
from apps.report.measures import LightCounts
from apps.web import lights, page_header
from apps.web.board.goals import presenter as goals_presenter
from apps.web.board.internal_control import presenter as internal_control_presenter
from apps.web.board.overview import presenter as overview_presenter
from apps.web.links import ReportAddress
from tests.web.sample import NOW, amounts, attention, goal, sample, verdict

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


def test_goals_of_a_light_stand_below_the_goal_that_they_are_part_of() -> None:
    page = goals_presenter.build_goal_list(sample(), "not_met")
    assert [tree(group.cards) for group in page.groups] == [[("vision", ["trygg"])]]
    assert (page.shown, page.total) == (1, 3)
    (trygg,) = page.groups[0].cards[0].children
    assert [(row.code, row.missed[0].value.text, row.missed[0].target) for row in trygg.not_met] == [
        ("planer", "36\u00a0%", "minst 100")
    ]


def test_few_goals_have_no_filter_and_many_have_one() -> None:
    assert goals_presenter.build_goal_list(sample(), "").lights == ()
    many = tuple(goal(f"g{n}", verdict=verdict("not_met" if n % 4 else "met")) for n in range(8))
    chips = goals_presenter.build_goal_list(sample(goals=many), "").lights
    assert [(chip.label, chip.count) for chip in chips] == [("Röda", 6), ("Gröna", 2)]


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


@pytest.mark.parametrize(("count", "first", "rest"), [(1, 1, 0), (3, 3, 0), (4, 4, 0), (5, 3, 2)])
def test_the_worst_is_in_view_and_the_rest_a_click_away(count: int, first: int, rest: int) -> None:
    view = sample(attention=tuple(attention("deficit", f"a{n}") for n in range(count)))
    (group,) = overview_presenter.group_attention(view)
    assert (len(group.first), len(group.rest), group.count) == (first, rest, count)


def test_money_stands_left_and_goals_right() -> None:
    view = sample(attention=(attention("deficit", "fsv"), attention("goal", "trygg"), attention("risk", "ledtid")))
    columns = overview_presenter.build_attention_columns(view)
    assert [[group.kind for group in column] for column in columns] == [["deficit", "risk"], ["goal"]]


def test_a_deficit_inside_an_area_tells_how_the_whole_area_goes() -> None:
    (group,) = overview_presenter.group_attention(
        sample(attention=(attention("deficit", "fsv"), attention("deficit", "leva")))
    )
    assert [item.whole for item in group.first] == ["", f"Hela Funktionsstöd vuxen: underskott 1{NBSP}531 tkr."]


@pytest.mark.parametrize(("not_met", "label"), [(1, "Indikatorer som"), (2, "Övriga indikatorer som")])
def test_indicators_told_of_by_their_goal_are_not_counted_twice_without_a_word(not_met: int, label: str) -> None:
    view = sample(attention=(attention("indicator", "planer"),), indicator_lights=LightCounts(not_met=not_met))
    (group,) = overview_presenter.group_attention(view)
    assert group.label.startswith(label)


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
def test_good_news_are_not_told_of_what_nobody_knows(view: BoardReport, told: str) -> None:
    assert told in overview_presenter.format_nothing_to_note(view)


def test_one_period_is_no_history() -> None:
    one = History(period=NOW, published=False, goal_lights=None, indicator_lights=None, amounts=amounts(2, 1))
    empty = History(period=Tertial(2018, 3), published=False, goal_lights=None, indicator_lights=None, amounts=None)
    before = History(
        period=Tertial(2019, 3), published=True, goal_lights=LightCounts(), indicator_lights=None, amounts=None
    )
    assert overview_presenter.build_history_rows(sample(history=(empty, one))) == ()
    rows = overview_presenter.build_history_rows(sample(history=(before, one)))
    assert [(row.label, row.current, bool(row.url)) for row in rows] == [
        ("Bokslut 2020", True, False),
        ("Bokslut 2019", False, True),
    ]


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
