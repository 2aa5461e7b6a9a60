"""What ``…/fil/<job>/koppling/`` shows of a file from an accounting system: its columns, first rows and codes."""

from collections.abc import Iterable
from dataclasses import replace

from apps.core.tertials import Tertial
from apps.imports.ledgers.extract import (
    LedgerFileMapping,
    count_ledger_codes,
    guess_mapping,
    iter_ledger_rows,
    read_ledger_table,
)
from apps.imports.ledgers.operating_sheet import find_target, parse_account_rules, parse_area_rules
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
from apps.organisation.models import ServiceArea
from apps.web.reporting.uploads.access import UploadRound

FIRST_ROWS = 6


MOST_CODES = 300


class _LedgerSurvey:
    """What is in the file, which is read once, by a mapping that may not be complete yet."""

    def __init__(self, job: ImportJob) -> None:
        self.log = ErrorLog()
        self.mapping = LedgerFileMapping()
        self.levels: list[tuple[str, str, int]] = []
        self.codes: dict[str, dict[str, int]] = {"account": {}, "unit": {}, "activity": {}}
        self.names: dict[str, str] = {}
        content, name = bytes(job.file.content), job.file.name
        is_sie = job.file.kind == FileKind.SIE
        self.period = Tertial(job.round.year, job.round.tertial)
        self.sie = read_sie_book(content, name, self.log) if is_sie else None
        self.sheet = None if is_sie else read_ledger_table(content, name, self.log)
        lines = self.sheet.lines if self.sheet else []
        self.headers = lines[0].cells if lines else []
        self.first = [line.cells for line in lines[1 : 1 + FIRST_ROWS]]

    def guess(self) -> LedgerFileMapping:
        """The mapping to begin with when none has been saved."""
        return guess_mapping(self.sheet) if self.sheet else LedgerFileMapping()

    def use(self, mapping: LedgerFileMapping) -> None:
        """Look at the file's codes by a mapping."""
        self.mapping = mapping
        if self.sie:
            self._use_dimension(self.sie)
        elif self.sheet:
            self.codes = count_ledger_codes(list(iter_ledger_rows(self.sheet, mapping, ErrorLog())))

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
        self.codes = count_ledger_codes(build_sie_reading(found, "", choice.key, self.period, ErrorLog()).rows)
        self.names = find_object_names(found, choice.dimension)

    def find_problem(self, where: UploadRound) -> str:
        """What must be mended before the file can be read, or empty."""
        log = ErrorLog()
        parse_area_rules(self.mapping, _list_area_codes(where), log)
        parse_account_rules(self.mapping, log)
        lines = [str(error) for error in (self.log.errors + log.errors)[:10]]
        return " ".join(lines)

    def find_unknown(self, where: UploadRound) -> list[tuple[str, str, int]]:
        """The codes that no line speaks of: code, its name where the file has one, number of rows."""
        rules = parse_area_rules(self.mapping, _list_area_codes(where), ErrorLog())
        seen: dict[str, str] = {}
        counted = self.codes["activity" if self.mapping.by == "activity" else "unit"]
        return [
            (code, self.names.get(code, ""), count)
            for code, count in sorted(counted.items())[:MOST_CODES]
            if not find_target(rules, code, seen)
        ]


def _list_area_codes(where: UploadRound) -> Iterable[str]:
    return ServiceArea.objects.filter(board=where.round.board_id).values_list("code", flat=True)
