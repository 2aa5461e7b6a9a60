"""Feeds, calendars, sitemap and cards: read by others' libraries, and nothing in them that is not public."""

from datetime import date

import pytest
from django.test import Client
from icalendar import Calendar
from lxml import etree, html

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.publishing.models import Publication
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round

pytestmark = pytest.mark.usefixtures("reports")
KALMAR = "/kalmar/socialnamnden/2020/t3/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = {"/nytt.atom": 4, "/kalmar/nytt.atom": 1, "/kalmar/socialnamnden/nytt.atom": 1}
PUBLIC = ("/nytt.atom", "/sitemap-rapporter.xml", "/sitemap-kommuner.xml", "/sok/?q=kalmar", "/")


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_tells_of_each_report_with_its_sentence(address: str, client: Client) -> None:
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Cache-Control"] == "public, max-age=60"
    feed = etree.fromstring(answer.content)
    entries = feed.xpath("//a:entry", namespaces=ATOM)
    assert len(entries) == FEEDS[address]
    for entry in entries:
        for part in ("title", "id", "updated", "summary"):
            assert entry.findtext(f"a:{part}", namespaces=ATOM), part
    assert any(one.get("href", "").endswith(KALMAR) for one in feed.xpath("//a:entry/a:link", namespaces=ATOM))


def test_signs_in_a_reason_are_read_as_they_are_written(client: Client) -> None:
    first = Publication.objects.get(board__municipality__slug="kalmar")
    first.pk, first.version, first.reason = None, 2, "Andelen <20 & inte 5."
    first.save(force_insert=True)
    feed = etree.fromstring(client.get("/kalmar/socialnamnden/nytt.atom").content)
    summary = feed.find("{*}entry/{*}summary")
    assert summary.get("type") == "html"
    assert html.fromstring(summary.text).text_content().endswith("Andelen <20 & inte 5.")
    assert feed.findtext("{*}subtitle").startswith("Nämndens ")


def test_nothing_of_a_board_that_is_not_public(client: Client) -> None:
    Board.objects.filter(municipality__slug="kalmar").update(is_public=False)
    for address in PUBLIC:
        assert "/kalmar/" not in client.get(address).content.decode(), address
    for address in ("/kalmar/nytt.atom", "/kalmar/socialnamnden/nytt.atom", "/kalmar/socialnamnden/moten.ics"):
        assert client.get(address).status_code == 404


def test_nothing_of_a_draft(client: Client) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    Round.objects.filter(pk=round_.pk).update(deadline=date(2021, 5, 20), shared_with_board=True)
    for address in (*PUBLIC, *FEEDS, "/kalmar/socialnamnden/moten.ics", "/kalmar/"):
        text = client.get(address).content.decode()
        assert "2021/t1" not in text, address
        assert "T1 2021" not in text, address


def test_a_calendar_has_the_day_of_the_decision(client: Client) -> None:
    found = []
    for round_ in Round.objects.select_related("board__municipality"):
        answer = client.get(f"/{round_.board.municipality.slug}/{round_.board.slug}/moten.ics")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        found += [event.decoded("dtstart") for event in events]
        assert all(str(event["url"]).startswith("http") for event in events)
    assert sorted(found) == sorted(round_.decision_date for round_ in Round.objects.all() if round_.decision_date)


def test_ones_own_calendar_has_ones_own_last_days(client: Client, cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    Round.objects.filter(pk=round_.pk).update(deadline=date(2021, 5, 20))
    for role, days in (("reporter", [date(2021, 5, 20)]), ("stranger", [])):
        client.force_login(cast[role])
        answer = client.get("/rapportera/kalender.ics")
        assert answer["Cache-Control"] == "private, no-store"
        assert [event.decoded("dtstart") for event in Calendar.from_ical(answer.content).walk("VEVENT")] == days


def test_a_sitemap_lists_what_can_be_read(client: Client) -> None:
    index = etree.fromstring(client.get("/sitemap.xml").content)
    sections = [one.text.partition("testserver")[2] for one in index.iterfind(".//{*}loc")]
    assert len(sections) == 3
    pages = [
        one.text.partition("testserver")[2]
        for section in sections
        for one in etree.fromstring(client.get(section).content).iterfind(".//{*}loc")
    ]
    assert {KALMAR, "/kalmar/", "/"} <= set(pages)
    assert all(client.get(page).status_code == 200 for page in pages)
    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_shared_link_has_the_boards_sentence(client: Client, cast: dict[str, User]) -> None:
    page = html.fromstring(client.get(KALMAR).content.decode())
    card = {one.get("property"): one.get("content") for one in page.xpath("//meta[starts-with(@property, 'og:')]")}
    assert card["og:title"] == "Socialnämnden i Kalmar, Bokslut 2020"
    assert card["og:description"]
    assert card["og:url"].endswith(KALMAR)
    page = html.fromstring(client.get(f"{KALMAR}verksamhet/barn-familj/").content.decode())
    (title,) = page.xpath("//meta[@property='og:title']/@content")
    assert title == f"{page.findtext('.//h1')} · Socialnämnden i Kalmar, Bokslut 2020"
    page = html.fromstring(client.get("/kalmar/").content.decode())
    assert page.xpath("//meta[@property='og:url']/@content")[0].endswith("/kalmar/")
    Round.objects.filter(board__municipality__slug="kalmar").update(state=RoundState.OPEN)
    client.force_login(cast["head"])
    assert "og:description" not in client.get(KALMAR).content.decode()
