"""From a value of a figure to a place in a drawing, and which values are written along an axis."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from apps.core.swedish import format_number

CATEGORY_ROOM = 0.3
"""Before the first and after the last category, in steps between two."""
_ROOM = 0.06
"""Beyond the least and the greatest value, as a share of what lies between them."""
_NICE_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis that is written out. ``value`` is what ``Axis.find_number`` gives."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """How values are read: ``kind`` is linear, category or date. ``settings`` are the figure's own of the axis."""

    kind: str
    settings: dict[str, Any]
    categories: tuple[str, ...] = ()

    def find_number(self, value: Any) -> float | None:
        """The value as a number: of a category its place, of a day its number. None for what is missing."""
        if value is None:
            return None
        if self.kind == "category":
            return float(self.categories.index(str(value))) if str(value) in self.categories else _read_number(value)
        return _read_day(str(value)) if self.kind == "date" else _read_number(value)


@dataclass(frozen=True, slots=True)
class Scale:
    """Puts ``low`` at ``start`` and ``high`` at ``end``, in the drawing's units; ``low`` may be the greater."""

    low: float
    high: float
    start: float
    end: float

    def find_place(self, number: float) -> float:
        """Where the number is drawn."""
        # Shares first: the difference of two huge numbers times a width would be no number.
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)


def _read_number(value: Any) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _read_day(text: str) -> float | None:
    """``2020``, ``2020-12``, ``2020-12-31`` or a moment, as days with their fraction."""
    parts = text[:10].split("-")
    try:
        day = date(*map(int, [*parts, "1", "1"][:3]))
        moment = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        return None
    return day.toordinal() + ((moment.hour * 60 + moment.minute) / 1440 if moment else 0.0)


def build_axis(settings: dict[str, Any], values: Sequence[Any]) -> Axis:
    """The axis of a figure's layout, with every value that lies along it."""
    known = [value for value in values if value is not None]
    kind = settings.get("type") or ("category" if any(isinstance(value, str) for value in known) else "linear")
    ordered = settings.get("categoryarray") or []
    categories = tuple(dict.fromkeys(map(str, [*ordered, *known]))) if kind == "category" else ()
    return Axis(kind, settings, categories)


def find_range(axis: Axis, numbers: Iterable[float], *, from_zero: bool = False) -> tuple[float, float]:
    """The least and the greatest that the axis has room for; never the same."""
    given = [axis.find_number(end) for end in axis.settings.get("range") or ()]
    if len(given) == 2 and None not in given and given[0] != given[1]:
        return given[0], given[1]  # type: ignore[return-value]
    if axis.kind == "category":
        return -CATEGORY_ROOM, max(len(axis.categories) - 1, 0) + CATEGORY_ROOM
    known = [*numbers, *([0.0] if from_zero or axis.settings.get("rangemode") == "tozero" else [])] or [0.0, 1.0]
    low, high = min(known), max(known)
    if low == high:
        room = abs(low) / 10 or 1.0
        return low - room, high + room
    room = (high - low) * _ROOM
    return (low if low == 0 else low - room), (high if high == 0 else high + room)


def list_ticks(axis: Axis, low: float, high: float) -> list[Tick]:
    """What is written along the axis, in order; nothing where the figure wants nothing."""
    settings = axis.settings
    if settings.get("visible") is False or settings.get("showticklabels") is False:
        return []
    if settings.get("tickvals"):
        ticks = _list_given_ticks(axis)
    elif axis.kind == "category":
        ticks = [Tick(float(place), name) for place, name in enumerate(axis.categories)]
    elif axis.kind == "date":
        ticks = _list_years(low, high)
    else:
        ticks = _list_numbers(low, high, settings)
    return [tick for tick in ticks if min(low, high) <= tick.value <= max(low, high)]


def _list_given_ticks(axis: Axis) -> list[Tick]:
    values = axis.settings["tickvals"]
    labels = axis.settings.get("ticktext") or [str(value) for value in values]
    found = [(axis.find_number(value), str(label)) for value, label in zip(values, labels, strict=False)]
    return [Tick(number, label) for number, label in found if number is not None]


def _list_years(low: float, high: float) -> list[Tick]:
    first, last = (date.fromordinal(max(1, math.floor(end))).year for end in sorted((low, high)))
    return [Tick(float(date(year, 1, 1).toordinal()), str(year)) for year in range(first, last + 1)]


def _list_numbers(low: float, high: float, settings: dict[str, Any]) -> list[Tick]:
    """Round numbers, at most ``nticks``, as Swedish people write them."""
    low, high = min(low, high), max(low, high)
    step = find_step(high - low, int(settings.get("nticks") or 6))
    decimals = max(0, -math.floor(math.log10(step)))
    first, last = math.ceil(low / step), math.floor(high / step)
    suffix = settings.get("ticksuffix") or ""
    return [
        Tick(place * step, format_number(Decimal(place) * Decimal(repr(step)), decimals) + suffix)
        for place in range(first, last + 1)
    ]


def find_step(span: float, most: int) -> float:
    """The least of 1, 2, 5, 10, 20 … (and of their tenths) that goes into the span at most ``most`` times."""
    rough = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((nice * power for nice in _NICE_STEPS if nice * power >= rough), 10 * power)
