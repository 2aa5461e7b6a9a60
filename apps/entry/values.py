"""From typed text to the columns of a row, and back. Pure functions on plain values.

``unit`` is what the numbers of a row are in: the indicator's unit, or tkr or kr for money. It
is empty for texts.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.budget.kronor import NotWholeKronorError, convert_to_kronor
from apps.core.calculations import compute_calculation, is_calculation
from apps.core.cell_numbers import UnreadableError, parse_cell_quantity
from apps.core.choices import MissingReason
from apps.core.rich_text.reading import RichTextError
from apps.core.rich_text.typed_texts import clear_figure_labels, is_marked_up
from apps.core.swedish import format_number, tidy_text
from apps.entry.keys import EntryKey, EntryKind
from apps.entry.row_definitions import RICH_SUFFIX, ROW_DEFINITIONS, TEXT_UNIT, FieldDefinition
from apps.entry.shapes import InputKind
from apps.goals.measured_values import format_other_unit_message, is_other_unit, parse_measured_value
from apps.goals.targets import is_percent
from apps.report.judgements import trim_decimal
from apps.rounds.models import AmountUnit, Topic

NO_VALUE_SIGNS = frozenset({"*", "-", ".", ".."})  # as spreadsheets and Kolada write it
MAX_TEXT_LENGTH = 20_000
SUMMARY_FIELD = "text"
_THREE_DECIMALS_PATTERN = re.compile(r",\d{3}$")
_DECIMALS_OF_AMOUNTS = {AmountUnit.KR: 0, AmountUnit.TKR: 3, AmountUnit.MNKR: 6}
_YES_TEXTS = {"1", "ja", "true", "on", "x"}
_NO_TEXTS = {"", "0", "nej", "false", "off"}
MONEY_KINDS = (EntryKind.OPERATING, EntryKind.INVESTMENT)
_REASON_BY_LABEL = {str(label).casefold(): str(value) for value, label in MissingReason.choices}


def find_field(key: EntryKey, name: str) -> FieldDefinition | None:
    """The field of that name in the row, if there is one. A summary has its text only."""
    if key.kind == EntryKind.COMMENT and key.first == Topic.SUMMARY and name != SUMMARY_FIELD:
        return None
    return ROW_DEFINITIONS[key.kind].fields.get(name)


def parse_field(kind: EntryKind, name: str, raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """The columns that the typed text changes, by name.

    ``row`` is the row as it is stored. Raises ``UnreadableError``, whose message says in Swedish
    what to write instead.
    """
    field = ROW_DEFINITIONS[kind].fields[name]
    if "\x00" in raw or len(raw) > MAX_TEXT_LENGTH:
        raise UnreadableError("Texten innehåller ett tecken som inte går att spara, eller är för lång.")
    if kind == EntryKind.OWN_VALUE:
        return _OWN_PARSERS[name](raw, row, unit)
    if is_calculation(raw) and field.kind == InputKind.NUMBER:
        raw = _compute_text(raw, unit)
    if kind == EntryKind.OUTCOME and name in ("value", "missing", "forecast"):
        return _OUTCOME_PARSERS[name](raw, row, unit)
    if field.kind == InputKind.NUMBER:
        return {name: parse_kronor(raw, unit)}
    if field.kind == InputKind.CHOICE:
        return {name: _parse_choice(raw, field)}
    if field.kind == InputKind.FLAG:
        return {name: _parse_flag(raw)}
    text = raw.replace("\r\n", "\n").strip()
    if name + RICH_SUFFIX in field.columns:
        return _parse_rich(text, name, row)
    return {name: " ".join(text.split("\n")) if field.kind == InputKind.LINE else text}


def _parse_rich(raw: str, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A text and whether it has marks. One that stands as it was is what it was, however it could be read now."""
    text, mark = clear_figure_labels(raw), name + RICH_SUFFIX
    if text == row.get(name):
        return {name: text, mark: row.get(mark, False)}
    try:
        return {name: text, mark: is_marked_up(text)}
    except RichTextError as error:
        raise UnreadableError(str(error)) from error


def _compute_text(raw: str, unit: str) -> str:
    """What a calculation comes to, as it would be typed; an amount to the krona."""
    found = compute_calculation(raw)
    if unit in _DECIMALS_OF_AMOUNTS:
        found = round(found, _DECIMALS_OF_AMOUNTS[AmountUnit(unit)])
    text = format_plain_number(found)
    # Three decimals could be read as thousands; a zero more says that they are decimals.
    return f"{text}0" if _THREE_DECIMALS_PATTERN.search(text) else text


def _parse_value(raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    plain = tidy_text(raw)
    empty_value = {"value": None, "numerator": None, "denominator": None, "stated_text": ""}
    if not plain:
        missing = "" if row["missing"] == MissingReason.NOT_A_NUMBER else row["missing"]
        return {**empty_value, "missing": missing}
    if plain.casefold() in _REASON_BY_LABEL and _REASON_BY_LABEL[plain.casefold()] != MissingReason.NOT_A_NUMBER:
        return {**empty_value, "missing": _REASON_BY_LABEL[plain.casefold()]}
    if plain in NO_VALUE_SIGNS:
        if row["missing"]:
            return {}
        raise UnreadableError(f"”{plain}” säger att värdet saknas men inte varför. Välj en orsak under Saknas.")
    found = parse_measured_value(raw, unit)
    return {**empty_value, **found._asdict(), "missing": ""}


def _parse_missing(raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    chosen = _parse_choice(raw, ROW_DEFINITIONS[EntryKind.OUTCOME].fields["missing"])
    if chosen and (row["value"] is not None or row["numerator"] is not None):
        raise UnreadableError("Här står ett utfall. Ta bort det först om det saknas.")
    return {"missing": chosen, "stated_text": ""}


def _parse_forecast(raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    if not raw.strip():
        return {"forecast": None}
    found = parse_cell_quantity(raw)
    if is_other_unit(found.unit, unit):
        raise UnreadableError(format_other_unit_message(found.unit, unit))
    return {"forecast": found.value}


def _parse_own_value(raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """A value in a board's own table: an amount, a number or a text, as its unit says; or why it is missing."""
    plain = tidy_text(raw)
    empty_value = {"amount": None, "value": None, "text": ""}
    if unit == TEXT_UNIT:
        return {**empty_value, "text": " ".join(raw.split("\n")).strip(), "missing": "" if plain else row["missing"]}
    if not plain:
        return {**empty_value, "missing": row["missing"]}
    if plain.casefold() in _REASON_BY_LABEL and _REASON_BY_LABEL[plain.casefold()] != MissingReason.NOT_A_NUMBER:
        return {**empty_value, "missing": _REASON_BY_LABEL[plain.casefold()]}
    if plain in NO_VALUE_SIGNS and not row["missing"]:
        raise UnreadableError(f"”{plain}” säger att värdet saknas men inte varför. Skriv varför: ej mätt, sekretess …")
    if plain in NO_VALUE_SIGNS:
        return {}
    text = _compute_text(raw, unit) if is_calculation(raw) else raw
    if unit in _DECIMALS_OF_AMOUNTS:
        return {**empty_value, "amount": parse_kronor(text, unit), "missing": ""}
    found = parse_cell_quantity(text)
    if is_other_unit(found.unit, unit):
        raise UnreadableError(f"Skriv talet i {unit}, utan ”{found.unit}”.")
    return {**empty_value, "value": found.value, "missing": ""}


def _parse_own_reason(raw: str, row: Mapping[str, Any], unit: str) -> dict[str, Any]:
    chosen = _parse_choice(raw, ROW_DEFINITIONS[EntryKind.OWN_VALUE].fields["reason"])
    if chosen and (row["amount"] is not None or row["value"] is not None or row["text"]):
        raise UnreadableError("Här står ett värde. Ta bort det först om det saknas.")
    return {"missing": chosen}


_OWN_PARSERS = {"value": _parse_own_value, "reason": _parse_own_reason}
_OUTCOME_PARSERS = {"value": _parse_value, "missing": _parse_missing, "forecast": _parse_forecast}


def parse_kronor(raw: str, unit: str) -> int | None:
    """A typed amount in kronor, None where nothing is typed. ``unit`` is what it is in unless it says another itself.

    Raises ``UnreadableError``, in Swedish.
    """
    if not raw.strip():
        return None
    found = parse_cell_quantity(raw, is_amount=True)
    if found.unit and found.unit not in AmountUnit.values:
        raise UnreadableError(f"Skriv ett belopp i {unit}, utan ”{found.unit}”.")
    try:
        return convert_to_kronor(found.value, found.unit or unit)
    except NotWholeKronorError as error:
        raise UnreadableError(str(error)) from error


def _parse_choice(raw: str, field: FieldDefinition) -> str:
    wanted = tidy_text(raw).casefold()
    for choice in field.choices:
        if wanted in (choice.value, choice.label.casefold()):
            return choice.value
    choices = ", ".join(f"”{choice.label}”" for choice in field.choices if choice.value)
    raise UnreadableError(f"Välj något av {choices}.")


def _parse_flag(raw: str) -> bool:
    label = tidy_text(raw).casefold()
    if label not in _YES_TEXTS | _NO_TEXTS:
        raise UnreadableError("Skriv ja eller nej.")
    return label in _YES_TEXTS


def normalize_row(kind: EntryKind, row: dict[str, Any]) -> dict[str, Any] | None:
    """The row as the database keeps it, or None when nothing in it is worth keeping.

    An outcome that has only a forecast or a footnote is stored as missing because it is not
    reported, since the database wants a value or a reason. Raises ``UnreadableError`` for a
    footnote without an amount.
    """
    definition = ROW_DEFINITIONS[kind]
    if not any(_has_content(row.get(name)) for name in definition.content_columns):
        if row.get("footnote"):
            raise UnreadableError("En fotnot kan inte stå utan belopp. Skriv beloppet först, eller ta bort fotnoten.")
        return None
    if kind == EntryKind.OUTCOME and not row["missing"] and row["value"] is None and row["numerator"] is None:
        return {**row, "missing": MissingReason.NOT_REPORTED.value}
    return row


def _has_content(value: Any) -> bool:
    return value is not None and value is not False and value != ""  # 0 says something, though it equals False


def format_cell_input(kind: EntryKind, name: str, row: Mapping[str, Any], unit: str) -> str:
    """A field as it is shown in the cell, and as it could be typed again."""
    field = ROW_DEFINITIONS[kind].fields[name]
    if kind == EntryKind.OUTCOME and name == "value":
        return _format_outcome(row, unit)
    if kind == EntryKind.OWN_VALUE:
        return _format_own_value(row, unit) if name == "value" else row["missing"]
    value = row.get(name)
    if value is None or value == "" or value is False:
        return ""
    if field.kind == InputKind.NUMBER and kind in MONEY_KINDS:
        return format_exact_amount(value, unit)
    if field.kind == InputKind.NUMBER:
        return format_plain_number(value)
    return "1" if value is True else str(value)


def format_cell_text(kind: EntryKind, name: str, row: Mapping[str, Any], unit: str) -> str:
    """A field as a reader sees it: as ``format_cell_input``, but with the label of a choice.

    Used in the history, and where two values are compared.
    """
    field = ROW_DEFINITIONS[kind].fields[name]
    text = format_cell_input(kind, name, row, unit)
    if field.kind == InputKind.FLAG:
        return "ja" if text else ""
    return next((choice.label for choice in field.choices if choice.value == text and text), text)


def format_cell_text_or_reason(kind: EntryKind, name: str, row: Mapping[str, Any], unit: str) -> str:
    """As ``format_cell_text``; for an outcome, or a cell of an own table, without a value why it is missing.

    The reason is another field of the same row.
    """
    text = format_cell_text(kind, name, row, unit)
    if kind in (EntryKind.OUTCOME, EntryKind.OWN_VALUE) and name == "value" and not text and row["missing"]:
        return f"saknas, {MissingReason(row['missing']).label}"
    return text


def format_exact_amount(kronor: int, unit: str) -> str:
    """An amount in kronor to the krona, written in ``unit``: 1 234 500 kr is 1 234,5 tkr."""
    if unit == AmountUnit.KR:
        return format_number(kronor)
    return format_plain_number(Decimal(kronor) / 1000)


def format_plain_number(value: Decimal) -> str:
    """The number with the decimals that it has, none of them a trailing zero."""
    return format_number(trim_decimal(Decimal(value)) or Decimal(0))


def _format_own_value(row: Mapping[str, Any], unit: str) -> str:
    if row["amount"] is not None:
        return format_exact_amount(row["amount"], unit)
    return row["text"] or ("" if row["value"] is None else format_plain_number(row["value"]))


def _format_outcome(row: Mapping[str, Any], unit: str) -> str:
    """A value as it was typed: ``18/20``, or ``18/20 91 %`` with a percentage of its own."""
    if row["numerator"] is not None and row["denominator"] is not None:
        fraction = f"{format_plain_number(row['numerator'])}/{format_plain_number(row['denominator'])}"
        stated = is_percent(unit) and row["value"] is not None
        return f"{fraction} {format_plain_number(row['value'])} %" if stated else fraction
    if row["value"] is None:
        return row["stated_text"] or ""
    return format_plain_number(row["value"])
