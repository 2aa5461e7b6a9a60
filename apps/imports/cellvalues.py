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
from apps.core.swedish import Quantity
from apps.goals.measured_values import parse_measured_value
from apps.goals.models import MissingReason
from apps.imports.cells import number_text
from apps.imports.columns import Choice
from apps.imports.export import OWN
from apps.imports.meaning import INVESTMENT_KEYS, NO_VALUE_SIGN, conventions_of
from apps.imports.parse import Parsed, Record
from apps.imports.schema import BY_NAME
from apps.imports.signs import as_written, inside
from apps.imports.validate import KEYS

RowKey = tuple[Any, ...]
MEASURED = ("value", "missing", "stated_text")
ABOUT_PROJECT = ("name", "parent", "area")
KIND_OF_MONEY = {"operating": "cost_type", "investments": "flow"}
BY_KEY = {schema.key: schema for schema in BY_NAME.values()}


class Cell(NamedTuple):
    """A cell of a sheet, by the keys of its columns. An outcome and the reason why there is none are one cell."""

    name: str
    keys: tuple[str, ...]


@cache
def cells_of_sheet(sheet: str) -> tuple[Cell, ...]:
    """The cells of a sheet's row that don't name the row."""
    naming = set(KEYS[sheet])
    names = [column.key for column in BY_KEY[sheet].columns if column.key not in naming]
    if sheet != "outcomes":
        return tuple(Cell(name, (name,)) for name in names)
    rest = (Cell(name, (name,)) for name in names if name not in MEASURED)
    return (Cell("value", MEASURED), *rest)


def row_key(sheet: str, record: Record) -> RowKey:
    """What names the row."""
    return tuple(record[key] for key in KEYS[sheet])


class Source:
    """The rows of one source by what names them: the file, the round as it stands, or the template.

    ``units`` are the indicators' units, in which outcomes are read.
    """

    def __init__(self, parsed: Parsed, units: Mapping[str, str], tables: Iterable[Record]) -> None:
        self.parsed = parsed
        self.units = units
        self.conventions = conventions_of(parsed.profile, tables)
        self._rows: dict[str, dict[RowKey, Record]] = {}
        self._projects: dict[str, Record] | None = None

    def find(self, sheet: str, key: RowKey) -> Record | None:
        """The row of that name."""
        if sheet not in self._rows:
            self._rows[sheet] = {row_key(sheet, record): record for record in self.parsed[sheet]}
        return self._rows[sheet].get(key)

    def find_project(self, code: str) -> Record | None:
        """Any row about the investment: they all tell its name and place alike."""
        if self._projects is None:
            self._projects = {record["project"]: record for record in self.parsed["investments"]}
        return self._projects.get(code)

    def value(self, sheet: str, record: Record | None, cell: Cell) -> str:
        """What the cell says; empty for nothing."""
        if record is None:
            return ""
        if cell.keys == MEASURED:
            return self._measured(record)
        value = record[cell.name]
        if value is not None and sheet in KIND_OF_MONEY and cell.name in INVESTMENT_KEYS:
            kronor = self.kronor(sheet, record, cell.name)
            return f"{record.found[cell.name]}?" if kronor is None else str(kronor)
        return _plain(value)

    def kronor(self, sheet: str, record: Record, name: str) -> int | None:
        """An amount as the product keeps it; None where it can't be."""
        kind, convention = record[KIND_OF_MONEY[sheet]], self.conventions.get(record["table"])
        if record[name] is None or kind is None or convention is None:
            return None
        try:
            return inside(record[name], column=name, kind=kind, convention=convention)
        except NotWholeKronorError:
            return None

    def _measured(self, record: Record) -> str:
        cell, missing, stated = (record[key] for key in MEASURED)
        reason = " ".join(filter(None, (missing, _plain(stated))))
        if cell in ("", NO_VALUE_SIGN):
            return f"{NO_VALUE_SIGN} {reason}" if reason else cell
        try:
            found = parse_measured_value(cell, self.units.get(record["indicator"], ""))
        except UnreadableError:
            return f"{cell}?"
        parts = [_plain(part) for part in found if part is not None]
        return " ".join(filter(None, ["/".join(parts), reason]))

    def text(self, sheet: str, record: Record | None, cell: Cell) -> str:
        """The cell as people read it. Amounts in thousands, the sign as on the screen."""
        if record is None:
            return ""
        if cell.keys == MEASURED:
            parts = [record.found.get(key, "").strip() for key in MEASURED]
            return " ".join(filter(None, parts))
        if sheet in KIND_OF_MONEY and cell.name in INVESTMENT_KEYS:
            kronor = self.kronor(sheet, record, cell.name)
            if kronor is not None:
                kind = record[KIND_OF_MONEY[sheet]]
                return f"{number_text(as_written(kronor, column=cell.name, kind=kind, convention=OWN))} tkr"
        return record.found.get(cell.name, "").strip()


def is_blank(record: Record, cell: Cell) -> bool:
    """Is nothing written in the cell, in any of its columns that the sheet has?"""
    return not any(record.found.get(key, "").strip() for key in cell.keys if key in record.given)


def copy_cell(sheet: str, cell: Cell, source: Source, stored: Record | None, target: Source, record: Record) -> None:
    """Put what stands into the file's row, with the file's own unit and signs."""
    for key in cell.keys:
        column = record.columns[key]
        record.values[key] = stored.values[key] if stored else column.empty
        record.found[key] = stored.found.get(key, "") if stored else ""
        record.unread.discard(key)
        if stored is None or sheet not in KIND_OF_MONEY or key not in INVESTMENT_KEYS:
            continue
        kronor, convention = source.kronor(sheet, stored, key), target.conventions.get(record["table"])
        kind = record[KIND_OF_MONEY[sheet]]
        if kronor is not None and convention is not None and kind is not None:
            record.values[key] = as_written(kronor, column=key, kind=kind, convention=convention)
            record.found[key] = number_text(record.values[key])


def clear_cell(cell: Cell, record: Record) -> None:
    """Make the cell empty."""
    for key in cell.keys:
        record.values[key] = record.columns[key].empty
        record.found[key] = ""


def settle_row(sheet: str, record: Record) -> bool:
    """Make the row one that can be kept, as the sheet on the screen does. Is there anything left of it?

    An outcome that has only a forecast or a footnote is missing, not reported.
    """
    says = SAYS.get(sheet)
    if says is None:
        return True
    if sheet == "outcomes" and not record["value"] and not record["missing"] and not record["stated_text"]:
        if not any(_says_something(record[key]) for key in says):
            return False
        column: Any = record.columns["missing"].read
        record.values["missing"] = MissingReason.NOT_REPORTED.value
        record.found["missing"] = column.word(MissingReason.NOT_REPORTED.value) if isinstance(column, Choice) else ""
        return True
    return any(_says_something(record[key]) for key in says)


SAYS: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("value", "missing", "stated_text", "forecast", "stated_change", "footnote", "preliminary"),
    "operating": ("budget", "actual", "forecast", "stated_variance", "stated_forecast_variance"),
    "investments": INVESTMENT_KEYS,
    "results": ("status", "verdict", "comment"),
    "comments": ("text", "cause", "action"),
    "assessments": ("rating", "stated_rating", "trend", "summary", "cause", "action", "gender_reflection"),
}
"""The columns that a row of facts lives by: a row with nothing in them is no row."""


def _says_something(value: Any) -> bool:
    return value is not None and value is not False and value != ""  # 0 says something, though it equals False


def _plain(value: Any) -> str:
    if value is None or value is False or value == "" or value == ():
        return ""
    if value is True:
        return "ja"
    if isinstance(value, Quantity):
        return _plain(value.value)
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    if isinstance(value, tuple):
        return ", ".join(sorted(map(str, value)))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
