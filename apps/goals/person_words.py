"""Which words tell that a number counts persons: for asking whether an indicator does, and for reading texts."""

import re

# Beginnings of words, so that every form of them is known: "barn" is also "barnen", "barnfamiljer".
PERSON_STEMS = (
    "person", "brukar", "barn", "klient", "hushåll", "ungdom", "patient", "familj", "individ", "kvinn", "män", "pojk",
    "flick", "vuxn", "vuxen", "äldre", "medborgar", "sökand", "mottagar", "vårdtagar", "omsorgstagar", "hyresgäst",
    "deltagar", "elev", "kund", "gäst", "boende", "placerad", "familjehemsplacerad", "anhörig", "asylsökand",
    "nyanländ", "ensamkommand", "våldsutsatt", "biståndstagar", "bidragstagar", "missbrukar", "förälder", "föräldr",
    "tonåring", "pensionär", "inskriv", "intagn", "hemlös", "aktualiserad", "vräk", "avlid", "människ", "invånar",
    "besökar", "sökt", "beviljad", "sjukskriv", "arbetslös", "funktionsneds", "assistansberättig", "syskon", "mamm",
    "papp", "mödr", "fäder",
)  # fmt: skip
# What is counted of persons: a case, a decision or a placement is always somebody's.
CASE_STEMS = (
    "ärend", "ansök", "placering", "anmälan", "anmälning", "orosanmäl", "avhys", "utredning", "insats", "beslut",
    "dom", "vräkning", "omhändertag", "lvu", "lvm", "verkställ", "vårdnad", "besök", "återaktualis", "avslut",
    "vistels", "vård", "samtal", "polisanmäl", "lex", "överklag", "kontaktfamil", "kontaktperson", "ledsagar",
    "gruppbostad", "familjehem", "hvb", "ssbtek", "bistånd",
)  # fmt: skip
# A person, but one who works there, or a number of something else that a word for persons stands in.
_OTHER_STEMS = (
    "anställ", "medarbetar", "årsarbet", "personalk", "chef", "kostnad", "timmar", "timme", "dygn", "dagar", "väntetid",
    "lokal", "platser", "procent", "andel", "index", "nöjd", "genomsnitt", "medel", "kvot", "poäng", "betyg",
    "handläggare", "socialsekreterar", "vikari", "undersköters", "avgift",
    "lägenhet", "bostäder", "larm", "fordon", "måltid", "portion", "kvadrat", "sjukfrånvaro", "kontinuitet",
)  # fmt: skip
_COUNT_UNITS = {"", "antal", "st", "st.", "styck", "stycken"}
_PERSON_UNITS = {
    "personer", "person", "pers", "pers.", "barn", "brukare", "hushåll", "individer", "ärenden", "klienter", "ungdomar",
    "familjer", "kvinnor", "män", "elever",
}  # fmt: skip
_WORD_PATTERN = re.compile(r"[a-zåäöé]+", re.IGNORECASE)


def is_person_word(word: str) -> bool:
    """Does the word name people: ”brukarna”, ”barn”, ”klienter”?"""
    return word.lower().startswith(PERSON_STEMS)


def is_person_unit(unit: str) -> bool:
    """Does the unit itself say that persons are counted: ”personer”, ”hushåll”?"""
    return unit.strip().lower() in _PERSON_UNITS


def looks_like_person_count(name: str, unit: str) -> bool:
    """Does an indicator of that name and unit seem to count persons? A guess, to be asked about and never acted on."""
    if is_person_unit(unit):
        return True
    if unit.strip().lower() not in _COUNT_UNITS:
        return False
    words = [word.lower() for word in _WORD_PATTERN.findall(name)]
    return not _is_about_something_else(words) and any(_is_person_or_case(word) for word in words)


def _is_about_something_else(words: list[str]) -> bool:
    """A rate (”per”), services or staff: what is counted is not persons of the board's."""
    if "per" in words or any(word.startswith("tjänst") for word in words):
        return True
    return any(other in word for word in words for other in _OTHER_STEMS)


def _is_person_or_case(word: str) -> bool:
    """A word for people or their cases, also as the end of a longer word: ”familjehemsplaceringar”, ”LSS-ärenden”."""
    stems = PERSON_STEMS + CASE_STEMS
    if word.startswith(stems):
        return True
    return any(stem in word[2:] for stem in stems if len(stem) >= 5)


def is_count_of_persons(unit: str, *, counts_persons: bool) -> bool:
    """Is it the number of persons, as someone has said, or as its unit says?"""
    return counts_persons or is_person_unit(unit)
