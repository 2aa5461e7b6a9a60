"""A page that is found by counts is the page of the whole list, whatever it is sorted and filtered on."""

from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.organisation.services import raise_edition
from apps.publishing.models import PublishedRecord
from apps.publishing.records import count_cubes, queries, record_counts
from apps.publishing.records.record_selection import RecordSelection, SortOrder
from apps.report.board_report import BoardReport

NAMES = ("indicator", "goal", "service_area", "gender", "kind", "light", "year", "key", "changed_at")
ORDERS: list[tuple[SortOrder, ...]] = [
    *((SortOrder(name),) for name in NAMES),
    *((SortOrder(name, descending=True),) for name in ("indicator", "service_area", "light", "key", "changed_at")),
    (SortOrder("year", descending=True), SortOrder("tertial", descending=True)),
    (SortOrder("gender"), SortOrder("indicator", descending=True)),
    (SortOrder("year", descending=True), SortOrder("key"), SortOrder("kind", descending=True)),
]
FILTERS: list[dict[str, Any]] = [
    {},
    {"gender": ["T"]},
    {"gender": ["K", "T"], "status": ["value"], "kind": ["volume", ""]},
    {"gender": ["T"], "light": ["met", "not_met"], "year": [2020, 2023]},
    {"municipality": ["kalmar"]},
    {"board": ["socialnamnden"], "year_from": 2020},
    {"status": ["value"], "light": ["met"]},
    {"service_area": ["sn"], "gender": ["T"]},
    {"service_area": ["sn", "ifo"]},
    {"changed_since": "2021-01-01"},
]


def load_whole(selection: RecordSelection) -> list[str]:
    return list(chain.from_iterable(queries.stream_documents(selection, "document")))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_a_page_found_by_counts_is_of_the_list(reports: dict[str, BoardReport], filters: dict[str, Any]) -> None:
    for resource in ("outcomes", "goals", "operating-lines"):
        for order in ((), *ORDERS):
            selection = RecordSelection(resource=resource, filters=filters, order=order)
            whole = load_whole(selection)
            assert record_counts.count_records(selection) == len(whole)
            size = max(1, len(whole) // 4 + 1)
            for number in range(1, 6):
                page = queries.load_page(selection, limit=size, number=number, total=len(whole))
                wanted = whole[(number - 1) * size : number * size]
                assert (page.documents, page.more) == (wanted, number * size < len(whole)), (resource, order, number)


@pytest.mark.parametrize(
    ("filters", "sorted_on", "cube"),
    [
        ({}, (), ""),
        ({"year_from": 2020, "tertial": [1]}, ("year",), ""),
        ({"gender": ["T"], "year": [2020]}, (), "gender"),
        ({"status": ["value"], "kind": ["volume"]}, ("light", "year"), "classes"),
        ({"goal": ["a"], "light": ["met"]}, (), "goal"),
        ({"service_area_only": ["a"]}, ("area",), "area"),
        ({"service_area": ["a"], "gender": ["T"]}, (), "areas"),
        ({"indicator": ["a"], "gender": ["T"]}, ("status", "indicator"), "indicator"),
        ({"status": ["value"]}, ("key_start",), "key"),
        ({"service_area": ["a", "b"]}, (), None),
        ({"indicator": ["a"], "year": [2020]}, (), None),
        ({"indicator": ["a"]}, ("area",), None),
        ({"kolada_id": ["U31402"]}, (), None),
        ({"changed_since": "2024-01-01"}, (), None),
        ({}, ("changed_at",), None),
    ],
)
def test_the_cube_that_counts(filters: dict[str, Any], sorted_on: tuple[str, ...], cube: str | None) -> None:
    assert count_cubes.find_cube(filters, sorted_on) == cube


def test_what_no_cube_counts_is_counted_once_until_something_is_published(reports: dict[str, BoardReport]) -> None:
    selection = RecordSelection(
        resource="outcomes", filters={"service_area": ["sn", "ifo"]}, order=(SortOrder("indicator"), SortOrder("year"))
    )

    def ask() -> tuple[int, int]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            total = record_counts.count_records(selection)
            queries.load_page(selection, limit=3, number=2, total=total)
        return total, sum("count(*)" in one["sql"] and "publishedrecord" in one["sql"] for one in asked)

    total, _ = ask()
    assert total == len(load_whole(selection))
    assert ask() == (total, 0)
    row = PublishedRecord.objects.filter(resource="outcomes", areas__contains=["sn"]).first()
    assert row
    row.delete()
    raise_edition(row.board_id)  # as a publication does
    now, counted = ask()
    assert (now, counted > 0) == (total - 1, True)
