"""Checks of a board's own tables in a file: lines that follow from lines that are there, and values in their units."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.core.choices import MissingReason
from apps.goals.measured_values import is_other_unit
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.own_tables.models import ValueKind
from apps.own_tables.rules import Line, has_circle

VALUE_KEYS = ("amount", "number", "text", "missing")
_KEY_BY_KIND = {
    ValueKind.AMOUNT.value: "amount",
    ValueKind.NUMBER.value: "number",
    ValueKind.PERCENT.value: "number",
    ValueKind.TEXT.value: "text",
}
_UNIT_BY_KIND = {ValueKind.NUMBER.value: "antal", ValueKind.PERCENT.value: "%"}
LinesByTable = Mapping[str, Mapping[str, ParsedRecord]]


def check_own_tables(parsed: ParsedReport, log: ErrorLog) -> None:
    """The tables, their lines, and what the report says in them."""
    tables = {record["code"] for record in parsed["own_tables"]}
    for sheet in ("own_rows", "own_columns", "own_values"):
        for record in parsed[sheet]:
            if record["own_table"] and record["own_table"] not in tables:
                message = f"Rapporten har ingen egen tabell med koden ”{record['own_table']}”."
                log.add(record.error("own_table", message + log.suggest(record["own_table"], [*tables])))
    rows, columns = _group_lines(parsed["own_rows"]), _group_lines(parsed["own_columns"])
    for found in (rows, columns):
        for lines in found.values():
            _check_relations(lines, log)
    for record in parsed["own_columns"]:
        _check_column(record, columns.get(record["own_table"], {}), log)
    for record in parsed["own_values"]:
        _check_value(record, rows, columns, log)


def _group_lines(records: Sequence[ParsedRecord]) -> dict[str, dict[str, ParsedRecord]]:
    found: dict[str, dict[str, ParsedRecord]] = defaultdict(dict)
    for record in records:
        if record["own_table"] and record["code"]:
            found[record["own_table"]].setdefault(record["code"], record)
    return found


def _check_relations(lines: Mapping[str, ParsedRecord], log: ErrorLog) -> None:
    for record in lines.values():
        if bool(record["relation"]) != bool(record["parts"]) and record.unread.isdisjoint(("relation", "parts")):
            log.add(record.error("parts", "Skriv både samband och delar, eller inget av dem."))
        for part in record["parts"]:
            if part not in lines:
                log.add(record.error("parts", f"Tabellen har inget med koden ”{part}”.{log.suggest(part, [*lines])}"))
    if has_circle([Line(code, record["relation"], record["parts"]) for code, record in lines.items()]):
        first = next(record for record in lines.values() if record["parts"])
        log.add(first.error("parts", "Tabellens rader eller kolumner räknas ut av sig själva. Ändra delarna."))


def _check_column(record: ParsedRecord, others: Mapping[str, ParsedRecord], log: ErrorLog) -> None:
    if record["about_year"] is not None and record["years_ahead"] is not None:
        log.add(record.error("years_ahead", "Skriv antingen gäller år eller år framåt, inte båda."))
    if record["counts_persons"] and record["kind"] not in (None, ValueKind.NUMBER):
        log.add(record.error("counts_persons", "Bara en kolumn med antal kan räkna personer."))
    kinds = {others[part]["kind"] for part in record["parts"] if part in others}
    if kinds and (record["kind"] == ValueKind.TEXT or kinds != {record["kind"]}):
        log.add(record.error("parts", "En kolumn räknas ut av kolumner i samma enhet, och aldrig av text."))
    # What is not said of numbers is the safe thing: they are held to the board's limit.
    if record["counts_persons"] is None:
        record["counts_persons"] = record["kind"] == ValueKind.NUMBER


def _check_value(record: ParsedRecord, rows: LinesByTable, columns: LinesByTable, log: ErrorLog) -> None:
    row = rows.get(record["own_table"], {}).get(record["own_row"])
    column = columns.get(record["own_table"], {}).get(record["own_column"])
    for key, found, what in (("own_row", row, "rad"), ("own_column", column, "kolumn")):
        if found is None and record[key]:
            log.add(record.error(key, f"Den egna tabellen har ingen {what} med koden ”{record[key]}”."))
    given = [key for key in VALUE_KEYS if record[key] not in (None, "")]
    if len(given) != 1 and record.unread.isdisjoint(VALUE_KEYS):
        log.add(record.error(given[-1] if given else "amount", "Fyll i precis en av belopp, tal, text och saknas."))
    elif column is not None and column["kind"]:
        _check_kind(record, column["kind"], given, log)
    if record["missing"] == MissingReason.NOT_A_NUMBER:
        log.add(
            record.error("missing", "Skriv ett annat skäl. Det som inte är ett tal hör hemma i en kolumn med text.")
        )


def _check_kind(record: ParsedRecord, kind: str, given: Sequence[str], log: ErrorLog) -> None:
    """A value that stands in another column of the sheet than its unit wants, or with another unit."""
    wanted = _KEY_BY_KIND[kind]
    for key in given:
        if key not in (wanted, "missing"):
            names = record.columns[wanted].name
            log.add(record.error(key, f"Kolumnen är i {ValueKind(kind).label}. Skriv det under {names}."))
    number = record["number"]
    if wanted == "number" and number is not None and is_other_unit(number.unit, _UNIT_BY_KIND[kind]):
        log.add(record.error("number", f"Skriv talet i {_UNIT_BY_KIND[kind]}, utan ”{number.unit}”."))


def list_column_values(record: ParsedRecord) -> Iterator[tuple[str, Any]]:
    """A column's fields as the product names them."""
    names = ("code", "name", "kind", "years_ahead", "relation", "parts", "valid_from", "valid_to")
    yield from ((name, record[name]) for name in names)
    yield "year", record["about_year"]
    yield "counts_persons", bool(record["counts_persons"])
