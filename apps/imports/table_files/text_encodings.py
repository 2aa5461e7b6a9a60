"""Which table of signs a text file is written in, and signs of text that another program has spoilt before."""

import re
from typing import NamedTuple

HEAD_BYTES = 8_000
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LETTERS = "åäöÅÄÖéÉ"
_OLDER_TABLES = {"cp437": "DOS", "mac-roman": "Mac OS"}
_OWN_SIGNS = "–—…‘’“”•€§°½²³´".encode("cp1252")
# UTF-8 read as Windows' table (Ã¥), DOS read as Windows' (f”rskola), and what could not be read at all.
_SPOILT_PATTERN = re.compile(r"Ã[…„–¥¤¶©]|Â[\xa0§½]|(?<=[A-Za-zåäö])[†„”Ž™](?=[a-zåäö])|\ufffd|[├┬][Ñ╢ñ]")

_CUT_SIGN_PATTERN = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z")  # a sign of UTF-8 that is not there to its end


class DecodedText(NamedTuple):
    """A file's text. ``encoding`` is empty where nobody can tell it; ``label`` names one that should be told of."""

    text: str
    encoding: str
    label: str = ""


def decode_text_file(content: bytes) -> DecodedText:
    """UTF-8, UTF-16 with or without its mark, Windows' own table, else the older table whose letters are there."""
    encoding = _find_unicode_encoding(content)
    if encoding:
        return DecodedText(content.decode(encoding, errors="replace"), encoding)
    try:
        return DecodedText(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if is_windows_encoding(content):
        return DecodedText(content.decode("cp1252", errors="replace"), "cp1252")
    counts = {name: _count_letters(content, name) for name in _OLDER_TABLES}
    best = max(counts, key=lambda name: counts[name])
    if counts[best]:
        return DecodedText(content.decode(best), best, _OLDER_TABLES[best])
    return DecodedText(content.decode("cp1252", errors="replace"), "")


def decode_head(content: bytes) -> str:
    """The beginning of the text, to look at."""
    head = content[:HEAD_BYTES]
    return decode_text_file(head if len(content) <= HEAD_BYTES else _CUT_SIGN_PATTERN.sub(b"", head)).text


def _find_unicode_encoding(content: bytes) -> str:
    for mark, name in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return name
    head = content[:HEAD_BYTES]
    if len(head) < 4 or b"\x00" not in head:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.35 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and not odd else ""


def is_windows_encoding(data: bytes) -> bool:
    """Is it in Windows' own table, as Excel writes "CSV"? There å, ä and ö stand above; in older tables, below."""
    letters = _count_letters(data, "cp1252")
    rare = sum(data.count(bytes([sign])) for sign in range(0x80, 0xA0) if sign not in _OWN_SIGNS)
    if letters <= rare:
        return False
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _count_letters(data: bytes, encoding: str) -> int:
    return sum(data.count(sign.encode(encoding)) for sign in _LETTERS if _has_sign(sign, encoding))


def _has_sign(sign: str, encoding: str) -> bool:
    try:
        return len(sign.encode(encoding)) == 1
    except UnicodeEncodeError:
        return False


def find_spoilt_text(text: str) -> str:
    """The first word that looks as if another program had read it with the wrong table of signs, or empty."""
    found = _SPOILT_PATTERN.search(text)
    if not found:
        return ""
    start, end = found.span()
    before = re.search(r"\S*$", text[max(0, start - 40) : start])
    after = re.match(r"\S*", text[end : end + 40])
    return (before[0] if before else "") + text[start:end] + (after[0] if after else "")
