"""Which sheet a row belongs to, by the kind of its key. What sheets hold: ``entry.shapes``."""

from collections.abc import Callable, Mapping
from typing import Any

from apps.entry.keys import BadKeyError, EntryKind, parse_key
from apps.entry.shapes import EntrySheet, SheetRow
from apps.entry.sheets.controls import load_control_sheet
from apps.entry.sheets.investments import load_investment_sheet
from apps.entry.sheets.money import load_money_sheet
from apps.entry.sheets.outcomes import load_outcome_sheet
from apps.entry.sheets.own_tables import load_own_table_sheet
from apps.rounds.models import AmountUnit, Round

_SHEET_LOADERS: Mapping[EntryKind, Callable[[Round, Any, str], EntrySheet]] = {
    EntryKind.OUTCOME: lambda round_, user, _: load_outcome_sheet(round_, user),
    EntryKind.OPERATING: load_money_sheet,
    EntryKind.INVESTMENT: load_investment_sheet,
    EntryKind.CONTROL: lambda round_, user, _: load_control_sheet(round_, user),
}


def find_sheet(round_: Round, user: Any, key: str, unit: str = AmountUnit.TKR) -> EntrySheet | None:
    """The sheet that the key's row belongs to; None for a text, or a key of no row."""
    try:
        parsed = parse_key(key)
    except BadKeyError:
        return None
    if parsed.kind == EntryKind.OWN_VALUE:
        return load_own_table_sheet(round_, user, parsed.first, unit)
    make = _SHEET_LOADERS.get(parsed.kind)
    return make(round_, user, unit) if make else None


def find_editable_row(round_: Round, user: Any, key: str, unit: str = AmountUnit.TKR) -> tuple[str, SheetRow] | None:
    """A row and the kind of its sheet; None when the reader has no such row, or it is a total."""
    sheet = find_sheet(round_, user, key, unit)
    rows = (row for section in sheet.sections for row in section.rows) if sheet else ()
    found = next((row for row in rows if row.key == key and not row.is_total), None)
    return (sheet.kind, found) if sheet and found else None
