"""What a client sends, laid aside until all of it is here: a thread and its database connection wait for no sender."""

import re
import tempfile
import threading
import time
from socket import MSG_DONTWAIT, socket
from typing import Any

MOST_IN_MEMORY = 256 * 1024  # bytes of a request; what is longer waits in a file
PIECE = 64 * 1024  # bytes that are read from the connection at a time
MOST_IN_TURN = 16 * PIECE  # bytes from one sender before the others have their turn
MOST_OF_HEAD = 64 * 1024  # bytes; a longer head is left to gunicorn, which refuses it
MOST_RECEIVED = 64 * 1024 * 1024  # bytes; what is longer is left to the product, which refuses it
DIRECT_SECONDS = 10  # that a thread takes what is still to come of such a request
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_EXPECTS_CONTINUE = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"


class ReceivedRequest:
    """Collects a request from a connection without waiting, and then stands in for its socket while it is read."""

    def __init__(self, connection: socket, direct: threading.Semaphore, folder: str | None = None) -> None:
        self._socket = connection
        self._direct = direct
        self._file: Any = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY, dir=folder)  # noqa: SIM115 - closed by forget()
        self._head = bytearray()
        self._tail = b""
        self._until: int | None = None
        self._is_chunked = False
        self._direct_since: float | None = None
        self.size = 0
        self.started = self.taken_at = time.monotonic()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    @property
    def has_head(self) -> bool:
        """Is it known how much is to come?"""
        return self._until is not None or self._is_chunked

    @property
    def is_whole(self) -> bool:
        """Is all of it here, or too much of it to be kept?"""
        if self._is_chunked:
            return self._tail.endswith(_LAST_CHUNK) or self.size >= MOST_RECEIVED
        return self._until is not None and self.size >= min(self._until, MOST_RECEIVED)

    def receive(self) -> bool:
        """Take what has come. True when it is whole. ``OSError`` if the sender is gone."""
        end = self.size + MOST_IN_TURN
        while not self.is_whole and self.size < end:
            try:
                data = self._socket.recv(PIECE, MSG_DONTWAIT)
            except BlockingIOError:
                break
            if not data:
                raise ConnectionResetError
            self._take(data)
        return self.is_whole

    def _take(self, data: bytes) -> None:
        self.taken_at = time.monotonic()
        self.size += len(data)
        self._file.write(data)
        self._tail = (self._tail + data)[-len(_LAST_CHUNK) :]
        if self.has_head:
            return
        searched = max(0, len(self._head) - len(_END_OF_HEAD))
        self._head += data
        place = self._head.find(_END_OF_HEAD, searched)
        if place >= 0:
            self._read_head(bytes(self._head[: place + len(_END_OF_HEAD)]))
        elif self.size > MOST_OF_HEAD:
            self._until = self.size
        if self.has_head:
            self._head.clear()

    def _read_head(self, head: bytes) -> None:
        """How much is to come. Gunicorn reads the same anew, and refuses what is not in order."""
        self._is_chunked = bool(_CHUNKED.search(head))
        if not self._is_chunked:
            length = _LENGTH.search(head)
            self._until = len(head) + (int(length[1]) if length else 0)
        if _EXPECTS_CONTINUE.search(head) and not self.is_whole:
            self._socket.send(b"HTTP/1.1 100 Continue\r\n\r\n", MSG_DONTWAIT)

    def begin_reading(self) -> None:
        """From now on it stands in for the socket."""
        self._file.seek(0)

    def recv(self, size: int) -> bytes:
        """What was laid aside, then what comes, for a few seconds and for a few senders at a time."""
        data: bytes = self._file.read(size)
        return data or self._receive_directly(size)

    def _receive_directly(self, size: int) -> bytes:
        now = time.monotonic()
        self._direct_since = since = self._direct_since or now
        remaining = since + DIRECT_SECONDS - now
        if remaining <= 0 or not self._direct.acquire(blocking=False):
            return b""
        try:
            self._socket.settimeout(remaining)
            return self._socket.recv(size)
        except TimeoutError:
            return b""
        finally:
            self._socket.settimeout(None)
            self._direct.release()

    def forget(self) -> None:
        """Throw away what was laid aside."""
        self._file.close()
