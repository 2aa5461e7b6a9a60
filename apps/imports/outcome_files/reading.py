"""From the figures of a table to outcomes: what is read, what is left out and why, and what is not understood.

Every figure of the file is in one of the three, or an error at its cell.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from apps.core.cell_numbers import UnreadableError
from apps.core.choices import Accumulation, Gender
from apps.core.swedish import format_list, format_number
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.goals.targets import is_percent
from apps.imports.ledgers.amounts import DecimalEvidence
from apps.imports.ledgers.questions import iter_unclear_questions
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.outcome_files.figures import FileFigure, count_rows_without_figures, iter_figures
from apps.imports.outcome_files.file_mapping import (
    EXCLUDED_TARGET,
    SHARE,
    SUMMED_MONTHS,
    OutcomeFileMapping,
    RowTarget,
)
from apps.imports.outcome_files.followed_indicators import FollowedIndicator, FollowedPlan
from apps.imports.outcome_files.period_marks import PeriodMark
from apps.imports.outcome_files.periods import (
    ChosenPeriod,
    PeriodReader,
    check_value_headings,
    choose_period,
    iter_flow_questions,
    iter_title_questions,
    list_missing_months,
)
from apps.imports.outcome_files.values import (
    ValueReading,
    find_number_body,
    read_fraction,
    read_value,
)
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet

READ_IN = "läses in"
UNKNOWN_NAMES = "namn utan koppling"
UNKNOWN_AREAS = "verksamheter utan koppling"
WITHOUT_NAME = "rader utan namn"
EXCLUDED = "läses inte in enligt kopplingen"
OTHER_PERIODS = "andra perioder"
WITHOUT_VALUE = "celler som säger att värdet saknas"
OTHER_GENDERS = "annat kön än kvinnor, män och totalt"
NOT_BY_GENDER = "kvinnor och män för det som inte är könsuppdelat"
NOT_FOLLOWED = "verksamheter där indikatorn inte följs upp"
NOT_UNDERSTOOD = (UNKNOWN_NAMES, UNKNOWN_AREAS, WITHOUT_NAME)
_PILES = (
    READ_IN, EXCLUDED, OTHER_PERIODS, WITHOUT_VALUE, NOT_BY_GENDER, OTHER_GENDERS, NOT_FOLLOWED, *NOT_UNDERSTOOD,
)  # fmt: skip
MAX_LISTED = 8


class OutcomePlace(NamedTuple):
    """Which row of the sheet of outcomes a figure is."""

    indicator: str
    area: str
    gender: str


@dataclass(frozen=True, slots=True)
class ReadOutcome:
    """An outcome of the file as the format's sheet states it, its row there, and of how many rows it is the sum."""

    place: OutcomePlace
    row: int
    value: str
    missing: str = ""
    rows: int = 1


@dataclass
class UnknownName:
    """A name that the mapping does not speak of: as people read it, its figures, and what the first of them say."""

    shown: str
    figures: int = 0
    samples: list[str] = field(default_factory=list)

    def add(self, figure: FileFigure) -> None:
        """One more of its figures."""
        self.figures += 1
        if len(self.samples) < 3:
            gender = figure.gender if figure.gender in (Gender.WOMEN, Gender.MEN) else ""
            self.samples.append(f"{gender} {figure.text[:20]}".strip())


@dataclass
class OutcomeReading:
    """A file's outcomes by one mapping. ``piles`` count its figures by where they go."""

    outcomes: list[ReadOutcome] = field(default_factory=list)
    piles: Counter[str] = field(default_factory=Counter)
    names: dict[str, UnknownName] = field(default_factory=dict)
    areas: dict[str, UnknownName] = field(default_factory=dict)
    questions: list[FileQuestion] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    total: int = 0

    def list_piles(self) -> list[tuple[str, int]]:
        """The parts of the file in order, those that have any figure; what is read always."""
        return [(label, self.piles[label]) for label in _PILES if self.piles[label] or label == READ_IN]

    def list_unknown_names(self) -> list[tuple[str, UnknownName]]:
        """The names without a mapping, those with most figures first."""
        return sorted(self.names.items(), key=lambda item: (-item[1].figures, item[0]))

    def list_unknown_areas(self) -> list[tuple[str, UnknownName]]:
        """The areas without a mapping, those with most figures first."""
        return sorted(self.areas.items(), key=lambda item: (-item[1].figures, item[0]))


class _PlacedFigure(NamedTuple):
    """A figure that the mapping says what it is, with its mark."""

    figure: FileFigure
    place: OutcomePlace
    mark: PeriodMark | None


def read_outcomes(
    table: RawSheet,
    mapping: OutcomeFileMapping,
    plan: FollowedPlan,
    period: Tertial,
    log: ErrorLog,
    *,
    lines_above: Sequence[str] = (),
) -> OutcomeReading:
    """Read a table by a mapping. What can't be read goes to the log, all at once."""
    reader = _OutcomeReader(table, mapping, plan, period, log)
    reader.found.questions += iter_title_questions(lines_above, period)
    return reader.read()


class _OutcomeReader:
    """One table by one mapping."""

    def __init__(
        self, table: RawSheet, mapping: OutcomeFileMapping, plan: FollowedPlan, period: Tertial, log: ErrorLog
    ) -> None:
        self.table, self.mapping, self.plan, self.period, self.log = table, mapping, plan, period, log
        self.found = OutcomeReading()
        self.periods = PeriodReader(table.file, log)
        self.skipped: dict[str, Counter[str]] = defaultdict(Counter)
        self.blank_genders: list[int] = []
        self.targets = {name: RowTarget.read(text) for name, text in mapping.names.items()}

    def read(self) -> OutcomeReading:
        """All of it."""
        check_value_headings(self.table, self.mapping, self.period, self.log)
        placed = [one for figure in iter_figures(self.table, self.mapping) if (one := self._place(figure)) is not None]
        chosen = choose_period((one.mark for one in placed), self.period, self.mapping)
        groups: dict[OutcomePlace, list[_PlacedFigure]] = {}
        for one in placed:
            if one.mark in chosen.marks or (one.mark in chosen.months and self._is_summed(one.place)):
                groups.setdefault(one.place, []).append(one)
            else:
                self.found.piles[OTHER_PERIODS] += 1
        self.found.questions += chosen.questions
        read = {place: self._read_values(figures) for place, figures in groups.items()}
        for place, values in read.items():
            if outcome := self._decide_outcome(place, values, chosen):
                self.found.outcomes.append(outcome)
        self._ask(placed, groups, read, chosen)
        self._remark(placed, groups, chosen)
        return self.found

    def _place(self, figure: FileFigure) -> _PlacedFigure | None:
        """Which row of the report a figure is; None with its pile where it is none."""
        self.found.total += 1
        label, place = self._find_place(figure)
        if place is None:
            self.found.piles[label] += 1
            return None
        return _PlacedFigure(figure, place, self.periods.read(figure))

    def _find_place(self, figure: FileFigure) -> tuple[str, OutcomePlace | None]:
        target = self.targets.get(figure.name)
        indicator = self.plan.indicators.get(target.indicator) if target else None
        if not figure.name:
            return WITHOUT_NAME, None
        if target and target.indicator == EXCLUDED_TARGET:
            return EXCLUDED, None
        if target is None or indicator is None:
            self.found.names.setdefault(figure.name, UnknownName(figure.shown_name)).add(figure)
            return UNKNOWN_NAMES, None
        area = self._find_area(figure, target, indicator)
        if area == EXCLUDED_TARGET:
            return EXCLUDED, None
        if not area:
            shown = figure.shown_area or "utan namn"
            self.found.areas.setdefault(figure.area, UnknownName(shown)).add(figure)
            return UNKNOWN_AREAS, None
        if indicator.areas and area not in indicator.areas:
            self.skipped[NOT_FOLLOWED][f"{indicator.name}, {self.plan.areas.get(area, area)}"] += 1
            return NOT_FOLLOWED, None
        return self._find_gender(figure, target, indicator, area)

    def _find_area(self, figure: FileFigure, target: RowTarget, indicator: FollowedIndicator) -> str:
        """The area's code, that it is left out, or empty where nobody has said."""
        if "area" not in self.mapping.columns:
            return target.area if target.area in self.plan.areas else self.plan.find_default_area(indicator)
        code = self.mapping.areas.get(figure.area, "")
        return code if code in self.plan.areas or code == EXCLUDED_TARGET else ""

    def _find_gender(
        self, figure: FileFigure, target: RowTarget, indicator: FollowedIndicator, area: str
    ) -> tuple[str, OutcomePlace | None]:
        gender = figure.gender
        if gender is None:
            self.skipped[OTHER_GENDERS][figure.gender_text] += 1
            return OTHER_GENDERS, None
        if target.gender and gender in ("", Gender.TOTAL):
            gender = target.gender
        if gender == "":
            if indicator.by_gender:
                self.blank_genders.append(figure.row)
            gender = Gender.TOTAL.value
        if gender != Gender.TOTAL and not indicator.by_gender:
            self.skipped[NOT_BY_GENDER][indicator.name] += 1
            return NOT_BY_GENDER, None
        return "", OutcomePlace(indicator.code, area, gender)

    def _is_summed(self, place: OutcomePlace) -> bool:
        indicator = self.plan.indicators[place.indicator]
        return self.mapping.months == SUMMED_MONTHS and indicator.accumulation == Accumulation.FLOW

    def _read_values(self, figures: Iterable[_PlacedFigure]) -> list[tuple[_PlacedFigure, ValueReading]]:
        """What the figures of one place say, without those that have no value and those in error."""
        found = []
        for one in figures:
            unit = self.plan.indicators[one.place.indicator].unit
            try:
                value = self._read_figure(one.figure, unit)
            except UnreadableError as error:
                self.log.add(
                    CellError(self.table.file, one.figure.row, one.figure.heading, one.figure.text, str(error))
                )
                continue
            if value.text or value.missing:
                found.append((one, value))
            else:
                self.found.piles[WITHOUT_VALUE] += 1
                self.skipped[WITHOUT_VALUE][f"”{one.figure.text[:20]}” på rad {one.figure.row}"] += 1
        return found

    def _read_figure(self, figure: FileFigure, unit: str) -> ValueReading:
        if figure.is_merged:
            raise UnreadableError("Cellen är sammanslagen för flera rader. Dela den och skriv varje rads värde.")
        value = read_value(
            figure.cell, unit=unit, decimal=self.mapping.decimal, percent=self.mapping.percent, row_unit=figure.unit
        )
        return read_fraction(figure.numerator, figure.denominator, value, unit=unit, decimal=self.mapping.decimal)

    def _decide_outcome(
        self, place: OutcomePlace, values: list[tuple[_PlacedFigure, ValueReading]], chosen: ChosenPeriod
    ) -> ReadOutcome | None:
        """One outcome of a place's figures: the only one, or the sum of months. Two of the same are an error at both."""
        by_mark: dict[PeriodMark | None, list[tuple[_PlacedFigure, ValueReading]]] = defaultdict(list)
        for item in values:
            by_mark[item[0].mark].append(item)
        is_sum = len(by_mark) > 1
        twins = next(
            (found for found in by_mark.values() if len(found) > 1), values if is_sum and not chosen.months else []
        )
        if len(twins) > 1:
            self._note_twins([one.figure for one, _ in twins])
            return None
        if not values:
            return None
        self.found.piles[READ_IN] += len(values)
        first, value = values[0]
        if not is_sum:
            return ReadOutcome(place, first.figure.row, value.text, value.missing)
        numbers = [value.number for _, value in values]
        if any(number is None or "/" in value.text for number, (_, value) in zip(numbers, values, strict=True)):
            message = "Månaderna går inte att summera: skriv tal i alla, eller välj senaste månaden i kopplingen."
            self.log.add(CellError(self.table.file, first.figure.row, first.figure.heading, first.figure.text, message))
            return None
        total = sum((number for number in numbers if number is not None), Decimal(0))
        return ReadOutcome(place, first.figure.row, format_plain_number(total), rows=len(values))

    def _note_twins(self, figures: Sequence[FileFigure]) -> None:
        first = figures[0]
        for figure in figures:
            other = first if figure is not first else figures[1]
            same = "samma rad" if other.row == figure.row else f"rad {other.row}"
            message = (
                f"Samma uppgift ({figure.shown_name[:60]}) står också på {same}, ”{other.text[:20]}”. Ta bort den ena,"
                " eller välj i kopplingen att ett av namnen inte läses in."
            )
            self.log.add(CellError(self.table.file, figure.row, figure.heading, figure.text, message))

    def _ask(
        self,
        placed: Sequence[_PlacedFigure],
        groups: dict[OutcomePlace, list[_PlacedFigure]],
        read: dict[OutcomePlace, list[tuple[_PlacedFigure, ValueReading]]],
        chosen: ChosenPeriod,
    ) -> None:
        questions = self.found.questions
        values = [item for items in read.values() for item in items]
        if self.blank_genders:
            rows = format_list([str(row) for row in sorted(set(self.blank_genders))], MAX_LISTED)
            questions.append(
                FileQuestion(
                    f"gender:{rows}", f"Kolumnen kön är tom på rad {rows}. Ett ja betyder att talen gäller alla."
                )
            )
        questions += self._iter_percent_questions(values)
        questions += self._iter_unclear_questions(values)
        flows: dict[str, list[PeriodMark | None]] = defaultdict(list)
        for place, figures in groups.items():
            indicator = self.plan.indicators[place.indicator]
            if indicator.accumulation == Accumulation.FLOW:
                flows[indicator.name] += [one.mark for one in figures]
        questions += iter_flow_questions(flows, self.period, is_summed=bool(chosen.months))
        questions += self._iter_gap_questions(read, chosen)
        questions += self._iter_unknown_questions()

    def _iter_percent_questions(self, values: Iterable[tuple[_PlacedFigure, ValueReading]]) -> Iterator[FileQuestion]:
        """Where all bare numbers of an indicator in per cent look like shares, or shares like per cent."""
        numbers: dict[str, list[tuple[int, str, Decimal]]] = defaultdict(list)
        for one, value in values:
            indicator = self.plan.indicators[one.place.indicator]
            if is_percent(indicator.unit) and value.is_bare and value.number is not None:
                numbers[indicator.name].append((one.figure.row, one.figure.text, value.number))
        is_share = self.mapping.percent == SHARE
        for name, found in numbers.items():
            nonzero = [item for item in found if item[2] != 0]
            odd = [item for item in nonzero if abs(item[2]) > 100] if is_share else nonzero
            if odd and (is_share or all(abs(number) <= 1 for _, _, number in nonzero)):
                row, text, number = odd[0]
                other = "procent" if is_share else "andelar"
                yield FileQuestion(
                    f"percent:{self.mapping.percent}:{name}:{row}:{text}",
                    f"”{name}” mäts i procent, och filen säger {text[:20]} på rad {row}. Ett ja betyder att det är"
                    f" {format_number(Decimal(f'{number.normalize():f}'))} %; annars väljer du {other} i kopplingen.",
                )

    def _iter_unclear_questions(self, values: Iterable[tuple[_PlacedFigure, ValueReading]]) -> Iterator[FileQuestion]:
        evidence = DecimalEvidence()
        for one, _ in values:
            for cell in (one.figure.cell, one.figure.numerator, one.figure.denominator):
                evidence.add(find_number_body(cell), one.figure.row)
        return iter_unclear_questions(evidence.list_unclear(self.mapping.decimal), self.mapping.decimal)

    def _iter_gap_questions(
        self, read: dict[OutcomePlace, list[tuple[_PlacedFigure, ValueReading]]], chosen: ChosenPeriod
    ) -> Iterator[FileQuestion]:
        """Where a sum lacks a month."""
        for place, values in read.items() if chosen.months else ():
            if not self._is_summed(place):
                continue
            missing = list_missing_months((one.mark for one, _ in values), chosen.last_month)
            if missing:
                name = self._format_place(place)
                listed = format_list(missing)
                yield FileQuestion(
                    f"gap:{place.indicator}:{place.area}:{place.gender}:{listed}",
                    f"”{name}” saknar värde för {listed}. Ett ja betyder att det inte var något då, så att summan är hel.",
                )

    def _iter_unknown_questions(self) -> Iterator[FileQuestion]:
        """What nobody has said the meaning of is not passed over in silence."""
        for what, unknown in (
            ("namn", self.found.list_unknown_names()),
            ("verksamheter", self.found.list_unknown_areas()),
        ):
            if unknown:
                key = ",".join(name for name, _ in unknown)
                listed = format_list([f"”{one.shown[:60]}”" for _, one in unknown], MAX_LISTED)
                yield FileQuestion(
                    f"unknown:{what}:{key}",
                    f"Filen har {what} som inte är kopplade: {listed}. Ett ja betyder att de inte läses in den här"
                    " gången; annars väljer du i kopplingen vad de är.",
                )

    def _remark(
        self,
        placed: Sequence[_PlacedFigure],
        groups: dict[OutcomePlace, list[_PlacedFigure]],
        chosen: ChosenPeriod,
    ) -> None:
        """What a person should know, that stops nothing."""
        remarks = self.found.remarks
        if chosen.last_month:
            summed = ", och det som summeras över året är summan från januari" if chosen.months else ""
            remarks.append(f"Av filens månader är {MONTH_NAMES[chosen.last_month]} läst{summed}.")
        for label, counts in self.skipped.items():
            remarks.append(f"{label[:1].upper()}{label[1:]}: {format_list(list(counts), MAX_LISTED)}.")
        read = {place.indicator for place in groups}
        silent = {one.place.indicator for one in placed} - read
        if silent:
            names = sorted(self.plan.indicators[code].name for code in silent)
            remarks.append(f"Utan värde för perioden: {format_list(names, MAX_LISTED)}.")
        remarks += self._iter_gender_remarks(groups)
        empty, repeated = count_rows_without_figures(self.table, self.mapping)
        for count, what in ((empty, "har inget i värdekolumnerna"), (repeated, "upprepar rubrikerna")):
            if count:
                remarks.append(f"{count} {'rad' if count == 1 else 'rader'} i filen {what}.")

    def _iter_gender_remarks(self, groups: Iterable[OutcomePlace]) -> Iterator[str]:
        """Which of women, men and total the file lacks for an indicator that has others of them."""
        genders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for place in groups:
            genders[place.indicator, place.area].add(place.gender)
        lacking: dict[str, list[str]] = defaultdict(list)
        for (code, area), found in genders.items():
            if self.plan.indicators[code].by_gender:
                rest = [str(gender.label).lower() for gender in Gender if gender not in found]
                if rest:
                    lacking[format_list(rest)].append(self._format_place(OutcomePlace(code, area, Gender.TOTAL.value)))
        for rest, names in lacking.items():
            yield f"Filen har inte {rest} för {format_list(names, MAX_LISTED)}."

    def _format_place(self, place: OutcomePlace) -> str:
        """``Sjukfrånvaro, Hemtjänst, kvinnor``."""
        area = self.plan.areas.get(place.area, "") if place.area != self.plan.root else ""
        gender = str(Gender(place.gender).label).lower() if place.gender != Gender.TOTAL else ""
        return ", ".join(filter(None, (self.plan.indicators[place.indicator].name, area, gender)))
