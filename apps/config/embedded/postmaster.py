"""Is the server of a cluster running? ``postmaster.pid`` says what it believed; the system says what is true."""

import calendar
import contextlib
import hashlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from apps.config.embedded.server_folder import ServerFolder

CLOCK_SLACK = 5  # seconds that the two accounts of a start time may differ by


@dataclass(frozen=True)
class Postmaster:
    """What ``postmaster.pid`` says; ``started`` is in seconds since 1970."""

    pid: int
    data: Path
    started: int
    sockets: Path
    ready: bool


def read_postmaster(place: ServerFolder) -> Postmaster | None:
    """The server that ``postmaster.pid`` tells of; None when there is no such file, or it is not whole."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        ready = len(lines) > 7 and lines[7].strip() == "ready"
        return Postmaster(int(lines[0]), Path(lines[1]), int(lines[2]), Path(lines[4]), ready)
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return None


def find_running(place: ServerFolder) -> Postmaster | None:
    """The server, if it is alive: its pid may have been given to another process since."""
    server = read_postmaster(place)
    if server is None:
        return None
    found = _find_by_proc(server.pid) if Path("/proc/self/stat").exists() else _find_by_ps(server.pid)
    if found is None or "postgres" not in found[0]:
        return None
    try:  # a server stands in its cluster: certain, but /proc does not always let us look
        same = Path(f"/proc/{server.pid}/cwd").samefile(place.data)
    except OSError:
        same = abs(found[1] - server.started) < CLOCK_SLACK
    return server if same else None


def build_cluster_name(place: ServerFolder) -> str:
    """The ``cluster_name`` that a server of this path carries on its command line, as PostgreSQL allows it (ASCII)."""
    return "namndkollen-" + hashlib.sha256(os.fsencode(place.data)).hexdigest()[:16]


def end_lost_servers(place: ServerFolder) -> None:
    """End servers whose cluster was moved or deleted from this path; call it when the place has no server.

    They still write their control file by its old path, and would spoil the cluster that lies there now. Their own
    data is safe: it recovers at its next start as after a crash. Does nothing where there is no /proc.
    """
    sign = f"cluster_name={build_cluster_name(place)}".encode()
    lost = [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cmdline") if sign in _read_bytes(path)]
    for pid in lost:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + CLOCK_SLACK
    while any(_find_by_proc(pid) for pid in lost) and time.monotonic() < deadline:
        time.sleep(0.01)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the process has ended, or is not for us to see
        return b""


def _find_by_proc(pid: int) -> tuple[str, float] | None:
    """The name and start time of a live process, or None; a zombie is dead."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    name = text[text.index("(") + 1 : text.rindex(")")]
    state, *fields = text[text.rindex(")") + 2 :].split()
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    started = time.time() - uptime + int(fields[18]) / os.sysconf("SC_CLK_TCK")
    return None if state in "ZX" else (name, started)


def _find_by_ps(pid: int) -> tuple[str, float] | None:
    """As ``_by_proc``, where there is no /proc (macOS)."""
    done = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "stat=,lstart=,comm=", "-p", str(pid)],
        env={"LC_ALL": "C", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
    )
    state, *command = done.stdout.split() or ["Z"]
    if state.startswith("Z"):
        return None
    return command[5], calendar.timegm(time.strptime(" ".join(command[1:5]), "%b %d %H:%M:%S %Y"))
