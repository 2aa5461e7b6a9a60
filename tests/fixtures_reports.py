"""The four real reports and a fixed cast, in the test database once for the whole run.

Loaded before the first database test, outside any test's transaction. A test that changes something is rolled back.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.report.board_report import BoardReport

EMPTY = "_empty"
FOLDERS = ("harryda-2023-t2", "herrljunga-2021-t3", "kalmar-2020-t3", "kungsbacka-2021-t3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database with the demo in it: what ``make demo`` shows is what the tests hold against the source."""
    from apps.web import demo

    with django_db_blocker.unblock():
        empty = _copy_empty_database()
        list(demo.load_reports())
        demo.create_users()
    yield
    with django_db_blocker.unblock():
        _run_outside(f'DROP DATABASE "{empty}" WITH (FORCE)')


@pytest.fixture(scope="session")
def migrated(django_db_setup: None) -> str:
    """The name of an empty, migrated database, to copy."""
    from django.db import connection

    return f"{connection.settings_dict['NAME']}{EMPTY}"


def _copy_empty_database() -> str:
    """Copy the database before anything is in it: tests with a database of their own need not migrate one."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.close()  # else it can't be copied
    _run_outside(f'DROP DATABASE IF EXISTS "{name}{EMPTY}"')
    _run_outside(f'CREATE DATABASE "{name}{EMPTY}" TEMPLATE "{name}"')
    return f"{name}{EMPTY}"


def _run_outside(statement: str) -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="session")
def _published(django_db_setup: None, django_db_blocker: Any) -> "dict[str, BoardReport]":
    from apps.publishing.published_reports import load_current_report
    from apps.rounds.models import Round

    with django_db_blocker.unblock():
        rounds = Round.objects.filter(state="adopted").select_related("board__municipality")
        shown = [load_current_report(round_).report for round_ in rounds]
    return {f"{view.municipality.slug}-{view.period.year}-{view.period.slug}": view for view in shown}


@pytest.fixture
def reports(db: None, _published: "dict[str, BoardReport]") -> "dict[str, BoardReport]":
    """The published reports by their folder's name."""
    return _published


@pytest.fixture
def cast(db: None) -> "dict[str, User]":
    """One person per role, member of the four boards, and a stranger who is member of none."""
    from apps.accounts.models import User
    from apps.accounts.roles import Role
    from apps.web import demo

    people = {role.value: User.objects.get(email=demo.build_email(role)) for role in Role}
    people["stranger"] = User.objects.create_user("stranger@demo.example")
    return people
