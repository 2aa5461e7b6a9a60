"""The contrast of each look is measured once, and nothing faint is lost by that."""

import pytest
from playwright.sync_api import Browser

from tests.web.axe import EVERYTHING, run_axe

pytestmark = pytest.mark.browser
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
ROW = "<tr><th scope=row>Rad</th>{}</tr>"
CELLS = "<td>1</td><td>ett <span>tkr</span></td>" * 3
# Faint by a class, a style, opacity, its ground and a stripe; with the same look as what axe leaves out before it.
FAINT = {
    ".long": ROW.format(CELLS + "<td class=bad>2</td><td class='bad long'>två</td>"),
    "p:nth-child(2)": "<tr><td><p class=bad>2</p><p class=bad>två</p><p class=bad>3</p></td></tr>",
    "#styled": ROW.format(CELLS + '<td id=styled style="color: #bbb">två</td>'),
    "#pale": ROW.format(CELLS + "<td><span id=pale style='opacity: .3'>två</span></td>"),
    "#grounded": ROW.format("<td style='background: #333'><span id=grounded>två</span></td>" + CELLS),
    "#shown": "<tr><td><p class='bad hidden'>dold</p><p id=shown class=bad>visas</p></td></tr>",
    "#on": "<tr><td><label class=bad><input disabled>av</label><label class=bad id=on><input>på</label></td></tr>",
    "#typed": "<tr><td><input aria-label=ord value=ord><input aria-label=ord id=typed class=bad value=ord></td></tr>",
}
PAGE = """<!doctype html><html lang=sv><head><title>Sida</title><style>
body {{ background: #fff; color: #222 }} .bad {{ color: #bbb }} tr:nth-child(7) {{ background: #ddd }}
.hidden {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip: rect(0, 0, 0, 0) }}
tr:nth-child(7) td {{ color: #999 }}
</style></head><body><main><h1>Sida</h1><table><caption>Tal</caption>{}</table></main></body></html>"""
ROWS = ROW.format(CELLS) * 6


@pytest.mark.parametrize("faint", FAINT)
@pytest.mark.parametrize("only", [EVERYTHING, CONTRAST], ids=["everything", "contrast"])
def test_what_is_faint_is_found_among_much_that_is_not(chromium: Browser, faint: str, only: dict[str, object]) -> None:
    page = chromium.new_page()
    page.set_content(PAGE.format(ROW.format(CELLS) + FAINT[faint] + ROW.format(CELLS)))
    found = [node["target"] for one in run_axe(page, only) if one["id"] == "color-contrast" for node in one["nodes"]]
    page.close()
    assert found == [[faint]]


def test_a_stripe_of_its_own_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PAGE.format(ROW.format(CELLS) * 9))
    found = [node["target"] for one in run_axe(page, CONTRAST) for node in one["nodes"]]
    page.close()
    assert found
    assert all("tr:nth-child(7)" in target for (target,) in found)
