"""The text of an SIE file: which table its bytes are written in, and letters that another program has spoilt."""

import re
from collections.abc import Iterable

_SWEDISH_LETTERS = {"cp437": b"\x86\x84\x94\x8f\x8e\x99\x82\x90\x81", "cp1252": b"\xe5\xe4\xf6\xc5\xc4\xd6\xe9\xc9\xfc"}
_UTF8_LETTER_PATTERN = re.compile(rb"\xc3[\xa5\xa4\xb6\x85\x84\x96\xa9\x89\xbc]")
_LETTER = "[^\\W\\d_]"
_SPOILT_PATTERN = re.compile(
    "|".join(
        (
            "\ufffd",  # a byte that was no letter
            "[\u0080-\u009f]",  # control signs where the old PC table had letters
            f"{_LETTER}[”Ž÷σΣ]{_LETTER}",  # ö or Ä of the old PC table read as Windows', and the other way round
            f"[†„™]{_LETTER}",  # å, ä and Ö the same way
            f"{_LETTER}[\u2500-\u257f]|[\u2500-\u257f]{_LETTER}",  # UTF-8 or Windows' letters read by the old PC table
            "Ã[\u0080-\u00bf…„–‚†‡‰™œžŸ€‹›•—˜š”“’‘ˆŠŒŽƒ]",  # UTF-8 read as Windows' table
            f"Γ[ÇöÜ]|{_LETTER}\\?{_LETTER}",  # twice spoilt, or a question mark in a letter's place
        )
    )
)


def decode_sie(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 where it is, else the old PC table (437) or Windows' (1252) by the letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8"
    if not content.isascii() and _has_utf8_letters(content):
        return content.decode("utf-8", errors="replace"), "utf-8"
    counts = {name: sum(content.count(bytes([sign])) for sign in signs) for name, signs in _SWEDISH_LETTERS.items()}
    name = "cp1252" if counts["cp1252"] > counts["cp437"] else "cp437"
    return content.decode(name, errors="replace"), name


def _has_utf8_letters(content: bytes) -> bool:
    """Is it UTF-8? A program that cuts names at so many bytes leaves half a letter in a file that is, apart from that.

    Those few are found by what is left of the Swedish letters.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        broken = content.decode("utf-8", errors="replace").count("\ufffd")
        return len(_UTF8_LETTER_PATTERN.findall(content)) > broken
    return True


def find_spoilt_text(texts: Iterable[str]) -> str:
    """The first text whose letters another program has spoilt, empty where none is: ”L”ner” for ”Löner”."""
    return next((text for text in texts if not text.isascii() or "?" in text if _SPOILT_PATTERN.search(text)), "")
