"""Programs that write to a scratch database, each in a process that may be killed. Run as ``python -m``; see below."""

import json
import os
import random
import sys
import threading
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.budget.models import OperatingLine  # noqa: E402
from apps.budget.rules import COST_PARTS  # noqa: E402
from apps.followup.entry.cells import save_cell, save_cells  # noqa: E402
from apps.followup.entry.shapes import CellInput  # noqa: E402
from apps.followup.history import history_of  # noqa: E402
from apps.publishing.models import Publication  # noqa: E402
from apps.publishing.services import decode, publish  # noqa: E402
from apps.rounds.models import Round, RoundState  # noqa: E402
from apps.rounds.services import save_round  # noqa: E402
from tests.small_board import make_small_board  # noqa: E402

WRITERS, WRITES = 8, 2_000
AREAS = ("namnden", "hemtjanst", "hemtjanst-norr", "ifo")
KEYS = [f"d:{area}:{kind}" for area in AREAS for kind in ("revenue", *COST_PARTS)]
CELLS = [(key, field) for key in KEYS for field in ("budget", "actual", "forecast")][:50]
BLOCK = KEYS[:12]


def the_round() -> Round:
    return Round.objects.select_related("board__municipality").get(year=2024, tertial=2)


def controller() -> User:
    return User.objects.get(memberships__role="controller")


def say(what: Any) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201


def seed() -> None:
    make_small_board()


def write_at_once() -> None:
    """Eight writers over the same cells, each with its own idea of what stands there; what became of each write."""
    told: list[dict[str, Any]] = []
    lock = threading.Lock()

    def writer(number: int) -> None:
        chance = random.Random(number)
        round_, by = the_round(), controller()
        known: dict[str, int] = {}
        for turn in range(WRITES // WRITERS):
            key, field = chance.choice(CELLS)
            value = number * 10_000 + turn + 1
            answer = save_cell(round_=round_, key=key, field=field, raw=str(value), version=known.get(key, 0), by=by)
            known[key] = answer.theirs.version if answer.theirs else answer.version
            with lock:
                told.append(
                    {
                        "key": key,
                        "field": field,
                        "value": value * 1000,
                        "status": answer.status.value,
                        "version": answer.version,
                        "theirs": answer.theirs is not None and answer.theirs.text,
                    }
                )
        connection.close()

    threads = [threading.Thread(target=writer, args=[number]) for number in range(1, WRITERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    round_ = the_round()
    history = {key: [(c.field, c.before, c.after) for c in reversed(history_of(round_, key, "kr"))] for key in KEYS}
    stands = {
        f"d:{line.service_area.code}:{line.cost_type}": [line.budget, line.actual, line.forecast]
        for line in OperatingLine.objects.filter(year=2024, tertial=2).select_related("service_area")
    }
    say({"told": told, "history": history, "stands": stands})


def write_blocks(first: str) -> None:
    """Save the same number in a whole block, over and over, a new number each time, telling before and after."""
    round_, by = the_round(), controller()
    versions = dict.fromkeys(BLOCK, 0)
    lines = OperatingLine.objects.filter(year=2024, tertial=2).select_related("service_area")
    versions |= {f"d:{line.service_area.code}:{line.cost_type}": line.version for line in lines}
    for number in range(int(first), int(first) + 10_000):
        cells = [CellInput(key, field, str(number), versions[key]) for key in BLOCK for field in ("budget", "actual")]
        say(["begins", number])
        for answer in save_cells(round_=round_, cells=cells, by=by):
            versions[answer.key] = answer.version
        say(["done", number])


def look_at_block() -> None:
    """What stands in the block and in its history."""
    round_ = the_round()
    lines = OperatingLine.objects.filter(year=2024, tertial=2).select_related("service_area")
    say(
        {
            "stands": sorted({amount for line in lines for amount in (line.budget, line.actual)}),
            "rows": len(lines),
            "latest": sorted({change.after for key in BLOCK for change in history_of(round_, key, "kr")[:1]}),
            "changes": sorted({len(history_of(round_, key)) for key in BLOCK}),
        }
    )


def publish_many() -> None:
    """Publish one round after the other, telling before and after."""
    board, by = the_round().board, controller()
    for year in range(1995, 2020):
        for tertial in (1, 2, 3):
            round_, _ = save_round(by=None, board=board, year=year, tertial=tertial)
            if round_.state == RoundState.ADOPTED:
                continue
            Round.objects.filter(pk=round_.pk).update(state=RoundState.APPROVED)
            say(["begins", year])
            publish(round_=round_, by=by)
            say(["done", year])


def look_at_publications() -> None:
    """Rounds that are adopted, rounds that have a whole publication."""
    import zlib

    adopted = set(Round.objects.filter(state=RoundState.ADOPTED).values_list("pk", flat=True))
    whole = set()
    for publication in Publication.objects.all():
        view = decode(zlib.decompress(publication.report))
        assert view.state == RoundState.ADOPTED
        whole.add(publication.round_id)
    say({"adopted": sorted(adopted), "published": sorted(whole)})


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
