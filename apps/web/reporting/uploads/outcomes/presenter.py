"""What the mapping's page shows of a file with outcomes: its rows, its names with their choices, and how it is read."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from hashlib import blake2s
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from apps.core.choices import Gender
from apps.core.period_marks import list_years
from apps.core.tertials import Tertial
from apps.imports.models import ImportJob
from apps.imports.outcome_files.figures import iter_figures
from apps.imports.outcome_files.followed_indicators import FollowedIndicator, load_followed_plan
from apps.imports.outcome_files.headings import guess_mapping
from apps.imports.outcome_files.mapping import EXCLUDED_TARGET, OutcomeFileMapping, RowTarget
from apps.imports.outcome_files.matches import NameMatcher, guess_areas, guess_names
from apps.imports.outcome_files.period_marks import find_heading_period
from apps.imports.outcome_files.reading import read_outcomes
from apps.imports.outcome_files.results import OutcomeReading, UnknownName
from apps.imports.outcome_files.tables import (
    choose_outcome_table,
    guess_table_columns,
    list_lines_above,
    list_outcome_sheets,
)
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.table_sheets import find_sheet

FIRST_ROWS = 10
ROWS_ABOVE_HEADINGS = 3
MOST_NAMES = 100
"""Names of one kind that a form shows; Django takes a thousand fields."""
MOST_CHOSEN = 200
MOST_OUTCOMES = 40
MOST_ERRORS = 20
EXCLUDED_LABEL = "läses inte in"


class NameChoice(NamedTuple):
    """A name of the file with what was chosen for it, empty for nothing, and what is proposed: value and label."""

    field: str
    shown: str
    figures: int
    samples: str
    chosen: str
    proposal: tuple[str, str] | None = None


class NameList(NamedTuple):
    """The names of a kind: those that wait for a choice, how many more there are, and those that have one."""

    prefix: str
    heading: str
    choices: list[tuple[str, str]]
    waiting: list[NameChoice]
    hidden: int
    chosen: list[NameChoice]
    hidden_chosen: int


class ShownOutcome(NamedTuple):
    """An outcome as it would be read: what it is of, its value, and where it stands in the file."""

    indicator: str
    area: str
    gender: str
    value: str
    row: int


def build_field(prefix: str, name: str) -> str:
    """The name of a form's field for a name in the file, which may hold anything."""
    return f"{prefix}:{blake2s(name.encode(), digest_size=8).hexdigest()}"


class OutcomeSurvey:
    """What is in the file, which is read once, by a mapping that may not be complete yet."""

    def __init__(self, job: ImportJob) -> None:
        self.log = ErrorLog()
        self.mapping = OutcomeFileMapping()
        self.is_guessed = False
        self.proposed_from = ""  # what the headings were of in the file that the mapping was made for
        self.period = Tertial(job.round.year, job.round.tertial)
        self.plan = load_followed_plan(job.round)
        self._matcher = NameMatcher(self.plan)
        self.sheets = list_outcome_sheets(job.file.read_content(), job.file.name, self.log)
        self.table: RawSheet | None = choose_outcome_table(self.sheets) if self.sheets else None
        self.reading = OutcomeReading()
        self.reading_log = ErrorLog()
        self._names: dict[str, UnknownName] = {}
        self._areas: dict[str, UnknownName] = {}

    def guess(self) -> OutcomeFileMapping:
        """The mapping to begin with when none has been saved."""
        self.is_guessed = True
        return guess_mapping(self.table) if self.table else OutcomeFileMapping()

    def propose(self, moved: OutcomeFileMapping) -> OutcomeFileMapping:
        """The mapping of another period's file to begin with, which is told with that period."""
        marks = [mark for heading in moved.headers.values() if (mark := find_heading_period(heading))]
        years = sorted({year for heading in moved.headers.values() for year in list_years(heading)})
        self.proposed_from = marks[0].label if marks else ", ".join(map(str, years))
        return moved

    def guess_columns(self, mapping: OutcomeFileMapping) -> OutcomeFileMapping:
        """The mapping with the columns of the sheet and heading row that it chooses."""
        return replace(mapping, columns=guess_table_columns(self.sheets, mapping)) if self.sheets else mapping

    def guess_targets(self, mapping: OutcomeFileMapping) -> OutcomeFileMapping:
        """The mapping with a meaning for each name that is an indicator's or area's own and has none yet."""
        self.use(mapping)
        names, areas = guess_names(self._names, self._matcher), guess_areas(self._areas, self._matcher)
        return replace(mapping, names={**names, **mapping.names}, areas={**areas, **mapping.areas})

    def use(self, mapping: OutcomeFileMapping) -> None:
        """Look at the file by a mapping."""
        self.mapping, self.reading, self.reading_log = mapping, OutcomeReading(), ErrorLog()
        self._names, self._areas = {}, {}
        if not self.sheets:
            return
        self.table = choose_outcome_table(self.sheets, mapping)
        if mapping.find_problem() or max(mapping.columns.values()) >= len(self.table.lines[0].cells):
            return
        for figure in iter_figures(self.table, mapping):
            if figure.name:
                self._names.setdefault(figure.name, UnknownName(figure.shown_name)).add(figure)
            if "area" in mapping.columns:
                self._areas.setdefault(figure.area, UnknownName(figure.shown_area or "(tom)")).add(figure)
        above = list_lines_above(self.sheets, mapping, self.table)
        self.reading = read_outcomes(self.table, mapping, self.plan, self.period, self.reading_log, lines_above=above)

    def find_problem(self) -> str:
        """What must be mended before the file can be read, or empty."""
        if self.log.errors:
            return " ".join(str(error) for error in self.log.errors[:10])
        problem = self.mapping.find_problem()
        if not problem and self.table and max(self.mapping.columns.values()) >= len(self.table.lines[0].cells):
            return "En vald kolumn finns inte. Välj kolumnerna på nytt."
        return problem

    def exclude_rest(self, mapping: OutcomeFileMapping) -> OutcomeFileMapping:
        """The mapping that leaves out every name of the file that has no meaning yet, the next time too."""
        rest = dict.fromkeys(self._names.keys() - mapping.names.keys(), EXCLUDED_TARGET)
        areas = dict.fromkeys(self._areas.keys() - mapping.areas.keys(), EXCLUDED_TARGET)
        return replace(mapping, names={**mapping.names, **rest}, areas={**mapping.areas, **areas})

    # The form's names

    @property
    def names(self) -> list[str]:
        """The normalised names of the file's rows."""
        return list(self._names)

    @property
    def areas(self) -> list[str]:
        """The normalised names of the file's areas."""
        return list(self._areas)

    @cached_property
    def targets(self) -> list[tuple[str, str]]:
        """What a name can mean: value and label, the indicators by name."""
        found = []
        labels = [one.name for one in self.plan.indicators.values()]
        for one in sorted(self.plan.indicators.values(), key=lambda each: each.name.casefold()):
            more = one.heading or one.unit
            label = f"{one.name} ({more})" if labels.count(one.name) > 1 and more else one.name
            found += [(target.text, f"{label}{rest}") for target, rest in self._iter_targets(one)]
        return [*found, (EXCLUDED_TARGET, EXCLUDED_LABEL)]

    def _iter_targets(self, one: FollowedIndicator) -> list[tuple[RowTarget, str]]:
        """The indicator alone, and by gender and area where the file has no columns for them."""
        genders = [("", "")]
        if one.by_gender and not self.mapping.columns.keys() & {"gender", "women", "men"}:
            genders += [(gender.value, f", {gender.label.lower()}") for gender in (Gender.WOMEN, Gender.MEN)]
        default = self.plan.find_default_area(one)
        areas = [("", "")] if default or "area" in self.mapping.columns else []
        if "area" not in self.mapping.columns:
            areas += [(code, f", {self.plan.areas.get(code, code)}") for code in one.areas if code != default]
        return [
            (RowTarget(one.code, area, gender), f"{place}{label}") for area, place in areas for gender, label in genders
        ]

    def list_names(self) -> list[NameList]:
        """The names of rows, and of areas where the file has a column for them."""
        areas = [*self.plan.areas.items(), (EXCLUDED_TARGET, EXCLUDED_LABEL)]
        found = [self._build_list("name", "Namn", self._names, self.targets, self.mapping.names)]
        if self._areas:
            found.append(self._build_list("area", "Verksamheter", self._areas, areas, self.mapping.areas))
        return found

    def _build_list(
        self,
        prefix: str,
        heading: str,
        names: Mapping[str, UnknownName],
        choices: list[tuple[str, str]],
        chosen: Mapping[str, str],
    ) -> NameList:
        known = {value for value, _ in choices}
        order = sorted(names, key=lambda name: (-names[name].figures, name))
        waiting = [name for name in order if chosen.get(name) not in known]
        decided = [name for name in order if chosen.get(name) in known]
        return NameList(
            prefix,
            heading,
            choices,
            [self._build_choice(prefix, name, names[name], "") for name in waiting[:MOST_NAMES]],
            len(waiting[MOST_NAMES:]),
            [self._build_choice(prefix, name, names[name], chosen[name]) for name in decided[:MOST_CHOSEN]],
            len(decided[MOST_CHOSEN:]),
        )

    @property
    def _taken(self) -> set[str]:
        """What other names of the file mean: two names of one thing would be an error."""
        return {target for name, target in self.mapping.names.items() if name in self._names}

    def _build_choice(self, prefix: str, name: str, one: UnknownName, chosen: str) -> NameChoice:
        proposal = None
        if prefix == "name" and not chosen and (target := self._matcher.propose(name)) is not None:
            labels = dict(self.targets)
            is_free = target.text in labels and target.text not in self._taken
            proposal = (target.text, labels[target.text]) if is_free else None
        return NameChoice(build_field(prefix, name), one.shown, one.figures, "; ".join(one.samples), chosen, proposal)

    # The file's rows, and how they are read

    @property
    def shown_sheet(self) -> RawSheet | None:
        """The chosen sheet, whole."""
        return find_sheet(self.sheets, self.mapping.sheet) if self.sheets else None

    @property
    def heading(self) -> int:
        """The row of the headings in the file, 0 where it has none."""
        return self.table.lines[0].number if self.table else 0

    @property
    def header_texts(self) -> list[str]:
        """The headings as the file has them."""
        return list(self.table.lines[0].cells) if self.table else []

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The columns to choose between: letter, and heading where there is one."""
        return [(get_column_letter(place), cell) for place, cell in enumerate(self.header_texts, start=1)]

    @cached_property
    def _first_rows(self) -> list[tuple[int, list[str]]]:
        lines = self.shown_sheet.lines if self.shown_sheet else []
        at = next((place for place, line in enumerate(lines) if line.number == self.heading), 0)
        start = at - ROWS_ABOVE_HEADINGS if at > FIRST_ROWS - ROWS_ABOVE_HEADINGS else 0
        return [(line.number, line.cells) for line in lines[start : start + FIRST_ROWS]]

    @property
    def letters(self) -> list[str]:
        """The letters of the shown columns."""
        return [
            get_column_letter(place)
            for place in range(1, max((len(cells) for _, cells in self._first_rows), default=0) + 1)
        ]

    @property
    def first(self) -> list[tuple[int, list[str]]]:
        """The first rows of the sheet with their numbers, filled to one width."""
        width = len(self.letters)
        return [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in self._first_rows]

    def list_outcomes(self) -> list[ShownOutcome]:
        """The first outcomes as they would be read."""
        return [
            ShownOutcome(
                self.plan.indicators[one.place.indicator].name,
                self.plan.areas.get(one.place.area, one.place.area),
                str(Gender(one.place.gender).label).lower(),
                f"{one.value or '*'} {self.plan.indicators[one.place.indicator].unit}".strip(),
                one.row,
            )
            for one in self.reading.outcomes[:MOST_OUTCOMES]
        ]

    @property
    def errors(self) -> list[str]:
        """What can't be read by the choices, the first of it."""
        return [str(error) for error in self.reading_log.errors[:MOST_ERRORS]]
