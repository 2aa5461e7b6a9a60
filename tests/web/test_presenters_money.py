"""Money as pages show it: the tree of areas, its views, what a phone shows, and tables that repeat each other."""

from typing import Any

import pytest
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.board_report import Comment, History, PastVariance
from apps.report.money import Economy, InvestmentRow, InvestmentTable, OtherStatement
from apps.web.board.economy import investments, other_tables
from apps.web.board.economy import presenter as economy_presenter
from apps.web.board.economy.money_table import MONEY_FIELDS, MoneyTable, build_money_cells, build_money_columns
from tests.web.sample import AREAS, NOW, amounts, make_area_economy, money, sample


def comment(**changes: Any) -> Comment:
    """What the board says of its own money."""
    fields: dict[str, Any] = {
        "topic": "operating",
        "topic_label": "drift",
        "area": "sn",
        "area_name": "Socialnämnden",
        "whole_board": True,
        "heading": "",
        "text": "",
        "cause": "",
        "action": "",
    }
    return Comment(**fields | changes)


def shown(table: MoneyTable) -> list[tuple[str, str]]:
    return [(column.field, column.period) for column in table.columns]


def test_only_columns_with_figures_are_there() -> None:
    page = economy_presenter.build_economy_page(sample())
    assert shown(page.tree) == [("budget", ""), ("actual", ""), ("variance", ""), ("percent", "")]
    (before,) = page.earlier
    assert (before.label, shown(before.table)) == (
        "Bokslut 2019",
        [("budget", "2019-t3"), ("actual", "2019-t3"), ("variance", "2019-t3")],
    )


def test_the_tree_ends_with_the_whole_board_and_leaves_out_what_has_no_figures() -> None:
    rows = economy_presenter.build_area_table(sample().economy.areas, with_parts=True).rows
    assert [(row.key, row.parent, row.opens, row.is_part, row.part_of) for row in rows] == [
        ("ledning", "", False, False, ""),
        ("fsv", "", True, False, ""),
        ("fsv-revenue", "fsv", False, True, "Funktionsstöd vuxen"),
        ("leva", "fsv", False, False, "Funktionsstöd vuxen"),
        ("sn", "", False, False, ""),
    ]
    assert rows[-1].is_sum
    assert rows[3].summed


def test_a_period_without_figures_has_no_rows() -> None:
    net = money("sn", amounts(None, None), past=(amounts(2, 1, Tertial(2019, 3)),))
    areas = (make_area_economy(AREAS[0], net, money("sn", amounts(None, None), "cost")),)
    for with_parts in (False, True):
        assert economy_presenter.build_area_table(areas, with_parts=with_parts).rows == ()
    report = sample(economy=Economy(areas=areas, other_statements=(), forecast_accuracy=()))
    assert economy_presenter.build_cost_type_table(report) is None
    (before,) = economy_presenter.build_economy_page(report).earlier
    assert [[cell.kronor for cell in row.cells] for row in before.table.rows] == [[2, 1, 1]]


def test_an_earlier_period_is_read_in_its_own_report_where_there_is_one() -> None:
    then = Tertial(2019, 3)
    past = (amounts(2, 1, then), amounts(4, 3, Tertial(2018, 3)), amounts(6, 5, Tertial(2017, 3), table="drift"))
    areas = (make_area_economy(AREAS[0], money("sn", amounts(2, 1), past=past)),)
    history = tuple(
        History(period=Tertial(year, 3), published=True, goal_lights=None, indicator_lights=None, amounts=None)
        for year in (2017, 2019)
    )
    economy = Economy(areas=areas, other_statements=(), forecast_accuracy=())
    page = economy_presenter.build_economy_page(sample(economy=economy, history=history))
    assert [one.label for one in page.earlier] == ["Bokslut 2018", "Bokslut 2017"]  # 2017 is printed in this report too


def test_a_shared_footnote_stands_once() -> None:
    table = economy_presenter.build_area_table(sample().economy.areas, with_parts=False)
    assert table.notes == ("Delad not.",)
    assert [(row.note, row.footnote) for row in table.rows] == [(1, ""), (1, ""), (0, "Egen not."), (0, "")]


@pytest.mark.parametrize(
    ("figures", "labels"),
    [
        ({"variance": 1, "variance_so_far": 2}, ["Hittills", "Helår"]),
        ({"variance": 1}, ["Helår"]),
        ({"variance": None}, ["Utfall"]),
        ({"variance": None, "forecast": 9}, ["Prognos helår"]),
        ({"variance": None, "actual": None, "budget": None}, []),
    ],
)
def test_a_phone_shows_the_variances_else_the_last_amount(figures: dict[str, int | None], labels: list[str]) -> None:
    rows = [money("a", replace(amounts(5, 4), **figures)), money("b", amounts(5, 4, variance_so_far=1))]
    row = build_money_cells(rows[0], build_money_columns(rows, MONEY_FIELDS, past=False))
    assert [cell.short_label for cell in row if cell.is_short] == labels


def test_what_is_said_of_an_area_stands_at_its_row_and_not_below_too() -> None:
    said = [
        comment(area="fsv", area_name="Funktionsstöd vuxen", whole_board=False, text="Dyra köp."),
        comment(text="Hela nämnden."),
        comment(area="tom", area_name="Utan siffror", whole_board=False, text="Inga pengar här."),
        comment(area="fsv", whole_board=False, topic="investment", topic_label="investeringar", text="En hiss."),
    ]
    page = economy_presenter.build_economy_page(sample(comments=tuple(said)))
    rows = {row.key: row for row in page.tree.rows}
    assert [one.text for one in rows["fsv"].comments] == ["Dyra köp."]
    assert rows["fsv"].why == "Varför underskott"
    assert not rows["sn"].comments
    assert [area.area for area in page.commented] == ["fsv"]
    assert [[one.text for one in group.comments] for group in page.comments] == [
        ["Hela nämnden.", "Inga pengar här."],
        ["En hiss."],
    ]


def other_statement(title: str, actual: int, *, differs: bool = False) -> OtherStatement:
    return OtherStatement(
        area="sn",
        area_name="Socialnämnden",
        cost_type="net",
        cost_type_label="netto",
        label="",
        amounts=amounts(None, actual, variance=None),
        table=title,
        table_title=title,
        differs=differs,
    )


def test_a_table_that_repeats_the_first_to_the_krona_is_named_and_not_shown() -> None:
    told = (
        other_statement("Samma", 828_599_000),
        other_statement("Avrundad", 828_600_000),
        other_statement("Annan", 800_000_000, differs=True),
    )
    economy = Economy(areas=sample().economy.areas, other_statements=told, forecast_accuracy=())
    others = other_tables.build_other_tables(economy, NOW)
    assert others.repeating == ("Samma",)
    assert [(one.title, one.differing, one.repeated) for one in others.tables] == [("Avrundad", 0, 0), ("Annan", 1, 0)]


def test_another_table_that_differs_is_marked_in_its_period() -> None:
    (other,) = other_tables.build_other_tables(sample().economy, NOW).tables
    assert (other.title, other.differing, other.total) == ("Bilaga 1", 1, 1)
    (row,) = other.table.rows
    assert [(cell.column.period, cell.kronor, cell.differs) for cell in row.cells] == [("2019-t3", 277_388_000, True)]


# --- the views of the table of areas ------------------------------------------------------------------------


def compare(against: str, **then: Any) -> economy_presenter.EconomyPage:
    """The sample at T2 2020 held against T1, where ``then`` was published of the whole board."""
    past = History(
        period=Tertial(2020, 1),
        published=True,
        goal_lights=None,
        indicator_lights=None,
        amounts=None,
        areas={"sn": PastVariance(**then)},
    )
    return economy_presenter.build_economy_page(sample(period=Tertial(2020, 2), history=(past,)), against)


def test_a_comparison_shows_now_then_and_the_change_and_says_what_is_not_known() -> None:
    page = compare("forra", full_year=20_000_000)
    assert [(column.label, column.period) for column in page.tree.columns] == [
        ("Nu", ""),
        ("T1 2020", "2020-t1"),
        ("Ändring", ""),
    ]
    rows = {row.key: row.cells for row in page.tree.rows}
    assert [cell.kronor for cell in rows["sn"]] == [25_177_000, 20_000_000, 5_177_000]
    assert [(cell.kronor, cell.missing) for cell in rows["fsv"]] == [
        (-1_531_000, ""),
        (None, "inte känd"),
        (None, ""),
    ]
    assert "fsv-revenue" not in rows
    assert "publicerades då" in page.view.note


@pytest.mark.parametrize(
    ("against", "period", "words"),
    [
        ("forra", Tertial(2020, 3), "T2 2020 är inte publicerad här"),
        ("ifjol", Tertial(2021, 3), "T3 2020 är inte publicerad här"),
        ("forra", Tertial(2020, 1), "T1 2020 är årets första tertial"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_table_is_that_of_now(
    against: str, period: Tertial, words: str
) -> None:
    page = economy_presenter.build_economy_page(sample(period=period, history=()), against)
    assert words in page.view.missing
    assert page.tree == economy_presenter.build_economy_page(sample(period=period, history=())).tree


@pytest.mark.parametrize("against", ["", "annat", "FORRA"])
def test_any_other_word_in_the_address_is_the_view_of_now(against: str) -> None:
    page = compare(against, full_year=1)
    assert [choice.current for choice in page.choices] == [True, False, False]
    assert page.view.comparison is None


def test_investments_tell_original_and_supplementary_budget() -> None:
    row = InvestmentRow(
        code="larm",
        name="Larm",
        parent=None,
        depth=0,
        is_sum=False,
        area="sn",
        area_name="Socialnämnden",
        flow="expense",
        flow_label="utgift",
        original_budget=0,
        supplementary_budget=100_000,
        now=amounts(100_000, 94_000),
        past=(),
        footnote="",
    )
    part = investments.build_investment_part(InvestmentTable(code="t", title="Investeringar", rows=(row,)), NOW)
    fields = [column.field for column in part.table.columns]
    assert fields == ["original_budget", "supplementary_budget", "budget", "actual", "variance"]
    assert [cell.kronor for cell in part.table.rows[0].cells] == [0, 100_000, 100_000, 94_000, 6_000]


def test_a_table_without_a_figure_is_not_on_the_page() -> None:
    nothing = InvestmentRow(
        code="larm",
        name="Larm",
        parent=None,
        depth=0,
        is_sum=False,
        area="sn",
        area_name="Socialnämnden",
        flow="expense",
        flow_label="utgift",
        original_budget=None,
        supplementary_budget=None,
        now=amounts(None, None),
        past=(),
        footnote="",
    )
    economy = sample().economy
    (statement,) = economy.other_statements
    empty = replace(statement, table="tom", table_title="Tom", amounts=amounts(None, None, variance=None))
    page = economy_presenter.build_economy_page(
        sample(
            investments=(InvestmentTable(code="t", title="Tom", rows=(nothing,)),),
            economy=replace(economy, other_statements=(statement, empty)),
        )
    )
    assert page.investments == ()
    assert [other.code for other in page.others.tables] == ["bilaga-1"]
    assert page.others.repeating == ()


@pytest.mark.parametrize(
    ("period", "words"),
    [(Tertial(2020, 3), "budget minus utfall"), (Tertial(2020, 2), "budget minus prognosen")],
)
def test_what_the_variance_is_held_against(period: Tertial, words: str) -> None:
    assert words in economy_presenter.format_variance_basis(period)
