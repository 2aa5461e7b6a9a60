"""The table of an outcome file: its sheet and its row of headings, and a saved mapping fitted to the next file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from apps.core.period_marks import DECEMBER, list_years, split_period
from apps.core.tertials import Tertial
from apps.imports.outcome_files.figures import get_cell
from apps.imports.outcome_files.headings import (
    MAX_LINES_ABOVE_HEADINGS,
    find_heading_place,
    guess_columns,
    looks_like_outcomes,
    normalise_heading,
)
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.periods import find_other_period, is_of_period
from apps.imports.outcome_files.texts import normalise_text
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.table_sheets import (
    choose_table,
    find_sheet,
    join_merged_headings,
    rank_sheets,
    read_table_sheets,
)

_NO_MAPPING = OutcomeFileMapping()


def list_outcome_sheets(content: bytes, name: str, log: ErrorLog) -> list[RawSheet]:
    """All sheets of a file whole, the one that looks most like outcomes first; hidden ones last."""
    sheets = rank_sheets(read_table_sheets(content, name, log))
    return sorted(sheets, key=lambda one: (one.hidden, not looks_like_outcomes(one.lines)))


def choose_outcome_table(sheets: Sequence[RawSheet], mapping: OutcomeFileMapping = _NO_MAPPING) -> RawSheet:
    """The chosen sheet from its headings on. Columns get numbers where it has none."""
    return choose_table(sheets, mapping.sheet, mapping.heading, find_heading_place)


def list_lines_above(sheets: Sequence[RawSheet], mapping: OutcomeFileMapping, table: RawSheet) -> list[str]:
    """What is written above the headings of the chosen table, line by line."""
    first = table.lines[0].number
    lines = find_sheet(sheets, mapping.sheet).lines
    return [" ".join(filter(None, line.cells)) for line in lines if line.number < first]


def add_headers(mapping: OutcomeFileMapping, headings: Sequence[str]) -> OutcomeFileMapping:
    """The mapping that remembers what its columns are called."""
    return replace(
        mapping,
        headers={
            key: normalise_heading(headings[place]) for key, place in mapping.columns.items() if place < len(headings)
        },
    )


def choose_fitting(
    saved: Iterable[OutcomeFileMapping], sheets: Sequence[RawSheet], period: Tertial
) -> OutcomeFileMapping | None:
    """The saved mapping whose headings are all in the file, and that knows most of its names; None where none does.

    Headings that a merged cell gives their period are only the same where that is the report's ``period``.
    """
    return _choose_knowing([found for one in saved if (found := _fit_mapping(one, sheets, period)) is not None], sheets)


def choose_moved(
    saved: Iterable[OutcomeFileMapping], sheets: Sequence[RawSheet], period: Tertial
) -> OutcomeFileMapping | None:
    """As ``choose_fitting``, of a file whose headings are the same but for the period, which is the report's now.

    Of mappings of the same headings that is the one of the latest period before the report's, else of the latest after.
    It has ``headers`` as they were, and is to be shown to a person before anything is read by it.
    """
    latest: dict[str, OutcomeFileMapping] = {}
    for one in sorted(saved, key=partial(_rank_period, period=period), reverse=True):
        found = _fit_lines(one, sheets, partial(_find_moved, period=period))
        if found is not None:
            latest.setdefault(one.headings_key, found)
    return _choose_knowing(latest.values(), sheets)


def _rank_period(mapping: OutcomeFileMapping, *, period: Tertial) -> tuple[bool, int, int]:
    """Whether the period that a mapping's headings end with is before the report's, and its year and month.

    A month without a year is the last one that had come by then.
    """
    until = period.year, period.end.month
    marks = [split_period(heading)[0] for heading in mapping.headers.values()]
    ends = [(one.year or period.year - (one.last > period.end.month), one.last) for one in marks if one is not None]
    years = [(year, DECEMBER) for heading in mapping.headers.values() for year in list_years(heading)]
    end = max(ends or years, default=(0, 0))
    return end < until, *end


def _choose_knowing(fitted: Iterable[OutcomeFileMapping], sheets: Sequence[RawSheet]) -> OutcomeFileMapping | None:
    known = [(_count_known_names(one, sheets), len(one.columns), one) for one in fitted]
    names, _, best = max(known, key=lambda item: item[:2], default=(0, 0, None))
    return best if names else None


def _count_known_names(mapping: OutcomeFileMapping, sheets: Sequence[RawSheet]) -> int:
    table = choose_outcome_table(sheets, mapping)
    names = {normalise_text(get_cell(line, mapping.columns.get("name"))) for line in table.lines[1:]}
    return len(names & mapping.names.keys())


def _fit_mapping(mapping: OutcomeFileMapping, sheets: Sequence[RawSheet], period: Tertial) -> OutcomeFileMapping | None:
    """A mapping made for another file, for this: its columns are where their headings are now."""
    if mapping.heading == 0:  # a file without headings: its columns have numbers only
        wanted = set(mapping.headers.values())
        table = choose_outcome_table(sheets, mapping)
        is_whole = wanted and "" not in wanted
        return mapping if is_whole and wanted <= {normalise_heading(cell) for cell in table.lines[0].cells} else None
    return _fit_lines(mapping, sheets, partial(_find_same, period=period))


_Columns = dict[str, int]


def _fit_lines(
    mapping: OutcomeFileMapping,
    sheets: Sequence[RawSheet],
    find: Callable[[Mapping[str, str], RawSheet, int], _Columns | None],
) -> OutcomeFileMapping | None:
    """The mapping at the first line that ``find`` finds its headings in: the columns' places, by sheet and line."""
    if not mapping.headers or "" in mapping.headers.values() or mapping.heading == 0:
        return None
    chosen = find_sheet(sheets, mapping.sheet)
    for sheet in (chosen, *(one for one in sheets if one is not chosen)):
        for place, line in enumerate(sheet.lines[:MAX_LINES_ABOVE_HEADINGS]):
            columns = find(mapping.headers, sheet, place)
            if columns is not None:
                return replace(mapping, sheet=sheet.title, heading=line.number, columns=columns)
    return None


def _find_same(wanted: Mapping[str, str], sheet: RawSheet, place: int, *, period: Tertial) -> _Columns | None:
    """Where exactly these headings are in the line, as it is or with what merged cells above it say."""
    plain = [normalise_heading(cell) for cell in sheet.lines[place].cells]
    if set(wanted.values()) <= set(plain):
        return {key: plain.index(heading) for key, heading in wanted.items()}
    joined = _list_joined(sheet, place)
    if not set(wanted.values()) <= set(joined) or any(find_other_period(one, period) for one in wanted.values()):
        return None
    return {key: joined.index(heading) for key, heading in wanted.items()}


def _find_moved(wanted: Mapping[str, str], sheet: RawSheet, place: int, *, period: Tertial) -> _Columns | None:
    """Where the headings are in the line when their periods are passed over, each once with the report's period."""
    joined = _list_joined(sheet, place)
    found: _Columns = {}
    for key, heading in wanted.items():
        places = [number for number, one in enumerate(joined) if one == heading or _is_moved(heading, one, period)]
        if len(places) != 1:
            return None
        found[key] = places[0]
    moved = any(joined[found[key]] != heading for key, heading in wanted.items())
    is_now = not any(find_other_period(joined[number], period) for number in found.values())
    return found if moved and is_now and len(set(found.values())) == len(found) else None


def _is_moved(before: str, now: str, period: Tertial) -> bool:
    """Is it the same heading of another period, which is the report's?"""
    text = split_period(before)[1]
    return text != before and text == split_period(now)[1] and is_of_period(now, period)


def _list_joined(sheet: RawSheet, place: int) -> list[str]:
    return [normalise_heading(cell) for cell in join_merged_headings(sheet.lines, place).cells]


def guess_table_columns(sheets: Sequence[RawSheet], mapping: OutcomeFileMapping) -> dict[str, int]:
    """The columns of the sheet and heading row that a mapping chooses."""
    return guess_columns(choose_outcome_table(sheets, mapping))
