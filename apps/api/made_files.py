"""Long files that have been made, for those who ask for the same list soon: of one process, on its disk, and nameless.

What a file is called says all that its content follows from, the state of the boards too: it is never stale.
"""

import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import IO

from apps.core.disk import find_folder

STORED_SECONDS = 600  # seconds since somebody asked for it
MOST_STORED = 1024**3  # bytes of all files of the process
_OPENED = "/proc/self/fd"  # where a file without a name can be opened again; elsewhere none are kept


@dataclass(slots=True)
class _MadeFile:
    file: IO[bytes]
    size: int
    used_at: float


_files: dict[str, _MadeFile] = {}
_lock = Lock()


def open_made_file(name: str) -> IO[bytes] | None:
    """The file of that name, opened for one reader; None if it is not there."""
    with _lock:
        _forget_old(MOST_STORED)
        found = _files.get(name)
        if found is None:
            return None
        found.used_at = time.monotonic()
        return open(f"{_OPENED}/{found.file.fileno()}", "rb")


def store_while_made(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks as they are, and a copy of them all, which is kept when they have come to their end."""
    if not os.path.isdir(_OPENED):
        yield from chunks
        return
    file: IO[bytes] = tempfile.TemporaryFile(dir=find_folder())  # noqa: SIM115 - kept, or closed below
    size = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size <= MOST_STORED:
                file.write(chunk)
            yield chunk
    except BaseException:
        file.close()
        raise
    if size <= MOST_STORED:
        file.flush()
        _store(name, _MadeFile(file, size, time.monotonic()))
    else:
        file.close()


def _store(name: str, made: _MadeFile) -> None:
    with _lock:
        _forget_old(MOST_STORED - made.size)
        _files[name] = made


def _forget_old(most: int) -> None:
    """Those that nobody has asked for in a while, and the ones asked for longest ago while there are too many bytes."""
    now = time.monotonic()
    for name, made in sorted(_files.items(), key=lambda pair: pair[1].used_at):
        if made.used_at + STORED_SECONDS < now or sum(one.size for one in _files.values()) > most:
            _files.pop(name).file.close()


def forget_made_files() -> None:
    """Throw all of them away."""
    with _lock:
        _forget_old(-1)
