"""Parts that the operations of the contract share."""

from typing import Any

from apps.api.parameter_definitions import Parameter
from apps.api.problems import PROBLEM_KINDS

PROBLEM_REFS = {status: f"#/components/responses/{kind.slug}" for status, kind in PROBLEM_KINDS.items()}
PATH_PARAMETERS: dict[str, tuple[str, str, Any]] = {
    "municipality": ("Kommunens namn i adressen eller dess kommunkod.", "^[a-z0-9][a-z0-9-]{0,99}$", "kalmar"),
    "board": (
        "Nämndens namn i adressen, det som gäller nu eller ett tidigare.",
        "^[a-z0-9][a-z0-9-]{0,99}$",
        "socialnamnden",
    ),
    "key": ("Radens nyckel, fältet key.", "^[a-z0-9][a-z0-9~.-]{0,399}$", ""),
    "year": ("Planens år.", "^(199[0-9]|20[0-9]{2}|2100)$", "2021"),
    "period": ("År och tertial.", "^(199[0-9]|20[0-9]{2}|2100)-t[123]$", "2020-t3"),
    "indicator": (
        "Indikatorns kod, eller måttets id i Kolada.",
        "^([a-z0-9][a-z0-9-]{0,99}|[A-Z][0-9]{5})$",
        "beslut-i-domstol",
    ),
}
HEADER_REFS = {
    "ETag": {"$ref": "#/components/headers/ETag"},
    "traceparent": {"$ref": "#/components/headers/traceparent"},
    "RateLimit-Limit": {"$ref": "#/components/headers/RateLimit-Limit"},
    "RateLimit-Remaining": {"$ref": "#/components/headers/RateLimit-Remaining"},
    "RateLimit-Reset": {"$ref": "#/components/headers/RateLimit-Reset"},
}
SHARED_PARAMETER_REFS = [
    {"$ref": f"#/components/parameters/{name}"} for name in ("accept-language", "if-none-match", "traceparent")
]


def build_query_parameter(parameter: Parameter, note: str = "") -> dict[str, Any]:
    """A query parameter."""
    header: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description + note,
        "schema": dict(parameter.schema),
    }
    if parameter.is_list:
        header.update(style="form", explode=False)
    if parameter.example is not None:
        header["example"] = parameter.example
    return header


def build_path_parameter(name: str, shown: Any = None) -> dict[str, Any]:
    """A part of an address."""
    description, pattern, usual = PATH_PARAMETERS[name]
    schema = {"type": "string", "pattern": pattern}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": shown or usual,
    }
