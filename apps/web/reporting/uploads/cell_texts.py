"""How the cells of a file are shown to people."""

import re

_PADDED_PATTERN = re.compile(r"(-?[1-9]\d{0,2},\d{3})0( %)?")


def trim_padded_zero(cell: str) -> str:
    """``1,3110`` as ``1,311``: the zero is there for those who read the text back, where 1,311 could be a thousand."""
    found = _PADDED_PATTERN.fullmatch(cell)
    return f"{found[1]}{found[2] or ''}" if found else cell
