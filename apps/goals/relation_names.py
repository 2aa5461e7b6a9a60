"""What the name of an indicator says of how it follows from others: ”A / B”, ”A, varav b”, ”summa”. Pure."""

import re

STEM_LENGTH = 5  # utförd, utförda, utfört
_STOP_TEXT = """
alla andel andele antal antale av den det där enlig för från helår igen inom i innan kommu kronor med men mot mnkr
och om per procen proce som summa sammanlagt samtl till tkr total totala totalt under utav vid
"""
_STOP_STEMS = frozenset(_STOP_TEXT.split())
_TOTAL_PATTERN = re.compile(r"\b(summa|totalsumma|totalt?|totala|sammanlagt|samtliga|tillsammans)\b|summa\b")
_OF_WHICH_PATTERN = re.compile(r"(?:^|[\s,(–-])(?:varav|därav|av vilka|av dessa)\s+")
_QUOTIENT_PATTERN = re.compile(r"\s*(?:/|\bdelat med\b|\bgenom\b|\bper\b|\bav totala?t?\b|\bi förhållande till\b)\s*")
_OPENING_PATTERN = re.compile(r"\b(ingående|1 jan(uari)?|vid årets början|årets ingång)\b")
_CLOSING_PATTERN = re.compile(r"\b(utgående|31 dec(ember)?|vid årets slut|årets utgång)\b")


def normalise_name(name: str) -> str:
    """The name in lower case, without commas and double spaces."""
    return " ".join(name.casefold().replace(",", " ").split())


def list_stems(name: str) -> frozenset[str]:
    """The beginnings of the words that carry a name's meaning: those of ”Antal utförda timmar” are utför and timma."""
    found = re.findall(r"[a-zåäöéü0-9]+", name.casefold())
    return frozenset(text[:STEM_LENGTH] for text in found if (len(text) > 2 or text.isdigit()) and not _is_stop(text))


def _is_stop(text: str) -> bool:
    return text in _STOP_STEMS or text[:STEM_LENGTH] in _STOP_STEMS


def is_total_name(name: str) -> bool:
    """Does the name say that it is a sum?"""
    return bool(_TOTAL_PATTERN.search(name.casefold()))


def split_of_which(name: str) -> tuple[str, str] | None:
    """The whole and the part in ”A, varav b”; the whole is empty in ”Varav b”. None for another name."""
    text = normalise_name(name)
    found = _OF_WHICH_PATTERN.search(text)
    return (text[: found.start()].strip(" –-("), text[found.end() :].strip(" )")) if found else None


def split_quotient(name: str) -> tuple[str, str] | None:
    """Numerator and denominator in ”A / B” or ”A per B”; None where the name names no two things."""
    found = _QUOTIENT_PATTERN.split(name.casefold(), maxsplit=1)
    return (found[0], found[1]) if len(found) == 2 and list_stems(found[0]) and list_stems(found[1]) else None


def find_balance_side(name: str) -> str:
    """``opening`` or ``closing`` where the name says that it is a balance at a year's start or end; else empty."""
    text = name.casefold()
    return "opening" if _OPENING_PATTERN.search(text) else "closing" if _CLOSING_PATTERN.search(text) else ""


def strip_balance_side(name: str) -> frozenset[str]:
    """The stems of the name without the words of its side, to find the other side by."""
    return list_stems(_CLOSING_PATTERN.sub(" ", _OPENING_PATTERN.sub(" ", name.casefold())))
