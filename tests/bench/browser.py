"""A browser's requests: one connection that stays open, the cookies that it was given, and its form tokens."""

import gzip
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode

from django.conf import settings

from tests.bench.server import HOST

IDLE = 1  # seconds; the server closes a connection after two
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_BOUNDARY = "bench-boundary"


@dataclass(frozen=True, slots=True)
class Answer:
    """As it came, compressed where it is."""

    status: int
    body: bytes
    headers: HTTPMessage

    @property
    def plain(self) -> bytes:
        """The body as it was before it was compressed."""
        return gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" else self.body


class Browser:
    """Asks the server at a port."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection, self._used_at = HTTPConnection(HOST, port, timeout=120), time.monotonic()
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str, status: int = 200) -> Answer:
        """``RuntimeError`` on another status."""
        return self._send("GET", path, None, {}, status)

    def post(self, path: str, body: bytes, kind: str, status: int = 200) -> Answer:
        """A body of any kind, with the token of the last form that was read. ``RuntimeError`` on another status."""
        headers = {"Content-Type": kind, "X-CSRFToken": self._token, "Referer": f"https://localhost{path}"}
        return self._send("POST", path, body, headers, status)

    def post_form(self, path: str, status: int = 302, **fields: str) -> Answer:
        """A form."""
        return self.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded", status)

    def read_token(self, path: str) -> None:
        """Read a page with a form, for its token."""
        found = _TOKEN.search(self.get(path).plain)
        if not found:
            raise RuntimeError(f"{path} has no form")
        self._token = found[1].decode()

    def log_in(self, email: str, password: str) -> None:
        """By the form, as people do."""
        self.read_token("/konto/login/")
        self.post_form("/konto/login/", login=email, password=password)
        if settings.SESSION_COOKIE_NAME not in self._cookies:
            raise RuntimeError(f"{email} was not let in")

    def _send(self, method: str, path: str, body: bytes | None, more: dict[str, str], status: int) -> Answer:
        headers = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip", "Host": "localhost", **more}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if time.monotonic() > self._used_at + IDLE:
            self._connection.close()  # and a new one is opened
        self._connection.request(method, path, body, headers)
        found = self._connection.getresponse()
        answer = Answer(found.status, found.read(), found.headers)
        self._used_at = time.monotonic()
        for cookie in found.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.plain[:300]!r}")
        return answer


def build_file_form(field: str, name: str, content: bytes) -> tuple[bytes, str]:
    """A form with one file, and its content type."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={_BOUNDARY}"
