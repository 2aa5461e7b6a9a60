"""How people write targets: each phrasing is read in one way, or asked about with something to write instead.

The phrasings are written by hand, as controllers and heads of unit write, and not from the patterns.
"""

from decimal import Decimal

import pytest

from apps.core.choices import Comparator as C
from apps.core.choices import Direction
from apps.goals.targets import BadTargetError, ParsedTarget, parse_target

D = Decimal
SHARES = [D(62), D("71.5"), D(90)]  # what a percentage has been
THOUSANDS = [D(1850), D(2113)]  # what a count has been, of the size of a year


def level(comparator: C, value: str, unit: str = "", out_of: str | None = None) -> ParsedTarget:
    return ParsedTarget(comparator, D(value), unit=unit, out_of=D(out_of) if out_of else None)


def change(comparator: C, value: str | None = None, unit: str = "", base: int | None = None) -> ParsedTarget:
    return ParsedTarget(comparator, D(value) if value else None, unit=unit, base_year=base)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # at least
        ("minst 90 procent", level(C.AT_LEAST, "90", "procent")),
        ("Minst 90%", level(C.AT_LEAST, "90", "%")),
        ("lägst 80", level(C.AT_LEAST, "80")),
        ("som lägst 80 %", level(C.AT_LEAST, "80", "%")),
        ("inte under 80 %", level(C.AT_LEAST, "80", "%")),
        ("ej under 80 %", level(C.AT_LEAST, "80", "%")),
        ("ska inte understiga 80 %", level(C.AT_LEAST, "80", "%")),
        ("inte lägre än 3,5", level(C.AT_LEAST, "3.5")),
        ("inte sämre än 75", level(C.AT_LEAST, "75")),
        ("5 % eller mer", level(C.AT_LEAST, "5", "%")),
        ("75 eller högre", level(C.AT_LEAST, "75")),
        ("10 st eller fler", level(C.AT_LEAST, "10", "st")),
        ("85 % eller bättre", level(C.AT_LEAST, "85", "%")),
        ("minst 85 % eller högre", level(C.AT_LEAST, "85", "%")),
        ("≥ 80", level(C.AT_LEAST, "80")),
        ("≥80 %", level(C.AT_LEAST, "80", "%")),
        ("=> 80", level(C.AT_LEAST, "80")),
        ("åtminstone 4", level(C.AT_LEAST, "4")),
        ("ska vara minst 80 %", level(C.AT_LEAST, "80", "%")),
        ("Ska uppgå till minst 80 %.", level(C.AT_LEAST, "80", "%")),
        ("Målet är minst 80 %", level(C.AT_LEAST, "80", "%")),
        ("mål: 80 %", level(C.AT_LEAST, "80", "%")),
        ("uppnå 80 %", level(C.AT_LEAST, "80", "%")),
        ("öka till 80 %", level(C.AT_LEAST, "80", "%")),
        ("minst tre", level(C.AT_LEAST, "3")),
        ("minst två dagar", level(C.AT_LEAST, "2", "dagar")),
        ("minst NKI 75", level(C.AT_LEAST, "75")),
        ("NKI 75", level(C.AT_LEAST, "75")),
        ("NKI minst 75", None),
        ("minst 75 i NKI", None),
        ("index 82", level(C.AT_LEAST, "82")),
        ("minst betyg 4", level(C.AT_LEAST, "4")),
        ("minst 4 av 5", level(C.AT_LEAST, "4", out_of="5")),
        ("minst 3 utav 4", level(C.AT_LEAST, "3", out_of="4")),
        ("öka till minst 80 %", level(C.AT_LEAST, "80", "%")),
        ("”80 %”", level(C.AT_LEAST, "80", "%")),
        ("fem dagar", level(C.AT_LEAST, "5", "dagar")),
        ("4 av 5", level(C.AT_LEAST, "4", out_of="5")),
        ("minst 4/5", level(C.AT_LEAST, "4", out_of="5")),
        ("minst 1,5 timme", level(C.AT_LEAST, "1.5", "timme")),
        ("minst en dag", level(C.AT_LEAST, "1", "dag")),
        # more than
        ("över 80", level(C.MORE_THAN, "80")),
        ("högre än 75", level(C.MORE_THAN, "75")),
        ("bättre än 75", level(C.MORE_THAN, "75")),
        ("överstiger 90 %", level(C.MORE_THAN, "90", "%")),
        ("fler än 1 200", level(C.MORE_THAN, "1200")),
        # at most
        ("som mest 20", level(C.AT_MOST, "20")),
        ("upp till 20", level(C.AT_MOST, "20")),
        ("Max 3 st", level(C.AT_MOST, "3", "st")),
        ("maximalt 14 dagar", level(C.AT_MOST, "14", "dagar")),
        ("högst 3 st", level(C.AT_MOST, "3", "st")),
        ("inte över 10", level(C.AT_MOST, "10")),
        ("inte mer än 10 %", level(C.AT_MOST, "10", "%")),
        ("ej fler än 3", level(C.AT_MOST, "3")),
        ("får inte överstiga 5 %", level(C.AT_MOST, "5", "%")),
        ("ska ej överstiga 5 %", level(C.AT_MOST, "5", "%")),
        ("5 % eller lägre", level(C.AT_MOST, "5", "%")),
        ("14 dagar eller mindre", level(C.AT_MOST, "14", "dagar")),
        ("10 eller färre", level(C.AT_MOST, "10")),
        ("<= 3,5", level(C.AT_MOST, "3.5")),
        ("max. 5", level(C.AT_MOST, "5")),
        ("inom 14 dagar", level(C.AT_MOST, "14", "dagar")),
        ("minska till högst 5 %", level(C.AT_MOST, "5", "%")),
        ("minska till 5 %", level(C.AT_MOST, "5", "%")),
        ("får vara högst 5 %", level(C.AT_MOST, "5", "%")),
        # less than
        ("under 10 %", level(C.LESS_THAN, "10", "%")),
        ("lägre än 3,5 dagar", level(C.LESS_THAN, "3.5", "dagar")),
        ("understiger 10", level(C.LESS_THAN, "10")),
        # precisely, and between
        ("exakt 12", level(C.EQUAL, "12")),
        ("70-75 %", ParsedTarget(C.BETWEEN, D(70), D(75), "%")),
        ("mellan 70 och 75 procent", ParsedTarget(C.BETWEEN, D(70), D(75), "procent")),
        ("70 till 75", ParsedTarget(C.BETWEEN, D(70), D(75))),
        ("70 % – 75 %", ParsedTarget(C.BETWEEN, D(70), D(75), "%")),
        ("minst 80 och högst 90", ParsedTarget(C.BETWEEN, D(80), D(90))),
        ("≥ 80 och ≤ 90 %", ParsedTarget(C.BETWEEN, D(80), D(90), "%")),
        # change
        ("Öka!", change(C.INCREASE)),
        ("bättre resultat än 2020", change(C.INCREASE, base=2020)),
        ("över 2020 års nivå", change(C.INCREASE, base=2020)),
        ("under 2019 års resultat", change(C.DECREASE, base=2019)),
        ("minska från utfallet 2020", change(C.DECREASE, base=2020)),
        ("öka med 5 %-enheter", change(C.INCREASE_BY, "5", "procentenheter")),
        ("öka med två procentenheter", change(C.INCREASE_BY, "2", "procentenheter")),
        ("minska med minst fem procent från 2020", change(C.DECREASE_PERCENT, "5", "procent", 2020)),
        ("minska med hälften", change(C.DECREASE_PERCENT, "50", "%")),
        ("ska öka", change(C.INCREASE)),
        ("Ökas", change(C.INCREASE)),
        ("ska minska.", change(C.DECREASE)),
        ("minskning", change(C.DECREASE)),
        ("öka från föregående år", change(C.INCREASE)),
        ("högre än föregående år", change(C.INCREASE)),
        ("lägre än förra året", change(C.DECREASE)),
        ("öka jämfört med 2020", change(C.INCREASE, base=2020)),
        ("öka sedan 2019", change(C.INCREASE, base=2019)),
        ("minska i förhållande till 2020", change(C.DECREASE, base=2020)),
        ("högre än 2020", change(C.INCREASE, base=2020)),
        ("Lägre än 2020", change(C.DECREASE, base=2020)),
        ("bättre än 2020", change(C.INCREASE, base=2020)),
        ("högre än år 2020", change(C.INCREASE, base=2020)),
        ("fler än 2020 års resultat", change(C.INCREASE, base=2020)),
        ("bättre än 2020 års utfall", change(C.INCREASE, base=2020)),
        ("ska vara högre än 2020", change(C.INCREASE, base=2020)),
        ("öka 5 procentenheter", change(C.INCREASE_BY, "5", "procentenheter")),
        ("öka med 5 procentenheter från 2020", change(C.INCREASE_BY, "5", "procentenheter", 2020)),
        ("minska 1,5 procentenheter", change(C.DECREASE_BY, "1.5", "procentenheter")),
        ("5 procentenheter högre än 2020", change(C.INCREASE_BY, "5", "procentenheter", 2020)),
        ("10 % lägre än 2019", change(C.DECREASE_PERCENT, "10", "%", 2019)),
        ("minska med 10 %", change(C.DECREASE_PERCENT, "10", "%")),
        ("ska minska med minst 10 %", change(C.DECREASE_PERCENT, "10", "%")),
        ("öka med 3 st jämfört med 2020", change(C.INCREASE_BY, "3", "st", 2020)),
        ("halveras", change(C.DECREASE_PERCENT, "50", "%")),
        ("halveras jämfört med 2019", change(C.DECREASE_PERCENT, "50", "%", 2019)),
        ("fördubblas", change(C.INCREASE_PERCENT, "100", "%")),
        # in words, that people judge
        ("oförändrat", ParsedTarget(C.QUALITATIVE)),
        ("bibehålla", ParsedTarget(C.QUALITATIVE)),
        ("Bibehållen nivå jämfört med 2020", ParsedTarget(C.QUALITATIVE)),
        ("ska öka eller vara oförändrat", ParsedTarget(C.QUALITATIVE)),
        ("minska med en tredjedel", ParsedTarget(C.QUALITATIVE)),
        ("öka andelen nöjda", ParsedTarget(C.QUALITATIVE)),
        ("Alla tolv enheter har en plan", ParsedTarget(C.QUALITATIVE)),
        ("Alla 12 enheter har en plan", ParsedTarget(C.QUALITATIVE)),
        ("Under 2021 ska alla ha utbildats", ParsedTarget(C.QUALITATIVE)),
        ("En verksamhet inom varje process", ParsedTarget(C.QUALITATIVE)),
        # half a target, or one that can be two things
        ("minst 90 procent av brukarna", None),
        ("Andelen nöjda ska vara minst 80 %", None),
        ("högst 3 st per månad", None),
        ("öka 5 % per år", None),
        ("öka från 70 till 80", None),
        ("öka med 2020", None),
        ("öka med högst 5", None),
        ("cirka 80 %", None),
        ("öka till högst 80", None),
        ("öka till 80-85 %", None),
        ("öka under 2021", None),
        ("minska 2019–2021", None),
        ("från 75 till 80", None),
        ("ned till 5", None),
        ("index 80–85", None),
        ("mål 80", None),
        ("lika med 2020", None),
        ("1,5 Mkr", None),
        ("minska med 1/3", None),
        ("75 eller mer än 80", None),
        ("80*", None),
        ("–", None),
        ("saknas", None),
        ("ej satt", None),
        ("ca 80", None),
        ("+5 %", None),
        ("± 5", None),
        ("minst 2020 års nivå", None),
        ("inte lägre än 2020", None),
        ("inte högre än 2020", None),
        ("mer än 2020", None),
        ("över 2020", None),
        ("2020 eller fler", None),
        ("2020–2021", None),
        ("2020/2021", None),
        ("minst 5 procentenheter", None),
        ("minst 5 av 4", None),
        ("över 80 eller mer", None),
        ("öka från 9999", None),
        ("minst 80 men helst 90", None),
        ("1,234", None),
        ("80 % kvinnor, 75 % män", None),
        ("fler än 12 av enheterna", None),
        ("2021-12-31", None),
    ],
)
def test_phrasings(text: str, expected: ParsedTarget | None) -> None:
    """Where higher is better, and nothing more is known of the indicator. ``None`` is a question."""
    if expected is not None:
        assert parse_target(text, Direction.HIGHER) == expected
        return
    with pytest.raises(BadTargetError, match="Skriv"):
        parse_target(text, Direction.HIGHER)


@pytest.mark.parametrize(
    ("text", "unit", "known", "expected"),
    [
        ("högre än 2020", "%", SHARES, change(C.INCREASE, base=2020)),
        ("högre än 2020", "antal", THOUSANDS, None),
        ("högre än 2 020", "antal", THOUSANDS, level(C.MORE_THAN, "2020")),
        ("högre än 2020 st", "antal", THOUSANDS, level(C.MORE_THAN, "2020", "st")),
        ("högre än år 2020", "antal", THOUSANDS, change(C.INCREASE, base=2020)),
        ("mer än 2020", "antal", THOUSANDS, level(C.MORE_THAN, "2020")),
        ("mer än 2020", "%", SHARES, None),
        ("mer än 2 020", "%", SHARES, level(C.MORE_THAN, "2020")),
        ("minst 2020", "antal", THOUSANDS, level(C.AT_LEAST, "2020")),
        ("minst 2020", "antal", [], level(C.AT_LEAST, "2020")),
        ("minst 2020", "antal", SHARES, None),
        ("2020", "antal", [], level(C.AT_LEAST, "2020")),
        ("2020", "%", [], None),
        ("öka med 2020", "antal", THOUSANDS, change(C.INCREASE_BY, "2020")),
        ("minst 5 kr per invånare", "kr per invånare", [], level(C.AT_LEAST, "5", "kr per invånare")),
        ("5–8 per 1 000 invånare", "per 1 000 invånare", [], ParsedTarget(C.BETWEEN, D(5), D(8), "per 1 000 invånare")),
        ("minst NKI 75", "%", SHARES, None),
        ("minst 5 tkr", "kr", [], level(C.AT_LEAST, "5", "tkr")),
    ],
)
def test_what_is_known_of_the_indicator_helps(text, unit, known, expected) -> None:
    if expected is not None:
        assert parse_target(text, Direction.HIGHER, unit=unit, known_values=known) == expected
        return
    with pytest.raises(BadTargetError, match=r"Skriv|samma enhet"):
        parse_target(text, Direction.HIGHER, unit=unit, known_values=known)


@pytest.mark.parametrize(
    ("text", "lower", "neither"),
    [
        ("bättre än 2020", change(C.DECREASE, base=2020), None),
        ("bättre än 10", level(C.LESS_THAN, "10"), None),
        ("10 eller bättre", level(C.AT_MOST, "10"), None),
        ("inte sämre än 10", level(C.AT_MOST, "10"), None),
        ("högre än 2020", change(C.INCREASE, base=2020), change(C.INCREASE, base=2020)),
        ("NKI 75", level(C.AT_MOST, "75"), level(C.EQUAL, "75")),
    ],
)
def test_better_follows_the_direction(text, lower, neither) -> None:
    assert parse_target(text, Direction.LOWER) == lower
    if neither is not None:
        assert parse_target(text, Direction.NEITHER) == neither
        return
    with pytest.raises(BadTargetError, match="Skriv"):
        parse_target(text, Direction.NEITHER)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("minst 90 procent av brukarna", "Skriv bara ”minst 90 procent”"),
        ("Andelen nöjda ska vara minst 80 %", "Skriv bara ”minst 80 %”"),
        ("mer än 2020", "Skriv ”öka från 2020” om du menar året, och ”mer än 2\u00a0020”"),
        ("inte över 2020", "”inte över 2\u00a0020”"),
        ("2020–2021", "två år"),
        ("+5 %", "Skriv ”öka med 5 %”"),
        ("ej satt", "Skriv * om målvärdet inte är satt"),
        ("minst 5 procentenheter", "öka med 5 procentenheter"),
        ("bättre än 2020 eller 80 %", "bokstäver"),
    ],
)
def test_a_question_says_what_to_write(text: str, advice: str) -> None:
    with pytest.raises(BadTargetError) as asked:
        parse_target(text, Direction.HIGHER)
    assert advice in str(asked.value)


@pytest.mark.parametrize(
    "text",
    [
        "minska -5 %",
        "öka från 75 % till 80 %",
        "öka inte med mer än 5 %",
        "minus 5 %",
        "1,5 Mkr",
        "31 dec 2021",
        "1 500:-",
    ],
)
def test_no_part_that_means_something_else_is_suggested(text: str) -> None:
    with pytest.raises(BadTargetError) as asked:
        parse_target(text, Direction.HIGHER)
    assert "Skriv bara" not in str(asked.value)
