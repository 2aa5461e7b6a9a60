"""What a reader sees first: which deficits, indicators and risks are listed, and how an amount is said."""

import pytest
from msgspec.structs import replace

from apps.core.tertials import Tertial
from apps.report.attention import build_attention
from apps.report.board_report import Amounts, AreaEconomy, Attention, Economy, History, MoneyRow
from apps.report.highlights import build_overview
from apps.report.measures import LightCounts

T3 = Tertial(2024, 3)
NO_LIGHTS = LightCounts()
ROOT = ("namnden", None, -100)
Place = tuple[str, str | None, int | None]


def net(area: str, variance: int | None, budget: int | None = None, basis: str = "actual") -> MoneyRow:
    now = Amounts(
        period=T3, budget=budget, actual=None, forecast=None, variance=variance, computed_variance=None,
        basis=basis, variance_percent=None, exact=False,
    )  # fmt: skip
    return MoneyRow(
        area=area, cost_type="net", cost_type_label="netto", label="", now=now, past=(), table="", summed=False,
        footnote="",
    )  # fmt: skip


def economy(*places: Place, budget: int | None = None) -> Economy:
    """Areas as code, parent and variance in thousands of kronor, in tree order."""
    depths: dict[str | None, int] = {None: -1}
    areas = []
    for code, parent, variance in places:
        depths[code] = depths[parent] + 1
        row = None if variance is None else net(code, variance * 1_000, budget)
        areas.append(
            AreaEconomy(
                area=code,
                name=code,
                kind="area",
                parent=parent,
                depth=depths[code],
                has_children=False,
                net=row,
                cost_types=(),
            )
        )
    return Economy(areas=tuple(areas), other_statements=(), forecast_accuracy=())


def list_attention(money: Economy, before: History | None = None) -> tuple[Attention, ...]:
    return build_attention(T3, goals=[], indicators=[], economy=money, risks=[], comments=(), before=before)


@pytest.mark.parametrize(
    ("places", "listed"),
    [
        # Of the areas right under the board every deficit is listed, the largest first; no surplus, no balance.
        ([ROOT, ("a", "namnden", -1), ("b", "namnden", -2), ("c", "namnden", 3), ("d", "namnden", 0)], ["b", "a"]),
        # Of those below, the ones that are worse than their area, named with it: the others are told by it.
        ([ROOT, ("a", "namnden", -10), ("under", "a", -11)], ["a: under"]),
        ([ROOT, ("a", "namnden", -10), ("under", "a", -10)], ["a"]),
        ([ROOT, ("a", "namnden", -10), ("under", "a", -9)], ["a"]),
        ([ROOT, ("a", "namnden", 5), ("under", "a", -1)], ["under"]),
        ([ROOT, ("a", "namnden", None), ("under", "a", -1)], ["under"]),
        # What weighs most in it decides the place of an area.
        ([ROOT, ("a", "namnden", -10), ("b", "namnden", -2), ("under", "b", -11)], ["b: under", "a"]),
        # Two levels below the board and no further.
        ([ROOT, ("a", "namnden", 5), ("b", "a", 5), ("c", "b", -50)], []),
        # Five at most.
        ([ROOT, *((code, "namnden", -n) for n, code in enumerate("abcdef", 1))], ["f", "e", "d", "c", "b"]),
    ],
)
def test_which_deficits_are_listed(places: list[Place], listed: list[str]) -> None:
    attention = list_attention(economy(*places))
    assert [": ".join([one.key, *(part.key for part in one.parts)]) for one in attention] == listed


@pytest.mark.parametrize(
    ("thousands", "said"),
    [(1_000, "använde 1,0 miljoner kronor mer"), (999, "använde 999 tusen kronor mer")],
)
def test_an_amount_is_said_in_millions_from_one_million(thousands: int, said: str) -> None:
    (sentence,) = build_overview(T3, economy(("namnden", None, -thousands)), NO_LIGHTS, NO_LIGHTS)
    assert said in sentence


@pytest.mark.parametrize(
    ("basis", "variance", "budget", "sentence"),
    [
        (
            "actual",
            25_177_000,
            853_776_000,
            "Nämnden använde 25,2 miljoner kronor mindre än budgeten 2024 (853,8 miljoner).",
        ),
        (
            "forecast",
            -3_100_000,
            794_698_000,
            "Nämnden räknar med att använda 3,1 miljoner kronor mer än budgeten 2024 (794,7 miljoner).",
        ),
        ("actual", -1_000_000, None, "Nämnden använde 1,0 miljoner kronor mer än budgeten 2024."),
        ("actual", 1_000_000, -5_000_000, "Nämnden använde 1,0 miljoner kronor mindre än budgeten 2024."),
        ("actual", 5_000, 900_000, "Nämnden använde 5 tusen kronor mindre än budgeten 2024 (900 tusen)."),
        (
            "actual",
            0,
            5_000_000,
            "Nämnden redovisar ett resultat i balans för 2024 mot en budget på 5,0 miljoner kronor.",
        ),
        ("forecast", 0, None, "Nämnden räknar med ett resultat i balans vid slutet av 2024."),
    ],
)
def test_the_money_in_a_sentence(basis: str, variance: int, budget: int | None, sentence: str) -> None:
    (root,) = economy(ROOT).areas
    whole = Economy(
        areas=(replace(root, net=net("namnden", variance, budget, basis)),), other_statements=(), forecast_accuracy=()
    )
    assert build_overview(T3, whole, NO_LIGHTS, NO_LIGHTS) == (sentence,)


@pytest.mark.parametrize(
    ("goals", "indicators", "sentences"),
    [
        (LightCounts(met=1), LightCounts(met=1), ("Det enda målet är uppnått.", "Den enda indikatorn når målvärdet.")),
        (
            LightCounts(on_track=1),
            LightCounts(not_met=1),
            ("Det enda målet är på väg.", "Den enda indikatorn når inte målvärdet."),
        ),
        (
            LightCounts(not_met=1),
            LightCounts(met=1, met_without_figure=1),
            ("Det enda målet är inte uppnått.", "Den enda indikatorn når målvärdet (utan siffra)."),
        ),
        (LightCounts(unknown=1), LightCounts(unknown=1), ("Det enda målet kan inte bedömas.",)),
        (
            LightCounts(unknown=2),
            LightCounts(met=2, unknown=1, met_without_figure=1),
            (
                "Inget av 2 mål kan bedömas.",
                "2 av 3 indikatorer når målvärdet (varav 1 utan siffra), 1 kan inte bedömas.",
            ),
        ),
    ],
)
def test_the_lights_in_a_sentence(goals: LightCounts, indicators: LightCounts, sentences: tuple[str, ...]) -> None:
    assert build_overview(T3, economy(("namnden", None, None)), goals, indicators) == sentences
