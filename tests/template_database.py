"""The database that every process of a test run copies: migrated, and with the demo in it. Made once.

Where several processes run tests, the one that leads them has it made beside them: they look for their tests meanwhile,
and begin with those that ask no database.
"""

import gc
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path

EMPTY = "_empty"
LONGEST = 600  # seconds, on a machine that others use too
ROOT = Path(__file__).resolve().parent.parent
OUTCOME = "NAMNDKOLLEN_TEST_TEMPLATE"  # the file that is there when the work is done: the name, or why there is none
MADE = "made: "


def start_making(folder: Path) -> subprocess.Popen[bytes]:
    """Begin, in a process of its own, and tell all that are started later where to look."""
    os.environ[OUTCOME] = str(folder / "outcome")
    command = [sys.executable, "-m", "tests.template_database"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def wait_until_made() -> str:
    """The name of the database. Raises ``RuntimeError`` where it could not be made."""
    outcome = Path(os.environ[OUTCOME])
    deadline = time.monotonic() + LONGEST
    while not outcome.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the database of the tests was not made in {LONGEST} seconds")
        time.sleep(0.1)
    told = outcome.read_text()
    if not told.startswith(MADE):
        raise RuntimeError(f"the database of the tests could not be made:\n{told}")
    return told.removeprefix(MADE)


def make_database() -> str:
    """Make the database, connect Django to it and give its name: migrated, copied while it is empty, then filled.

    Whichever tests are to run: also where all of them ask for it through fixtures of a whole file, which pytest-django
    does not take for a test's wish for a database.
    """
    from django.db import connection

    from apps.web import demo
    from tests.quick_migrations import build_fewer_models

    with build_fewer_models():
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    copy_database(name, f"{name}{EMPTY}")
    list(demo.load_reports())
    demo.create_users()
    return name


def copy_database(name: str, copy: str) -> None:
    from django.db import connection

    connection.close()  # else it can't be copied
    drop_database(copy)
    run_outside(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')


def drop_database(name: str) -> None:
    run_outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run_outside(statement: str) -> None:
    """Run a statement about a database, from another one."""
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _make() -> str:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
    django.setup()
    from django.db import connection

    name = make_database()
    connection.close()  # else it can't be copied
    return name


def _tell(outcome: str) -> None:
    """All at once: whoever looks finds the whole or nothing."""
    place = Path(os.environ[OUTCOME])
    place.with_suffix(".new").write_text(outcome)
    place.with_suffix(".new").rename(place)


def main() -> None:
    gc.set_threshold(500_000, 5, 10)  # as in tests/conftest.py, which is not read here
    try:
        name = _make()
    except BaseException:
        _tell(traceback.format_exc())
        raise
    _tell(f"{MADE}{name}")
    if os.environ.get("DATABASE_URL"):  # that server goes on when the run is over, which closes our input
        sys.stdin.read()
        drop_database(f"{name}{EMPTY}")
        drop_database(name)


if __name__ == "__main__":
    main()
