"""What ``…/fil/<job>/koppling/`` shows of a file from an accounting system: its sheets, first rows and codes."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from apps.budget.models import CostType
from apps.core.swedish import format_number
from apps.core.tertials import Tertial
from apps.imports.ledgers.code_sums import CodeSum, find_code_names, guess_sign, sum_account_classes, sum_codes
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    LedgerRow,
    choose_ledger_table,
    find_ledger_sheet,
    guess_mapping,
    iter_ledger_rows,
    list_ledger_sheets,
)
from apps.imports.ledgers.operating_sheet import (
    EXCLUDED_TARGET,
    CodeRule,
    find_target,
    parse_account_rules,
    parse_area_rules,
)
from apps.imports.ledgers.sie.book import SieBook
from apps.imports.ledgers.sie.dimensions import parse_dimension_choice
from apps.imports.ledgers.sie.ledger import (
    build_sie_reading,
    choose_dimension,
    find_object_names,
    list_dimension_options,
)
from apps.imports.ledgers.sie.parser import read_sie_book
from apps.imports.ledgers.sie.years import SieYear
from apps.imports.models import FileKind, ImportJob
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.organisation.models import ServiceArea

FIRST_ROWS = 10
ROWS_ABOVE_HEADINGS = 3
MOST_CODES = 200
"""Codes of one kind without a rule that a form shows; Django takes a thousand fields."""
MOST_CHOSEN_CODES = 250
EXCLUDED_LABEL = "räknas inte"


class CodeChoice(NamedTuple):
    """A code of the file with what was chosen for it, empty for nothing. ``rows`` is none where the file lacks it."""

    code: str
    name: str
    rows: int
    amount: str
    chosen: str


class CodeList(NamedTuple):
    """The codes of a kind: ``field`` begins the names of its choices, ``choices`` are targets with their names."""

    field: str
    heading: str
    choices: list[tuple[str, str]]
    unknown: list[CodeChoice]
    hidden: int
    chosen: list[CodeChoice]


class _LedgerSurvey:
    """What is in the file, which is read once, by a mapping that may not be complete yet."""

    def __init__(self, job: ImportJob) -> None:
        self._board = job.round.board_id
        self.log = ErrorLog()
        self.mapping = LedgerFileMapping()
        self.levels: list[tuple[str, str, int]] = []
        self.rows: list[LedgerRow] = []
        self.names: dict[str, dict[str, str]] = {}
        self.is_guessed = False
        content, name = bytes(job.file.content), job.file.name
        is_sie = job.file.kind == FileKind.SIE
        self.period = Tertial(job.round.year, job.round.tertial)
        self.sie = read_sie_book(content, name, self.log) if is_sie else None
        self.sheets = [] if is_sie else list_ledger_sheets(content, name, self.log)
        self.table = choose_ledger_table(self.sheets) if self.sheets else None

    def guess(self) -> LedgerFileMapping:
        """The mapping to begin with when none has been saved: columns, decimal sign, and what a minus means."""
        self.is_guessed = True
        if not self.table:
            return LedgerFileMapping()
        mapping = guess_mapping(self.table)
        return replace(mapping, sign=guess_sign(iter_ledger_rows(self.table, mapping, ErrorLog())))

    def guess_columns(self, mapping: LedgerFileMapping) -> LedgerFileMapping:
        """The mapping with the columns of the sheet and heading row that it chooses."""
        if not self.sheets:
            return mapping
        guessed = guess_mapping(choose_ledger_table(self.sheets, mapping))
        return replace(mapping, columns=guessed.columns, decimal=guessed.decimal)

    def use(self, mapping: LedgerFileMapping) -> None:
        """Look at the file's codes by a mapping."""
        self.mapping = mapping
        if self.sie:
            self._use_dimension(self.sie)
        elif self.sheets:
            self.table = choose_ledger_table(self.sheets, mapping)
            self.rows = list(iter_ledger_rows(self.table, mapping, ErrorLog()))
            self.names = {key: find_code_names(self.table, mapping, key) for key in ("account", "unit", "activity")}

    def _use_dimension(self, found: SieBook) -> None:
        stored = self.mapping.dimension
        if stored is not None:
            stored = parse_dimension_choice(stored, self.mapping.by).key
        choice = choose_dimension(SieYear(found, self.period.year), stored)
        self.mapping = replace(self.mapping, dimension=choice.key)
        self.levels = [
            (option.key, f"{option.label}: utfall {option.actual}, budget {option.budget}", option.rows)
            for option in list_dimension_options(found, self.period.year)
        ]
        self.rows = build_sie_reading(found, "", choice.key, self.period, ErrorLog()).rows
        objects = find_object_names(found, choice.dimension)
        self.names = {"account": found.accounts, "unit": objects, "activity": objects}

    @cached_property
    def areas(self) -> list[tuple[str, str]]:
        """The board's service areas, by code and name."""
        areas = ServiceArea.objects.filter(board=self._board).order_by("position")
        return list(areas.values_list("code", "name"))

    @property
    def shown_sheet(self) -> RawSheet | None:
        """The chosen sheet, whole."""
        return find_ledger_sheet(self.sheets, self.mapping.sheet) if self.sheets else None

    @property
    def heading(self) -> int:
        """The row of the headings in the file, 0 where it has none."""
        return self.table.lines[0].number if self.table else 0

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The columns to choose between: letter, and heading where there is one."""
        cells = self.table.lines[0].cells if self.table else []
        return [(get_column_letter(place), cell) for place, cell in enumerate(cells, start=1)]

    @property
    def header_texts(self) -> list[str]:
        """The headings as the file has them."""
        return list(self.table.lines[0].cells) if self.table else []

    @property
    def letters(self) -> list[str]:
        """The letters of the shown columns."""
        width = max((len(cells) for _, cells in self._list_first_rows()), default=0)
        return [get_column_letter(place) for place in range(1, width + 1)]

    @property
    def first(self) -> list[tuple[int, list[str]]]:
        """The first rows of the sheet with their numbers, filled to one width; further on where the headings are."""
        width = len(self.letters)
        return [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in self._list_first_rows()]

    def _list_first_rows(self) -> list[tuple[int, list[str]]]:
        sheet = self.shown_sheet
        lines = sheet.lines if sheet else []
        at = next((place for place, line in enumerate(lines) if line.number == self.heading), 0)
        start = at - ROWS_ABOVE_HEADINGS if at > FIRST_ROWS - ROWS_ABOVE_HEADINGS else 0
        return [(line.number, line.cells) for line in lines[start : start + FIRST_ROWS]]

    def list_classes(self) -> list[tuple[str, int, str, str]]:
        """What to tick off against the system: a class of accounts, its rows, actual and budget."""
        return [
            (one.code, one.rows, _format(one.actual), _format(one.budget))
            for one in sum_account_classes(self.rows, self.period)
        ]

    def find_problem(self) -> str:
        """What must be mended before the file can be read, or empty."""
        log = ErrorLog()
        parse_area_rules(self.mapping, [code for code, _ in self.areas], log)
        parse_account_rules(self.mapping, log)
        lines = [str(error) for error in (self.log.errors + log.errors)[:10]]
        return " ".join(lines)

    def list_codes(self) -> list[CodeList]:
        """The codes that no rule speaks of and those with a choice of their own, areas' first, then accounts'."""
        by = "activity" if self.mapping.by == "activity" else "unit"
        kinds = [(str(kind), label.capitalize()) for kind, label in CostType.choices]
        area_rules = parse_area_rules(self.mapping, [code for code, _ in self.areas], ErrorLog())
        account_rules = parse_account_rules(self.mapping, ErrorLog())
        return [
            self._build_list("area-code", "Koder", by, self.areas, area_rules, self.mapping.area_codes),
            self._build_list("account-code", "Konton", "account", kinds, account_rules, self.mapping.account_codes),
        ]

    def _build_list(
        self,
        field: str,
        heading: str,
        key: str,
        targets: list[tuple[str, str]],
        rules: list[CodeRule],
        chosen: Mapping[str, str],
    ) -> CodeList:
        sums = sum_codes(self.rows, key, self.period)
        seen: dict[str, str] = {}
        unknown = [one for one in sums if not find_target(rules, one.code, seen)]
        known = {one.code: one for one in sums}
        named = [self._build_choice(known.get(code, CodeSum(code)), key, chosen) for code in chosen]
        return CodeList(
            field,
            heading,
            [*targets, (EXCLUDED_TARGET, EXCLUDED_LABEL)],
            [self._build_choice(one, key, {}) for one in unknown[:MOST_CODES]],
            len(unknown[MOST_CODES:]),
            [one for one in named if one.code not in {each.code for each in unknown}][:MOST_CHOSEN_CODES],
        )

    def _build_choice(self, one: CodeSum, key: str, chosen: Mapping[str, str]) -> CodeChoice:
        name = self.names.get(key, {}).get(one.code, "")
        return CodeChoice(one.code, name, one.rows, _format(one.amount), chosen.get(one.code, ""))


def _format(amount: Decimal) -> str:
    return format_number(amount, 0)
