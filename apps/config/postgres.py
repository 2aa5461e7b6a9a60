"""The embedded PostgreSQL: a real server from a wheel, for the demo, for development and for the tests.

The settings call ``embedded_database`` when no ``DATABASE_URL`` is given. The first call makes a data folder and starts
a server; later calls, also from other commands, find it running within a few milliseconds. The server outlives the
command that started it: stop it with ``python -m apps.config.postgres stop``.

It listens to a unix socket in a folder that only its own user and root can enter, and trusts whoever gets there; so no
password is kept anywhere. Every change is made with the data folder locked.
"""

import contextlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from apps.config.embedded import place as places
from apps.config.embedded import process, programs
from apps.config.embedded.place import PATIENCE, DatabaseUnavailable, Place, system_errors_told, trouble

PORT = "5432"  # a part of the socket's file name; no port is opened
LOG_LIMIT = 5_000_000  # bytes; a longer log is emptied at the next start


def embedded_database(base_dir: Path) -> dict[str, str]:
    """Django's settings for the embedded database, which is made and started when it is not already there."""
    name = _database_name()
    sockets = start(data_folder(base_dir), name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": programs.USER,
        "HOST": str(sockets),
        "PORT": PORT,
    }


def data_folder(base_dir: Path) -> Path:
    """The folder for all data: the environment's ``NAMNDKOLLEN_DATA``, else ``.data`` beside the code."""
    given = os.environ.get("NAMNDKOLLEN_DATA")
    return Path(given).expanduser().absolute() if given else base_dir / ".data"


def _database_name() -> str:
    return os.environ.get("NAMNDKOLLEN_DB") or "namndkollen"


def start(root: Path, database: str, *, durable: bool = True) -> Path:
    """See to it that the server of the data folder ``root`` answers and has ``database``; gives its socket folder.

    ``durable=False`` (tests only) may lose everything in a power cut. Raises ``DatabaseUnavailable``.
    """
    if sys.platform == "win32":
        raise DatabaseUnavailable("Den inbyggda databasen finns inte för Windows: använd WSL, eller sätt DATABASE_URL.")
    deadline = time.monotonic() + PATIENCE
    with system_errors_told(root):
        place = places.find(root)
        while not (sockets := _answering(place, database)):
            if time.monotonic() > deadline:
                raise trouble(place, f"den svarade inte inom {PATIENCE} sekunder")
            place = places.prepare(root)
            with places.locked(place) as lock:
                # Another command may have done the work while we waited for the lock.
                if not _answering(place, database):
                    _launch(place, lock, durable=durable)
            time.sleep(0.005)
    return sockets


def stop(root: Path) -> None:
    """Stop the server, if it runs. Open connections are closed; nothing that was saved is lost."""
    with system_errors_told(root):
        place = places.find(root)
        if place.data.exists():
            with places.locked(place):
                _halt(place)


def reset(root: Path) -> None:
    """Stop the server and delete every database in it. There is no way back."""
    with system_errors_told(root):
        place = places.find(root)
        if place.data.exists():
            with places.locked(place):
                _halt(place)
                sockets = places.socket_folder(place)
                if places.is_own_socket_folder(place, sockets):
                    shutil.rmtree(sockets)
                # Renamed first: a kill in the middle of the deletion must not leave half a cluster.
                place.data.rename(place.folder / f"data.old-{secrets.token_hex(4)}")
                programs.sweep(place)


def _answering(place: Place, database: str) -> Path | None:
    """The socket folder of a server that answers as ours and has the database (made if missing), else None."""
    server = process.read(place)
    if server is None or not server.ready or not places.is_own_socket_folder(place, server.sockets):
        return None
    try:
        with psycopg.connect(
            host=str(server.sockets),
            port=PORT,
            user=programs.USER,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                # Two commands may ask at once.
                with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    except psycopg.OperationalError:
        return None
    return server.sockets


def _launch(place: Place, lock: int, *, durable: bool) -> None:
    """Start the server, with the lock held; does nothing while one is on its way up or down."""
    server = process.running(place)
    if server:
        if not server.ready or _can_be_reached(place, server):
            return
        _halt(place)
    process.end_lost_servers(place)
    if not (place.data / "PG_VERSION").exists():
        programs.make_cluster(place, lock, durable=durable)
    _refuse_other_version(place)
    sockets = places.socket_folder(place)
    places.make_private_folder(place, sockets)
    # PostgreSQL trusts a pid in these files even when another process has it by now.
    for stale in (place.data / "postmaster.pid", _socket(sockets), _socket(sockets).with_suffix(f".{PORT}.lock")):
        stale.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        os.truncate(place.log, 0)
    _start_patiently(place, _options(place, sockets, durable=durable))


def _can_be_reached(place: Place, server: process.Postmaster) -> bool:
    """False when the folder was moved or the socket deleted under a running server."""
    return places.is_own_socket_folder(place, server.sockets) and _socket(server.sockets).exists()


def _options(place: Place, sockets: Path, *, durable: bool) -> str:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": PORT,
        "cluster_name": process.name_of(place),
        "log_checkpoints": "off",
        **({} if durable else {"fsync": "off", "full_page_writes": "off"}),
    }
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())


def _socket(sockets: Path) -> Path:
    return sockets / f".s.PGSQL.{PORT}"


def _refuse_other_version(place: Place) -> None:
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(programs.MAJOR):
        raise DatabaseUnavailable(
            f"Databasen i {place.folder} är gjord av PostgreSQL {made_by}, men programmet har {programs.MAJOR}:"
            " exportera den med den äldre versionen, eller välj en annan datamapp med NAMNDKOLLEN_DATA."
        )


def _start_patiently(place: Place, options: str) -> None:
    """``pg_ctl start``, again while processes of a server that was killed are still on their way out."""
    deadline = time.monotonic() + PATIENCE / 4
    while True:
        seen = place.log.stat().st_size if place.log.exists() else 0
        try:
            return programs.pg_ctl(place, "-l", "log", "-o", options, "start")
        except subprocess.CalledProcessError as error:
            if process.running(place):  # slow, or the work of a command that was killed after its own pg_ctl
                return None
            said = _log_since(place, seen)
            if "still in use" not in said or time.monotonic() > deadline:
                raise trouble(place, programs.last_error(said or error.stdout)) from error
            time.sleep(0.05)


def _log_since(place: Place, seen: int) -> str:
    if not place.log.exists():
        return ""
    with place.log.open(errors="replace") as log:
        log.seek(seen)
        return log.read()


def _halt(place: Place) -> None:
    """Stop the server; ``pg_ctl`` signals whatever pid it reads, so it is asked only when that is our server."""
    server = process.running(place)
    if server is None:
        return
    # A server whose cluster was moved cannot end in order: its last checkpoint would go to the old path.
    mode = "fast" if server.data == place.data else "immediate"
    try:
        programs.pg_ctl(place, "-m", mode, "stop")
    except subprocess.CalledProcessError as error:
        if process.running(place):  # else it ended by itself in between
            raise trouble(place, programs.last_error(error.stdout)) from error


def main(arguments: list[str]) -> int:
    """``python -m apps.config.postgres start|stop|status|reset``; status exits with 3 when the server is stopped."""
    root = data_folder(Path(__file__).resolve().parent.parent.parent)
    match arguments:
        case ["start"]:
            start(root, _database_name())
        case ["stop"]:
            stop(root)
        case ["reset"]:
            reset(root)
        case ["status"]:
            pass
        case _:
            sys.stderr.write("Användning: python -m apps.config.postgres start|stop|status|reset\n")
            return 2
    with system_errors_told(root):
        place = places.find(root)
        server = process.running(place)
    state = f"är i gång (pid {server.pid}, uttag {server.sockets})" if server else "är stoppad"
    sys.stdout.write(f"Databasen i {place.folder} {state}.\n")
    return 3 if arguments == ["status"] and not server else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
