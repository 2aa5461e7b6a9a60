"""The four real reports and a fixed cast, in the test database once for the whole run.

Loaded before the first database test, outside any test's transaction. A test that changes something is rolled back.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.report.board_report import BoardReport

FOLDERS = ("harryda-2023-t2", "herrljunga-2021-t3", "kalmar-2020-t3", "kungsbacka-2021-t3")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """The test database with the demo in it: what ``make demo`` shows is what the tests hold against the source."""
    from django.conf import settings
    from django.db import connection

    from tests import template_database

    request.getfixturevalue("django_test_environment")
    if worker := getattr(request.config, "workerinput", None):
        name = f"{template_database.wait_until_made()}_{worker['workerid']}"
        with django_db_blocker.unblock():
            template_database.copy_database(template_database.wait_until_made(), name)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        yield
        with django_db_blocker.unblock():
            connection.close()
            template_database.drop_database(name)
        return
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        name = template_database.make_database()
    yield
    with django_db_blocker.unblock():
        template_database.drop_database(f"{name}{template_database.EMPTY}")
        connection.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(scope="session")
def migrated(django_db_setup: None) -> str:
    """The name of an empty, migrated database, to copy."""
    from django.db import connection

    from tests.template_database import EMPTY, OUTCOME, wait_until_made

    name = wait_until_made() if OUTCOME in os.environ else connection.settings_dict["NAME"]
    return f"{name}{EMPTY}"


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
