"""Sentences and clauses of Swedish text, in their places."""

import pytest

from apps.checks.texts.directions import find_compared_year, find_way, has_other_time
from apps.checks.texts.sentences import split_clauses, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ett. Två.", ["Ett.", "Två."]),
        ("Det blev 1,5 mnkr. Resten kom senare.", ["Det blev 1,5 mnkr.", "Resten kom senare."]),
        ("Stöd, bl.a. boendestöd, ökade.", ["Stöd, bl.a. boendestöd, ökade."]),
        ("Flera insatser, t.ex. Kreativt Center, pågår.", ["Flera insatser, t.ex. Kreativt Center, pågår."]),
        ("Det kostar ca. 5 mnkr.", ["Det kostar ca. 5 mnkr."]),
        ("Hyran är 500 kr. Elen är 30 kr.", ["Hyran är 500 kr.", "Elen är 30 kr."]),
        ("Målet är 5 %. Utfallet är 9 %.", ["Målet är 5 %.", "Utfallet är 9 %."]),
        ("Rubrik\nText utan punkt", ["Rubrik", "Text utan punkt"]),
        ("Vad hände? Allt!", ["Vad hände?", "Allt!"]),
        ("Se bilaga (s. 4). Nästa.", ["Se bilaga (s. 4).", "Nästa."]),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    found = split_sentences(text)
    assert [one.text.strip() for one in found] == sentences
    assert all(text[one.start :].startswith(one.text) for one in found)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Norr gick plus, men söder gick back.", ["Norr gick plus", "men söder gick back."]),
        ("Norr gick plus medan söder gick back.", ["Norr gick plus", "medan söder gick back."]),
        ("Flera var sjuka, vilket ger ett underskott.", ["Flera var sjuka", "vilket ger ett underskott."]),
        ("Överskottet, som är stort, ökar.", ["Överskottet, som är stort, ökar."]),
        ("Norr gick plus; söder gick back.", ["Norr gick plus", "söder gick back."]),
    ],
)
def test_clauses_keep_the_term_that_joins_them(text: str, clauses: list[str]) -> None:
    assert [one.text for one in split_clauses(text)] == clauses


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("har ökat", "more"), ("ökade", "more"), ("fler än", "more"), ("steg", "more"), ("är högre", "more"),
        ("har minskat", "less"), ("sjönk", "less"), ("färre", "less"), ("gått ned", "less"),
        ("har förbättrats", "better"), ("blev sämre", "worse"), ("är oförändrat", "same"),
        ("ökade i norr men minskade i söder", ""), ("arbetar vidare", ""),
    ],
)  # fmt: skip
def test_which_way_the_terms_go(text: str, way: str) -> None:
    assert find_way(text) == way


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("högre än 2020", 2020), ("jämfört med 2019", 2019), ("jämfört med föregående år", 0), ("än i fjol", 0),
        ("sedan 2020", 2020), ("mellan 2019 och 2020", 2019), ("över förra årets nivå", 0), ("under 2020", None),
    ],
)  # fmt: skip
def test_which_year_is_compared_with(text: str, year: int | None) -> None:
    assert find_compared_year(text) == year


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("i december", False), ("i augusti", True), ("förra året", True), ("i delårsrapporten", True), ("i år", False),
        ("prognosen för tertial 2", True), ("utfallet är 3 (föregående år 2)", False), ("det första halvåret", True),
    ],
)  # fmt: skip
def test_another_time_than_the_reports(text: str, is_other: bool) -> None:
    assert has_other_time(text, {12}) is is_other
