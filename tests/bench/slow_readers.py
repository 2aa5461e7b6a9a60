"""Slow readers of long files beside many readers of a page: ``python -m tests.bench.slow_readers http://localhost:8000``.

Asks a server that is already running, as in production (``Dockerfile``). Each page is timed from when it was due, so a
server that stands still is not asked less.
"""

import argparse
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import median, quantiles
from urllib.parse import urlsplit

from tests.bench.aims import mark

READERS, SECONDS, PAGES_A_SECOND = 32, 60, 100
BYTES_A_SECOND = 1000
THREADS = 24  # that ask for pages
AIM = 200  # milliseconds, of the slowest page


@dataclass
class Findings:
    """What the readers were answered, and how long each page took in milliseconds."""

    answers: Counter[str] = field(default_factory=Counter)
    pages: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    reading: int = 0
    readers: int = 0


def read_slowly(host: str, path: str, until: float, findings: Findings) -> None:
    """Ask until the file comes, then take a little each second."""
    while time.monotonic() < until:
        connection = HTTPConnection(host, timeout=SECONDS)
        try:
            connection.connect()
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
            connection.request("GET", path)
            response = connection.getresponse()
            with findings.lock:
                findings.answers[str(response.status)] += 1
            if response.status == 200:
                findings.reading += 1
                _take_until(response, until)
                return
            time.sleep(float(response.headers.get("Retry-After", 1)))
        except (OSError, HTTPException) as fault:
            with findings.lock:
                findings.answers[type(fault).__name__] += 1
            time.sleep(1)
        finally:
            connection.close()


def _take_until(response: object, until: float) -> None:
    while time.monotonic() < until and response.read(BYTES_A_SECOND):  # type: ignore[attr-defined]
        time.sleep(1)


def load_pages(host: str, path: str, first: int, started: float, seconds: int, findings: Findings) -> None:
    """Every ``THREADS``-th of the pages, at the time that each is due."""
    connection = HTTPConnection(host, timeout=30)
    for number in range(first, seconds * PAGES_A_SECOND, THREADS):
        due = started + number / PAGES_A_SECOND
        time.sleep(max(0, due - time.monotonic()))
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            fault = "" if response.status == 200 else str(response.status)
        except (OSError, HTTPException) as error:
            fault = type(error).__name__
            connection.close()
        taken = (time.monotonic() - due) * 1000
        with findings.lock:
            findings.pages.append(taken)
            findings.faults.update([fault] if fault else [])


def measure(site: str, page: str, file: str, readers: int = READERS, seconds: int = SECONDS) -> Findings:
    """Slow readers of ``file`` and, from a second later, a stream of readers of ``page``."""
    host, findings = urlsplit(site).netloc, Findings(readers=readers)
    until = time.monotonic() + seconds + 2
    slow = [threading.Thread(target=read_slowly, args=(host, file, until, findings)) for _ in range(readers)]
    for thread in slow:
        thread.start()
    started = time.monotonic() + 1
    quick = [
        threading.Thread(target=load_pages, args=(host, page, n, started, seconds, findings)) for n in range(THREADS)
    ]
    for thread in quick:
        thread.start()
    for thread in (*quick, *slow):
        thread.join()
    return findings


def format_alone(findings: Findings) -> str:
    """What the same pages took where nobody reads slowly: what the machine itself comes to."""
    pages = findings.pages
    late = sum(taken > AIM for taken in pages)
    return (
        f"Ingen läser långsamt: {len(pages)} sidor, median {median(pages):.1f} ms, "
        f"p99 {quantiles(pages, n=100)[98]:.1f} ms, långsammast {max(pages):.0f} ms, {late} efter {AIM} ms\n"
    )


def format_findings(findings: Findings) -> str:
    """The result as text."""
    pages = findings.pages
    late = sum(taken > AIM for taken in pages)
    return (
        f"{findings.reading} av {findings.readers} läser långsamt; deras svar: {dict(findings.answers)}\n"
        f"{len(pages)} sidor bredvid: median {median(pages):.1f} ms, p99 {quantiles(pages, n=100)[98]:.1f} ms, "
        f"{late} efter {AIM} ms, fel {dict(findings.faults)}\n"
        f"Den långsammaste sidan {max(pages):.0f} ms: {mark(max(pages), AIM, ' ms')}\n"
    )


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description="Långsamma läsare av filer bredvid många läsare av en sida.")
    parser.add_argument("site", help="http://localhost:8000")
    parser.add_argument("--page", default="/", help="sidan som många läser")
    parser.add_argument("--file", default="/api/v1/outcomes?format=csv", help="filen som läses långsamt")
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    sys.stdout.write(format_findings(measure(given.site, given.page, given.file, given.readers, given.seconds)))


if __name__ == "__main__":
    main()
