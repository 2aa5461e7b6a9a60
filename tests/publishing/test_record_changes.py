"""A correction of any round, and a re-issue, change the rows as if all were made anew, and cost the same at any age.

The boards have a limit for small numbers that is raised, areas that are joined, and a table of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.core.plan_time import set_change_holds_from
from apps.goals.models import Indicator, Outcome
from apps.organisation.models import Board, Reorganisation, ReorganisedArea, ServiceArea
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.publishing.models import Publication, PublishedRecord, Reissue, RoundStatements, SearchEntry
from apps.publishing.records import merged_records
from apps.publishing.search.services import sync_search
from apps.publishing.suppression.protection import set_small_number_threshold
from apps.report.models import CorrectedPlanRow
from apps.rounds.models import Round
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard
from tests.publishing.test_record_additions import adopt, change_something, expect_as_made_anew, plan

pytestmark = pytest.mark.django_db


def make_board(limit: int = 3) -> MadeUpBoard:
    """With a count of persons and a table of its own, and a limit for both."""
    board = MadeUpBoard(2030, 3)
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=limit)
    board.board.refresh_from_db()
    plan(board, "a", "b")
    board.indicator(
        "placerade", goal=None, kind="volume", unit="antal", accumulation="stock", direction="neither",
        counts_persons=True,
    )  # fmt: skip
    table = OwnTable.objects.create(**board.owner, code="bidrag", name="Bidrag", service_area=board.root)
    OwnRow.objects.create(**board.owner, own_table=table, code="rad", name="Rad")
    OwnColumn.objects.create(**board.owner, own_table=table, code="n", name="n", kind="number", counts_persons=True)
    return board


def count_persons(board: MadeUpBoard, random: Random, year: int, tertial: int) -> None:
    """Persons in each area, few now and then, and in the board's own table."""
    counted = Indicator.objects.get(board=board.board, code="placerade")
    Outcome.objects.filter(indicator=counted, year=year, tertial=tertial).delete()
    parts = [random.choice((1, 4, 30, 50)) for _ in range(2)]
    for area, persons in ((board.home, parts[0]), (board.care, parts[1]), (board.root, sum(parts))):
        board.outcome(counted, str(persons), year=year, tertial=tertial, area=area)
    row, column = OwnRow.objects.get(board=board.board), OwnColumn.objects.get(board=board.board)
    OwnValue.objects.update_or_create(
        **board.owner, own_table_id=row.own_table_id, row=row, column=column, kind="number", year=year, tertial=tertial,
        defaults={"value": random.choice((1, 4, 30))},
    )  # fmt: skip


def join_areas(board: MadeUpBoard, year: int) -> None:
    """What one of the areas was goes on in the other from a year."""
    ServiceArea.objects.filter(pk=board.care.pk).update(valid_to=year - 1)
    made = Reorganisation.objects.create(**board.owner, year=year, decision="SN § 1")
    for area, side in ((board.care, "before"), (board.home, "after")):
        ReorganisedArea.objects.create(**board.owner, reorganisation=made, service_area=area, side=side)


def list_entries(board: MadeUpBoard) -> list[tuple[str, ...]]:
    names = ("kind", "key", "period", "of_period", "title", "text", "page", "code")
    return sorted(SearchEntry.objects.filter(board=board.board).values_list(*names))


def expect_all_as_made_anew(board: MadeUpBoard) -> None:
    entries = list_entries(board)
    sync_search(board.board.pk)
    assert entries == list_entries(board)
    expect_as_made_anew(board)


@pytest.mark.parametrize("seed", range(3))
def test_changed_is_the_same_as_made_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    board = make_board()
    periods = [(year, tertial) for year in (2022, 2023) for tertial in (1, 2, 3)]
    published: list[Publication] = []
    for year, tertial in periods:
        if (year, tertial) == (2023, 2) and seed:
            join_areas(board, 2023)
        change_something(board, random, year, tertial)
        count_persons(board, random, year, tertial)
        published.append(adopt(board, year, tertial))
        expect_all_as_made_anew(board)
        for one in random.sample(published, min(2, len(published))):
            with correction(Round.objects.get(pk=one.round_id), "Fel siffra."):
                change_something(board, random, one.round.year, one.round.tertial)
                count_persons(board, random, one.round.year, one.round.tertial)
            expect_all_as_made_anew(board)
    for limit in (5, 40):
        board.board.refresh_from_db()
        set_small_number_threshold(by=None, board=board.board, threshold=limit, reason="Få personer.")
        expect_all_as_made_anew(board)
    assert Reissue.objects.filter(board=board.board).exists()
    monkeypatch.setattr(merged_records, "find_same_outcomes", lambda before, view: frozenset())
    expect_all_as_made_anew(board)  # with every report taken apart as a whole


def test_one_more_figure_changes_no_other_statement() -> None:
    board = MadeUpBoard(2030, 3)
    plan(board, "a", "b")
    for code in ("a", "b"):
        board.outcome(Indicator.objects.get(code=code), "50", year=2022)
    first = adopt(board, 2022, 3)
    with correction(Round.objects.get(pk=first.round_id), "Saknades."):
        board.outcome(Indicator.objects.get(code="a"), "41", year=2022, gender="K")
    rows = PublishedRecord.objects.filter(board=board.board, resource="outcomes").select_related("publication")
    versions = {(one.indicator, one.gender): one.publication.version for one in rows}
    assert (versions["a", "K"], versions["b", "T"]) == (2, 1)


def test_what_the_last_round_leaves_out_is_searched_in_the_one_before() -> None:
    board = make_board()
    gone = board.indicator("c")
    first = adopt(board, 2022, 3)
    last = adopt(board, 2023, 3)
    with correction(Round.objects.get(pk=last.round_id), "Hör inte hit."), set_change_holds_from(None):
        Indicator.objects.filter(pk=gone.pk).update(valid_to=2022)
        who = {**board.owner, "round_id": last.round_id, "chosen_by": User.objects.create_user("vem@demo.example")}
        CorrectedPlanRow.objects.create(**who, part="indicator", key=str(gone.pk))
    entry = SearchEntry.objects.get(board=board.board, kind="indicator", key="c")
    assert entry.period == first.round.year * 10 + 3
    expect_all_as_made_anew(board)


@contextmanager
def count_work() -> Iterator[dict[str, int]]:
    """How many statements are asked, and how many reports read one by one."""
    found: dict[str, int] = {}
    with CaptureQueriesContext(connection) as queries:
        yield found
    reads = ('SELECT "publishing_publicversion"."report"', 'SELECT "publishing_publication"."report"')
    found["reports"] = sum(one["sql"].startswith(reads) for one in queries.captured_queries)
    found["statements"] = len(queries)


def measure(board: MadeUpBoard, first: Publication) -> list[dict[str, int]]:
    """The work of two corrections of the first round, and of a stricter limit that reaches the last one."""
    year = first.round.year
    with count_work() as corrected, correction(Round.objects.get(pk=first.round_id), "Fel siffra."):
        Outcome.objects.filter(indicator__code="a", year=year).update(value=F("value") + 1)
    with count_work() as dropped, correction(Round.objects.get(pk=first.round_id), "Hör inte hit."):
        Outcome.objects.filter(indicator__code="b", year=year)[0].delete()
    board.board.refresh_from_db()
    with count_work() as reissued:
        limit = board.board.small_number_threshold + 2
        set_small_number_threshold(by=None, board=board.board, threshold=limit, reason="Få personer.")
    return [corrected, dropped, reissued]


def test_what_changes_costs_the_same_after_2_and_26_rounds() -> None:
    board = make_board()
    first: Publication | None = None
    found = []
    for number in range(26):
        year = 2004 + number
        for code, gender in (("a", "T"), ("b", "K"), ("b", "M")):
            board.outcome(Indicator.objects.get(code=code), str(40 + number), year=year, gender=gender)
        persons = {1: 4, 25: 6}.get(number, 50)  # one more than the limit
        board.outcome(Indicator.objects.get(code="placerade"), str(persons), year=year)
        first = first or adopt(board, year, 3)
        if number:
            adopt(board, year, 3)
        if number in (1, 25):
            found.append(measure(board, first))
            expect_all_as_made_anew(board)
    early, late = found
    assert [one["reports"] for one in late] == [one["reports"] for one in early]
    assert all(after["statements"] <= before["statements"] for before, after in zip(early, late, strict=True))


@pytest.mark.parametrize("damage", ["missing rows", "missing digests", "another release"])
def test_what_is_not_known_is_made_anew(damage: str) -> None:
    board = make_board()
    first = adopt(board, 2022, 3)
    adopt(board, 2023, 3)
    rows, digests = PublishedRecord.objects.filter(board=board.board), RoundStatements.objects.filter(board=board.board)
    if damage == "missing rows":
        rows.delete()
    elif damage == "missing digests":
        digests.filter(round=first.round_id).delete()
    else:
        digests.update(shape="", contents=[])
    with correction(Round.objects.get(pk=first.round_id), "Fel siffra."):
        board.outcome(Indicator.objects.get(code="a"), "51", year=2022)
    expect_as_made_anew(board)
