"""What ``…/fil/<job>/koppling/`` shows of a file from an accounting system: its sheets, first rows and codes."""

from collections import defaultdict
from dataclasses import replace
from functools import cached_property

from openpyxl.utils import get_column_letter

from apps.core.swedish import format_number
from apps.core.tertials import Tertial
from apps.imports.ledgers.code_rules import (
    BY_PAIR,
    PAIR_SIGN,
    list_cost_type_targets,
    parse_account_rules,
    parse_area_rules,
)
from apps.imports.ledgers.code_sums import (
    find_code_names,
    guess_area_code,
    guess_sign,
    propose_sign,
    sum_account_classes,
    sum_codes,
)
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    LedgerRow,
    choose_ledger_table,
    guess_mapping,
    iter_ledger_rows,
    list_ledger_sheets,
)
from apps.imports.ledgers.mapping_checks import list_line_problems
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
from apps.imports.ledgers.sum_rows import SeparatedRows, split_sum_rows
from apps.imports.models import FileKind, ImportJob
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.file_formats import TableFormat, detect_table_format
from apps.imports.table_files.table_sheets import find_sheet
from apps.imports.table_files.text_tables import extract_first_lines, guess_delimiter, list_text_lines
from apps.organisation.models import ServiceArea
from apps.web.reporting.uploads.cell_texts import trim_padded_zero
from apps.web.reporting.uploads.mapping.code_lists import CodeKind, CodeList, build_code_list, format_whole

FIRST_ROWS = 10
ROWS_ABOVE_HEADINGS = 3


class _LedgerSurvey:
    """What is in the file, which is read once, by a mapping that may not be complete yet."""

    def __init__(self, job: ImportJob) -> None:
        self._board = job.round.board_id
        self.cost_types = list_cost_type_targets(self._board)
        self._sign_rule = job.round.board.amount_sign
        self._name = job.file.name
        self._content = self._first = job.file.read_content()
        self._read: dict[str, list[RawSheet]] = {}
        self._rows: dict[str, SeparatedRows] = {}
        self._logs: dict[str, ErrorLog] = defaultdict(ErrorLog)
        self.mapping = LedgerFileMapping()
        self.levels: list[tuple[str, str]] = []
        self.found = SeparatedRows([])
        self.names: dict[str, dict[str, str]] = {}
        self.is_guessed = False
        self.sign_rule = self.shown_sign = ""  # what the board's rule proposes, and what the file's accounts show
        is_sie = job.file.kind == FileKind.SIE
        self.period = Tertial(job.round.year, job.round.tertial)
        self.sie = read_sie_book(self._content, self._name, self._logs[""]) if is_sie else None
        if not is_sie:
            self._first = extract_first_lines(self._content)
        self.table: RawSheet | None = None

    @property
    def is_cut(self) -> bool:
        """Is only the beginning of a large file looked at here?"""
        return len(self._first) < len(self._content)

    def read(self, delimiter: str = "") -> list[RawSheet]:
        """The file's sheets, divided by a delimiter or as they look; none where they can't be. None of SIE."""
        if self.sie:
            return []
        if delimiter not in self._read:
            log = self._logs[delimiter]
            sheets = list_ledger_sheets(self._first, self._name, log, delimiter)
            if self.is_cut and not sheets:  # as where a text of several lines is cut
                self._first = self._content
                log.errors.clear()
                sheets = list_ledger_sheets(self._content, self._name, log, delimiter)
            self._read[delimiter] = sheets
        return self._read[delimiter]

    @property
    def log(self) -> ErrorLog:
        """What is wrong with the file as the mapping divides it; other ways that were tried say nothing of it."""
        return self._logs[self.mapping.delimiter if not self.sie else ""]

    @property
    def sheets(self) -> list[RawSheet]:
        """The sheets as the mapping divides them."""
        return self.read(self.mapping.delimiter)

    def guess(self) -> LedgerFileMapping:
        """The mapping to begin with when none has been saved: columns, signs, and what the areas go by."""
        self.is_guessed = True
        sheets = self.read()
        if not sheets:
            return LedgerFileMapping()
        mapping = guess_mapping(choose_ledger_table(sheets))
        rows = self._read_rows(choose_ledger_table(sheets, mapping), mapping).rows
        self.shown_sign = guess_sign(rows)
        sign = propose_sign(rows, self._sign_rule)
        self.sign_rule = sign if self._sign_rule else ""
        return replace(mapping, sign=sign, by=guess_area_code(rows, self._count_area_leaves()))

    def guess_columns(self, mapping: LedgerFileMapping) -> LedgerFileMapping:
        """The mapping with the columns of the sheet and heading row that it chooses."""
        sheets = self.read(mapping.delimiter)
        if not sheets:
            return mapping
        guessed = guess_mapping(choose_ledger_table(sheets, mapping))
        return replace(mapping, columns=guessed.columns, decimal=guessed.decimal)

    def use(self, mapping: LedgerFileMapping) -> None:
        """Look at the file's codes by a mapping."""
        self.mapping = mapping
        if self.sie:
            self._use_dimension(self.sie)
        elif self.sheets:
            self.table = choose_ledger_table(self.sheets, mapping)
            self.found = self._read_rows(self.table, mapping)
            self.names = {key: find_code_names(self.table, mapping, key) for key in ("account", "unit", "activity")}

    def _read_rows(self, table: RawSheet, mapping: LedgerFileMapping) -> SeparatedRows:
        """The rows of a table, read once for a guess and for the choice that is the same."""
        key = repr((table.title, table.lines[0].number, mapping.delimiter, mapping.columns, mapping.decimal))
        key += repr(sorted(mapping.account_codes))
        if key not in self._rows:
            rows = list(iter_ledger_rows(table, mapping, ErrorLog()))
            self._rows[key] = split_sum_rows(table, mapping, rows)
        return self._rows[key]

    def _use_dimension(self, found: SieBook) -> None:
        stored = self.mapping.dimension
        if stored is not None:
            stored = parse_dimension_choice(stored, self.mapping.by).key
        choice = choose_dimension(SieYear(found, self.period.year), stored)
        self.mapping = replace(self.mapping, dimension=choice.key)
        self.levels = [
            (option.key, f"{option.label}: utfall {option.actual}, budget {option.budget} ({_count_rows(option.rows)})")
            for option in list_dimension_options(found, self.period.year)
        ]
        self.found = SeparatedRows(build_sie_reading(found, "", choice.key, self.period, ErrorLog()).rows)
        objects = find_object_names(found, choice.dimension)
        self.names = {"account": found.accounts, "unit": objects[0], "activity": objects[-1]}

    @property
    def rows(self) -> list[LedgerRow]:
        """The rows that count."""
        return self.found.rows

    @property
    def by(self) -> str:
        """What the file's areas go by: of SIE its dimension, which has its objects or pairs in place of the unit."""
        return "unit" if self.sie else self.mapping.by

    @cached_property
    def _area_rows(self) -> list[tuple[str, str, int, int | None]]:
        areas = ServiceArea.objects.filter(board=self._board).order_by("position")
        return list(areas.values_list("code", "name", "pk", "parent"))

    @property
    def areas(self) -> list[tuple[str, str]]:
        """The board's service areas, by code and name."""
        return [(code, name) for code, name, _, _ in self._area_rows]

    def _count_area_leaves(self) -> int:
        parents = {parent for _, _, _, parent in self._area_rows}
        return sum(pk not in parents for _, _, pk, _ in self._area_rows)

    @cached_property
    def is_text(self) -> bool:
        """Is it a text file, whose columns something divides?"""
        return not self.sie and detect_table_format(self._content) == TableFormat.TEXT

    @property
    def guessed_delimiter(self) -> str:
        """How the columns of a text file look divided."""
        return guess_delimiter(self._content)

    @property
    def problem(self) -> str:
        """Why the file can't be divided as was chosen, or empty. It is then shown as it is."""
        if self.sheets or self.sie or not self.mapping.delimiter:
            return ""
        lines = " ".join(str(error) for error in self.log.errors[:3])
        return f"Med det valda skiljetecknet går filen inte att läsa. Välj ett annat. {lines}"

    @property
    def shown_sheet(self) -> RawSheet | None:
        """The chosen sheet, whole; a text that the choice can't divide as it is."""
        if self.sheets:
            return find_sheet(self.sheets, self.mapping.sheet)
        return list_text_lines(self._content, self._name, FIRST_ROWS) if self.is_text else None

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
        return [
            (number, [*map(self._format_cell, cells), *[""] * (width - len(cells))])
            for number, cells in self._list_first_rows()
        ]

    def _format_cell(self, cell: str) -> str:
        """A text file's cell as it is; a workbook's number as it is written there."""
        return cell if self.is_text else trim_padded_zero(cell)

    def _list_first_rows(self) -> list[tuple[int, list[str]]]:
        sheet = self.shown_sheet
        lines = sheet.lines if sheet else []
        at = next((place for place, line in enumerate(lines) if line.number == self.heading), 0)
        start = at - ROWS_ABOVE_HEADINGS if at > FIRST_ROWS - ROWS_ABOVE_HEADINGS else 0
        return [(line.number, line.cells) for line in lines[start : start + FIRST_ROWS]]

    @property
    def row_count(self) -> str:
        """How many rows are looked at here."""
        return format_number(sum(len(sheet.lines) for sheet in self.sheets))

    def list_classes(self) -> list[tuple[str, int, str, str]]:
        """What to tick off against the system: a class of accounts, its rows, actual and budget. None of a part."""
        if self.is_cut:
            return []
        return [
            (one.code, one.rows, format_whole(one.actual), format_whole(one.budget))
            for one in sum_account_classes(self.rows, self.period)
        ]

    def find_problem(self) -> str:
        """What must be mended before the file can be read, or empty."""
        if self.problem:
            return self.problem
        problems = list_line_problems(self.mapping, [code for code, _ in self.areas], self.cost_types)
        return " ".join([*(str(error) for error in self.log.errors), *(one.text for one in problems)])

    def list_codes(self) -> list[CodeList]:
        """The codes that no rule speaks of and those with a choice of their own, areas' first, then accounts'."""
        log = ErrorLog()
        kinds = [(code, name.capitalize()) for name, code in self.cost_types.items()]
        areas = CodeKind(
            "area-code",
            "Par av koder" if self.by == BY_PAIR else "Koder",
            self.areas,
            parse_area_rules(self.mapping, [code for code, _ in self.areas], log),
            self.mapping.area_codes,
            self._find_area_name,
        )
        accounts = CodeKind(
            "account-code",
            "Konton",
            kinds,
            parse_account_rules(self.mapping, self.cost_types, log),
            self.mapping.account_codes,
            lambda code: self.names.get("account", {}).get(code, ""),
        )
        return [
            build_code_list(areas, sum_codes(self.rows, self.by, self.period), self.by),
            build_code_list(
                accounts,
                sum_codes(self.rows, "account", self.period),
                "account",
                sum_codes(self.found.by_arithmetic, "account", self.period),
            ),
        ]

    def _find_area_name(self, code: str) -> str:
        """A code's name in the file; of a pair both names."""
        units, activities = self.names.get("unit", {}), self.names.get("activity", {})
        first, is_pair, second = code.partition(PAIR_SIGN)
        if is_pair:
            return PAIR_SIGN.join(name for name in (units.get(first, ""), activities.get(second, "")) if name)
        return (activities if self.by == "activity" else units).get(code, "")


def _count_rows(rows: int) -> str:
    return "1 rad" if rows == 1 else f"{rows} rader"
