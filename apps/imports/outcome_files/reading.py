"""From the figures of a table to outcomes: what is read, what is left out and why, and what is not understood.

Every figure of the file is in one of the three, or an error at its cell.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from apps.core.cell_numbers import UnreadableError
from apps.core.choices import Accumulation, Gender
from apps.core.period_marks import PeriodMark
from apps.core.swedish import format_list
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.imports.outcome_files.figures import FileFigure, count_rows_without_figures, iter_figures
from apps.imports.outcome_files.followed_indicators import FollowedIndicator, FollowedPlan
from apps.imports.outcome_files.mapping import EXCLUDED_TARGET, SUMMED_MONTHS, OutcomeFileMapping, RowTarget
from apps.imports.outcome_files.periods import (
    ChosenPeriod,
    PeriodReader,
    check_value_headings,
    choose_period,
    iter_title_questions,
)
from apps.imports.outcome_files.questions import (
    format_place,
    iter_blank_gender_questions,
    iter_unknown_questions,
    iter_value_questions,
)
from apps.imports.outcome_files.results import (
    EXCLUDED,
    NOT_BY_GENDER,
    NOT_FOLLOWED,
    OTHER_GENDERS,
    OTHER_PERIODS,
    READ_IN,
    UNKNOWN_AREAS,
    UNKNOWN_NAMES,
    WITHOUT_NAME,
    WITHOUT_VALUE,
    OutcomePlace,
    OutcomeReading,
    PlacedFigure,
    ReadFigure,
    ReadOutcome,
    UnknownName,
)
from apps.imports.outcome_files.values import ValueReading, read_fraction, read_value
from apps.imports.report_format.cell_text import format_plain_number
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet

MAX_LISTED = 8


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
        groups: dict[OutcomePlace, list[PlacedFigure]] = {}
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
        questions = self.found.questions
        questions += iter_blank_gender_questions(self.blank_genders)
        questions += iter_value_questions(read, self.mapping, self.plan, chosen)
        questions += iter_unknown_questions(self.found)
        self._remark(placed, groups, chosen)
        return self.found

    def _place(self, figure: FileFigure) -> PlacedFigure | None:
        """Which row of the report a figure is; None with its pile where it is none."""
        self.found.total += 1
        label, place = self._find_place(figure)
        if place is None:
            self.found.piles[label] += 1
            return None
        return PlacedFigure(figure, place, self.periods.read(figure))

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

    def _read_values(self, figures: Iterable[PlacedFigure]) -> list[ReadFigure]:
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
                found.append(ReadFigure(one, value))
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
        self, place: OutcomePlace, values: Sequence[ReadFigure], chosen: ChosenPeriod
    ) -> ReadOutcome | None:
        """One outcome of a place's figures: the only one, or the sum of months. Two of a kind are an error at both."""
        twins = self._find_twins(values, is_sum=bool(chosen.months))
        if twins or not values:
            self._note_twins(twins)
            return None
        self.found.piles[READ_IN] += len(values)
        first, value = values[0].placed.figure, values[0].value
        if len(values) == 1:
            return ReadOutcome(place, first.row, value.text, value.missing)
        numbers = [one.value.number for one in values if one.value.number is not None and "/" not in one.value.text]
        if len(numbers) < len(values):
            message = "Månaderna går inte att summera: skriv tal i alla, eller välj senaste månaden i kopplingen."
            self.log.add(CellError(self.table.file, first.row, first.heading, first.text, message))
            return None
        return ReadOutcome(place, first.row, format_plain_number(sum(numbers, Decimal(0))), rows=len(values))

    @staticmethod
    def _find_twins(values: Sequence[ReadFigure], *, is_sum: bool) -> list[FileFigure]:
        """The figures of which there may be only one: of the same month where months are summed."""
        alike: dict[PeriodMark | None, list[FileFigure]] = defaultdict(list)
        for one in values:
            alike[one.placed.mark if is_sum else None].append(one.placed.figure)
        return next((figures for figures in alike.values() if len(figures) > 1), [])

    def _note_twins(self, figures: Sequence[FileFigure]) -> None:
        for figure in figures:
            first = figures[0]
            other = first if figure is not first else figures[1]
            same = "samma rad" if other.row == figure.row else f"rad {other.row}"
            message = (
                f"Samma uppgift ({figure.shown_name[:60]}) står också på {same}, ”{other.text[:20]}”. Ta bort den ena,"
                " eller välj i kopplingen att ett av namnen inte läses in."
            )
            self.log.add(CellError(self.table.file, figure.row, figure.heading, figure.text, message))

    def _remark(
        self,
        placed: Sequence[PlacedFigure],
        groups: dict[OutcomePlace, list[PlacedFigure]],
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
                rest = format_list([str(gender.label).lower() for gender in Gender if gender not in found])
                lacking[rest].append(format_place(OutcomePlace(code, area, Gender.TOTAL.value), self.plan))
        for rest, names in lacking.items():
            if rest:
                yield f"Filen har inte {rest} för {format_list(names, MAX_LISTED)}."
