"""What is the reader's own on a page that is the same for all others: filled in when the page is sent, never stored.

A page is stored as it is for who is not logged in. Its regions stand between two comments in the templates; for who is
logged in what is between them is replaced.
"""

from collections.abc import Mapping

from django.http import HttpRequest
from django.template.loader import render_to_string

MENU, PERIODS, OWN, SEALED = "menu", "periods", "own", "sealed"


class MissingRegionError(LookupError):
    """The page has no such region: its template has lost a mark."""


def render_menu(request: HttpRequest) -> str:
    """The site's menu for who is logged in: their name, their reports, and the way out."""
    return render_to_string("components/user_menu.html", {}, request)


def fill_regions(page: bytes, regions: Mapping[str, str]) -> bytes:
    """The page with other content in some regions. ``MissingRegionError`` where the page lacks one of them."""
    for name, content in regions.items():
        begin, end = f"<!--{name}-->".encode(), f"<!--/{name}-->".encode()
        before, found, rest = page.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise MissingRegionError(name)
        page = b"".join((before, begin, content.encode(), closed, after))
    return page
