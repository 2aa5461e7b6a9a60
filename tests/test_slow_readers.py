"""Who reads slowly holds nobody up: the server's threads never wait for a reader."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from apps.config.buffered_worker import MOST_IN_MEMORY, UnsentBytes
from tests.answers import PIECE

REPO = Path(__file__).resolve().parent.parent
LARGE = 60  # pieces, 4 MB: more than all the buffers on the way hold


class Reader(HTTPConnection):
    """Asks the server at a socket of its own."""

    def __init__(self, place: Path) -> None:
        super().__init__("localhost", timeout=10)
        self.place = place

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(10)
        self.sock.connect(str(self.place))

    def ask(self, path: str, **headers: str) -> HTTPResponse:
        self.request("GET", path, headers=headers)
        return self.getresponse()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Gunicorn as in production, but with a single thread."""
    place = tmp_path_factory.mktemp("server") / "socket"
    options = ["--config", "python:apps.config.gunicorn_settings", "--bind", f"unix:{place}", "--threads", "1"]
    command = [sys.executable, "-m", "gunicorn", "tests.answers", *options, "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=REPO, env={**os.environ, "DEMO": "1"})
    try:
        for _ in range(200):
            if place.exists() or process.poll() is not None:
                break
            time.sleep(0.05)
        yield place
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
def test_slow_readers_leave_the_thread_to_others_and_get_every_byte(server: Path) -> None:
    slow = [Reader(server) for _ in range(6)]
    answers = [reader.ask(f"/{LARGE}{'?whole' if n % 2 else ''}") for n, reader in enumerate(slow)]
    for _ in range(3):
        assert Reader(server).ask("/1").read() == PIECE
    for answer in answers:
        body = answer.read()
        assert len(body) == LARGE * len(PIECE)
        assert body == PIECE * LARGE
    for reader in slow:  # the connections are good for more
        assert reader.ask("/2").read() == PIECE * 2


@pytest.mark.slow
def test_who_closes_late_holds_nobody_up(server: Path) -> None:
    """Gunicorn's own loop waits two seconds for each."""
    late = [Reader(server) for _ in range(4)]
    answers = [reader.ask("/1", Connection="close") for reader in late]
    started = time.monotonic()
    assert Reader(server).ask("/1").read() == PIECE
    assert time.monotonic() - started < 2
    assert [answer.read() for answer in answers] == [PIECE] * 4


@pytest.mark.slow
def test_who_leaves_in_the_middle_is_forgotten(server: Path) -> None:
    reader = Reader(server)
    reader.ask(f"/{LARGE}").read(10)
    reader.close()
    assert Reader(server).ask("/1").read() == PIECE


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


def read_all(far: socket.socket, unsent: UnsentBytes) -> bytes:
    """Everything, as the loop sends it on."""
    found = bytearray()
    while True:
        is_sent = unsent.send_waiting()
        far.setblocking(False)
        try:
            while piece := far.recv(1 << 20):
                found += piece
        except BlockingIOError:
            if is_sent:
                return bytes(found)


def test_what_is_not_taken_waits_in_order(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    unsent = UnsentBytes(near)
    pieces = [bytes([n]) * (MOST_IN_MEMORY // 3) for n in range(20)]
    for piece in pieces:
        unsent.sendall(piece)
    assert 0 < unsent.waiting < sum(map(len, pieces))
    assert read_all(far, unsent) == b"".join(pieces)
    assert unsent.waiting == 0
    unsent.sendall(b"more")
    assert far.recv(10) == b"more"


def test_a_file_is_sent_from_where_it_is_asked_for(tmp_path: Path, ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    path = tmp_path / "file"
    path.write_bytes(PIECE * 20)
    unsent = UnsentBytes(near)
    with path.open("rb") as file:
        assert unsent.sendfile(file, offset=5, count=10 * len(PIECE)) == 10 * len(PIECE)
    assert read_all(far, unsent) == (PIECE * 20)[5 : 5 + 10 * len(PIECE)]


def test_a_reader_who_is_gone_is_an_error(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    unsent = UnsentBytes(near)
    unsent.sendall(PIECE * 100)
    far.close()
    with pytest.raises(OSError):
        unsent.send_waiting()
    unsent.forget()
    assert unsent.waiting == 0
