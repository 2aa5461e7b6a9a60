"""A browser on a running site that shares the test's transaction: nothing needs to be emptied afterwards."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any

import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apps.accounts.models import User
from apps.config.wsgi import application
from tests.web.axe import EVERYTHING, run_axe

People = Callable[..., BrowserContext]
COLOUR_RULES = ("color-contrast", "link-in-text-block")
LONGEST_WAIT = 20_000  # milliseconds
expect.set_options(timeout=LONGEST_WAIT)


class _Server(ThreadingMixIn, WSGIServer):
    """Many connections, since a browser keeps idle ones open; one request at a time is answered."""

    daemon_threads = True


class _SharingSite:
    """The site over a given database connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._is_closed = False

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        with self._lock:
            if self._is_closed:
                start("503 Service Unavailable", [])
                return []
            connections["default"] = self._connection
            response = application(environ, start)
            try:
                return list(response)
            finally:
                response.close()

    def close(self) -> None:
        """Wait for the answer that is being made, and make no more: a page may ask for something as its test ends."""
        with self._lock:
            self._is_closed = True


@pytest.fixture
def site(db: None) -> Iterator[str]:
    """The address of the running site."""
    connection = connections["default"]
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # it would close the test's connection after the first answer
    server = _Server(("127.0.0.1", 0), QuietWSGIRequestHandler, allow_reuse_address=False)
    shared = _SharingSite(connection)
    server.set_app(shared)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    shared.close()
    thread.join()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    connection.dec_thread_sharing()


@pytest.fixture
def people(chromium: Browser, site: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own for a person, logged in unless nobody is given."""
    opened: list[BrowserContext] = []

    def enter(user: User | None = None, **options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site, **options)
        context.set_default_timeout(LONGEST_WAIT)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
        opened.append(context)
        return context

    yield enter
    for context in opened:
        context.close()


def list_problems(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it now stands: by every rule, or by the named ones alone."""
    chosen = {"type": "rule", "values": list(rules)} if rules else EVERYTHING
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in run_axe(page, chosen)
        for node in one["nodes"]
    ]


def list_problems_in_both_themes(page: Page) -> list[str]:
    """By every rule in the theme that is shown, the light one, and in the dark one by those that ask for colours."""
    found = list_problems(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += list_problems(page, *COLOUR_RULES)
    page.emulate_media(color_scheme="light")
    return found
