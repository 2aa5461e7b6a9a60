"""What axe finds on a page, by its rules of WCAG 2.2 AA and good practice."""

import json
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import Page

_SCRIPT = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def run_axe(page: Page, only: dict[str, Any]) -> list[dict[str, Any]]:
    """The violations of the rules, by tag or by name. The script is given to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(only)}, resultTypes: ['violations']}})")
    violations: list[dict[str, Any]] = found["violations"]
    return violations
