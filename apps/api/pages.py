"""Pages for people who write programs: the documentation, made from the contract, and how to get started."""

from typing import Any

import msgspec
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.api.openapi.contract import build
from apps.api.openapi.parts import query_parameter
from apps.api.parameters import FILTERS, OUTPUT, PAGING
from apps.api.problems import KINDS
from apps.api.resources import RESOURCES
from apps.core.swedish import swedish_sort_key
from apps.publishing.records import reading
from apps.publishing.records.reading import Selection

MOST_MUNICIPALITIES = 1000
ASKED_FOR = ("outcomes", "operating-lines", "assessments", "targets", "risks")
# Every list has these; they are told of once.
SHARED = ("changed_since", *(each.name for each in (*PAGING, *OUTPUT)))


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every address, parameter and field."""
    site = request.build_absolute_uri("/").rstrip("/")
    spec = build(site)
    shared = [_parameter(query_parameter(each)) for each in (FILTERS["changed_since"], *PAGING, *OUTPUT)]
    context = {"groups": groups_of(spec), "shared": shared, "problems": KINDS.values(), "site": site, **_to_excel()}
    return _page(request, "api/documentation.html", context)


@require_safe
def getting_started(request: HttpRequest) -> HttpResponse:
    """Five calls with curl, Python and Excel."""
    site = request.build_absolute_uri("/").rstrip("/")
    return _page(request, "api/getting_started.html", {"site": site, **_to_excel()})


def _to_excel() -> dict[str, Any]:
    """What can be had as an Excel file: the municipalities that have published, and the lists people ask for."""
    rows = reading.page_after(Selection(resource="municipalities"), limit=MOST_MUNICIPALITIES, after=())
    found = [msgspec.json.decode(document) for document in rows.documents]
    found.sort(key=lambda row: swedish_sort_key(row["municipality_name"]))
    lists = [{"address": reverse(f"api_{name}"), "title": RESOURCES[name].title} for name in ASKED_FOR]
    return {"municipalities": found, "lists": lists}


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The same for everyone, so no session is looked at."""
    request.user = AnonymousUser()
    response = render(request, template, context)
    response["Cache-Control"] = "public, max-age=300"
    return response


def groups_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by tag, as the template wants them."""
    return [
        {"name": tag["name"], "description": tag["description"], "operations": list(_operations(spec, tag["name"]))}
        for tag in spec["tags"]
    ]


def _operations(spec: dict[str, Any], tag: str) -> Any:
    for path, item in spec["paths"].items():
        for method, told in item.items():
            if tag in told["tags"]:
                yield {
                    "id": told["operationId"],
                    "method": method.upper(),
                    "path": path,
                    "summary": told["summary"],
                    "description": told["description"],
                    "parameters": [
                        _parameter(each) for each in told["parameters"] if each.get("name", SHARED[0]) not in SHARED
                    ],
                    "fields": _fields(spec, told),
                }


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    schema = told["schema"]
    items = schema.get("items", schema)
    shown = told.get("example")
    return {
        "name": told["name"],
        "required": told.get("required", False),
        "description": told["description"],
        "values": items.get("enum", ()) if len(items.get("enum", ())) <= 8 else (),
        "default": schema.get("default"),
        "example": ",".join(map(str, shown)) if isinstance(shown, list) else shown,
    }


def _fields(spec: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of one row; a list shows none, since its row has its own operation."""
    content = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if not name or name.endswith("List") or name.startswith("Report"):
        return []
    properties = spec["components"]["schemas"][name]["properties"]
    return [
        {"name": field, "type": _type(told), "description": told.get("description", "")}
        for field, told in properties.items()
    ]


_WORDS = {
    "string": "text", "integer": "heltal", "number": "tal", "boolean": "true/false", "array": "lista",
    "object": "objekt", "null": "null",
}  # fmt: skip


def _type(told: dict[str, Any]) -> str:
    parts = told.get("anyOf", [told])
    names = [_WORDS.get(part.get("type", "string"), "text") for part in parts]
    return " eller ".join(names)
