"""Real embedded servers in folders of their own, and what the tests ask of them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from apps.config import postgres
from apps.config.embedded import postmaster, programs
from apps.config.embedded import server_folder as places
from apps.config.embedded.server_folder import DatabaseUnavailable
from tests.plugin_postgres import temporary_folder

REPO = Path(__file__).resolve().parents[2]
DATABASE = "namndkollen"


@contextmanager
def open_folder() -> Iterator[Path]:
    """A data folder that every user can pass through (pytest's own are closed); its server is removed afterwards."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        try:
            for link in folder.glob("**/postgres"):
                postgres.reset_server(link.parent)
        except DatabaseUnavailable as error:
            # A SystemExit would also make pytest drop what other fixtures have to tidy.
            raise AssertionError(error) from error
        finally:
            shutil.rmtree(folder)


def start(root: Path, database: str = DATABASE) -> Path:
    return postgres.start_server(root, database, durable=False)


def connect(root: Path, database: str = DATABASE) -> psycopg.Connection:
    sockets = start(root, database)
    return psycopg.connect(
        host=str(sockets), port=postgres.PORT, user=programs.DATABASE_USER, dbname=database, autocommit=True
    )


def kept(root: Path) -> list[str]:
    with connect(root) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


def server(root: Path) -> postmaster.Postmaster | None:
    return postmaster.find_running(places.find_server_folder(root))


def pid(root: Path) -> int:
    found = server(root)
    assert found
    return found.pid


def until(true: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "väntade förgäves"
        time.sleep(0.005)


def command(root: Path, word: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "apps.config.postgres", word],
        cwd=REPO,
        env={**os.environ, "NAMNDKOLLEN_DATA": str(root), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def one_line(error: str) -> str:
    assert error.endswith("\n")
    assert error.count("\n") == 1, error
    return error
