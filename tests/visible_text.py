"""What a reader of a page sees in its main part: no tag, no attribute, and no token that is new at each answer."""

from lxml import html


def read_visible_text(page: str | bytes) -> str:
    """The words and figures of the page's ``<main>``, one space between them whatever stood there.

    A short number looked for in the whole answer is found by chance, in the token of a form for one.
    """
    (main,) = html.fromstring(page).xpath("//main")
    return " ".join(" ".join(main.xpath(".//text()[not(parent::script)]")).split())
