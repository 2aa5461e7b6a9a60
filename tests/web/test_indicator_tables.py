"""The tables of indicators: which columns they have, and that a figure that is missing says why."""

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from msgspec.structs import replace

from apps.core.swedish import NBSP
from apps.core.tertials import Tertial
from apps.report.board_report import BoardReport, Indicator
from apps.report.course.outcome_values import NO_REASON, format_gap, format_outcome
from apps.report.measures import DefinitionChange
from apps.web.board.indicators.presenter import (
    TargetListRow,
    build_indicator_list,
    build_indicator_page,
    list_headings,
    parse_filter,
)
from apps.web.board.indicators.rows import IndicatorListRow, build_indicator_row
from apps.web.board.indicators.shown_columns import (
    IndicatorColumns,
    ReadingColumns,
    TargetColumns,
    find_indicator_columns,
    find_reading_columns,
    find_target_columns,
)
from tests.web.sample import indicator, point, reading, sample, target

FULL = indicator(
    "full",
    readings=(reading(point("92"), target("90"), last_year=Decimal(88)),),
    series=(point("88", 2019), point("92")),
)
BARE = indicator("bare", has_target=False, readings=(reading(point("3")),))
EMPTY = indicator("empty", has_target=False)


def build_row(one: Indicator) -> IndicatorListRow:
    return build_indicator_row(one, sample(indicators=(one,)))


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([], (False, False, False, False)),
        ([EMPTY], (False, False, False, False)),
        ([BARE, EMPTY], (False, False, False, False)),
        ([BARE, FULL], (True, True, True, True)),
        ([replace(FULL, series=())], (True, True, True, False)),
        ([replace(FULL, readings=())], (True, False, False, True)),
    ],
)
def test_a_column_is_there_where_some_row_has_a_value(rows: list[Indicator], shown: tuple[bool, ...]) -> None:
    light, aim, last_year, course = shown
    assert find_indicator_columns([build_row(one) for one in rows]) == IndicatorColumns(
        light=light, target=aim, last_year=last_year, course=course
    )


def test_the_columns_of_one_indicators_outcomes() -> None:
    full, bare = (build_row(one).readings[0] for one in (FULL, BARE))
    assert find_reading_columns((), full) == ReadingColumns(light=True, target=True, last_year=True)
    assert find_reading_columns((full,), bare) == ReadingColumns(light=True, target=True, last_year=True)
    assert find_reading_columns((), bare) == ReadingColumns(light=False, target=False, last_year=False)


def test_the_columns_of_targets() -> None:
    fields: dict[str, Any] = {"year": 2020, "scope": "", "text": "minst 90", "changed": "", "footnote": ""}
    plain = TargetListRow(**fields, stated="", decision="", current=True)
    stated = TargetListRow(**fields, stated="<90", decision="§ 12", current=False)
    assert find_target_columns([plain]) == TargetColumns(stated=False, decision=False)
    assert find_target_columns([plain, stated]) == TargetColumns(stated=True, decision=True)


def render_rows(*indicators: Indicator) -> str:
    rows = [build_row(one) for one in indicators]
    return render_to_string("components/indicator_rows.html", {"rows": rows, "caption": "Alla", "judged": True})


def test_a_column_without_values_is_not_drawn() -> None:
    full, bare = render_rows(FULL, BARE), render_rows(BARE)
    for heading in ("Läge", "Målvärde", "Året före", "Över tid"):
        assert f">{heading}</th>" in full
        assert f">{heading}</th>" not in bare
        assert f'data-label="{heading}"' not in bare
    assert ">Utfall</th>" in bare
    assert "inget mål satt" in full
    assert "inget mål satt" not in bare


@pytest.mark.parametrize(
    ("accumulation", "tertial", "text"),
    [
        ("yearly", 1, "mäts en gång om året"),
        ("biennial", 2, "mäts vartannat år"),
        ("yearly", 3, NO_REASON),
        ("flow", 1, NO_REASON),
    ],
)
def test_an_indicator_without_an_outcome_says_why(accumulation: str, tertial: int, text: str) -> None:
    assert format_gap(accumulation, Tertial(2020, tertial)) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"missing_label": "sekretess"}, "sekretess"),
        ({"missing": "", "missing_label": ""}, NO_REASON),
        ({"stated_text": "–"}, "ej mätt"),
        ({"stated_text": "*", "missing_label": ""}, NO_REASON),
        ({"stated_text": "cirka 20"}, "cirka 20"),
    ],
)
def test_a_missing_outcome_says_why(changes: dict[str, str], text: str) -> None:
    assert format_outcome(point(None, **changes), FULL) == text


@pytest.mark.parametrize(
    ("before", "changes", "text", "known"),
    [
        (point("88", 2019), {"last_year": Decimal(88)}, f"88{NBSP}%", True),
        (point(None, 2019), {}, "ej mätt", False),
        (point(None, 2019, suppressed=True, missing="", missing_label=""), {}, "för få för att visas", False),
        (point("88", 2019), {}, "går inte att jämföra", False),  # as where the definition has changed
        (point("88", 2018), {}, "", False),
        (point("88", 2019, gender="K"), {}, "", False),
    ],
)
def test_last_years_outcome_or_why_there_is_none(before: Any, changes: dict[str, Any], text: str, known: bool) -> None:
    (row,) = build_row(
        indicator("x", readings=(reading(point("92"), target("90"), **changes),), series=(before, point("92")))
    ).readings
    assert (row.last_year, row.has_last_year) == (text, known)


def test_a_figure_of_every_other_year_is_compared_two_years_back() -> None:
    series = (point(None, 2018), point("1", 2019), point("92"))
    (row,) = build_row(
        indicator("x", accumulation="biennial", readings=(reading(point("92")),), series=series)
    ).readings
    assert row.last_year == "ej mätt"


def test_a_changed_definition_makes_last_year_incomparable() -> None:
    one = replace(
        FULL,
        readings=(reading(point("92"), target("90")),),
        definition_changes=(DefinitionChange(period=Tertial(2020, 1), note="ny enkät"),),
    )
    assert build_row(one).last_year == "går inte att jämföra"


def test_a_target_that_is_not_set_says_so() -> None:
    aim = target(None, comparator="not_set", text="*", words="")
    page = build_indicator_page(
        sample(indicators=(indicator("x", readings=(reading(point("92"), aim),), targets=(aim,)),)), "x"
    )
    assert page is not None
    assert page.row.target == "inte satt"
    assert [(row.text, row.stated) for row in page.targets] == [("inte satt", "*")]


@pytest.mark.parametrize(
    ("headings", "shown"),
    [
        (("personal", "Personal"), ["Personal"]),
        (("volymer", "Institutionsvård"), ["Volymer", "Institutionsvård"]),
        (("volymer", ""), ["Volymer"]),
        (("", ""), []),
    ],
)
def test_a_heading_that_repeats_its_kind_is_said_once(headings: tuple[str, ...], shown: list[str]) -> None:
    assert list_headings(*headings) == shown


def staff_report() -> BoardReport:
    one = indicator(
        "franvaro",
        name="Kostnad för frånvaro, kr / inv",
        unit="kr/inv",
        goal=None,
        kind="staff",
        kind_label="personal",
        heading="Personal",
    )
    return sample(indicators=(one,))


def test_no_page_says_personal_twice_or_its_unit_twice() -> None:
    (group,) = build_indicator_list(staff_report(), parse_filter({})).groups
    page = build_indicator_page(staff_report(), "franvaro")
    assert page is not None
    assert group.name == "Personal"
    assert (page.kind_heading, page.name_with_unit) == ("Personal", "Kostnad för frånvaro, kr / inv")
