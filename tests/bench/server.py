"""The product as it is served in production, gunicorn with two processes of four threads, on the bench's database."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

REPO = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"


@contextmanager
def serve() -> Iterator[int]:
    """Gives the port, where nobody has asked for anything yet."""
    port = _find_free_port()
    environment = {**os.environ, "BENCH_DATABASE": str(connection.settings_dict["NAME"])}
    options = ["--config", "python:apps.config.gunicorn_settings", "--bind", f"{HOST}:{port}"]
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi", *options, "--workers", "2", "--threads", "4"]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=REPO, env=environment, stdout=output, stderr=output)
        try:
            _check_open(process, port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _find_free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _check_open(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(1200):
        try:
            socket.create_connection((HOST, port), timeout=10).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("gunicorn did not start") from None
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("gunicorn does not answer")
