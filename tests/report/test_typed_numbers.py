"""What is a number in a text, which of the report's figures it equals, and that linking it changes no word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.rich_text.changes import rewrite_figures
from apps.core.rich_text.contents import format_plain, list_figures
from apps.core.rich_text.markdown import parse_markdown
from apps.core.rich_text.reading import validate_text
from apps.core.rich_text.tree import Text
from apps.report.chapters.typed_numbers import find_typed_numbers, has_typed_numbers, link_number
from tests.core.rich_text.trees import rich_texts
from tests.publishing.examples import indicator, make_report, point, target
from tests.publishing.whole import WHOLE

REPORT = make_report(
    indicator(point(88), point(84, year=2023), point(88, gender="K"), unit="%", targets=(target(),)),
    indicator(point(412), point(95, year=2023), code="anmalningar", name="Anmälningar"),
    indicator(point(52), code="vantan", name="Väntan", unit="dagar"),
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Det blev 3,2 mnkr, 1 200 tkr och 88 procent.", ["3,2 mnkr", "1 200 tkr", "88 procent"]),
        ("Underskottet blev -800 kr (12).", ["-800 kr", "12"]),
        ("Under 2024, den 3 maj, i T2 enligt § 5 och 2-3 gånger, 12/40, 3–4 dagar, kl. 10.30.", []),
        ("**88** %", ["88"]),
        ("| a | 12 |\n| --- | --- |\n| b | 13 |", ["12", "13"]),
    ],
)
def test_what_is_a_number(text: str, numbers: list[str]) -> None:
    tree = parse_markdown(text)
    assert [one.text for one in find_typed_numbers(tree, REPORT)] == numbers
    assert has_typed_numbers(tree) == bool(numbers)


@pytest.mark.parametrize(
    ("text", "is_known", "label"),
    [
        ("84 %", True, "Personer med insatsen, utfall, T3 2023"),
        ("84 procent", True, "Personer med insatsen, utfall, T3 2023"),
        ("88 %", True, ""),  # women's and everybody's
        ("84", False, ""),
        ("412", True, "Anmälningar, utfall, T3 2024"),
        ("52 dagar", True, ""),  # the unit would be written twice
        ("77 %", False, ""),
        ("95 tkr", False, ""),
    ],
)
def test_which_figure_a_number_equals(text: str, is_known: bool, label: str) -> None:
    (one,) = find_typed_numbers(parse_markdown(f"Det är {text} nu."), REPORT)
    assert (one.is_known, one.label) == (is_known, label)


def test_money_is_known_whatever_its_sign_and_never_linked_with_another() -> None:
    without, with_sign = find_typed_numbers(parse_markdown("Ett överskott på 0,7 tkr, +0,7 tkr."), WHOLE)
    assert (without.is_known, without.figure) == (True, None)
    assert with_sign.is_known


@given(rich_texts, st.integers(0, 3))
def test_a_number_that_is_linked_reads_as_before(tree, place):  # type: ignore[no-untyped-def]
    text = parse_markdown("Vi hade 412 och **84 %** av dem.\n\n- 412\n- 84 procent")
    typed = find_typed_numbers(text, REPORT)[place]
    assert typed.figure
    linked = link_number(text, place, typed.figure)
    assert validate_text(linked) == linked
    assert len(list_figures(linked)) == 1
    drawn = rewrite_figures(linked, lambda figure: Text(figure.shown))
    plain = [format_plain(one).replace("\u00a0", " ").replace("procent", "%") for one in (drawn, text)]
    assert plain[0] == plain[1]
    find_typed_numbers(tree, REPORT)  # any text can be read
