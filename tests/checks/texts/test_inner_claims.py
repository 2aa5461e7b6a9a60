"""What a text says against itself: shares, parts of a sum, kronor for tusental, and two texts of one thing."""

from decimal import Decimal

import pytest

from apps.checks.texts.inner_claims import (
    is_slip,
    iter_parts_claims,
    iter_share_claims,
    read_named_amounts,
    read_small_results,
)
from apps.checks.texts.listed_results import iter_list_claims
from apps.checks.texts.places import ReportText


def source(text: str) -> ReportText:
    return ReportText("key", "Texten", text, "quality")


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("6 av 29 (21 %) avbröts.", True),
        ("6 av 29 (29 %) avbröts.", False),
        ("18 (67 %) av 27 är nöjda.", True),
        ("18 (76 %) av 27 är nöjda.", False),
        ("Utfallet är 47 % (9 av 19 enheter).", True),
        ("Utfallet är 74 % (9 av 19 enheter).", False),
        ("10 av 12 nya beslut, vilket motsvarar 83 procent, är klara.", True),
        ("10 av 12 nya beslut, vilket motsvarar 38 procent, är klara.", False),
        ("2 av 3 (66 %) är klara.", True),  # cut off
        ("Ungefär 50 procent (9 av 19) är klara.", True),
        ("Av 40 svarande är 10 nöjda (25 %).", True),
        ("Av 40 svarande är 10 nöjda (52 %).", False),
        ("21 % av alla som har en pågående insats har avbrutit den (6 av 29).", True),
        ("29 % av alla som har en pågående insats har avbrutit den (6 av 29).", False),
        ("Det rör 18 ärenden av sammanlagt 55 som drar ut på tiden (33 %).", True),
        ("Det rör 18 ärenden av sammanlagt 55 som drar ut på tiden (53 %).", False),
        ("11 av 19 enheter i hela området har en plan, vilket blir 58 %.", True),
        ("11 av 19 enheter i hela området har en plan, vilket blir 85 %.", False),
        ("62 av 174 ger en andel på 36 procent.", True),
        ("62 av 174 ger en andel på 63 procent.", False),
        ("Andelen är 47 procent, det vill säga 9 av 19.", True),
        ("Andelen är 74 procent, det vill säga 9 av 19.", False),
    ],
)
def test_shares(text: str, agrees: bool) -> None:
    assert [one.agrees for one in iter_share_claims(source(text))] == [agrees]


@pytest.mark.parametrize(
    "text",
    [
        "6 av 29 är klara.",
        "6 av 29 är klara. 80 % är nöjda.",
        "29 av 6 (21 %).",
        "12 av 30 löften och 40 % av målen.",
        "80 % i norr och 6 av 29 i söder.",
        "Målet 80 % nåddes av 3 enheter (6 av 29 i fjol).",
    ],
)
def test_what_is_no_share(text: str) -> None:
    assert list(iter_share_claims(source(text))) == []


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("Underskottet på 10 mnkr består av hyror 6 mnkr och el 4 mnkr.", True),
        ("Underskottet på 12 mnkr består av hyror 6 mnkr och el 4 mnkr.", False),
        ("Underskottet på 10,1 mnkr består av hyror 6,0 mnkr och el 4,0 mnkr.", True),  # rounding
        ("50 + 46 + 13 = 109 personer.", True),
        ("50 + 46 + 13 = 106 personer.", False),
        ("106 är inskrivna, varav 50 i norr, 46 i söder och 13 i väster.", False),
        ("Hyror 6 mnkr, el 4 mnkr och vatten 1 mnkr ger tillsammans 11 mnkr.", True),
        ("Hyror 6 mnkr, el 4 mnkr och vatten 1 mnkr ger tillsammans 14 mnkr.", False),
        ("Hyror 6 mnkr, el 4 mnkr och vatten 1 mnkr, sammanlagt 11 mnkr.", True),
        ("Hyror 6 mnkr, el 4 mnkr och vatten 1 mnkr, sammanlagt 14 mnkr.", False),
        ("Bidraget på 11 mnkr fördelas med 6 mnkr till norr, 4 mnkr till söder och 1 mnkr till väster.", True),
        ("Bidraget på 14 mnkr fördelas med 6 mnkr till norr, 4 mnkr till söder och 1 mnkr till väster.", False),
    ],
)
def test_parts(text: str, agrees: bool) -> None:
    assert [one.agrees for one in iter_parts_claims(source(text))] == [agrees]


@pytest.mark.parametrize(
    "text",
    [
        "Underskottet på 12 mnkr består främst av hyror 6 mnkr och el 4 mnkr.",
        "Underskottet på 12 mnkr består av hyror 6 mnkr, el 4 mnkr och övriga poster.",
        "106 är inskrivna, varav 50 i norr och 46 i söder.",
        "100 svarade, varav 90 kvinnor, 80 med stöd och 70 unga.",  # they overlap
        "Det kostade 6 mnkr i norr och 4 mnkr i söder.",
    ],
)
def test_what_need_not_add_up(text: str) -> None:
    assert list(iter_parts_claims(source(text))) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Totalt redovisas ett underskott på 1 488 kr.", 1),
        ("Enheten gick 148 kronor back.", 1),
        ("Underskottet är 99 999 kr.", 1),
        ("Underskottet är 100 000 kr.", 0),
        ("Underskottet är 9 kr.", 0),
        ("Underskottet är 1 488 tkr.", 0),
        ("Underskottet är 300 kr per brukare.", 0),
        ("Underskottet är 300 kr/dygn.", 0),
        ("Avgiften är 1 488 kr.", 0),
    ],
)
def test_a_result_of_a_few_kronor(text: str, count: int) -> None:
    assert len(read_small_results(text)) == count


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("5234", "5324", True), ("5234000", "5324000", True), ("2195", "2135", True), ("5234", "5234", False),
        ("5234", "4325", False),
        ("12", "21", False), ("123", "124", False), ("132", "123", True), ("5234", "52340", False),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen(one: str, other: str, slip: bool) -> None:
    assert is_slip(Decimal(one), Decimal(other)) is slip


def test_an_amount_is_named_in_any_form_of_its_noun() -> None:
    texts = ("Flyktingbufferten är 5 234 tkr.", "En flyktingbuffert på 5 324 tkr.", "5 234 tkr är flyktingbufferten.")
    assert {noun for text in texts for noun, *_ in read_named_amounts(text)} == {"flyktingbuffert"}


def test_an_amount_is_named_by_what_it_was_paid_for_and_the_pandemic_has_several_names() -> None:
    texts = (
        "Totalt har 2 100 tkr betalats ut i form av ersättning för merkostnader till följd av covid-19 under 2020.",
        "Merkostnader på grund av pandemin 2020 har ersatts med 2 130 tkr.",
        "Under 2020 kostade coronapandemin 2 130 tkr.",
    )
    assert all("pandemin" in {noun for noun, *_ in read_named_amounts(text)} for text in texts)
    assert "merkostnader" not in {noun for noun, *_ in read_named_amounts("2 100 tkr i hyra. Merkostnader kom sedan.")}


LIST = (
    "Stöd till unga visar totalt ett underskott på {total} tkr. Boendena gör ett underskott på 1 210 tkr, medan skolan"
    " gör ett underskott på 145 tkr. Lägren gör ett överskott på 230 tkr."
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (LIST.format(total="1 145"), [-1210, -145, 230]),  # they make 1 125
        (LIST.format(total="1 125"), None),
        (LIST.format(total="1 126"), None),  # rounding
        (LIST.format(total="1 159"), [-1210, -145, 230]),  # within 3 % of the total
        (LIST.format(total="1 160"), None),  # and farther: the list is not whole
        (LIST.format(total="1 345"), None),  # the first two come near, but they are too few
        (LIST.format(total="1 145").replace("totalt ", ""), None),
        (LIST.format(total="1 145").replace("Lägren", "Bland annat lägren"), None),
        (LIST.format(total="1 145").replace("ett överskott på 230", "cirka 230"), None),
    ],
)
def test_a_list_that_nearly_makes_its_total_is_asked_about(text: str, parts: list[int] | None) -> None:
    found = [[int(part) // 1_000 for part in one.parts] for one in iter_list_claims(source(text))]
    assert found == ([parts] if parts else [])
