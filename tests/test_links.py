"""Every link on every page leads somewhere: a walk from the start page, without a log-in."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from lxml import html

pytestmark = pytest.mark.slow

MOST_OF_A_KIND = 12
KNOWN = ("/", "/om/", "/tillganglighet/", "/konto/login/")


def links_of(page: html.HtmlElement, address: str) -> set[str]:
    found = {urldefrag(urljoin(address, link)).url for link in page.xpath("//a/@href")}
    return {link for link in found if link.startswith("/") and not urlsplit(link).netloc}


def anchors_missing(page: html.HtmlElement) -> list[str]:
    ids = set(page.xpath("//@id"))
    return [link for link in page.xpath("//a/@href") if link.startswith("#") and link[1:] not in ids]


@pytest.mark.django_db
def test_no_link_is_dead() -> None:
    client = Client()
    queue, seen, kinds, broken = deque(KNOWN), set(KNOWN), {}, []
    while queue:
        address = queue.popleft()
        answer = client.get(address)
        if answer.status_code == 302:
            continue
        if answer.status_code != 200:
            broken.append((answer.status_code, address))
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = html.fromstring(answer.content.decode())
        broken += [(address, anchor) for anchor in anchors_missing(page)]
        for link in sorted(links_of(page, address) - seen):
            seen.add(link)
            kind = link if not _is_known(link) else (resolve(urlsplit(link).path).route, link.split("/")[1])
            kinds[kind] = kinds.get(kind, 0) + 1
            if kinds[kind] <= MOST_OF_A_KIND:
                queue.append(link)
    assert not broken
    assert len(seen) > 500


def _is_known(link: str) -> bool:
    from django.urls import Resolver404

    try:
        resolve(urlsplit(link).path)
    except Resolver404:
        return False
    return True
