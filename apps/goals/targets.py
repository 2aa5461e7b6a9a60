"""Reading a target as a report writes it: ``<20``, ``minst 90 %``, ``10–12``, ``öka 10 % från 2020``, ``*``.

A number alone means at least where higher is better, and at most where lower is better. Where neither is, it is a plan
(``is_plan``). What can be read in two ways is asked about, and so is a text of which only a part is a target: neither
is kept as mere words.
How a target is read aloud is told by ``rules.format_target``; what that writes is read here as the same target.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from apps.core.choices import Comparator, Direction
from apps.core.swedish import (
    NotANumberError,
    Quantity,
    format_number,
    parse_fraction,
    parse_number,
    parse_quantity,
    tidy_text,
)
from apps.goals import target_phrases as phrases

NOT_SET_SIGN = "*"
PERCENTAGE_POINT, PERCENTAGE_POINTS = "procentenhet", "procentenheter"
_POINT_UNITS = (PERCENTAGE_POINTS, PERCENTAGE_POINT, "%-enheter", "p.e.", "p.e")
_YEAR_SIZE = 4  # known values within a quarter and four times a year's number are of its size
_DEFAULT_COMPARATORS = {
    Direction.HIGHER: Comparator.AT_LEAST,
    Direction.LOWER: Comparator.AT_MOST,
    Direction.NEITHER: Comparator.EQUAL,
}
_CHANGES = frozenset(change for is_rise in (True, False) for change in phrases.get_change(is_rise))
_TARGET_HINT = "Skriv till exempel 100 %, <20, minst 90, 10–12, öka 10 % eller ett mål utan tal."


class BadTargetError(ValueError):
    """The text is no target; the message says in Swedish what to write instead."""


class ParsedTarget(NamedTuple):
    """A target without its indicator. ``value`` and ``upper`` are in ``unit``, empty when none stands.

    ``upper`` is the end of a range, ``base_year`` what an increase is counted from where the text says it, and
    ``out_of`` the denominator of a target such as ``2/18``, whose value is 2.
    """

    comparator: Comparator
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    base_year: int | None = None
    out_of: Decimal | None = None


class TargetSetting(NamedTuple):
    """What helps to understand a target: which way is better, the indicator's unit, and values that it has had."""

    direction: str
    unit: str = ""
    known_values: Collection[Decimal] = ()


def parse_target(text: str, direction: str, *, unit: str = "", known_values: Collection[Decimal] = ()) -> ParsedTarget:
    """Read a target for an indicator of the direction. ``BadTargetError`` in Swedish when it can be no target.

    ``unit`` is the indicator's own, which may follow the number. ``known_values`` are other values and targets of the
    indicator: they tell whether ”2020” may be a number. Without them it is a year wherever it may be one.
    """
    setting = TargetSetting(Direction(direction), unit.strip(), known_values)
    plain = tidy_text(text)
    if plain == NOT_SET_SIGN:
        return ParsedTarget(Comparator.NOT_SET)
    if not plain:
        raise BadTargetError(f"Målvärdet är tomt. {_TARGET_HINT}")
    if phrases.NOT_SET_PATTERN.fullmatch(plain):
        raise BadTargetError(f"Skriv {NOT_SET_SIGN} om målvärdet inte är satt, i stället för ”{text}”.")
    try:
        found = _parse_known_form(plain, setting)
    except NotANumberError as error:
        if "två saker" in str(error):
            raise BadTargetError(str(error)) from error
        found = None
    return found or _read_as_text(text, plain, setting)


def is_plan(text: str, comparator: str, direction: str) -> bool:
    """Is what a target's column holds a plan or a budget, that no outcome is better or worse than?

    That is a change or a number alone, for an indicator where neither higher nor lower is better. Who writes ”minst”,
    ”precis” or two ends has said which outcomes are good.
    """
    if direction != Direction.NEITHER:
        return False
    if comparator != Comparator.EQUAL:
        return comparator in _CHANGES
    compared = phrases.split_comparison(phrases.strip_lead(tidy_text(text)), direction)
    return bool(text) and compared is not None and compared.comparator is None


def _parse_known_form(plain: str, setting: TargetSetting) -> ParsedTarget | None:
    text = phrases.strip_lead(plain)
    return (
        _parse_times(text)
        or _parse_reached_level(text, setting)
        or _parse_change(text, setting)
        or _parse_base_comparison(text, setting)
        or _parse_range(text, setting)
        or _parse_compared(text, setting)
    )


def _read_as_text(text: str, plain: str, setting: TargetSetting) -> ParsedTarget:
    """A target in words, unless a number in it tells that it is half a target."""
    rest = phrases.YEAR_PATTERN.sub("", plain)
    has_number = any(sign.isdigit() for sign in rest)
    begins_with_number = rest.lstrip("+-±~ ")[:1].isdigit()
    is_target_like = has_number and phrases.TARGET_LIKE_PATTERN.search(rest)
    if not (begins_with_number or is_target_like or phrases.begins_like_target(plain)):
        return ParsedTarget(Comparator.QUALITATIVE)
    part = _find_readable_part(plain, setting)
    advice = "Skriv talen med bokstäver om målet ska vara i ord."
    if part:
        raise BadTargetError(
            f"I ”{text}” förstår vi ”{part}” men inte resten. Skriv bara ”{part}” om det är målvärdet. {advice}"
        )
    raise BadTargetError(f"”{text}” går inte att läsa som målvärde. {_TARGET_HINT} {advice}")


def _find_readable_part(plain: str, setting: TargetSetting) -> str:
    """The longest beginning or end that is a target with a number, to suggest. Empty when there is none."""
    pieces = plain.split()
    splits = [(pieces[:size], pieces[size:]) for size in range(len(pieces) - 1, 0, -1)]
    splits += [(pieces[start:], pieces[:start]) for start in range(1, len(pieces))]
    for one, rest in splits:
        part = " ".join(one).strip(",;")
        if not phrases.is_rest_idle(" ".join(rest)):
            continue
        try:
            found = _parse_known_form(part, setting)
        except (NotANumberError, BadTargetError):
            continue
        if found and found.value is not None:
            return phrases.strip_lead(part)
    return ""


def _parse_times(text: str) -> ParsedTarget | None:
    """”Halveras” is a decrease by half, ”fördubblas” an increase by as much again."""
    match = phrases.TIMES_PATTERN.fullmatch(text)
    if match is None:
        return None
    comparator = phrases.get_change(bool(match["up"]))[2]
    return ParsedTarget(comparator, Decimal(100 if match["up"] else 50), unit="%", base_year=_parse_base(match["base"]))


def _parse_reached_level(text: str, setting: TargetSetting) -> ParsedTarget | None:
    """”Öka till 80 %” is a level to reach."""
    match = phrases.REACH_PATTERN.fullmatch(text)
    if match is None:
        return None
    quantity = _parse_own_quantity(match["number"], setting)
    return ParsedTarget(Comparator.AT_LEAST if match["up"] else Comparator.AT_MOST, quantity.value, unit=quantity.unit)


def _parse_change(text: str, setting: TargetSetting) -> ParsedTarget | None:
    match = phrases.CHANGE_PATTERN.fullmatch(text)
    if match is None:
        return None
    return _build_change(text, bool(match["up"]), match["number"], _parse_base(match["base"]), setting)


def _parse_base(year: str | None) -> int | None:
    """The year that a change is counted from, as written. ``BadTargetError`` when it can't be a year."""
    if year is None:
        return None
    base = phrases.parse_plain_year(year)
    if base is None:
        raise BadTargetError(f"{year} kan inte vara ett basår. Skriv till exempel öka från 2020.")
    return base


def _build_change(
    text: str, is_rise: bool, number: str | None, base_year: int | None, setting: TargetSetting
) -> ParsedTarget:
    freely, by, percent = phrases.get_change(is_rise)
    if not number:
        return ParsedTarget(freely, base_year=base_year)
    if phrases.parse_plain_year(number) and not _is_of_size(number, setting):
        raise BadTargetError(_format_year_question(text, number, is_rise=is_rise))
    quantity = _parse_own_quantity(number, setting)
    comparator = percent if is_percent(quantity.unit) else by
    return ParsedTarget(comparator, quantity.value, unit=quantity.unit, base_year=base_year)


def _parse_base_comparison(text: str, setting: TargetSetting) -> ParsedTarget | None:
    """”Högre än 2020” and ”5 % fler än förra året”: a change from a year, unless the year can be a number."""
    match = phrases.BASE_COMPARISON_PATTERN.fullmatch(text)
    base = phrases.BASE_PATTERN.fullmatch(match["rest"]) if match else None
    if match is None or base is None:
        return None
    is_bare = base["base"] == match["rest"] and not match["number"]
    if is_bare and not phrases.parse_plain_year(match["rest"]):
        return None
    way = phrases.resolve_comparison(match["comparison"], setting.direction)
    if way is None:
        raise BadTargetError(f"Indikatorn säger inte vad som är bättre. Skriv högre eller lägre i stället i ”{text}”.")
    is_rise = way == Comparator.MORE_THAN
    if is_bare:
        of_size = _is_of_size(match["rest"], setting)
        names_year = match["comparison"].lower() in phrases.YEAR_COMPARISONS
        if of_size and not names_year:
            return None
        if of_size or not names_year:
            raise BadTargetError(_format_year_question(text, match["rest"], is_rise=is_rise))
    return _build_change(text, is_rise, match["number"], _parse_base(base["base"]), setting)


def _format_year_question(text: str, number: str, *, is_rise: bool) -> str:
    shown = format_number(Decimal(number))
    change = f"{'öka' if is_rise else 'minska'} från {number}"
    return (
        f"”{text}” kan betyda två saker: året {number} eller talet {shown}. Skriv ”{change}” om du menar året, "
        f"och ”{text.replace(number, shown)}” med blanksteg i talet om du menar talet."
    )


def _is_of_size(number: str, setting: TargetSetting) -> bool:
    """Has the indicator values of the number's size?"""
    size = Decimal(number)
    return any(size / _YEAR_SIZE <= abs(known) <= size * _YEAR_SIZE for known in setting.known_values)


def _parse_range(text: str, setting: TargetSetting) -> ParsedTarget | None:
    patterns = (phrases.BETWEEN_PATTERN, phrases.RANGE_PATTERN, phrases.FROM_TO_PATTERN)
    match = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if match is None:
        return None
    ends = match["low"].strip(), match["high"].strip()
    _require_no_years(text, ends, setting)
    low, high = (_parse_own_quantity(end, setting) for end in ends)
    if PERCENTAGE_POINTS in (low.unit, high.unit):
        raise BadTargetError(_format_points_message(text))
    if low.unit not in ("", high.unit):
        raise BadTargetError(f"”{text}” har två olika enheter. {_TARGET_HINT}")
    if low.value > high.value:
        raise BadTargetError(f"I ”{text}” är det första talet större än det andra. Skriv det minsta först.")
    return ParsedTarget(Comparator.BETWEEN, low.value, high.value, high.unit)


def _require_no_years(text: str, numbers: tuple[str, ...], setting: TargetSetting) -> None:
    """``BadTargetError`` when both numbers are years: ”2020–2021”, ”2020/2021”."""
    if all(phrases.parse_plain_year(one) for one in numbers) and not all(_is_of_size(one, setting) for one in numbers):
        shown = " och ".join(format_number(Decimal(one)) for one in numbers)
        raise BadTargetError(f"”{text}” ser ut som två år. Skriv {shown} med blanksteg om du menar talen.")


def _parse_compared(text: str, setting: TargetSetting) -> ParsedTarget | None:
    compared = phrases.split_comparison(text, setting.direction)
    if compared is None:
        return None
    if compared.number.startswith("+"):
        number = compared.number[1:].strip()
        raise BadTargetError(f"Skriv ”öka med {number}” om målet är en ökning, annars talet utan plustecken.")
    _require_number_of_size(text, compared, setting)
    comparator = compared.comparator or _DEFAULT_COMPARATORS[Direction(setting.direction)]
    number, is_labelled = phrases.strip_label(compared.number)
    if is_labelled and is_percent(setting.unit):
        raise BadTargetError(f"Indikatorn mäts i {setting.unit}. Skriv ”{text}” i samma enhet.")
    fraction = _parse_share(text, number, comparator, setting)
    if fraction is not None:
        return fraction
    quantity = _parse_own_quantity(number, setting)
    if quantity.unit == PERCENTAGE_POINTS:
        raise BadTargetError(_format_points_message(number))
    return ParsedTarget(comparator, quantity.value, unit=quantity.unit)


def _parse_share(text: str, number: str, comparator: Comparator, setting: TargetSetting) -> ParsedTarget | None:
    """”4 av 5”, as ”4/5”."""
    if _strip_own_unit(number, setting) is not None:
        return None  # ”5 fall/1 000”, where that is the unit
    fraction = parse_fraction(phrases.OUT_OF_PATTERN.sub("/", number))
    if fraction is None or fraction.percent is not None:
        return None
    _require_no_years(text, tuple(number.split("/")), setting)
    if fraction.numerator > fraction.denominator:
        raise BadTargetError(f"I ”{text}” är det första talet större än det andra. Skriv till exempel 4 av 5.")
    return ParsedTarget(comparator, fraction.numerator, out_of=fraction.denominator)


def _format_points_message(text: str) -> str:
    return (
        f"Procentenheter mäter en förändring. Skriv till exempel öka med 5 {PERCENTAGE_POINTS} i stället för ”{text}”."
    )


def _require_number_of_size(text: str, compared: phrases.Compared, setting: TargetSetting) -> None:
    """A number that may as well be a year is asked about, unless the indicator has values of its size."""
    number = compared.number.strip()
    if phrases.parse_plain_year(number) is None or _is_of_size(number, setting):
        return
    if compared.may_be_year or setting.known_values or is_percent(setting.unit):
        is_rise = compared.comparator not in (Comparator.AT_MOST, Comparator.LESS_THAN)
        raise BadTargetError(_format_year_question(text, number, is_rise=is_rise))


def _parse_own_quantity(text: str, setting: TargetSetting) -> Quantity:
    """A number with a unit that the product knows, or the indicator's own, or percentage points."""
    plain = text.strip()
    for points in _POINT_UNITS:
        if plain.lower().endswith(points):
            return Quantity(parse_number(plain[: -len(points)]), PERCENTAGE_POINTS)
    number = _strip_own_unit(plain, setting)
    return parse_quantity(plain) if number is None else Quantity(parse_number(number), setting.unit.lower())


def _strip_own_unit(plain: str, setting: TargetSetting) -> str | None:
    """The number before the indicator's own unit, None where that is not what stands there: ”5 tkr” has not ”kr”."""
    own = setting.unit.lower()
    number = plain[: -len(own)].rstrip() if own and plain.lower().endswith(own) else ""
    return number if number[-1:].isdigit() else None


def is_percent(unit: str) -> bool:
    """Is the unit per cent, as written in a cell or of an indicator?"""
    return unit.strip().lower() in {"%", "procent"}
