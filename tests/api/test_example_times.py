"""The examples of the contract hold no clock values of the demo that they were fetched from."""

import json
import re
from collections.abc import Iterator
from typing import Any

from apps.api.management.commands.api_contract import FIXED_TIME, replace_times
from apps.api.openapi import examples

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def moments(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from moments(item)
    elif isinstance(value, str) and MOMENT.match(value):
        yield value


def test_every_time_in_the_examples_is_the_fixed_one() -> None:
    found = set(moments(json.loads(examples.EXAMPLES_FILE.read_text())))
    assert found == {FIXED_TIME}, (
        "kör manage.py api_contract --examples; ett nytt tidsfält läggs till i TIME_FIELDS i kommandot"
    )


def test_only_times_that_are_there_are_fixed() -> None:
    fetched = {
        "items": [{"changed_at": "2031-01-02T03:04:05.678901Z", "reissued_at": None, "year": 2020}],
        "published_at": "2031-01-02T03:04:05Z",
    }
    assert replace_times(fetched) == {
        "items": [{"changed_at": FIXED_TIME, "reissued_at": None, "year": 2020}],
        "published_at": FIXED_TIME,
    }
