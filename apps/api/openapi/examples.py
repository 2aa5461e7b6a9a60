"""Examples from the real reports, picked once by ``manage.py api_contract`` and kept beside the code."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("examples.json")


@cache
def _all() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text()) if FILE.exists() else {}
    return found


def example(schema: str) -> dict[str, Any]:
    """The example of a schema."""
    found: dict[str, Any] = _all().get(schema, {})
    return found


def examples(schema: str) -> dict[str, Any]:
    """The example as OpenAPI has it."""
    return {"kalmar": {"summary": "Ur en verklig rapport", "value": example(schema)}}
