"""Sentences about a board's own cost types are held against their rows, and against no other."""

from typing import Any

import pytest

from apps.budget.models import OwnCostType
from apps.checks.texts.own_cost_types import OwnCostTypeNames
from tests.checks.texts.own_type_sentences import HELD_BACK, LATER, LATER_OTHERS, OTHERS
from tests.checks.texts.small_report import SmallReport
from tests.made_up_board import MadeUpBoard
from tests.remembered_rows import remember_rows

TKR = 1_000
# tkr: budget and actual of 2024, actual of 2023
TYPES = {
    "forsorjningsstod": ("Försörjningsstöd", "other", 20_000, 23_400, 21_100),
    "kopta-platser": ("Köpta platser", "other", 9_000, 7_500, 8_200),
    "intakter-statsbidrag": ("Statsbidrag", "revenue", 6_000, 6_700, 5_200),
    "hyrd-personal": ("Hyrd personal", "staff", 4_000, 4_900, 3_700),
    "bidrag": ("Bidrag", "other", 2_000, 2_050, 1_900),
}


class OwnTypesBoard(MadeUpBoard):
    """Bokslut 2024: the home care has own cost types, and 5 000 tkr left of its budget."""

    def __init__(self) -> None:
        super().__init__()
        main = self.table("huvudtabell", 1)
        self.money(self.home, table=main, budget=120_000 * TKR, actual=115_000 * TKR)
        self.money(self.root, table=main, budget=300_000 * TKR, actual=298_000 * TKR)
        for code, (name, base, budget, actual, before) in TYPES.items():
            OwnCostType.objects.create(**self.owner, code=code, name=name, belongs_to=base)
            self.money(self.home, code, table=main, budget=budget * TKR, actual=actual * TKR)
            self.money(self.home, code, year=2023, table=main, actual=before * TKR)
        self.money(self.home, year=2023, table=main, actual=111_000 * TKR)
        absence = self.indicator("franvaro", name="Sjukfrånvaro", direction="lower", decimals=1)
        self.outcome(absence, "8.2")


@pytest.fixture(scope="module")
def accounts(django_db_setup: None, django_db_blocker: Any) -> SmallReport:
    with django_db_blocker.unblock():
        return remember_rows(lambda: SmallReport(OwnTypesBoard().report()))[0]


def find(accounts: SmallReport, text: str) -> list[str]:
    return [one.message for one in accounts.find("hemtjanst", text)]


@pytest.mark.django_db
@pytest.mark.parametrize(("sentences", "least"), [(HELD_BACK, 40), (LATER, 25)])
def test_what_is_wrong_is_found_and_what_is_right_left_alone(
    accounts: SmallReport, sentences: tuple[tuple[str, str, str], ...], least: int
) -> None:
    missed = [text.format(wrong) for text, _, wrong in sentences if not find(accounts, text.format(wrong))]
    assert [one for text, right, _ in sentences for one in find(accounts, text.format(right))] == []
    assert len(sentences) - len(missed) >= least, missed


def test_what_is_about_something_else_is_left_alone(accounts: SmallReport) -> None:
    assert [one for text in (*OTHERS, *LATER_OTHERS) for one in find(accounts, text)] == []


def test_the_finding_is_at_the_row_of_the_type(accounts: SmallReport) -> None:
    (found,) = accounts.find("hemtjanst", "Kostnaden för försörjningsstöd blev 24 300 tkr.")
    assert (found.check, found.key, found.part, found.column) == ("words", "hemtjanst", "forsorjningsstod", "actual")
    assert found.quote is not None
    assert found.quote.text == "Kostnaden för försörjningsstöd blev 24 300 tkr"
    assert found.message.endswith("men utfallet i tabellen är 23\xa0400 tkr.")


@pytest.mark.parametrize("text", ["Kostnaden för försörjningsstöd blev 9 mnkr.", "Köpta platser kostade 3 mnkr."])
def test_a_text_about_an_area_without_the_row_claims_nothing(accounts: SmallReport, text: str) -> None:
    assert accounts.find("namnden", text) == []
    assert accounts.find_in_assessment("franvaro", text) == []


def test_a_named_area_has_the_types_row(accounts: SmallReport) -> None:
    assert accounts.find_in_summary("I hemtjanst blev kostnaden för försörjningsstöd 23,4 mnkr.") == []
    assert accounts.find_in_summary("Kostnaden för försörjningsstöd inom hemtjanst blev 24,3 mnkr.")


@pytest.mark.parametrize("name", ["Personalkostnader", "Lokalkostnader", "Nettokostnad"])
def test_a_name_that_one_of_the_seven_has_stays_its(name: str) -> None:
    assert OwnCostTypeNames([("egen", name)]).codes == ()


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Nettokostnaden ökade med 4 mnkr jämfört med 2023.", False),
        ("Nettokostnaden ökade med 30 mnkr.", False),  # against what, it does not say
        ("Nettokostnaden ökade till 130 mnkr.", True),
    ],
)
def test_a_change_is_no_level(accounts: SmallReport, text: str, is_found: bool) -> None:
    assert bool(find(accounts, text)) is is_found
