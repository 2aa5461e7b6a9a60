"""Text that a spreadsheet would take for a formula: marked when written, unmarked when read.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` may be run as a formula when a file is opened. Text that does gets
an apostrophe in front of it, as people write it themselves. Numbers are left as they are.
"""

from apps.core.swedish import NotANumberError, parse_number

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def guard(text: str) -> str:
    """The text as it is safe to write in a cell."""
    if not text.startswith(_DANGEROUS) or not text.strip():
        return text
    try:
        parse_number(text)
    except NotANumberError:
        return "'" + text
    return text


def unguard(text: str) -> str:
    """The text that a guarded cell stands for."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_DANGEROUS) else text
