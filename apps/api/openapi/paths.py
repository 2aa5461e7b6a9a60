"""The operations of the contract."""

from collections.abc import Mapping
from typing import Any

from apps.api import parameters
from apps.api.formats import TYPES
from apps.api.openapi.examples import example, examples
from apps.api.openapi.files import file_paths
from apps.api.openapi.parts import HEADERS, PROBLEMS, SHARED, path_parameter, query_parameter
from apps.api.openapi.writing import writing_paths
from apps.api.resources import RESOURCES, SERIES_FILTERS, Resource

READ_PROBLEMS = (400, 401, 404, 406, 412, 429, 500)
EITHER: list[dict[str, list[str]]] = [{}, {"bearer": []}]


def paths() -> dict[str, Any]:
    """Every address with its operations."""
    found: dict[str, Any] = {"/api-info": {"get": _info()}, "/openapi.json": {"get": _contract()}}
    for resource in RESOURCES.values():
        found[f"/{resource.name}"] = {"get": _list(resource)}
        names = "/".join("{" + name + "}" for name in resource.path_names)
        found[f"/{resource.name}/{names}"] = {"get": _row(resource)}
    found["/series/{indicator}"] = {"get": _series()}
    report = "/boards/{municipality}/{board}/reports/{period}"
    found.update(writing_paths())
    found.update(file_paths())
    found[report] = {"get": _report("getReport", "En hel rapport, gällande version", version=False)}
    found[f"{report}/versions/{{version}}"] = {"get": _report("getReportVersion", "En viss version", version=True)}
    found[f"{report}/versions/{{version}}/bytes"] = {"get": _bytes()}
    return found


def operation(
    name: str, summary: str, description: str, tag: str, given: list[Any], answers: Mapping[str, Any], **more: Any
) -> dict[str, Any]:
    """One operation that reads; what can go wrong is the same everywhere."""
    problems = {str(status): {"$ref": PROBLEMS[status]} for status in READ_PROBLEMS}
    return {
        "operationId": name,
        "summary": summary,
        "description": description,
        "tags": [tag],
        "security": EITHER,
        "parameters": [*given, *SHARED],
        "responses": {**answers, "304": {"$ref": "#/components/responses/not-modified"}, **problems},
        **more,
    }


def answer(description: str, schema: str, shown: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    """An answer in JSON with its examples; ``other`` are further media types."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}, "examples": shown}}
    return {"description": description, "headers": HEADERS, "content": {**content, **other}}


def _list(resource: Resource) -> dict[str, Any]:
    notes = {
        "kind": f" Fältet {resource.kind_field}; där står vilka.",
        "status": f" Fältet {resource.status_field}; där står vilka.",
    }
    given = [query_parameter(each, notes.get(each.name, "")) for each in resource.parameters.values()]
    name = resource.record.__name__
    return operation(
        f"list{_camel(resource.name)}",
        resource.title,
        f"{resource.description} Filtrera, sortera och bläddra, eller hämta allt som fil.",
        resource.title,
        given,
        {"200": answer("Raderna.", f"{name}List", examples(f"{name}List"), **_files())},
    )


def _files() -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    return {
        TYPES["csv"].partition(";")[0]: {**text, "example": "key,municipality_code\r\n0880,0880\r\n"},
        TYPES["jsonl"].partition(";")[0]: {**text, "example": '{"key":"0880"}\n'},
        TYPES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
    }


def _row(resource: Resource) -> dict[str, Any]:
    name = resource.record.__name__
    row = example(name)
    return operation(
        f"get{name}",
        f"En rad: {resource.singular}",
        f"{resource.description} Adressen är radens kommun, nämnd och key.",
        resource.title,
        [path_parameter(each, row.get(each)) for each in resource.path_names],
        {"200": answer("Raden.", name, examples(name))},
    )


def _series() -> dict[str, Any]:
    given = [path_parameter("indicator"), *(query_parameter(parameters.FILTERS[name]) for name in SERIES_FILTERS)]
    given += [query_parameter(each) for each in (*parameters.PAGING, *parameters.OUTPUT)]
    return operation(
        "getSeries",
        "En indikator över kommuner, nämnder och år",
        "Långt format: en rad för varje kommun, nämnd, verksamhet, år, tertial och kön, i tidsordning.",
        "Serier",
        given,
        {"200": answer("Raderna.", "SeriesList", examples("SeriesList"), **_files())},
    )


def _report(name: str, summary: str, *, version: bool) -> dict[str, Any]:
    given = [path_parameter(each) for each in ("municipality", "board", "period")]
    kept = (
        "Versionen ges ut igen bara om fler uppgifter måste döljas för enskildas skull, se reissue."
        if version
        else "En rättelse syns här så snart den är gjord."
    )
    return operation(
        name,
        summary,
        f"Allt som nämnden säger om ett tertial, så som det fastställdes, med version, beslut och SHA-256. {kept}",
        "Hela rapporter",
        [*given, *([_version()] if version else [])],
        {"200": answer("Rapporten.", "Report", examples("Report"))},
    )


def _bytes() -> dict[str, Any]:
    given = [path_parameter(each) for each in ("municipality", "board", "period")]
    told = operation(
        "getReportBytes",
        "Rapportens fastställda bytes",
        "Bara rapportens JSON, byte för byte: sha256sum ger den SHA-256 som står i publiceringen. Byten är de som"
        " fastställdes, om versionen inte har getts ut igen med fler uppgifter dolda.",
        "Hela rapporter",
        [*given, _version()],
        {"200": answer("Rapportens JSON.", "ReportBoardReport", {})},
    )
    del told["responses"]["200"]["content"]["application/json"]["examples"]
    own = {"Repr-Digest": {"$ref": "#/components/headers/Repr-Digest"}}
    told["responses"]["200"]["headers"] = told["responses"]["200"]["headers"] | own  # others share the common ones
    return told


def _version() -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": 99_999}
    told = {"name": "version", "in": "path", "required": True, "description": "Versionens nummer.", "schema": schema}
    return {**told, "example": 1}


def _info() -> dict[str, Any]:
    shown = {"namndkollen": {"summary": "Detta API", "value": example("ApiInfo")}}
    return operation(
        "getApiInfo",
        "Om API:et",
        "Namn, version och läge enligt Diggs REST API-profil. Finns också på /api-info.",
        "Om API:et",
        [],
        {"200": answer("Om API:et.", "ApiInfo", shown)},
    )


def _contract() -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}}
    told = {"description": "Kontraktet.", "headers": HEADERS, "content": content}
    return operation("getContract", "Detta kontrakt", "OpenAPI 3.1.", "Om API:et", [], {"200": told})


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
