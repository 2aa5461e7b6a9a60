"""The lines of an SIE file and their fields: bare, in quotes, or a list in braces."""

import re

_LINE_PATTERN = re.compile(r"\r\n|\r|\n")
# What is not closed goes on to the end of the line; possessive, so that no line is gone through twice.
_TOKEN_PATTERN = re.compile(
    r'"(?P<quoted>(?:\\.|[^"\\])*+)(?:"|\\?$)'
    r'|\{(?P<group>(?:"(?:\\.|[^"\\])*+"|[^}"])*+)\}|\{(?P<bare_group>[^}]*+)(?:\}|$)'
    r'|(?P<text>[^\s"{}]++)'
)
_ESCAPE_PATTERN = re.compile(r"\\(.)")

Field = str | list[str]


def split_lines(text: str) -> list[str]:
    """The lines by the three ends of line, and by no other sign: a form feed in a name divides nothing."""
    return _LINE_PATTERN.split(text)


def split_tokens(line: str) -> list[Field]:
    """The fields of a line; a group in braces is a list."""
    found: list[Field] = []
    for match in _TOKEN_PATTERN.finditer(line):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind == "quoted":
            found.append(_ESCAPE_PATTERN.sub(r"\1", text) if "\\" in text else text)
        elif kind == "text":
            found.append(text)
        else:
            found.append([part for part in split_tokens(text) if isinstance(part, str)])
    return found
