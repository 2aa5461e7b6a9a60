"""Attributes that point at another element by its id. One that points at nothing is silent to a screen reader."""

from lxml import html

REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
# The history's heading comes with the fragment that the script puts into the dialog (``reporting/history.html``).
FILLED_BY_SCRIPT = {"historik-rubrik"}


def list_dangling_references(page: html.HtmlElement) -> list[str]:
    """Those that are empty or name an id that the page lacks: WCAG 1.3.1, EN 301 549 9.1.3.1."""
    ids = {*page.xpath("//@id")} | FILLED_BY_SCRIPT
    return [
        f'<{element.tag}> {name}="{element.get(name)}"'
        for name in REFERENCES
        for element in page.xpath(f"//*[@{name}]")
        if not element.get(name).split() or not ids.issuperset(element.get(name).split())
    ]
