"""What ``test_slow_readers`` serves: no Django, no database, answers of any length."""

from collections.abc import Callable, Iterator
from typing import Any

PIECE = bytes(range(256)) * 256  # 64 kB


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """``/<n>`` is n pieces, streamed; ``/<n>?whole`` says how long it is. What is posted is answered with itself."""
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return iter([body])
    count = int(environ["PATH_INFO"][1:])
    length = [("Content-Length", str(count * len(PIECE)))] if environ["QUERY_STRING"] else []
    start_response("200 OK", [("Content-Type", "application/octet-stream"), *length])
    return (PIECE for _ in range(count))
