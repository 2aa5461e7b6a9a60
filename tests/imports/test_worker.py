"""Jobs on real processes: a worker killed in the middle leaves nothing, and 300 000 rows are read in 500 megabytes.

On a database of its own beside the tests' one, since other processes must see what is committed.
"""

import json
import os
import random
import resource
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # else there is no server to make a database on
ROOT = Path(__file__).resolve().parents[2]
ROWS, MEGABYTES = 300_000, 500
LONGEST = 900  # only so that a test that hangs ends; how long it takes is measured by make bench
START = """
import django; django.setup()
import json, os, resource, sys
from apps.imports import services, tasks
from apps.imports.models import AppliedFigure, ImportJob
from apps.budget.models import OperatingLine
from apps.rounds.models import Round
round_ = Round.objects.select_related("board__municipality").first()
"""
SEND = (
    START
    + """
job = services.store_file(by=None, round_=round_, name=sys.argv[1], content=open(sys.argv[2], "rb").read())
if job.state == "mapping":
    services.save_ledger_mapping(by=None, job=job, mapping=json.loads(sys.argv[3]))
seen = []
from apps.imports.job_progress import JobProgress
tell = JobProgress.tell
def record_message(self, done, total, message, **more):
    tell(self, done, total, message, **more)
    seen.append(message)
JobProgress.tell = record_message
tasks.run_job(job.pk, "read")
job.refresh_from_db()
# Not getrusage: its highest mark includes the process that this one was forked from, the whole test run.
high_water = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
memory = int(high_water.split()[1]) // 1024
print(json.dumps({"job": job.pk, "state": job.state, "memory": memory, "seen": seen,
                  "result": job.result}))
"""
)
KILL = (
    START
    + """
import signal
remember = services._store_applied_figures
def dies(job, found):
    remember(job, found)
    os.kill(os.getpid(), signal.SIGKILL)
services._store_applied_figures = dies
job = ImportJob.objects.get(pk=int(sys.argv[1]))
services.start_applying(by=None, job=job, confirmed=[one["key"] for one in job.result["questions"]])
tasks.run_job(job.pk, "apply")
"""
)
STATE = (
    START
    + """
from datetime import timedelta
from django.utils import timezone
job = ImportJob.objects.get(pk=int(sys.argv[1]))
job.heartbeat_at -= timedelta(minutes=5)
print(json.dumps({"state": job.state, "interrupted": job.is_interrupted, "figures": AppliedFigure.objects.count(),
                  "lines": OperatingLine.objects.filter(table=None).count()}))
"""
)


@pytest.fixture(scope="module")
def elsewhere(migrated: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The environment of processes that work on a small board in a database of their own."""
    name = f"worker_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {name} TEMPLATE "{migrated}"')
    there = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "apps.config.settings",
        "DATABASE_URL": f"postgresql://{there['USER']}@/{name}?host={there['HOST']}",
        "PYTHONPATH": str(ROOT),
    }
    folder = ROOT / "apps" / "imports" / "reports" / "harryda-2023-t2"
    load = [sys.executable, "manage.py", "load_report", str(folder)]
    done = subprocess.run(load, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    yield environment
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(code: str, environment: dict[str, str], *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST, **more)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


MAPPING = {
    "columns": {"account": 0, "unit": 1, "period": 2, "amount": 3},
    "areas": ["1000-1999 vard-och-omsorg", "2000-2999 funktionsstod"],
}


def ledger(rows: int) -> str:
    """As wide as a real extract, with texts that repeat and texts that do not."""
    chance = random.Random(1)
    lines = [
        f"{chance.choice((3000, 4600, 5010, 6010, 7900))};{chance.randint(1000, 2999)};"
        f"2023{chance.randint(1, 12):02};{chance.randint(-100000, 100000)},{chance.randint(10, 99)}"
        f";V{number};Faktura {number} från leverantör;Löner och ersättningar;Enheten för stöd"
        for number in range(rows)
    ]
    return "Konto;Ansvar;Period;Belopp;Verifikat;Text;Kontonamn;Enhet\n" + "\n".join(lines)


def test_three_hundred_thousand_rows_in_bounded_memory(elsewhere: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "utdrag.csv"
    path.write_text(ledger(ROWS))
    found = answer(run(SEND, elsewhere, "utdrag.csv", str(path), json.dumps(MAPPING)))
    assert found["state"] == "preview", found
    assert found["result"]["ledger"]["rows"] == ROWS
    assert found["memory"] < MEGABYTES
    assert len([message for message in found["seen"] if "Räknar ihop" in message]) >= ROWS // 5000


def test_a_worker_killed_in_the_middle_leaves_nothing(elsewhere: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "utdrag.csv"
    path.write_text(ledger(200))
    job = str(answer(run(SEND, elsewhere, "utdrag.csv", str(path), json.dumps(MAPPING)))["job"])
    assert run(KILL, elsewhere, job).returncode == -9
    assert answer(run(STATE, elsewhere, job)) == {
        "state": "applying",
        "interrupted": True,
        "figures": 0,
        "lines": 0,
    }


@pytest.mark.parametrize("kind", ["bomb", "columns", "xxe", "cells"])
def test_a_hostile_workbook_is_refused_within_bounded_work_and_memory(
    elsewhere: dict[str, str], tmp_path: Path, kind: str
) -> None:
    """Counted in the processor's seconds, start and all: what else the machine does is nothing to us."""
    path = tmp_path / "rapport.xlsx"
    path.write_bytes(hostile(kind))

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))

    found = answer(run(SEND, elsewhere, "rapport.xlsx", str(path), "{}", preexec_fn=bounded))
    assert found["state"] == "refused", found
    assert found["result"]["errors"]
    assert found["memory"] < MEGABYTES


def hostile(kind: str) -> bytes:
    import io
    import zipfile

    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "rapport"  # type: ignore[union-attr]
    book.active.append(["fält", "värde"])  # type: ignore[union-attr]
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as parcel:
        parts = {name: parcel.read(name) for name in parcel.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    tail = b"</sheetData></worksheet>"
    if kind == "bomb":
        parts[sheet] = head + b" " * 200_000_000 + tail
    elif kind == "columns":
        parts[sheet] = head + b'<row r="1">' + b'<c r="XFD1"><v>1</v></c>' * 1_000_000 + b"</row>" + tail
    elif kind == "xxe":
        parts[sheet] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + head[21:] + tail
    else:
        parts[sheet] = (
            head + b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 60_000)) + tail
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parcel:
        for name, data in parts.items():
            parcel.writestr(name, data)
    return stream.getvalue()
