"""Many writers at once, and writers that die: nothing is lost, nothing is half done."""

import json
import subprocess
from collections import Counter, defaultdict

import pytest

from tests.scratch import Scratch, scratch  # noqa: F401

pytestmark = pytest.mark.slow

PROGRAMS = "tests.entry.programs"
FROM_T1 = " från T1"  # a budget that stands for the year until another is typed


@pytest.fixture
def ready(scratch: Scratch) -> Scratch:  # noqa: F811
    scratch.run(PROGRAMS, "seed")
    return scratch


def amount(text: str) -> int | None:
    return int(text.removesuffix(FROM_T1).replace("\u00a0", "")) if text else None


def test_eight_writers_over_the_same_cells(ready):
    found = json.loads(ready.run(PROGRAMS, "write_at_once"))
    told = found["told"]
    counts = Counter(write["status"] for write in told)
    assert len(told) == 480
    assert set(counts) == {"saved", "stale"}
    assert min(counts.values()) > 50, "the writers never met"

    year = {
        (f"d:{area}:{kind}", "budget"): full
        for area in ("hemtjanst-norr", "ifo")
        for kind, full in (("revenue", 1_000_000), ("staff", 9_000_000))
    }
    history = defaultdict(list)
    for key, changes in found["history"].items():
        for field, before, after in changes:
            history[key, field].append((amount(before), amount(after)))
    accepted = defaultdict(list)
    for write in sorted(told, key=lambda write: write["version"]):
        if write["status"] == "saved":
            accepted[write["key"], write["field"]].append(write["value"])
        else:
            assert write["theirs"], "a refused writer is shown what stands there"

    assert {cell: [after for _, after in changes] for cell, changes in history.items()} == dict(accepted)
    for cell, changes in history.items():
        befores, afters = zip(*changes, strict=True)
        assert befores == (year.get(cell), *afters[:-1]), "every change begins where the last one ended"
    refused = Counter((key, field, amount(after)) for key, kept in found["refused"].items() for field, after in kept)
    assert refused == Counter((w["key"], w["field"], w["value"]) for w in told if w["status"] == "stale")
    columns = {"budget": 0, "actual": 1, "forecast": 2}
    for (key, field), values in accepted.items():
        assert found["stands"][key][columns[field]] == values[-1]


def kill_while(program: "subprocess.Popen[str]", begun: int) -> int:
    """Kill the program when it has begun for the given time; the number of the last piece of work it had finished."""
    assert program.stdout
    done = 0
    for line in program.stdout:
        what, number = json.loads(line)
        done = number if what == "done" else done
        begun -= what == "begins"
        if not begun:
            program.kill()
            break
    for line in program.stdout:
        what, number = json.loads(line)
        done = number if what == "done" else done
    program.wait()
    return done


def test_killed_while_saving_a_block(ready):
    """Either the whole block is as before, or all of it is new, in the table and in its history."""
    first = 1
    for begun in (1, 8, 3):
        done = kill_while(ready.start(PROGRAMS, "write_blocks", str(first)), begun)
        found = json.loads(ready.run(PROGRAMS, "look_at_block"))
        assert found["rows"] in (0, 12)
        if not found["rows"]:
            continue
        assert len(found["stands"]) == 1, "a mixture of old and new"
        assert len(found["latest"]) == 1
        assert len(found["changes"]) == 1
        stands = found["stands"][0] // 1000
        assert amount(found["latest"][0]) == found["stands"][0]
        assert stands >= done, "what was answered as saved is saved"
        first = stands + 1


def test_killed_in_the_middle_of_a_publication(ready):
    """The report and then a correction: every place that it writes to has the old version, or every one the new."""
    stands = {"adopted": False, "paragraph": "", "versions": [], "told": "", "records": 0, "edition": 0, "logged": 0}
    for number in (1, 2):
        stopped = ready.start(PROGRAMS, "publish_next", "stop")
        assert stopped.stdout
        assert json.loads(stopped.stdout.readline()).items() >= stands.items()
        assert json.loads(stopped.stdout.readline()) == ["inside", number], "in the transaction the new one is there"
        stopped.kill()
        stopped.wait()
        before, after = map(json.loads, ready.run(PROGRAMS, "publish_next").splitlines())
        assert before == {**stands, "stage": "approved"}
        stands = {
            "adopted": True,
            "paragraph": "1",
            "versions": list(range(1, number + 1)),
            "told": str(number),
            "records": number,
            "edition": number,
            "logged": number,
        }
        assert after == {**stands, "stage": "adopted"}
