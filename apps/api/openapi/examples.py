"""Examples from the real reports, picked once by ``manage.py api_contract`` and kept beside the code."""

import json
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES_FILE = Path(__file__).with_name("examples.json")


@cache
def _load_examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLES_FILE.read_text()) if EXAMPLES_FILE.exists() else {}
    return found


def get_example(schema: str) -> dict[str, Any]:
    """The example of a schema."""
    found: dict[str, Any] = _load_examples().get(schema, {})
    return found


def build_named_examples(schema: str) -> dict[str, Any]:
    """The example as OpenAPI has it."""
    return {"kalmar": {"summary": "Ur en verklig rapport", "value": get_example(schema)}}
