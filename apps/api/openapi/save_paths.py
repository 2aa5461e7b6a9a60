"""The operations that write."""

from typing import Any

from apps.api.entry.views import DRY_RUN_PARAMETER, OVERWRITE_PARAMETER
from apps.api.openapi.shared_parts import (
    HEADER_REFS,
    PROBLEM_REFS,
    SHARED_PARAMETER_REFS,
    build_path_parameter,
    build_query_parameter,
)

WRITE_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500)
IDEMPOTENCY_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Ett namn på anropet, valt av systemet. Samma igen inom sju dagar ger samma svar och sparar inget.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"},
    "example": "utfall-2020-t3-forsta",
}
OUTCOMES_EXAMPLE = {
    "rows": [
        {"indicator": "beslut-i-domstol", "service_area": "sn", "value": 7.3},
        {"indicator": "beslut-i-domstol", "service_area": "sn", "gender": "K", "missing": "not_measured"},
    ]
}
OPERATING_LINES_EXAMPLE = {
    "rows": [
        {"service_area": "sn", "cost_type": "net", "budget": 853776000, "actual": 828599000, "forecast": 830000000}
    ]
}


def build_save_paths() -> dict[str, Any]:
    """The addresses that systems write to."""
    round_ = "/boards/{municipality}/{board}/rounds/{period}"
    return {
        f"{round_}/outcomes": {
            "post": _build_save_operation("saveOutcomes", "Spara utfall", "Outcomes", OUTCOMES_EXAMPLE)
        },
        f"{round_}/operating-lines": {
            "post": _build_save_operation(
                "saveOperatingLines", "Spara budget, utfall och prognos", "OperatingLines", OPERATING_LINES_EXAMPLE
            )
        },
    }


def _build_save_operation(name: str, summary: str, schema: str, shown: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": shown}
    counts = {"saved": len(shown["rows"]), "unchanged": 0, "invalid": 0, "stale": 0, "locked": 0}
    done = {"dry_run": False, "accepted": True, "counts": counts, "rows": []}
    answer = {"schema": {"$ref": "#/components/schemas/SaveAnswer"}, "example": done}
    headers = {name: header for name, header in HEADER_REFS.items() if name != "ETag"}
    return {
        "operationId": name,
        "summary": summary,
        "description": "Sparar 1–10 000 rader i en öppen rapport: alla eller inga. Samma regler, lås och historik "
        "som när en människa fyller i. Det som system har skrivit ersätts; det som en människa har ändrat sist ersätts "
        "bara med overwrite=true. Kräver en nyckel för ett systemkonto; rapporten läses sedan först när den är "
        "fastställd.",
        "tags": ["Skriva"],
        "security": [{"bearer": []}],
        "parameters": [
            *(build_path_parameter(each) for each in ("municipality", "board", "period")),
            build_query_parameter(DRY_RUN_PARAMETER),
            build_query_parameter(OVERWRITE_PARAMETER),
            IDEMPOTENCY_KEY_PARAMETER,
            *(each for each in SHARED_PARAMETER_REFS if "if-none-match" not in each["$ref"]),
        ],
        "requestBody": {
            "required": True,
            "description": "Raderna.",
            "content": {"application/json": content},
        },
        "responses": {
            "200": {"description": "Raderna är sparade.", "headers": headers, "content": {"application/json": answer}},
            **{str(status): {"$ref": PROBLEM_REFS[status]} for status in WRITE_PROBLEMS},
        },
    }
