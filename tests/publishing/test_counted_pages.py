"""A page that is found by counts is the page of the whole list, whatever it is sorted and filtered on."""

from itertools import chain
from typing import Any

import pytest

from apps.publishing.records import queries
from apps.publishing.records.queries import RecordSelection, SortOrder
from apps.report.board_report import BoardReport

ORDERS: list[tuple[SortOrder, ...]] = [
    *((SortOrder(name),) for name in ("indicator", "goal", "service_area", "gender", "kind", "year")),
    (SortOrder("indicator", descending=True),),
    (SortOrder("service_area", descending=True),),
    (SortOrder("year", descending=True), SortOrder("tertial", descending=True)),
]
FILTERS: list[dict[str, Any]] = [
    {},
    {"gender": ["T"]},
    {"gender": ["K", "T"], "status": ["value"]},
    {"gender": ["T"], "light": ["met", "not_met"], "year": [2020, 2023]},
    {"gender": ["K", "M"], "kind": ["volume"]},
    {"municipality": ["kalmar"]},
    {"board": ["socialnamnden"], "year_from": 2020},
    {"status": ["value"], "light": ["met"]},
]


def load_whole(selection: RecordSelection) -> list[str]:
    return list(chain.from_iterable(queries.stream_documents(selection, "document")))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_page_found_by_counts_is_of_the_list(reports: dict[str, BoardReport], filters: dict[str, Any]) -> None:
    for resource in ("outcomes", "goals", "operating-lines"):
        for order in ((), *ORDERS):
            selection = RecordSelection(resource=resource, filters=filters, order=order)
            whole = load_whole(selection)
            assert queries.count_records(selection) == len(whole)
            size = max(1, len(whole) // 4 + 1)
            for number in range(1, 6):
                page = queries.load_page(selection, limit=size, number=number, total=len(whole))
                wanted = whole[(number - 1) * size : number * size]
                assert (page.documents, page.more) == (wanted, number * size < len(whole)), (resource, order, number)


@pytest.mark.parametrize(
    ("filters", "order", "counted"),
    [
        ({}, "indicator", True),
        ({"municipality": ["kalmar"]}, "service_area", True),
        ({"indicator": ["a"]}, "indicator", True),
        ({"gender": ["T"]}, "gender", True),
        ({"year": [2020]}, "indicator", False),
        ({"gender": ["T"]}, "indicator", False),
        ({"changed_since": "2024-01-01"}, "indicator", False),
        ({}, "key", False),
    ],
)
def test_what_is_found_by_counts(db: None, filters: dict[str, Any], order: str, counted: bool) -> None:
    selection = RecordSelection(resource="outcomes", filters=filters, order=(SortOrder(order),))
    assert (queries._find_parts(selection, 0, 10) is not None) == counted


@pytest.mark.parametrize(
    ("filters", "counted"),
    [
        ({"gender": ["T"], "status": ["value"], "year": [2020]}, True),
        ({"goal": ["a"]}, True),
        ({"service_area_only": ["a"]}, True),
        ({"service_area": ["a"]}, False),
        ({"goal": ["a"], "year": [2020]}, False),
        ({"status": ["value"], "light": ["met"]}, False),
        ({"gender": ["T"], "status": ["value"], "light": ["met"]}, False),
    ],
)
def test_what_is_counted(db: None, filters: dict[str, Any], counted: bool) -> None:
    selection = RecordSelection(resource="outcomes", filters=filters)
    assert (queries.find_known_count(selection) is not None) == counted
