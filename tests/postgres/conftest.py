"""Folders for embedded servers: one that is empty, and one that holds a row."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres.servers import connect, open_folder, start


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as root:
        yield root


@pytest.fixture(scope="package")
def shared_root() -> Iterator[Path]:
    with open_folder() as root:
        yield root


@pytest.fixture
def root(shared_root: Path) -> Path:
    """A data folder whose server runs and holds one row; shared, so a test leaves it able to start."""
    start(shared_root)
    with connect(shared_root) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES ('kvar')")
    return shared_root
