"""Which indicators are asked about: names as boards write them."""

import pytest

from apps.goals.person_words import looks_like_person_count

PERSONS = [
    ("Antal brukare med hemtjänst", "antal"),
    ("Placerade barn", "antal"),
    ("Barn i familjehem", "st"),
    ("Antal personer med insats enligt LSS", "antal"),
    ("Personer", "personer"),
    ("Hushåll med försörjningsstöd", "hushåll"),
    ("Antal hushåll som får ekonomiskt bistånd", "antal"),
    ("Klienter i öppenvård", "st."),
    ("Externa placeringar vuxna personer med missbruk", "antal"),
    ("Antal ärenden", "antal"),
    ("Inkomna orosanmälningar", "st"),
    ("Avhysningar", "antal"),
    ("Antal avhysta barnfamiljer", "antal"),
    ("Ungdomar på HVB", "antal"),
    ("Institutionsplaceringar", "antal"),
    ("Familjehemsplacerade", "antal"),
    ("LVU-placeringar", "antal"),
    ("Kvinnor i skyddat boende", "antal"),
    ("Ej verkställda beslut", "antal"),
    ("Antal äldre i kö till särskilt boende", "antal"),
    ("Beslut i domstol", "antal"),
    ("Ensamkommande", "antal"),
    ("Nya LSS-ärenden", "antal"),
    ("Deltagare i arbetsmarknadsinsatser", "pers"),
    ("Antal vårdtagare", ""),
]
OTHERS = [
    ("Nöjda brukare", "%"),
    ("Andel brukare som är nöjda", "antal"),
    ("Antal anställda", "antal"),
    ("Sjukfrånvaro", "%"),
    ("Antal årsarbetare", "antal"),
    ("Kostnad per brukare", "kr"),
    ("Kostnad per placerat barn", "antal"),
    ("Hemtjänsttimmar per brukare", "antal"),
    ("Vårddygn för barn", "antal"),
    ("Väntetid", "dagar"),
    ("Antal platser i särskilt boende", "antal"),
    ("Lägenheter i särskilt boende", "antal"),
    ("Personalkontinuitet", "antal"),
    ("Brukarindex", "antal"),
    ("Antal fordon", "antal"),
    ("Utbetalt försörjningsstöd", "tkr"),
    ("Antal medarbetare med heltid", "antal"),
    ("Trygghetslarm", "antal"),
    ("Klagomål", "antal"),
    ("Synpunkter", "st"),
]


@pytest.mark.parametrize(("name", "unit"), PERSONS)
def test_a_count_of_persons_gets_a_question(name: str, unit: str) -> None:
    assert looks_like_person_count(name, unit)


@pytest.mark.parametrize(("name", "unit"), OTHERS)
def test_other_figures_are_not(name: str, unit: str) -> None:
    assert not looks_like_person_count(name, unit)
