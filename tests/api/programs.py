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
from apps.api.models import Scope  # noqa: E402
from apps.api.tokens import make_account, make_token  # noqa: E402
from apps.budget.models import OperatingLine  # noqa: E402
from apps.budget.rules import COST_PARTS  # noqa: E402
from apps.followup.history import history_of, refused_of  # noqa: E402
from apps.web.reporting.links import round_url  # noqa: E402
from tests.small_board import SmallBoard, make_small_board  # noqa: E402

CALLERS = 8
ROUND = "/api/v1/boards/lillkoping/socialnamnden/rounds/2024-t2"


def the_same_call_at_once() -> None:
    """Eight callers send the same call under one key, and eight others a row each of their own without a key."""
    small = make_small_board()
    account = make_account(by=small["administrator"], board=small.board, name="Verksamhetssystemet")
    scopes = list(Scope.values)
    _, secret = make_token(by=small["administrator"], account=account, name="n", scopes=scopes, days=1)
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
    changes: list[Any] = [change.after for change in history_of(small.round, "d:ifo:staff")]
    print(json.dumps({"told": told, "changes": changes}))  # noqa: T201


# Every door at once

WRITES = 50  # of each writer
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
        answers = self.post(round_url(self.small.round, "reporting_save"), {"cells": cells}).json()["answers"]
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
        read = self.post(round_url(self.small.round, "reporting_paste"), {"key": key, "field": "actual", "text": block})
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


def every_door_at_once() -> None:
    """Three people type, two paste and three systems call, in the same cells; what became of each write."""
    settings.API_RATES = dict.fromkeys(("anonymous", "token", "write"), 10**6)
    small = make_small_board()
    writers: list[Writer] = []
    for number in range(1, CALLERS + 1):
        if number > 5:
            account = make_account(by=small["administrator"], board=small.board, name=f"System {number}")
            who = {"by": small["administrator"], "account": account, "name": "n", "days": 1}
            _, secret = make_token(**who, scopes=list(Scope.values))
            client = Client(headers={"authorization": f"Bearer {secret}", "host": "localhost"})
            writers.append(System(number, small, client))
            continue
        user = User.objects.create_user(f"skriver-{number}@demo.example")
        user.memberships.create(board=small.board, role="controller")
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        writers.append((Person if number <= 3 else Paster)(number, small, client))
    failed: list[str] = []

    def work(writer: Writer) -> None:
        try:
            for _ in range(WRITES):
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
        key: [(c.field, c.before, c.after) for c in reversed(history_of(small.round, key, "kr"))] for key in keys
    }
    refused = {key: [(c.field, c.after) for c in refused_of(small.round, key, "kr")] for key in keys}
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
