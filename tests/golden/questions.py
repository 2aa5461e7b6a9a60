"""A politician's question: the links that lead to its answer, and what answers it."""

from typing import NamedTuple

from django.test import Client
from lxml import html

from tests.visible_text import read_visible_text

MOST_CLICKS = 2


class Question(NamedTuple):
    """A question, the board page, the links to follow from there by their address, and what answers it."""

    subject: str
    board: str
    clicks: tuple[str, ...]
    answers: tuple[str, ...]


def follow_links(client: Client, question: Question) -> str:
    """What is seen where the links lead; each must be on the page before it, and there are two at most."""
    assert len(question.clicks) <= MOST_CLICKS
    here = question.board
    page = client.get(here).content
    for click in question.clicks:
        there = here + click
        assert there in html.fromstring(page).xpath("//main//a/@href"), f"{here} leads not to {click}"
        here, page = there, client.get(there).content
    return " ".join(read_visible_text(page).replace("\u00a0", " ").split())
