"""Programs that write from many threads at once, over real commits, as systems and people do. Run as ``python -m``."""

import json
import os
import random
import sys
import threading
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.api.models import TokenScope  # noqa: E402
from apps.api.services import create_account, create_token  # noqa: E402
from apps.budget.models import CostType, OperatingLine  # noqa: E402
from apps.budget.rules import COST_PARTS  # noqa: E402
from apps.imports import services as imports  # noqa: E402
from apps.imports.ledgers.extract import LedgerFileMapping as LedgerMapping  # noqa: E402
from apps.imports.models import AppliedFigure  # noqa: E402
from apps.web.reporting.links import build_round_url  # noqa: E402
from apps.workflow.row_history import list_changes  # noqa: E402
from tests.refused_changes import list_refused_changes  # noqa: E402
from tests.small_board import SmallBoard, make_small_board  # noqa: E402

CALLERS = 8
ROUND = "/api/v1/boards/lillkoping/socialnamnden/rounds/2024-t2"


def the_same_call_at_once() -> None:
    """Eight callers send the same call under one key, and eight others a row each of their own without a key."""
    small = make_small_board()
    account = create_account(by=small["administrator"], board=small.board, name="Verksamhetssystemet")
    scopes = list(TokenScope.values)
    _, secret = create_token(by=small["administrator"], account=account, name="n", scopes=scopes, days=1)
    together, told = threading.Barrier(CALLERS * 2), []

    def call(value: int, headers: dict[str, str]) -> None:
        client = Client(headers={"authorization": f"Bearer {secret}", "host": "localhost"})
        body = json.dumps({"rows": [{"service_area": "ifo", "cost_type": "staff", "actual": value}]})
        together.wait()
        answer = client.post(
            f"{ROUND}/operating-lines", body, content_type="application/json", headers=headers, secure=True
        )
        replayed = answer.headers.get("Idempotency-Replayed", "")
        told.append([bool(headers), answer.status_code, answer.json()["counts"]["saved"], replayed])
        connection.close()

    calls: list[tuple[int, dict[str, str]]] = [(1, {"idempotency-key": "natten"})] * CALLERS
    calls += [(100 + n, {}) for n in range(CALLERS)]
    threads = [threading.Thread(target=call, args=each) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changes: list[Any] = [change.after for change in list_changes(small.round, "d:ifo:staff")]
    print(json.dumps({"told": told, "changes": changes}))  # noqa: T201


# Every door at once

WRITES = 500  # cells, of all together
FIELDS = ("actual", "forecast")
ROWS = [("ifo", kind) for kind in COST_PARTS] + [("hemtjanst-norr", kind) for kind in COST_PARTS]
PEOPLES = ROWS[:6]  # the last two are the systems' own
Told = dict[str, Any]


class Writer:
    """Someone who writes; ``told`` is what became of each cell that was sent."""

    def __init__(self, number: int, small: SmallBoard, client: Client) -> None:
        self.client, self.small, self.number = client, small, number
        self.chance, self.turn = random.Random(number), 0
        self.told: list[Told] = []

    def value(self) -> int:
        """An amount that nobody else writes, in whole thousands."""
        self.turn += 1
        return self.number * 10_000 + self.turn

    def post(self, address: str, body: Told) -> Any:
        return self.client.post(address, json.dumps(body), content_type="application/json", secure=True)

    def take(self, key: str, field: str, value: int, status: str, *, answered: bool = True) -> None:
        self.told.append({"key": key, "field": field, "value": value * 1000, "status": status, "answered": answered})


class Person(Writer):
    """Types in the sheet, one cell at a time, with the version that the last answer told."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.known: dict[str, int] = {}

    def write(self) -> None:
        (area, kind), field, value = self.chance.choice(PEOPLES), self.chance.choice(FIELDS), self.value()
        key = f"d:{area}:{kind}"
        self.save([{"key": key, "field": field, "raw": str(value), "version": self.known.get(key, 0)}])

    def save(self, cells: list[Told]) -> None:
        answers = self.post(build_round_url(self.small.round, "reporting_save"), {"cells": cells}).json()["answers"]
        for cell, answer in zip(cells, answers, strict=True):
            self.known[cell["key"]] = answer["version"]
            shown = answer["status"] == "saved" or bool(answer["theirs"])
            self.take(cell["key"], cell["field"], int(cell["raw"]), answer["status"], answered=shown)


class Paster(Person):
    """Pastes blocks of 2 x 2, and at times thinks for a while before what the preview showed is saved."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.waiting: list[list[Told]] = []

    def write(self) -> None:
        place = self.chance.choice([0, 1, 2, 4])
        key = ":".join(("d", *ROWS[place]))
        block = "\n".join(f"{self.value()}\t{self.value()}" for _ in range(2))
        read = self.post(
            build_round_url(self.small.round, "reporting_paste"), {"key": key, "field": "actual", "text": block}
        )
        ready = [cell for cell in read.json()["cells"] if cell["status"] == "ok"]
        self.waiting.append([{name: cell[name] for name in ("key", "field", "raw", "version")} for cell in ready])
        if self.chance.random() < 0.5:
            for cells in self.waiting:
                self.save(cells)
            self.waiting = []


class System(Writer):
    """Sends a row by the API, and never overwrites what a person has typed."""

    def write(self) -> None:
        (area, kind), values = self.chance.choice(ROWS), {field: self.value() for field in FIELDS}
        row = {"service_area": area, "cost_type": kind, **{field: value * 1000 for field, value in values.items()}}
        answer = self.post(f"{ROUND}/operating-lines", {"rows": [row]})
        stopped = {m["field"] for one in answer.json().get("rows", ()) for m in one.get("messages", ())}
        assert answer.status_code == 200 or (answer.status_code == 422 and stopped), answer.content
        for field, value in values.items():
            status = "saved" if answer.status_code == 200 else "stale" if field in stopped else "undone"
            self.take(f"d:{area}:{kind}", field, value, status)


class Filer(Writer):
    """Sends files with the rows of a sheet, looks at the preview, and applies it, at times over what others wrote."""

    name = "drift.csv"
    fields: tuple[str, ...] = FIELDS
    user: User

    def write(self) -> None:
        rows = self.chance.sample(PEOPLES, 2)
        cells = {(row, field): self.value() for row in rows for field in self.fields}
        job = imports.store_file(
            by=self.user, round_=self.small.round, name=self.name, content=self.content(cells).encode()
        )
        if job.state == "mapping":
            imports.save_ledger_mapping(by=self.user, job=job, mapping=LEDGER.as_json())
        imports.read_to_preview(job.pk)
        job.refresh_from_db()
        assert job.state == "preview", job.result
        conflicts = [one["id"] for one in (job.result or {}).get("conflicts", ())]
        take = conflicts if self.chance.random() < 0.5 else []
        imports.start_applying(by=self.user, job=job, take=take)
        imports.apply_file(job.pk)
        job.refresh_from_db()
        applied = {
            (tuple(figure.key.split(" · ")[0:4:3]), FIELD_OF[figure.column]): figure.new
            for figure in AppliedFigure.objects.filter(job=job)
        }
        assert job.state == "applied" or not applied
        for ((area, kind), field), value in cells.items():
            key = f"d:{area}:{kind}"
            if applied.get(((area, kind), field)) is not None:
                self.take(key, field, value, "saved")
            else:  # kept at the choice, or asked about again since it had changed meanwhile
                again = job.state == "applied" or bool((job.result or {}).get("conflicts"))
                self.take(key, field, value, "kept", answered=again)
        if job.state != "applied":
            imports.discard_file(by=self.user, job=job)

    def content(self, cells: dict[tuple[tuple[str, str], str], int]) -> str:
        rows = {row: [cells[row, field] for field in self.fields] for row, _ in cells}
        lines = [f"{a};2024;2;{CostType(k).label};{v[0]};{v[1]}" for (a, k), v in rows.items()]
        return "\n".join(["verksamhet;år;tertial;kostnadsslag;utfall;prognos", *lines])


class LedgerSender(Filer):
    """Sends extracts from an economy system, which don't take away what a person has typed unless that is chosen."""

    name = "utdrag.csv"
    fields = ("actual",)

    def content(self, cells: dict[tuple[tuple[str, str], str], int]) -> str:
        lines = [f"{ACCOUNTS[kind]};{UNITS[area]};{value * 1000},00" for ((area, kind), _), value in cells.items()]
        return "\n".join(["Konto;Ansvar;Belopp", *lines])


FIELD_OF = {"utfall": "actual", "prognos": "forecast"}
ACCOUNTS = {"staff": "5010", "premises": "6010", "capital": "7910", "other": "4600"}
UNITS = {"ifo": "310", "hemtjanst-norr": "320"}
LEDGER = LedgerMapping(
    columns={"account": 0, "unit": 1, "amount": 2}, areas=("310 ifo", "320 hemtjanst-norr"), sign="cost_positive"
)
PEOPLE = (Person, Person, Paster, Filer, LedgerSender)


def every_door_at_once() -> None:
    """People type, paste and send files, and systems call, in the same cells; what became of each write."""
    settings.API_RATES = dict.fromkeys(("anonymous", "token", "write"), 10**6)
    small = make_small_board()
    writers: list[Writer] = []
    for number in range(1, CALLERS + 1):
        if number > 5:
            account = create_account(by=small["administrator"], board=small.board, name=f"System {number}")
            who = {"by": small["administrator"], "account": account, "name": "n", "days": 1}
            _, secret = create_token(**who, scopes=list(TokenScope.values))
            client = Client(headers={"authorization": f"Bearer {secret}", "host": "localhost"})
            writers.append(System(number, small, client))
            continue
        user = User.objects.create_user(f"skriver-{number}@demo.example")
        user.memberships.create(board=small.board, role="controller")
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        writer = PEOPLE[number - 1](number, small, client)
        writer.user = user  # type: ignore[attr-defined]
        writers.append(writer)
    failed: list[str] = []

    def has_met(writer: Writer) -> bool:
        """Whether the writer has had a cell saved and another refused or kept: on a slow machine that takes longer."""
        return len({one["status"] for one in writer.told} - {"undone"}) > 1

    def work(writer: Writer) -> None:
        try:
            while not failed and (sum(len(one.told) for one in writers) < WRITES or not all(map(has_met, writers))):
                writer.write()
        except Exception as error:
            failed.append(repr(error))
        connection.close()

    threads = [threading.Thread(target=work, args=[writer]) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [f"d:{area}:{kind}" for area, kind in ROWS]
    history = {
        key: [(c.field, c.before, c.after) for c in reversed(list_changes(small.round, key, "kr"))] for key in keys
    }
    refused = {key: [(c.field, c.after) for c in list_refused_changes(small.round, key, "kr")] for key in keys}
    lines = OperatingLine.objects.filter(board=small.board, year=2024, tertial=2).select_related("service_area")
    stands = {
        f"d:{line.service_area.code}:{line.cost_type}|{field}": getattr(line, field)
        for line in lines
        for field in FIELDS
    }
    told = [{**one, "door": type(writer).__name__} for writer in writers for one in writer.told]
    print(json.dumps({"told": told, "history": history, "refused": refused, "stands": stands, "failed": failed}))  # noqa: T201


if __name__ == "__main__":
    globals()[sys.argv[1]]()
