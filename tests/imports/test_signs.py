"""Every convention that the four reports use, with lines as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.budget.kronor import NotWholeKronorError, convert_to_kronor
from apps.budget.models import CostType, Flow
from apps.core.choices import SignConvention
from apps.imports.report_format.signs import AmountConvention, convert_printed_to_kronor
from apps.rounds.models import AmountUnit, VarianceSign

D = Decimal
REVENUE_MINUS = AmountConvention("tkr", "revenue_negative", "plus_is_surplus")
COST_MINUS = AmountConvention("tkr", "cost_negative", "plus_is_surplus")
BOTH_PLUS = AmountConvention("tkr", "both_positive", "plus_is_surplus")
PLUS_IS_DEFICIT = AmountConvention("tkr", "both_positive", "plus_is_deficit")
COST_MINUS_MNKR = AmountConvention("mnkr", "cost_negative", "plus_is_surplus")


@pytest.mark.parametrize(
    ("convention", "kind", "printed", "kept"),
    [
        # Kalmar 2020, intäkter: budget, utfall, avvikelse
        (REVENUE_MINUS, "revenue", ("-87434", "-96526", "9092"), (87_434_000, 96_526_000, 9_092_000)),
        (REVENUE_MINUS, "staff", ("591403", "572734", "18669"), (591_403_000, 572_734_000, 18_669_000)),
        # Kungsbacka 2021, Nämnd: netto
        (COST_MINUS, "net", ("-1956", "-1695", "261"), (1_956_000, 1_695_000, 261_000)),
        (COST_MINUS, "revenue", ("0", "73526", "0"), (0, 73_526_000, 0)),
        (COST_MINUS, "cost", ("0", "-753102", "0"), (0, 753_102_000, 0)),
        (COST_MINUS_MNKR, "net", ("0", "0", "-20.3"), (0, 0, -20_300_000)),
        # Härryda 2023, Vård och omsorg: budget, prognos, avvikelse; intäkter minus eller båda plus är samma för netto
        (REVENUE_MINUS, "net", ("38212", "39812", "-1600"), (38_212_000, 39_812_000, -1_600_000)),
        (BOTH_PLUS, "net", ("38212", "39812", "-1600"), (38_212_000, 39_812_000, -1_600_000)),
        # Herrljunga 2021, intäkter, och ett ansvar med nettointäkt
        (REVENUE_MINUS, "revenue", ("-72459", "-96262", "23803"), (72_459_000, 96_262_000, 23_803_000)),
        (REVENUE_MINUS, "net", ("0", "-1311", "0"), (0, -1_311_000, 0)),
        (BOTH_PLUS, "revenue", ("100", "120", "20"), (100_000, 120_000, 20_000)),
        (PLUS_IS_DEFICIT, "net", ("100", "120", "20"), (100_000, 120_000, -20_000)),
    ],
)
def test_operating_lines(
    convention: AmountConvention, kind: str, printed: tuple[str, str, str], kept: tuple[int, int, int]
) -> None:
    columns = ("budget", "actual", "stated_variance")
    found = tuple(
        convert_printed_to_kronor(D(amount), column=column, kind=kind, convention=convention)
        for column, amount in zip(columns, printed, strict=True)
    )
    assert found == kept


@pytest.mark.parametrize(
    ("convention", "flow", "printed", "kept"),
    [
        (COST_MINUS, Flow.EXPENSE, "-4748", 4_748_000),
        (COST_MINUS, Flow.NET, "-2347", 2_347_000),
        (COST_MINUS, Flow.INCOME, "10", 10_000),
        (REVENUE_MINUS, Flow.INCOME, "-10", 10_000),
        (REVENUE_MINUS, Flow.EXPENSE, "1158", 1_158_000),
        (REVENUE_MINUS, Flow.NET, "1158", 1_158_000),
        (BOTH_PLUS, Flow.INCOME, "10", 10_000),
    ],
)
def test_investments(convention: AmountConvention, flow: Flow, printed: str, kept: int) -> None:
    for column in ("original_budget", "supplementary_budget", "budget", "actual", "forecast"):
        assert convert_printed_to_kronor(D(printed), column=column, kind=flow, convention=convention) == kept
    assert (
        convert_printed_to_kronor(D(printed), column="stated_variance", kind=flow, convention=convention)
        == D(printed) * 1000
    )


@pytest.mark.parametrize(
    ("amount", "unit", "kronor"),
    [("1", "kr", 1), ("2027.8", "tkr", 2_027_800), ("0.001", "tkr", 1), ("-20.3", "mnkr", -20_300_000)],
)
def test_units(amount: str, unit: str, kronor: int) -> None:
    assert convert_to_kronor(D(amount), unit) == kronor


@pytest.mark.parametrize(
    ("amount", "unit"), [("0.5", "kr"), ("0.0001", "tkr"), ("1.2345678", "mnkr"), ("9" * 14, "mnkr")]
)
def test_what_is_not_whole_kronor_is_refused(amount: str, unit: str) -> None:
    with pytest.raises(NotWholeKronorError, match=unit):
        convert_to_kronor(D(amount), unit)


@given(
    st.integers(-(10**8), 10**8),
    st.integers(-(10**8), 10**8),
    st.sampled_from(SignConvention.values),
    st.sampled_from(AmountUnit.values),
)
def test_net_is_cost_less_revenue_in_every_convention(revenue: int, cost: int, sign: str, unit: str) -> None:
    """Whatever a table prints, its three rows agree with each other once they are inside."""
    printed = {
        SignConvention.REVENUE_NEGATIVE: (-revenue, cost, cost - revenue),
        SignConvention.COST_NEGATIVE: (revenue, -cost, revenue - cost),
        SignConvention.BOTH_POSITIVE: (revenue, cost, cost - revenue),
    }[SignConvention(sign)]
    convention = AmountConvention(unit, sign, VarianceSign.PLUS_IS_SURPLUS)
    kinds = (CostType.REVENUE, CostType.COST, CostType.NET)
    r, c, n = (
        convert_printed_to_kronor(D(amount), column="actual", kind=kind, convention=convention)
        for amount, kind in zip(printed, kinds, strict=True)
    )
    assert n == c - r
    assert (r >= 0) == (revenue >= 0)
