"""An indicator's course in words: what it is held against, which way, how far, and what is never said."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.choices import Accumulation, Direction
from apps.core.swedish import parse_number
from apps.core.tertials import Tertial
from apps.publishing.suppression.headcounts import POINT_PART
from apps.publishing.suppression.secondary_suppression import SuppressionCell, SuppressionUnit
from apps.publishing.suppression.suppressed_report import hide_units
from apps.report.board_report import BoardReport
from apps.report.course.sentences import describe_course
from apps.report.measures import Indicator, Point
from tests.report.indicator_reports import CARE, HOME, ROOT, Aim, Figure, build_indicator_report, get_indicator

T1, T2, T3 = (Tertial(2024, number) for number in (1, 2, 3))
RATE = {"decimals": 1}
HIGH = {"direction": "higher"}
COUNT = {"unit": "antal", "direction": "lower", "accumulation": "stock"}
SUM = {"unit": "antal", "direction": "higher", "accumulation": "flow"}
NEITHER = {"unit": "antal", "direction": "neither"}
YEARLY = {"accumulation": "yearly", "direction": "higher"}
BIENNIAL = {"accumulation": "biennial", "direction": "higher"}


def read(text: str) -> str:
    return text.replace("\u00a0", " ")


def describe(
    now: Tertial,
    figures: list[Figure],
    aims: list[Aim] | None = None,
    redefined: list[Tertial] | None = None,
    **fields: Any,
) -> str:
    report = build_indicator_report(now, figures, aims or [], redefined or [], **fields)
    return read(describe_course(get_indicator(report), ROOT, "T"))


def then_and_now(then: str | None, value: str | None, tertial: int = 2) -> list[Figure]:
    earlier = [Figure(2023, tertial, then)] if then is not None else []
    return [*earlier, Figure(2024, tertial, value)]


@pytest.mark.parametrize(
    ("then", "value", "aim", "fields", "said"),
    [
        ("10,8", "8,2", Aim("le", "5"), RATE,
         "8,2 %, bättre än samma tid året före (10,8 %) "
         "men 3,2 procentenheter över målet högst 5 %. Lägre är bättre."),
        ("8,1", "8,2", Aim("le", "5"), RATE,
         "8,2 %, sämre än samma tid året före (8,1 %) "
         "och 3,2 procentenheter över målet högst 5 %. Lägre är bättre."),
        ("10,8", "4,8", Aim("le", "5"), RATE,
         "4,8 %, bättre än samma tid året före (10,8 %) "
         "och 0,2 procentenheter under målet högst 5 %. Lägre är bättre."),
        ("4,1", "4,8", Aim("le", "5"), RATE,
         "4,8 %, sämre än samma tid året före (4,1 %) "
         "men 0,2 procentenheter under målet högst 5 %. Lägre är bättre."),
        ("88", "91", Aim("ge", "90"), HIGH,
         "91 %, bättre än samma tid året före (88 %) "
         "och 1 procentenhet över målet minst 90 %. Högre är bättre."),
        ("88", "88", Aim("ge", "90"), HIGH,
         "88 %, lika mycket som samma tid året före "
         "och 2 procentenheter under målet minst 90 %. Högre är bättre."),
        ("83,31", "83,34", None, HIGH, "83,3 %, ungefär lika mycket som samma tid året före. Högre är bättre."),
        ("88", "90", Aim("ge", "90"), HIGH,
         "90 %, bättre än samma tid året före (88 %) och på målet minst 90 %. Högre är bättre."),
        ("25", "20", Aim("lt", "20"), COUNT,
         "20, bättre än samma tid året före (25) "
         "men på gränsen utan att nå målet mindre än 20. Lägre är bättre."),
        ("7", "4", Aim("between", "3", "5"), NEITHER,
         "4, lägre än samma tid året före (7) och inom målet mellan 3 och 5."),
        ("2", "7", Aim("between", "3", "5"), NEITHER,
         "7, högre än samma tid året före (2) och 2 över målet mellan 3 och 5."),
        ("2", "1", Aim("between", "3", "5"), NEITHER,
         "1, lägre än samma tid året före (2) och 2 under målet mellan 3 och 5."),
        ("5", "5", Aim("eq", "5"), NEITHER, "5, lika mycket som samma tid året före och på målet precis 5."),
        ("19", "15", Aim("decrease"), COUNT,
         "15, bättre än samma tid året före (19) och 4 under målet 19 (lägre än 2023). Lägre är bättre."),
        ("131", "140", Aim("increase_percent", "5"), SUM,
         "140, bättre än samma tid året före (131) "
         "och 2,4 över målet 137,6 (öka med 5 % från 2023). Högre är bättre."),
        ("22", "21", Aim("le", "20"), {"unit": "dagar"},
         "21 dagar, bättre än samma tid året före (22 dagar) "
         "men 1 dag över målet högst 20 dagar. Lägre är bättre."),
        ("12,5", "11,9", Aim("decrease_percent", "5"), RATE,
         "11,9 %, bättre än samma tid året före (12,5 %) "
         "men strax över målet 11,9 % (minska med 5 % från 2023). Lägre är bättre."),
        ("455", "437", None, NEITHER, "437, lägre än samma tid året före (455)."),
        ("455", "437", Aim("qualitative"), COUNT, "437, bättre än samma tid året före (455). Lägre är bättre."),
        (None, "8,2", Aim("le", "5"), RATE,
         "8,2 % är 3,2 procentenheter över målet högst 5 %. Utfall från samma tid året före saknas."),
        (None, "8,2", None, RATE, "8,2 %. Utfall från samma tid året före saknas."),
        (None, "15", Aim("decrease"), COUNT, "15. Utfall från samma tid året före saknas."),
        ("88", "0", None, HIGH, "0 %, sämre än samma tid året före (88 %). Högre är bättre."),
    ],
)  # fmt: skip
def test_an_outcome_against_last_year_and_its_target(
    then: str | None, value: str, aim: Aim | None, fields: dict[str, Any], said: str
) -> None:
    assert describe(T2, then_and_now(then, value), [aim] if aim else [], **fields) == said


@pytest.mark.parametrize(
    ("then", "value", "aim", "said"),
    [
        ("150", "120", Aim("ge", "300"),
         "120, sämre än samma tid året före (150) och hittills 180 under årets mål minst 300. Högre är bättre."),
        ("290", "310", Aim("ge", "300"),
         "310, bättre än samma tid året före (290) och hittills 10 över årets mål minst 300. Högre är bättre."),
        ("320", "310", Aim("ge", "300"),
         "310, sämre än samma tid året före (320) men hittills 10 över årets mål minst 300. Högre är bättre."),
        ("150", "120", Aim("ge", "300", gender="K"), "120, sämre än samma tid året före (150). Högre är bättre."),
    ],
)  # fmt: skip
def test_a_sum_so_far_is_not_yet_the_years(then: str, value: str, aim: Aim, said: str) -> None:
    assert describe(T1, then_and_now(then, value, 1), [aim], **SUM) == said


@pytest.mark.parametrize(
    ("then", "value", "said"),
    [
        ("150", "200",
         "200, sämre än samma tid året före (150) och hittills 100 under årets mål högst 300. Lägre är bättre."),
        ("350", "320",
         "320, bättre än samma tid året före (350) men hittills 20 över årets mål högst 300. Lägre är bättre."),
    ],
)  # fmt: skip
def test_a_sum_that_must_not_pass_its_target(then: str, value: str, said: str) -> None:
    fields = {**SUM, "direction": "lower"}
    assert describe(T2, then_and_now(then, value), [Aim("le", "300")], **fields) == said


def test_at_the_years_end_the_sum_is_the_years() -> None:
    said = describe(T3, then_and_now("290", "310", 3), [Aim("ge", "300")], **SUM)
    assert said == "310, bättre än året före (290) och 10 över målet minst 300. Högre är bättre."


@pytest.mark.parametrize(
    ("fields", "figures", "said"),
    [
        (YEARLY, [Figure(2023, 3, "76"), Figure(2024, 2, "78")], "78 %, bättre än året före (76 %). Högre är bättre."),
        (BIENNIAL, [Figure(2022, 3, "46"), Figure(2023, 3, "99"), Figure(2024, 2, "57")],
         "57 %, bättre än två år tidigare (46 %). Högre är bättre."),
        (BIENNIAL, [Figure(2023, 3, "99"), Figure(2024, 2, "57")], "57 %. Utfall från två år tidigare saknas."),
        (RATE, [Figure(2023, 3, "9"), Figure(2024, 1, "9"), Figure(2024, 2, "8,2")],
         "8,2 %. Utfall från samma tid året före saknas."),
        (RATE, [Figure(2023, 2, "10"), Figure(2024, 2, "8,2", preliminary=True)],
         "8,2 % (preliminärt), bättre än samma tid året före (10,0 %). Lägre är bättre."),
    ],
)  # fmt: skip
def test_which_time_it_is_compared_with(fields: dict[str, Any], figures: list[Figure], said: str) -> None:
    assert describe(T2, figures, **fields) == said


@pytest.mark.parametrize(
    ("figures", "fields", "said"),
    [
        ([Figure(2024, 2, None)], RATE, "Utfall saknas: ej rapporterat."),
        ([Figure(2024, 2, None, missing="confidential")], RATE, "Utfall saknas: sekretess."),
        (
            [Figure(2024, 2, None, missing="not_a_number", stated_text="7–8"), Figure(2023, 2, "7")],
            RATE,
            "Utfallet är inte ett tal och jämförs därför inte. Det senaste utfallet som visas är 7,0 % för T2 2023.",
        ),
        (
            [Figure(2021, 3, "76"), Figure(2022, 3, "80"), Figure(2023, 3, "78"), Figure(2024, 2, None)],
            YEARLY,
            "Utfall saknas: ej rapporterat. Det senaste utfallet som visas är 78 % för 2023, sämre än 2022 (80 %).",
        ),
        (
            [Figure(2022, 1, "9"), Figure(2022, 3, "80"), Figure(2023, 1, "6"), Figure(2023, 2, None)],
            SUM,
            "Det senaste utfallet som visas är 6 för T1 2023, sämre än T1 2022 (9).",
        ),
        ([], RATE, ""),
    ],
)
def test_without_an_outcome_the_reason_and_what_is_known(
    figures: list[Figure], fields: dict[str, Any], said: str
) -> None:
    assert describe(T2, figures, **fields) == said


NOT_COMPARABLE = "Definitionen ändrades från och med T1 2024: Fler räknas. Tidigare siffror går inte att jämföra med."


@pytest.mark.parametrize(
    ("figures", "aim", "redefined", "said"),
    [
        (then_and_now("10", "8,2"), Aim("le", "5"), T1,
         f"8,2 % är 3,2 procentenheter över målet högst 5 %. {NOT_COMPARABLE}"),
        (then_and_now("10", "8,2"), Aim("decrease"), T1, f"8,2 %. {NOT_COMPARABLE}"),
        (then_and_now(None, "8,2"), None, T1, "8,2 %. Utfall från samma tid året före saknas."),
        (then_and_now("10", "8,2"), None, Tertial(2023, 2),
         "8,2 %, bättre än samma tid året före (10,0 %). Lägre är bättre."),
        (then_and_now("10", None), None, T1, "Utfall saknas: ej rapporterat."),
    ],
)  # fmt: skip
def test_across_a_new_definition_nothing_is_compared(
    figures: list[Figure], aim: Aim | None, redefined: Tertial, said: str
) -> None:
    assert describe(T2, figures, [aim] if aim else [], [redefined], **RATE) == said


# --- whose target ----------------------------------------------------------------------------------------------------


def test_each_line_is_held_against_its_own_target() -> None:
    """Its own gender's, else that for all; of its own area, never another's."""
    aims = [Aim("le", "5"), Aim("le", "4", gender="K"), Aim("le", "12", area=HOME), Aim("le", "10", area=CARE)]
    where = [(ROOT, "T"), (ROOT, "K"), (ROOT, "M"), (HOME, "T"), (CARE, "T"), (CARE, "M")]
    figures = [Figure(2024, 2, "6", area=area, gender=gender) for area, gender in where]
    indicator = get_indicator(build_indicator_report(T2, figures, aims, unit="antal"))
    said = [read(describe_course(indicator, area, gender)).partition(".")[0] for area, gender in where]
    assert said == [
        "6 är 1 över målet högst 5",
        "6 är 2 över målet högst 4",
        "6 är 1 över målet högst 5",
        "6 är 6 under målet högst 12",
        "6 är 4 under målet högst 10",
        "6 är 4 under målet högst 10",
    ]


def test_a_change_for_all_is_not_counted_from_womens_own_base() -> None:
    figures = [Figure(year, 2, value, gender=gender) for year, gender, value in _BASES]
    indicator = get_indicator(build_indicator_report(T2, figures, [Aim("decrease")], unit="antal"))
    assert "målet 9 (lägre än 2023)" in describe_course(indicator, ROOT, "T")
    assert read(describe_course(indicator, ROOT, "K")) == "4, sämre än samma tid året före (3). Lägre är bättre."


_BASES = [(2023, "T", "9"), (2023, "K", "3"), (2024, "T", "8"), (2024, "K", "4")]


# --- what holds for every series --------------------------------------------------------------------------------------

YEARS = (2021, 2022, 2023, 2024)
values = st.integers(0, 9999).map(lambda number: f"{number / 10:.1f}".replace(".", ","))
kinds = st.sampled_from(Accumulation.values)
directions = st.sampled_from(Direction.values)
absolute_aims = st.one_of(
    st.tuples(st.sampled_from(["ge", "gt", "le", "lt", "eq"]), values).map(lambda parts: Aim(*parts)),
    st.tuples(values, values).map(lambda ends: Aim("between", *sorted(ends, key=parse_number))),
)
change_aims = st.tuples(
    st.sampled_from(["increase_by", "decrease_by", "increase_percent", "decrease_percent", "increase", "decrease"]),
    values,
    st.sampled_from(YEARS[:3]),
).map(lambda parts: Aim(parts[0], parts[1] if "_" in parts[0] else None, base_year=parts[2]))


@st.composite
def made_figures(draw: st.DrawFn, now: Tertial) -> list[Figure]:
    """A series without order: every period to now has a number or none, so each saw and gap comes up."""
    periods = [Tertial(year, number) for year in YEARS for number in (1, 2, 3)]
    kinds = {period: draw(st.sampled_from("vvvvvmx")) for period in periods if period <= now}  # value, missing, none
    return [
        Figure(period.year, period.number, draw(values) if kind == "v" else None)
        for period, kind in kinds.items()
        if kind != "x"
    ]


@st.composite
def made_reports(draw: st.DrawFn) -> BoardReport:
    now = Tertial(2024, draw(st.integers(1, 3)))
    return build_indicator_report(
        now,
        draw(made_figures(now)),
        draw(st.lists(st.one_of(absolute_aims, change_aims), max_size=1)),
        draw(st.lists(st.builds(Tertial, st.integers(2022, 2024), st.integers(1, 3)), max_size=1)),
        accumulation=draw(kinds),
        direction=draw(directions),
        unit=draw(st.sampled_from(["%", "antal", "dagar"])),
        decimals=draw(st.integers(0, 1)),
    )


def find_earlier(indicator: Indicator, point: Point) -> Point:
    """What an outcome may be compared with, found without the code under test."""
    year = point.year - (2 if indicator.accumulation == "biennial" else 1)
    is_yearly = indicator.accumulation in ("yearly", "biennial")
    known = [one for one in indicator.series if one.year == year and one.value is not None]
    return [one for one in known if is_yearly or one.tertial == point.tertial][-1]


NUMBER = r"(-?[\d ]+(?:,\d+)?)"
COMPARED = re.compile(
    rf"(bättre|sämre|högre|lägre) än (?:samma tid året före|året före|två år tidigare|[T\d ]+) \({NUMBER}"
)


def shows(value: Decimal, text: str) -> bool:
    return abs(parse_number(text) - value) <= Decimal("0.05")


@settings(max_examples=150, deadline=None)
@given(made_reports())
def test_the_word_agrees_with_the_difference_to_the_same_time(report: BoardReport) -> None:
    """And so two tertials of a sum are never compared: the number in brackets is of the same one."""
    indicator = get_indicator(report)
    said = read(describe_course(indicator, ROOT, "T"))
    found = COMPARED.search(said)
    known = [one for one in indicator.series if one.value is not None]
    if found is None:
        return
    reading = next(iter(indicator.readings), None)
    point = reading.point if reading and reading.point.value is not None else known[-1]
    earlier = find_earlier(indicator, point)
    assert point.value is not None
    assert earlier.value is not None
    word, number = found.groups()
    assert shows(earlier.value, number)
    is_higher = point.value > earlier.value
    better = {"higher": is_higher, "lower": not is_higher}
    if indicator.direction == "neither":
        assert word == ("högre" if is_higher else "lägre")
    else:
        assert word == ("bättre" if better[indicator.direction] else "sämre")
    for change in indicator.definition_changes:
        assert not Tertial(earlier.year, earlier.tertial) < change.period <= Tertial(point.year, point.tertial)


@settings(max_examples=150, deadline=None)
@given(made_reports())
def test_the_distance_agrees_with_the_side_of_the_target(report: BoardReport) -> None:
    indicator = get_indicator(report)
    said = read(describe_course(indicator, ROOT, "T"))
    reading = next(iter(indicator.readings), None)
    if reading is None or reading.point.value is None or " mål" not in said:
        return
    value, target = reading.point.value, reading.target
    assert target is not None
    low = target.line
    high = target.upper if target.upper is not None else low
    assert low is not None
    assert high is not None
    is_year = (
        indicator.accumulation == "flow"
        and report.period.number < 3
        and target.comparator in ("ge", "gt", "le", "lt", "eq", "between")
    )
    assert ("hittills" in said) == is_year
    if " över " in said:
        assert value > high
    elif " under " in said:
        assert value < low
    elif " inom " in said:
        assert low <= value <= high
    else:
        assert value in (low, high)
        assert ("utan att nå" in said) == (target.comparator in ("gt", "lt", "increase", "decrease"))


@settings(max_examples=150, deadline=None)
@given(made_reports())
def test_but_stands_between_what_points_two_ways(report: BoardReport) -> None:
    indicator = get_indicator(report)
    reading = next(iter(indicator.readings), None)
    said = read(describe_course(indicator, ROOT, "T")).partition(". ")[0]
    if reading is None or reading.target is None or "hittills" in said or " mål" not in said or "än" not in said:
        return
    is_met = reading.verdict.computed == "met"
    opposed = ("bättre" in said and not is_met) or ("sämre" in said and is_met)
    assert (" men " in said) == opposed


HIDDEN = "987654"  # larger than any number that is shown, and than any difference between two of them


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_hidden_value_is_in_no_sentence(data: st.DataObject) -> None:
    """Not as it is, not as a difference, and not as the level of a target that counts from it."""
    now = Tertial(2024, data.draw(st.integers(1, 3)))
    figures = data.draw(made_figures(now))
    secret = [one for one in figures if data.draw(st.booleans())]
    report = build_indicator_report(
        now,
        [one._replace(value=HIDDEN) if one in secret else one for one in figures],
        data.draw(st.lists(st.one_of(absolute_aims, change_aims), max_size=1)),
        accumulation=data.draw(kinds),
        direction=data.draw(directions),
        unit="antal",
    )
    units = {SuppressionUnit(SuppressionCell(one.year, one.tertial, ROOT, "T"), POINT_PART) for one in secret}
    indicator = get_indicator(hide_units(report, {"andel": units}))
    said = read(describe_course(indicator, ROOT, "T"))
    assert not re.search(r"\d{3} \d{3}", said)
    assert "dold" not in said
    shown = next(iter(indicator.readings), None)
    if shown and shown.point.suppressed:
        assert not said or said.startswith("Det senaste utfallet som visas")
    years_back = 2 if indicator.accumulation == "biennial" else 1
    same = [one for one in secret if (one.year, one.tertial) == (now.year - years_back, now.number)]
    assert not (same and "Utfall från" in said)  # there is one
