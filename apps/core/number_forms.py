"""How the digits of a number are written: its sign, its thousands, its decimals. The one reader that all others use.

A thousands sign stands before exactly three digits, or the text is no number: 43.5 never becomes 435.
"""

import re
from decimal import Decimal

_SIGNED_PATTERN = re.compile(r"(?P<before>[+-] ?)?(?P<body>[^+()-]+?)(?P<after> ?[+-])?|\((?P<inside>[^+()-]+)\)")
_BODY_PATTERNS = {
    decimal: re.compile(
        rf"(?P<whole>[1-9]\d{{0,2}}(?:(?P<sign>[ '’{thousand}])\d{{3}})(?:(?P=sign)\d{{3}})*|\d+|(?={mark}\d))"
        rf"(?:{mark}(?P<part>\d+))?",
        re.ASCII,
    )
    for decimal, mark, thousand in ((",", ",", r"\."), (".", r"\.", ","))
}


def split_sign(text: str) -> tuple[bool, str]:
    """Is a tidy text negative, and its digits without sign and brackets; no digits where it is signed twice.

    ``-5``, ``5-`` and ``(5)`` are negative. ``5:-`` is how a price is written, and is not. ``swedish.tidy_text`` makes
    a text tidy.
    """
    found = _SIGNED_PATTERN.fullmatch(text[:-2] if text.endswith(":-") else text)
    if found is None or (found["before"] and found["after"]):
        return False, ""
    if found["inside"]:
        return True, found["inside"].strip()
    return "-" in (found["before"] or "") + (found["after"] or ""), found["body"].strip()


def parse_digits(body: str, decimal: str) -> Decimal | None:
    """What unsigned digits are when ``decimal`` is the sign before decimals; None when they are no number then."""
    found = _BODY_PATTERNS[decimal].fullmatch(body)
    if not found:
        return None
    whole = found["whole"].replace(found["sign"], "") if found["sign"] else found["whole"]
    return Decimal(f"{whole or 0}.{found['part']}") if found["part"] else Decimal(whole)
