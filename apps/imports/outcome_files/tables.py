"""The table of an outcome file: its sheet and its row of headings, and a saved mapping fitted to the next file."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from apps.imports.outcome_files.figures import get_cell
from apps.imports.outcome_files.headings import (
    MAX_LINES_ABOVE_HEADINGS,
    find_heading_place,
    guess_columns,
    looks_like_outcomes,
    normalise_heading,
)
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.texts import normalise_text
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.table_files.table_sheets import choose_table, find_sheet, rank_sheets, read_table_sheets

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


def choose_fitting(saved: Iterable[OutcomeFileMapping], sheets: Sequence[RawSheet]) -> OutcomeFileMapping | None:
    """The saved mapping whose headings are all in the file, and that knows most of its names; None where none does."""
    fitted = [found for one in saved if (found := _fit_mapping(one, sheets)) is not None]
    known = [(_count_known_names(one, sheets), len(one.columns), one) for one in fitted]
    names, _, best = max(known, key=lambda item: item[:2], default=(0, 0, None))
    return best if names else None


def _count_known_names(mapping: OutcomeFileMapping, sheets: Sequence[RawSheet]) -> int:
    table = choose_outcome_table(sheets, mapping)
    names = {normalise_text(get_cell(line, mapping.columns.get("name"))) for line in table.lines[1:]}
    return len(names & mapping.names.keys())


def _fit_mapping(mapping: OutcomeFileMapping, sheets: Sequence[RawSheet]) -> OutcomeFileMapping | None:
    """A mapping made for another file, for this: its columns are where their headings are now."""
    wanted = set(mapping.headers.values())
    if not wanted or "" in wanted:
        return None
    if mapping.heading == 0:  # a file without headings: its columns have numbers only
        table = choose_outcome_table(sheets, mapping)
        return mapping if wanted <= {normalise_heading(cell) for cell in table.lines[0].cells} else None
    chosen = find_sheet(sheets, mapping.sheet)
    for sheet in (chosen, *(one for one in sheets if one is not chosen)):
        for line in sheet.lines[:MAX_LINES_ABOVE_HEADINGS]:
            headings = [normalise_heading(cell) for cell in line.cells]
            if wanted <= set(headings):
                columns = {key: headings.index(heading) for key, heading in mapping.headers.items()}
                return replace(mapping, sheet=sheet.title, heading=line.number, columns=columns)
    return None


def guess_table_columns(sheets: Sequence[RawSheet], mapping: OutcomeFileMapping) -> dict[str, int]:
    """The columns of the sheet and heading row that a mapping chooses."""
    return guess_columns(choose_outcome_table(sheets, mapping))
