"""A first version is merged into the rows that stand: the same as if all were made anew, whatever came before."""

from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.goals.models import Indicator, Outcome, Target
from apps.organisation.models import ServiceArea
from apps.publishing.models import Publication, PublishedCount, PublishedRecord, RoundStatements
from apps.publishing.records.services import sync_records
from apps.publishing.services import publish
from apps.rounds.models import Round
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard

pytestmark = pytest.mark.django_db


def list_rows(board: MadeUpBoard) -> list[tuple[Any, ...]]:
    names = [field.attname for field in PublishedRecord._meta.concrete_fields if field.attname != "id"]
    columns = ("resource", "cube", "code", "year", "tertial", "gender", "kind", "status", "light", "records")
    counts = PublishedCount.objects.filter(board=board.board).values_list(*columns)
    rows = PublishedRecord.objects.filter(board=board.board).values_list(*names)
    return [*sorted(counts), *sorted(rows, key=str), *list_digests(board)]


def list_digests(board: MadeUpBoard) -> list[tuple[Any, ...]]:
    rounds = RoundStatements.objects.filter(board=board.board).order_by("round")
    lists = ("names", "publications", "moments", "contents")
    return [(one.round_id, *sorted(zip(*(getattr(one, name) for name in lists), strict=True))) for one in rounds]


def expect_as_made_anew(board: MadeUpBoard) -> None:
    merged = list_rows(board)
    PublishedRecord.objects.filter(board=board.board).delete()
    sync_records(board.board.pk)
    assert merged == list_rows(board)


def plan(board: MadeUpBoard, *codes: str) -> None:
    for code in codes:
        board.target(board.indicator(code), "ge", "50")


def adopt(board: MadeUpBoard, year: int, tertial: int) -> Publication:
    round_ = Round.objects.create(**board.owner, year=year, tertial=tertial, state="approved")
    return publish(round_=Round.objects.select_related("board__municipality").get(pk=round_.pk), by=None)


def change_something(board: MadeUpBoard, random: Random, year: int, tertial: int) -> None:
    """What happens between two reports: figures come, are mended and go; names, targets and areas change."""
    for indicator in Indicator.objects.filter(board=board.board).order_by("pk"):
        figures = Outcome.objects.filter(indicator=indicator)
        own = figures.filter(year=year, tertial=tertial)
        chance = random.random()
        if chance < 0.6 and not own.exists():
            board.outcome(indicator, str(random.randint(40, 60)), year=year, tertial=tertial)
        elif chance < 0.7:
            own.update(value=random.randint(40, 60))
        elif chance < 0.75:
            own.delete()
        elif chance < 0.85:
            Indicator.objects.filter(pk=indicator.pk).update(name=f"Namn {random.randint(1, 3)}")
        else:
            Target.objects.filter(indicator=indicator).update(value=random.randint(40, 60))
    if random.random() < 0.3:
        ServiceArea.objects.filter(pk=board.home.pk).update(name=f"Hemtjänst {random.randint(1, 3)}")


@pytest.mark.parametrize("seed", range(4))
def test_merged_is_the_same_as_made_anew(seed: int) -> None:
    """Rounds come in any order, with corrections between them that leave figures out."""
    random = Random(seed)
    board = MadeUpBoard(2030, 3)
    plan(board, "a", "b", "c")
    periods = [(year, tertial) for year in (2022, 2023, 2024) for tertial in (1, 3)]
    random.shuffle(periods)
    published = []
    for year, tertial in periods:
        change_something(board, random, year, tertial)
        published.append(adopt(board, year, tertial))
        expect_as_made_anew(board)
        for _ in range(random.randint(0, 3)):
            corrected = random.choice((random.choice(published), published[-1], published[-1])).round
            with correction(Round.objects.get(pk=corrected.pk), "Fel siffra."):
                change_something(board, random, corrected.year, corrected.tertial)
            expect_as_made_anew(board)


def test_what_is_stated_again_is_no_longer_removed() -> None:
    board = MadeUpBoard(2030, 3)
    plan(board, "a")
    first = adopt(board, 2023, 3)
    removals = PublishedRecord.objects.filter(board=board.board, resource="removals")
    row = PublishedRecord.objects.filter(board=board.board, resource="publications").values().get()
    changed = {"id": None, "resource": "removals", "publication_id": first.pk}
    for key in ("outcomes~a~2024-t3~namnden~t", "outcomes~a~2019-t3~namnden~t"):
        PublishedRecord.objects.create(**row | changed | {"key": key})
    board.outcome(Indicator.objects.get(board=board.board), "51", year=2024)
    adopt(board, 2024, 3)
    assert [row.key for row in removals] == ["outcomes~a~2019-t3~namnden~t"]


def test_a_correction_of_the_last_round_costs_the_same_each_time() -> None:
    """However many versions it has, and however much the board published before it."""
    board = MadeUpBoard(2030, 3)
    plan(board, "a", "b")
    for year in range(2018, 2024):
        last = adopt(board, year, 3).round
    counts = []
    for value in range(40, 46):
        with CaptureQueriesContext(connection) as queries, correction(Round.objects.get(pk=last.pk), "Fel siffra."):
            Outcome.objects.filter(board=board.board, year=2023).delete()
            board.outcome(Indicator.objects.filter(board=board.board)[0], str(value), year=2023)
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1


@pytest.mark.parametrize("damage", ["missing rows", "another release"])
def test_rows_that_are_not_known_are_made_anew(damage: str) -> None:
    board = MadeUpBoard(2030, 3)
    plan(board, "a")
    adopt(board, 2022, 3)
    rows = PublishedRecord.objects.filter(board=board.board)
    _ = rows.delete() if damage == "missing rows" else rows.filter(resource="indicators").update(document="{}")
    adopt(board, 2023, 3)
    expect_as_made_anew(board)


def test_earlier_reports_are_not_read_again() -> None:
    """However many there are: no statement of the publication asks for their bytes one by one."""
    board = MadeUpBoard(2030, 3)
    plan(board, "a", "b")
    counts = []
    for year in range(2015, 2024):
        round_ = Round.objects.create(**board.owner, year=year, tertial=3, state="approved")
        with CaptureQueriesContext(connection) as queries:
            publish(round_=Round.objects.select_related("board__municipality").get(pk=round_.pk), by=None)
        counts.append(len(queries))
    assert counts[-1] == counts[2]
