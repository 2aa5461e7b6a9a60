"""A figure in a text reads as the report's own value, in every form that it has, and changes with that alone."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.tree import Figure, Paragraph, RichText, Table, Text, TextList
from apps.report.board_report import BoardReport, ChapterText
from apps.report.chapters.figure_search import build_reference, describe_figures, search_figures
from apps.report.chapters.figures import (
    AMOUNT_COLUMNS,
    HIDDEN_FIGURE,
    MISSING_FIGURE,
    FigureValues,
    draw_figures,
    format_figure,
    hide_figures,
)
from tests.core.rich_text.trees import figures
from tests.publishing.examples import indicator, make_report, point, suppress, target
from tests.publishing.whole import BEFORE, NORTH, ROOT, WHOLE

VALUES = FigureValues.of(WHOLE)
ALL = [one.figure for one in search_figures(WHOLE, "", most=10_000)]


def money(key: str = ROOT, column: str = "actual", **more: Any) -> Figure:
    return Figure("money", key, column, **more)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (money(column="budget"), "10 tkr"),
        (money(column="period_budget"), "8,5 tkr"),
        (money(), "9 tkr"),
        (money(unit="kr"), "9 000 kr"),
        (money(unit="mnkr"), "0,0 mnkr"),
        (money(unit="mnkr", decimals=3), "0,009 mnkr"),
        (money(column="forecast"), "9,5 tkr"),
        (money(column="forecast", unit="tkr", decimals=0), "10 tkr"),
        (money(column="variance"), "+0,7 tkr"),
        (money(part="net"), "9 tkr"),
        (money(period="2024-t3"), "9 tkr"),
        (money(period="2023-t3"), "9 tkr"),
        (money(period="2022-t3"), MISSING_FIGURE),
        (money(period="1000-t3"), MISSING_FIGURE),
        (money("hittepa"), MISSING_FIGURE),
        (money(part="premises"), MISSING_FIGURE),
        (money(column="outcome"), MISSING_FIGURE),
        (Figure("indicator", "a", "budget"), MISSING_FIGURE),
        (Figure("indicator", "hittepa", "outcome"), MISSING_FIGURE),
    ],
)
def test_how_a_figure_reads(figure: Figure, expected: str) -> None:
    assert format_figure(figure, VALUES).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("change", "figure", "expected"),
    [
        ({"value": Decimal("88")}, {}, "88 %"),
        ({"value": Decimal("88.25")}, {"decimals": 2}, "88,25 %"),
        ({"value": Decimal("88.25")}, {}, "88,3 %"),
        ({"value": None, "stated_text": "3–4"}, {}, "3–4"),
        ({"value": None, "missing": "not_measured"}, {}, MISSING_FIGURE),
        ({"value": None, "suppressed": True}, {}, HIDDEN_FIGURE),
        ({"value": None, "suppressed": True}, {"column": "forecast"}, HIDDEN_FIGURE),
        ({"forecast": Decimal(90)}, {"column": "forecast"}, "90 %"),
        ({}, {"column": "forecast"}, MISSING_FIGURE),
        ({}, {"column": "target"}, "10 %"),
        ({}, {"column": "target", "part": "K"}, MISSING_FIGURE),
        ({}, {"part": "K"}, MISSING_FIGURE),
        ({}, {"area": "norr"}, MISSING_FIGURE),
    ],
)
def test_how_an_indicator_reads(change: dict[str, Any], figure: dict[str, Any], expected: str) -> None:
    shown = indicator(replace(point(20), **change), unit="%", targets=(target(),))
    values = FigureValues.of(make_report(shown))
    pointing = replace(Figure("indicator", "personer", "outcome"), **figure)
    assert format_figure(pointing, values).replace("\u00a0", " ") == expected


def test_a_target_that_is_no_level_reads_as_its_words() -> None:
    aims = [target(comparator="decrease", value=None, words="minska"), target(upper=Decimal(20), words="10–20")]
    for aim in aims:
        values = FigureValues.of(make_report(indicator(point(20), targets=(aim,))))
        assert format_figure(Figure("indicator", "personer", "target"), values) == aim.words


def with_texts(report: BoardReport, *pointing: Figure) -> BoardReport:
    """The report with a paragraph for each figure."""
    text = RichText(tuple(Paragraph((Text("Det är "), one)) for one in pointing))
    written = ChapterText(area=ROOT, area_name="SN", whole_board=True, text=text)
    return replace(report, chapters=(replace(WHOLE.chapters[0], texts=(written,)),))


def list_lines(report: BoardReport) -> list[str]:
    return format_plain(report.chapters[0].texts[0].text).split("\n\n")


def test_a_figure_is_drawn_wherever_it_stands() -> None:
    one = (Text("a "), money(shown="fel"))
    text = RichText((Paragraph(one), TextList(False, ((Paragraph(one),),)), Table(((one,),))))
    chapter = replace(WHOLE.chapters[0], texts=(replace(WHOLE.chapters[0].texts[0], text=text),))
    drawn = draw_figures(replace(WHOLE, chapters=(chapter,)))
    assert format_plain(drawn.chapters[0].texts[0].text).replace("\u00a0", " ") == "a 9 tkr\n\n– a 9 tkr\n\na 9 tkr"


@given(figures, st.booleans())
def test_any_figure_has_words_and_never_those_that_were_sent(figure: Figure, other: bool) -> None:
    shown = format_figure(figure, VALUES)
    assert shown
    assert format_figure(replace(figure, shown="annat" if other else ""), VALUES) == shown


@given(st.sampled_from(AMOUNT_COLUMNS), st.sampled_from([ROOT, NORTH]), st.booleans(), st.integers(-(10**9), 10**9))
def test_one_amount_changed_is_seen_where_it_stands_and_nowhere_else(
    column: str, area: str, is_past: bool, amount: int
) -> None:
    def change(row: Any) -> Any:
        if is_past:
            return replace(row, past=(replace(row.past[0], **{column: amount}),))
        return replace(row, now=replace(row.now, **{column: amount}))

    places = [one for one in WHOLE.economy.areas if one.area == area]
    changed = tuple(replace(one, net=change(one.net)) if one in places else one for one in WHOLE.economy.areas)
    after = replace(WHOLE, economy=replace(WHOLE.economy, areas=changed))
    pointing = [replace(one, unit="kr") if one.value == "money" else one for one in ALL]
    lines = zip(
        pointing,
        list_lines(draw_figures(with_texts(WHOLE, *pointing))),
        list_lines(draw_figures(with_texts(after, *pointing))),
        strict=True,
    )
    period = f"{BEFORE.year}-{BEFORE.slug}" if is_past else ""
    wanted = build_reference(money(area, column, period=period))
    is_other = getattr(places[0].net.past[0] if is_past else places[0].net.now, column) != amount
    assert {build_reference(one) for one, old, new in lines if old != new} == ({wanted} if is_other else set())


@given(st.integers(1, 4), st.integers(5, 60))
def test_a_hidden_value_is_in_no_text_that_anyone_may_read(small: int, large: int) -> None:
    placed = indicator(
        point(small + large), point(large, gender="K"), point(small, gender="M"), point(large, year=2023)
    )
    genders = [Figure("indicator", "personer", "outcome", part=part) for part in ("", "K", "M")]
    earlier = Figure("indicator", "personer", "outcome", period="2023-t3")
    whole = draw_figures(with_texts(make_report(placed), *genders, earlier))
    assert list_lines(whole) == [f"Det är {number}" for number in (small + large, large, small, large)]
    public = suppress(whole)
    shown = {(one.gender, one.year): one for one in public.indicators[0].series}
    expected = ["dold uppgift" if shown[gender, 2024].suppressed else None for gender in ("T", "K", "M")]
    assert expected[2] == "dold uppgift"
    for line, word, before in zip(list_lines(public), expected, list_lines(whole), strict=False):
        assert line == (f"Det är {word}" if word else before)
    assert list_lines(public)[3] == f"Det är {large}"


def test_what_was_published_is_not_drawn_again_when_something_is_hidden() -> None:
    """A figure that is not hidden stays as it was written, though it would be written otherwise today."""
    published = with_texts(WHOLE, money(shown="9 000 kronor"))
    assert list_lines(hide_figures(published, published)) == ["Det är 9 000 kronor"]


def test_figures_are_found_by_the_beginnings_of_words() -> None:
    found = search_figures(WHOLE, "nor net prog mnkr")
    assert [(one.label, one.figure.unit) for one in found][:1] == [("NORR, net, prognos, T3 2024", "mnkr")]
    assert all(one.figure.shown.endswith("mnkr") for one in found)
    assert search_figures(WHOLE, "hittepå") == []
    assert len(search_figures(WHOLE, "")) == 12
    assert search_figures(WHOLE, "T3 2023")[0].figure.period == "2023-t3"
    assert len({build_reference(one) for one in ALL}) == len(ALL)


def test_each_figure_says_where_it_is_from() -> None:
    dated, own = money(period="2024-t3"), money()
    labels = describe_figures(WHOLE, [dated, own, money("hittepa")])
    assert labels == dict.fromkeys((build_reference(dated), build_reference(own)), "SN, net, utfall, T3 2024")
