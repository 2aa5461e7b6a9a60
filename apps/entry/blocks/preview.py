"""A block copied from Excel: how each cell of it would be read, before anything is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from apps.accounts.models import User
from apps.core.cell_numbers import UnreadableError
from apps.entry.blocks.column_headings import PlacedColumn
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
    named = place_by_names(
        block,
        names=RowNames(sections),
        columns=columns,
        start=start,
        period=round_.period,
        chosen=chosen_rows or {},
    )
    if named is None:
        filled = rows[top : top + len(block)]
        placed = [*filled, *[None] * (len(block) - len(filled))]
        named = NamedBlock(tuple(placed), tuple(map(PlacedColumn, columns[first_column:])), 0, (), ())
    typed = list(_iter_placed(block, named, has_names=named.first > 0))
    rule = round_.board.amount_sign
    ruled = [one.raw for one in typed if one.raw.strip() and one.is_turned_by(rule)]
    by_rule = signs == BY_RULE or (signs != UNTURNED and matches_rule(ruled))
    reader = _BlockReader(round_, user, unit, [row for row in named.rows if row], rule if by_rule else "")
    cells = tuple(reader.read(*one) for one in typed)
    skipped = " ".join([*named.notes, *_format_skipped(cells)])
    turned = sum(1 for cell in cells if cell.pasted)
    block_signs = build_block_signs(rule, by_rule=by_rule, turned=turned) if ruled else None
    return BlockPreview(cells, len(block), width, skipped, named.unplaced, block_signs)


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


def _iter_placed(block: list[list[str]], named: NamedBlock, *, has_names: bool) -> Iterator[_PlacedCell]:
    """The block's cells at their rows and columns. Of a block with names the lines without a row are told elsewhere."""
    for down, (line, row) in enumerate(zip(block, named.rows, strict=True)):
        if has_names and row is None:
            continue
        for right, raw in enumerate(line[named.first :]):
            placed = named.columns[right] if right < len(named.columns) else PlacedColumn(None)
            if placed.why_not:
                continue
            yield _PlacedCell(down, right, _add_unit(raw, placed.unit), row, placed.column)


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

    def __init__(self, round_: Round, user: User, unit: str, rows: list[SheetRow], sign: str) -> None:
        keys = [parse_key(key) for key in dict.fromkeys(cell.key for row in rows for cell in row.cells)]
        self._context = load_save_context(round_, user, keys, unit)
        self._rows = {key.text: stored_row for key, stored_row in self._context.rows.items()}
        self._root_ids = {area["id"] for area in self._context.tables["areas"] if area["parent_id"] is None}
        self._changed: dict[str, dict[str, Any]] = {}
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


def _format_skipped(cells: tuple[PreviewCell, ...]) -> Iterator[str]:
    """Swedish sentences about the pasted cells that are not taken."""
    for title in dict.fromkeys(cell.label for cell in cells if cell.status == "computed" and cell.raw.strip()):
        yield f"Kolumnen {title} räknas ut och tas inte med."
    outside = sum(1 for cell in cells if cell.status == "outside" and cell.raw.strip())
    if outside:
        yield f"{outside} {'cell hamnar' if outside == 1 else 'celler hamnar'} utanför tabellen och tas inte med."
