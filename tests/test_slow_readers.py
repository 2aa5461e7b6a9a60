"""Who reads or sends slowly holds nobody up: the server's threads wait for no reader and no sender."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from apps.config.buffered_worker import MOST_IN_MEMORY, PostponedError, UnsentBytes
from apps.config.received_request import MOST_OF_HEAD, ReceivedRequest
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
    answers = [reader.ask(f"/{LARGE}{('', '?whole', '?file')[n % 3]}") for n, reader in enumerate(slow)]
    for _ in range(3):
        assert Reader(server).ask("/1").read() == PIECE
    for answer in answers:
        body = answer.read()
        assert len(body) == LARGE * len(PIECE)
        assert body == PIECE * LARGE
    for reader in slow:  # the connections are good for more
        assert reader.ask("/2").read() == PIECE * 2


@pytest.mark.slow
def test_what_can_not_be_made_yet_waits_without_a_thread(server: Path) -> None:
    """The server tries again by itself, with the whole request, and answers others meanwhile."""
    later, posted = Reader(server), Reader(server)
    later.request("GET", f"/{LARGE}?later")
    posted.request("POST", "/1?later", body=PIECE * 8)
    assert Reader(server).ask("/2").read() == PIECE * 2
    for reader, count in ((later, LARGE), (posted, 8)):
        answer = reader.getresponse()
        assert answer.status == 200
        assert answer.read() == PIECE * count
        assert reader.ask("/3").read() == PIECE * 3  # the connection is good for more
    gone = Reader(server)
    gone.request("GET", "/4?later")
    gone.close()
    assert Reader(server).ask("/1").read() == PIECE


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


def connect(place: Path, data: bytes) -> socket.socket:
    sender = socket.socket(socket.AF_UNIX)
    sender.settimeout(10)
    sender.connect(str(place))
    sender.sendall(data)
    return sender


@pytest.mark.slow
def test_who_sends_slowly_holds_nobody_up(server: Path) -> None:
    """The server has a single thread: nothing, half a head, half a body, half of it in chunks."""
    halves = [b"", b"GET /1 HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf"]
    halves.append(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
    slow = [connect(server, half) for half in halves * 3]
    assert Reader(server).ask("/1").read() == PIECE
    for sender, rest in zip(slow, [None, None, b" a loaf", b"3\r\nway\r\n0\r\n\r\n"] * 3, strict=True):
        if rest:
            for number in range(len(rest)):
                sender.sendall(rest[number : number + 1])
            assert sender.recv(9) == b"HTTP/1.1 "
        sender.close()
    assert Reader(server).ask("/1").read() == PIECE


@pytest.mark.slow
def test_what_is_sent_comes_whole(server: Path) -> None:
    """Also what is longer than memory is to hold, in chunks, asked for with “Expect”, and one after another."""
    reader = Reader(server)
    for body in (b"", b"short", PIECE * LARGE):
        reader.request("POST", "/", body=body)
        assert reader.getresponse().read() == body
    reader.request(
        "POST", "/", body=iter([b"one ", b"two"]), encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
    )
    assert reader.getresponse().read() == b"one two"
    asking = connect(server, b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert asking.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    asking.sendall(b"ok")
    found = bytearray()
    while not found.endswith(b"ok"):
        found += asking.recv(1000)
    assert b"200 OK" in found
    both = connect(server, b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    found = bytearray()
    while piece := both.recv(1 << 16):
        found += piece
    assert found.count(b"200 OK") == 2


def test_a_request_is_whole_when_its_body_is(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    request = ReceivedRequest(near, threading.Semaphore(1))
    for part in (b"POST / HTTP/1.1\r\nCONTENT-LENGTH: 4\r", b"\n\r\n", b"abc"):
        far.sendall(part)
        assert not request.receive()
    far.sendall(b"d")
    assert request.receive()
    request.begin_reading()
    assert request.recv(1000).endswith(b"\r\n\r\nabcd")
    request.forget()


def test_a_sender_who_leaves_is_noticed(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    request = ReceivedRequest(near, threading.Semaphore(1))
    far.sendall(b"GET / HTTP/1.1\r\n")
    far.close()
    with pytest.raises(OSError):
        request.receive()
    request.forget()


def test_a_head_without_end_is_left_to_be_refused(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    request = ReceivedRequest(near, threading.Semaphore(1))
    while not request.receive():
        far.sendall(b"x" * 10_000)
    assert request.size <= MOST_OF_HEAD + 100_000
    request.forget()


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


def test_a_file_is_not_copied_and_comes_before_what_follows(
    tmp_path: Path, ends: tuple[socket.socket, socket.socket]
) -> None:
    near, far = ends
    path = tmp_path / "file"
    path.write_bytes(PIECE * 40)
    unsent = UnsentBytes(near)
    with path.open("rb") as file:
        unsent.sendfile(file)
        assert unsent.waiting > unsent.copied == 0
        unsent.sendall(b"after")
        unsent.sendfile(file, offset=39 * len(PIECE))
    assert unsent.copied == len(PIECE) + 5
    assert read_all(far, unsent) == PIECE * 40 + b"after" + PIECE
    unsent.sendall(b"more")
    assert far.recv(10) == b"more"


def test_an_answer_is_put_off_while_there_is_time(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    late = UnsentBytes(near, time.monotonic() - 1)
    late.postpone()
    late.sendall(b"503")
    assert far.recv(10) == b"503"
    early = UnsentBytes(near, time.monotonic() + 60)
    early.postpone()
    with pytest.raises(PostponedError):
        early.sendall(b"503")


def test_a_reader_who_is_gone_is_an_error(ends: tuple[socket.socket, socket.socket]) -> None:
    near, far = ends
    unsent = UnsentBytes(near)
    unsent.sendall(PIECE * 100)
    far.close()
    with pytest.raises(OSError):
        unsent.send_waiting()
    unsent.forget()
    assert unsent.waiting == 0
