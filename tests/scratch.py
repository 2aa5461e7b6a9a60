"""A database of its own for tests that need real commits and processes of their own, out of the suite's way."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Scratch:
    """The database's environment, in which programs of the tests are run."""

    environment: dict[str, str]

    def start(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a program and go on; its output is read line by line."""
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, module: str, *arguments: str) -> str:
        """Run a program to its end and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


def _named(name: str) -> dict[str, str]:
    environment = {**os.environ, "DEMO": "1", "NAMNDKOLLEN_DB": name}
    url = os.environ.get("DATABASE_URL")
    if url:
        environment["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    return environment


def _database(statement: str, blocker: Any) -> None:
    from django.db import connection

    with blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def scratch(migrated: str, django_db_blocker: Any) -> Iterator[Scratch]:
    """A database that is dropped afterwards."""
    name = f"scratch_{uuid.uuid4().hex[:12]}"
    _database(f'CREATE DATABASE "{name}" TEMPLATE "{migrated}"', django_db_blocker)
    yield Scratch(_named(name))
    _database(f'DROP DATABASE "{name}" WITH (FORCE)', django_db_blocker)
