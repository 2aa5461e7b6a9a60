"""What every test may ask for; the fixtures of a subject live in ``tests/fixtures_*.py``."""

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

# What is made lives as long as the run, or goes with its last reference: to look through it as often as Python does is
# a sixth of the time. As seldom as this costs a worker 50 MB.
gc.set_threshold(500_000, 5, 10)

# How long an example takes is the machine's business: speed is measured by `make bench`, never by a test.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")
# CI judges every submission by the same examples; whoever runs `make test` tries new ones.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)

# The shell, which draws no window around its pages, is a fifth faster.
CHROMIUM_NAMES = ("chromium-headless-shell", "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_CHROMIUM = (
    "Chromium saknas (no Chromium found): Debian: apt-get install chromium, or set CHROMIUM to its path"
)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # root, as in CI, cannot have the sandbox; only our own pages are opened
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First those that ask no database: it is made meanwhile. The order is otherwise kept."""
    items.sort(key=_asks_database)


def _asks_database(item: pytest.Item) -> bool:
    asked = {"_django_db_helper", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or item.get_closest_marker("django_db"))


@pytest.fixture(autouse=True)
def _no_rates(settings: Any) -> None:
    """Tests call the API more often than people may, and nothing is remembered from one to the next."""
    settings.API_REMEMBERS = 0
    settings.API_RATES = {"anonymous": 10**6, "token": 10**6, "write": 10**6}


@pytest.fixture(autouse=True)
def _static_files_on_demand(settings: Any) -> None:
    """A test's client need not list every static file before its first answer."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """A password is checked in no time; those that are stored as in production still hold."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def find_chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    return next(filter(None, map(shutil.which, [given] if given else CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium; the test is skipped where there is none, unless the environment demands one."""
    path = find_chromium()
    if path is None:
        if os.environ.get("NAMNDKOLLEN_REQUIRE_BROWSER") == "1":
            pytest.fail(HOW_TO_GET_CHROMIUM)
        pytest.skip(HOW_TO_GET_CHROMIUM)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()
        connections.close_all()  # the loop's own connection would keep the test database from being dropped


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the browser tests that were skipped for want of a browser."""
    skipped = [
        report.nodeid for report in terminalreporter.stats.get("skipped", []) if "Chromium" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("browser tests skipped")
        terminalreporter.write_line(HOW_TO_GET_CHROMIUM)
        for nodeid in skipped:
            terminalreporter.write_line(f"  {nodeid}")
