"""What axe finds on a page, by its rules of WCAG 2.2 AA and good practice."""

import json
from pathlib import Path
from typing import Any

import axe_core_python
from playwright.sync_api import Page

_SCRIPT = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The rule that takes most of the time, as it looks for what lies behind each text. A table of a thousand cells has few
# looks: of texts with the same classes, whose own and whose ancestors' colours are the same, it has two.
_CONTRAST = "color-contrast"
_LIST_LOOKS = """() => {
    const behind = new Map([[null, ""]]);
    const describe = (one) => {
        if (!behind.has(one)) {
            const { backgroundColor, backgroundImage, opacity, filter, position } = getComputedStyle(one);
            const own = [backgroundColor, backgroundImage, opacity, filter, position].join();
            const above = describe(one.parentElement);
            behind.set(one, own === "rgba(0, 0, 0, 0),none,1,none,static" ? above : above + ">" + own);
        }
        return behind.get(one);
    };
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim();
    const isOff = (one) => one.closest(":disabled, [aria-disabled=true]") || one.closest("label")?.control?.disabled;
    const isLong = (one) => one.textContent.trim().length > 1;  // a single character is not judged
    const first = new Map(), last = new Map();
    for (const one of document.querySelectorAll("body *")) {
        if (![...one.childNodes].some(isText) && !one.matches("input, select, textarea")) continue;
        if (!one.checkVisibility()) continue;
        const { color, fontSize, fontWeight, visibility, textShadow } = getComputedStyle(one);
        const classes = [one, one.parentElement].map((each) => each.tagName + "." + each.getAttribute("class"));
        const own = [color, fontSize, fontWeight, visibility, textShadow, !!isOff(one), isLong(one)];
        const look = [...own, ...classes, describe(one)].join();
        if (!first.has(look)) first.set(look, one);
        last.set(look, one);
    }
    return [...new Set([...first.values(), ...last.values()])];
}"""


def run_axe(page: Page, only: dict[str, Any]) -> list[dict[str, Any]]:
    """The violations of the rules, by tag or by name. The script is given to a page once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    by_name = only["type"] == "rule"
    others = {**only, "values": [name for name in only["values"] if name != _CONTRAST]}
    violations = []
    if others["values"]:
        without = {} if by_name else {_CONTRAST: {"enabled": False}}
        violations += _run(page, "document", {"runOnly": others, "rules": without})
    if not by_name or _CONTRAST in only["values"]:
        violations += _run(page, f"({_LIST_LOOKS})()", {"runOnly": {"type": "rule", "values": [_CONTRAST]}})
    return violations


def _run(page: Page, where: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = json.dumps({**options, "resultTypes": ["violations"]})
    found: list[dict[str, Any]] = page.evaluate(
        f"async () => {{ const place = {where}; "
        f"return place.length === 0 ? [] : (await axe.run(place, {chosen})).violations; }}"
    )
    return found
