"""The figures of a table, one for each cell with a value: what it says, and of what."""

from collections.abc import Iterator
from typing import NamedTuple

from apps.imports.outcome_files.headings import normalise_heading
from apps.imports.outcome_files.mapping import VALUE_GENDERS, OutcomeFileMapping
from apps.imports.outcome_files.texts import normalise_text, parse_gender, show_text
from apps.imports.report_format.raw_sheets import RawLine, RawSheet

TEXT_COLUMNS = ("name", "area", "gender", "period", "year", "unit")


class FileFigure(NamedTuple):
    """A cell with a value, or a pair of numerator and denominator.

    ``name`` and ``area`` are normalised, ``shown_name`` and ``shown_area`` as people read them. ``gender`` is None for
    a text that is no gender, empty where the row has none of its own though the file has a column for it.
    """

    row: int
    heading: str
    name: str
    shown_name: str
    area: str
    shown_area: str
    gender: str | None
    gender_text: str
    period: str
    year: str
    cell: str
    numerator: str
    denominator: str
    unit: str
    is_merged: bool = False

    @property
    def text(self) -> str:
        """What the cells say, for a person."""
        return self.cell or f"{self.numerator}/{self.denominator}"


def iter_figures(table: RawSheet, mapping: OutcomeFileMapping) -> Iterator[FileFigure]:
    """Every figure below the headings, in the file's order. A row that repeats the headings has none."""
    headings = table.lines[0].cells
    names: dict[str, tuple[str, str]] = {}
    for line in table.lines[1:]:
        if not is_heading_row(line, headings, mapping):
            yield from _iter_line_figures(line, headings, table, mapping, names)


def is_heading_row(line: RawLine, headings: list[str], mapping: OutcomeFileMapping) -> bool:
    """Does a line repeat the heading of the names' column?"""
    place = mapping.columns["name"]
    cell = get_cell(line, place)
    return bool(cell.strip()) and normalise_heading(cell) == normalise_heading(headings[place])


def count_rows_without_figures(table: RawSheet, mapping: OutcomeFileMapping) -> tuple[int, int]:
    """The rows below the headings without any value, as headings of groups, and those that repeat the headings."""
    places = [mapping.columns[key] for key in (*VALUE_GENDERS, "numerator", "denominator") if key in mapping.columns]
    repeated = [line for line in table.lines[1:] if is_heading_row(line, table.lines[0].cells, mapping)]
    empty = sum(not any(get_cell(line, place).strip() for place in places) for line in table.lines[1:])
    return empty, len(repeated)


def get_cell(line: RawLine, place: int | None) -> str:
    """The cell at a place, empty beyond the row's end or where there is no such column."""
    return line.cells[place] if place is not None and place < len(line.cells) else ""


def _iter_line_figures(
    line: RawLine, headings: list[str], table: RawSheet, mapping: OutcomeFileMapping, names: dict[str, tuple[str, str]]
) -> Iterator[FileFigure]:
    texts = {key: get_cell(line, mapping.columns.get(key)) for key in TEXT_COLUMNS}
    for key in ("name", "area"):
        if texts[key] not in names:
            names[texts[key]] = normalise_text(texts[key]), show_text(texts[key])
    pair = [get_cell(line, mapping.columns.get(key)).strip() for key in ("numerator", "denominator")]
    for key, fixed_gender in VALUE_GENDERS.items():
        place = mapping.columns.get(key)
        cell = get_cell(line, place).strip()
        has_pair = key == "value" and any(pair)
        if not cell and not has_pair:
            continue
        name, shown_name = names[texts["name"]]
        area, shown_area = names[texts["area"]]
        yield FileFigure(
            row=line.number,
            heading=headings[place].strip() if place is not None and place < len(headings) else "täljare",
            name=name,
            shown_name=shown_name,
            area=area,
            shown_area=shown_area,
            gender=fixed_gender or _find_row_gender(texts["gender"], has_column="gender" in mapping.columns),
            gender_text=show_text(texts["gender"]),
            period=texts["period"],
            year=texts["year"],
            cell=cell,
            numerator=pair[0] if has_pair else "",
            denominator=pair[1] if has_pair else "",
            unit=texts["unit"],
            is_merged=place is not None and (line.number, place + 1) in table.filled_down,
        )


def _find_row_gender(text: str, *, has_column: bool) -> str | None:
    if not has_column:
        return "T"
    return parse_gender(text) if text.strip() else ""
