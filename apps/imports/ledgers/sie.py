"""SIE 3 and 4: what Swedish economy systems write for each other.

Monthly changes (PSALDO, PBUDGET) are summed to what has accumulated since January. A file tells the same money several
times, in total and by object (cost centre, project, both): one level is chosen and the others are passed over. Where
no month is told, the year's results (RES) are read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from apps.imports.ledgers.extract import LedgerRow, parse_ledger_amount, parse_ledger_period
from apps.imports.report_format.errors import CellError, ErrorLog

MAX_LINES = 400_000
_TOKEN_PATTERN = re.compile(r'"(?P<quoted>(?:\\.|[^"\\])*)"|\{(?P<group>[^}]*)\}|(?P<word>[^\s"{}]+)')
_SWEDISH_LETTERS = {"cp437": b"\x86\x84\x94\x8f\x8e\x99", "cp1252": b"\xe5\xe4\xf6\xc5\xc4\xd6"}
TOTAL_LEVEL = ""

Dimensions = tuple[tuple[str, str], ...]


class SieBalance(NamedTuple):
    """A balance of the file: ``dims`` are dimension and object, none for the account as a whole."""

    line: int
    label: str
    account: str
    dims: Dimensions
    year: int | None
    month: int | None
    amount: Decimal


@dataclass
class SieFile:
    """The contents of a file.

    ``levels`` counts the balances of each set of dimensions: ``1``, ``1+6``, empty for totals.
    """

    encoding: str = ""
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    entries: list[SieBalance] = field(default_factory=list)

    @property
    def levels(self) -> Counter[str]:
        """How many balances each level has."""
        return Counter(build_level(entry.dims) for entry in self.entries if entry.label != "RES")


def build_level(dims: Dimensions) -> str:
    """The level of a balance: its dimensions by number."""
    return "+".join(number for number, _ in dims)


def decode_sie(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 where it is, else the old PC table (437) or Windows' (1252) by the letters."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8"
    if not content.isascii():
        try:
            return content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    counts = {name: sum(content.count(bytes([sign])) for sign in signs) for name, signs in _SWEDISH_LETTERS.items()}
    name = "cp1252" if counts["cp1252"] > counts["cp437"] else "cp437"
    return content.decode(name, errors="replace"), name


def read_sie(content: bytes, name: str, log: ErrorLog) -> SieFile:
    """Read a file. Lines that can't be read are errors; labels that are not needed are passed over."""
    text, encoding = decode_sie(content)
    found = SieFile(encoding=encoding)
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        log.file(name, f"Filen får ha högst {MAX_LINES} rader.")
        return found
    if not any(line.lstrip().upper().startswith("#FLAGGA") for line in lines[:50]):
        log.file(name, "Filen är ingen SIE-fil: den börjar inte med #FLAGGA.")
        return found
    for number, line in enumerate(lines, start=1):
        if not line.lstrip().startswith("#"):
            continue
        try:
            _parse_line(number, split_tokens(line), found)
        except (ValueError, IndexError) as error:
            message = str(error) if isinstance(error, ValueError) and "”" in str(error) else "Raden går inte att läsa."
            log.add(CellError(name, number, None, line.strip()[:60], message))
    return found


def split_tokens(line: str) -> list[str | list[str]]:
    """The words of a line; a group in braces is a list."""
    found: list[str | list[str]] = []
    for match in _TOKEN_PATTERN.finditer(line):
        if match["group"] is not None:
            found.append([str(part) for part in split_tokens(match["group"])])
        elif match["quoted"] is not None:
            found.append(re.sub(r"\\(.)", r"\1", match["quoted"]))
        else:
            found.append(match["word"])
    return found


def _parse_line(number: int, fields: list[str | list[str]], found: SieFile) -> None:
    label = str(fields[0]).upper() if fields else ""
    if label in ("#PSALDO", "#PBUDGET"):
        found.entries.append(_parse_balance(number, label[1:], fields))
    elif label == "#RES" and str(fields[1]) == "0":
        amount = parse_ledger_amount(str(fields[3]), ".")
        year = found.years.get(0)
        found.entries.append(SieBalance(number, "RES", str(fields[2]), (), year, None, amount or Decimal(0)))
    elif label == "#RAR":
        found.years[int(str(fields[1]))] = int(str(fields[2])[:4])
    elif label == "#DIM":
        found.dimensions[str(fields[1])] = str(fields[2])
    elif label == "#OBJEKT":
        found.objects[str(fields[1]), str(fields[2])] = str(fields[3])


def _parse_balance(number: int, label: str, fields: list[str | list[str]]) -> SieBalance:
    """``#PSALDO 0 202101 3000 {1 "100"} -1234.50``; the group may be left out."""
    group = fields[4] if len(fields) > 4 and isinstance(fields[4], list) else []
    if len(group) % 2:
        raise ValueError("Objektlistan går inte ihop.")
    dims = tuple(sorted(zip(group[::2], group[1::2], strict=True)))
    amount = parse_ledger_amount(str(fields[5 if isinstance(fields[4], list) else 4]), ".")
    year, month = parse_ledger_period(str(fields[2]))
    return SieBalance(number, label, str(fields[3]), dims, year, month, amount or Decimal(0))


def list_level_names(found: SieFile, level: str) -> list[str]:
    """What the dimensions of a level are called in the file; none for totals."""
    return [found.dimensions.get(number, f"dimension {number}") for number in level.split("+") if number]


def find_default_level(found: SieFile) -> str:
    """The level to read: cost centres alone, else the finest that has them, else another single one, else totals."""
    levels = found.levels
    if "1" in levels:
        return "1"
    with_units = sorted((level for level in levels if "1" in level.split("+")), key=len)
    singles = sorted(level for level in levels if level and "+" not in level)
    return next(iter([*with_units, *singles]), TOTAL_LEVEL)


def choose_level(found: SieFile, wanted: str | None) -> str:
    """The wanted level if the file has it, else the usual one."""
    return wanted if wanted is not None and wanted in found.levels else find_default_level(found)


def iter_sie_ledger_rows(found: SieFile, level: str) -> Iterator[LedgerRow]:
    """The balances of one level as rows of a ledger: actual and budget by month."""
    if not found.levels:
        for entry in found.entries:
            yield LedgerRow(entry.line, entry.account, "", "", entry.year, None, entry.amount, None)
        return
    wanted = level.split("+")[0] if level else ""
    for entry in found.entries:
        if entry.label == "RES" or build_level(entry.dims) != level:
            continue
        unit = dict(entry.dims).get(wanted, "")
        other = next((code for number, code in entry.dims if number != wanted), "")
        is_budget = entry.label == "PBUDGET"
        yield LedgerRow(
            entry.line,
            entry.account,
            unit,
            other,
            entry.year,
            entry.month,
            None if is_budget else entry.amount,
            entry.amount if is_budget else None,
        )


def compute_amount_outside_level(found: SieFile, level: str) -> Decimal:
    """How much of the actual in total the level does not tell: money without an object. Zero without totals."""
    total = [entry.amount for entry in found.entries if entry.label == "PSALDO" and not entry.dims]
    amounts = [entry.amount for entry in found.entries if entry.label == "PSALDO" and build_level(entry.dims) == level]
    return sum(total, Decimal(0)) - sum(amounts, Decimal(0)) if total and level else Decimal(0)
