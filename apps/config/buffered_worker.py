"""The process of the web server: who reads or sends slowly holds no thread and no database connection.

Gunicorn's threads write an answer until its reader has it, so a few slow readers keep all of them. Here a thread writes
what the connection takes at once and lays the rest in a file; the loop that waits for new connections sends it on. The
loop also takes requests in, and gives them to a thread when all of them is there. See
``docs/decisions/0052-slow-readers.md`` and ``0060-cost-follows-the-change.md``.
"""

import errno
import os
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from functools import partial
from selectors import EVENT_READ, EVENT_WRITE
from socket import MSG_DONTWAIT, MSG_PEEK, SHUT_WR, socket
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from apps.config.received_request import ReceivedRequest
from apps.core.disk import find_folder

MOST_IN_MEMORY = 256 * 1024  # bytes of an answer; what is longer waits in a file
PIECE = 64 * 1024  # bytes that are read from the file at a time
MOST_IN_TURN = 16 * PIECE  # bytes to one reader before the others have their turn
SILENCE = 60  # seconds without taking anything, then the reader is let go
LONGEST = 3600  # seconds that an answer may take to send
MOST_WAITING = 2 * 1024**3  # bytes of all answers of the process that wait; above that the oldest one is cut off
TURN = 0.001  # seconds that a thread runs while others wait to
AGAIN = 1  # second until an answer that could not be made yet is tried again
MOST_AGAIN = 120  # seconds from the request on; after that it is refused
LINGER = 2  # seconds that a reader has to close a connection that is closed here, so that no answer is cut short
HEAD_SECONDS = 10  # for a request's head, from the connection on
SENDING_SILENCE = 20  # seconds without sending anything of a body
LONGEST_SENDING = 600  # seconds that a request may take to come


class PostponedError(Exception):
    """The answer can't be made yet, and is to be tried again: nothing of it is sent."""


class UnsentBytes:
    """Stands in for a connection's socket while an answer is made. Keeps what the reader has not taken.

    Of a file it keeps no copy, but the file itself, from where the reader is.
    """

    def __init__(self, connection: socket, postpone_until: float = 0) -> None:
        self._socket = connection
        self._file: Any = None
        self._sent = self._written = 0
        self._lent, self._lent_at, self._lent_end = -1, 0, 0
        self._postpone_until, self._is_postponed = postpone_until, False
        self.started = self.taken_at = time.monotonic()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    @property
    def waiting(self) -> int:
        """The number of bytes that wait."""
        return self.copied + self._lent_end - self._lent_at

    @property
    def copied(self) -> int:
        """Those of them that are copies of our own."""
        return self._written - self._sent

    def postpone(self) -> None:
        """Called by what makes the answer, before anything is sent: try again in a while, if there still is time."""
        self._is_postponed = time.monotonic() < self._postpone_until

    def sendall(self, data: bytes) -> None:
        """Send what goes at once, and keep the rest. Never waits for the reader."""
        if self._is_postponed:
            raise PostponedError
        if self.waiting and not self.send_waiting():
            self._keep(data)
        elif (count := self._send(data)) < len(data):
            self._keep(memoryview(data)[count:])

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """A file that is whole, in the same way. Gives the number of its bytes."""
        end = os.fstat(file.fileno()).st_size
        end = end if count is None else min(end, offset + count)
        if self.waiting:
            for place in range(offset, end, PIECE):
                self.sendall(os.pread(file.fileno(), min(PIECE, end - place), place))
        elif offset < end:
            self._lent, self._lent_at, self._lent_end = os.dup(file.fileno()), offset, end
            self._send_lent(end)
        return max(0, end - offset)

    def send_waiting(self, most: int = MOST_IN_TURN) -> bool:
        """Send on what waits, as much as goes at once. True when nothing is left. ``OSError`` if the reader is gone."""
        if not self._send_lent(self._lent_at + most):
            return False
        end = self._sent + most
        while self.copied and self._sent < end:
            self._file.seek(self._sent)
            piece = self._file.read(PIECE)
            count = self._send(piece)
            self._sent += count
            if count < len(piece):
                return False
        if not self.waiting:
            self.forget()
        return not self.waiting

    def _send_lent(self, until: int) -> bool:
        """Send on of a file, up to that place in it. True when nothing of it is left."""
        while self._lent_at < min(until, self._lent_end):
            piece = os.pread(self._lent, min(PIECE, self._lent_end - self._lent_at), self._lent_at)
            count = self._send(piece)
            self._lent_at += count
            if not piece:
                raise OSError(errno.EIO, "the file is shorter than it was")
            if count < len(piece):
                return False
        if self._lent >= 0 and self._lent_at >= self._lent_end:
            self._return_lent()
        return self._lent < 0

    def _return_lent(self) -> None:
        if self._lent >= 0:
            os.close(self._lent)
        self._lent, self._lent_at, self._lent_end = -1, 0, 0

    def forget(self) -> None:
        """Throw away what waits."""
        self._return_lent()
        if self._file is not None:
            self._file.close()
        self._file, self._sent, self._written = None, 0, 0

    def _send(self, data: Any) -> int:
        try:
            count = self._socket.send(data, MSG_DONTWAIT)
        except BlockingIOError:
            return 0
        self.taken_at = time.monotonic()
        return count

    def _keep(self, data: Any) -> None:
        if self._file is None:
            self._file = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY, dir=find_folder())  # noqa: SIM115 - closed by forget()
        self._file.seek(self._written)
        self._file.write(data)
        self._written += len(data)


class BufferedWorker(ThreadWorker):
    """Gunicorn's worker with threads, whose threads wait for no reader and no sender."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[TConn, UnsentBytes] = {}
        self._sending: dict[TConn, UnsentBytes] = {}
        self._closing: dict[TConn, float] = {}
        self._receiving: dict[TConn, ReceivedRequest] = {}
        self._received: dict[TConn, ReceivedRequest] = {}
        self._postponed: dict[TConn, tuple[float, ReceivedRequest]] = {}
        self._again: dict[TConn, ReceivedRequest] = {}
        self._direct = threading.Semaphore(max(1, self.cfg.threads // 2))

    def init_process(self) -> None:
        """Threads take turns more often than Python does by itself: a page waits for no file that is being made."""
        sys.setswitchinterval(TURN)
        super().init_process()

    def accept(self, listener: socket) -> None:
        """A new connection: the loop takes its request in."""
        if self.cfg.is_ssl:
            super().accept(listener)
            return
        try:
            sock, client = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        self._receive_first(TConn(self.cfg, sock, client, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket) -> None:
        """A further request on a connection that was kept open."""
        if self.cfg.is_ssl:
            super().on_client_socket_readable(conn, client)
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive_first(conn)

    def _receive_first(self, conn: TConn) -> None:
        """Most requests are there at once. The loop comes back to the others."""
        conn.sock.setblocking(False)
        self._receiving[conn] = ReceivedRequest(conn.sock, self._direct, find_folder())
        self.poller.register(conn.sock, EVENT_READ, partial(self._receive_on, conn))
        self._receive_on(conn, None)

    def _receive_on(self, conn: TConn, _: Any) -> None:
        try:
            is_whole = self._receiving[conn].receive()
        except OSError:
            self._stop_receiving(conn)
            return
        if is_whole:
            self.poller.unregister(conn.sock)
            self._received[conn] = self._receiving.pop(conn)
            conn.data_ready = True
            self.enqueue_req(conn)

    def _stop_receiving(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self._receiving.pop(conn).forget()
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: TConn) -> Any:
        """Answer a request, in a thread, from what was laid aside of it."""
        received = self._received.pop(conn, None)
        if received is None:
            return super().handle(conn)
        received.begin_reading()
        conn.init()
        conn.parser.unreader.sock = received
        try:
            return super().handle(conn)
        finally:
            conn.parser.unreader.sock = conn.sock
            if conn in self._again:
                conn.parser = get_parser(conn.cfg, conn.sock, conn.client)  # which reads it all anew
            else:
                received.forget()

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Make the answer, in a thread. What its reader has not taken by then is sent by the loop."""
        if self.cfg.is_ssl:
            return bool(super().handle_request(req, conn))
        real, received = conn.sock, conn.parser.unreader.sock
        until = received.started + MOST_AGAIN if isinstance(received, ReceivedRequest) and self.alive else 0
        conn.sock = unsent = UnsentBytes(real, until)
        try:
            keeps_open = bool(super().handle_request(req, conn))
        except PostponedError:
            self._again[conn] = received
            return False
        except BaseException:
            unsent.forget()
            raise
        finally:
            conn.sock = real
        if unsent.waiting:
            self._made[conn] = unsent
        return keeps_open

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """In the loop, when a thread is done: send the rest, then keep the connection or close it."""
        unsent = self._made.pop(conn, None)
        again = self._again.pop(conn, None)
        if again is not None:
            self._postponed[conn] = time.monotonic() + AGAIN, again
        elif unsent is not None:
            conn.sock.setblocking(False)
            self._sending[conn] = unsent
            self.poller.register(conn.sock, EVENT_WRITE, partial(self._send_on, conn, fs))
        elif not fs.cancelled() and fs.exception() is None and not fs.result():
            self._close(conn)
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Called by the loop each second: also lets go of who takes nothing, and of the oldest if too much waits."""
        super().murder_pending()
        now = time.monotonic()
        self._stop_slow_senders(now)
        self._try_again(now)
        for conn, until in list(self._closing.items()):
            if until < now:
                self._stop_closing(conn)
        total = sum(unsent.copied for unsent in self._sending.values())
        for conn, unsent in list(self._sending.items()):
            is_over = (unsent.copied and total > MOST_WAITING) or len(self._sending) > self.worker_connections // 2
            if is_over or unsent.taken_at + SILENCE < now or unsent.started + LONGEST < now:
                total -= unsent.copied
                self._cut_off(conn)

    def _try_again(self, now: float) -> None:
        """Give a thread to those whose answer was postponed."""
        for conn, (when, received) in list(self._postponed.items()):
            if when < now or not self.alive:
                del self._postponed[conn]
                if _is_gone(conn):
                    received.forget()
                    self.nr_conns -= 1
                    conn.close()
                else:
                    self._received[conn] = received
                    self.enqueue_req(conn)

    def _stop_slow_senders(self, now: float) -> None:
        for conn, request in list(self._receiving.items()):
            is_slow = (
                now > request.taken_at + SENDING_SILENCE
                or now > request.started + (LONGEST_SENDING if request.has_head else HEAD_SECONDS)
                or len(self._receiving) > self.worker_connections // 2
            )
            if is_slow or not (self.alive or request.size):
                self._stop_receiving(conn)

    def _send_on(self, conn: TConn, fs: Future[Any], _: Any) -> None:
        try:
            is_sent = self._sending[conn].send_waiting()
        except OSError:
            self._cut_off(conn)
            return
        if is_sent:
            self.poller.unregister(conn.sock)
            del self._sending[conn]
            self.finish_request(conn, fs)

    def _cut_off(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self._sending.pop(conn).forget()
        self.nr_conns -= 1
        conn.close()

    def _close(self, conn: TConn) -> None:
        """Say that nothing more comes, and let the loop wait for the reader to close. Gunicorn would stop the loop."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(SHUT_WR)
            self.poller.register(conn.sock, EVENT_READ, partial(self._read_on, conn))
        except (OSError, ValueError):
            self.nr_conns -= 1
            conn.close()
        else:
            self._closing[conn] = time.monotonic() + LINGER

    def _read_on(self, conn: TConn, _: Any) -> None:
        try:
            is_over = not conn.sock.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            is_over = True
        if is_over:
            self._stop_closing(conn)

    def _stop_closing(self, conn: TConn) -> None:
        del self._closing[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def _is_gone(conn: TConn) -> bool:
    """Has the reader closed the connection?"""
    try:
        return not conn.sock.recv(1, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
