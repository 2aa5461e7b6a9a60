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

from apps.config.embedded import postmaster, programs
from apps.config.embedded import server_folder as places
from apps.config.embedded.server_folder import (
    PATIENCE,
    DatabaseUnavailable,
    ServerFolder,
    build_unavailable_error,
    translate_system_errors,
)

PORT = "5432"  # a part of the socket's file name; no port is opened
LOG_LIMIT = 5_000_000  # bytes; a longer log is emptied at the next start


def build_embedded_database(base_dir: Path) -> dict[str, str]:
    """Django's settings for the embedded database, which is made and started when it is not already there."""
    name = _get_database_name()
    sockets = start_server(get_data_folder(base_dir), name)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": programs.DATABASE_USER,
        "HOST": str(sockets),
        "PORT": PORT,
    }


def get_data_folder(base_dir: Path) -> Path:
    """The folder for all data: the environment's ``NAMNDKOLLEN_DATA``, else ``.data`` beside the code."""
    given = os.environ.get("NAMNDKOLLEN_DATA")
    return Path(given).expanduser().absolute() if given else base_dir / ".data"


def _get_database_name() -> str:
    return os.environ.get("NAMNDKOLLEN_DB") or "namndkollen"


def start_server(root: Path, database: str, *, durable: bool = True) -> Path:
    """See to it that the server of the data folder ``root`` answers and has ``database``; gives its socket folder.

    ``durable=False`` (tests only) may lose everything in a power cut. Raises ``DatabaseUnavailable``.
    """
    if sys.platform == "win32":
        raise DatabaseUnavailable("Den inbyggda databasen finns inte för Windows: använd WSL, eller sätt DATABASE_URL.")
    deadline = time.monotonic() + PATIENCE
    with translate_system_errors(root):
        place = places.find_server_folder(root)
        while not (sockets := _find_answering_sockets(place, database)):
            if time.monotonic() > deadline:
                raise build_unavailable_error(place, f"den svarade inte inom {PATIENCE} sekunder")
            place = places.prepare_server_folder(root)
            with places.lock_folder(place) as lock:
                # Another command may have done the work while we waited for the lock.
                if not _find_answering_sockets(place, database):
                    _launch_server(place, lock, durable=durable)
            time.sleep(0.005)
    return sockets


def stop_server(root: Path) -> None:
    """Stop the server, if it runs. Open connections are closed; nothing that was saved is lost."""
    with translate_system_errors(root):
        place = places.find_server_folder(root)
        if place.data.exists():
            with places.lock_folder(place):
                _halt_server(place)


def reset_server(root: Path) -> None:
    """Stop the server and delete every database in it. There is no way back."""
    with translate_system_errors(root):
        place = places.find_server_folder(root)
        if place.data.exists():
            with places.lock_folder(place):
                _halt_server(place)
                sockets = places.get_socket_folder(place)
                if places.is_own_socket_folder(place, sockets):
                    shutil.rmtree(sockets)
                # Renamed first: a kill in the middle of the deletion must not leave half a cluster.
                place.data.rename(place.folder / f"data.old-{secrets.token_hex(4)}")
                programs.delete_leftovers(place)


def _find_answering_sockets(place: ServerFolder, database: str) -> Path | None:
    """The socket folder of a server that answers as ours and has the database (made if missing), else None."""
    server = postmaster.read_postmaster(place)
    if server is None or not server.ready or not places.is_own_socket_folder(place, server.sockets):
        return None
    try:
        with psycopg.connect(
            host=str(server.sockets),
            port=PORT,
            user=programs.DATABASE_USER,
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


def _launch_server(place: ServerFolder, lock: int, *, durable: bool) -> None:
    """Start the server, with the lock held; does nothing while one is on its way up or down."""
    server = postmaster.find_running(place)
    if server:
        if not server.ready or _is_reachable(place, server):
            return
        _halt_server(place)
    postmaster.end_lost_servers(place)
    if not (place.data / "PG_VERSION").exists():
        programs.make_cluster(place, lock, durable=durable)
    _refuse_other_version(place)
    sockets = places.get_socket_folder(place)
    places.make_private_folder(place, sockets)
    # PostgreSQL trusts a pid in these files even when another process has it by now.
    for stale in (
        place.data / "postmaster.pid",
        _format_socket(sockets),
        _format_socket(sockets).with_suffix(f".{PORT}.lock"),
    ):
        stale.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        os.truncate(place.log, 0)
    _start_with_retries(place, _build_options(place, sockets, durable=durable))


def _is_reachable(place: ServerFolder, server: postmaster.Postmaster) -> bool:
    """False when the folder was moved or the socket deleted under a running server."""
    return places.is_own_socket_folder(place, server.sockets) and _format_socket(server.sockets).exists()


def _build_options(place: ServerFolder, sockets: Path, *, durable: bool) -> str:
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": PORT,
        "cluster_name": postmaster.build_cluster_name(place),
        "log_checkpoints": "off",
        **({} if durable else {"fsync": "off", "full_page_writes": "off"}),
    }
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())


def _format_socket(sockets: Path) -> Path:
    return sockets / f".s.PGSQL.{PORT}"


def _refuse_other_version(place: ServerFolder) -> None:
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(programs.MAJOR_VERSION):
        raise DatabaseUnavailable(
            f"Databasen i {place.folder} är gjord av PostgreSQL {made_by}, men programmet har {programs.MAJOR_VERSION}:"
            " exportera den med den äldre versionen, eller välj en annan datamapp med NAMNDKOLLEN_DATA."
        )


def _start_with_retries(place: ServerFolder, options: str) -> None:
    """``pg_ctl start``, again while processes of a server that was killed are still on their way out."""
    deadline = time.monotonic() + PATIENCE / 4
    while True:
        seen = place.log.stat().st_size if place.log.exists() else 0
        try:
            return programs.run_pg_ctl(place, "-l", "log", "-o", options, "start")
        except subprocess.CalledProcessError as error:
            if postmaster.find_running(place):  # slow, or the work of a command that was killed after its own pg_ctl
                return None
            output = _read_log_since(place, seen)
            if "still in use" not in output or time.monotonic() > deadline:
                raise build_unavailable_error(place, programs.find_last_error(output or error.stdout)) from error
            time.sleep(0.05)


def _read_log_since(place: ServerFolder, seen: int) -> str:
    if not place.log.exists():
        return ""
    with place.log.open(errors="replace") as log:
        log.seek(seen)
        return log.read()


def _halt_server(place: ServerFolder) -> None:
    """Stop the server; ``pg_ctl`` signals whatever pid it reads, so it is asked only when that is our server."""
    server = postmaster.find_running(place)
    if server is None:
        return
    # A server whose cluster was moved cannot end in order: its last checkpoint would go to the old path.
    mode = "fast" if server.data == place.data else "immediate"
    try:
        programs.run_pg_ctl(place, "-m", mode, "stop")
    except subprocess.CalledProcessError as error:
        if postmaster.find_running(place):  # else it ended by itself in between
            raise build_unavailable_error(place, programs.find_last_error(error.stdout)) from error


def main(arguments: list[str]) -> int:
    """``python -m apps.config.postgres start|stop|status|reset``; status exits with 3 when the server is stopped."""
    root = get_data_folder(Path(__file__).resolve().parent.parent.parent)
    match arguments:
        case ["start"]:
            start_server(root, _get_database_name())
        case ["stop"]:
            stop_server(root)
        case ["reset"]:
            reset_server(root)
        case ["status"]:
            pass
        case _:
            sys.stderr.write("Användning: python -m apps.config.postgres start|stop|status|reset\n")
            return 2
    with translate_system_errors(root):
        place = places.find_server_folder(root)
        server = postmaster.find_running(place)
    state = f"är i gång (pid {server.pid}, uttag {server.sockets})" if server else "är stoppad"
    sys.stdout.write(f"Databasen i {place.folder} {state}.\n")
    return 3 if arguments == ["status"] and not server else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
