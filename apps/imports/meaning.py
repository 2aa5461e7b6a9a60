"""What the cells of a record mean together: an outcome in its indicator's unit, a target, an amount in kronor."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from apps.core.choices import Comparator
from apps.core.swedish import NotANumberError, parse_fraction
from apps.goals.models import MissingReason
from apps.goals.rules import RELATIVE_COMPARATORS
from apps.goals.targets import BadTargetError, ParsedTarget, is_percent, parse_target
from apps.imports.columns import UnreadableError, fits, quantity
from apps.imports.errors import ErrorLog
from apps.imports.parse import Parsed, Record
from apps.imports.signs import Convention, NotWholeKronorError, inside

NO_VALUE_SIGN = "*"
AMOUNT_KEYS = ("budget", "actual", "forecast", "stated_variance", "stated_forecast_variance")
INVESTMENT_KEYS = ("original_budget", "supplementary_budget", *AMOUNT_KEYS)

_SAME_UNIT = {
    "%": "%",
    "procent": "%",
    "st": "antal",
    "antal": "antal",
    "personer": "antal",
    "tim": "timmar",
    "timmar": "timmar",
    "timme": "timmar",
    "dagar": "dagar",
    "dygn": "dygn",
    "kr": "kr",
    "tkr": "tkr",
    "mnkr": "mnkr",
}
_VAGUE = frozenset({"antal"})  # ”12 st” fits any unit that the product does not know


class Measured(NamedTuple):
    """An outcome in the indicator's unit. A fraction of a percentage indicator has a value only where one is stated."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def units_differ(written: str, unit: str) -> bool:
    """Does the unit written in a cell contradict the indicator's? Nothing written never does."""
    if not written:
        return False
    cell = _SAME_UNIT.get(written.lower(), written.lower())
    word = re.split(r"[\s/]", unit.strip().lower(), maxsplit=1)[0]
    own = _SAME_UNIT.get(word)
    return cell != own and not (own is None and cell in _VAGUE)


def measure(cell: str, unit: str) -> Measured:
    """Read ``7,3 %``, ``2 789``, ``162/327`` or ``162/327 50 %`` for an indicator with the unit.

    ``UnreadableError`` in Swedish when it is no such thing or has another unit.
    """
    try:
        fraction = parse_fraction(cell)
    except NotANumberError as error:
        raise UnreadableError(str(error)) from error
    if fraction is None:
        found = quantity(cell)
        if units_differ(found.unit, unit):
            raise UnreadableError(_other_unit(found.unit, unit))
        return Measured(found.value)
    if fraction.denominator <= 0:
        raise UnreadableError("Nämnaren, talet efter snedstrecket, ska vara större än noll.")
    for part in fraction:
        if part is not None:
            fits(part)
    if is_percent(unit):
        return Measured(fraction.percent, fraction.numerator, fraction.denominator)
    if fraction.percent is not None:
        raise UnreadableError(_other_unit("%", unit))
    return Measured(fraction.numerator, fraction.numerator, fraction.denominator)


def interpret(parsed: Parsed, log: ErrorLog) -> None:
    """Give outcomes, targets and amounts their meaning, kept in the records for the loader."""
    indicators = {record["code"]: record for record in parsed["indicators"] if record["code"]}
    for record in parsed["outcomes"]:
        _interpret_outcome(record, indicators.get(record["indicator"]), log)
    for record in parsed["targets"]:
        _interpret_target(record, indicators.get(record["indicator"]), log)
    conventions = _conventions(parsed)
    _interpret_amounts(parsed["operating"], "cost_type", AMOUNT_KEYS, conventions, log)
    _interpret_amounts(parsed["investments"], "flow", INVESTMENT_KEYS, conventions, log)


def _interpret_outcome(record: Record, indicator: Record | None, log: ErrorLog) -> None:
    record["measured"] = Measured()
    unit = indicator["unit"] if indicator else None
    cell = record["value"]
    has_value = cell not in ("", NO_VALUE_SIGN)
    if "value" not in record.unread and "missing" not in record.unread:
        _check_missing(record, has_value, log)
    if indicator is None or not unit:
        return
    if has_value:
        try:
            record["measured"] = measure(cell, unit)
        except UnreadableError as error:
            log.add(record.error("value", str(error)))
    forecast, change = record["forecast"], record["stated_change"]
    if forecast is not None and units_differ(forecast.unit, unit):
        log.add(record.error("forecast", _other_unit(forecast.unit, unit)))
    _check_decimals(record, "value", record["measured"].value, indicator, log)
    _check_decimals(record, "forecast", forecast and forecast.value, indicator, log)
    _check_decimals(record, "stated_change", change and change.value, indicator, log)


def _check_decimals(record: Record, key: str, value: Decimal | None, indicator: Record, log: ErrorLog) -> None:
    """No more decimals than the indicator shows: what is printed must not be rounded away on the screen."""
    shown = indicator["decimals"]
    if value is None or shown is None:
        return
    written = -int(value.normalize().as_tuple().exponent)
    if written > shown:
        said = f"Talet har fler decimaler ({written}) än indikatorn visar ({shown}). Ändra indikatorns decimaler."
        log.add(record.error(key, said))


def _check_missing(record: Record, has_value: bool, log: ErrorLog) -> None:
    missing = record["missing"]
    if has_value and missing:
        log.add(record.error("missing", "Här står både ett värde och varför det saknas. Ta bort det ena."))
    elif not has_value and not missing:
        words = ", ".join(label for label in MissingReason.labels)
        log.add(record.error("missing", f"Värdet saknas. Skriv varför: {words}."))
    if missing == MissingReason.NOT_A_NUMBER and not record["stated_text"]:
        log.add(record.error("stated_text", "Skriv det som står i rapporten, eftersom det inte är ett tal."))
    if has_value and record["stated_text"]:
        said = "Fylls bara i när värdet inte går att skriva som ett tal. Ta bort texten eller värdet."
        log.add(record.error("stated_text", said))


def _interpret_target(record: Record, indicator: Record | None, log: ErrorLog) -> None:
    record["parsed"] = ParsedTarget(Comparator.NOT_SET)
    direction = indicator["direction"] if indicator else None
    if "text" in record.unread or indicator is None or direction is None:
        return
    try:
        target = parse_target(record["text"], direction)
        for value in (target.value, target.upper):
            if value is not None:
                fits(value)
        _check_target_unit(target, indicator["unit"] or "")
    except (BadTargetError, UnreadableError) as error:
        log.add(record.error("text", str(error)))
        return
    record["parsed"] = target
    if target.comparator not in RELATIVE_COMPARATORS:
        for value in (target.value, target.upper):
            _check_decimals(record, "text", value, indicator, log)
    _check_base_year(record, target, log)


def _check_target_unit(target: ParsedTarget, unit: str) -> None:
    relative = target.comparator in (Comparator.INCREASE_PERCENT, Comparator.DECREASE_PERCENT)
    if not relative and units_differ(target.unit, unit):
        raise UnreadableError(_other_unit(target.unit, unit))
    if target.out_of is not None and (target.out_of <= 0 or is_percent(unit)):
        raise UnreadableError("Skriv målvärdet i procent, till exempel 50 %.")


def _check_base_year(record: Record, target: ParsedTarget, log: ErrorLog) -> None:
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
    records: Iterable[Record],
    kind_key: str,
    keys: Iterable[str],
    conventions: Mapping[str | None, Convention | None],
    log: ErrorLog,
) -> None:
    for record in records:
        convention = conventions.get(record["table"])
        record["kronor"] = {}
        if not any(record.found.get(key, "").strip() for key in keys):
            log.add(record.error("budget", "Raden har inga belopp. Fyll i minst ett eller ta bort raden."))
        if convention is None or record[kind_key] is None:
            continue
        for key in keys:
            if record[key] is None:
                continue
            try:
                record["kronor"][key] = inside(record[key], column=key, kind=record[kind_key], convention=convention)
            except NotWholeKronorError as error:
                log.add(record.error(key, str(error)))


def _conventions(parsed: Parsed) -> dict[str | None, Convention | None]:
    """How each table writes its amounts; ``None`` is the key of rows without a table."""
    profile = parsed.profile

    def of(record: Record) -> Convention | None:
        words = [record[key] or profile[key] for key in ("unit", "sign", "variance_sign")]
        return Convention(*words) if all(words) else None

    return {**{record["code"]: of(record) for record in parsed["tables"]}, None: of(profile)}


def _other_unit(written: str, unit: str) -> str:
    return f"Cellen har enheten ”{written}” men indikatorn har ”{unit}”. Skriv talet i indikatorns enhet."
