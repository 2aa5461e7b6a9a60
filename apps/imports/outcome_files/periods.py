"""Which figures are of the round's period, and what must be answered before a period that fits badly is taken."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from apps.core.period_marks import PeriodMark, is_accumulated, list_years
from apps.core.swedish import format_list
from apps.core.tertials import MONTH_NAMES, Tertial
from apps.imports.ledgers.reading import FileQuestion
from apps.imports.outcome_files.figures import FileFigure
from apps.imports.outcome_files.mapping import SUMMED_MONTHS, VALUE_GENDERS, OutcomeFileMapping
from apps.imports.outcome_files.period_marks import find_heading_period, parse_period_cells
from apps.imports.outcome_files.texts import show_text
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet

MAX_LISTED = 6


@dataclass
class ChosenPeriod:
    """The marks whose figures are the report's, those whose months are summed, and the questions of them."""

    marks: set[PeriodMark | None] = field(default_factory=set)
    months: set[PeriodMark | None] = field(default_factory=set)
    questions: list[FileQuestion] = field(default_factory=list)
    last_month: int = 0


class PeriodReader:
    """Reads the marks of figures, each text once, and notes those that are no period."""

    def __init__(self, file: str, log: ErrorLog) -> None:
        self._file, self._log = file, log
        self._known: dict[tuple[str, str], PeriodMark | None] = {}
        self._unread: set[tuple[str, str]] = set()

    def read(self, figure: FileFigure) -> PeriodMark | None:
        """The figure's mark; None where it has none, or one that can't be read, which is an error at the first row."""
        key = figure.period, figure.year
        if key not in self._known and key not in self._unread:
            try:
                self._known[key] = parse_period_cells(*key)
            except ValueError as error:
                self._unread.add(key)
                self._log.add(CellError(self._file, figure.row, None, "", str(error)))
        return self._known.get(key)


def choose_period(marks: Iterable[PeriodMark | None], period: Tertial, mapping: OutcomeFileMapping) -> ChosenPeriod:
    """Choose among the marks of figures that would be read: the period's own, else its months, else its year."""
    own_year = [mark for mark in set(marks) if mark is None or mark.year in (None, period.year)]
    found = ChosenPeriod({mark for mark in own_year if mark is None or is_accumulated(mark, period)})
    if any(found.marks):
        return found
    stated = [mark for mark in own_year if mark is not None]
    months = [mark for mark in stated if mark.is_month and mark.last <= period.end.month]
    if months:
        _choose_months(found, months, period, mapping)
        return found
    spans = [mark for mark in stated if not mark.is_month and mark.last == period.end.month]
    years = [mark for mark in stated if mark.is_whole_year]
    for mark in spans or years:
        found.marks.add(mark)
        found.questions.append(_build_span_question(mark, period))
    return found


def _choose_months(
    found: ChosenPeriod, months: Sequence[PeriodMark], period: Tertial, mapping: OutcomeFileMapping
) -> None:
    found.last_month = max(mark.last for mark in months)
    found.marks |= {mark for mark in months if mark.last == found.last_month}
    if mapping.months == SUMMED_MONTHS:
        found.months = set(months)
    if found.last_month < period.end.month:
        name = MONTH_NAMES[found.last_month]
        found.questions.append(
            FileQuestion(
                f"last-month:{period.year}{found.last_month:02}:{period.end:%Y%m}",
                f"Filens senaste månad är {name}, men rapporten går till och med {period.end_month_name}."
                f" Ett ja betyder att talen till och med {name} är rapportens.",
            )
        )


def _build_span_question(mark: PeriodMark, period: Tertial) -> FileQuestion:
    return FileQuestion(
        f"span:{mark.label}:{period.end:%Y%m}",
        f"Filens tal gäller {mark.label}, men rapporten {period.long_label}. Ett ja betyder att de är rapportens tal.",
    )


def list_missing_months(marks: Iterable[PeriodMark | None], last_month: int) -> list[str]:
    """The months from January that a sum lacks."""
    present = {mark.last for mark in marks if mark is not None}
    return [MONTH_NAMES[month] for month in range(1, last_month + 1) if month not in present]


def check_value_headings(table: RawSheet, mapping: OutcomeFileMapping, period: Tertial, log: ErrorLog) -> None:
    """Add an error for each chosen column whose heading names another year or another end than the report's."""
    for key in VALUE_GENDERS:
        place = mapping.columns.get(key)
        heading = table.lines[0].cells[place] if place is not None and place < len(table.lines[0].cells) else ""
        other = find_other_period(heading, period)
        if other:
            log.file(
                table.file,
                f"Kolumnen ”{heading.strip()[:60]}” gäller {other}, men rapporten {period.long_label}."
                " Välj en annan kolumn, eller en fil för rätt period.",
            )


def is_of_period(heading: str, period: Tertial) -> bool:
    """Does a heading name the report's period, or its year alone? None named is not it."""
    mark = find_heading_period(heading)
    is_named = mark is not None or bool(list_years(show_text(heading)))
    return is_named and not find_other_period(heading, period) and (mark is None or is_accumulated(mark, period))


def find_other_period(text: str, period: Tertial) -> str:
    """The period that a text names, where it is not the report's; empty otherwise."""
    years, mark = list_years(show_text(text)), find_heading_period(text)
    if years and period.year not in years:
        return str(max(years))
    if mark is None or mark.last == period.end.month:
        return ""
    return mark.label


def iter_title_questions(lines: Sequence[str], period: Tertial) -> Iterator[FileQuestion]:
    """Where a line above the table names another period: it may be when it was printed, or what the file is of."""
    others = [line[:100] for line in lines if find_other_period(line, period)]
    named = [line for line in lines if list_years(show_text(line)) or find_heading_period(line)]
    if others and len(others) == len(named):
        text = format_list([f"”{line}”" for line in others], MAX_LISTED)
        yield FileQuestion(
            f"title:{text}:{period.end:%Y%m}",
            f"Ovanför tabellen står {text}, men rapporten gäller {period.long_label}. Ett ja betyder att talen ändå är"
            " rapportens.",
        )
