"""Every page, from the URL resolver: valid, with a header, few queries; each has its row in ``tests/pages.py``."""

import re
from pathlib import Path

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from lxml import html

from apps.accounts.models import User
from apps.rounds.models import Round
from apps.web import links
from apps.web.page_header import build_report_header
from apps.web.reporting.page_header import build_round_header
from apps.web.reporting.relations.presenter import forget_relation_counts
from apps.web.reporting.urls import round_pages
from apps.web.urls import report_files, report_parts
from tests.pages import (
    CODES,
    NOT_PAGES,
    OWN_TESTS,
    PAGES,
    PUBLISHED,
    list_page_routes,
    list_report_pages,
    list_routes,
    make_page_subjects,
    open_client,
    require_rows,
)
from tests.web.id_references import list_dangling_references
from tests.web.sample import sample

HERE = Path(__file__).resolve().parent
_TEMPLATES = re.compile(r"<template\b.*?</template>", re.DOTALL)  # which html5lib does not know


def test_every_page_has_an_example() -> None:
    require_rows(
        list_page_routes(),
        PAGES.keys() | OWN_TESTS.keys(),
        table="PAGES in tests/pages.py",
        row="`route: Page(address, queries, reader)`, or a row in NOT_PAGES there if it is a file or only posted to",
    )


def test_what_is_no_page_is_still_an_address() -> None:
    require_rows(NOT_PAGES.keys() & set(list_routes()), NOT_PAGES, table="NOT_PAGES in tests/pages.py", row="it")
    require_rows({*CODES} & {str(part.name) for part in report_parts}, CODES, table="CODES in tests/pages.py", row="it")


def test_tests_of_their_own_are_there() -> None:
    for name in {name for names in OWN_TESTS.values() for name in names}:
        assert (HERE / "reporting" / name).is_file(), f"OWN_TESTS in tests/pages.py: no {name} in tests/web/reporting"


@pytest.mark.parametrize("page", report_parts, ids=lambda page: page.name)
def test_a_page_of_the_report_has_a_name_in_its_header(page) -> None:
    try:
        codes = {"code": CODES[page.name]} if page.name in CODES else {}
        header = build_report_header(sample(), page=page.name, title="En sak", codes=codes)
    except KeyError:
        pytest.fail(
            f"Every visit to “{page.name}” would give 500: apps/web/page_header.py has no name for it. Add it to TABS,"
            " or, if it has no tab, to the tables below TABS.",
            pytrace=False,
        )
    assert header.crumbs[-1].label == "En sak"
    assert all(crumb.label for crumb in header.crumbs)


def test_a_draft_has_the_pages_of_a_report() -> None:
    require_rows(
        {str(part.name) for part in [*report_parts, *report_files]},
        links.DRAFT_PAGES,
        table="DRAFT_PAGES in apps/web/links.py",
        row="its URL name, or the links of a draft lead to the published report",
    )


@pytest.mark.parametrize("page", round_pages, ids=lambda page: page.name)
def test_a_page_of_a_round_has_a_header(page, cast: dict[str, User]) -> None:
    round_ = Round.objects.select_related("board__municipality").first()
    assert round_ is not None
    assert build_round_header(round_, page.name, "En sak").crumbs[0].label == "Mina rapporter"


@pytest.fixture
def subjects(cast: dict[str, User]) -> dict[str, str]:
    return make_page_subjects(cast)


@pytest.mark.slow
@pytest.mark.parametrize("route", PAGES, ids=[page.address for page in PAGES.values()])
def test_a_page_is_valid_and_its_queries_are_counted(
    route: str, subjects: dict[str, str], cast: dict[str, User]
) -> None:
    page = PAGES[route]
    address, client = page.address.format(**subjects), open_client(page.reader, cast)
    assert resolve(address.partition("?")[0]).route == route, "the example's address is of another page"
    forget_relation_counts()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    number = len([query for query in queries if "SAVEPOINT" not in query["sql"]])
    assert number == page.queries <= page.most_queries, f"the number is in PAGES of tests/pages.py, for {route}"
    expect_valid(answer.content.decode(), fragment=page.fragment)


@pytest.mark.slow
@pytest.mark.parametrize("end", list_report_pages().values())
def test_a_page_of_a_report_is_valid(end: str, cast: dict[str, User]) -> None:
    expect_valid(open_client("anonymous", cast).get(f"/{PUBLISHED}{end}").content.decode())


def expect_valid(text: str, *, fragment: bool = False) -> None:
    """It is tidy HTML; a whole page, unless it is a fragment of one."""
    assert not re.search(r"\{\{ |\{%", text), "a piece of the template"
    assert not re.search(r' (on[a-z]+|style)="', text)
    if fragment:
        return
    html5lib.HTMLParser(strict=True).parse(_TEMPLATES.sub("", text))
    tree = html.fromstring(text)
    assert tree.get("lang") == "sv"
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("string(//title)").strip()
    ids = tree.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))
    assert list_dangling_references(tree) == []
