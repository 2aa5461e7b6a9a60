"""A mapping before it is saved: what to begin with where there is none, and what must be mended in one."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from apps.imports.ledgers.code_rules import (
    EXCLUDED_TARGET,
    MAX_NAMED_PROBLEMS,
    parse_account_rules,
    parse_area_rules,
)
from apps.imports.ledgers.code_sums import guess_area_code, propose_sign
from apps.imports.ledgers.extract import (
    LEDGER_COLUMN_LABELS,
    LedgerFileMapping,
    check_columns,
    choose_ledger_table,
    guess_mapping,
    iter_ledger_rows,
)
from apps.imports.ledgers.sum_rows import split_sum_rows
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet


class MappingProblem(NamedTuple):
    """What is wrong with a field of a mapping, in Swedish."""

    field: str
    text: str


def guess_file_mapping(sheets: Sequence[RawSheet], areas: int, rule: str = "") -> LedgerFileMapping:
    """A mapping to begin with: columns, signs by the board's ``rule`` if it has one, and what its ``areas`` go by."""
    mapping = guess_mapping(choose_ledger_table(sheets))
    table = choose_ledger_table(sheets, mapping)
    rows = split_sum_rows(table, mapping, list(iter_ledger_rows(table, mapping, ErrorLog()))).rows
    return replace(mapping, sign=propose_sign(rows, rule), by=guess_area_code(rows, areas))


def list_mapping_problems(
    mapping: LedgerFileMapping, area_codes: Collection[str], kinds: dict[str, str], table: RawSheet | None
) -> list[MappingProblem]:
    """What must be mended, field by field. ``kinds`` are ``list_cost_type_targets``.

    ``table`` is the one that the mapping chooses; None of an SIE file.
    """
    found = [*list_line_problems(mapping, area_codes, kinds), *_iter_target_problems(mapping, area_codes, kinds)]
    return [*found, *(_iter_column_problems(mapping, table) if table else ())][:MAX_NAMED_PROBLEMS]


def list_line_problems(
    mapping: LedgerFileMapping, area_codes: Collection[str], kinds: dict[str, str]
) -> list[MappingProblem]:
    """The lines of a mapping that can't be understood, a few of them."""
    areas, accounts = ErrorLog(), ErrorLog()
    parse_area_rules(mapping, area_codes, areas)
    parse_account_rules(mapping, kinds, accounts)
    logs = (("areas", areas), ("accounts", accounts))
    return [MappingProblem(field, str(error)) for field, log in logs for error in log.errors][:MAX_NAMED_PROBLEMS]


def _iter_target_problems(
    mapping: LedgerFileMapping, area_codes: Collection[str], cost_types: dict[str, str]
) -> Iterator[MappingProblem]:
    kinds = {*cost_types.values()}
    for field, chosen, targets, what in (
        ("area_codes", mapping.area_codes, {*area_codes}, "koden för någon av nämndens verksamheter"),
        ("account_codes", mapping.account_codes, kinds, f"något av {', '.join(sorted(kinds))}"),
    ):
        for code, target in chosen.items():
            if target not in {*targets, EXCLUDED_TARGET}:
                text = f"”{code[:40]}” kan inte betyda ”{target[:40]}”. Skriv {what}, eller - för det som inte räknas."
                yield MappingProblem(field, text)


def _iter_column_problems(mapping: LedgerFileMapping, table: RawSheet) -> Iterator[MappingProblem]:
    log, width = ErrorLog(), max(len(line.cells) for line in table.lines)
    check_columns(mapping, table.file, log)
    for error in log.errors:
        yield MappingProblem("columns", error.expected)
    for key, place in mapping.columns.items():
        if place >= width:
            text = f"Kolumnen för {LEDGER_COLUMN_LABELS[key]} finns inte: filen har {width} kolumner, räknade från 0."
            yield MappingProblem("columns", text)
