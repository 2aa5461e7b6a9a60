"""The figures of a finding say their unit; a difference between percentages is in percentage points."""

from decimal import Decimal

import pytest

from apps.checks.base import build_figure_finding
from tests.web.sample import indicator, point


@pytest.mark.parametrize(
    ("unit", "column", "texts"),
    [
        ("%", "value", ("20,7 %", "29 %", "+8,3 procentenheter")),
        ("dagar", "value", ("20,7 dagar", "29 dagar", "+8,3 dagar")),
        ("antal", "value", ("20,7", "29", "+8,3")),
        ("%", "stated_change", ("20,7 procentenheter", "29 procentenheter", "+8,3 procentenheter")),
        ("kr/inv", "stated_change", ("20,7 kr/inv", "29 kr/inv", "+8,3 kr/inv")),
    ],
)
def test_a_figure_says_its_unit(unit: str, column: str, texts: tuple[str, str, str]) -> None:
    found = build_figure_finding(
        "fraction", indicator("x", unit=unit), point("29"), "", Decimal("20.7"), Decimal(29), column=column
    )
    assert tuple(text.replace("\u00a0", " ") for text in (found.expected, found.found, found.difference)) == texts
