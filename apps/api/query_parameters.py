"""Reads the query parameters of a list. Everything that is wrong with them is answered at once."""

import base64
import binascii
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, QueryDict

from apps.api import parameter_definitions
from apps.api.bilingual_text import BilingualText
from apps.api.parameter_definitions import BadValueError, Parameter
from apps.api.problems import ApiProblem, ParameterFault
from apps.publishing.records.record_selection import RecordSelection, SortOrder

# Media types by format name; the first is for callers that accept anything.
FORMAT_BY_MEDIA_TYPE = {
    "application/json": "json",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryParameters:
    """The query parameters of a list, parsed and valid."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    order: tuple[SortOrder, ...] = ()
    fields: tuple[str, ...] = ()
    page: int | None = None
    limit: int | None = None
    cursor: str = ""
    format: str = "json"
    bom: bool = False
    separator: str = ","
    decimal_comma: bool = False
    dry_run: bool = False
    overwrite: bool = False
    empty: bool = False
    confirm: tuple[str, ...] = ()


def parse_query_parameters(request: HttpRequest, allowed: Mapping[str, Parameter]) -> QueryParameters:
    """Read the query. ``Problem`` 400 with every fault."""
    found, faults = _parse_values(request.GET, allowed)
    if faults:
        raise ApiProblem(400, faults=faults)
    return QueryParameters(
        filters=_collect_filters(found),
        order=tuple(SortOrder(name.removeprefix("-"), name.startswith("-")) for name in found.get("sort", ())),
        fields=tuple(found.get("fields", ())),
        page=found.get("page"),
        limit=found.get("limit"),
        cursor=found.get("cursor", ""),
        format=found.get("format") or _negotiate_format(request),
        bom=found.get("bom", False),
        separator=";" if found.get("separator") == "semicolon" else ",",
        decimal_comma=found.get("decimal") == "comma",
        dry_run=found.get("dry_run", False),
        empty=found.get("empty", False),
        overwrite=found.get("overwrite", False),
        confirm=tuple(found.get("confirm", ())),
    )


def check_no_parameters(request: HttpRequest) -> None:
    """``Problem`` when an address that takes no parameters is given one, or when the caller does not accept JSON."""
    negotiate_media_type(request, ["application/json"])
    parse_query_parameters(request, {})


def _parse_values(query: QueryDict, allowed: Mapping[str, Parameter]) -> tuple[dict[str, Any], list[ParameterFault]]:
    found: dict[str, Any] = {}
    faults: list[ParameterFault] = []
    for name, values in query.lists():
        shown = name[:60]
        if name not in allowed:
            faults.append(ParameterFault(shown, _explain_unknown(name, allowed)))
        elif len(values) > 1:
            faults.append(ParameterFault(shown, BilingualText("Ange parametern en gång.", "Give the parameter once.")))
        else:
            try:
                found[name] = allowed[name].read(values[0])
            except BadValueError as error:
                faults.append(ParameterFault(shown, error.text))
    return found, faults


def _explain_unknown(name: str, allowed: Mapping[str, Parameter]) -> BilingualText:
    """What there is instead: first what other systems call so, or what is spelt nearly so."""
    usual = parameter_definitions.OTHER_NAMES.get(name.lower().replace("-", "_"), ())
    meant = [one for one in usual if one in allowed] or difflib.get_close_matches(name.lower(), allowed, n=1)
    choices = ", ".join(allowed) or "–"
    if not meant:
        return BilingualText(f"Finns inte. Det finns: {choices}.", f"Unknown. Known are: {choices}.")
    swedish, english = " och ".join(meant), " and ".join(meant)
    return BilingualText(
        f"Finns inte. Menar du {swedish}? Det finns: {choices}.",
        f"Unknown. Do you mean {english}? Known are: {choices}.",
    )


def _collect_filters(found: Mapping[str, Any]) -> dict[str, Any]:
    filters = {name: value for name, value in found.items() if name in parameter_definitions.FILTERS}
    if filters.pop("include_children", True) is False and "service_area" in filters:
        filters["service_area_only"] = filters.pop("service_area")
    return filters


def _negotiate_format(request: HttpRequest) -> str:
    """What the caller would rather have. ``Problem`` 406 when nothing of it is to be had."""
    return FORMAT_BY_MEDIA_TYPE[negotiate_media_type(request, FORMAT_BY_MEDIA_TYPE)]


def negotiate_media_type(request: HttpRequest, offered: Iterable[str]) -> str:
    """The media type of those offered that the caller likes best. ``Problem`` 406 when none will do."""
    types = list(offered)
    if not request.headers.get("Accept"):
        return types[0]
    found = request.get_preferred_type(types)
    if found is None:
        raise ApiProblem(406)
    return str(found)


# Cursors

UNKNOWN_CURSOR = BilingualText(
    "Markören hör inte till denna lista. Börja om utan cursor.",
    "The cursor does not belong to this list. Start over without it.",
)


def encode_cursor(last: tuple[Any, ...]) -> str:
    """Where a list goes on: the last row's sorted columns, in a form that an address can hold."""
    return base64.urlsafe_b64encode(msgspec.json.encode(last)).decode().rstrip("=")


def decode_cursor(selection: RecordSelection, cursor: str) -> list[Any]:
    """The sorted columns. ``Problem`` 404 when it leads nowhere: not ours, or of another sorting."""
    if not selection.one_way:
        raise ApiProblem(404, UNKNOWN_CURSOR)
    try:
        data = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = msgspec.json.decode(data)
        return [_check_cursor_value(kind, value) for (_, kind), value in zip(selection.columns, values, strict=True)]
    except (binascii.Error, msgspec.MsgspecError, UnicodeError, TypeError, ValueError):
        raise ApiProblem(404, UNKNOWN_CURSOR) from None


def _check_cursor_value(kind: type, value: Any) -> Any:
    """The value, if it can stand in such a column."""
    if kind is datetime and isinstance(value, str):
        return datetime.fromisoformat(value)
    if kind is str and isinstance(value, str) and "\0" not in value:
        return value
    if kind is int and type(value) is int and abs(value) < 2**62:
        return value
    raise TypeError
