"""Every page of the product: what the tests of access, queries, markup, browser and presenters look at.

The addresses come from the URL resolver, so a new page fails at once, with a message that says which row it needs:

* a page of the public report (``report_parts`` in ``apps/web/urls.py``): nothing, or an example in ``CODES``;
* any other page: a row in ``PAGES`` here, and one in ``MATRIX`` of ``tests/test_access.py``;
* an address that is no page: a row in ``NOT_PAGES``, and one in ``MATRIX``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import User
from apps.api.services import create_account
from apps.organisation.models import Board
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round
from apps.texts.services import create_disposition
from apps.web.urls import report_parts

REPORT = "<slug:municipality>/<slug:board>/<int:year>/t<int:tertial>/"
BOARD = "kalmar/socialnamnden/"
PUBLISHED, DRAFT = f"{BOARD}2020/t3/", f"{BOARD}2021/t1/"
# The word in the address of a page of one thing, by URL name: what it is in Kalmar's report.
CODES = {"goal": "saker", "indicator": "beslut-i-domstol", "area": "lednings-stod"}
# Whole sub-trees that other people's code draws.
SUBTREES = ("admin/", "konto/")
MOST_QUERIES = 12
WITH_RELATIONS = 5  # to count the relations that wait for an answer, once for each version of the figures
# Two pages build the coming version, so that it is seen before it is public: they cost what a draft costs besides,
# and count the texts.
MOST_QUERIES_WITH_DRAFT = MOST_QUERIES + 13


@dataclass(frozen=True, slots=True)
class Page:
    """An example of a page: its address, with names of ``make_page_subjects`` in braces, and who reads it."""

    address: str
    queries: int
    reader: str = "controller"
    fragment: bool = False  # a part of a page, that a script asks for
    most_queries: int = MOST_QUERIES  # whatever the amount of data


WORK, STRUCTURE = f"rapportera/{REPORT}", "rapportera/<slug:municipality>/<slug:board>/struktur/"
HOME = f"/rapportera/{DRAFT}"
FOLLOW = "<slug:municipality>/<slug:board>/folj/"
# Route as the resolver writes it -> an example, and its database queries (a ratchet: fewer is fine, more is a defect).
PAGES: dict[str, Page] = {
    "": Page("/", 6, "anonymous"),  # one once it is stored
    "<slug:municipality>/": Page("/kalmar/", 9, "anonymous"),
    "sok/": Page("/sok/?q=kalmar", 5, "anonymous"),
    FOLLOW: Page(f"/{BOARD}folj/", 1, "anonymous"),
    f"{FOLLOW}ja/<str:token>/": Page(f"/{BOARD}folj/ja/for-gammal/", 1, "anonymous"),
    f"{FOLLOW}nej/<str:token>/": Page(f"/{BOARD}folj/nej/for-gammal/", 1, "anonymous"),
    "om/": Page("/om/", 0, "anonymous"),
    "tillganglighet/": Page("/tillganglighet/", 0, "anonymous"),
    f"{REPORT}v<int:version>/": Page("/harryda/socialnamnden/2023/t2/v1/", 6, "anonymous"),
    f"{REPORT}v<int:version>/dokument/": Page("/harryda/socialnamnden/2023/t2/v1/dokument/", 9, "anonymous"),
    f"{REPORT}jamfor/<int:old>/<int:new>/": Page(f"/{PUBLISHED}jamfor/1/1/", 7, "anonymous"),
    "oppna-data/": Page("/oppna-data/", 1, "anonymous"),
    "oppna-data/kom-igang/": Page("/oppna-data/kom-igang/", 1, "anonymous"),
    "oppna-data/systemkonton/": Page("/oppna-data/systemkonton/", 6, "administrator"),
    "oppna-data/systemkonton/<int:pk>/": Page("/oppna-data/systemkonton/{account}/", 4, "administrator"),
    "rapportera/": Page("/rapportera/", 17, most_queries=17),
    "rapportera/installningar/": Page("/rapportera/installningar/", 3),
    "rapportera/ersattare/": Page("/rapportera/ersattare/", 7),
    "rapportera/kommun/<slug:municipality>/": Page("/rapportera/kommun/kalmar/", 14, "administrator", most_queries=14),
    # Each list to choose from in the forms asks for its own.
    STRUCTURE: Page(f"/rapportera/{BOARD}struktur/", 37, "administrator", most_queries=37),
    f"{STRUCTURE}indikatorer/": Page(f"/rapportera/{BOARD}struktur/indikatorer/", 12, "administrator"),
    f"{STRUCTURE}fokus/": Page(f"/rapportera/{BOARD}struktur/fokus/", 8, "administrator"),
    f"{STRUCTURE}investeringar/": Page(f"/rapportera/{BOARD}struktur/investeringar/", 7, "administrator"),
    f"{STRUCTURE}kostnadsslag/": Page(f"/rapportera/{BOARD}struktur/kostnadsslag/", 5, "administrator"),
    f"{STRUCTURE}intern-kontroll/": Page(f"/rapportera/{BOARD}struktur/intern-kontroll/", 7, "administrator"),
    f"{STRUCTURE}verksamheter/": Page(f"/rapportera/{BOARD}struktur/verksamheter/", 8, "administrator"),
    f"{STRUCTURE}omorganisation/": Page(f"/rapportera/{BOARD}struktur/omorganisation/", 8, "administrator"),
    f"{STRUCTURE}ordning/": Page(f"/rapportera/{BOARD}struktur/ordning/", 4, "administrator"),
    f"{STRUCTURE}tabeller/": Page(f"/rapportera/{BOARD}struktur/tabeller/", 6, "administrator"),
    f"{STRUCTURE}disposition/": Page(f"/rapportera/{BOARD}struktur/disposition/", 7),
    f"{STRUCTURE}plan/": Page(f"/rapportera/{BOARD}struktur/plan/?blad=budget", 8, "administrator"),
    f"{STRUCTURE}samband/": Page(f"/rapportera/{BOARD}struktur/samband/", 9),
    f"{STRUCTURE}dokument/": Page(f"/rapportera/{BOARD}struktur/dokument/", 6, "administrator"),
    f"{STRUCTURE}skydd/": Page(f"/rapportera/{BOARD}struktur/skydd/", 8, "administrator"),
    WORK: Page(HOME, 20, most_queries=MOST_QUERIES + WITH_RELATIONS + 3),
    f"{WORK}indikatorer/": Page(f"{HOME}indikatorer/", 10),
    f"{WORK}ekonomi/": Page(f"{HOME}ekonomi/", 9),
    f"{WORK}budgetandringar/": Page(f"{HOME}budgetandringar/", 8),
    f"{WORK}investeringar/": Page(f"{HOME}investeringar/", 9),
    f"{WORK}intern-kontroll/": Page(f"{HOME}intern-kontroll/", 8),
    f"{WORK}tabeller/": Page(f"{HOME}tabeller/", 7),
    f"{WORK}texter/": Page(f"{HOME}texter/", 12),
    f"{WORK}dokument/": Page(f"{HOME}dokument/", 5),
    f"{WORK}kapitel/": Page(f"{HOME}kapitel/", 9),
    f"{WORK}word/": Page(f"{HOME}word/", 6),
    f"{WORK}kapitel/<slug:chapter>/<slug:area>/": Page(f"{HOME}kapitel/ekonomi/sn/", 10),
    f"{WORK}siffror/alla/": Page(f"{HOME}siffror/alla/", 7),
    f"{WORK}rad/": Page(f"{HOME}rad/?cell=d:sn:net", 9, fragment=True),
    f"{WORK}fragor/": Page(f"{HOME}fragor/?cell=d:sn:net", 5),
    f"{WORK}historik/": Page(f"{HOME}historik/?cell=d:sn:net", 8),
    f"{WORK}overlamning/": Page(f"{HOME}overlamning/", 33, most_queries=MOST_QUERIES_WITH_DRAFT + WITH_RELATIONS + 3),
    f"{WORK}overlamning/innan/": Page(f"{HOME}overlamning/innan/", 25, most_queries=MOST_QUERIES_WITH_DRAFT),
    f"{WORK}andras/": Page(f"{HOME}andras/", 18, most_queries=MOST_QUERIES_WITH_DRAFT),
    f"{WORK}iakttagelser/<slug:fingerprint>/": Page("/rapportera/{finding}/", 9),
}
# Pages of what takes much to come about: their queries, accessibility and width are looked at by their own tests.
OWN_TESTS = {
    f"{WORK}overlamning/planen/": ("test_plan_correction.py", "test_structure_browser.py"),
    f"{STRUCTURE}plan/<uuid:file>/": ("test_plan_file_page.py",),
    f"{WORK}tabell-<slug:table>/": ("test_own_tables_browser.py",),
    f"{WORK}fil/": ("test_upload_pages.py",),
    f"{WORK}word/<uuid:file>/": ("test_docx_files_page.py",),
    f"{WORK}fil/<uuid:job>/": ("test_upload_pages.py",),
    f"{WORK}fil/<uuid:job>/koppling/": ("test_upload_pages.py", "test_mapping_page.py", "test_outcome_mapping_page.py"),
}
# What can be taken along of a report, as files: route -> what it is in Kalmar's report.
CHARTS = {
    "ekonomi/diagram/<slug:key>.<slug:kind>": "ekonomi/diagram/avvikelse.svg",
    "indikator/<slug:code>/diagram/<slug:key>.<slug:kind>": "indikator/ibic-myndighet/diagram/serie.svg",
}
# Kalmar has one report, and so no chart over time: ``test_over_time_page.py`` has a board with more.
OVER_TIME_CHART = "over-tid/diagram/<slug:key>.<slug:kind>"
PART_FILE, PICTURE = "tabell/<slug:part>.<slug:kind>", "bild.png"
THING_FILE = "tabell/<slug:part>/<slug:code>.<slug:kind>"
FILES = (*CHARTS, OVER_TIME_CHART, PART_FILE, THING_FILE, PICTURE)
NOT_PAGES = {
    **{REPORT + draft + file: "a file" for file in FILES for draft in ("", "utkast/")},
    f"{REPORT}v<int:version>/tabell/<slug:key>.<slug:kind>": "a file",
    f"{REPORT}v<int:version>/dokument.<slug:kind>": "a file",
    f"{REPORT}jamfor/<int:old>/<int:new>/tabell/<slug:key>.<slug:kind>": "a file",
    "<slug:municipality>/namnder.<slug:kind>": "a file",
    "livez": "plain text",
    "robots.txt": "plain text",
    "sitemap.xml": "a file",
    "sitemap-<slug:section>.xml": "a file",
    "nytt.atom": "a file",
    "rapportera/kalender.ics": "a file",
    "<slug:municipality>/nytt.atom": "a file",
    "<slug:municipality>/<slug:board>/nytt.atom": "a file",
    "<slug:municipality>/<slug:board>/moten.ics": "a file",
    "readyz": "plain text",
    "<slug:municipality>/<slug:board>/bild/<slug:sha256>": "a file",
    "<slug:municipality>/<slug:board>/": "leads on to the latest report",
    f"{STRUCTURE}<slug:what>/": "is posted to",
    "rapportera/ersattare/<slug:what>/": "is posted to",
    "rapportera/kommun/<slug:municipality>/<slug:what>/": "is posted to",
    f"{STRUCTURE}flera/": "is posted to",
    f"{STRUCTURE}samband/nytt/": "is posted to",
    f"{STRUCTURE}ordning/flytta/": "is posted to",
    f"{STRUCTURE}disposition/<slug:what>/": "is posted to",
    f"{WORK}iakttagelser/": "leads on to a finding",
    f"{WORK}overlamning/<slug:step>/": "is posted to",
    f"{WORK}spara/": "is posted to",
    f"{WORK}siffror/": "what a script asks for",
    f"{WORK}klistra/": "is posted to",
    f"{WORK}granska/": "is posted to",
    f"{WORK}texter/las/": "is posted to",
    "oppna-data/systemkonton/<int:pk>/<slug:digest>/aterkalla/": "is posted to",
    f"{WORK}v<int:version>/original/": "a file",
    f"{WORK}dokument/<slug:kind>/": "a file",
    f"{STRUCTURE}dokument/mall.docx": "a file",
    f"{REPORT}v<int:version>/rapport.<slug:kind>": "a file",
    f"{WORK}fil/mall.xlsx": "a file",
    f"{STRUCTURE}plan/arbetsbok.xlsx": "a file",
    f"{WORK}fil/<uuid:job>/original/": "a file",
}


def list_routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address that the product answers, as its pattern; of a sub-tree its first word."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver) and route not in SUBTREES:
            yield from list_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern | URLResolver):
            yield route


def list_page_routes() -> set[str]:
    """The routes that need an example: pages, but for those of the public report, which ``list_report_pages`` gives."""
    report_pages = {REPORT + draft + str(part.pattern) for part in report_parts for draft in ("", "utkast/")}
    other = {route for route in list_routes() if route.startswith(("api/", "api-info", "^api", *SUBTREES))}
    return set(list_routes()) - report_pages - other - NOT_PAGES.keys()


def list_report_pages(codes: dict[str, str] = CODES) -> dict[str, str]:
    """The pages of the public report: the end of their route -> the end of an example's address."""
    ends = {}
    for part in report_parts:
        route = str(part.pattern)
        if "<" in route and part.name not in codes:
            pytest.fail(
                f"The page “{part.name}” ({route}) has a word in its address: give an example in CODES of"
                " tests/pages.py, and in each call of list_report_pages.",
                pytrace=False,
            )
        ends[route] = route.replace("<slug:code>", codes.get(str(part.name), ""))
    return ends


def require_rows(wanted: Iterable[str], rows: Iterable[str], *, table: str, row: str) -> None:
    """Fail with what to do where a table lacks a row, or has one of something that is not there."""
    needed, present = set(wanted), set(rows)
    faults = [f"{table} has no row for “{one}”. Add {row}." for one in sorted(needed - present)]
    faults += [
        f"{table} has a row for “{one}”, which is not there. Remove it, or rename it."
        for one in sorted(present - needed)
    ]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def make_page_subjects(cast: dict[str, User]) -> dict[str, str]:
    """Make what the examples are about: an open round with chapters, a system's account, a finding."""
    board = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    create_disposition(by=None, board=board, valid_from=2021)
    account = create_account(by=cast["administrator"], board=board, name="Beslutsstöd")
    rounds = Round.objects.select_related("board__municipality").filter(board__municipality__slug="herrljunga")
    reopened = rounds.latest("year", "tertial")
    Round.objects.filter(pk=reopened.pk).update(state=RoundState.OPEN)
    finding = build_draft_report(reopened).findings[0]
    there = f"herrljunga/{reopened.board.slug}/{reopened.year}/t{reopened.tertial}"
    return {"account": str(account.pk), "finding": f"{there}/iakttagelser/{finding.fingerprint}"}


def open_client(reader: str, cast: dict[str, User]) -> Client:
    """A browser without scripts, where the reader is logged in unless anonymous."""
    client = Client()
    if reader != "anonymous":
        client.force_login(cast[reader])
    return client
