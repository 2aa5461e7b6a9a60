"""A file for a round: what of it may be written, and as what.

The file owns the cells of its own round and the columns that it has. The rows that it changes come out whole, with
what stands in all other cells, so that the loader writes them as it writes a report.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.goals.target_readings import load_known_values
from apps.imports.merge.cell_decisions import ApplyChoices, CellDecider, ConflictReason, DecidedCell
from apps.imports.merge.cell_values import (
    KIND_KEYS,
    CellSchema,
    RowKey,
    RowSource,
    build_row_key,
    build_text_cell,
    copy_marks,
    is_blank,
    list_cells,
    normalise_row,
)
from apps.imports.merge.manual_cells import find_manual_cells
from apps.imports.merge.sorted_rows import SortedRows, build_project_row, insert_row_after, load_project_descriptions
from apps.imports.merge.write_scope import (
    BOARD_FIELDS,
    CORRECTION_REFUSAL,
    FACT_SHEETS,
    PLAN_SHEETS,
    ROUND_FIELDS,
    WritablePeriods,
)
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.interpretation import build_conventions, interpret
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.records import ParsedRecord, ParsedReport, parse_sheets
from apps.imports.report_format.round_sheets import build_board_sheets
from apps.imports.report_format.row_names import check_names
from apps.imports.report_format.validation import (
    ROW_KEYS_BY_SHEET,
    check_unique,
    fill_in_defaults,
    require_board,
    validate_report,
)
from apps.rounds.models import Round

WHOLE_SHEETS = ("texts",)
"""Sheets that are read whole: a text may stand on many rows."""
_ROUND_CELLS = tuple(build_text_cell("profile", name) for name in ROUND_FIELDS)
FOOTNOTE_WITHOUT_AMOUNT = "En fotnot kan inte stå utan belopp. Töm fotnoten också, eller behåll beloppet."


@dataclass(slots=True)
class MergedFile:
    """What a file would write: whole rows for the loader, the sheets that it saves, and every cell that was decided.

    ``emptied`` are rows of facts that nothing is left of. ``plan`` counts, by sheet, rows of the plan that differ and
    are not read, ``earlier``, by period, the rows of other periods that are; ``unfilled`` rows that nobody filled in.
    ``threshold`` is the limit for small numbers that an administrator's file sets, if it sets another.
    """

    parsed: ParsedReport
    saves: frozenset[str]
    touched: list[DecidedCell]
    emptied: list[tuple[str, ParsedRecord]] = field(default_factory=list)
    plan: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    unfilled: int = 0
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class MergeTerms:
    """How a file is to be read: by whom, what has been chosen, and what it was made from."""

    reads_plan: bool
    is_system: bool
    template: Sequence[RawSheet] | None = None
    choices: ApplyChoices = field(default_factory=ApplyChoices)
    conflict_ids: frozenset[str] = frozenset()


def merge_file(
    *, round_: Round, sheets: Sequence[RawSheet], before: Sequence[RawSheet], terms: MergeTerms
) -> MergedFile:
    """Compare a file with the round, whose sheets are ``before``. ``ReportErrors`` with all that is wrong."""
    return _FileMerger(round_, sheets, before, terms).build()


class _FileMerger:
    """One file against one round."""

    def __init__(
        self, round_: Round, sheets: Sequence[RawSheet], before: Sequence[RawSheet], terms: MergeTerms
    ) -> None:
        self.round, self.terms, self.log = round_, terms, ErrorLog()
        self.periods = WritablePeriods(round_)
        self.is_correction = bool(round_.correction_state)
        self.reads_plan = terms.reads_plan and not self.is_correction
        whole = (*WHOLE_SHEETS, *(PLAN_SHEETS if self.reads_plan else ()))
        self.parts = SortedRows(sheets, terms.template or before, whole=whole)
        self.parsed = self._parse_file()
        blank = parse_sheets(self.parts.blank, ErrorLog(), is_whole=False)
        stored = parse_sheets(self._find_needed(before), ErrorLog(), is_whole=False)
        self.has_profile = bool(self.parsed.profile.rows)
        if self.has_profile:
            self._check_identity()
        else:
            self.parsed.profile = stored.profile
        self.root = next((area["code"] for area in stored["areas"] if area["parent"] is None), None)
        self.period = round_.year, round_.tertial
        for one in (self.parsed, blank, stored):
            fill_in_defaults(one, self.root, self.period)
        units = self._collect_units(stored)
        self.blank, self.units = blank, units
        self.stored = RowSource(stored, units, stored["tables"])
        self.file = RowSource(self.parsed, units, stored["tables"])
        self.template = self._find_template()
        self.about = load_project_descriptions(round_) if self.parsed["investments"] or blank["investments"] else {}
        self._every: RowSource | None = None
        self.decider = CellDecider(
            file=self.file,
            stored=self.stored,
            template=self.template,
            is_system=terms.is_system,
            typed=self._load_manual_cells(),
            choices=terms.choices,
            conflict_ids=terms.conflict_ids,
        )
        self.found = MergedFile(
            ParsedReport(self.parsed.profile, dict(stored.sheets)), frozenset(), self.decider.touched
        )
        self.saves: set[str] = set()

    def _find_needed(self, before: Sequence[RawSheet]) -> list[RawSheet]:
        """The round's sheets that the file's rows are compared with, and those that rows point at."""
        spoken_of = {sheet.name for sheet in (*self.parts.filled, *self.parts.blank) if len(sheet.lines) > 1}
        aside = {self.parts.names[sheet] for sheet in (*FACT_SHEETS, "targets")} - spoken_of
        return [sheet for sheet in before if sheet.name not in aside]

    def _parse_file(self) -> ParsedReport:
        """The file's rows. Sheets of the plan that are not read in have no errors: they are only compared."""
        aside = {self.parts.names[sheet] for sheet in PLAN_SHEETS} if not self.reads_plan else set()
        filled = [sheet for sheet in self.parts.filled if sheet.name not in aside]
        parsed = parse_sheets(filled, self.log, is_whole=False)
        compared = parse_sheets([one for one in self.parts.filled if one.name in aside], ErrorLog(), is_whole=False)
        for sheet in PLAN_SHEETS if aside else ():
            parsed.sheets[sheet] = compared[sheet]
        return parsed

    def _check_identity(self) -> None:
        """The file is this board's and this round's."""
        profile = self.parsed.profile
        self.log.stop_if_any()
        require_board(profile, self.round.board)
        if (profile["year"], profile["tertial"]) != (self.round.year, self.round.tertial):
            self.log.add(profile.error("tertial", f"Filen ska gälla {self.round.period.label}."))
            self.log.stop_if_any()

    def _find_template(self) -> RowSource | None:
        if self.terms.template is None:
            return None
        parsed = parse_sheets(self.terms.template, ErrorLog(), is_whole=False)
        fill_in_defaults(parsed, self.root, self.period)
        return RowSource(parsed, self.units, parsed["tables"])

    def _load_manual_cells(self) -> dict[tuple[str, RowKey, str], ConflictReason]:
        return find_manual_cells(self.round, self.parsed) if self.terms.is_system else {}

    def build(self) -> MergedFile:
        """Decide on everything, and check what comes out of it as a report is checked."""
        for sheet in ("tables", *FACT_SHEETS, *(PLAN_SHEETS if self.reads_plan else ())):
            check_unique(self.parsed[sheet], ROW_KEYS_BY_SHEET[sheet], self.log)
        self._decide_profile()
        self._decide_tables()
        for sheet in PLAN_SHEETS:
            if self.reads_plan:
                self._decide_plan(sheet)
            else:
                self._compare_plan(sheet)
        for sheet in FACT_SHEETS:
            self._decide_facts(sheet)
        self.found.unfilled += self.parts.unfilled
        self.found.parsed.projects = frozenset(self.about)
        checks = ErrorLog()
        validate_report(self.found.parsed, checks)
        codes = {record["indicator"] for record in self.found.parsed["targets"]}
        known_values = load_known_values(self.round.board_id, codes) if codes else {}
        interpret(self.found.parsed, checks, known_values)
        for error in checks.errors:
            if error not in self.log.errors:  # duplicate rows have been named already
                self.log.add(error)
        self.log.stop_if_any()
        self.found.saves = frozenset(self.saves)
        return self.found

    def _collect_units(self, stored: ParsedReport) -> dict[str, str]:
        """The indicators' units by code, with those of the file where its plan is read."""
        records = [*stored["indicators"], *(self.parsed["indicators"] if self.reads_plan else ())]
        return {record["code"]: record["unit"] for record in records}

    def _decide_profile(self) -> None:
        """The round's own particulars are taken; what is the board's is not a file's to change."""
        profile, stored = self.parsed.profile, self.stored.parsed.profile
        board = self.round.board
        base = self.template.parsed.profile if self.template else None
        if self.has_profile:
            given = [name for name in ROUND_FIELDS if profile.found.get(name, "").strip()]
            profile.given = frozenset(given)
            self._note_board_fields(profile, given)
            copy_marks("profile", base, stored)
            copy_marks("profile", profile, base or stored)
            for cell in _ROUND_CELLS:
                self.decider.decide_cell("profile", (cell.name,), cell, profile, stored, base)
        profile["municipality"], profile["board"] = board.municipality.name, board.name
        profile["administration"] = board.administration
        profile["tolerance"] = profile["threshold"] = None
        profile["texts_are_summaries"] = self.round.texts_are_summaries  # the one who writes for the board can't say so

    def _note_board_fields(self, profile: ParsedRecord, given: Sequence[str]) -> None:
        """Note what of the board the file would change; an administrator's threshold is taken."""
        compared = (*BOARD_FIELDS, *(given if self.is_correction else ()))
        differing = [name for name in compared if self._is_different(name)]
        if self.reads_plan and "threshold" in differing:
            differing.remove("threshold")
            self.found.threshold = profile["threshold"]
        self._note_plan("profile", [(profile, name) for name in differing])

    def _is_different(self, name: str) -> bool:
        """Does a field of ``rapport`` differ from the stored value and from the template?"""
        profile, cell = self.parsed.profile, CellSchema(name, (name,))
        text = self.file.value("profile", profile, cell)
        known = [self.stored.value("profile", self.stored.parsed.profile, cell)]
        if self.template:
            known.append(self.template.value("profile", self.template.parsed.profile, cell))
        return bool(profile.found.get(name, "").strip()) and text not in known

    def _decide_tables(self) -> None:
        """The printed tables are the round's own. A correction leaves them as they are."""
        if self.is_correction:
            self._compare_plan("tables")
            return
        self._decide_plan("tables")
        tables = self.found.parsed["tables"]
        self.file.conventions = build_conventions(self.parsed.profile, tables)

    def _decide_plan(self, sheet: str) -> None:
        """Rows of the plan are merged into the stored ones, since the plan is saved whole, in its order."""
        rows = {build_row_key(sheet, record): record for record in self.stored.parsed[sheet]}
        written: list[ParsedRecord] = []
        after: RowKey | None = None
        for record in self.parsed[sheet]:
            key = build_row_key(sheet, record)
            if self._is_readable(sheet, record) and self._may_write(sheet, key, record):
                stored = self._find_stored(sheet, key, record)
                if self.decider.decide_row(sheet, key, record, stored, self._find_base(sheet, key, record)) or (
                    stored is None and self._find_base(sheet, key, record) is None
                ):
                    written.append(record)
                    rows = insert_row_after(rows, after, key, record)
            after = key
        if written:
            self.saves.add(sheet)
            ids = {id(record) for record in written}
            check_names(sheet, rows.values(), self.log, is_written=lambda record: id(record) in ids)
        self.found.parsed.sheets[sheet] = written if sheet == "targets" else list(rows.values())

    def _compare_plan(self, sheet: str) -> None:
        """Count the rows that would change the plan if they were read."""
        if sheet == "targets":
            self.found.parsed.sheets[sheet] = []
        self._note_plan(
            sheet, [(record, name) for record in self.parsed[sheet] if (name := self._find_other(sheet, record))]
        )
        for name in self.parts.moved if self.is_correction else ():
            if name == sheet:
                self.log.file(
                    f"blad {self.parts.names[sheet]}", f"Raderna står i en annan ordning. {CORRECTION_REFUSAL}"
                )

    def _find_other(self, sheet: str, record: ParsedRecord) -> str:
        """The first column of a row of the plan that says something else than what stands; empty for none."""
        key = build_row_key(sheet, record)
        stored, base = self.stored.find(sheet, key), self._find_base(sheet, key, record)
        has_years = sheet in ("targets", "risks", "controls")
        known = self._find_every_period().find(sheet, key) if has_years and stored is None and base is None else None
        if stored is None and base is None and known is None:
            return ROW_KEYS_BY_SHEET[sheet][0]
        rows = [(self.stored, stored or known), *([(self.template, base)] if self.template else [])]
        given = [cell for cell in list_cells(sheet) if not record.given.isdisjoint(cell.keys)]
        for cell in given:
            text = self.file.value(sheet, record, cell)
            if text not in [source.value(sheet, row, cell) for source, row in rows]:
                return cell.name
        return ""

    def _note_plan(self, sheet: str, differing: Sequence[tuple[ParsedRecord, str]]) -> None:
        if self.is_correction:
            for record, name in differing:
                self.log.add(record.error(name, CORRECTION_REFUSAL))
        elif differing:
            self.found.plan[self.parts.names[sheet]] += len(differing)

    def _decide_facts(self, sheet: str) -> None:
        records: list[ParsedRecord] = []
        blank = {id(record) for record in self.blank[sheet]}
        for record in (*self.parsed[sheet], *self.blank[sheet]):
            key = build_row_key(sheet, record)
            if id(record) in blank and self.stored.find(sheet, key) is None:
                self.found.unfilled += 1
                continue
            if not self._is_readable(sheet, record) or not self._may_write(sheet, key, record):
                continue
            stored, base = self._find_known(sheet, key, record)
            if self.decider.decide_row(sheet, key, record, stored, base):
                self._take(sheet, record, self._find_line(sheet, key), records)
        if records or any(name == sheet for name, _ in self.found.emptied):
            self.saves.add(sheet)
        self.found.parsed.sheets[sheet] = records

    def _find_line(self, sheet: str, key: RowKey) -> ParsedRecord | None:
        return self.stored.find(sheet, key) or (self._every.find(sheet, key) if self._every else None)

    def _take(self, sheet: str, record: ParsedRecord, stored: ParsedRecord | None, records: list[ParsedRecord]) -> None:
        """A row with anything left in it is written, one with nothing left is taken away."""
        if normalise_row(sheet, record) or stored is None:
            records.append(record)
            return
        if sheet in KIND_KEYS and record["footnote"]:
            self.log.add(record.error("footnote", FOOTNOTE_WITHOUT_AMOUNT))
        self.found.emptied.append((sheet, record))
        if sheet == "investments":
            records.append(record)  # what the project is may have changed

    @staticmethod
    def _is_readable(sheet: str, record: ParsedRecord) -> bool:
        """Is it known which row it is? If not, an error has said so."""
        return record.unread.isdisjoint(ROW_KEYS_BY_SHEET[sheet])

    def _may_write(self, sheet: str, key: RowKey, record: ParsedRecord) -> bool:
        """Is the row the file's to write? One of another period that is as it stands is passed over, else refused."""
        own_table = sheet in KIND_KEYS and record["table"] is not None and not self.is_correction
        if own_table or self.periods.is_own(sheet, record):
            return True
        if self._is_as_known(sheet, key, record):
            return False
        if self.is_correction or not self.periods.may_take_history(record):
            self.log.add(record.error("year", self.periods.format_refusal(record)))
            return False
        self.found.earlier[self.periods.label(record)] += 1
        return True

    def _is_as_known(self, sheet: str, key: RowKey, record: ParsedRecord) -> bool:
        stored, base = self._find_known(sheet, key, record)
        for cell in list_cells(sheet):
            if is_blank(record, cell):
                continue
            text = self.file.value(sheet, record, cell)
            known = [self.stored.value(sheet, stored, cell)]
            if self.template:
                known.append(self.template.value(sheet, base, cell))
            if text not in known:
                return False
        return True

    def _find_known(
        self, sheet: str, key: RowKey, record: ParsedRecord
    ) -> tuple[ParsedRecord | None, ParsedRecord | None]:
        """The row as it stands, and as the template had it. A file without a column for marks leaves them."""
        stored, base = self._find_stored(sheet, key, record), self._find_base(sheet, key, record)
        copy_marks(sheet, base, stored)
        copy_marks(sheet, record, base or stored)
        return stored, base

    def _find_stored(self, sheet: str, key: RowKey, record: ParsedRecord) -> ParsedRecord | None:
        found = self.stored.find(sheet, key)
        if found is None and (sheet == "targets" or not self.periods.is_own(sheet, record)):
            found = self._find_every_period().find(sheet, key)
        if found is None and sheet == "investments":
            return build_project_row(record, self.about.get(record["project"]))
        return found

    def _find_base(self, sheet: str, key: RowKey, record: ParsedRecord) -> ParsedRecord | None:
        found = self.template.find(sheet, key) if self.template else None
        if found is None and self.template and sheet == "investments":
            return build_project_row(record, self.template.find_project(record["project"]))
        return found

    def _find_every_period(self) -> RowSource:
        """What stands in every period; looked up only for a file that speaks of another than its own."""
        if self._every is None:
            parsed = parse_sheets(build_board_sheets(self.round), ErrorLog(), is_whole=False)
            parsed.profile = self.stored.parsed.profile
            self._every = RowSource(parsed, self.units, self.stored.parsed["tables"])
        return self._every
