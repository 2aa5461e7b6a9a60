"""The parameters of a list: how each is read, and how it is described. A wrong one is refused, never guessed at."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.text import slugify

from apps.api.bilingual_text import BilingualText
from apps.core.tertials import FIRST_YEAR, LAST_YEAR

MAX_ITEMS = 100
CODE_PATTERN = r"^[a-z0-9][a-z0-9-]{0,99}$"
CHOICE_PATTERN = r"^[a-z_-]{1,20}$"
KIND_PATTERN = r"^[a-z0-9_-]{1,100}$"  # a cost type of a board's own has a code as long as other codes
KOLADA_PATTERN = r"^[A-Z][0-9]{5}$"
_DATE_OR_TIME_PATTERN = re.compile(r"\d{4}-\d\d-\d\d([Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+ -]\d\d:\d\d))?", re.ASCII)


class BadValueError(ValueError):
    """The value can't be read. ``text`` says which values are allowed."""

    def __init__(self, text: BilingualText) -> None:
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


def _build_list_parameter(name: str, description: str, items: dict[str, Any], example: list[Any]) -> Parameter:
    schema = {"type": "array", "items": items, "minItems": 1, "maxItems": MAX_ITEMS}
    text = f"{description} Flera skiljs med komma."
    return Parameter(name=name, description=text, schema=schema, read=build_list_parser(items), example=example)


def build_list_parser(
    items: Mapping[str, Any], most: int = MAX_ITEMS, *, unique: bool = False
) -> Callable[[str], list[Any]]:
    """A reader of values with commas between."""
    read = _build_item_parser(items)

    def read_list(text: str) -> list[Any]:
        parts = text.split(",")
        if len(parts) > most:
            raise BadValueError(BilingualText(f"Högst {most} värden.", f"At most {most} values."))
        if unique and len(set(parts)) < len(parts):
            raise BadValueError(BilingualText("Samma värde står två gånger.", "A value stands twice."))
        return [read(part) for part in parts]

    return read_list


def _build_item_parser(items: Mapping[str, Any]) -> Callable[[str], Any]:
    if items["type"] == "integer":
        return build_integer_parser(items["minimum"], items["maximum"])
    if "enum" in items:
        return build_choice_parser(*items["enum"])
    return build_pattern_parser(items["pattern"])


def build_pattern_parser(pattern: str) -> Callable[[str], str]:
    """A reader of texts of one form."""
    compiled = re.compile(pattern, re.ASCII)

    def read(text: str) -> str:
        if not compiled.fullmatch(text):
            raise BadValueError(_explain_form(text, compiled))
        return text

    return read


def _explain_form(text: str, pattern: re.Pattern[str]) -> BilingualText:
    """What the text should be; a name with capitals or å, ä and ö is written as it stands in addresses."""
    code = slugify(text)
    if pattern.pattern == CODE_PATTERN and code and pattern.fullmatch(code):
        return BilingualText(
            f"Skriv det som i adressen, med små bokstäver och utan å, ä och ö. Menar du {code}?",
            f"Write it as in addresses, in lower case without å, ä and ö. Do you mean {code}?",
        )
    return BilingualText(f"Värdet ska ha formen {pattern.pattern}.", f"The value must match {pattern.pattern}.")


def build_choice_parser(*values: str) -> Callable[[str], str]:
    """A reader of one of a few words."""

    def read(text: str) -> str:
        if text not in values:
            choices = ", ".join(values)
            raise BadValueError(BilingualText(f"Välj bland {choices}.", f"Choose one of {choices}."))
        return text

    return read


def build_integer_parser(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of whole numbers within bounds."""

    def read(text: str) -> int:
        if re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", text) and lowest <= int(text) <= highest:
            return int(text)
        raise BadValueError(
            BilingualText(
                f"Skriv ett heltal från {lowest} till {highest}.", f"Give an integer from {lowest} to {highest}."
            )
        )

    return read


def parse_boolean(text: str) -> bool:
    """``true`` or ``false``."""
    if text not in ("true", "false"):
        raise BadValueError(BilingualText("Skriv true eller false.", "Give true or false."))
    return text == "true"


def parse_date_or_time(text: str) -> datetime:
    """A time by RFC 3339, or a date: its first moment in UTC."""
    wrong = BadValueError(
        BilingualText(
            "Skriv en dag (2026-11-22) eller en tid med zon (2026-11-22T08:00:00Z).",
            "Give a date (2026-11-22) or a time with its zone (2026-11-22T08:00:00Z).",
        )
    )
    if not _DATE_OR_TIME_PATTERN.fullmatch(text):
        raise wrong
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text.upper().replace(" ", "+"))  # a plus in an address becomes a space
        return found.astimezone(UTC)  # PostgreSQL takes no zone further than sixteen hours away
    except (ValueError, OverflowError):
        raise wrong from None


def _build_code_filter(name: str, description: str, example: list[str], pattern: str = CODE_PATTERN) -> Parameter:
    """A filter by what boards call things: which there are is data, so one that nothing published has finds nothing.

    What is not there is answered as what is not public, and a system that asks for its own board before the board has
    published need not know errors from empty lists.
    """
    text = f"{description} Ett värde som ingen rad har ger en tom lista."
    return _build_list_parameter(name, text, {"type": "string", "pattern": pattern}, example)


def _build_choice_filter(name: str, description: str, values: list[str], example: list[str]) -> Parameter:
    return _build_list_parameter(name, description, {"type": "string", "enum": values}, example)


_YEAR_SCHEMA = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
_DATE_OR_TIME_SCHEMA = {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}


def _build_flag(name: str, description: str, example: bool) -> Parameter:
    return Parameter(
        name=name, description=description, schema={"type": "boolean"}, read=parse_boolean, example=example
    )


def build_switch(name: str, description: str) -> Parameter:
    """A switch: what the call does only when it is true."""
    schema = {"type": "boolean", "default": False}
    return Parameter(name=name, description=description, schema=schema, read=parse_boolean, example=False)


def _build_year_filter(name: str, description: str, example: int) -> Parameter:
    read = build_integer_parser(FIRST_YEAR, LAST_YEAR)
    return Parameter(name=name, description=description, schema=_YEAR_SCHEMA, read=read, example=example)


OTHER_NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("period", "round"), ("year", "tertial")),
    **dict.fromkeys(("kommun", "kommunkod", "municipality_code"), ("municipality",)),
    **dict.fromkeys(("nämnd", "namnd", "board_name"), ("board",)),
    **dict.fromkeys(("år", "ar", "years"), ("year",)),
    **dict.fromkeys(("area", "verksamhet", "unit"), ("service_area",)),
    **dict.fromkeys(("updated_since", "modified_since", "since", "updated_after", "from"), ("changed_since",)),
    **dict.fromkeys(("cost_type", "kostnadsslag", "slag", "type"), ("kind",)),
    **dict.fromkeys(("statement", "publication_status"), ("status",)),
    **dict.fromkeys(("page_size", "per_page", "pagesize", "size", "antal"), ("limit",)),
    **dict.fromkeys(("offset", "start", "next"), ("cursor",)),
    **dict.fromkeys(("order", "order_by", "ordering"), ("sort",)),
}
"""What other systems and the rows themselves call the parameters, for the answer to a call that is not understood."""
FILTERS: dict[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        _build_code_filter(
            "municipality", "Kommunen, som kommunkod (0880) eller namn i adressen (kalmar).", ["kalmar"]
        ),
        _build_code_filter(
            "board", "Nämndens namn i adressen, det som gäller nu eller ett tidigare.", ["socialnamnden"]
        ),
        _build_list_parameter("year", "Året.", _YEAR_SCHEMA, [2020]),
        _build_year_filter("year_from", "Från och med året.", 2019),
        _build_year_filter("year_to", "Till och med året.", 2023),
        _build_list_parameter("tertial", "Tertialet.", {"type": "integer", "minimum": 1, "maximum": 3}, [3]),
        _build_code_filter("service_area", "Verksamhetens kod. Verksamheterna under den följer med.", ["sn"]),
        _build_flag("include_children", "false tar bara den verksamhet som anges och ingen under den.", True),
        _build_code_filter("goal", "Målets kod.", ["saker"]),
        _build_code_filter("indicator", "Indikatorns kod.", ["beslut-i-domstol"]),
        _build_code_filter("kolada_id", "Måttets id i Kolada.", ["U31402"], KOLADA_PATTERN),
        _build_code_filter("kind", "Slag.", ["volume"], KIND_PATTERN),
        _build_code_filter("status", "Läge.", ["value"], CHOICE_PATTERN),
        _build_choice_filter("gender", "T totalt, K kvinnor, M män.", ["T", "K", "M"], ["T"]),
        _build_choice_filter("light", "Trafikljus.", ["met", "on_track", "not_met", "unknown"], ["met"]),
        Parameter(
            name="changed_since",
            description="Rader som har fått nytt innehåll från och med en dag eller tid (RFC 3339). De som har tagits "
            "bort står i removals.",
            schema=_DATE_OR_TIME_SCHEMA,
            read=parse_date_or_time,
            example="2026-01-01",
        ),
    )
}  # fmt: skip

PAGE = Parameter(
    name="page",
    description="Sidans nummer. För mycket data är cursor bättre.",
    schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
    read=build_integer_parser(1, 1000),
    example=1,
)
LIMIT = Parameter(
    name="limit",
    description="Högst så många rader. I CSV, Excel och JSON Lines kommer alla rader om limit inte anges.",
    schema={"type": "integer", "minimum": 1, "maximum": 1000, "default": 20},
    read=build_integer_parser(1, 1000),
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
    read=build_choice_parser(*FORMATS),
    example="json",
)
BOM = _build_flag("bom", "true börjar en CSV-fil med en BOM, så att Excel läser å, ä och ö rätt.", False)
SEPARATOR = Parameter(
    name="separator",
    description="Vad som skiljer kolumnerna i CSV. Excel på svenska vill ha semicolon.",
    schema={"type": "string", "enum": ["comma", "semicolon"], "default": "comma"},
    read=build_choice_parser("comma", "semicolon"),
    example="comma",
)
DECIMAL = Parameter(
    name="decimal",
    description="Decimaltecken i CSV. Excel på svenska vill ha comma; ange då också separator=semicolon.",
    schema={"type": "string", "enum": ["point", "comma"], "default": "point"},
    read=build_choice_parser("point", "comma"),
    example="point",
)
PAGING = (PAGE, LIMIT, CURSOR)
OUTPUT = (FORMAT, BOM, SEPARATOR, DECIMAL)
