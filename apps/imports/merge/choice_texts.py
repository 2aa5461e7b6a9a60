"""Texts for the cells that a person decides on in the preview: those in conflict, and those that would be emptied."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from apps.core.choices import Gender
from apps.entry.keys import EntryKey, EntryKind
from apps.imports.merge.cell_decisions import CellEffect, DecidedCell
from apps.imports.merge.write_scope import FACT_SHEETS
from apps.imports.report_format.columns import ChoiceReader
from apps.imports.report_format.records import ParsedReport
from apps.imports.report_format.schema import PROFILE_SCHEMA
from apps.imports.report_format.validation import ROW_KEYS_BY_SHEET
from apps.rounds.models import Round
from apps.workflow.row_history import list_changes

MAX_CONFLICTS = 200  # shown one by one; the rest keep the stored value
MAX_CLEARED_CELLS = 500  # listed one by one; all are counted
MAX_HISTORIES = 60  # conflicts that tell who wrote and when
_SHEETS_BY_COLUMN = {
    "area": "areas",
    "indicator": "indicators",
    "goal": "goals",
    "control": "controls",
    "risk": "risks",
    "own_table": "own_tables",
    "own_row": "own_rows",
    "own_column": "own_columns",
}
_GENDER_LABELS = {Gender.WOMEN.value: "kvinnor", Gender.MEN.value: "män", Gender.TOTAL.value: ""}


def describe_choices(round_: Round, touched: Collection[DecidedCell], parsed: ParsedReport) -> dict[str, Any]:
    """The conflicts and the emptyings, in words."""
    conflicts = [one for one in touched if one.verdict == CellEffect.CONFLICT]
    emptyings = [one for one in touched if one.verdict == CellEffect.EMPTYING]
    names = _CodeNames(round_, parsed)
    writers = _find_writers(round_, conflicts[:MAX_HISTORIES])
    return {
        "conflicts": [
            {
                **names.describe(one),
                "file": one.file_text,
                "why": one.why.label if one.why else "",
                **writers.get(one.id, {}),
            }
            for one in conflicts[:MAX_CONFLICTS]
        ],
        "more_conflicts": max(0, len(conflicts) - MAX_CONFLICTS),
        "emptyings": [names.describe(one) for one in emptyings[:MAX_CLEARED_CELLS]],
        "emptyings_count": len(emptyings),
    }


class _CodeNames:
    """The names of codes, so that a cell can be described in words."""

    def __init__(self, round_: Round, parsed: ParsedReport) -> None:
        self.round = round_
        self.names = {
            key: {record["code"]: record["name"] for record in parsed[sheet]}
            for key, sheet in _SHEETS_BY_COLUMN.items()
        }
        self.names["chapter"] = {record["code"]: record["heading"] for record in parsed["chapters"]}
        self.names["project"] = {record["project"]: record["name"] for record in parsed["investments"]}

    def describe(self, one: DecidedCell) -> dict[str, Any]:
        """The cell: its row and column in words, the stored value, and where in the file it is."""
        return {
            "id": one.id,
            "row": self._format_row(one),
            "column": one.record.columns[one.cell.name].name,
            "now": one.now_text,
            "where": f"{one.record.file}, rad {one.record.rows.get(one.cell.name, one.record.row)}",
        }

    def _format_row(self, one: DecidedCell) -> str:
        if one.sheet == PROFILE_SCHEMA.key:
            return "Rapporten"
        if one.sheet not in FACT_SHEETS and "name" in one.record.values:
            return str(one.record["name"])
        parts = [
            self._format_part(one, key, value) for key, value in zip(ROW_KEYS_BY_SHEET[one.sheet], one.key, strict=True)
        ]
        return ", ".join(filter(None, [*parts, self._format_period(one)]))

    def _format_part(self, one: DecidedCell, key: str, value: Any) -> str:
        if value is None or key in ("year", "tertial", "piece"):
            return ""
        if key == "gender":
            return _GENDER_LABELS[value]
        read = one.record.columns[key].read
        if isinstance(read, ChoiceReader):
            return read.format_value(value)
        return str(self.names.get(key, {}).get(value, value))

    def _format_period(self, one: DecidedCell) -> str:
        period = {
            key: value
            for key, value in zip(ROW_KEYS_BY_SHEET[one.sheet], one.key, strict=True)
            if key in ("year", "tertial")
        }
        own = {"year": self.round.year, "tertial": self.round.tertial}
        if all(own[key] == value for key, value in period.items()) and one.sheet != "targets":
            return ""
        return " ".join([f"T{period['tertial']}" if "tertial" in period else "", str(period["year"])]).strip()


def _find_writers(round_: Round, conflicts: Iterable[DecidedCell]) -> dict[str, dict[str, str]]:
    """Who wrote the stored value of a cell, and when, where the history knows."""
    histories: dict[str, Sequence[Any]] = {}
    found = {}
    for one in conflicts:
        key = _find_entry_key(one)
        if key is None:
            continue
        if key.text not in histories:
            histories[key.text] = list_changes(round_, key.text)
        fields = {"value", "missing"} if one.cell.name == "value" else {one.cell.name}
        if one.sheet == "own_values":
            fields = {"value", "reason"}
        last = next((change for change in histories[key.text] if change.field in fields), None)
        if last is not None:
            found[one.id] = {"who": last.author or last.source, "at": last.at.isoformat()}
    return found


def _find_entry_key(one: DecidedCell) -> EntryKey | None:
    """The row's address on the screen, for rows that the board has entered itself."""
    row: Mapping[str, Any] = (
        dict(zip(ROW_KEYS_BY_SHEET[one.sheet], one.key, strict=True)) if one.sheet in ROW_KEYS_BY_SHEET else {}
    )
    if row.get("table") or row.get("heading"):
        return None
    if one.sheet == "outcomes":
        return EntryKey(EntryKind.OUTCOME, row["indicator"], row["area"], row["gender"])
    if one.sheet == "operating":
        return EntryKey(EntryKind.OPERATING, row["area"], row["cost_type"])
    if one.sheet == "investments":
        return EntryKey(EntryKind.INVESTMENT, row["project"], row["flow"])
    if one.sheet == "own_values":
        return EntryKey(EntryKind.OWN_VALUE, row["own_table"], row["own_row"], row["own_column"])
    if one.sheet == "comments":
        return EntryKey(EntryKind.COMMENT, row["topic"], row["area"])
    if one.sheet == "assessments":
        kind = EntryKind.GOAL if row["goal"] else EntryKind.INDICATOR
        return EntryKey(kind, row["goal"] or row["indicator"], row["area"])
    return None
