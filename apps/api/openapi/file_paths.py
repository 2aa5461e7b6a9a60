"""The operations that take files."""

from typing import Any

from apps.api.files.parameter_definitions import APPLY_PARAMETERS
from apps.api.openapi.shared_parts import (
    HEADER_REFS,
    PROBLEM_REFS,
    SHARED_PARAMETER_REFS,
    build_path_parameter,
    build_query_parameter,
)

FILE_EXAMPLE = {
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
    "questions": [],
    "balance_lines": [],
    "figure_lines": [],
    "before": {"budget": 853776000, "actual": 828599000, "forecast": None},
    "after": {"budget": 853776000, "actual": 832072000, "forecast": None},
    "unknown_codes": [],
}
MAPPING_EXAMPLE = {
    "columns": {"account": 0, "unit": 1, "activity": 2, "period": 3, "amount": 4},
    "sheet": "",
    "heading": None,
    "delimiter": "",
    "decimal": ",",
    "scale": "kr",
    "sign": "cost_positive",
    "by": "both",
    "dimension": None,
    "budget": "",
    "accounts": ["3000-3999 intäkter", "5000-5999 personal"],
    "areas": ["310-319 sn", "310 + 5120 aldreomsorg"],
    "account_codes": {"5099": "-"},
    "area_codes": {"320 + 5130": "sn"},
}
_MAPPING_CONTENT = {"schema": {"$ref": "#/components/schemas/FileMapping"}, "example": MAPPING_EXAMPLE}
_UPLOAD_SCHEMA = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "Arbetsbok, CSV, utdrag ur ekonomisystem, SIE-fil eller tabell med utfall. Högst 40 MB.",
        }
    },
}
_READ_PROBLEMS, _WRITE_PROBLEMS = (400, 401, 403, 404, 429, 500), (400, 401, 403, 404, 409, 429, 500)
_FILE_PARAMETER = {
    "name": "file",
    "in": "path",
    "required": True,
    "description": "Filens id, som svaret på att skicka in den gav.",
    "schema": {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
    "example": FILE_EXAMPLE["file"],
}
_TOKEN_NOTE = "Kräver en nyckel för ett systemkonto som får skicka in filer."  # noqa: S105 - a sentence


def build_file_paths() -> dict[str, Any]:
    """The addresses that files are sent to and looked at."""
    files = "/boards/{municipality}/{board}/rounds/{period}/files"
    one = f"{files}/{{file}}"
    return {
        files: {"post": _build_upload_operation()},
        one: {
            "get": _build_operation(
                "getFile", "Hur långt en fil har kommit", _STATUS_DESCRIPTION, "200", _READ_PROBLEMS
            )
        },
        f"{one}/apply": {"post": _build_apply_operation()},
        f"{one}/mapping": {"get": _build_mapping_operation(), "put": _build_save_mapping_operation()},
        f"{one}/discard": {
            "post": _build_operation("discardFile", "Läs inte in en fil", _DISCARD_DESCRIPTION, "200", _WRITE_PROBLEMS)
        },
    }


_STATUS_DESCRIPTION = (
    "Läget, och när filen är läst vad den skulle ändra, rad för rad med gammalt och nytt, eller varför den inte gick "
    "att läsa. Fråga igen tills state är preview, refused eller applied."
)
_APPLY_DESCRIPTION = (
    "Läser in filen. Celler som någon har ändrat sedan filen granskades, eller som en människa har skrivit, behåller "
    "vad som står och räknas upp under conflicts. En fil som redan är inläst förblir det, och ingenting ändras igen."
)
_DISCARD_DESCRIPTION = "Filen läses inte in, och innehållet tas bort. Namn, storlek och sha256 finns kvar."
_MAPPING_DESCRIPTION = (
    "Hur ett utdrag eller en SIE-fil läses: som den lästes sist, annars som nämndens förra fil, annars som den ser ut."
)
_SAVE_MAPPING_DESCRIPTION = (
    "Säger hur ett utdrag eller en SIE-fil ska läsas, och läser den. Ingen människa behöver ha öppnat sidan Filer "
    "först. Går kopplingen inte att använda sparas ingenting, och errors säger vad som ska rättas. När filen har gått "
    "att läsa är kopplingen nämndens, och nästa fil läses med den."
)


def _build_mapping_operation() -> dict[str, Any]:
    operation = _build_operation(
        "getFileMapping", "Hur en fil läses", _MAPPING_DESCRIPTION, "200", (*_READ_PROBLEMS, 409)
    )
    operation["responses"]["200"]["description"] = "Kopplingen."
    operation["responses"]["200"]["content"] = {"application/json": _MAPPING_CONTENT}
    return operation


def _build_save_mapping_operation() -> dict[str, Any]:
    problems = (*_WRITE_PROBLEMS, 413, 415, 422)
    operation = _build_operation(
        "saveFileMapping", "Säg hur en fil ska läsas", _SAVE_MAPPING_DESCRIPTION, "200", problems
    )
    operation["requestBody"] = {
        "required": True,
        "description": "Kopplingen.",
        "content": {"application/json": _MAPPING_CONTENT},
    }
    return operation


def _build_apply_operation() -> dict[str, Any]:
    operation = _build_operation("applyFile", "Läs in en granskad fil", _APPLY_DESCRIPTION, "200", _WRITE_PROBLEMS)
    operation["parameters"] = [*operation["parameters"], *(build_query_parameter(each) for each in APPLY_PARAMETERS)]
    return operation


def _build_upload_operation() -> dict[str, Any]:
    operation = _build_operation(
        "sendFile",
        "Skicka in en fil",
        "Skickar en fil till en öppen rapport. Ingenting ändras: filen läses, och getFile säger vad den skulle ändra. "
        "Ett utdrag, en SIE-fil eller en tabell med utfall läses med den koppling som nämnden har sparat.",
        "201",
        (*_WRITE_PROBLEMS, 413, 415, 422),
    )
    operation["requestBody"] = {
        "required": True,
        "description": "Filen.",
        "content": {"multipart/form-data": {"schema": _UPLOAD_SCHEMA}},
    }
    operation["responses"]["201"]["headers"] = {
        **operation["responses"]["201"]["headers"],
        "Location": {"description": "Filens adress.", "schema": {"type": "string"}, "example": "/api/v1/boards/…"},
    }
    return operation


def _build_operation(
    name: str, summary: str, description: str, status: str, problems: tuple[int, ...]
) -> dict[str, Any]:
    headers = {each: header for each, header in HEADER_REFS.items() if each != "ETag"}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/File"}, "example": FILE_EXAMPLE}}
    names = ("municipality", "board", "period")
    return {
        "operationId": name,
        "summary": summary,
        "description": f"{description} {_TOKEN_NOTE}",
        "tags": ["Skriva"],
        "security": [{"bearer": []}],
        "parameters": [
            *(build_path_parameter(each) for each in names),
            *([] if name == "sendFile" else [_FILE_PARAMETER]),
            *(each for each in SHARED_PARAMETER_REFS if "if-none-match" not in each["$ref"]),
        ],
        "responses": {
            status: {"description": "Filen.", "headers": headers, "content": content},
            **{str(each): {"$ref": PROBLEM_REFS[each]} for each in sorted(problems)},
        },
    }
