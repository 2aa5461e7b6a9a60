"""The texts that a file may say are Markdown, in a column that names them.

A file without the column says nothing of it: what a text was read as before, it is read as still.
"""

from dataclasses import replace

from apps.imports.report_format.columns import ChoicesReader, ColumnSchema

MARK_SUFFIX = "_is_rich"
"""Ends the key that tells whether a text is Markdown: True or False, and None where the file doesn't say."""
_MARKED_TEXTS = {
    "assessments": {
        "samlad bedömning": "summary",
        "orsak": "cause",
        "åtgärd": "action",
        "jämställdhetsreflektion": "gender_reflection",
    },
    "profile": {"sammanfattning": "summary"},
    "comments": {"text": "text", "orsak": "cause", "åtgärd": "action"},
}
MARK_COLUMNS = {
    sheet: ColumnSchema("markdown", "marked", ChoicesReader(texts), empty=()) for sheet, texts in _MARKED_TEXTS.items()
}
"""By sheet the column with the names of those of the row's texts that are Markdown."""
MARKED_KEYS = {sheet: tuple(texts.values()) for sheet, texts in _MARKED_TEXTS.items()}
"""By sheet the keys of the texts that may be Markdown."""


def list_mark_keys(sheet: str) -> tuple[str, ...]:
    """The keys that tell which of a row's texts are Markdown."""
    return tuple(f"{key}{MARK_SUFFIX}" for key in MARKED_KEYS.get(sheet, ()))


def build_mark_columns(sheet: str) -> dict[str, ColumnSchema]:
    """A column for each of those keys, which no file has: their values come from that with the names."""
    return {key: replace(MARK_COLUMNS[sheet], key=key, empty=False) for key in list_mark_keys(sheet)}
