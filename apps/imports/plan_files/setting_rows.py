"""The workbook's settings, and its chapters, on their way into the plan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from apps import planning
from apps.imports.chapter_rows import save_chapters
from apps.imports.plan_files.plan_records import is_blank
from apps.imports.plan_files.plan_rows import KRONOR_PER_TKR, index_cells, load_plan_rows, load_settings
from apps.imports.plan_files.plan_sheets import CHAPTERS, SETTING_FIELDS, SETTINGS
from apps.imports.plan_files.plan_writer import MUST_BE_FILLED, PlanWriter
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.records import ParsedRecord
from apps.publishing.suppression.protection import ProtectionChange, ProtectionError, change_protection

_NOT_WRITTEN = ("year", "board", "threshold")
_RULE = ("explain_over_percent", "explain_over_tkr")
_ARGUMENTS = {"forecast_warning_percent": "forecast_warning_percent"}


def write_settings(writer: PlanWriter, settings: ParsedRecord) -> None:
    """The board's settings that are others than now, and the last days of the year's reports."""
    known = load_settings(writer.board, writer.year)
    values = _read_settings(writer, settings, known)
    for field in SETTING_FIELDS:
        if field.key in settings.given:
            writer.rows[SETTINGS.key, (field.name,)] = settings
    if "tolerance" in values:
        with writer.guard(settings, "tolerance"):
            planning.change_tolerance(board=writer.board, tolerance_percent=values["tolerance"], **writer.when)
    board_values = {key: values[key] for key in ("administration", "forecast_warning_percent") if key in values}
    if board_values:
        with writer.guard(settings, next(iter(board_values)), _ARGUMENTS):
            now = {key: known[key] for key in ("administration", "forecast_warning_percent")} | board_values
            planning.change_board_settings(board=writer.board, **now, **writer.when)
    if not values.keys().isdisjoint(_RULE):
        percent, tkr = (values.get(key, known[key]) for key in _RULE)
        with writer.guard(settings, next(key for key in _RULE if key in values)):
            kronor = None if tkr is None else tkr * KRONOR_PER_TKR
            planning.change_explanation_rule(by=writer.by, board=writer.board, over_percent=percent, over_kronor=kronor)
    days: dict[int, date] = {number: day for number in (1, 2, 3) if (day := values.get(f"deadline_{number}"))}
    if days:
        with writer.guard(settings, f"deadline_{min(days)}"):
            planning.set_up_year(by=writer.by, board=writer.board, year=writer.year, deadlines=days)


def _read_settings(writer: PlanWriter, settings: ParsedRecord, known: dict[str, Any]) -> dict[str, Any]:
    """The fields that differ from what is set. A last day is never taken away."""
    found = {}
    for field in SETTING_FIELDS:
        key = field.key
        if key not in settings.given or key in settings.unread or key in _NOT_WRITTEN:
            continue
        if is_blank(settings, key):
            can_be_empty = key in (*_RULE, "administration")
            if known[key] in (None, "") or not can_be_empty:
                continue
            writer.emptied += not writer.terms.clears
            if not writer.terms.clears:
                continue
        if settings[key] != known[key]:
            found[key] = settings[key]
    return found


def write_protection(writer: PlanWriter, settings: ParsedRecord, reason: str) -> int:
    """The limit for small numbers and who is counted, both at once, since they hide what is published already.

    How many published figures it hides.
    """
    threshold = settings["threshold"] if "threshold" in settings.given and not is_blank(settings, "threshold") else None
    threshold = None if threshold == writer.board.small_number_threshold else threshold
    if threshold is None and not writer.counting:
        return 0
    change = ProtectionChange(threshold=threshold, counting=writer.counting)
    try:
        return change_protection(
            by=writer.by, board=writer.board, change=change, reason=writer.terms.decision or reason
        ).cells
    except ProtectionError as error:
        writer.log.add(settings.error("threshold", str(error)))
        return 0


def write_chapters(writer: PlanWriter, records: Sequence[ParsedRecord]) -> None:
    """The disposition of the year, where any chapter is another than now; a new chapter comes in the file's order."""
    for record in records:
        for key in ("code", "heading"):
            if is_blank(record, key) and key not in record.unread:
                record.unread.add(key)
                writer.log.add(record.error(key, MUST_BE_FILLED))
    if not records or any(record.unread for record in records):
        return
    for record in records:
        if not record["part"] and not record["writer"]:
            record["writer"] = "board"
        writer.note(CHAPTERS, record, record["code"])
    known = index_cells(CHAPTERS, load_plan_rows(writer.board, writer.year)["chapters"])
    given = index_cells(
        CHAPTERS, [{**record.values, "tertials": _trim_tertials(record["tertials"])} for record in records]
    )
    if list(given.items()) == list(known.items()):
        return
    try:
        save_chapters(by=writer.by, board=writer.board, year=writer.year, records=records)
    except ReportErrors as errors:
        for error in errors.errors:
            writer.log.add(error)


def _trim_tertials(tertials: tuple[str, ...]) -> tuple[str, ...]:
    return () if len(tertials) == len((1, 2, 3)) else tertials
