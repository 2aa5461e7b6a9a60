"""The contract: valid, kept, and as Digg's REST API profile wants it in every point that a machine can check."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate

from apps.api.files.shapes import File
from apps.api.openapi.breaking_changes import find_breaking_changes
from apps.api.openapi.contract import build_contract, render_contract
from apps.api.openapi.file_paths import FILE_EXAMPLE

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = json.loads((ROOT / "docs" / "openapi.json").read_text())
SPEC = build_contract("https://namndkollen.example.se")
OPERATIONS = [(path, method, told) for path, item in SPEC["paths"].items() for method, told in item.items()]


def resolved(told: dict[str, Any], part: str) -> dict[str, Any]:
    found: dict[str, Any] = SPEC["components"][part][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
    return found


@pytest.mark.slow
def test_it_is_valid_openapi() -> None:
    validate(json.loads(render_contract("https://namndkollen.example.se")))


def test_the_committed_contract_is_the_one_that_is_served() -> None:
    assert json.loads(render_contract("https://namndkollen.example.se")) == COMMITTED, "kör manage.py api_contract"


def test_nothing_that_others_build_upon_is_broken() -> None:
    assert find_breaking_changes(COMMITTED, SPEC) == []


def test_breaking_changes_are_seen() -> None:
    changed = deepcopy(COMMITTED)
    del changed["paths"]["/goals"]
    outcomes = changed["paths"]["/outcomes"]["get"]
    outcomes["parameters"] = [each for each in outcomes["parameters"] if each.get("name") != "light"]
    outcomes["parameters"].append({"in": "query", "name": "new", "required": True, "schema": {"type": "string"}})
    del outcomes["responses"]["200"]["content"]["text/csv"]
    del changed["components"]["schemas"]["Outcome"]["properties"]["value"]
    changed["components"]["schemas"]["Risk"]["properties"]["value"]["type"] = "string"
    for parameter in outcomes["parameters"]:
        if parameter.get("name") == "limit":
            parameter["schema"]["maximum"] = 10
    assert find_breaking_changes(COMMITTED, changed) == [
        "Outcome.value borta",
        "Risk.value har en annan typ",
        "get /goals: borta",
        "get /outcomes: 200 inte längre som text/csv",
        "get /outcomes: parametern light borta",
        "get /outcomes: parametern limit har snävare maximum",
        "get /outcomes: parametern new krävs",
    ]
    assert find_breaking_changes(changed, COMMITTED) != []


@pytest.mark.parametrize("path", list(SPEC["paths"]))
def test_addresses(path: str) -> None:
    """Lowercase kebab-case, no trailing slash, no underscore, plural resources."""
    assert not path.endswith("/")
    assert "_" not in path
    for part in path.strip("/").split("/"):
        assert re.fullmatch(r"[a-z][a-z0-9-]*(\.json)?|\{[a-z][a-z0-9-]*\}", part)
    first = path.strip("/").split("/")[0]
    assert first.endswith("s") or first in {"api-info", "openapi.json"}


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=[told["operationId"] for _, _, told in OPERATIONS])
def test_operations_are_described_with_examples(path: str, method: str, told: dict[str, Any]) -> None:
    assert told["summary"]
    assert told["description"]
    assert told["tags"]
    for parameter in (resolved(each, "parameters") for each in told["parameters"]):
        assert parameter["description"], parameter["name"]
        assert "example" in parameter or parameter["name"] == "cursor", parameter["name"]
        if parameter["in"] == "query":
            assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", parameter["name"])
    for status, answer in told["responses"].items():
        response = resolved(answer, "responses")
        assert response["description"], status
        for kind, content in response.get("content", {}).items():
            binary = kind.endswith("sheet") or "versions/{version}/bytes" in path or path.endswith("/documents/{kind}")
            assert binary or "example" in content or content["examples"], (status, kind)
            if int(status) >= 400:
                assert kind == "application/problem+json"


def test_paging_has_the_profiles_names_and_defaults() -> None:
    for _, _, told in OPERATIONS:
        by_name = {each.get("name"): each for each in told["parameters"]}
        if "page" in by_name:
            assert by_name["page"]["schema"]["default"] == 1
            assert by_name["limit"]["schema"]["default"] == 20


def test_no_query_parameter_is_required() -> None:
    for _, _, told in OPERATIONS:
        assert not [each for each in told["parameters"] if each.get("in") == "query" and each.get("required")]


def test_no_get_has_a_body() -> None:
    assert not [path for path, method, told in OPERATIONS if method == "get" and "requestBody" in told]


def test_properties_that_hold_lists_are_plural() -> None:
    for name, schema in SPEC["components"]["schemas"].items():
        if not name.startswith("Report"):  # the frozen report has its own words: series, now and past
            lists = [field for field, told in schema["properties"].items() if told.get("type") == "array"]
            assert all(field.endswith("s") for field in lists), (name, lists)


def test_properties_are_snake_case_and_described() -> None:
    for name, schema in SPEC["components"]["schemas"].items():
        if name == "ApiInfo" or (name.startswith("Report") and name != "Report"):
            continue  # Digg decides the first; the second is the frozen report
        for field, told in schema["properties"].items():
            assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", field)
            assert told.get("description") or "$ref" in told, (name, field)


def test_the_head_of_the_contract() -> None:
    info = SPEC["info"]
    assert SPEC["openapi"].startswith("3.1")
    assert SPEC["servers"][0]["url"].startswith("https://")
    assert SPEC["servers"][0]["url"].endswith("/api/v1")
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert info["contact"]["url"]
    assert info["license"]["url"]
    assert info["termsOfService"]
    for words in ("Kända begränsningar", "Known limitations"):
        assert words in info["description"]
    (scheme,) = SPEC["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


def test_api_info(client: Client, db: None) -> None:
    for address in ("/api-info", "/api/v1/api-info"):
        told = client.get(address).json()
        assert set(told) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
        assert told["apiDocumentation"] == "http://testserver/oppna-data/"


def test_the_documentation_shows_every_address(client: Client, db: None) -> None:
    page = client.get("/oppna-data/").content.decode()
    for path in SPEC["paths"]:
        assert path in page
    assert "<script" not in page.replace('<script src="', "")
    assert " style=" not in page
    assert client.get("/oppna-data/kom-igang/").status_code == 200


def test_the_example_of_a_file_has_the_fields_of_a_file() -> None:
    assert set(FILE_EXAMPLE) == set(File.__struct_fields__)
