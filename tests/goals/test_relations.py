"""Relations between indicators: what names and figures propose, and what each comes to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.choices import RelationKind
from apps.goals.relation_names import find_balance_side, is_total_name, split_of_which, split_quotient
from apps.goals.relation_proposals import RelationProposal, propose_relations
from apps.goals.relation_rules import IndicatorRelation, IndicatorSeries, Moment, read_relation

ROOT = "namnden"
D = Decimal


def series(
    name: str, *values: str | None, unit: str = "antal", decimals: int = 0, heading: str = "Volymer", area: str = ROOT
) -> IndicatorSeries:
    """An indicator with a value a year from 2021 on; its name is its code."""
    known = {Moment(2021 + place, 3, area, "T"): D(value) for place, value in enumerate(values) if value is not None}
    return IndicatorSeries(name, name, heading, "volume", unit, decimals, known)


def propose(*indicators: IndicatorSeries) -> dict[tuple[str, str], RelationProposal]:
    found = propose_relations(indicators, ROOT)
    return {(one.relation.kind, one.relation.total): one for one in found}


def read(kind: RelationKind, total: IndicatorSeries, *parts: IndicatorSeries) -> list[bool]:
    by_code = {one.code: one for one in (total, *parts)}
    relation = IndicatorRelation(kind, total.code, tuple(one.code for one in parts))
    return [reading.holds for reading in read_relation(relation, by_code, ROOT)]


@pytest.mark.parametrize(
    ("name", "numerator", "denominator"),
    [
        ("Brukartid/schemalagd tid", "brukartid", "schemalagd tid"),
        ("Kostnad per placeringsdygn", "kostnad", "placeringsdygn"),
        ("Andel bifall av ansökningar", "", ""),  # "av" alone joins too many names
        ("Andel bifall av totalt prövade", "andel bifall", "prövade"),
        ("Sjukfrånvaro i förhållande till ordinarie tid", "sjukfrånvaro", "ordinarie tid"),
        ("Antal ärenden", "", ""),
        ("Antal per 31 december", "", ""),  # no two things
    ],
)
def test_a_name_tells_of_a_quotient(name: str, numerator: str, denominator: str) -> None:
    assert split_quotient(name) == ((numerator, denominator) if numerator else None)


@pytest.mark.parametrize(
    ("name", "whole", "part"),
    [
        ("Boendedygn, varav köpta", "boendedygn", "köpta"),
        ("Orosanmälningar (därav under natten)", "orosanmälningar", "under natten"),
        ("Varav pågående", "", "pågående"),
        ("Hushåll – därav nya", "hushåll", "nya"),
        ("Förvaring", None, ""),
    ],
)
def test_a_name_tells_of_a_part(name: str, whole: str | None, part: str) -> None:
    assert split_of_which(name) == ((whole, part) if whole is not None else None)


@pytest.mark.parametrize(
    ("name", "is_total"),
    [("Summa placeringar", True), ("Ärenden totalt", True), ("Samtliga hushåll", True), ("Nya ärenden", False)],
)
def test_a_name_tells_of_a_sum(name: str, is_total: bool) -> None:
    assert is_total_name(name) is is_total


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Boende 1 jan", "opening"),
        ("Ingående antal ärenden", "opening"),
        ("Boende 31 dec", "closing"),
        ("Ärenden vid årets slut", "closing"),
        ("Boende under året", ""),
    ],
)
def test_a_name_tells_of_a_balance(name: str, side: str) -> None:
    assert find_balance_side(name) == side


def test_a_quotient_named_by_its_terms_needs_one_year_that_holds() -> None:
    found = propose(
        series("Planerade timmar i hemvården", "900", "1000", unit="timmar"),
        series("Arbetade timmar i hemvården", "2000", "2000", unit="timmar"),
        series("Planerad tid/arbetad tid i hemvården", "45.0", "52.0", unit="%", decimals=1),
    )
    proposal = found[RelationKind.QUOTIENT, "Planerad tid/arbetad tid i hemvården"]
    assert proposal.is_named
    assert [reading.holds for reading in proposal.readings] == [True, False]
    assert proposal.readings[1].expected == 50


def test_a_sum_beside_its_parts_is_proposed_when_it_holds_twice() -> None:
    parts = series("Nya", "11", "12"), series("Gamla", "20", "30")
    assert (RelationKind.TOTAL, "Ärenden") in propose(series("Ärenden", "31", "42"), *parts)
    assert not propose(series("Ärenden", "31", "50"), *parts)
    assert not propose(series("Ärenden", "31"), *parts)
    assert (RelationKind.TOTAL, "Ärenden totalt") in propose(*parts, series("Ärenden totalt", "31"))


def test_a_share_of_hundred_is_proposed() -> None:
    full = series("Andel heltid", "70.5", "71.4", unit="%", decimals=1)
    part = series("Andel deltid", "29.5", "28.6", unit="%", decimals=1)
    assert (RelationKind.SHARES, "Andel heltid") in propose(full, part)


def test_the_same_thing_under_two_headings_is_proposed() -> None:
    first = series("Frånvaro på grund av sjukdom", "7.1", "8.4", unit="%", decimals=1, heading="Mål")
    second = series("Frånvaro vid sjukdom, totalt", "7.1", "8.9", unit="%", decimals=1, heading="Personal")
    proposal = propose(first, second)[RelationKind.SAME_MEASURE, first.code]
    assert [reading.holds for reading in proposal.readings] == [True, False]
    assert not propose(first, series("Nöjda medborgare", "7.1", "8.9", unit="%", decimals=1, heading="Personal"))


def test_what_is_there_at_a_years_end_is_there_when_the_next_begins() -> None:
    found = propose(series("Inskrivna 1 jan", "9", "14", "11"), series("Inskrivna 31 dec", "14", "11", "12"))
    assert found[RelationKind.CARRIED, "Inskrivna 1 jan"].held == 2


def test_opening_with_what_came_and_went_is_closing() -> None:
    found = propose(
        series("Inskrivna 1 jan", "10", "15"), series("Började", "9", "6"), series("Slutade", "4", "8"),
        series("Inskrivna 31 dec", "15", "13"),
    )  # fmt: skip
    proposal = found[RelationKind.OPENING_CLOSING, "Inskrivna 31 dec"]
    assert proposal.relation.parts == ("Inskrivna 1 jan", "Började", "Slutade")


def test_a_running_total_grows_with_each_year() -> None:
    found = propose(series("Utbildade sedan start", "40", "65", "70"), series("Utbildade under året", "40", "25", "5"))
    assert found[RelationKind.RUNNING, "Utbildade sedan start"].held == 2


def test_areas_sum_to_the_whole_board() -> None:
    values = {ROOT: "30", "norr": "18", "syd": "12"}
    known = {Moment(2024, 3, area, "T"): D(value) for area, value in values.items()}
    whole = IndicatorSeries("klagomal", "Klagomål", "Synpunkter", "volume", "antal", 0, known)
    assert (RelationKind.AREAS, "klagomal") in propose(whole)
    known[Moment(2024, 3, "syd", "T")] = D(14)
    assert not propose(whole)


@pytest.mark.parametrize(
    ("kind", "total", "parts", "holds"),
    [
        (RelationKind.TOTAL, ("10.2", "tkr", 1), [("5.1", "tkr", 1), ("5.0", "tkr", 1)], True),  # rounded, each
        (RelationKind.TOTAL, ("10.4", "tkr", 1), [("5.1", "tkr", 1), ("5.0", "tkr", 1)], False),
        (RelationKind.TOTAL, ("11", "antal", 0), [("5", "antal", 0), ("5", "antal", 0)], False),  # counts are exact
        (RelationKind.QUOTIENT, ("33.3", "%", 1), [("1", "antal", 0), ("3", "antal", 0)], True),
        (RelationKind.QUOTIENT, ("66.6", "%", 1), [("2", "antal", 0), ("3", "antal", 0)], True),  # cut off
        (RelationKind.QUOTIENT, ("66.9", "%", 1), [("2", "antal", 0), ("3", "antal", 0)], False),
        (RelationKind.QUOTIENT, ("2.5", "tkr", 1), [("5000", "kr", 0), ("2", "antal", 0)], True),  # another unit
        (RelationKind.SHARE_OF_SAME, ("25", "%", 0), [("5", "antal", 0), ("15", "antal", 0)], True),
        (RelationKind.SHARES, ("33.4", "%", 1), [("33.3", "%", 1), ("33.3", "%", 1)], True),
        (RelationKind.SHARES, ("34", "%", 0), [("33", "%", 0), ("30", "%", 0)], False),
        (RelationKind.OF_WHICH, ("8", "antal", 0), [("8", "antal", 0)], True),
        (RelationKind.OF_WHICH, ("8", "antal", 0), [("9", "antal", 0)], False),
        (RelationKind.SAME_MEASURE, ("21", "mnkr", 0), [("20812000", "kr", 0)], True),
        (RelationKind.SAME_MEASURE, ("84", "%", 1), [("83.8", "%", 1)], True),  # told with fewer decimals
        (RelationKind.SAME_MEASURE, ("90.1", "%", 1), [("90.4", "%", 1)], False),
    ],
)
def test_what_rounding_explains(
    kind: RelationKind, total: tuple[str, str, int], parts: list[tuple[str, str, int]], holds: bool
) -> None:
    rows = [
        series(f"i{place}", value, unit=unit, decimals=decimals)
        for place, (value, unit, decimals) in enumerate([total, *parts])
    ]
    assert read(kind, rows[0], *rows[1:]) == [holds]


def test_what_is_unknown_says_nothing() -> None:
    total, part, other = series("i0", "10", "10"), series("i1", "4", None), series("i2", "6", "7")
    assert read(RelationKind.TOTAL, total, part, other) == [True]
    assert read(RelationKind.QUOTIENT, total, part, series("i2", "0", "0")) == []


def test_women_and_men_are_summed_where_no_total_is_stated() -> None:
    known = {Moment(2021, 3, ROOT, gender): D(value) for gender, value in (("K", 4), ("M", 5))}
    part = IndicatorSeries("i1", "Delen", "", "volume", "antal", 0, known)
    assert read(RelationKind.TOTAL, series("i0", "12"), part, series("i2", "3")) == [True]


counts = st.lists(st.integers(0, 5000), min_size=2, max_size=6)


@given(counts)
def test_a_sum_of_its_parts_holds_and_one_off_does_not(values: list[int]) -> None:
    parts = [series(f"p{place}", str(value)) for place, value in enumerate(values)]
    assert read(RelationKind.TOTAL, series("t", str(sum(values))), *parts) == [True]
    assert read(RelationKind.TOTAL, series("t", str(sum(values) + 1)), *parts) == [False]


@given(st.integers(1, 99_999), st.integers(1, 99_999), st.integers(0, 2))
def test_a_rounded_share_is_that_of_its_terms(part: int, whole: int, decimals: int) -> None:
    share = round(D(part) / D(whole) * 100, decimals)
    terms = series("a", str(part)), series("b", str(whole))
    assert read(RelationKind.QUOTIENT, series("t", str(share), unit="%", decimals=decimals), *terms) == [True]
    wrong = series("t", str(share + 3 * D(1).scaleb(-decimals)), unit="%", decimals=decimals)
    assert read(RelationKind.QUOTIENT, wrong, *terms) == [False]


@given(st.lists(st.decimals(0, 500, places=2), min_size=2, max_size=7), st.integers(0, 1))
def test_rounded_parts_hold_with_their_rounded_total(values: list[Decimal], decimals: int) -> None:
    def rounded(code: str, value: Decimal) -> IndicatorSeries:
        return series(code, str(round(value, decimals)), unit="mnkr", decimals=decimals)

    parts = [rounded(f"p{place}", value) for place, value in enumerate(values)]
    assert read(RelationKind.TOTAL, rounded("t", sum(values, D(0))), *parts) == [True]
