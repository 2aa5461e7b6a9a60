"""The operations that take files."""

from typing import Any

from apps.api.files.parameters import APPLY_PARAMETERS
from apps.api.openapi.parts import HEADERS, PROBLEMS, SHARED, path_parameter, query_parameter

FILE = {
    "file": "3f2b8c1e-4a6d-4f0b-9c7e-1d2a3b4c5d6e",
    "name": "rapport.xlsx",
    "kind": "report",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "state": "preview",
    "interrupted": False,
    "done": 5,
    "total": 5,
    "message": "",
    "applied": None,
    "errors": [],
    "unfilled": 12,
    "sheets": [
        {
            "name": "drift",
            "new": 0,
            "changed": 1,
            "unchanged": 120,
            "more": 0,
            "rows": [
                {
                    "key": "sn · 2020 · 3 · net · drift-namnd",
                    "is_new": False,
                    "where": "rapport.xlsx, blad drift, rad 2",
                    "cells": [{"column": "utfall", "old": "-96526", "new": "-99999"}],
                }
            ],
        }
    ],
    "warnings": [],
    "conflicts": [],
    "emptyings": 0,
    "before": {"budget": 853776000, "actual": 828599000, "forecast": None},
    "after": {"budget": 853776000, "actual": 832072000, "forecast": None},
    "unknown_codes": [],
}
_SEND = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "Arbetsbok (.xlsx), CSV, utdrag ur ekonomisystem eller SIE-fil. Högst 10 MB.",
        }
    },
}
_READ, _WRITE = (400, 401, 403, 404, 429, 500), (400, 401, 403, 404, 409, 429, 500)
_ID = {
    "name": "file",
    "in": "path",
    "required": True,
    "description": "Filens id, som svaret på att skicka in den gav.",
    "schema": {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
    "example": FILE["file"],
}
_TOKEN = "Kräver en nyckel för ett systemkonto som får skicka in filer."  # noqa: S105 - a sentence


def file_paths() -> dict[str, Any]:
    """The addresses that files are sent to and looked at."""
    files = "/boards/{municipality}/{board}/rounds/{period}/files"
    one = f"{files}/{{file}}"
    return {
        files: {"post": _send()},
        one: {"get": _operation("getFile", "Hur långt en fil har kommit", _LOOK, "200", _READ)},
        f"{one}/apply": {"post": _apply()},
        f"{one}/discard": {"post": _operation("discardFile", "Läs inte in en fil", _DISCARD, "200", _WRITE)},
    }


_LOOK = (
    "Läget, och när filen är läst vad den skulle ändra, rad för rad med gammalt och nytt, eller varför den inte gick "
    "att läsa. Fråga igen tills state är preview, refused eller applied."
)
_APPLY = (
    "Läser in filen. Celler som någon har ändrat sedan filen granskades, eller som en människa har skrivit, behåller "
    "vad som står och räknas upp under conflicts. En fil som redan är inläst förblir det, och ingenting ändras igen."
)
_DISCARD = "Filen sparas men läses inte in."


def _apply() -> dict[str, Any]:
    told = _operation("applyFile", "Läs in en granskad fil", _APPLY, "200", _WRITE)
    told["parameters"] = [*told["parameters"], *(query_parameter(each) for each in APPLY_PARAMETERS)]
    return told


def _send() -> dict[str, Any]:
    told = _operation(
        "sendFile",
        "Skicka in en fil",
        "Skickar en fil till en öppen rapport. Ingenting ändras: filen läses, och getFile säger vad den skulle ändra. "
        "Ett utdrag eller en SIE-fil läses med den koppling som nämnden har sparat.",
        "201",
        (*_WRITE, 413, 415, 422),
    )
    told["requestBody"] = {
        "required": True,
        "description": "Filen.",
        "content": {"multipart/form-data": {"schema": _SEND}},
    }
    told["responses"]["201"]["headers"] = {
        **told["responses"]["201"]["headers"],
        "Location": {"description": "Filens adress.", "schema": {"type": "string"}, "example": "/api/v1/boards/…"},
    }
    return told


def _operation(name: str, summary: str, description: str, status: str, problems: tuple[int, ...]) -> dict[str, Any]:
    headers = {each: header for each, header in HEADERS.items() if each != "ETag"}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/File"}, "example": FILE}}
    names = ("municipality", "board", "period")
    return {
        "operationId": name,
        "summary": summary,
        "description": f"{description} {_TOKEN}",
        "tags": ["Skriva"],
        "security": [{"bearer": []}],
        "parameters": [
            *(path_parameter(each) for each in names),
            *([] if name == "sendFile" else [_ID]),
            *(each for each in SHARED if "if-none-match" not in each["$ref"]),
        ],
        "responses": {
            status: {"description": "Filen.", "headers": headers, "content": content},
            **{str(each): {"$ref": PROBLEMS[each]} for each in sorted(problems)},
        },
    }
