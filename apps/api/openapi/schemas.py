"""The schemas of the contract: made from the documents' own types, so that they can't say anything else."""

from functools import cache
from typing import Any

import msgspec

from apps.api.entry import input_rows
from apps.api.files.mapping_shapes import FileMapping
from apps.api.files.shapes import File
from apps.api.resources import RESOURCES, SERIES_FIELDS
from apps.publishing.records import shapes
from apps.report.board_report import BoardReport

SCHEMA_REF = "#/components/schemas/{name}"
PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "Vad som gick fel, enligt RFC 9457. Svenska eller engelska efter Accept-Language.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Adress till beskrivningen.", "examples": ["/oppna-data/#not-found"]},
        "title": {"type": "string", "description": "Felet i korthet.", "examples": ["Finns inte"]},
        "status": {"type": "integer", "description": "HTTP-status.", "examples": [404]},
        "detail": {"type": "string", "description": "Vad man kan göra.", "examples": ["Se stavningen."]},
        "instance": {"type": "string", "description": "Adressen som anropades.", "examples": ["/api/v1/boards/x/y"]},
        "errors": {
            "type": "array",
            "description": "Vad som är fel med varje parameter.",
            "examples": [[{"parameter": "limit", "detail": "Skriv ett heltal från 1 till 1000."}]],
            "items": {
                "type": "object",
                "properties": {
                    "parameter": {"type": "string", "description": "Parametern.", "examples": ["limit"]},
                    "detail": {"type": "string", "description": "Vad som får stå.", "examples": ["Ett heltal."]},
                },
            },
        },
    },
}
API_INFO_SCHEMA = {
    "title": "ApiInfo",
    "description": "Vad detta är för ett API, enligt Diggs REST API-profil.",
    "type": "object",
    "required": ["apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"],
    "properties": {
        "apiName": {"type": "string", "description": "Namnet.", "examples": ["namndkollen"]},
        "apiVersion": {"type": "string", "description": "Version enligt SemVer.", "examples": ["1.0.0"]},
        "apiReleased": {"type": "string", "format": "date", "description": "Släppt.", "examples": ["2026-11-22"]},
        "apiDocumentation": {
            "type": "string",
            "format": "uri",
            "description": "Dokumentationen.",
            "examples": ["https://namndkollen.example.se/oppna-data/"],
        },
        "apiStatus": {
            "type": "string",
            "enum": ["active", "deprecated", "beta"],
            "description": "Läget.",
            "examples": ["active"],
        },
    },
}

_MESSAGES_SCHEMA = {
    "type": "array",
    "description": "Ett meddelande för varje fält som det gäller.",
    "examples": [
        [{"field": "budget", "message": "Budgeten är omkring tusen gånger så liten som väntat. Är enheten rätt?"}]
    ],
    "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
}
SAVE_ANSWER_SCHEMA = {
    "title": "SaveAnswer",
    "description": "Vad det blev av raderna.",
    "type": "object",
    "required": ["dry_run", "accepted", "counts", "rows"],
    "properties": {
        "dry_run": {"type": "boolean", "description": "Var det en prövning, där inget sparas?", "examples": [False]},
        "accepted": {"type": "boolean", "description": "Gick alla rader att spara?", "examples": [True]},
        "counts": {
            "type": "object",
            "description": "Antal rader efter vad det blev av dem.",
            "examples": [{"saved": 2, "unchanged": 1, "invalid": 0, "stale": 0, "locked": 0}],
            "additionalProperties": {"type": "integer"},
        },
        "rows": {
            "type": "array",
            "description": "Vid prövning alla rader, annars de som ser märkliga ut. row räknas från 0.",
            "examples": [[]],
            "items": {
                "type": "object",
                "properties": {
                    "row": {"type": "integer", "description": "Radens plats i anropet, från 0."},
                    "status": {
                        "type": "string",
                        "enum": ["saved", "unchanged", "invalid", "stale", "locked"],
                        "description": "Vad det blev, eller skulle ha blivit, av raden.",
                    },
                    "messages": {**_MESSAGES_SCHEMA, "description": "Varför raden inte gick att spara."},
                    "warnings": {**_MESSAGES_SCHEMA, "description": "Vad som ser märkligt ut; det hindrar inget."},
                },
            },
        },
    },
}


@cache
def build_schemas() -> dict[str, Any]:
    """Every named schema."""
    found: dict[str, Any] = {"Problem": PROBLEM_SCHEMA, "ApiInfo": API_INFO_SCHEMA}
    origin = _build_components([shapes.RecordOrigin])[shapes.RecordOrigin.__name__]
    for resource in RESOURCES.values():
        components = _build_components([resource.record])
        name = resource.record.__name__
        record = components.pop(name)
        found.update(components)
        record["properties"] = {**record["properties"], **origin["properties"]}
        found[name] = {**record, "required": list(resource.columns)}
        found[f"{name}List"] = build_list_schema(f"{name}List", record["properties"], resource.title)
    properties = found["Outcome"]["properties"]
    found["SeriesList"] = build_list_schema("SeriesList", {n: properties[n] for n in SERIES_FIELDS}, "Serien")
    found.update(_build_components([input_rows.Outcomes, input_rows.OperatingLines, File, FileMapping]))
    found["SaveAnswer"] = SAVE_ANSWER_SCHEMA
    found.update(_build_report_schemas())
    return found


def build_list_schema(name: str, properties: dict[str, Any], title: str) -> dict[str, Any]:
    """A page of rows. With ``fields`` only some of the fields are there."""
    return {
        "title": name,
        "type": "object",
        "description": f"{title}, en sida.",
        "required": ["limit", "count", "next_cursor", "items"],
        "properties": {
            "page": {"type": "integer", "description": "Sidans nummer; inte med cursor.", "examples": [1]},
            "limit": {"type": "integer", "description": "Högst så många rader på sidan.", "examples": [20]},
            "count": {"type": "integer", "description": "Så många rader på denna sida.", "examples": [20]},
            "total": {"type": "integer", "description": "Så många rader i allt; inte med cursor.", "examples": [724]},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "Skickas som cursor för nästa sida. null på den sista, och när sort går åt två håll.",
                "examples": ["WyIwODgwL3NvY2lhbG5hbW5kZW4iLDE4XQ"],
            },
            "items": {
                "type": "array",
                "description": "Raderna. Alla fält finns alltid med, om inte fields väljer några.",
                "items": {"type": "object", "properties": properties},
            },
        },
    }


def _build_components(types: list[type]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components(types, ref_template=SCHEMA_REF)
    return {name: _replace_decimals(schema) for name, schema in components.items()}


def _build_report_schemas() -> dict[str, Any]:
    """The frozen report. Its numbers with decimals are texts, so that no digit is lost on the way."""
    _, components = msgspec.json.schema_components([BoardReport], ref_template="#/components/schemas/Report{name}")
    found = {f"Report{name}": schema for name, schema in components.items()}
    found["Report"] = {
        "title": "Report",
        "description": "En hel rapport med version, beslut och SHA-256. Decimaltal är text: ingen siffra går förlorad.",
        "type": "object",
        "required": ["version", "sha256", "published_at", "reason", "decision", "reissue", "report"],
        "properties": {
            "version": {"type": "integer", "description": "Version.", "examples": [1]},
            "sha256": {
                "type": "string",
                "description": "SHA-256 av rapportens bytes (se adressen som slutar på /bytes).",
                "examples": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
            },
            "published_at": {
                "type": "string",
                "format": "date-time",
                "description": "När versionen publicerades, i UTC.",
                "examples": ["2026-11-22T08:20:00Z"],
            },
            "reason": {"type": "string", "description": "Skälet till rättelsen; tomt för version 1.", "examples": [""]},
            "decision": {
                "type": "object",
                "description": "Nämndens beslut.",
                "examples": [{"date": "2021-02-24", "paragraph": "12", "case_number": ""}],
                "properties": {
                    "date": {"type": ["string", "null"], "format": "date", "description": "Dag.", "examples": [None]},
                    "paragraph": {"type": "string", "description": "Paragraf.", "examples": ["12"]},
                    "case_number": {"type": "string", "description": "Ärendenummer.", "examples": [""]},
                },
            },
            "reissue": {
                "type": ["object", "null"],
                "description": "Att versionen har getts ut igen med fler uppgifter dolda; annars null.",
                "examples": [None],
                "properties": {
                    "reissued_at": {
                        "type": "string",
                        "format": "date-time",
                        "description": "När, i UTC.",
                        "examples": ["2026-11-26T08:20:00Z"],
                    },
                    "reason": {"type": "string", "description": "Varför.", "examples": ["Striktare småtalsgräns."]},
                    "hidden": {
                        "type": "integer",
                        "description": "Så många uppgifter har dolts sedan versionen publicerades.",
                        "examples": [24],
                    },
                },
            },
            "report": {"$ref": "#/components/schemas/ReportBoardReport"},
        },
    }
    found["ReportChapters"] = {
        "title": "ReportChapters",
        "description": "Kapitlen i en version av en rapport.",
        "type": "object",
        "required": ["version", "sha256", "chapters", "pictures"],
        "properties": {
            "version": {"type": "integer", "description": "Version.", "examples": [1]},
            "sha256": {
                "type": "string",
                "description": "SHA-256 av hela rapportens bytes.",
                "examples": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
            },
            "chapters": {
                "type": "array",
                "description": "Kapitlen i ordning.",
                "items": {"$ref": "#/components/schemas/ReportChapter"},
                "examples": [[]],
            },
            "pictures": {
                "type": "array",
                "description": "Bilderna i kapitlens texter, i läsordning.",
                "examples": [[]],
                "items": {
                    "type": "object",
                    "required": ["chapter", "area", "sha256", "address", "alt", "width", "height"],
                    "properties": {
                        "chapter": {"type": "string", "description": "Kapitlets kod.", "examples": ["framtid"]},
                        "area": {"type": "string", "description": "Verksamhetens kod.", "examples": ["socialnamnden"]},
                        "sha256": {
                            "type": "string",
                            "description": "SHA-256 av bildens bytes; den är id i texten.",
                            "examples": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
                        },
                        "address": {
                            "type": "string",
                            "format": "uri",
                            "description": "Var bilden finns, som PNG eller JPEG. Samma adress har alltid samma bytes.",
                            "examples": ["https://exempel.se/kalmar/socialnamnden/bild/9f86d0"],
                        },
                        "alt": {"type": "string", "description": "Vad bilden visar.", "examples": ["Karta"]},
                        "width": {"type": "integer", "description": "Bredd i bildpunkter.", "examples": [1200]},
                        "height": {"type": "integer", "description": "Höjd i bildpunkter.", "examples": [800]},
                    },
                },
            },
        },
    }
    return found


def _replace_decimals(schema: Any) -> Any:
    """A Decimal is written as a number."""
    if isinstance(schema, list):
        return [_replace_decimals(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        schema = {**{name: part for name, part in schema.items() if name != "format"}, "type": "number"}
    tidy = {name: _replace_decimals(part) for name, part in schema.items()}
    if "examples" in schema:
        tidy["examples"] = msgspec.to_builtins([_convert_decimal(value) for value in schema["examples"]])
    return tidy


def _convert_decimal(value: Any) -> Any:
    return float(value) if type(value).__name__ == "Decimal" else value
