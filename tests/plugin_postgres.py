"""Gives a test run a PostgreSQL of its own: in a temporary folder, without fsync, gone when the run is over.

Loaded with ``-p``, because pytest-django reads the settings before any conftest. With ``DATABASE_URL`` set the tests
use that server instead.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from apps.config import postgres
from tests import template_database

ROOT = Path(__file__).resolve().parent.parent

# The same settings on every machine, whatever the developer's shell has.
ENVIRONMENT = {
    "DEBUG": "0",
    "DEMO": "1",
    "SECRET_KEY": "only-for-tests",
    "LOG_LEVEL": "WARNING",
    "JOBS_IN_THREADS": "0",
}
UNWANTED = (
    "ALLOWED_HOSTS",
    "BEHIND_HTTPS",
    "CELERY_BROKER_URL",
    "CSRF_TRUSTED_ORIGINS",
    "EMAIL_URL",
    "NAMNDKOLLEN_DB",
    "PYTHONDONTWRITEBYTECODE",  # each of a hundred processes would compile Django, the product and its tests anew
    "SHARED_CACHE_URL",
)

# A process of its own, out of reach of Ctrl-C, that waits for our end of the pipe to close: so the server is removed
# also when the test run is killed.
GUARD = """
import shutil, sys
from pathlib import Path
from apps.config import postgres
sys.stdin.read()
root = Path(sys.argv[1])
try:
    postgres.reset_server(root)
finally:
    shutil.rmtree(root.resolve() / "postgres", ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)
"""
TEMPLATES = pytest.StashKey[tuple[Path, subprocess.Popen[bytes]]]()
GUARDS = pytest.StashKey[subprocess.Popen[bytes]]()


def temporary_folder() -> Path:
    """A new folder, in memory where there is plenty: a cluster is a thousand files, made in a third of the time."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4_000_000_000
    folder = Path(tempfile.mkdtemp(prefix="namndkollen-test-", dir=memory if roomy else None))
    folder.chmod(0o755)  # root's server runs as another user; the folder inside is closed to all but that user
    return folder


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    for name in UNWANTED:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = False
    os.environ.update(ENVIRONMENT)
    if os.environ.get("DATABASE_URL") or "PYTEST_XDIST_WORKER" in os.environ:  # a worker asks its leader's server
        return
    folder = temporary_folder()
    os.environ["NAMNDKOLLEN_DATA"] = str(folder)
    early_config.stash[GUARDS] = subprocess.Popen(
        [sys.executable, "-c", GUARD, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True
    )
    postgres.start_server(folder, "namndkollen", durable=False)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Make the database that all copy, while they start and look for their tests."""
    folder = Path(tempfile.mkdtemp(prefix="namndkollen-template-"))
    config.stash[TEMPLATES] = (folder, template_database.start_making(folder))


def pytest_unconfigure(config: pytest.Config) -> None:
    if made := config.stash.get(TEMPLATES, None):
        folder, maker = made
        if not os.environ.get("DATABASE_URL"):
            maker.kill()  # it may not have come to its end, and its server goes
        maker.communicate(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)
    guard = config.stash.get(GUARDS, None)
    if guard and guard.stdin:
        guard.stdin.close()
        guard.wait(timeout=60)
