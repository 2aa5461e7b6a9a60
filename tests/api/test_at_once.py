"""Callers at the same time: the same call is carried out once, and every other call in turn."""

import json
from collections import Counter, defaultdict

import pytest

from tests.scratch import Scratch, scratch

pytestmark = pytest.mark.slow

__all__ = ["scratch"]
CALLERS = 8


def test_the_same_call_from_eight_at_once(scratch: Scratch) -> None:
    found = json.loads(scratch.run("tests.api.programs", "the_same_call_at_once"))
    assert {status for _, status, _, _ in found["told"]} == {200}
    keyed = [(saved, replayed) for has_key, _, saved, replayed in found["told"] if has_key]
    assert Counter(keyed) == {(1, ""): 1, (1, "true"): CALLERS - 1}  # carried out once; the others get its answer
    alone = [(saved, replayed) for has_key, _, saved, replayed in found["told"] if not has_key]
    assert alone == [(1, "")] * CALLERS
    assert len(found["changes"]) == 1 + CALLERS  # no change is lost, and none is made twice
    assert len(set(found["changes"])) == 1 + CALLERS


def test_every_door_at_once(scratch: Scratch) -> None:
    """Sheet, paste, files, ledger and API in the same cells: what was accepted is in the history, the rest is told."""
    found = json.loads(scratch.run("tests.api.programs", "every_door_at_once"))
    assert found["failed"] == []
    told = found["told"]
    assert {(one["door"], one["status"]) for one in told} == {
        *((door, status) for door in ("Person", "Paster", "System") for status in ("saved", "stale")),
        *((door, status) for door in ("Filer", "LedgerSender") for status in ("saved", "kept")),
        *([("System", "undone")] if any(one["status"] == "undone" for one in told) else []),
    }, "the writers never met"
    assert all(one["answered"] for one in told), "who is refused is shown what stands there"
    assert len(told) >= 500
    written = Counter((one["key"], one["field"], one["value"]) for one in told if one["status"] == "saved")
    kept = Counter((key, field, _amount(after)) for key, all_ in found["history"].items() for field, _, after in all_)
    assert kept == written
    refused = Counter((key, field, _amount(after)) for key, all_ in found["refused"].items() for field, after in all_)
    assert refused == Counter((one["key"], one["field"], one["value"]) for one in told if one["status"] == "stale")
    changes = defaultdict(list)
    for key, all_ in found["history"].items():
        for field, before, after in all_:
            changes[f"{key}|{field}"].append((before, after))
    for cell, steps in changes.items():
        befores, afters = zip(*steps, strict=True)
        assert befores == ("", *afters[:-1]), "every change begins where the last one ended"
        assert found["stands"][cell] == _amount(afters[-1])


def _amount(text: str) -> int:
    return int(text.replace("\u00a0", ""))
