"""Series over a join, a split, a move, a rename and a merge of indicators: numbers worked by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.tertials import Tertial
from apps.goals.rules import is_summed_over_parts
from apps.organisation.models import Board, Municipality
from apps.report.board_report import BoardReport
from apps.report.build import assemble_report
from apps.report.reorganised.source_rows import AreaChangeSourceRow, IndicatorMergeSourceRow, ReorganisationSourceRow
from apps.report.source_types import (
    AreaSourceRow,
    IndicatorSourceRow,
    OperatingSourceRow,
    OutcomeSourceRow,
    SourceData,
)
from apps.rounds.models import Round

ROOT, NORTH, SOUTH, HOME, EAST, WEST = 1, 2, 3, 4, 5, 6
NAMES = {1: "Socialnämnden", 2: "Hemtjänst norr", 3: "Hemtjänst söder", 4: "Hemtjänst", 5: "Öster", 6: "Väster"}
CODES = {1: "namnden", 2: "norr", 3: "soder", 4: "hemtjanst", 5: "oster", 6: "vaster"}
JOIN = ReorganisationSourceRow(year=2024, decision="SN § 1", before=(NORTH, SOUTH), after=(HOME,))
SPLIT = ReorganisationSourceRow(year=2024, before=(HOME,), after=(EAST, WEST))

Amount = tuple[int, int, int, str, int | None, int | None]  # area, year, tertial, cost type, budget, actual


def build(
    now: Tertial,
    *,
    outcomes: Sequence[tuple[int, int, int, str | None]] = (),  # area, year, tertial, value
    money: Sequence[Amount] = (),
    areas: Sequence[int] = (ROOT, HOME),
    former: Sequence[int] = (NORTH, SOUTH),
    indicator: Mapping[str, Any] = {},
    others: Sequence[tuple[int, int, int, int, str]] = (),  # indicator, area, year, tertial, value
    **rows: Any,
) -> BoardReport:
    """The report of a board with one indicator (1) and these figures."""
    board = Board(pk=1, name=NAMES[1], municipality=Municipality(pk=1, name="Sagoby"), tolerance_percent=Decimal(5))
    plain = {"municipality_id": 1, "board_id": 1, "direction": "lower", "unit": "antal", "accumulation": "flow"}
    empty: dict[str, Any] = {
        name: []
        for name in (
            "focus_areas", "goals", "tables", "comments", "answers", "assessments", "investments", "risks",
            "target_changes", "definition_changes", "targets",
        )
    }  # fmt: skip
    source = SourceData(
        round=Round(pk=1, board=board, year=now.year, tertial=now.number, state="open"),
        areas=[_build_area(one) for one in areas],
        former_areas=[_build_area(one) for one in former],
        indicators=[IndicatorSourceRow(id=1, code="besok", name="Besök", kind="volume", **{**plain, **indicator})],
        outcomes=[
            *(_build_outcome(1, *one) for one in outcomes),
            *(_build_outcome(key, area, year, tertial, value) for key, area, year, tertial, value in others),
        ],
        operating=[_build_line(*one) for one in money],
        **{**empty, **rows},
    )
    return assemble_report(source, [])


def _build_area(key: int) -> AreaSourceRow:
    return AreaSourceRow(key, CODES[key], NAMES[key], "area" if key > 1 else "board", 1 if key > 1 else None)


def _build_outcome(key: int, area: int, year: int, tertial: int, value: str | None) -> OutcomeSourceRow:
    return OutcomeSourceRow(
        indicator_id=key, service_area_id=area, year=year, tertial=tertial, gender="T",
        value=None if value is None else Decimal(value), numerator=None, denominator=None, forecast=None,
        missing="" if value is not None else "not_reported", stated_text="", stated_change=None, preliminary=False,
        footnote="", version=1,
    )  # fmt: skip


def _build_line(
    area: int, year: int, tertial: int, kind: str, budget: int | None, actual: int | None
) -> OperatingSourceRow:
    return OperatingSourceRow(
        area, year, tertial, kind, budget, actual, None, None, None, table_id=None, label="", footnote="", version=1
    )


def list_series(report: BoardReport) -> list[tuple[str, int, int, str]]:
    """The series as (area, year, tertial, value)."""
    return [
        (point.area_name, point.year, point.tertial, str(point.value))
        for point in report.indicators[0].series
        if point.value is not None
    ]


def list_past(report: BoardReport, area: str) -> list[tuple[str, int | None, int | None, int | None]]:
    """An area's net of earlier periods: budget, actual, variance."""
    row = next(one.net for one in report.economy.areas if one.area == area)
    return [(str(one.period), one.budget, one.actual, one.variance) for one in row.past] if row else []


def test_flow_of_a_join_is_summed() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(NORTH, 2023, 3, "120"), (SOUTH, 2023, 3, "80"), (HOME, 2024, 3, "215")],
        reorganisations=[JOIN],
    )
    assert list_series(report) == [("Hemtjänst", 2023, 3, "200"), ("Hemtjänst", 2024, 3, "215")]
    assert report.indicators[0].reorganised == ("Hemtjänst, till 2023: Hemtjänst norr och Hemtjänst söder.",)
    assert report.indicators[0].readings[0].last_year == 200


@pytest.mark.parametrize(
    ("indicator", "former", "told"),
    [
        ({"counts_persons": True}, "2", "Den som fanns i båda räknas två gånger i summan."),
        ({"unit": "personer"}, "2", "Den som fanns i båda räknas två gånger i summan."),
        ({"counts_persons": True}, "3", "Den som fanns i flera av dem räknas flera gånger i summan."),
        ({}, "2", ""),
    ],
)
def test_persons_of_both_parts_are_told_to_be_counted_twice(
    indicator: Mapping[str, Any], former: str, told: str
) -> None:
    parts = (NORTH, SOUTH, EAST)[: int(former)]
    report = build(
        Tertial(2024, 3),
        outcomes=[*((one, 2023, 3, "40") for one in parts), (HOME, 2024, 3, "90")],
        former=parts,
        indicator=indicator,
        reorganisations=[ReorganisationSourceRow(year=2024, before=parts, after=(HOME,))],
    )
    (sentence,) = report.indicators[0].reorganised
    assert sentence.endswith(told)
    assert ("i summan" in sentence) is bool(told)


@pytest.mark.parametrize("unit", ["antal", "kr"])
def test_a_mapping_can_leave_persons_out_of_its_sums(unit: str) -> None:
    """40 + 30 persons may be fewer than 70. Kronor of the same mapping are added up as ever."""
    report = build(
        Tertial(2024, 3),
        outcomes=[(NORTH, 2023, 3, "40"), (SOUTH, 2023, 3, "30"), (HOME, 2024, 3, "60")],
        indicator={"unit": unit, "counts_persons": unit == "antal"},
        reorganisations=[ReorganisationSourceRow(year=2024, before=(NORTH, SOUTH), after=(HOME,), sums_persons=False)],
    )
    told = [row[0] for row in list_series(report)]
    if unit == "kr":
        assert told == ["Hemtjänst", "Hemtjänst"]
        assert list_series(report)[0][3] == "70"
        return
    assert told == ["Hemtjänst norr (till 2023)", "Hemtjänst söder (till 2023)", "Hemtjänst"]
    assert (
        report.indicators[0]
        .reorganised[0]
        .endswith(
            "Antalet personer läggs inte ihop, eftersom samma person kan ha funnits i flera, så serien börjar om."
        )
    )


def test_persons_of_merged_indicators_may_be_counted_twice_too() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "70")],
        others=[(8, ROOT, 2023, 3, "40"), (9, ROOT, 2023, 3, "25")],
        indicator={"unit": "personer"},
        indicator_merges=MERGES,
    )
    assert report.indicators[0].reorganised == (
        "Till 2023: Gammal 8 och Gammal 9. Den som fanns i båda räknas två gånger i summan.",
    )


@pytest.mark.parametrize(
    ("unit", "counts_persons", "series"),
    [
        ("personer", False, ["70"]),  # 40 + 25 persons may be 40 of them
        ("antal", True, ["70"]),
        ("antal", False, ["65", "70"]),  # 40 + 25 cases are 65
    ],
)
def test_a_merge_can_leave_persons_out_of_its_sums(unit: str, counts_persons: bool, series: list[str]) -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "70")],
        others=[(8, ROOT, 2023, 3, "40"), (9, ROOT, 2023, 3, "25")],
        indicator={"unit": unit, "counts_persons": counts_persons},
        indicator_merges=[msgspec.structs.replace(one, sums_persons=False) for one in MERGES],
    )
    assert [point[3] for point in list_series(report)] == series
    (sentence,) = report.indicators[0].reorganised
    assert sentence.endswith("så serien börjar om.") is (len(series) == 1)


def test_one_that_goes_on_alone_keeps_its_persons() -> None:
    """And what goes into it a year later is told by itself: 40 in 2022, then 52 where 9 persons were added up."""
    merges = [
        IndicatorMergeSourceRow(indicator_id=8, code="a", name="A", into_id=1, year=2023, sums_persons=False),
        *(
            IndicatorMergeSourceRow(indicator_id=key, code=f"b{key}", name=f"B{key}", into_id=1, year=2024)
            for key in (9, 10)
        ),
    ]
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "60")],
        others=[(8, ROOT, 2022, 3, "40"), (9, ROOT, 2023, 3, "43"), (10, ROOT, 2023, 3, "9")],
        indicator={"unit": "personer"},
        indicator_merges=merges,
    )
    assert [point[1:] for point in list_series(report)] == [(2022, 3, "40"), (2023, 3, "52"), (2024, 3, "60")]
    assert report.indicators[0].reorganised == (
        "Till 2022: A.",
        "Till 2023: B9 och B10. Den som fanns i båda räknas två gånger i summan.",
    )


def test_what_one_part_lacks_is_no_sum() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(NORTH, 2022, 3, "110"), (NORTH, 2023, 3, "120"), (SOUTH, 2023, 3, None), (HOME, 2024, 3, "215")],
        reorganisations=[JOIN],
    )
    assert list_series(report) == [
        ("Hemtjänst norr (till 2023)", 2022, 3, "110"),
        ("Hemtjänst norr (till 2023)", 2023, 3, "120"),
        ("Hemtjänst", 2024, 3, "215"),
    ]


def test_shares_break_at_a_join() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(NORTH, 2023, 3, "80"), (SOUTH, 2023, 3, "90"), (HOME, 2024, 3, "88")],
        indicator={"unit": "%", "accumulation": "rate"},
        reorganisations=[JOIN],
    )
    assert list_series(report) == [
        ("Hemtjänst norr (till 2023)", 2023, 3, "80"),
        ("Hemtjänst söder (till 2023)", 2023, 3, "90"),
        ("Hemtjänst", 2024, 3, "88"),
    ]
    assert report.indicators[0].readings[0].last_year is None
    assert report.indicators[0].reorganised == (
        "Hemtjänst, till 2023: Hemtjänst norr och Hemtjänst söder. "
        "Värdena går inte att lägga ihop, så serien börjar om.",
    )


def test_kronor_of_a_join_are_summed() -> None:
    """Norr: budget 100, actual 103. Söder: budget 60, actual 58. Together 160, 161, and a deficit of 1."""
    report = build(
        Tertial(2024, 3),
        money=[
            (NORTH, 2023, 3, "net", 100, 103),
            (SOUTH, 2023, 3, "revenue", 5, 6),
            (SOUTH, 2023, 3, "cost", 65, 64),
            (HOME, 2024, 3, "net", 170, 171),
        ],
        reorganisations=[JOIN],
    )
    assert list_past(report, "hemtjanst") == [("T3 2023", 160, 161, -1)]
    area = report.economy.areas[1]
    assert area.reorganised == ("Till 2023: Hemtjänst norr och Hemtjänst söder.",)
    assert report.reorganisations[0].decision == "SN § 1"


def test_a_net_with_a_hole_is_no_sum() -> None:
    report = build(
        Tertial(2024, 3),
        money=[(NORTH, 2023, 3, "net", 100, 103), (SOUTH, 2023, 3, "net", 60, None), (HOME, 2024, 3, "net", 170, 171)],
        reorganisations=[JOIN],
    )
    assert list_past(report, "hemtjanst") == [("T3 2023", 160, None, None)]


def test_a_split_shows_the_old_area_as_it_was() -> None:
    report = build(
        Tertial(2024, 3),
        areas=(ROOT, EAST, WEST),
        former=(HOME,),
        outcomes=[(HOME, 2023, 3, "200"), (EAST, 2024, 3, "90"), (WEST, 2024, 3, "125")],
        money=[(HOME, 2023, 3, "net", 160, 161), (EAST, 2024, 3, "net", 70, 71), (WEST, 2024, 3, "net", 100, 99)],
        reorganisations=[SPLIT],
    )
    assert list_series(report) == [
        ("Hemtjänst (före delningen)", 2023, 3, "200"),
        ("Öster", 2024, 3, "90"),
        ("Väster", 2024, 3, "125"),
    ]
    assert list_past(report, "oster") == []
    for area in report.economy.areas[1:]:
        (former,) = area.former
        assert (former.name, former.until) == ("Hemtjänst", 2023)
        assert [(str(one.period), one.actual) for one in former.amounts] == [("T3 2023", 161)]
        assert area.reorganised == ("Till 2023: Hemtjänst, som delades i Öster och Väster.",)


REGROUPED = ReorganisationSourceRow(year=2024, before=(NORTH, SOUTH, HOME), after=(EAST, WEST))
TOGETHER = "Hemtjänst norr, Hemtjänst söder och Hemtjänst (till 2023), tillsammans"


def regroup(**rows: Any) -> BoardReport:
    """Three areas that became two in 2024."""
    known: dict[str, Any] = {
        "areas": (ROOT, EAST, WEST), "former": (NORTH, SOUTH, HOME), "reorganisations": [REGROUPED],
    }  # fmt: skip
    return build(Tertial(2024, 3), **{**known, **rows})


def test_three_areas_that_became_two_are_told_together() -> None:
    """120 + 80 + 50 visits are 250 together. Of 2022 one is not known, so it makes no sum."""
    report = regroup(
        outcomes=[
            (NORTH, 2022, 3, "100"), (SOUTH, 2022, 3, "70"),
            (NORTH, 2023, 3, "120"), (SOUTH, 2023, 3, "80"), (HOME, 2023, 3, "50"),
            (EAST, 2024, 3, "130"), (WEST, 2024, 3, "125"),
        ],
        indicator={"counts_persons": True},
    )  # fmt: skip
    assert list_series(report) == [
        ("Hemtjänst norr (till 2023)", 2022, 3, "100"),
        ("Hemtjänst söder (till 2023)", 2022, 3, "70"),
        (TOGETHER, 2023, 3, "250"),
        ("Öster", 2024, 3, "130"),
        ("Väster", 2024, 3, "125"),
    ]
    assert report.indicators[0].reorganised == (
        "Till 2023: Hemtjänst norr, Hemtjänst söder och Hemtjänst, som tillsammans blev Öster och Väster. "
        "Den som fanns i flera av dem räknas flera gånger i summan.",
    )
    assert [reading.last_year for reading in report.indicators[0].readings] == [None, None], "nothing is divided"


def test_shares_of_three_that_became_two_begin_anew() -> None:
    report = regroup(
        outcomes=[(NORTH, 2023, 3, "80"), (SOUTH, 2023, 3, "90"), (HOME, 2023, 3, "70"), (EAST, 2024, 3, "88")],
        indicator={"unit": "%", "accumulation": "rate"},
    )
    assert [row[0] for row in list_series(report)] == [
        "Hemtjänst norr (till 2023)", "Hemtjänst söder (till 2023)", "Hemtjänst (till 2023)", "Öster",
    ]  # fmt: skip
    assert report.indicators[0].reorganised[0].endswith("Värdena går inte att lägga ihop, så serien börjar om.")


def test_kronor_of_three_that_became_two() -> None:
    """Budget 100 + 60 + 40 = 200, actual 103 + 58 + 41 = 202: a deficit of 2. Of 2022 one part lacks its actual."""
    report = regroup(
        money=[
            (NORTH, 2023, 3, "net", 100, 103), (SOUTH, 2023, 3, "net", 60, 58), (HOME, 2023, 3, "net", 40, 41),
            (NORTH, 2022, 3, "net", 90, 91), (SOUTH, 2022, 3, "net", 50, 52), (HOME, 2022, 3, "net", 30, None),
            (EAST, 2024, 3, "net", 110, 111), (WEST, 2024, 3, "net", 95, 94),
        ],
    )  # fmt: skip
    for area in report.economy.areas[1:]:
        (former,) = area.former
        assert (former.name, former.until, former.label) == (
            "Hemtjänst norr, Hemtjänst söder och Hemtjänst", 2023, "före omorganisationen, tillsammans",
        )  # fmt: skip
        assert [(str(one.period), one.budget, one.actual, one.variance) for one in former.amounts] == [
            ("T3 2023", 200, 202, -2),
            ("T3 2022", 170, None, None),
        ]
    assert list_past(report, "oster") == []


def test_two_that_came_from_one_group_and_are_joined_show_it_once() -> None:
    report = regroup(
        areas=(ROOT, HOME),
        former=(NORTH, SOUTH, EAST, WEST),
        money=[(NORTH, 2021, 3, "net", 10, 11), (SOUTH, 2021, 3, "net", 20, 22), (HOME, 2024, 3, "net", 40, 44)],
        reorganisations=[
            ReorganisationSourceRow(year=2022, before=(NORTH, SOUTH), after=(EAST, WEST)),
            ReorganisationSourceRow(year=2024, before=(EAST, WEST), after=(HOME,)),
        ],
    )
    (former,) = report.economy.areas[1].former
    assert [(str(one.period), one.actual) for one in former.amounts] == [("T3 2021", 33)]


def test_a_join_and_a_later_split() -> None:
    report = build(
        Tertial(2025, 3),
        areas=(ROOT, EAST, WEST),
        former=(NORTH, SOUTH, HOME),
        outcomes=[(NORTH, 2022, 3, "1"), (SOUTH, 2022, 3, "2"), (HOME, 2023, 3, "4"), (EAST, 2025, 3, "5")],
        money=[(NORTH, 2022, 3, "net", 10, 11), (SOUTH, 2022, 3, "net", 20, 22), (HOME, 2023, 3, "net", 40, 44)],
        reorganisations=[
            ReorganisationSourceRow(year=2024, before=(HOME,), after=(EAST, WEST)),
            ReorganisationSourceRow(year=2023, before=(NORTH, SOUTH), after=(HOME,)),
        ],
    )
    assert list_series(report)[:2] == [
        ("Hemtjänst (före delningen)", 2022, 3, "3"),
        ("Hemtjänst (före delningen)", 2023, 3, "4"),
    ]
    former = report.economy.areas[1].former[0]
    assert [(str(one.period), one.actual) for one in former.amounts] == [("T3 2023", 44), ("T3 2022", 33)]


def test_one_in_the_place_of_one_goes_on_whatever_it_measures() -> None:
    report = build(
        Tertial(2024, 3),
        former=(NORTH,),
        outcomes=[(NORTH, 2023, 3, "80"), (HOME, 2024, 3, "88")],
        money=[(NORTH, 2023, 3, "net", 100, 103), (HOME, 2024, 3, "net", 110, 108)],
        indicator={"unit": "%", "accumulation": "rate"},
        reorganisations=[ReorganisationSourceRow(year=2024, before=(NORTH,), after=(HOME,))],
    )
    assert list_series(report) == [("Hemtjänst", 2023, 3, "80"), ("Hemtjänst", 2024, 3, "88")]
    assert list_past(report, "hemtjanst") == [("T3 2023", 100, 103, -3)]


def test_a_report_names_a_rename_and_a_move() -> None:
    report = build(
        Tertial(2024, 3),
        areas=(ROOT, HOME, EAST),
        former=(),
        outcomes=[(HOME, 2023, 3, "80"), (HOME, 2024, 3, "88")],
        area_changes=[
            AreaChangeSourceRow(area_id=HOME, name="Hemvård", parent_id=EAST, holds_until=20231),
            AreaChangeSourceRow(area_id=HOME, name="Hemtjänst", parent_id=EAST, holds_until=20242),
        ],
    )
    assert [point[3] for point in list_series(report)] == ["80", "88"]
    assert report.economy.areas[1].reorganised == (
        "Till 2022 hette Hemtjänst Hemvård.",
        "Till och med T1 2024 låg Hemtjänst under Öster.",
    )


MERGES = [
    IndicatorMergeSourceRow(indicator_id=key, code=f"gammal-{key}", name=f"Gammal {key}", into_id=1, year=2024)
    for key in (8, 9)
]


def test_merged_indicators_are_summed() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "70")],
        others=[(8, ROOT, 2023, 3, "40"), (9, ROOT, 2023, 3, "25"), (8, ROOT, 2022, 3, "39")],
        indicator_merges=MERGES,
    )
    assert [point[1:] for point in list_series(report)] == [(2023, 3, "65"), (2024, 3, "70")]
    assert report.indicators[0].reorganised == ("Till 2023: Gammal 8 och Gammal 9.",)
    assert report.reorganisations[0].kind == "merged"


def test_merged_shares_begin_anew() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "70")],
        others=[(8, ROOT, 2023, 3, "40"), (9, ROOT, 2023, 3, "25")],
        indicator={"unit": "%", "accumulation": "rate"},
        indicator_merges=MERGES,
    )
    assert [point[1:] for point in list_series(report)] == [(2024, 3, "70")]
    assert report.indicators[0].reorganised[0].endswith("Värdena går inte att lägga ihop, så serien börjar om.")


def test_one_indicator_goes_on_in_another() -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(ROOT, 2024, 3, "70")],
        others=[(8, ROOT, 2023, 3, "40")],
        indicator={"unit": "%", "accumulation": "rate"},
        indicator_merges=MERGES[:1],
    )
    assert [point[1:] for point in list_series(report)] == [(2023, 3, "40"), (2024, 3, "70")]


def test_areas_are_joined_before_and_after_indicators_are_merged() -> None:
    """Gammal 9 went into Gammal 8 in 2023 and that into Besök in 2024; the areas were joined in 2023."""
    merges = [
        IndicatorMergeSourceRow(indicator_id=9, code="gammal-9", name="Gammal 9", into_id=8, year=2023),
        IndicatorMergeSourceRow(indicator_id=8, code="gammal-8", name="Gammal 8", into_id=1, year=2024),
    ]
    report = build(
        Tertial(2024, 3),
        others=[(9, NORTH, 2022, 3, "4"), (9, SOUTH, 2022, 3, "5"), (8, HOME, 2023, 3, "10")],
        outcomes=[(HOME, 2024, 3, "12")],
        indicator_merges=merges,
        reorganisations=[ReorganisationSourceRow(year=2023, before=(NORTH, SOUTH), after=(HOME,))],
    )
    assert list_series(report) == [
        ("Hemtjänst", 2022, 3, "9"),
        ("Hemtjänst", 2023, 3, "10"),
        ("Hemtjänst", 2024, 3, "12"),
    ]


@pytest.mark.parametrize(
    ("accumulation", "unit", "expected"),
    [
        ("flow", "antal", True),
        ("flow", "besök", True),
        ("flow", "%", False),
        ("stock", "antal", True),
        ("stock", "%", False),
        ("stock", "dagar", False),
        ("yearly", "årsarbetare", True),
        ("yearly", "index", False),
        ("rate", "antal", False),
        ("biennial", "tkr", True),
    ],
)
def test_what_can_be_summed(accumulation: str, unit: str, expected: bool) -> None:
    assert is_summed_over_parts(accumulation, unit) is expected


_AMOUNTS = st.none() | st.integers(-(10**9), 10**9)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from((NORTH, SOUTH)), st.sampled_from((2021, 2022, 2023)), st.integers(1, 3), _AMOUNTS),
        unique_by=lambda one: one[:3],
    )
)
def test_a_joined_series_is_the_sum_of_the_parts(known: list[tuple[int, int, int, int | None]]) -> None:
    report = build(
        Tertial(2024, 3),
        outcomes=[(area, year, tertial, None if value is None else str(value)) for area, year, tertial, value in known],
        money=[(area, year, tertial, "net", None, value) for area, year, tertial, value in known]
        + [(HOME, 2024, 3, "net", 1, 1)],
        reorganisations=[JOIN],
    )
    values = {one[:3]: one[3] for one in known}
    sums = {
        (year, tertial): north + south
        for area, year, tertial, north in known
        if area == NORTH and north is not None and (south := values.get((SOUTH, year, tertial))) is not None
    }
    joined = {(one.year, one.tertial): one.value for one in report.indicators[0].series if one.area == "hemtjanst"}
    assert joined == sums
    row = report.economy.areas[1].net
    assert row is not None
    past = {(one.period.year, one.period.number): one.actual for one in row.past if one.actual is not None}
    assert past == sums
