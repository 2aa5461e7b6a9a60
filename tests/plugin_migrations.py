"""Stops a test run at its start where a migration is missing: one message, in place of a failure of every test."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def find_missing_migrations() -> list[str]:
    """What the models have that no migration makes: app and change. Asks no database."""
    loader = MigrationLoader(None)
    with translation.override(None):  # migrations are written without translations
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look once, before a database is made; with several processes in the one that leads them."""
    if hasattr(session.config, "workerinput"):
        return
    missing = find_missing_migrations()
    if missing:
        told = "\n  ".join(missing)
        pytest.exit(
            f"A migration is missing, so no test was run:\n  {told}\n"
            "Write it with `python manage.py makemigrations`, and read what it wrote.",
            returncode=1,
        )
