"""Blocks as municipalities keep them: titles, merged headings, units in a corner, months, genders, nets and totals.

What was found by pasting a workbook that was not written beside the rules: wrong numbers, and numbers that were passed
over, without a word.
"""

import pytest

from apps.core.tertials import Tertial
from apps.entry.blocks.column_headings import read_headings
from apps.entry.blocks.preview import preview_block
from apps.entry.blocks.shapes import BlockPreview
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput, InputKind, SheetColumn
from tests.own_tables.tables import make_fund, make_result_table
from tests.small_board import SmallBoard

STAFF, NET = "d:ifo:staff", "d:ifo:net"
MONEY = tuple(
    SheetColumn(field, title, InputKind.NUMBER, computed=field == "variance")
    for field, title in (("budget", "Budget"), ("period_budget", "Periodbudget"), ("actual", "Utfall"),
                         ("forecast", "Prognos"), ("variance", "Avvikelse helår"))
)  # fmt: skip
OUTCOMES = (SheetColumn("value", "Utfall", InputKind.NUMBER), SheetColumn("forecast", "Prognos", InputKind.NUMBER))
OWN = tuple(SheetColumn(title, title, InputKind.NUMBER) for title in ("Utfall", "Utfall året före 2025", "Plan 2027"))


def read(small: SmallBoard, text: str, key: str = "d:ifo:revenue", field: str = "budget") -> BlockPreview:
    return preview_block(round_=small.round, user=small["controller"], text=text, key=key, field=field)


def taken(preview: BlockPreview) -> dict[tuple[str, str], str]:
    return {
        (cell.key, cell.field): cell.display_text.replace("\u00a0", " ")
        for cell in preview.cells
        if cell.status in ("ok", "unchanged") and cell.raw.strip()
    }


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Årsbudget", "budget"), ("Budget helår 2026", "budget"), ("Helårsbudget (tkr)", "budget"),
        ("Budget 2026", "budget"), ("Budget T2 2026", "budget"),
        ("Budget jan-aug", "period_budget"), ("Budget ack", "period_budget"), ("Periodbudget jan–aug", "period_budget"),
        ("Budget t.o.m. augusti", "period_budget"), ("Budget 202601-202608", "period_budget"),
        ("Utfall jan-aug 2026", "actual"), ("Utfall januari – augusti", "actual"), ("Utfall ack", "actual"),
        ("Utfall t o m aug", "actual"), ("Utfall per 31 aug", "actual"), ("Utfall 2026-08-31", "actual"),
        ("Ack. utfall", "actual"), ("Utfall\nT2\n2026", "actual"), ("Bokfört ack aug", "actual"),
        ("Prognos helår", "forecast"), ("Helårsprognos 2026", "forecast"), ("Prognos aug", "forecast"),
        ("Utfall aug", ""), ("Utfall jan-apr", ""), ("Utfall maj-aug", ""), ("Utfall 2025", ""), ("Utfall helår", ""),
        ("Utfall jan-aug 2025", ""), ("Utfall 2026-04-30", ""), ("Utfall per 30 april", ""), ("Utfall kv 2", ""),
        ("Prognos T1", ""), ("Prognos apr", ""), ("Utfall i % av budget", ""), ("Avvikelse", ""), ("Budget 2027", ""),
        ("Utfall sep 2025-aug 2026", ""), ("2026", ""), ("jan-aug", ""),
    ],
)  # fmt: skip
def test_a_heading_is_the_column_whose_months_it_names_or_none(heading: str, field: str) -> None:
    (placed,) = read_headings([heading], MONEY, Tertial(2026, 2))
    assert (placed.column.field if placed.column else "") == field
    assert bool(placed.why_not) == (not field)


@pytest.mark.parametrize(
    ("headings", "period", "read_as"),
    [
        (["T1 2026", "T2 2026"], 2, ["", "value"]),
        (["Kvinnor", "Män", "Totalt"], 2, ["value K", "value M", "value T"]),
        (["Kvinnor 2025", "Kvinnor T2 2026", "Prognos"], 2, ["", "value K", "forecast"]),
        (["2024", "2025", "2026"], 3, ["", "", "value"]),
        (["2024", "2025", "2026"], 2, ["", "", ""]),
        (["Utfall", "Kvinnor", "Alla kvinnor"], 2, ["value", "value K", ""]),
    ],
)
def test_headings_of_indicators(headings: list[str], period: int, read_as: list[str]) -> None:
    placed = read_headings(headings, OUTCOMES, Tertial(2026, period))
    assert [f"{one.column.field} {one.gender}".strip() if one.column else "" for one in placed] == read_as


def test_an_own_column_of_another_year_is_known_by_its_year() -> None:
    placed = read_headings(["Utfall 2025", "Utfall 2026", "2027", "Utfall 2024"], OWN, Tertial(2026, 2))
    assert [one.column.title if one.column else "" for one in placed] == [OWN[1].title, OWN[0].title, OWN[2].title, ""]


def test_a_tertial_beside_an_earlier_one_is_said_to_be_from_january() -> None:
    placed = read_headings(["Utfall T1", "Utfall T2"], MONEY, Tertial(2026, 2))
    assert placed[1].note == "”Utfall T2” läses som januari–augusti, inte bara maj–augusti."
    assert not read_headings(["Utfall T2"], MONEY, Tertial(2026, 2))[0].note


@pytest.mark.parametrize(
    ("above", "amount"),
    [
        ("Driftbudget T2 2024 (mnkr)\n", "112,4"),
        ("Socialnämnden\n\nBelopp i kr\n", "112 400 000"),
        ("", "112 400"),
    ],
)
def test_a_title_above_the_headings_says_the_unit_and_moves_nothing(small: SmallBoard, above: str, amount: str) -> None:
    preview = read(small, f"{above}Verksamhet\tSlag\tUtfall\tBudget\nIndivid och familj\tPersonal\t1\t{amount}")
    assert taken(preview)[STAFF, "budget"] == "112 400"
    assert (STAFF, "period_budget") not in taken(preview)
    assert preview.unplaced == ()


@pytest.mark.parametrize(("corner", "amount"), [("kr", "43 500"), ("Belopp i mkr", "0,0435"), ("Tkr", "43,5")])
def test_a_corner_says_the_unit_unless_the_column_does(small: SmallBoard, corner: str, amount: str) -> None:
    preview = read(small, f"{corner}\tSlag\tUtfall\tBudget tkr\nIndivid och familj\tPersonal\t{amount}\t7")
    assert taken(preview) == {(STAFF, "actual"): "43,5", (STAFF, "budget"): "7"}


def test_titles_that_say_two_units_are_asked_about(small: SmallBoard) -> None:
    preview = read(small, "Alla belopp i tkr\n(mnkr)\tSlag\tUtfall\nIndivid och familj\tPersonal\t43,5")
    (cell,) = preview.cells
    assert (cell.status, cell.message) == ("invalid", "Rubrikerna säger både mnkr och tkr. Skriv enheten i cellen.")


def test_merged_headings_are_read_together(small: SmallBoard) -> None:
    text = (
        "\tHelår\t\t\tJan-aug\t\nVerksamhet\tBudget\tPrognos\tAvvikelse\tBudget\tUtfall\n"
        "Individ och familj\t30\t31\t\u22121\t20\t(21)\nSumma nämnden\t30\t31\t\u22121\t20\t21"
    )
    preview = read(small, text)
    assert taken(preview) == {
        (NET, "budget"): "30", (NET, "forecast"): "31", (NET, "period_budget"): "20", (NET, "actual"): "-21",
    }  # fmt: skip
    for said in ("läses som dess netto", "”Summa nämnden” är en summa", "Avvikelse” räknas ut"):
        assert said in preview.skipped


def test_an_area_name_alone_is_its_net_only_in_a_block_without_types(small: SmallBoard) -> None:
    for title in ("Kostnader per verksamhet", "Intäkter"):
        preview = read(small, f"{title}\nVerksamhet\tUtfall\nIndivid och familj\t20")
        assert taken(preview) == {}
        assert [one.text for one in preview.unplaced] == ["Individ och familj"]


def test_an_unknown_name_is_a_question_and_its_values_are_placed_nowhere(small: SmallBoard) -> None:
    preview = read(small, "Hemsjukvård\t10\t20\nBoendestöd\t30\t40\nRehab\t5\t6")
    assert taken(preview) == {}
    assert [one.text for one in preview.unplaced] == ["Hemsjukvård", "Boendestöd", "Rehab"]


def test_without_headings_the_preview_names_the_columns_in_order(small: SmallBoard) -> None:
    preview = read(small, "Individ och familj\tPersonal\t10\t20\t30")
    assert "läses i ordning som budget, periodbudget och utfall" in preview.skipped


def test_headings_without_names_move_no_row(small: SmallBoard) -> None:
    preview = read(small, "Utfall kr\tBudget kr\n43 500\t50 000")
    assert taken(preview) == {("d:ifo:revenue", "actual"): "43,5", ("d:ifo:revenue", "budget"): "50"}


def test_names_with_units_and_columns_of_genders_and_targets_are_read(small: SmallBoard) -> None:
    text = "Nr\tNyckeltal\tMålvärde\tKvinnor\tMän\tTotalt\n1\tNöjda (%)\t90\t88\t90\t89\n2\tÄrenden, antal\t-\t\t\t140"
    preview = read(small, text, "u:nojdhet:namnden:T", "value")
    assert taken(preview) == {
        ("u:nojdhet:namnden:K", "value"): "88", ("u:nojdhet:namnden:M", "value"): "90",
        ("u:nojdhet:namnden:T", "value"): "89", ("u:arenden:namnden:T", "value"): "140",
    }  # fmt: skip
    assert "”Målvärde” finns inte här" in preview.skipped


def test_a_fund_with_years_for_headings(small: SmallBoard) -> None:
    make_fund(small)
    text = "(kr)\t2023\t2024\t2025\tAndel klar\tTotalt\nLarm\t1 000\t2 000\t3 000\t50 %\t6 000\nTotalt\t1\t2\t3\t\t6"
    preview = read(small, text, "t:digital-hemtjanst:larm:medel", "value")
    key = "t:digital-hemtjanst:larm:"
    assert taken(preview) == {
        (f"{key}medel", "value"): "1", (f"{key}medel-2", "value"): "2", (f"{key}medel-3", "value"): "3",
        (f"{key}andel-klar", "value"): "50",
    }  # fmt: skip
    assert "”Totalt” finns inte här" in preview.skipped
    assert "”Totalt” är en summa" in preview.skipped


def test_a_cost_with_minus_in_a_result_is_asked_about(small: SmallBoard) -> None:
    make_result_table(small)
    cells = [
        CellInput(f"t:resultattabell:{row}:prognos", "value", "\u2212673", 0) for row in ("kostnader", "kommunbidrag")
    ]
    costs, grant = save_cells(round_=small.round, cells=cells, by=small["controller"])
    assert [one.message for one in costs.warnings] == [
        "Talet dras av i ”Årets resultat”, så ett minus här lägger till det i stället. Är tecknet rätt?"
    ]
    assert grant.warnings == ()
