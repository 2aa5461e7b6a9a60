"""The parameters of a list: how each is read, and how it is described. A wrong one is refused, never guessed at."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from apps.api.texts import Text
from apps.core.tertials import FIRST_YEAR, LAST_YEAR

MAX_ITEMS = 100
CODE = r"^[a-z0-9][a-z0-9-]{0,99}$"
WORD = r"^[a-z_-]{1,20}$"
KOLADA = r"^[A-Z][0-9]{5}$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+ -]\d\d:\d\d))?", re.ASCII)


class BadValueError(ValueError):
    """The value can't be read. ``text`` says what may stand."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A query parameter. ``read`` gives its value or raises ``BadValueError``."""

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    example: Any = None

    @property
    def is_list(self) -> bool:
        """Several values with commas between."""
        return self.schema.get("type") == "array"


def _listed(name: str, description: str, items: dict[str, Any], example: list[Any]) -> Parameter:
    schema = {"type": "array", "items": items, "minItems": 1, "maxItems": MAX_ITEMS}
    told = f"{description} Flera skiljs med komma."
    return Parameter(name=name, description=told, schema=schema, read=list_reader(items), example=example)


def list_reader(items: Mapping[str, Any], most: int = MAX_ITEMS, *, unique: bool = False) -> Callable[[str], list[Any]]:
    """A reader of values with commas between."""
    read = _item_reader(items)

    def read_list(text: str) -> list[Any]:
        parts = text.split(",")
        if len(parts) > most:
            raise BadValueError(Text(f"Högst {most} värden.", f"At most {most} values."))
        if unique and len(set(parts)) < len(parts):
            raise BadValueError(Text("Samma värde står två gånger.", "A value stands twice."))
        return [read(part) for part in parts]

    return read_list


def _item_reader(items: Mapping[str, Any]) -> Callable[[str], Any]:
    if items["type"] == "integer":
        return integer(items["minimum"], items["maximum"])
    if "enum" in items:
        return choice(*items["enum"])
    return matching(items["pattern"])


def matching(pattern: str) -> Callable[[str], str]:
    """A reader of texts of one form."""
    compiled = re.compile(pattern, re.ASCII)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise BadValueError(Text(f"Värdet ska ha formen {pattern}.", f"The value must match {pattern}."))
        return text

    return read


def choice(*values: str) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in values:
            words = ", ".join(values)
            raise BadValueError(Text(f"Välj bland {words}.", f"Choose one of {words}."))
        return text

    return read


def integer(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", text) and lowest <= int(text) <= highest:
            return int(text)
        raise BadValueError(
            Text(f"Skriv ett heltal från {lowest} till {highest}.", f"Give an integer from {lowest} to {highest}.")
        )

    return read


def boolean(text: str) -> bool:
    """``true`` or ``false``."""
    if text not in ("true", "false"):
        raise BadValueError(Text("Skriv true eller false.", "Give true or false."))
    return text == "true"


def moment(text: str) -> datetime:
    """A time by RFC 3339, or a date: its first moment in UTC."""
    wrong = BadValueError(
        Text(
            "Skriv en dag (2026-11-22) eller en tid med zon (2026-11-22T08:00:00Z).",
            "Give a date (2026-11-22) or a time with its zone (2026-11-22T08:00:00Z).",
        )
    )
    if not _MOMENT.fullmatch(text):
        raise wrong
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text.upper().replace(" ", "+"))  # a plus in an address becomes a space
        return found.astimezone(UTC)  # PostgreSQL takes no zone further than sixteen hours away
    except (ValueError, OverflowError):
        raise wrong from None


def _code(name: str, description: str, example: list[str]) -> Parameter:
    return _listed(name, description, {"type": "string", "pattern": CODE}, example)


def _choice(name: str, description: str, values: list[str], example: list[str]) -> Parameter:
    return _listed(name, description, {"type": "string", "enum": values}, example)


_YEAR = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
_DAY_OR_TIME = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}


def _flag(name: str, description: str, example: bool) -> Parameter:
    return Parameter(name=name, description=description, schema={"type": "boolean"}, read=boolean, example=example)


def switch(name: str, description: str) -> Parameter:
    """Something that a call does only when it is asked to."""
    schema = {"type": "boolean", "default": False}
    return Parameter(name=name, description=description, schema=schema, read=boolean, example=False)


def _year(name: str, description: str, example: int) -> Parameter:
    read = integer(FIRST_YEAR, LAST_YEAR)
    return Parameter(name=name, description=description, schema=_YEAR, read=read, example=example)


FILTERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _code("municipality", "Kommunen, som kommunkod (0880) eller namn i adressen (kalmar).", ["kalmar"]),
        _code("board", "Nämndens namn i adressen, det som gäller nu eller ett tidigare.", ["socialnamnden"]),
        _listed("year", "Året.", _YEAR, [2020]),
        _year("year_from", "Från och med året.", 2019),
        _year("year_to", "Till och med året.", 2023),
        _listed("tertial", "Tertialet.", {"type": "integer", "minimum": 1, "maximum": 3}, [3]),
        _code("service_area", "Verksamhetens kod. Verksamheterna under den följer med.", ["sn"]),
        _flag("include_children", "false tar bara den verksamhet som anges och ingen under den.", True),
        _code("goal", "Målets kod.", ["saker"]),
        _code("indicator", "Indikatorns kod.", ["beslut-i-domstol"]),
        _listed("kolada_id", "Måttets id i Kolada.", {"type": "string", "pattern": KOLADA}, ["U31402"]),
        _listed("kind", "Slag.", {"type": "string", "pattern": WORD}, ["volume"]),
        _listed("status", "Läge.", {"type": "string", "pattern": WORD}, ["value"]),
        _choice("gender", "T totalt, K kvinnor, M män.", ["T", "K", "M"], ["T"]),
        _choice("light", "Trafikljus.", ["met", "on_track", "not_met", "unknown"], ["met"]),
        Parameter(
            name="changed_since",
            description="Rader som har fått nytt innehåll från och med en dag eller tid (RFC 3339). De som har tagits "
            "bort står i removals.",
            schema=_DAY_OR_TIME,
            read=moment,
            example="2026-01-01",
        ),
    )
}  # fmt: skip

PAGE = Parameter(
    name="page",
    description="Sidans nummer. För mycket data är cursor bättre.",
    schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
    read=integer(1, 1000),
    example=1,
)
LIMIT = Parameter(
    name="limit",
    description="Högst så många rader. I CSV, Excel och JSON Lines kommer alla rader om limit inte anges.",
    schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 20},
    read=integer(1, 1000),
    example=20,
)
CURSOR = Parameter(
    name="cursor",
    description="next_cursor ur förra svaret: fortsätt där. Med samma filter och sortering; page betyder då inget.",
    schema={"type": "string", "maxLength": 2000},
    read=lambda text: text,
)
FORMATS = ("json", "csv", "xlsx", "jsonl")
FORMAT = Parameter(
    name="format",
    description="json, csv, xlsx (Excel) eller jsonl (JSON Lines, en rad JSON för varje rad). Går också med Accept.",
    schema={"type": "string", "enum": list(FORMATS), "default": "json"},
    read=choice(*FORMATS),
    example="json",
)
BOM = _flag("bom", "true börjar en CSV-fil med en BOM, så att Excel läser å, ä och ö rätt.", False)
SEPARATOR = Parameter(
    name="separator",
    description="Vad som skiljer kolumnerna i CSV. Excel på svenska vill ha semicolon.",
    schema={"type": "string", "enum": ["comma", "semicolon"], "default": "comma"},
    read=choice("comma", "semicolon"),
    example="comma",
)
DECIMAL = Parameter(
    name="decimal",
    description="Decimaltecken i CSV. Excel på svenska vill ha comma; ange då också separator=semicolon.",
    schema={"type": "string", "enum": ["point", "comma"], "default": "point"},
    read=choice("point", "comma"),
    example="point",
)
PAGING = (PAGE, LIMIT, CURSOR)
OUTPUT = (FORMAT, BOM, SEPARATOR, DECIMAL)
