"""Callers at the same time: the same call is carried out once, and every other call in turn."""

import json
from collections import Counter

from tests.scratch import Scratch, migrated, scratch

__all__ = ["migrated", "scratch"]
CALLERS = 8


def test_the_same_call_from_eight_at_once(scratch: Scratch) -> None:
    found = json.loads(scratch.run("tests.api.programs"))
    assert {status for _, status, _, _ in found["told"]} == {200}
    keyed = [(saved, replayed) for has_key, _, saved, replayed in found["told"] if has_key]
    assert Counter(keyed) == {(1, ""): 1, (1, "true"): CALLERS - 1}  # carried out once; the others get its answer
    alone = [(saved, replayed) for has_key, _, saved, replayed in found["told"] if not has_key]
    assert alone == [(1, "")] * CALLERS
    assert len(found["changes"]) == 1 + CALLERS  # no change is lost, and none is made twice
    assert len(set(found["changes"])) == 1 + CALLERS
