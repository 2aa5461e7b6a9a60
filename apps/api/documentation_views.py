"""Pages for people who write programs: the documentation, made from the contract, and how to get started."""

from typing import Any

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.api.openapi.contract import build_contract
from apps.api.openapi.shared_parts import build_query_parameter
from apps.api.parameter_definitions import FILTERS, OUTPUT, PAGING
from apps.api.problems import PROBLEM_KINDS
from apps.api.resources import RESOURCES
from apps.core.swedish import build_swedish_sort_key
from apps.publishing.records import queries
from apps.publishing.records.record_selection import RecordSelection

MAX_MUNICIPALITIES = 1000
EXCEL_RESOURCES = ("outcomes", "operating-lines", "assessments", "targets", "risks")
# Every list has these; they are described once.
SHARED_PARAMETERS = ("changed_since", *(each.name for each in (*PAGING, *OUTPUT)))


@require_safe
def show_documentation(request: HttpRequest) -> HttpResponse:
    """Every address, parameter and field."""
    site = request.build_absolute_uri("/").rstrip("/")
    spec = build_contract(site)
    shared = [_describe_parameter(build_query_parameter(each)) for each in (FILTERS["changed_since"], *PAGING, *OUTPUT)]
    context = {
        "groups": group_operations(spec),
        "shared": shared,
        "problems": list(PROBLEM_KINDS.values()),
        "site": site,
        **_load_excel_choices(),
    }
    return _render_page(request, "api/documentation.html", context)


@require_safe
def show_getting_started(request: HttpRequest) -> HttpResponse:
    """Five calls with curl, Python and Excel."""
    site = request.build_absolute_uri("/").rstrip("/")
    return _render_page(request, "api/getting_started.html", {"site": site, **_load_excel_choices()})


def _load_excel_choices() -> dict[str, Any]:
    """What can be had as an Excel file: the municipalities that have published, and the lists people ask for."""
    rows = queries.load_page_after(RecordSelection(resource="municipalities"), limit=MAX_MUNICIPALITIES, after=())
    found = [msgspec.json.decode(document) for document in rows.documents]
    found.sort(key=lambda row: build_swedish_sort_key(row["municipality_name"]))
    lists = [{"address": reverse(f"api_{name}"), "title": RESOURCES[name].title} for name in EXCEL_RESOURCES]
    return {"municipalities": found, "lists": lists}


def _render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The same for everyone, so no session is looked at."""
    request.user = AnonymousUser()
    response = render(request, template, context)
    response["Cache-Control"] = "public, max-age=300"
    return response


def group_operations(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by tag, as the template wants them."""
    return [
        {
            "name": tag["name"],
            "description": tag["description"],
            "operations": list(_iter_operations(spec, tag["name"])),
        }
        for tag in spec["tags"]
    ]


def _iter_operations(spec: dict[str, Any], tag: str) -> Any:
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if tag in operation["tags"]:
                yield {
                    "id": operation["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": operation["summary"],
                    "description": operation["description"],
                    "parameters": [
                        _describe_parameter(each)
                        for each in operation["parameters"]
                        if each.get("name", SHARED_PARAMETERS[0]) not in SHARED_PARAMETERS
                    ],
                    "fields": _list_fields(spec, operation),
                }


def _describe_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    items = schema.get("items", schema)
    shown = parameter.get("example")
    return {
        "name": parameter["name"],
        "required": parameter.get("required", False),
        "description": parameter["description"],
        "values": items.get("enum", ()) if len(items.get("enum", ())) <= 8 else (),
        "default": schema.get("default"),
        "example": ",".join(map(str, shown)) if isinstance(shown, list) else shown,
    }


def _list_fields(spec: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of one row; a list shows none, since its row has its own operation."""
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if not name or name.endswith("List") or name.startswith("Report"):
        return []
    properties = spec["components"]["schemas"][name]["properties"]
    return [
        {"name": field, "type": _format_type(schema), "description": schema.get("description", "")}
        for field, schema in properties.items()
    ]


_TYPE_NAMES = {
    "string": "text", "integer": "heltal", "number": "tal", "boolean": "true/false", "array": "lista",
    "object": "objekt", "null": "null",
}  # fmt: skip


def _format_type(schema: dict[str, Any]) -> str:
    parts = schema.get("anyOf", [schema])
    names = [_TYPE_NAMES.get(part.get("type", "string"), "text") for part in parts]
    return " eller ".join(names)
