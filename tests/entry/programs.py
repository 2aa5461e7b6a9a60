"""Programs that write to a scratch database, each in a process that may be killed. Run as ``python -m``; see below."""

import json
import os
import random
import sys
import threading
from datetime import date
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from django.db import connection  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.audit.models import AuditEvent  # noqa: E402
from apps.budget.models import OperatingLine  # noqa: E402
from apps.budget.rules import COST_PARTS  # noqa: E402
from apps.entry.services import save_cell, save_cells  # noqa: E402
from apps.entry.shapes import CellInput  # noqa: E402
from apps.goals.models import Outcome  # noqa: E402
from apps.publishing import services  # noqa: E402
from apps.publishing.adoption import adopt_round  # noqa: E402
from apps.publishing.models import Publication, PublishedRecord  # noqa: E402
from apps.publishing.report_json import decode_report  # noqa: E402
from apps.publishing.services import Meeting  # noqa: E402
from apps.rounds.models import Round, RoundState  # noqa: E402
from apps.workflow import corrections  # noqa: E402
from apps.workflow.row_history import list_changes  # noqa: E402
from apps.workflow.states import move_round  # noqa: E402
from tests.refused_changes import list_refused_changes  # noqa: E402
from tests.small_board import make_small_board  # noqa: E402

WRITERS, WRITES = 8, 480
AREAS = ("namnden", "hemtjanst", "hemtjanst-norr", "ifo")
KEYS = [f"d:{area}:{kind}" for area in AREAS for kind in ("revenue", *COST_PARTS)]
CELLS = [(key, field) for key in KEYS for field in ("budget", "actual", "forecast")][:50]
BLOCK = KEYS[:12]
SHOWN = {"indicator__code": "nojdhet", "service_area__code": "namnden", "year": 2024, "tertial": 2, "gender": "T"}


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
            known[key] = answer.conflict.version if answer.conflict else answer.version
            with lock:
                told.append(
                    {
                        "key": key,
                        "field": field,
                        "value": value * 1000,
                        "status": answer.status.value,
                        "version": answer.version,
                        "theirs": answer.conflict is not None and answer.conflict.text,
                    }
                )
        connection.close()

    threads = [threading.Thread(target=writer, args=[number]) for number in range(1, WRITERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    round_ = the_round()
    history = {key: [(c.field, c.before, c.after) for c in reversed(list_changes(round_, key, "kr"))] for key in KEYS}
    refused = {key: [(c.field, c.after) for c in list_refused_changes(round_, key, "kr")] for key in KEYS}
    stands = {
        f"d:{line.service_area.code}:{line.cost_type}": [line.budget, line.actual, line.forecast]
        for line in OperatingLine.objects.filter(year=2024, tertial=2).select_related("service_area")
    }
    say({"told": told, "history": history, "refused": refused, "stands": stands})


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
            "latest": sorted({change.after for key in BLOCK for change in list_changes(round_, key, "kr")[:1]}),
            "changes": sorted({len(list_changes(round_, key)) for key in BLOCK}),
        }
    )


def publish_next(how: str = "") -> None:
    """Publish the report, or when it is published a correction of it; tell what stands before and after.

    ``stop`` waits in the middle until it is killed.
    """
    look_at_round()
    round_ = the_round()
    number = Publication.objects.filter(round=round_).count() + 1
    if round_.stage == RoundState.ADOPTED:
        corrections.open_correction(round_=round_, by=controller(), reason=f"Rättelse {number}.")
    if round_.stage == RoundState.OPEN:
        version = Outcome.objects.filter(**SHOWN).values_list("version", flat=True).first() or 0
        save_cell(
            round_=round_, key="u:nojdhet:namnden:T", field="value", raw=str(number), version=version, by=controller()
        )
        for to in (RoundState.SUBMITTED, RoundState.APPROVED):
            move_round(round_=round_, to=to, by=None)
    if how == "stop":
        keep = services.raise_edition

        def stop(board_id: int) -> None:
            keep(board_id)
            say(["inside", Publication.objects.filter(round=round_).count()])
            threading.Event().wait()

        services.raise_edition = stop
    registrar = User.objects.get(memberships__role="registrar")
    meeting = Meeting(date=date(2024, 9, 25), paragraph=str(number), case_number="SN 1")
    adopt_round(round_=round_, by=registrar, meeting=meeting)
    look_at_round()


def look_at_round() -> None:
    """What each place that a publication writes to tells of it."""
    import zlib

    round_ = the_round()
    publications = list(Publication.objects.filter(round=round_).order_by("version"))
    last = decode_report(zlib.decompress(publications[-1].report)) if publications else None
    values = (
        [p.value for i in last.indicators for p in i.series if i.code == "nojdhet" and p.year == 2024] if last else []
    )
    records = PublishedRecord.objects.values_list("publication__version", flat=True)
    say(
        {
            "stage": round_.stage,
            "adopted": round_.state == RoundState.ADOPTED,
            "paragraph": round_.decision_paragraph,
            "versions": [one.version for one in publications],
            "told": str(values[-1]) if values else "",
            "records": max(records, default=0),
            "edition": round_.board.edition,
            "logged": AuditEvent.objects.filter(action="round.published").count(),
        }
    )


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
