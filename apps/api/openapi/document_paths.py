"""The operations of a report's documents."""

from typing import Any

from apps.api.openapi.shared_parts import HEADER_REFS, PROBLEM_REFS, SHARED_PARAMETER_REFS, build_path_parameter
from apps.documents.models import DocumentKind
from apps.documents.services import MEDIA_TYPES

_REPORT = "/boards/{municipality}/{board}/reports/{period}"
_ROUND = "/boards/{municipality}/{board}/rounds/{period}"
_TAG = "Hela rapporter"
_PUBLIC_PROBLEMS, _DRAFT_PROBLEMS = (400, 401, 404, 412, 429, 500), (400, 401, 403, 404, 429, 500)
_KIND_PARAMETER = {
    "name": "kind",
    "in": "path",
    "required": True,
    "description": "Slag av dokument: pdf, docx (Word) eller xlsx (Excel).",
    "schema": {"type": "string", "enum": list(DocumentKind.values)},
    "example": "pdf",
}
_EXAMPLE = {
    "version": 1,
    "report_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "is_complete": True,
    "documents": [
        {
            "kind": "pdf",
            "media_type": "application/pdf",
            "size": 247814,
            "sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            "made_at": "2026-11-27T08:20:00Z",
        }
    ],
}
_DOCUMENT_SCHEMA = {
    "type": "object",
    "required": ["kind", "media_type", "size", "sha256", "made_at"],
    "properties": {
        "kind": {"type": "string", "enum": list(DocumentKind.values), "description": "Slag."},
        "media_type": {"type": "string", "description": "Mediatyp."},
        "size": {"type": "integer", "description": "Storlek i byte."},
        "sha256": {"type": "string", "description": "SHA-256 av dokumentet."},
        "made_at": {"type": "string", "format": "date-time", "description": "När det gjordes, i UTC."},
    },
}
_LIST_SCHEMA = {
    "type": "object",
    "required": ["version", "report_sha256", "is_complete", "documents"],
    "properties": {
        "version": {"type": "integer", "description": "Version."},
        "report_sha256": {"type": "string", "description": "SHA-256 av rapporten som dokumenten är gjorda av."},
        "is_complete": {"type": "boolean", "description": "Är alla dokument gjorda?"},
        "documents": {"type": "array", "description": "De som är gjorda.", "items": _DOCUMENT_SCHEMA},
    },
}
_WAITING_SCHEMA = {
    "type": "object",
    "required": ["state", "done", "total"],
    "properties": {
        "state": {"type": "string", "description": "Jobbets läge."},
        "done": {"type": "integer", "description": "Så många dokument är gjorda."},
        "total": {"type": "integer", "description": "Av så många."},
    },
}


def build_document_paths(version_parameter: dict[str, Any]) -> dict[str, Any]:
    """The addresses of documents with their operations."""
    versions = f"{_REPORT}/versions/{{version}}/documents"
    return {
        versions: {"get": _build_list_operation(version_parameter)},
        f"{versions}/{{kind}}": {"get": _build_version_operation(version_parameter)},
        f"{_ROUND}/documents/{{kind}}": {"get": _build_draft_operation()},
        "/boards/{municipality}/{board}/plans/{year}": {"get": _build_plan_operation()},
    }


def _build_list_operation(version_parameter: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": _LIST_SCHEMA, "example": _EXAMPLE}}
    return _build_operation(
        "listReportDocuments",
        "En versions dokument",
        "De dokument som är gjorda av en version, med SHA-256. Första anropet ser till att de görs, vilket tar några "
        "sekunder. Ges versionen ut igen med fler uppgifter dolda görs nya, och de gamla finns inte mer.",
        [version_parameter],
        {"200": {"description": "Dokumenten.", "headers": HEADER_REFS, "content": content}},
        _PUBLIC_PROBLEMS,
    )


def _build_version_operation(version_parameter: dict[str, Any]) -> dict[str, Any]:
    digest = {"Repr-Digest": {"$ref": "#/components/headers/Repr-Digest"}}
    waiting = {"schema": _WAITING_SCHEMA, "example": {"state": "running", "done": 1, "total": 3}}
    return _build_operation(
        "getReportDocument",
        "En version som dokument",
        "Dokumentet byte för byte. Är det inte gjort än blir svaret 202, med när det är dags att fråga igen i "
        "Retry-After.",
        [version_parameter, _KIND_PARAMETER],
        {
            "200": {"description": "Dokumentet.", "headers": HEADER_REFS | digest, "content": _build_contents()},
            "202": {"description": "Dokumentet görs.", "content": {"application/json": waiting}},
        },
        _PUBLIC_PROBLEMS,
    )


def _build_draft_operation() -> dict[str, Any]:
    return _build_operation(
        "getDraftDocument",
        "Ett utkast som dokument",
        "Den kommande versionen som dokument, med UTKAST på varje sida. Görs när det begärs, för den som arbetar med "
        "rapporten.",
        [_KIND_PARAMETER],
        {"200": {"description": "Dokumentet.", "content": _build_contents()}},
        _DRAFT_PROBLEMS,
        security=[{"bearer": []}],
        is_stored=False,
    )


def _build_plan_operation() -> dict[str, Any]:
    kind = MEDIA_TYPES[DocumentKind.XLSX]
    return _build_operation(
        "getPlan",
        "Nämndens plan som arbetsbok",
        "Verksamheter, mål, indikatorer, målvärden, budget, investeringar, risker och regler för ett år, ett blad för "
        "varje. Läses bara in av nämndens administratör, på sidan Planen som arbetsbok.",
        [],
        {"200": {"description": "Arbetsboken.", "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}},
        _DRAFT_PROBLEMS,
        security=[{"bearer": []}],
        is_stored=False,
        names=("municipality", "board", "year"),
    )


def _build_contents() -> dict[str, Any]:
    return {MEDIA_TYPES[kind]: {"schema": {"type": "string", "format": "binary"}} for kind in DocumentKind.values}


def _build_operation(
    name: str,
    summary: str,
    description: str,
    given: list[Any],
    answers: dict[str, Any],
    problems: tuple[int, ...],
    security: list[dict[str, list[str]]] | None = None,
    *,
    is_stored: bool = True,
    names: tuple[str, ...] = ("municipality", "board", "period"),
) -> dict[str, Any]:
    place = [build_path_parameter(each) for each in names]
    unchanged = {"304": {"$ref": "#/components/responses/not-modified"}} if is_stored else {}
    shared = SHARED_PARAMETER_REFS if is_stored else [SHARED_PARAMETER_REFS[0], SHARED_PARAMETER_REFS[2]]
    return {
        "operationId": name,
        "summary": summary,
        "description": description,
        "tags": [_TAG],
        "security": security or [{}, {"bearer": []}],
        "parameters": [*place, *given, *shared],
        "responses": {**answers, **unchanged, **{str(status): {"$ref": PROBLEM_REFS[status]} for status in problems}},
    }
