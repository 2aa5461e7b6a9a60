"""A program that calls the API from many threads at once, over real commits. Run as ``python -m``."""

import json
import os
import threading
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from apps.api.models import Scope  # noqa: E402
from apps.api.tokens import make_account, make_token  # noqa: E402
from apps.followup.history import history_of  # noqa: E402
from tests.small_board import make_small_board  # noqa: E402

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


if __name__ == "__main__":
    the_same_call_at_once()
