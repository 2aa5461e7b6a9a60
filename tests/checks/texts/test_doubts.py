"""Where the words leave a doubt nothing is claimed; where they don't, what is wrong is found, whatever its phrasing."""

from typing import Any

import pytest
from msgspec.structs import replace

from tests.checks.texts.small_report import SmallReport
from tests.checks.texts.statements import find_in_texts
from tests.made_up_board import MadeUpBoard
from tests.remembered_rows import remember_rows

TKR = 1_000


class TextBoard(MadeUpBoard):
    """Bokslut 2024: hemtjänsten 5 000 tkr plus, boendet 3 000 tkr back, nämnden 2 000 tkr plus."""

    def __init__(self, tertial: int = 3) -> None:
        super().__init__(2024, tertial)
        main = self.table("huvudtabell", 1)
        for area, budget, actual in ((self.root, 300, 298), (self.home, 120, 115), (self.care, 80, 83)):
            figures = {"actual": actual} if tertial == 3 else {"forecast": actual, "actual": actual // 2}
            self.money(area, tertial=tertial, table=main, budget=budget * 1_000 * TKR, **{
                name: value * 1_000 * TKR for name, value in figures.items()
            })  # fmt: skip
            self.money(area, year=2023, table=main, actual=(actual - 4) * 1_000 * TKR)
        for kind, budget, actual in (("revenue", 50, 54), ("staff", 200, 203), ("premises", 30, 28)):
            amounts = {"actual": actual} if tertial == 3 else {"forecast": actual}
            self.money(self.root, kind, tertial=tertial, table=main, budget=budget * 1_000 * TKR, **{
                name: value * 1_000 * TKR for name, value in amounts.items()
            })  # fmt: skip
        absence = self.indicator("franvaro", name="Sjukfrånvaro", direction="lower", decimals=1, by_gender=True)
        for year, values in ((2023, ("8.2", "8.9", "6.1")), (2024, ("9.5", "10.4", "6.4"))):
            for gender, value in zip("TKM", values, strict=True):
                self.outcome(absence, value, year, tertial if year == 2024 else 3, gender=gender)
        if tertial != 3:
            self.outcome(absence, "8.0", 2023, tertial)
        homes = self.indicator("familjehem", name="Egna familjehem", unit="antal")
        for year, count in ((2023, "38"), (2024, "34")):
            self.outcome(homes, count, year, tertial)


@pytest.fixture(scope="module")
def accounts(django_db_setup: None, django_db_blocker: Any) -> SmallReport:
    with django_db_blocker.unblock():
        return remember_rows(lambda: SmallReport(TextBoard().report()))[0]


@pytest.fixture(scope="module")
def interim(django_db_setup: None, django_db_blocker: Any) -> SmallReport:
    with django_db_blocker.unblock():
        return remember_rows(lambda: SmallReport(TextBoard(2).report()))[0]


# Of the area "hemtjanst", which has a surplus of 5 000 tkr.
NO_CLAIM = """
Verksamheten skulle ha visat ett underskott på 3 mnkr utan statsbidraget.
Utan statsbidrag hade verksamheten haft ett underskott på 3 mnkr.
Exklusive engångsposter redovisar verksamheten ett överskott på 3 mnkr.
Målet är ett överskott på 1 mnkr.
Verksamheten ska gå 1 mnkr plus nästa år.
Nästa år väntas ett underskott på 2 mnkr.
Om volymerna ökar blir det ett underskott på 2 mnkr.
Nattpatrullen redovisar ett underskott på 700 tkr.
Verksamhetens köpta platser redovisar ett underskott på 700 tkr.
Inom nattpatrullen är underskottet 700 tkr.
Överskottet för matdistributionen är 132 tkr.
Verksamheten redovisar ett överskott på 700 tkr för trygghetslarmen.
Främst är det trygghetslarmen som visar ett överskott på 700 tkr.
I överskottet ingår 700 tkr i statsbidrag.
Av överskottet är 700 tkr statsbidrag.
Överskottet är 700 tkr lägre än föregående år.
Överskottet har ökat med 2 mnkr sedan prognosen i augusti.
Föregående år redovisade verksamheten ett underskott på 2 mnkr.
Verksamheten redovisade ett underskott på 2 mnkr 2022.
Verksamheten hade ett underskott på 2,1 mnkr 2022 och 3,3 mnkr 2021.
I delårsrapporten redovisades ett underskott på 2 mnkr.
Prognosen i april var ett underskott på 2 mnkr.
Per augusti visade verksamheten ett underskott på 2 mnkr.
Verksamheten har inte något underskott på 2 mnkr.
Verksamheten har fått 1,5 mnkr i statsbidrag.
Hyrorna kostade 700 tkr mer än budgeterat.
Kostnaderna för vikarier blev 700 tkr högre än budget.
Kostnaden är 700 kr per timme.
Vakanserna ger ett överskott på 700 tkr.
Ett underskott på 700 tkr i nattpatrullen vägs upp.
Underskottet har minskat.
Budgeten för vikarier är 700 tkr.
Sammanlagt 45 personer har insatser.
Överskottet är störst i området.
Intäkterna i nattpatrullen är högre än budgeterat.
Hälften av överskottet, 700 tkr, är tillfälligt.
Bland annat visar trygghetslarmen ett överskott på 700 tkr.
Enheterna i norr gick 700 tkr back.
Det ger ett underskott på 700 tkr för nattpatrullen.
Nattpatrullen visar ett underskott.
Underskott finns inom nattpatrullen.
Inom processen trygg vardag finns ett underskott.
Ett underskott inom nattpatrullen vägs upp av vakanser.
Underskottet är mindre än i fjol.
Verksamheten visar ett mindre underskott än prognosen i augusti.
Verksamheten hade ett underskott föregående år.
Nästa år väntas ett underskott.
Verksamheten visar inget underskott.
Verksamheten skulle ha visat ett underskott.
Överskottet och underskottet tar ut varandra.
Verksamheten har vänt ett underskott.
Verksamheten har ett underskott av personal.
Korttidsenheten har ett minus på 700 tkr.
Prognosen för investeringar är 3 mnkr, vilket är 2 mnkr lägre än budgeterat.
Nattpatrullen går plus med 700 tkr, men också med högre intäkter än budgeterat.
Kostnaderna för placeringar har ökat. Nettokostnaden landar på 21 mnkr.
""".strip().split("\n")

RIGHT = """
Verksamheten redovisar ett överskott på 5 mnkr.
Verksamheten redovisar ett överskott på 5,0 miljoner kronor.
Verksamheten redovisar ett överskott på 5 000 tkr, jämfört med budget.
Verksamheten redovisar ett överskott på cirka 5 mnkr.
Verksamheten redovisar ett överskott på närmare 5,5 mnkr.
Verksamheten redovisar ett överskott på drygt 4,8 mnkr.
Verksamheten redovisar ett överskott på knappt 5,2 mnkr.
Överskottet är 5 000 000 kr.
Budgetavvikelsen uppgår till +5 000 tkr.
Nettokostnaden uppgick till 115 mnkr och budgeten till 120 mnkr.
Nettokostnaden har ökat med 4 mnkr jämfört med 2023.
Nettokostnaden är lägre än budgeterat.
Verksamheten redovisar ett överskott.
Hemtjanst visar ett stort överskott.
Inom hemtjanst finns en positiv budgetavvikelse.
Överskott finns inom verksamheten Hemtjanst.
Bokslutet visar ett plus på 5 mnkr.
Ett positivt utfall på 5 mnkr redovisas.
""".strip().split("\n")

WRONG = """
Verksamheten redovisar ett överskott på 6 mnkr.
Verksamheten redovisar ett underskott på 5 mnkr.
Verksamheten redovisar ett överskott på 5 000 mnkr.
Verksamheten redovisar ett överskott på cirka 7 mnkr.
Verksamheten redovisar ett överskott på drygt 5,5 mnkr.
Verksamheten redovisar ett överskott på knappt 4 mnkr.
Året var ovanligt. Många var sjuka i början av året. Verksamheten visar dock ett överskott på 4,2 mnkr.
Det här året blev resultatet ett underskott på 5 mnkr.
Budgetavvikelsen uppgår till -5 000 tkr.
Budgetavvikelsen uppgår till −5 000 tkr.
Hemtjanst går 3,1 mnkr plus.
Hemtjanst hade en budget på 102 mnkr.
Nettokostnaden uppgick till 151 mnkr.
Nettokostnaden har minskat med 4 mnkr jämfört med 2023.
Nettokostnaden är högre än budgeterat.
Nettokostnaderna är lägre än föregående år.
Överskottet är 5 000 kr.
Verksamheten redovisar ett underskott.
Hemtjanst visar ett mindre underskott.
Inom hemtjanst finns en negativ budgetavvikelse.
Underskott finns inom verksamheten Hemtjanst.
Årets resultat är ett underskott mot budget.
Bokslutet visar ett minus på 5 mnkr.
Ett negativt utfall på 5 mnkr redovisas.
Nettokostnaden har sedan 2023 ökat med 9 mnkr.
Trots flera vakanser uppgår underskottet till 5 mnkr.
""".strip().split("\n")


@pytest.mark.parametrize("text", [*NO_CLAIM, *RIGHT])
def test_a_doubt_is_no_finding(accounts: SmallReport, text: str) -> None:
    assert [one.message for one in accounts.find("hemtjanst", text)] == []


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_found_with_its_words(accounts: SmallReport, text: str) -> None:
    (found,) = accounts.find("hemtjanst", text)
    assert found.key == "hemtjanst"
    assert found.quote is not None
    assert found.quote.text in text
    assert f"{found.quote.before}{found.quote.text}{found.quote.after}" in text


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Intäkterna blev 4 mnkr högre än budget.", False),
        ("Intäkterna blev 4 mnkr lägre än budget.", True),
        ("Intäkterna blev 5 mnkr högre än budget.", True),
        ("Personalkostnaderna är högre än budgeterat.", False),
        ("Personalkostnaderna är lägre än budgeterat.", True),
        ("Lokalkostnaderna understiger budget med 2 mnkr.", False),
        ("Lokalkostnaderna överskrider budget med 2 mnkr.", True),
        ("Personalkostnaderna uppgick till 203 mnkr.", False),
        ("Personalkostnaderna uppgick till 230 mnkr.", True),
        ("Personalkostnaderna i hemtjänsten är lägre än budgeterat.", False),
        ("Förvaltningen räknar med lägre personalkostnader än budgeterat nästa år.", False),
        ("Nattpatrullen går plus, men också på grund av lägre personalkostnader än budgeterat.", False),
        ("Verksamhetsområdet har ett överskott på 7 mnkr.", False),  # which one a comment on the board does not say
        ("Nämnden har ett överskott på 7 mnkr.", True),
        ("Vi har ett överskott på 7 mnkr.", True),
    ],
)
def test_kinds_of_cost_are_held_against_their_rows(accounts: SmallReport, text: str, is_found: bool) -> None:
    assert bool(accounts.find("namnden", text)) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Nämnden redovisar ett överskott på 2 mnkr.", False),
        ("Nämnden redovisar ett överskott på 3 mnkr.", True),
        ("Sarskilt-boende går 3 mnkr back medan Hemtjanst går 5 mnkr plus.", False),
        ("Sarskilt-boende går 3 mnkr back medan Hemtjanst går 4 mnkr plus.", True),
        ("Verksamheten går 4 mnkr plus.", False),  # which one the summary does not say
        ("Sjukfrånvaron är 9,5 procent.", False),
        ("Sjukfrånvaron är 9,8 procent.", True),
        ("Sjukfrånvaron har minskat sedan 2023.", True),
        ("Sjukfrånvaron steg från 8,2 till 9,5 procent.", False),
        ("Korttidssjukfrånvaron är 3,1 procent.", False),
        ("Sjukfrånvaron bland chefer är 3,1 procent.", False),
    ],
)
def test_a_summary_has_to_name_its_subject(accounts: SmallReport, text: str, is_found: bool) -> None:
    assert bool(accounts.find_in_summary(text)) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Utfallet är 9,5 procent.", False),
        ("Utfallet är 9,4 procent.", True),
        ("Utfallet är 10 procent.", False),
        ("Utfallet är nästan 10 procent.", False),
        ("Andelen är 59 procent.", True),
        ("Målet är 5 procent.", False),
        ("Målet 5 procent nås inte.", False),
        ("Riket ligger på 7 procent.", False),
        ("I riket är utfallet 7 procent.", False),
        ("Bland chefer är utfallet 3 procent.", False),
        ("Kvinnor har 10,4 procent och män 6,4 procent.", False),
        ("Kvinnor har 10,4 procent och män 8,4 procent.", True),
        ("Utfallet har ökat sedan 2023.", False),
        ("Utfallet har minskat sedan 2023.", True),
        ("Utfallet är lägre än föregående år.", True),
        ("Utfallet har förbättrats jämfört med 2023.", True),
        ("Utfallet har försämrats jämfört med 2023.", False),
        ("Utfallet har ökat med 1,3 procentenheter sedan 2023.", False),
        ("Utfallet har ökat med 3,1 procentenheter sedan 2023.", True),
        ("Utfallet ska minska jämfört med 2023.", False),
        ("Utfallet 2023 var 8,2 procent.", False),
        ("Utfallet 2023 var 2,8 procent.", True),
        ("Utfallet var 7,7 procent i augusti.", False),
        ("Vi arbetar för att minska frånvaron.", False),
        ("Den långa frånvaron har minskat.", False),
        ("Antal ansökningar har minskat jämfört med föregående år.", False),
        ("Andel nyanställda har minskat sedan 2023.", False),
        ("Lägre kostnader finns jämfört med 2023.", False),
        ("Kostnaderna har minskat jämfört med 2023.", False),
        ("Minskningen kan förklaras med att 3 procentenheter av tjänsterna är vakanta.", False),
        ("I kommunen söker 0,5 procent bistånd. Föregående år var andelen 0,6 procent.", False),
        ("Målet är 9,5 procent. Andelen är 9,1 procent.", True),
        ("Utfallet har ökat till 9,5 procent, från 8,2 procent året innan.", False),
        ("Utfallet har minskat till 9,5 procent, från 8,2 procent året innan.", True),
        ("Utvecklingen går nedåt jämfört med 2023.", True),
        ("Sjukfrånvaron är 9,5 procent. Motsvarande värde 2023 var 8,2 procent.", False),
        ("Sjukfrånvaron är 9,5 procent. Motsvarande värde 2023 var 7,7 procent.", True),
        ("Frånvaron bland chefer är 3 procent. Motsvarande siffra 2023 var 2,8 procent i riket.", False),
    ],
)
def test_values_and_ways_of_an_indicator(accounts: SmallReport, text: str, is_found: bool) -> None:
    assert bool(accounts.find_in_assessment("franvaro", text)) is is_found


def test_a_forecast_is_held_against_the_forecast(interim: SmallReport) -> None:
    for text in ("Verksamheten prognostiserar ett överskott på 5 mnkr.", "Prognosen är ett överskott på 5 mnkr."):
        assert interim.find("hemtjanst", text, topic="forecast") == []
    for text in ("Verksamheten prognostiserar ett överskott på 4 mnkr.", "Vi räknar med att gå 5 mnkr back."):
        assert [one.column for one in interim.find("hemtjanst", text, topic="forecast")] == ["variance"]


def test_what_is_so_far_is_not_the_year(interim: SmallReport) -> None:
    assert interim.find("hemtjanst", "Hittills redovisar verksamheten ett överskott på 9 mnkr.") == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Under perioden januari–augusti är utfallet 9,4 procent.", True),
        ("Utfallet är 9,4 procent för januari till och med augusti.", True),
        ("Under perioden januari–augusti är utfallet 9,5 procent.", False),
        ("Under januari–april är utfallet 6 procent.", False),
        ("Mellan maj och augusti är utfallet 6 procent.", False),
    ],
)
def test_what_is_told_from_january_is_the_periods_own(interim: SmallReport, text: str, is_found: bool) -> None:
    assert bool(interim.find_in_assessment("franvaro", text)) is is_found


def test_a_comment_on_a_part_is_not_about_its_area(accounts: SmallReport) -> None:
    assert accounts.find("hemtjanst", "Underskottet blev 700 tkr.", heading="Nattpatrullen") == []
    assert accounts.find("hemtjanst", "Underskottet blev 700 tkr.", heading="Hemtjanst")


@pytest.mark.parametrize("part", ["cause", "action"])
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Underskottet är 3 mnkr.", True),
        ("Verksamheten redovisar ett överskott på 6 mnkr, som beror på vakanser.", True),
        ("Verksamheten redovisar ett underskott.", True),
        ("Nettokostnaden är högre än budgeterat.", True),
        ("Överskottet är 5 mnkr.", False),
        ("Underskott på 3 mnkr.", False),  # of what, a cause does not say
        ("Åtgärden ger verksamheten ett överskott på 3 mnkr.", False),
        ("Verksamheten kommer att visa ett underskott.", False),
        ("Beräknas verksamheten gå 3 mnkr back beslutar nämnden om mer.", False),
        ("Det ger ett underskott på 3 mnkr på sikt.", False),
    ],
)
def test_causes_and_actions_are_held_against_the_figures(
    accounts: SmallReport, part: str, text: str, is_found: bool
) -> None:
    comment = replace(accounts.comment("hemtjanst", "Överskottet blev 5 mnkr."), **{part: text})
    assert bool(find_in_texts(replace(accounts.report, comments=(comment,)))) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Utfallet är 9,5 procent.", False),
        ("Utfallet är 9,1 procent.", True),
        ("Sjukfrånvaron har minskat sedan 2023.", True),
        ("9,1 procent.", False),
        ("Insatserna väntas ge ett värde på 9,1 procent.", False),
    ],
)
def test_a_cause_of_an_indicator_is_held_against_its_outcome(accounts: SmallReport, text: str, is_found: bool) -> None:
    assert bool(accounts.find_in_assessment("franvaro", "", cause=text)) is is_found


def test_two_wrong_texts_are_two_findings(accounts: SmallReport) -> None:
    comment = accounts.comment("hemtjanst", "Överskottet blev 6 mnkr.")
    both = replace(accounts.report, comments=(comment,), summary="Hemtjanst går 7 mnkr plus.")
    found = find_in_texts(both)
    assert len({one.fingerprint for one in found}) == len(found) == 2
