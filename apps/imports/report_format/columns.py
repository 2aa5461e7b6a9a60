"""Reading one cell: text in, value out, or a Swedish sentence about what was expected."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Choices, Model

from apps.budget.models import CostType, OwnCostType
from apps.core.cell_numbers import UnreadableError, check_fits, parse_cell_amount, parse_cell_quantity  # noqa: F401 - the readers of numbers
from apps.core.swedish import tidy_text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR
from apps.imports.report_format.errors import suggest_known_text

CellReader = Callable[[str], Any]

ALL_TERTIALS = ("1", "2", "3")

_CODE_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE_PATTERN = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER_PATTERN = re.compile(r"-?\d{1,9}")


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    """A column: its Swedish header, its key in the code, and how a cell is read.

    A required column must be there and have something in every row. ``empty`` is the value of an empty cell.
    """

    name: str
    key: str
    read: CellReader
    required: bool = False
    empty: Any = None


@dataclass(frozen=True, slots=True)
class SheetSchema:
    """A sheet: its Swedish name, its key in the code, and its columns. A needed sheet must be there."""

    name: str
    key: str
    columns: tuple[ColumnSchema, ...]
    needed: bool = False


def parse_text(cell: str) -> str:
    """Any text."""
    return cell.strip()


def build_text_reader(model: type[Model], field: str) -> CellReader:
    """Text that fits in its database column."""
    limit = model._meta.get_field(field).max_length  # type: ignore[union-attr]

    def read(cell: str) -> str:
        stripped = cell.strip()
        if limit is not None and len(stripped) > limit:
            raise UnreadableError(f"Skriv högst {limit} tecken; här står {len(stripped)}.")
        return stripped

    return read


def build_code_reader(model: type[Model], field: str = "code") -> CellReader:
    """A code that fits in the database column."""
    limit = model._meta.get_field(field).max_length or 0  # type: ignore[union-attr]

    def read(cell: str) -> str:
        found = cell.strip()
        if not _CODE_PATTERN.fullmatch(found):
            raise UnreadableError(
                "En kod skrivs med gemener a–z, siffror och bindestreck, till exempel hemtjanst-nojdhet."
            )
        if len(found) > limit:
            raise UnreadableError(f"En kod får ha högst {limit} tecken; här står {len(found)}.")
        return found

    return read


def build_codes_reader(model: type[Model]) -> CellReader:
    """Several codes with commas between."""
    one = build_code_reader(model)

    def read(cell: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part) for part in cell.split(",") if part.strip()))

    return read


class ChoiceReader:
    """Reads one of the words, in any case, and knows which word a value is written with."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self._known = {name.casefold(): value for name, value in names.items()}

    def __call__(self, cell: str) -> Any:
        found = tidy_text(cell).casefold()
        if found not in self._known:
            listed = ", ".join(f"”{name}”" for name in self.names)
            raise UnreadableError(f"Skriv något av {listed}.{suggest_known_text(found, self.names)}")
        return self._known[found]

    def format_value(self, value: Any) -> str:
        """The word that is read as the value; empty for none."""
        return next((name for name, means in self.names.items() if means == value), "")


class ChoicesReader(ChoiceReader):
    """Reads some of the words, with commas between."""

    def __call__(self, cell: str) -> Any:
        read_one = super().__call__
        return tuple(dict.fromkeys(read_one(part) for part in cell.split(",") if part.strip()))

    def format_value(self, value: Any) -> str:
        """The words, in the order of the columns."""
        return ", ".join(name for name, means in self.names.items() if means in value)


class CostTypeReader(ChoiceReader):
    """Reads one of the seven cost types by its word, or the code of one of the board's own.

    With ``takes_names`` any other text is taken as it stands: it may be a name of the board's own.
    """

    def __init__(self, *, takes_names: bool = False) -> None:
        self._takes_names = takes_names
        super().__init__({str(label).casefold(): value for value, label in CostType.choices})
        self._read_code = build_code_reader(OwnCostType)

    def __call__(self, cell: str) -> str:
        found = tidy_text(cell).casefold()
        if found in self._known:
            return str(self._known[found])
        if self._takes_names:
            return tidy_text(cell)
        try:
            return self._read_code(found)
        except UnreadableError:
            return str(super().__call__(cell))

    def format_value(self, value: str) -> str:
        """The word, or the code."""
        return super().format_value(value) or value


def build_label_reader(choices: type[Choices]) -> ChoiceReader:
    """One of the words that the screen shows."""
    return ChoiceReader({str(label).casefold(): value for value, label in choices.choices})


parse_yes_no = ChoiceReader({"ja": True, "nej": False})


def build_integer_reader(low: int, high: int) -> CellReader:
    """A whole number within bounds."""

    def read(cell: str) -> int:
        found = tidy_text(cell).replace(" ", "")
        if not _INTEGER_PATTERN.fullmatch(found) or not low <= int(found) <= high:
            raise UnreadableError(f"Skriv ett heltal från {low} till {high}.")
        return int(found)

    return read


def parse_tertials(cell: str) -> tuple[str, ...]:
    """Some of the tertials, with commas between, in order."""
    found = {part.strip().upper().removeprefix("T") for part in cell.split(",") if part.strip()}
    if not found <= {*ALL_TERTIALS}:
        raise UnreadableError("Skriv tertialens nummer med komma mellan, till exempel 2, 3.")
    return tuple(sorted(found)) or ALL_TERTIALS


def parse_year(cell: str) -> int:
    """A year."""
    found = cell.strip()
    if not found.isascii() or not found.isdigit() or not FIRST_YEAR <= int(found[:9]) <= LAST_YEAR:
        raise UnreadableError(f"Skriv ett årtal från {FIRST_YEAR} till {LAST_YEAR}, till exempel 2025.")
    return int(found)


def parse_date(cell: str) -> date:
    """A date as ``2022-03-01``."""
    try:
        if _DATE_PATTERN.fullmatch(cell.strip()):
            return date.fromisoformat(cell.strip())
    except ValueError:
        pass
    raise UnreadableError("Skriv ett datum som finns, till exempel 2022-03-01.")


def parse_percent_up_to_100(cell: str) -> Decimal:
    """A share from 0 to 100 with at most two decimals, with or without the sign."""
    found = parse_cell_quantity(cell)
    if found.unit not in ("", "%", "procent") or not 0 <= found.value <= 100 or found.value != round(found.value, 2):
        raise UnreadableError("Skriv ett tal från 0 till 100 med högst två decimaler.")
    return found.value


def parse_municipality_code(cell: str) -> str:
    """SCB's four digits; a leading zero that a spreadsheet has taken is put back."""
    found = cell.strip()
    if not re.fullmatch(r"[0-9]{3,4}", found):
        raise UnreadableError("Skriv SCB:s kommunkod med fyra siffror, till exempel 0880.")
    return found.zfill(4)


def parse_paragraph(cell: str) -> str:
    """The number of a paragraph in minutes, with or without ``§``."""
    found = cell.strip().removeprefix("§").strip()
    if len(found) > 20:
        raise UnreadableError("Skriv paragrafens nummer, till exempel 24.")
    return found


def parse_kolada_id(cell: str) -> str:
    """The id of a key figure in Kolada."""
    found = cell.strip().upper()
    if not re.fullmatch(r"[NU][0-9]{5}", found):
        raise UnreadableError("Skriv ett nyckeltals-id i Kolada, till exempel N15033.")
    return found
