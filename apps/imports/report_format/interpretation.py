"""What the cells of a record mean together: an outcome in its indicator's unit, a target, an amount in kronor."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from apps.budget.kronor import NotWholeKronorError
from apps.budget.models import BudgetChangeKind, CostType
from apps.core.cell_numbers import UnreadableError
from apps.core.choices import Comparator, MissingReason, SignConvention
from apps.goals.measured_values import MeasuredValue, format_other_unit_message, is_other_unit, parse_measured_value
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.goals.target_readings import format_reading, read_target
from apps.goals.targets import BadTargetError, ParsedTarget, is_plan
from apps.imports.report_format.errors import CellError, ErrorLog
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.imports.report_format.row_origins import format_row_key
from apps.imports.report_format.schema import FULL_YEAR
from apps.imports.report_format.signs import AmountConvention, convert_printed_to_kronor

NO_VALUE_SIGN = "*"
TARGET_SHEET = "målvärden"
PERIOD_BUDGET_AT_YEAR_END = "Vid årets slut är periodens budget årets. Skriv beloppet under budget."
_AMOUNT_KEYS = ("budget", "actual", "forecast", "stated_variance", "stated_forecast_variance")
OPERATING_AMOUNT_KEYS = (*_AMOUNT_KEYS, "period_budget")
INVESTMENT_AMOUNT_KEYS = ("original_budget", "supplementary_budget", *_AMOUNT_KEYS)
AMOUNT_KEYS = {
    "operating": OPERATING_AMOUNT_KEYS,
    "investments": INVESTMENT_AMOUNT_KEYS,
    "budget_changes": ("amount",),
    "interim_forecasts": ("forecast",),
    "own_values": ("amount",),
}
_KIND_KEYS = {"operating": "cost_type", "investments": "flow"}


def interpret(
    parsed: ParsedReport, log: ErrorLog, known_values: Mapping[str, Collection[Decimal]] | None = None
) -> None:
    """Give outcomes, targets and amounts their meaning, kept in the records for the loader.

    ``known_values`` are stored outcomes by indicator, beside those of the file: they help to understand a target.
    """
    indicators = {record["code"]: record for record in parsed["indicators"] if record["code"]}
    for record in parsed["outcomes"]:
        _interpret_outcome(record, indicators.get(record["indicator"]), log)
        parsed.remarks += _iter_outcome_decimal_remarks(record, indicators.get(record["indicator"]))
    known = _collect_known_values(parsed["outcomes"], known_values or {})
    for record in parsed["targets"]:
        _interpret_target(record, indicators.get(record["indicator"]), known[record["indicator"]], log)
        parsed.remarks += _iter_target_decimal_remarks(record, indicators.get(record["indicator"]))
    conventions = build_conventions(parsed.profile, parsed["tables"])
    _interpret_dated_amounts("budget_changes", parsed["budget_changes"], conventions, log)
    _interpret_dated_amounts("interim_forecasts", parsed["interim_forecasts"], conventions, log)
    _interpret_own_values(parsed["own_values"], conventions, log)
    _interpret_amounts(parsed["operating"], "cost_type", OPERATING_AMOUNT_KEYS, conventions, log)
    _interpret_amounts(parsed["investments"], "flow", INVESTMENT_AMOUNT_KEYS, conventions, log)


def _interpret_outcome(record: ParsedRecord, indicator: ParsedRecord | None, log: ErrorLog) -> None:
    record["measured"] = MeasuredValue()
    unit = indicator["unit"] if indicator else None
    cell = record["value"]
    has_value = cell not in ("", NO_VALUE_SIGN)
    if "value" not in record.unread and "missing" not in record.unread:
        _check_missing(record, has_value, log)
    if indicator is None or not unit:
        return
    if has_value:
        try:
            record["measured"] = parse_measured_value(cell, unit)
        except UnreadableError as error:
            log.add(record.error("value", str(error)))
    forecast = record["forecast"]
    if forecast is not None and is_other_unit(forecast.unit, unit):
        log.add(record.error("forecast", format_other_unit_message(forecast.unit, unit)))


def _iter_outcome_decimal_remarks(record: ParsedRecord, indicator: ParsedRecord | None) -> Iterator[CellError]:
    forecast, change = record["forecast"], record["stated_change"]
    yield from _iter_decimal_remarks(record, "value", record["measured"].value, indicator)
    yield from _iter_decimal_remarks(record, "forecast", forecast and forecast.value, indicator)
    yield from _iter_decimal_remarks(record, "stated_change", change and change.value, indicator)


def _iter_target_decimal_remarks(record: ParsedRecord, indicator: ParsedRecord | None) -> Iterator[CellError]:
    target: ParsedTarget = record["parsed"]
    if target.comparator not in RELATIVE_COMPARATORS:
        for value in (target.value, target.upper):
            yield from _iter_decimal_remarks(record, "text", value, indicator)


def _iter_decimal_remarks(
    record: ParsedRecord, key: str, value: Decimal | None, indicator: ParsedRecord | None
) -> Iterator[CellError]:
    """More decimals than the indicator shows. The number is kept as it is, though a page may show it rounded."""
    shown = indicator["decimals"] if indicator else None
    if value is None or shown is None:
        return
    written = -int(value.normalize().as_tuple().exponent)
    if written > shown:
        message = (
            f"Talet har fler decimaler ({written}) än indikatorn visar ({shown}) och sparas som det står. Stämmer det?"
        )
        yield record.error(key, message)


def _check_missing(record: ParsedRecord, has_value: bool, log: ErrorLog) -> None:
    missing = record["missing"]
    if has_value and missing:
        log.add(record.error("missing", "Här står både ett värde och varför det saknas. Ta bort det ena."))
    elif not has_value and not missing:
        choices = ", ".join(label for label in MissingReason.labels)
        log.add(record.error("missing", f"Värdet saknas. Skriv varför: {choices}."))
    if missing == MissingReason.NOT_A_NUMBER and not record["stated_text"]:
        log.add(record.error("stated_text", "Skriv det som står i rapporten, eftersom det inte är ett tal."))
    if has_value and record["stated_text"]:
        message = "Fylls bara i när värdet inte går att skriva som ett tal. Ta bort texten eller värdet."
        log.add(record.error("stated_text", message))


def _collect_known_values(
    outcomes: Iterable[ParsedRecord], stored: Mapping[str, Collection[Decimal]]
) -> defaultdict[str, list[Decimal]]:
    known: defaultdict[str, list[Decimal]] = defaultdict(list)
    for code, values in stored.items():
        known[code] += values
    for record in outcomes:
        if record["measured"].value is not None:
            known[record["indicator"]].append(record["measured"].value)
    return known


def _interpret_target(
    record: ParsedRecord, indicator: ParsedRecord | None, known_values: Collection[Decimal], log: ErrorLog
) -> None:
    record["parsed"] = ParsedTarget(Comparator.NOT_SET)
    direction = indicator["direction"] if indicator else None
    if "text" in record.unread or indicator is None or direction is None:
        return
    try:
        unit = indicator["unit"] or ""
        target = read_target(record["text"], direction, unit=unit, known_values=known_values)
    except BadTargetError as error:
        log.add(record.error("text", str(error)))
        return
    record["parsed"] = target
    _check_base_year(record, target, log)


def list_target_readings(parsed: ParsedReport) -> dict[tuple[str, str], str]:
    """How each target was read, by sheet and row, in a sentence for the one who sent it."""
    indicators = {record["code"]: record for record in parsed["indicators"]}
    return {
        (TARGET_SHEET, format_row_key("targets", record)): format_reading(
            record["parsed"].comparator,
            record["parsed"].value,
            record["parsed"].upper,
            year=record["year"],
            base_year=record["base_year"],
            unit=indicators[record["indicator"]]["unit"],
            is_plan=is_plan(record["text"], record["parsed"].comparator, indicators[record["indicator"]]["direction"]),
        )
        for record in parsed["targets"]
    }


def _check_base_year(record: ParsedRecord, target: ParsedTarget, log: ErrorLog) -> None:
    """The year that a change is counted from: from the column or the text, before the target's year."""
    if record["base_year"] is None:
        record["base_year"] = target.base_year
    base = record["base_year"]
    if base is None:
        return
    if target.base_year not in (None, base):
        log.add(record.error("base_year", f"Målvärdet räknas från {target.base_year} men här står {base}."))
    elif record["year"] is not None and base >= record["year"]:
        log.add(record.error("base_year", f"Basåret ska vara före {record['year']}."))
    elif target.comparator not in RELATIVE_COMPARATORS and target.comparator != Comparator.QUALITATIVE:
        log.add(record.error("base_year", "Basår hör bara till ett målvärde som ökar eller minskar."))


def _interpret_amounts(
    records: Iterable[ParsedRecord],
    kind_key: str,
    keys: Iterable[str],
    conventions: Mapping[str | None, AmountConvention | None],
    log: ErrorLog,
) -> None:
    for record in records:
        convention = conventions.get(record["table"])
        record["kronor"] = {}
        says_something = any(record.found.get(key, "").strip() for key in keys)
        # An investment's row without amounts tells what the project is: others may lie under it.
        if not says_something and (kind_key != "flow" or record["footnote"]):
            log.add(record.error("budget", "Raden har inga belopp. Fyll i minst ett eller ta bort raden."))
        if kind_key == "cost_type" and record["period_budget"] is not None and record["tertial"] == FULL_YEAR:
            log.add(record.error("period_budget", PERIOD_BUDGET_AT_YEAR_END))
        if convention is not None and record[kind_key] is not None:
            given = [key for key in keys if record[key] is not None]
            _convert_amounts(record, record[kind_key], given, convention, log)


def _interpret_dated_amounts(
    sheet: str,
    records: Iterable[ParsedRecord],
    conventions: Mapping[str | None, AmountConvention | None],
    log: ErrorLog,
) -> None:
    (key,) = AMOUNT_KEYS[sheet]
    for record in records:
        record["kronor"] = {}
        if record[key] is None:
            if key not in record.unread:
                log.add(record.error(key, "Raden har inget belopp. Skriv det eller ta bort raden."))
            continue
        kind, convention = find_amount_terms(sheet, record, conventions)
        if kind and convention:
            _convert_amounts(record, kind, (key,), convention, log)
        is_change = sheet == "budget_changes" and record["kind"] not in (None, BudgetChangeKind.ORIGINAL)
        if is_change and record[key] == 0:
            log.add(record.error(key, "En ändring på 0 kronor ändrar ingenting. Ta bort raden."))


def _interpret_own_values(
    records: Iterable[ParsedRecord], conventions: Mapping[str | None, AmountConvention | None], log: ErrorLog
) -> None:
    for record in records:
        record["kronor"] = {}
        kind, convention = find_amount_terms("own_values", record, conventions)
        if record["amount"] is not None and kind and convention:
            _convert_amounts(record, kind, ("amount",), convention, log)


def find_amount_terms(
    sheet: str, record: ParsedRecord, conventions: Mapping[str | None, AmountConvention | None]
) -> tuple[str | None, AmountConvention | None]:
    """What a row's amounts are of (a cost type or a flow), and how they are written.

    A budget change is written alike in every report: plus is a larger net budget. So is an amount in an own table: plus
    is plus. A forecast between tertials is written as the report's other net costs.
    """
    if sheet in _KIND_KEYS:
        return record[_KIND_KEYS[sheet]], conventions.get(record["table"])
    convention = conventions.get(None)
    if convention and sheet in ("budget_changes", "own_values"):
        convention = convention._replace(sign=SignConvention.BOTH_POSITIVE)
    return CostType.NET.value, convention


def _convert_amounts(
    record: ParsedRecord, kind: str, keys: Iterable[str], convention: AmountConvention, log: ErrorLog
) -> None:
    for key in keys:
        try:
            record["kronor"][key] = convert_printed_to_kronor(record[key], column=key, kind=kind, convention=convention)
        except NotWholeKronorError as error:
            log.add(record.error(key, str(error)))


def build_conventions(
    profile: ParsedRecord, tables: Iterable[ParsedRecord]
) -> dict[str | None, AmountConvention | None]:
    """How each table writes its amounts; ``None`` is the key of rows without a table."""

    def read(record: ParsedRecord) -> AmountConvention | None:
        choices = [record[key] or profile[key] for key in ("unit", "sign", "variance_sign")]
        return AmountConvention(*choices) if all(choices) else None

    return {**{record["code"]: read(record) for record in tables}, None: read(profile)}
