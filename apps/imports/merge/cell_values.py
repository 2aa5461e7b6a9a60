"""What a cell says, as text that is the same for two cells that say the same, however they are written.

``60 %``, ``60`` and ``60,0`` are one value; so are 1 500 in tkr and 1 500 000 in kr, and a cost with either sign.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from apps.budget.kronor import NotWholeKronorError
from apps.core.cell_numbers import UnreadableError
from apps.core.choices import MissingReason
from apps.core.swedish import Quantity
from apps.goals.measured_values import parse_measured_value
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.columns import ChoiceReader
from apps.imports.report_format.interpretation import (
    AMOUNT_KEYS,
    NO_VALUE_SIGN,
    build_conventions,
    find_amount_terms,
)
from apps.imports.report_format.marked_texts import MARK_COLUMNS, MARK_SUFFIX, MARKED_KEYS, list_mark_keys
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.imports.report_format.round_sheets import BOARD_CONVENTION
from apps.imports.report_format.schema import SCHEMAS_BY_NAME
from apps.imports.report_format.signs import convert_printed_to_kronor, convert_to_printed
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET

RowKey = tuple[Any, ...]
OUTCOME_VALUE_KEYS = ("value", "missing", "stated_text")
OWN_VALUE_KEYS = ("amount", "number", "text", "missing")
PROJECT_KEYS = ("name", "parent", "area")
KIND_KEYS = {"operating": "cost_type", "investments": "flow"}
_MARKDOWN_SIGN = "\x1fmarkdown"
SCHEMAS_BY_KEY = {schema.key: schema for schema in SCHEMAS_BY_NAME.values()}


class CellSchema(NamedTuple):
    """A cell of a sheet, by the keys of its columns.

    A value and the reason why there is none are one cell, and so are a text and whether it is Markdown.
    """

    name: str
    keys: tuple[str, ...]


@cache
def list_cells(sheet: str) -> tuple[CellSchema, ...]:
    """The cells of a sheet's row that don't name the row."""
    naming = set(ROW_KEYS_BY_SHEET[sheet])
    names = [column.key for column in SCHEMAS_BY_KEY[sheet].columns if column.key not in naming]
    if sheet == "own_values":
        return (CellSchema("amount", OWN_VALUE_KEYS),)
    if sheet in MARKED_KEYS:
        return tuple(build_text_cell(sheet, name) for name in names if name != MARK_COLUMNS[sheet].key)
    if sheet != "outcomes":
        return tuple(CellSchema(name, (name,)) for name in names)
    rest = (CellSchema(name, (name,)) for name in names if name not in OUTCOME_VALUE_KEYS)
    return (CellSchema("value", OUTCOME_VALUE_KEYS), *rest)


def build_text_cell(sheet: str, name: str) -> CellSchema:
    """The cell of one column; of a text with whether it is Markdown."""
    return CellSchema(name, (name, f"{name}{MARK_SUFFIX}") if name in MARKED_KEYS[sheet] else (name,))


def build_row_key(sheet: str, record: ParsedRecord) -> RowKey:
    """What names the row."""
    return tuple(record[key] for key in ROW_KEYS_BY_SHEET[sheet])


class RowSource:
    """The rows of one source by what names them: the file, the stored round, or the template.

    ``units`` are the indicators' units, in which outcomes are read.
    """

    def __init__(self, parsed: ParsedReport, units: Mapping[str, str], tables: Iterable[ParsedRecord]) -> None:
        self.parsed = parsed
        self.units = units
        self.conventions = build_conventions(parsed.profile, tables)
        self._rows: dict[str, dict[RowKey, ParsedRecord]] = {}
        self._projects: dict[str, ParsedRecord] | None = None

    def find(self, sheet: str, key: RowKey) -> ParsedRecord | None:
        """The row of that name."""
        if sheet not in self._rows:
            self._rows[sheet] = {build_row_key(sheet, record): record for record in self.parsed[sheet]}
        return self._rows[sheet].get(key)

    def find_project(self, code: str) -> ParsedRecord | None:
        """Any row about the investment: they all tell its name and place alike."""
        if self._projects is None:
            self._projects = {record["project"]: record for record in self.parsed["investments"]}
        return self._projects.get(code)

    def value(self, sheet: str, record: ParsedRecord | None, cell: CellSchema) -> str:
        """What the cell says; empty for nothing."""
        if record is None:
            return ""
        if cell.keys == OUTCOME_VALUE_KEYS:
            return self._measured(record)
        if cell.keys == OWN_VALUE_KEYS:
            return self._format_own_value(record)
        value = record[cell.name]
        if value is not None and cell.name in AMOUNT_KEYS.get(sheet, ()):
            kronor = self.kronor(sheet, record, cell.name)
            return f"{record.found[cell.name]}?" if kronor is None else str(kronor)
        return f"{_format_value(value)}{_MARKDOWN_SIGN if _is_markdown(record, cell) else ''}"

    def kronor(self, sheet: str, record: ParsedRecord, name: str) -> int | None:
        """An amount as the product keeps it; None where it can't be."""
        kind, convention = find_amount_terms(sheet, record, self.conventions)
        if record[name] is None or kind is None or convention is None:
            return None
        try:
            return convert_printed_to_kronor(record[name], column=name, kind=kind, convention=convention)
        except NotWholeKronorError:
            return None

    def _measured(self, record: ParsedRecord) -> str:
        cell, missing, stated = (record[key] for key in OUTCOME_VALUE_KEYS)
        reason = " ".join(filter(None, (missing, _format_value(stated))))
        if cell in ("", NO_VALUE_SIGN):
            return f"{NO_VALUE_SIGN} {reason}" if reason else cell
        try:
            found = parse_measured_value(cell, self.units.get(record["indicator"], ""))
        except UnreadableError:
            return f"{cell}?"
        parts = [_format_value(part) for part in found if part is not None]
        return " ".join(filter(None, ["/".join(parts), reason]))

    def _format_own_value(self, record: ParsedRecord) -> str:
        """What a board's own table says: an amount in kronor, a number, a text or a reason, each told apart."""
        kronor = self.kronor("own_values", record, "amount")
        amount = (
            f"{record.found['amount']}?" if kronor is None and record["amount"] is not None else _format_value(kronor)
        )
        return " ".join(filter(None, [amount, *(_format_value(record[key]) for key in OWN_VALUE_KEYS[1:])]))

    def text(self, sheet: str, record: ParsedRecord | None, cell: CellSchema) -> str:
        """The cell as people read it. Amounts in thousands, the sign as on the screen."""
        if record is None:
            return ""
        if cell.keys == OUTCOME_VALUE_KEYS or (cell.keys == OWN_VALUE_KEYS and record["amount"] is None):
            parts = [record.found.get(key, "").strip() for key in cell.keys]
            return " ".join(filter(None, parts))
        if cell.name in AMOUNT_KEYS.get(sheet, ()):
            kronor = self.kronor(sheet, record, cell.name)
            if kronor is not None:
                kind, _ = find_amount_terms(sheet, record, self.conventions)
                printed = convert_to_printed(kronor, column=cell.name, kind=kind or "", convention=BOARD_CONVENTION)
                return f"{format_plain_number(printed)} tkr"
        text = record.found.get(cell.name, "").strip()
        return f"{text} (Markdown)" if _is_markdown(record, cell) else text


def _is_markdown(record: ParsedRecord, cell: CellSchema) -> bool:
    return any(key.endswith(MARK_SUFFIX) and record[key] for key in cell.keys)


def copy_marks(sheet: str, record: ParsedRecord | None, known: ParsedRecord | None) -> None:
    """Let the texts of which a row doesn't say whether they are Markdown be what they are in another row."""
    for key in list_mark_keys(sheet) if record is not None else ():
        if record is not None and record[key] is None:
            record[key] = bool(known and known[key])


def is_blank(record: ParsedRecord, cell: CellSchema) -> bool:
    """Is nothing written in the cell, in any of its columns that the sheet has?"""
    return not any(record.found.get(key, "").strip() for key in cell.keys if key in record.given)


def copy_cell(
    sheet: str,
    cell: CellSchema,
    source: RowSource,
    stored: ParsedRecord | None,
    target: RowSource,
    record: ParsedRecord,
) -> None:
    """Put the stored value into the file's row, with the file's own unit and signs."""
    for key in cell.keys:
        column = record.columns[key]
        record.values[key] = stored.values[key] if stored else column.empty
        record.found[key] = stored.found.get(key, "") if stored else ""
        record.unread.discard(key)
        if stored is None or key not in AMOUNT_KEYS.get(sheet, ()):
            continue
        kronor = source.kronor(sheet, stored, key)
        kind, convention = find_amount_terms(sheet, record, target.conventions)
        if kronor is not None and convention is not None and kind is not None:
            record.values[key] = convert_to_printed(kronor, column=key, kind=kind, convention=convention)
            record.found[key] = format_plain_number(record.values[key])


def clear_cell(cell: CellSchema, record: ParsedRecord) -> None:
    """Make the cell empty."""
    for key in cell.keys:
        record.values[key] = record.columns[key].empty
        record.found[key] = ""


def normalise_row(sheet: str, record: ParsedRecord) -> bool:
    """Make the row one that can be kept, as the sheet on the screen does. Is there anything left of it?

    An outcome that has only a forecast or a footnote is missing, not reported.
    """
    says = CONTENT_KEYS.get(sheet)
    if says is None:
        return True
    if sheet == "outcomes" and not record["value"] and not record["missing"] and not record["stated_text"]:
        if not any(_has_content(record[key]) for key in says):
            return False
        column: Any = record.columns["missing"].read
        record.values["missing"] = MissingReason.NOT_REPORTED.value
        record.found["missing"] = (
            column.format_value(MissingReason.NOT_REPORTED.value) if isinstance(column, ChoiceReader) else ""
        )
        return True
    return any(_has_content(record[key]) for key in says)


CONTENT_KEYS: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("value", "missing", "stated_text", "forecast", "stated_change", "footnote", "preliminary"),
    **AMOUNT_KEYS,
    "own_values": OWN_VALUE_KEYS,
    "results": ("status", "verdict", "comment"),
    "comments": ("text", "cause", "action"),
    "texts": ("text",),
    "assessments": ("rating", "stated_rating", "trend", "summary", "cause", "action", "gender_reflection"),
}
"""The columns that a row of facts lives by: a row with nothing in them is no row."""


def _has_content(value: Any) -> bool:
    return value is not None and value is not False and value != ""  # 0 says something, though it equals False


def _format_value(value: Any) -> str:
    if value is None or value is False or value == "" or value == ():
        return ""
    if value is True:
        return "ja"
    if isinstance(value, Quantity):
        return _format_value(value.value)
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, tuple):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
