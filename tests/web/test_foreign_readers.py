"""Feeds, calendars and the page for frames, as programs of others read them: without an error and without a warning."""

import warnings
from collections.abc import Iterator
from datetime import date

import feedparser
import html5lib
import pytest
import vobject
from django.test import Client
from icalendar import Calendar
from lxml import html

from apps.accounts.models import User
from apps.organisation.models import Board
from apps.rounds.models import Round, RoundState
from apps.rounds.services import save_round

pytestmark = pytest.mark.usefixtures("reports")
BOARD = "/kalmar/socialnamnden/"
REPORT = BOARD + "2020/t3/"
FEEDS = ("/nytt.atom", "/kalmar/nytt.atom", BOARD + "nytt.atom")


@pytest.fixture(autouse=True)
def every_warning_is_an_error() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_read_as_it_came(address: str, client: Client) -> None:
    answer = client.get(address)
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert (feed.version, feed.encoding, feed.feed.language) == ("atom10", "utf-8", "sv")
    assert feed.feed.title
    assert feed.feed.id
    assert feed.feed.updated_parsed
    assert feed.entries
    for entry in feed.entries:
        assert entry.title
        assert entry.summary
        assert entry.updated_parsed
        assert entry.link.startswith("http")
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert any(entry.link.endswith(REPORT) for entry in feed.entries)


def expect_calendar(content: bytes, days: list[date | None]) -> None:
    """Two libraries find the same days, and nothing to object to."""
    assert all(not part.errors for part in Calendar.from_ical(content).walk())
    calendar = vobject.readOne(content.decode())
    assert calendar.validate(raiseException=True)
    events = calendar.contents.get("vevent", [])
    assert [event.dtstart.value for event in events] == days
    assert len({event.uid.value for event in events}) == len(days)
    assert all(event.summary.value and event.url.value.startswith("http") for event in events)


def test_a_boards_calendar_is_read_as_it_came(client: Client) -> None:
    decided = Round.objects.filter(decision_date__isnull=False).select_related("board__municipality")
    assert decided
    for round_ in decided:
        address = f"/{round_.board.municipality.slug}/{round_.board.slug}/moten.ics"
        expect_calendar(client.get(address).content, [round_.decision_date])


def test_ones_own_calendar_is_read_as_it_came(client: Client, cast: dict[str, User]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    round_, _ = save_round(by=None, board=board, year=2021, tertial=1, state=RoundState.OPEN)
    Round.objects.filter(pk=round_.pk).update(deadline=date(2021, 5, 20))
    client.force_login(cast["reporter"])
    expect_calendar(client.get("/rapportera/kalender.ics").content, [date(2021, 5, 20)])


@pytest.mark.parametrize("chart", ["ekonomi/diagram/avvikelse.html"])
def test_the_page_for_a_frame_is_read_as_it_came(chart: str, client: Client) -> None:
    text = client.get(REPORT + chart).content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    code = html.fromstring(client.get(REPORT + "ekonomi/").content.decode()).xpath("string(//textarea)")
    frame = html5lib.HTMLParser(strict=True).parseFragment(code.strip())[0]
    assert frame.get("src").endswith(REPORT + chart)
    assert frame.get("title")
