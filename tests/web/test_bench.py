"""``make bench`` runs and tells its ratios; how fast anything is, is never tested."""

import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from fractions import Fraction

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.models import Count

from apps.goals.models import Outcome
from apps.organisation.models import Board
from apps.publishing.models import Publication
from tests.bench import lists, nation, publication
from tests.bench.aims import mark, sum_up
from tests.bench.command import parse_scale
from tests.bench.run import run


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request would close the connection whose transaction this test is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
def test_a_tiny_nation_is_built_and_measured_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.web.BOARDS", 1)
    told: list[str] = []
    times = run(2, repeats=1, tell=told.append)
    assert len(times) == 2
    assert Board.objects.filter(municipality__gt=nation.BEFORE_FIRST).count() == nation.count_boards(1, 2)
    a_board = Outcome.objects.filter(board=50011)
    assert a_board.filter(service_area__parent=None).count() == nation.INDICATORS * nation.PERIODS * 3
    assert Publication.objects.filter(version=2).exists(), "the measured page is really published"
    text = "".join(told)
    for words in (
        "2 kommuner",
        "Utkast: rapporten byggd",
        "högst 5",
        "Publicerad sida: hela vägen",
        "högst 1,5",
        "Spara en cell",
    ):
        assert words in text
    ratios = re.findall(r"gånger .*?(\d+,\d\d) +(\d+,\d\d)", text)
    assert len(ratios) == 3


@pytest.mark.parametrize(("text", "part"), [("1/16", Fraction(1, 16)), ("0.25", Fraction(1, 4)), ("1", Fraction(1))])
def test_scale_is_a_part_of_the_nation(text: str, part: Fraction) -> None:
    assert parse_scale(text) == part


@pytest.mark.parametrize("text", ["0", "-1", "1/0", "allt", "11"])
def test_scale_refuses_the_rest(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="1/4"):
        parse_scale(text)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_publication_is_measured_by_what_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.publication.EARLIER", (1, 2))
    monkeypatch.setattr("tests.bench.publication.TURNS", 1)
    text = publication.format_table({5: publication.measure(1, threshold=5)})
    assert re.search(r"småtalsgräns 5 .* [\d\u00a0]+ ms +[\d\u00a0]+ ms +\d+,\d\d   högst 1,5: (nås|NÅS INTE)", text)
    published = Publication.objects.values_list("board__municipality").annotate(count=Count("pk"))
    published = published.filter(board__municipality__gt=nation.BEFORE_FIRST)
    assert [count for _, count in published] == [3], "what is timed is taken back"


@pytest.mark.django_db
def test_searches_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.lists.TURNS", 16)
    assert lists.fill_search() > 0  # what the four reports have
    text = lists.format_table(lists.measure())
    assert text.count("högst 100 ms p95: ") == len(lists.QUESTIONS)
    assert text.count("Sök ”") == len(lists.QUESTIONS)


def test_what_is_aimed_at_is_marked_and_summed_up() -> None:
    report = f"Sida 1   {mark(4.9, 5)}\nBlad   \nSida 2   {mark(51, 50, ' ms')}\n"
    assert "Sida 1   högst 5: nås" in report
    assert sum_up(report) == "Mål som nås: 1 av 2. De andra:\nSida 2   högst 50 ms: NÅS INTE\n"
