"""Where an embedded server lives, whom it runs as, and who may touch it.

<data folder>/postgres/      0700; a symbolic link where the server's user cannot reach the data folder
    data/                    the database cluster; appears complete or not at all
    run/                     the unix socket; the server listens to nothing else
    lock, log
"""

import contextlib
import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if sys.platform != "win32":
    import fcntl
    import pwd

PATIENCE = 60  # seconds that a start, a crash recovery or another command's lock may take
SHARED_FOLDER = Path("/var/lib/namndkollen")  # root only: for what the server's user could not reach at its usual place
PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)  # no comma, quote or space: PostgreSQL and libpq would split at them
SOCKET_FOLDER_LIMIT = 85  # a socket's whole address must fit in 104 bytes (macOS; Linux 108)
ERROR_CAUSES = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "diskkvoten är slut",
    errno.EROFS: "mappen är skrivskyddad",
}


class DatabaseUnavailable(SystemExit):
    """The embedded database cannot be used; the message is one Swedish line: what happened and what to do.

    A ``SystemExit``, because the settings raise it: every command then ends with that line instead of a traceback.
    """


@dataclass(frozen=True)
class ServerFolder:
    """Where one server lives. ``owner`` is (uid, gid) of the user to become, or None to run as ourselves."""

    folder: Path
    owner: tuple[int, int] | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def uid(self) -> int:
        return self.owner[0] if self.owner else os.geteuid()


def find_server_folder(root: Path) -> ServerFolder:
    """The place of the data folder ``root`` as it is now; touches nothing."""
    folder = Path(os.path.realpath(root / "postgres"))
    if os.geteuid() != 0:
        return ServerFolder(folder, None)
    with contextlib.suppress(FileNotFoundError):
        found = folder.stat()
        if found.st_uid != 0:  # made by an ordinary user: the server stays that user's
            return ServerFolder(folder, (found.st_uid, found.st_gid))
    return ServerFolder(folder, _find_unprivileged_user())


def prepare_server_folder(root: Path) -> ServerFolder:
    """Make the folders of a place, in ``SHARED`` when root's data folder is closed to the server's user."""
    make_open_folder(root)
    place = find_server_folder(root)
    link = root / "postgres"
    if place.owner and not link.is_symlink() and not can_enter(place.owner, root):
        place = ServerFolder(SHARED_FOLDER / hashlib.sha256(os.fsencode(root)).hexdigest()[:16], place.owner)
        make_open_folder(SHARED_FOLDER)
        link.symlink_to(place.folder)
        sys.stderr.write(f"Databasen läggs i {place.folder}, eftersom bara root kommer åt {root}.\n")
    make_private_folder(place, place.folder)
    return place


def make_open_folder(folder: Path) -> None:
    """Make a folder that the server's user may pass through, whatever the umask is."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)


def make_private_folder(place: ServerFolder, folder: Path) -> None:
    """Make a folder that only the server's user can enter, or check that the one found is such a folder.

    In a common temporary folder somebody else may have put a folder or a link there before us.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    found = folder.lstat()
    if place.owner and stat.S_ISDIR(found.st_mode) and found.st_uid == 0:
        os.chown(folder, *place.owner, follow_symlinks=False)
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != place.uid:
        raise DatabaseUnavailable(
            f"Mappen {folder} tillhör en annan användare: kör som den användaren, ta bort mappen,"
            " eller välj en annan datamapp med NAMNDKOLLEN_DATA."
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def get_socket_folder(place: ServerFolder) -> Path:
    """The folder for the unix socket: ``run``, or a short private one where that path is too long."""
    folder = place.folder / "run"
    if len(os.fsencode(folder)) <= SOCKET_FOLDER_LIMIT and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    common = Path(tempfile.gettempdir())
    if place.owner and not can_enter(place.owner, common):
        common = Path("/tmp")  # noqa: S108 - root may have a temporary folder of its own
    return common / _build_short_name(place)


def is_own_socket_folder(place: ServerFolder, folder: Path) -> bool:
    """Whether that is this place's own private folder: a cluster that was copied or moved still names the old one."""
    try:
        found = folder.lstat()
        name_fits = folder == place.folder / "run" or folder.name == _build_short_name(place)
    except FileNotFoundError:
        return False
    return name_fits and stat.S_ISDIR(found.st_mode) and found.st_uid == place.uid and not found.st_mode & 0o077


def _build_short_name(place: ServerFolder) -> str:
    """A name that follows the cluster when it is moved, and that a new cluster on the same path does not share."""
    found = place.data.stat()
    tag = hashlib.sha256(f"{found.st_dev}:{found.st_ino}:{place.uid}".encode()).hexdigest()[:16]
    return f"namndkollen-{tag}"


def _find_unprivileged_user() -> tuple[int, int]:
    """PostgreSQL refuses to run as root, so root's server runs as the user that owns nothing else."""
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def can_enter(owner: tuple[int, int], folder: Path) -> bool:
    """Whether that user can reach the folder: asked of the system, which alone knows mode bits, ACLs and mounts."""
    done = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=owner[0],
        group=owner[1],
        extra_groups=[],
        cwd="/",
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0


@contextlib.contextmanager
def lock_folder(place: ServerFolder) -> Iterator[int]:
    """Hold the data folder alone. The system lets go of the lock when its holder dies, so it cannot go stale."""
    lock = os.open(place.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if place.owner:
            os.fchown(lock, *place.owner)
        deadline = time.monotonic() + PATIENCE
        while not _try_lock(lock):
            if time.monotonic() > deadline:
                raise build_unavailable_error(place, "ett annat kommando håller mappen låst; vänta och försök igen")
            time.sleep(0.02)
        yield lock
    finally:
        os.close(lock)


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def build_unavailable_error(place: ServerFolder, reason: str) -> DatabaseUnavailable:
    """The error to raise, in one line."""
    return DatabaseUnavailable(
        f"Den inbyggda databasen i {place.folder} går inte att använda: {reason.rstrip('.')}."
        f" Se {place.log}, välj en annan datamapp med NAMNDKOLLEN_DATA, eller sätt DATABASE_URL."
    )


@contextlib.contextmanager
def translate_system_errors(root: Path) -> Iterator[None]:
    """Turn an error of the operating system into the one that people can act on."""
    try:
        yield
    except PermissionError as error:
        reason = f"den här användaren kommer inte åt {error.filename or root}"
        raise build_unavailable_error(ServerFolder(root / "postgres", None), reason) from error
    except OSError as error:
        reason = ERROR_CAUSES.get(error.errno or 0, str(error))
        raise build_unavailable_error(ServerFolder(root / "postgres", None), reason) from error
