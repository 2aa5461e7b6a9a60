"""The operations of the contract."""

from collections.abc import Mapping
from typing import Any

from apps.api import parameter_definitions
from apps.api.file_formats import MEDIA_TYPES
from apps.api.openapi.document_paths import build_document_paths
from apps.api.openapi.examples import build_named_examples, get_example
from apps.api.openapi.file_paths import build_file_paths
from apps.api.openapi.save_paths import build_save_paths
from apps.api.openapi.shared_parts import (
    HEADER_REFS,
    PROBLEM_REFS,
    SHARED_PARAMETER_REFS,
    build_path_parameter,
    build_query_parameter,
)
from apps.api.resources import RESOURCES, SERIES_FILTERS, Resource

READ_PROBLEMS = (400, 401, 404, 406, 412, 429, 500)
OPTIONAL_BEARER: list[dict[str, list[str]]] = [{}, {"bearer": []}]


def build_paths() -> dict[str, Any]:
    """Every address with its operations."""
    found: dict[str, Any] = {
        "/api-info": {"get": _build_info_operation()},
        "/openapi.json": {"get": _build_contract_operation()},
    }
    for resource in RESOURCES.values():
        found[f"/{resource.name}"] = {"get": _build_list_operation(resource)}
        names = "/".join("{" + name + "}" for name in resource.path_names)
        found[f"/{resource.name}/{names}"] = {"get": _build_row_operation(resource)}
    found["/series/{indicator}"] = {"get": _build_series_operation()}
    report = "/boards/{municipality}/{board}/reports/{period}"
    found.update(build_save_paths())
    found.update(build_file_paths())
    found[report] = {"get": _build_report_operation("getReport", "En hel rapport, gällande version", version=False)}
    found[f"{report}/versions/{{version}}"] = {
        "get": _build_report_operation("getReportVersion", "En viss version", version=True)
    }
    found[f"{report}/versions/{{version}}/bytes"] = {"get": _build_bytes_operation()}
    found.update(build_document_paths(_build_version_parameter()))
    found[f"{report}/versions/{{version}}/chapters"] = {"get": _build_chapters_operation()}
    return found


CHAPTERS_EXAMPLE: dict[str, Any] = {
    "version": 1,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "chapters": [
        {
            "number": "1",
            "code": "sammanfattning",
            "heading": "Sammanfattning",
            "level": 1,
            "kind": "written",
            "part": "",
            "texts": [
                {
                    "area": "socialnamnden",
                    "area_name": "Socialnämnden",
                    "whole_board": True,
                    "text": {
                        "blocks": [{"type": "paragraph", "content": [{"type": "text", "text": "Budgeten håller."}]}]
                    },
                }
            ],
        }
    ],
    "pictures": [],
}


def build_operation(
    name: str, summary: str, description: str, tag: str, given: list[Any], answers: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """One operation that reads; what can go wrong is the same everywhere."""
    problems = {str(status): {"$ref": PROBLEM_REFS[status]} for status in READ_PROBLEMS}
    return {
        "operationId": name,
        "summary": summary,
        "description": description,
        "tags": [tag],
        "security": OPTIONAL_BEARER,
        "parameters": [*given, *SHARED_PARAMETER_REFS],
        "responses": {**answers, "304": {"$ref": "#/components/responses/not-modified"}, **problems},
        **more,
    }


def build_response(description: str, schema: str, shown: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    """An answer in JSON with its examples; ``other`` are further media types."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": shown}}
    return {"description": description, "headers": HEADER_REFS, "content": {**content, **other}}


def _build_list_operation(resource: Resource) -> dict[str, Any]:
    notes = {
        "kind": f" Fältet {resource.kind_field}; där står vilka.",
        "status": f" Fältet {resource.status_field}; där står vilka.",
    }
    given = [build_query_parameter(each, notes.get(each.name, "")) for each in resource.parameters.values()]
    name = resource.record.__name__
    return build_operation(
        f"list{_format_camel_case(resource.name)}",
        resource.title,
        f"{resource.description} Filtrera, sortera och bläddra, eller hämta allt som fil.",
        resource.title,
        given,
        {
            "200": build_response(
                "Raderna.", f"{name}List", build_named_examples(f"{name}List"), **_build_file_contents()
            ),
            "503": {"$ref": PROBLEM_REFS[503]},
        },
    )


def _build_file_contents() -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    return {
        MEDIA_TYPES["csv"].partition(";")[0]: {**text, "example": "key,municipality_code\r\n0880,0880\r\n"},
        MEDIA_TYPES["jsonl"].partition(";")[0]: {**text, "example": '{"key":"0880"}\n'},
        MEDIA_TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
    }


def _build_row_operation(resource: Resource) -> dict[str, Any]:
    name = resource.record.__name__
    row = get_example(name)
    return build_operation(
        f"get{name}",
        f"En rad: {resource.singular}",
        f"{resource.description} Adressen är radens kommun, nämnd och key.",
        resource.title,
        [build_path_parameter(each, row.get(each)) for each in resource.path_names],
        {"200": build_response("Raden.", name, build_named_examples(name))},
    )


def _build_series_operation() -> dict[str, Any]:
    given = [
        build_path_parameter("indicator"),
        *(build_query_parameter(parameter_definitions.FILTERS[name]) for name in SERIES_FILTERS),
    ]
    given += [build_query_parameter(each) for each in (*parameter_definitions.PAGING, *parameter_definitions.OUTPUT)]
    return build_operation(
        "getSeries",
        "En indikator över kommuner, nämnder och år",
        "Långt format: en rad för varje kommun, nämnd, verksamhet, år, tertial och kön, i tidsordning.",
        "Serier",
        given,
        {
            "200": build_response(
                "Raderna.", "SeriesList", build_named_examples("SeriesList"), **_build_file_contents()
            ),
            "503": {"$ref": PROBLEM_REFS[503]},
        },
    )


def _build_report_operation(name: str, summary: str, *, version: bool) -> dict[str, Any]:
    given = [build_path_parameter(each) for each in ("municipality", "board", "period")]
    stored = (
        "Versionen ges ut igen bara om fler uppgifter måste döljas för enskildas skull, se reissue."
        if version
        else "En rättelse syns här så snart den är gjord."
    )
    return build_operation(
        name,
        summary,
        f"Allt som nämnden säger om ett tertial, så som det fastställdes, med version, beslut och SHA-256. {stored}",
        "Hela rapporter",
        [*given, *([_build_version_parameter()] if version else [])],
        {"200": build_response("Rapporten.", "Report", build_named_examples("Report"))},
    )


def _build_bytes_operation() -> dict[str, Any]:
    given = [build_path_parameter(each) for each in ("municipality", "board", "period")]
    operation = build_operation(
        "getReportBytes",
        "Rapportens fastställda bytes",
        "Bara rapportens JSON, byte för byte: sha256sum ger den SHA-256 som står i publiceringen. Byten är de som"
        " fastställdes, om versionen inte har getts ut igen med fler uppgifter dolda.",
        "Hela rapporter",
        [*given, _build_version_parameter()],
        {"200": build_response("Rapportens JSON.", "ReportBoardReport", {})},
    )
    del operation["responses"]["200"]["content"]["application/json"]["examples"]
    own = {"Repr-Digest": {"$ref": "#/components/headers/Repr-Digest"}}
    operation["responses"]["200"]["headers"] = (
        operation["responses"]["200"]["headers"] | own
    )  # others share the common ones
    return operation


def _build_chapters_operation() -> dict[str, Any]:
    given = [build_path_parameter(each) for each in ("municipality", "board", "period")]
    return build_operation(
        "getReportChapters",
        "Rapportens kapitel",
        "Kapitlen i en version, i ordning: nummer, rubrik och det som är skrivet, som ett träd av stycken, rubriker,"
        " listor, tabeller och bilder. Samma sak som fältet chapters i hela rapporten. Tom lista utan disposition."
        " Texternas bilder räknas också upp för sig, med adress.",
        "Hela rapporter",
        [*given, _build_version_parameter()],
        {"200": build_response("Kapitlen.", "ReportChapters", {"exempel": {"value": CHAPTERS_EXAMPLE}})},
    )


def _build_version_parameter() -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": 99_999}
    operation = {
        "name": "version",
        "in": "path",
        "required": True,
        "description": "Versionens nummer.",
        "schema": schema,
    }
    return {**operation, "example": 1}


def _build_info_operation() -> dict[str, Any]:
    shown = {"namndkollen": {"summary": "Detta API", "value": get_example("ApiInfo")}}
    return build_operation(
        "getApiInfo",
        "Om API:et",
        "Namn, version och läge enligt Diggs REST API-profil. Finns också på /api-info.",
        "Om API:et",
        [],
        {"200": build_response("Om API:et.", "ApiInfo", shown)},
    )


def _build_contract_operation() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}}
    operation = {"description": "Kontraktet.", "headers": HEADER_REFS, "content": content}
    return build_operation("getContract", "Detta kontrakt", "OpenAPI 3.1.", "Om API:et", [], {"200": operation})


def _format_camel_case(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
