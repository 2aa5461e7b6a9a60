"""A block copied from Excel: how each cell of it would be read, before anything is saved."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from apps.accounts.models import User
from apps.core.cell_numbers import UnreadableError
from apps.core.tertials import Tertial
from apps.entry.blocks.column_headings import PlacedColumn, read_headings
from apps.entry.blocks.heading_lines import HeadingLines, find_heading_lines
from apps.entry.blocks.named_block import NamedBlock, place_by_names
from apps.entry.blocks.row_names import RowNames
from apps.entry.blocks.shapes import BlockPreview, PreviewCell
from apps.entry.blocks.sign_rule import BY_RULE, UNTURNED, build_block_signs, is_reversed_in, matches_rule
from apps.entry.keys import parse_key
from apps.entry.row_definitions import SECONDARY_FIELDS
from apps.entry.shapes import EntrySheet, InputKind, SheetCell, SheetColumn, SheetRow, SheetSection
from apps.entry.sheets.registry import find_sheet
from apps.entry.stored.save_context import StoredRow, load_save_context
from apps.entry.values import format_cell_text_or_reason, normalize_row, parse_field
from apps.rounds.models import AmountUnit, Round

MAX_BLOCK_CELLS = 5_000


def preview_block(
    *,
    round_: Round,
    user: User,
    key: str,
    field: str,
    text: str,
    unit: str = AmountUnit.TKR,
    visible_keys: Sequence[str] = (),
    chosen_rows: Mapping[int, str] | None = None,
    signs: str = "",
) -> BlockPreview:
    """Read tab-separated text as it would fill the sheet from one cell on, to the right and down.

    A block whose first columns are names of rows is placed by them, in any order; a line with headings places its
    columns. ``chosen_rows`` has the keys of rows that the writer has said that lines are.

    The columns are those that the sheet shows; computed columns are skipped. ``visible_keys`` are
    the rows that the writer sees, in their order there, while some are hidden or they are ordered anew: hidden rows are
    skipped. ``signs`` is how the writer wants amounts read, ``BY_RULE`` or ``UNTURNED``, else as ``sign_rule`` proposes
    by the board's rule. An empty cell of the block leaves what is stored. A block that is larger than any sheet is
    refused as a whole. Nothing is saved.
    """
    block = split_block(text)
    width = max((len(line) for line in block), default=0)
    if len(block) * width > MAX_BLOCK_CELLS:
        return BlockPreview(
            (), len(block), width, f"Blocket är för stort. Klistra in högst {MAX_BLOCK_CELLS} celler åt gången."
        )
    sheet = find_sheet(round_, user, key, unit)
    if sheet is None:
        return BlockPreview((), len(block), width, "Här går det inte att klistra in ett block.")
    sections = _list_visible_sections(sheet, visible_keys)
    places = {shown: place for place, shown in enumerate(visible_keys)}
    rows = sorted((row for section in sections for row in section.rows), key=lambda row: places.get(row.key, 0))
    columns = [column for column in sheet.columns if column.field not in SECONDARY_FIELDS]
    top, start = _find_start(rows, key, field)
    first_column = next((index for index, column in enumerate(columns) if column.field == start), None)
    if top is None or first_column is None:
        return BlockPreview((), len(block), width, "Cellen finns inte i den här rapporten.")
    names, headings = RowNames(sections), find_heading_lines(block, columns)
    named = place_by_names(
        block,
        headings=headings,
        names=names,
        columns=columns,
        start=start,
        period=round_.period,
        chosen=chosen_rows or {},
    )
    if named is None:
        named = _place_from_cell(block, headings, rows[top:], columns, columns[first_column:], round_.period)
    typed = list(_iter_placed(block, named, names, passes=named.first > 0 or headings.count > 0))
    rule = round_.board.amount_sign
    ruled = [one.raw for one in typed if one.raw.strip() and one.is_turned_by(rule)]
    by_rule = signs == BY_RULE or (signs != UNTURNED and matches_rule(ruled))
    rows_read = list({one.row.key: one.row for one in typed if one.row}.values())
    reader = _BlockReader(round_, user, unit, rows_read, rule if by_rule else "", headings.units)
    cells = tuple(reader.read(*one) for one in typed)
    skipped = " ".join([*named.notes, *_format_skipped(cells)])
    turned = sum(1 for cell in cells if cell.pasted)
    block_signs = build_block_signs(rule, by_rule=by_rule, turned=turned) if ruled else None
    return BlockPreview(cells, len(block), width, skipped, named.unplaced, block_signs)


def _place_from_cell(
    block: Sequence[Sequence[str]],
    headings: HeadingLines,
    rows: Sequence[SheetRow],
    columns: Sequence[SheetColumn],
    unnamed: Sequence[SheetColumn],
    period: Tertial,
) -> NamedBlock:
    """A block without names falls on ``rows`` from above, its columns by their headings, else as ``unnamed`` stand."""
    values = len(block) - headings.count
    placed = [*[None] * headings.count, *rows[:values], *[None] * (values - len(rows))]
    if not headings.count:
        return NamedBlock(tuple(placed), tuple(map(PlacedColumn, unnamed)), 0, (), ())
    read = read_headings(headings.texts, columns, period)
    notes = tuple(dict.fromkeys(text for one in read for text in (one.why_not, one.note) if text))
    return NamedBlock(tuple(placed), tuple(read), 0, (), notes)


def _find_start(rows: Sequence[SheetRow], key: str, field: str) -> tuple[int | None, str]:
    """The place of the row that holds the cell, and the cell's column."""
    for place, row in enumerate(rows):
        for cell in row.cells:
            if (cell.key, cell.field) == (key, field):
                return place, cell.column
    return None, field


def _list_visible_sections(sheet: EntrySheet, visible_keys: Sequence[str]) -> list[SheetSection]:
    if not visible_keys:
        return list(sheet.sections)
    wanted = frozenset(visible_keys)
    return [
        replace(section, rows=tuple(row for row in section.rows if row.key in wanted)) for section in sheet.sections
    ]


class _PlacedCell(NamedTuple):
    """A cell of the block, ``down`` and ``right`` of its first value, with the row and column that it falls on."""

    down: int
    right: int
    raw: str
    row: SheetRow | None
    column: SheetColumn | None

    def is_turned_by(self, rule: str) -> bool:
        """Does it fall on a cell where a number is typed, which the board's sign rule would turn?"""
        row, column = self.row, self.column
        if row is None or column is None or column.kind != InputKind.NUMBER or column.computed:
            return False
        return is_reversed_in(row.key, rule)


def _iter_placed(block: list[list[str]], named: NamedBlock, names: RowNames, *, passes: bool) -> Iterator[_PlacedCell]:
    """The block's cells at their rows and columns. ``passes`` over lines without a row, which are told elsewhere."""
    for down, (line, row) in enumerate(zip(block, named.rows, strict=True)):
        if passes and row is None:
            continue
        for right, raw in enumerate(line[named.first :]):
            placed = named.columns[right] if right < len(named.columns) else PlacedColumn(None)
            if placed.why_not:
                continue
            of_gender = names.find_of_gender(row, placed.gender) if row and placed.gender else row
            yield _PlacedCell(down, right, _add_unit(raw, placed.unit), of_gender, placed.column)


def _add_unit(raw: str, unit: str) -> str:
    """The amount with the unit that its heading names, unless it is empty or says one itself."""
    text = raw.strip()
    # Also ``(743)``, ``743-`` and ``=1+2``: what can't be read with its unit is asked about, never read in another.
    return f"{text} {unit}" if unit and text and not text[-1].isalpha() else raw


def split_block(text: str) -> list[list[str]]:
    """Split what Excel puts on the clipboard into lines of cells.

    Excel puts a cell with a line break or a tab in quotes, and doubles the quotes inside it.
    """
    lines: list[list[str]] = [[]]
    for cell, end in _iter_cells(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines[-1].append(cell)
        if end == "\n":
            lines.append([])
    return lines if lines[-1] not in ([], [""]) else lines[:-1]


def _iter_cells(text: str) -> Iterator[tuple[str, str]]:
    """Each cell with the character that ends it: a tab, a line break, or nothing."""
    place = 0
    while place <= len(text):
        quoted = _parse_quoted_cell(text, place)
        if quoted:
            cell, place = quoted
        else:
            end = min((at for sign in "\t\n" if (at := text.find(sign, place)) >= 0), default=len(text))
            cell, place = text[place:end], end
        yield cell, text[place : place + 1]
        place += 1


def _parse_quoted_cell(text: str, place: int) -> tuple[str, int] | None:
    """A quoted cell that begins at ``place``, and where it ends; None when there is none.

    Quotes that do not end at a cell's end are part of the text, as in ``"Vi kan" är projektet``.
    """
    if text[place : place + 1] != '"':
        return None
    end = place + 1
    while (end := text.find('"', end)) >= 0:
        if text[end + 1 : end + 2] == '"':
            end += 2
        elif text[end + 1 : end + 2] in ("", "\t", "\n"):
            return text[place + 1 : end].replace('""', '"'), end + 1
        else:
            return None
    return None


class _BlockReader:
    """Reads the cells of a block, from left to right.

    A cell is read as the row will be once the cells to its left are saved: a reason that a value
    is missing can't be pasted beside the value itself.
    """

    def __init__(
        self, round_: Round, user: User, unit: str, rows: list[SheetRow], sign: str, units: Collection[str] = ()
    ) -> None:
        keys = [parse_key(key) for key in dict.fromkeys(cell.key for row in rows for cell in row.cells)]
        self._context = load_save_context(round_, user, keys, unit)
        self._rows = {key.text: stored_row for key, stored_row in self._context.rows.items()}
        self._root_ids = {area["id"] for area in self._context.tables["areas"] if area["parent_id"] is None}
        self._changed: dict[str, dict[str, Any]] = {}
        self._units = units  # what the headings say that amounts are in
        self._sign = sign  # the rule by which amounts are turned; empty where they are read as they stand

    def read(self, down: int, right: int, raw: str, row: SheetRow | None, column: SheetColumn | None) -> PreviewCell:
        """How one cell of the block would be read and saved."""
        cell = next((one for one in row.cells if one.column == column.field), None) if row and column else None
        stored_row = self._rows.get(cell.key) if cell else None
        if row is None or stored_row is None or not column or cell is None:
            return PreviewCell(down, right, raw, "outside")
        if column.computed:
            return PreviewCell(down, right, raw, "computed", label=column.title)
        field = cell.field
        before = format_cell_text_or_reason(stored_row.key.kind, field, stored_row.values, stored_row.unit)
        is_turned = column.kind == InputKind.NUMBER and is_reversed_in(cell.key, self._sign)
        lock = self._explain_lock(cell)
        if stored_row.unit in AmountUnit.values and len(self._units) == 1:
            raw = _add_unit(raw, next(iter(self._units)))
        status, reads, message = self._read(stored_row, field, raw, before, locked=lock, is_turned=is_turned)
        is_turned = is_turned and status == "ok"
        return PreviewCell(
            row=down,
            column=right,
            raw=reads if is_turned else raw,
            status=status,
            key=cell.key,
            field=field,
            label=self._format_name(row, stored_row, column),
            display_text=reads,
            before=before,
            version=stored_row.version,
            message=message,
            pasted=raw if is_turned else "",
        )

    def _format_name(self, row: SheetRow, stored_row: StoredRow, column: SheetColumn) -> str:
        """The row, its area unless that is the whole board, and the column: for screen readers."""
        area = [] if stored_row.area_id in self._root_ids else [row.area_name]
        return ", ".join([row.label, *area, column.title.lower()])

    @staticmethod
    def _explain_lock(cell: SheetCell) -> str:
        return "" if cell.editable else cell.why_locked or "Räknas ut."

    def _read(
        self, stored_row: StoredRow, field: str, raw: str, before: str, *, locked: str, is_turned: bool
    ) -> tuple[str, str, str]:
        if not raw.strip():
            return "unchanged", before, ""
        kind, row = stored_row.key.kind, self._changed.get(stored_row.key.text, stored_row.values)
        try:
            self._require_one_unit(raw, stored_row.unit)
            changed = parse_field(kind, field, raw, row, stored_row.unit)
            if is_turned and changed[field] is not None:
                changed = {**changed, field: -changed[field]}
            wanted = {**row, **changed}
            normalize_row(kind, wanted)
        except UnreadableError as error:
            return ("locked", before, locked) if locked else ("invalid", before, str(error))
        reads = format_cell_text_or_reason(kind, field, wanted, stored_row.unit)
        if all(row.get(name) == value for name, value in changed.items()):
            return "unchanged", reads, ""
        if locked:
            return "locked", reads, locked
        self._changed[stored_row.key.text] = wanted
        return "ok", reads, ""

    def _require_one_unit(self, raw: str, unit: str) -> None:
        """``UnreadableError`` for an amount without a unit where titles and headings say different ones."""
        if unit in AmountUnit.values and len(self._units) > 1 and not raw.strip()[-1].isalpha():
            raise UnreadableError(f"Rubrikerna säger både {' och '.join(sorted(self._units))}. Skriv enheten i cellen.")


def _format_skipped(cells: tuple[PreviewCell, ...]) -> Iterator[str]:
    """Swedish sentences about the pasted cells that are not taken."""
    for title in dict.fromkeys(cell.label for cell in cells if cell.status == "computed" and cell.raw.strip()):
        yield f"Kolumnen {title} räknas ut och tas inte med."
    outside = sum(1 for cell in cells if cell.status == "outside" and cell.raw.strip())
    if outside:
        yield f"{outside} {'cell hamnar' if outside == 1 else 'celler hamnar'} utanför tabellen och tas inte med."
