"""Bulk saving: only what is new or different is written, and a key without a table is still a key."""

from decimal import Decimal
from typing import Any

import pytest

from apps.budget.models import OperatingLine
from apps.core.upsert import SaveCounts, group_tree_levels, upsert_rows
from apps.organisation.models import Board, Municipality, ServiceArea
from apps.rounds.models import Comment, Round

KEY = ["service_area_id", "year", "tertial", "cost_type", "table_id"]


@pytest.fixture
def root(db: None) -> ServiceArea:
    municipality = Municipality.objects.create(code="1407", name="Öckerö", slug="ockero")
    board = Board.objects.create(municipality=municipality, name="Socialnämnden", slug="socialnamnden")
    return ServiceArea.objects.create(
        municipality=municipality, board=board, code="namnden", name="Socialnämnden", kind="board"
    )


def line(root: ServiceArea, actual: int, cost_type: str = "net") -> OperatingLine:
    owner = {"board": root.board, "municipality": root.municipality, "service_area": root}
    return OperatingLine(**owner, year=2024, tertial=2, cost_type=cost_type, actual=actual)


def save(root: ServiceArea, *lines: OperatingLine) -> SaveCounts:
    return upsert_rows(OperatingLine.objects.filter(board=root.board), lines, key=KEY, values=["actual", "budget"])


def test_new_changed_and_unchanged_are_counted(root: ServiceArea) -> None:
    assert save(root, line(root, 1), line(root, 2, "revenue")) == (2, 0, 0)
    again = [line(root, 1), line(root, 3, "revenue"), line(root, 4, "staff")]
    assert save(root, *again) == (1, 1, 1)
    stored = dict(OperatingLine.objects.filter(board=root.board).values_list("cost_type", "actual"))
    assert stored == {"net": 1, "revenue": 3, "staff": 4}
    assert {item.pk for item in again} == set(
        OperatingLine.objects.filter(board=root.board).values_list("pk", flat=True)
    )


def test_an_empty_table_is_one_place_not_many(root: ServiceArea) -> None:
    """The database takes two missing tables for the same, also when the row to meet is not known beforehand."""
    save(root, line(root, 1))
    new = [line(root, 2)]
    upsert_rows(OperatingLine.objects.none(), new, key=KEY, values=["actual"])
    assert OperatingLine.objects.get(board=root.board).actual == 2


def test_a_comment_is_met_by_its_heading(root: ServiceArea) -> None:
    owner = {"board": root.board, "municipality": root.municipality}
    round_ = Round.objects.create(**owner, year=2024, tertial=2)
    key = ["round_id", "service_area_id", "topic", "heading"]
    for text in ("först", "sedan"):
        comment = Comment(**owner, round=round_, service_area=root, topic="staff", text=text)
        upsert_rows(Comment.objects.none(), [comment], key=key, values=["text"])
    assert [comment.text for comment in round_.comments.all()] == ["sedan"]


def test_nothing_to_say_asks_nothing_of_the_database(root: ServiceArea, django_assert_num_queries: Any) -> None:
    save(root, line(root, 1))
    with django_assert_num_queries(1):
        assert not save(root, line(root, 1)).wrote


def test_five_hundred_rows_are_two_statements(root: ServiceArea, django_assert_num_queries: Any) -> None:
    rows = []
    for year in range(1990, 2090):
        for number in (1, 2, 3):
            row = line(root, 1)
            row.year, row.tertial = year, number
            rows.append(row)
    with django_assert_num_queries(2):
        assert save(root, *rows).new == 300


def test_two_rows_with_one_key_are_refused(root: ServiceArea) -> None:
    with pytest.raises(ValueError, match="samma nyckel"):
        save(root, line(root, 1), line(root, 2))


def test_levels_put_parents_first() -> None:
    parents = {"c": "b", "a": None, "b": "a", "d": "a"}
    assert group_tree_levels(parents, str, lambda code: parents[code]) == [["a"], ["b", "d"], ["c"]]


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a"}, {"a": "saknas"}, {"a": "a"}])
def test_levels_refuse_what_is_no_tree(parents: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Överordnad"):
        group_tree_levels(parents, str, lambda code: parents[code])


def test_saved_adds_up() -> None:
    assert SaveCounts(1, 2, 3).plus(SaveCounts(1, 1, 1)) == SaveCounts(2, 3, 4)
    assert not SaveCounts(0, 0, 5).wrote
    assert Decimal(1) == Decimal("1.000000")  # what the database pads with makes no difference
