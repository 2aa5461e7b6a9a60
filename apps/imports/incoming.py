"""A file for a round: what of it may be written, and as what.

The file owns the cells of its own round and the columns that it has. The rows that it changes come out whole, with
what stands in all other cells, so that the loader writes them as it writes a report.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.imports.allowed import BOARDS_OWN, FACTS, IN_CORRECTION, PARTICULARS, PLAN, Periods
from apps.imports.cellvalues import KIND_OF_MONEY, Cell, RowKey, Source, cells_of_sheet, is_blank, row_key, settle_row
from apps.imports.deciding import Choices, Decider, Touched, Why
from apps.imports.errors import ErrorLog
from apps.imports.export import board_sheets
from apps.imports.load import check_board
from apps.imports.meaning import conventions_of, interpret
from apps.imports.parse import Parsed, Record, parse
from apps.imports.rowparts import Parts, find_about_projects, insert_after, row_about_project
from apps.imports.sheets import Sheet
from apps.imports.typed import find_typed_cells
from apps.imports.validate import KEYS, check_unique, fill_in, validate
from apps.rounds.models import Round

LOST_FOOTNOTE = "En fotnot kan inte stå utan belopp. Töm fotnoten också, eller behåll beloppet."


@dataclass(slots=True)
class Incoming:
    """What a file would write: whole rows for the loader, the sheets that it saves, and every cell that was decided.

    ``emptied`` are rows of facts that nothing is left of. ``plan`` counts, by sheet, rows of the plan that differ and
    are not read, ``earlier``, by period, the rows of other periods that are; ``unfilled`` rows that nobody filled in.
    ``threshold`` is the limit for small numbers that an administrator's file sets, if it sets another.
    """

    parsed: Parsed
    saves: frozenset[str]
    touched: list[Touched]
    emptied: list[tuple[str, Record]] = field(default_factory=list)
    plan: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    unfilled: int = 0
    threshold: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a file is to be read: by whom, what has been chosen, and what it was made from."""

    reads_plan: bool
    is_system: bool
    template: Sequence[Sheet] | None = None
    choices: Choices = field(default_factory=Choices)
    asked: frozenset[str] = frozenset()


def build_incoming(*, round_: Round, sheets: Sequence[Sheet], before: Sequence[Sheet], terms: Terms) -> Incoming:
    """Compare a file with the round, whose sheets are ``before``. ``ReportErrors`` with all that is wrong."""
    return _Builder(round_, sheets, before, terms).build()


class _Builder:
    """One file against one round."""

    def __init__(self, round_: Round, sheets: Sequence[Sheet], before: Sequence[Sheet], terms: Terms) -> None:
        self.round, self.terms, self.log = round_, terms, ErrorLog()
        self.periods = Periods(round_)
        self.is_correction = bool(round_.correction_state)
        self.reads_plan = terms.reads_plan and not self.is_correction
        self.parts = Parts(sheets, terms.template or before, whole=PLAN if self.reads_plan else ())
        self.parsed = self._parse_file()
        blank = parse(self.parts.blank, ErrorLog(), is_whole=False)
        stored = parse(self._needed(before), ErrorLog(), is_whole=False)
        self.has_profile = bool(self.parsed.profile.rows)
        if self.has_profile:
            self._check_identity()
        else:
            self.parsed.profile = stored.profile
        self.root = next((area["code"] for area in stored["areas"] if area["parent"] is None), None)
        self.period = round_.year, round_.tertial
        for one in (self.parsed, blank, stored):
            fill_in(one, self.root, self.period)
        units = {record["code"]: record["unit"] for record in stored["indicators"]}
        if self.reads_plan:
            units |= {record["code"]: record["unit"] for record in self.parsed["indicators"]}
        self.blank, self.units = blank, units
        self.stored = Source(stored, units, stored["tables"])
        self.file = Source(self.parsed, units, stored["tables"])
        self.template = self._template()
        self.about = find_about_projects(round_) if self.parsed["investments"] or blank["investments"] else {}
        self._every: Source | None = None
        self.decider = Decider(
            file=self.file,
            stored=self.stored,
            template=self.template,
            is_system=terms.is_system,
            typed=self._typed(),
            choices=terms.choices,
            asked=terms.asked,
        )
        self.found = Incoming(Parsed(self.parsed.profile, dict(stored.sheets)), frozenset(), self.decider.touched)
        self.saves: set[str] = set()

    def _needed(self, before: Sequence[Sheet]) -> list[Sheet]:
        """The round's sheets that the file's rows are compared with, and those that rows point at."""
        spoken_of = {sheet.name for sheet in (*self.parts.told, *self.parts.blank) if len(sheet.lines) > 1}
        aside = {self.parts.names[sheet] for sheet in (*FACTS, "targets")} - spoken_of
        return [sheet for sheet in before if sheet.name not in aside]

    def _parse_file(self) -> Parsed:
        """The file's rows. Sheets of the plan that are not read in have no errors: they are only compared."""
        aside = {self.parts.names[sheet] for sheet in PLAN} if not self.reads_plan else set()
        told = [sheet for sheet in self.parts.told if sheet.name not in aside]
        parsed = parse(told, self.log, is_whole=False)
        compared = parse([one for one in self.parts.told if one.name in aside], ErrorLog(), is_whole=False)
        for sheet in PLAN if aside else ():
            parsed.sheets[sheet] = compared[sheet]
        return parsed

    def _check_identity(self) -> None:
        """The file is this board's and this round's."""
        profile = self.parsed.profile
        self.log.stop_if_any()
        check_board(profile, self.round.board)
        if (profile["year"], profile["tertial"]) != (self.round.year, self.round.tertial):
            self.log.add(profile.error("tertial", f"Filen ska gälla {self.round.period.label}."))
            self.log.stop_if_any()

    def _template(self) -> Source | None:
        if self.terms.template is None:
            return None
        parsed = parse(self.terms.template, ErrorLog(), is_whole=False)
        fill_in(parsed, self.root, self.period)
        return Source(parsed, self.units, parsed["tables"])

    def _typed(self) -> dict[tuple[str, RowKey, str], Why]:
        return find_typed_cells(self.round, self.parsed) if self.terms.is_system else {}

    def build(self) -> Incoming:
        """Decide on everything, and check what comes out of it as a report is checked."""
        for sheet in ("tables", *FACTS, *(PLAN if self.reads_plan else ())):
            check_unique(self.parsed[sheet], KEYS[sheet], self.log)
        self._decide_profile()
        self._decide_tables()
        for sheet in PLAN:
            if self.reads_plan:
                self._decide_plan(sheet)
            else:
                self._compare_plan(sheet)
        for sheet in FACTS:
            self._decide_facts(sheet)
        self.found.unfilled += self.parts.unfilled
        self.found.parsed.projects = frozenset(self.about)
        checks = ErrorLog()
        validate(self.found.parsed, checks)
        interpret(self.found.parsed, checks)
        for error in checks.errors:
            if error not in self.log.errors:  # rows that stand twice have been named already
                self.log.add(error)
        self.log.stop_if_any()
        self.found.saves = frozenset(self.saves)
        return self.found

    def _decide_profile(self) -> None:
        """The round's own particulars are taken; what is the board's is not a file's to change."""
        profile, stored = self.parsed.profile, self.stored.parsed.profile
        board = self.round.board
        base = self.template.parsed.profile if self.template else None
        if self.has_profile:
            told = [name for name in PARTICULARS if profile.found.get(name, "").strip()]
            profile.given = frozenset(told)
            differing = [name for name in (*BOARDS_OWN, *(told if self.is_correction else ())) if self._differs(name)]
            if self.reads_plan and "threshold" in differing:
                differing.remove("threshold")
                self.found.threshold = profile["threshold"]
            self._note_plan("profile", [(profile, name) for name in differing])
            for name in PARTICULARS:
                self.decider.decide_cell("profile", (name,), Cell(name, (name,)), profile, stored, base)
        profile["municipality"], profile["board"] = board.municipality.name, board.name
        profile["administration"] = board.administration
        profile["tolerance"] = profile["threshold"] = None

    def _differs(self, name: str) -> bool:
        """Does a field of ``rapport`` say something else than what stands, and than the template did?"""
        profile, cell = self.parsed.profile, Cell(name, (name,))
        told = self.file.value("profile", profile, cell)
        known = [self.stored.value("profile", self.stored.parsed.profile, cell)]
        if self.template:
            known.append(self.template.value("profile", self.template.parsed.profile, cell))
        return bool(profile.found.get(name, "").strip()) and told not in known

    def _decide_tables(self) -> None:
        """The printed tables are the round's own. A correction leaves them as they are."""
        if self.is_correction:
            self._compare_plan("tables")
            return
        self._decide_plan("tables")
        tables = self.found.parsed["tables"]
        self.file.conventions = conventions_of(self.parsed.profile, tables)

    def _decide_plan(self, sheet: str) -> None:
        """Rows of the plan are merged into those that stand, since the plan is saved whole, in its order."""
        rows = {row_key(sheet, record): record for record in self.stored.parsed[sheet]}
        written: list[Record] = []
        after: RowKey | None = None
        for record in self.parsed[sheet]:
            key = row_key(sheet, record)
            if self._is_readable(sheet, record) and self._may_write(sheet, key, record):
                stored = self._stored(sheet, key, record)
                if self.decider.decide_row(sheet, key, record, stored, self._base(sheet, key, record)) or (
                    stored is None and self._base(sheet, key, record) is None
                ):
                    written.append(record)
                    rows = insert_after(rows, after, key, record)
            after = key
        if written:
            self.saves.add(sheet)
        self.found.parsed.sheets[sheet] = written if sheet == "targets" else list(rows.values())

    def _compare_plan(self, sheet: str) -> None:
        """Count the rows that would change the plan if they were read."""
        if sheet == "targets":
            self.found.parsed.sheets[sheet] = []
        self._note_plan(
            sheet, [(record, name) for record in self.parsed[sheet] if (name := self._other(sheet, record))]
        )
        for name in self.parts.moved if self.is_correction else ():
            if name == sheet:
                self.log.file(f"blad {self.parts.names[sheet]}", f"Raderna står i en annan ordning. {IN_CORRECTION}")

    def _other(self, sheet: str, record: Record) -> str:
        """The first column of a row of the plan that says something else than what stands; empty for none."""
        key = row_key(sheet, record)
        stored, base = self.stored.find(sheet, key), self._base(sheet, key, record)
        has_years = sheet in ("targets", "risks", "controls")
        known = self._every_period().find(sheet, key) if has_years and stored is None and base is None else None
        if stored is None and base is None and known is None:
            return KEYS[sheet][0]
        for cell in cells_of_sheet(sheet):
            if not record.given.isdisjoint(cell.keys):
                told = self.file.value(sheet, record, cell)
                rows = [(self.stored, stored or known), *([(self.template, base)] if self.template else [])]
                if told not in [source.value(sheet, row, cell) for source, row in rows]:
                    return cell.name
        return ""

    def _note_plan(self, sheet: str, differing: Sequence[tuple[Record, str]]) -> None:
        if self.is_correction:
            for record, name in differing:
                self.log.add(record.error(name, IN_CORRECTION))
        elif differing:
            self.found.plan[self.parts.names[sheet]] += len(differing)

    def _decide_facts(self, sheet: str) -> None:
        kept: list[Record] = []
        blank = {id(record) for record in self.blank[sheet]}
        for record in (*self.parsed[sheet], *self.blank[sheet]):
            key = row_key(sheet, record)
            if id(record) in blank and self.stored.find(sheet, key) is None:
                self.found.unfilled += 1
                continue
            if not self._is_readable(sheet, record) or not self._may_write(sheet, key, record):
                continue
            stored, base = self._stored(sheet, key, record), self._base(sheet, key, record)
            if self.decider.decide_row(sheet, key, record, stored, base):
                self._take(sheet, record, self._line(sheet, key), kept)
        if kept or any(name == sheet for name, _ in self.found.emptied):
            self.saves.add(sheet)
        self.found.parsed.sheets[sheet] = kept

    def _line(self, sheet: str, key: RowKey) -> Record | None:
        return self.stored.find(sheet, key) or (self._every.find(sheet, key) if self._every else None)

    def _take(self, sheet: str, record: Record, stored: Record | None, kept: list[Record]) -> None:
        """A row with anything left in it is written, one with nothing left is taken away."""
        if settle_row(sheet, record) or stored is None:
            kept.append(record)
            return
        if sheet in KIND_OF_MONEY and record["footnote"]:
            self.log.add(record.error("footnote", LOST_FOOTNOTE))
        self.found.emptied.append((sheet, record))
        if sheet == "investments":
            kept.append(record)  # what the project is may have changed

    @staticmethod
    def _is_readable(sheet: str, record: Record) -> bool:
        """Is it known which row it is? If not, an error has said so."""
        return record.unread.isdisjoint(KEYS[sheet])

    def _may_write(self, sheet: str, key: RowKey, record: Record) -> bool:
        """Is the row the file's to write? One of another period that is as it stands is passed over, else refused."""
        own_table = sheet in KIND_OF_MONEY and record["table"] is not None and not self.is_correction
        if own_table or self.periods.is_own(sheet, record):
            return True
        if self._is_as_known(sheet, key, record):
            return False
        if self.is_correction or not self.periods.takes_history(record):
            self.log.add(record.error("year", self.periods.refusal(record)))
            return False
        self.found.earlier[self.periods.label(record)] += 1
        return True

    def _is_as_known(self, sheet: str, key: RowKey, record: Record) -> bool:
        base, stored = self._base(sheet, key, record), self._stored(sheet, key, record)
        for cell in cells_of_sheet(sheet):
            if is_blank(record, cell):
                continue
            told = self.file.value(sheet, record, cell)
            known = [self.stored.value(sheet, stored, cell)]
            if self.template:
                known.append(self.template.value(sheet, base, cell))
            if told not in known:
                return False
        return True

    def _stored(self, sheet: str, key: RowKey, record: Record) -> Record | None:
        found = self.stored.find(sheet, key)
        if found is None and (sheet == "targets" or not self.periods.is_own(sheet, record)):
            found = self._every_period().find(sheet, key)
        if found is None and sheet == "investments":
            return row_about_project(record, self.about.get(record["project"]))
        return found

    def _base(self, sheet: str, key: RowKey, record: Record) -> Record | None:
        found = self.template.find(sheet, key) if self.template else None
        if found is None and self.template and sheet == "investments":
            return row_about_project(record, self.template.find_project(record["project"]))
        return found

    def _every_period(self) -> Source:
        """What stands in every period; looked up only for a file that speaks of another than its own."""
        if self._every is None:
            parsed = parse(board_sheets(self.round), ErrorLog(), is_whole=False)
            parsed.profile = self.stored.parsed.profile
            self._every = Source(parsed, self.units, self.stored.parsed["tables"])
        return self._every
