"""What ``test_slow_readers`` serves: no Django, no database, answers of any length."""

import tempfile
from collections.abc import Callable, Iterable
from typing import Any

PIECE = bytes(range(256)) * 256  # 64 kB
_tries: dict[str, int] = {}


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """``/<n>`` is n pieces, streamed; ``/<n>?whole`` says how long it is, ``/<n>?file`` is a file.

    ``/<n>?later`` is put off the first time. What is posted is answered with itself, and put off with ``?later``.
    """
    how = environ["QUERY_STRING"]
    if how == "later" and not _tries.setdefault(environ["PATH_INFO"], 0):
        _tries[environ["PATH_INFO"]] += 1
        environ["gunicorn.socket"].postpone()
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return []
    if environ["REQUEST_METHOD"] == "POST":
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]
    count = int(environ["PATH_INFO"][1:])
    length = [("Content-Length", str(count * len(PIECE)))] if how in ("whole", "file") else []
    start_response("200 OK", [("Content-Type", "application/octet-stream"), *length])
    if how == "file":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - gunicorn closes it
        file.write(PIECE * count)
        file.seek(0)
        found: Iterable[bytes] = environ["wsgi.file_wrapper"](file)
        return found
    return (PIECE for _ in range(count))
