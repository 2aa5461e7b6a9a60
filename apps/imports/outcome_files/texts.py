"""Names and genders as people and systems write them, so that what looks the same is the same."""

import re
import unicodedata

from apps.core.choices import Gender
from apps.core.swedish import tidy_text

MAX_NAME_LENGTH = 300
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are shown as nothing
_DASHES = re.compile(r"\s*[‐‑‒–—―]\s*|\s+-\s+")
_TERM_PATTERN = re.compile(r"[^\W\d_]+")
_TERTIAL_PATTERN = re.compile(r"\bT[123]\b", re.IGNORECASE)
_TEXTS_BY_GENDER = {
    Gender.WOMEN.value: (
        "k kv kvinna kvinnan kvinnor kvinnorna kvinnlig kvinnliga female females woman women f flicka flickor flickorna"
    ),
    Gender.MEN.value: "m man män männen manlig manliga male males men pojke pojkar pojkarna",
    Gender.TOTAL.value: (
        "t tot total totalt totala totalen alla allt samtliga båda bägge summa sammanlagt sammantaget helhet all both"
    ),
}
_GENDERS = {term: gender for gender, terms in _TEXTS_BY_GENDER.items() for term in terms.split()}
# What may stand beside the word of a gender without changing whom it is about.
_FILLERS = frozenset(
    ["kön", "könen", "och", "samt", "av", "för", "andel", "antal", "anställda", "medarbetare", "personer", "anst", "st"]
)


def show_text(text: str) -> str:
    """The text without what can't be seen or turns the text around, in one line."""
    spaced = " ".join(text.split())
    seen = "".join(
        sign
        for sign in spaced
        if unicodedata.category(sign) not in _INVISIBLE_CATEGORIES and sign not in _BLANK_LETTERS
    )
    return tidy_text(unicodedata.normalize("NFC", seen))


def normalise_text(text: str) -> str:
    """A name for comparing: case, spaces, kinds of dash, invisible signs and a colon at its end are no difference."""
    return _DASHES.sub(" - ", show_text(text[:MAX_NAME_LENGTH])).casefold().strip(" :.*")


def parse_gender(text: str) -> str | None:
    """The gender that a cell names, ``T`` for all; None for anything else: ”okänt”, ”annat”, a name."""
    found = [term.casefold() for term in _TERM_PATTERN.findall(show_text(text))]
    rest = [term for term in found if term not in _FILLERS]
    genders = {_GENDERS.get(term) for term in rest}
    if genders == {Gender.WOMEN.value, Gender.MEN.value}:
        return Gender.TOTAL.value
    if not rest and {"båda", "kön"} & set(found):
        return Gender.TOTAL.value
    return genders.pop() if len(genders) == 1 else None


def find_heading_gender(heading: str) -> str | None:
    """The gender that a column's heading is about: ”Kvinnor jan-aug 2026, %” is women's; None where it names none.

    A lone letter counts only where it is all of the heading's words.
    """
    terms = [term.casefold() for term in _TERM_PATTERN.findall(show_text(heading))]
    if terms and all(len(term) == 1 for term in terms):
        return None if _TERTIAL_PATTERN.search(heading) else parse_gender(heading)
    found = {_GENDERS[term] for term in terms if len(term) > 1 and term in _GENDERS}
    if found >= {Gender.WOMEN.value, Gender.MEN.value}:
        return Gender.TOTAL.value
    named = found - {Gender.TOTAL.value}
    if named:
        return named.pop()
    return found.pop() if found else None
