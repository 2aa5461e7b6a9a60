"""The embedded PostgreSQL survives what happens to it: kills and races. Real servers, real signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from apps.config import postgres
from apps.config.embedded import programs
from apps.config.embedded import server_folder as places
from apps.config.embedded.server_folder import DatabaseUnavailable
from tests.postgres.servers import DATABASE, REPO, command, connect, kept, one_line, pid, server, start, until

pytestmark = pytest.mark.slow

# Everyday life


def test_the_command_line_starts_stops_and_resets(folder: Path) -> None:
    def said(word: str) -> tuple[int, str]:
        with command(folder, word) as done:
            out, _ = done.communicate(timeout=60)
            return done.returncode, out

    assert said("status") == (3, f"Databasen i {folder}/postgres är stoppad.\n")
    code, out = said("start")
    assert code == 0
    assert "är i gång" in out
    assert said("status") == (0, out)
    assert said("stop")[1].endswith("är stoppad.\n")
    assert said("status")[0] == 3
    assert said("reset")[0] == 0
    assert not (folder / "postgres" / "data").exists()
    assert said("nonsens")[0] == 2


def test_it_keeps_running_when_the_command_that_started_it_ends(root: Path) -> None:
    postgres.stop_server(root)
    with command(root, "start") as done:
        done.communicate(timeout=60)
    with psycopg.connect(
        host=str(root / "postgres" / "run"), port=postgres.PORT, user=programs.DATABASE_USER, dbname=DATABASE
    ) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("kvar",)


def test_a_full_stop_keeps_the_data(root: Path) -> None:
    before = pid(root)
    postgres.stop_server(root)
    assert server(root) is None
    assert kept(root) == ["kvar"]
    assert pid(root) != before


def test_finding_it_running_starts_no_program(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of ours looks for the database, so that must cost next to nothing."""
    start(root)
    monkeypatch.setattr(subprocess, "Popen", None)
    start(root)


def test_it_is_the_engine_we_promise(root: Path) -> None:
    with connect(root) as connection:
        version, encoding, addresses = (
            connection.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]
            for name in ("server_version_num", "server_encoding", "listen_addresses")
        )
        lowered = connection.execute("SELECT lower('ÅÄÖ'), 'ö' > 'z'").fetchone()
    assert int(version) // 10000 == programs.MAJOR_VERSION
    assert (encoding, addresses, lowered) == ("UTF8", "", ("åäö", True))


def test_the_settings_get_an_address_and_their_database(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMNDKOLLEN_DATA", str(root))
    monkeypatch.setenv("NAMNDKOLLEN_DB", 'annan "åäö"')
    settings = postgres.build_embedded_database(REPO)
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"]
    ) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ('annan "åäö"',)


def test_only_its_own_user_can_reach_it(root: Path) -> None:
    place = places.find_server_folder(root)
    for private in (place.folder, place.data, place.folder / "run"):
        assert private.stat().st_mode & 0o077 == 0
        assert private.stat().st_uid == place.uid
    assert (place.folder / "run" / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


# Kills and races


def test_many_commands_at_once_make_one_server(folder: Path) -> None:
    commands = [command(folder, "start") for _ in range(4)]
    said = {one.communicate(timeout=60) for one in commands}
    assert [one.returncode for one in commands] == [0] * 4, said
    assert said == {
        (f"Databasen i {folder}/postgres är i gång (pid {pid(folder)}, uttag {folder}/postgres/run).\n", "")
    }


def test_a_killed_server_starts_again_with_its_data(root: Path) -> None:
    with ExitStack() as stack:
        busy = [stack.enter_context(connect(root)) for _ in range(3)]  # backends that outlive the postmaster a little
        before = pid(root)
        os.kill(before, signal.SIGKILL)
        assert kept(root) == ["kvar"]
        assert pid(root) != before
        for connection in busy:
            connection.close()


def test_a_command_killed_during_initdb_leaves_nothing_behind(folder: Path) -> None:
    place = places.find_server_folder(folder)
    with command(folder, "start") as doomed:
        until(lambda: list(place.folder.glob("data.new-*/base")))
        doomed.kill()
    assert not place.data.exists()
    start(folder)
    assert sorted(path.name for path in place.folder.iterdir()) == ["data", "lock", "log", "run"]


def test_a_command_killed_while_the_server_starts_is_followed_by_another(root: Path) -> None:
    place = places.find_server_folder(root)
    for sign in (lambda: place.data / "postmaster.pid", lambda: place.folder / "run" / ".s.PGSQL.5432"):
        postgres.stop_server(root)
        with command(root, "start") as doomed:
            until(lambda sign=sign: sign().exists())
            doomed.kill()
        assert kept(root) == ["kvar"]


def test_a_killed_initdb_is_redone(folder: Path) -> None:
    place = places.prepare_server_folder(folder)
    half = place.folder / "data.new-abcd"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    start(folder)
    assert not half.exists()


def test_waiting_for_a_lock_ends_with_advice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE", 0.1)
    with places.lock_folder(places.find_server_folder(root)):
        start(root)  # a running server needs no lock
        with pytest.raises(DatabaseUnavailable, match="låst; vänta och försök igen"):
            postgres.stop_server(root)
    postgres.stop_server(root)


# Failures are told in one line


def test_a_server_that_will_not_start_says_why(folder: Path) -> None:
    start(folder)
    postgres.stop_server(folder)
    (folder / "postgres" / "data" / "postgresql.conf").write_text("nonsens = 1\n")
    with command(folder, "start") as done:
        _, error = done.communicate(timeout=60)
    assert done.returncode == 1
    assert one_line(error).startswith(f"Den inbyggda databasen i {folder}/postgres går inte att använda: FATAL:  conf")
    assert "sätt DATABASE_URL" in error


def test_a_path_that_cannot_be_a_folder(folder: Path) -> None:
    (folder / "file").touch()
    with command(folder / "file", "start") as done:
        _, error = done.communicate(timeout=60)
    assert "går inte att använda" in one_line(error)


def test_a_management_command_shows_the_line_and_no_traceback(folder: Path) -> None:
    (folder / "file").touch()
    environment = {**os.environ, "NAMNDKOLLEN_DATA": str(folder / "file")}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=REPO, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "går inte att använda" in one_line(done.stderr)


def test_a_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda _: None)
    programs._find_binaries.cache_clear()
    with pytest.raises(DatabaseUnavailable, match="kör uv sync, eller sätt DATABASE_URL"):
        programs._find_binaries(None)


# The test run's own server (tests/plugin_postgres.py)


@pytest.mark.parametrize("ending", ["pass", "raise KeyboardInterrupt", "os.kill(os.getpid(), 9)"])
def test_a_test_run_leaves_no_server_behind(tmp_path: Path, ending: str) -> None:
    note = tmp_path / "note"
    (tmp_path / "test_one.py").write_text(
        f"import os\ndef test_it():\n    open({str(note)!r}, 'w').write(os.environ['NAMNDKOLLEN_DATA'])\n    {ending}\n"
    )
    plain = ["-c", os.devnull, "--disable-plugin-autoload", "-p", "tests.plugin_postgres", "-p", "no:cacheprovider"]
    ours = {
        "DATABASE_URL",
        "NAMNDKOLLEN_DATA",
        "PYTEST_XDIST_WORKER",
    }  # a run of its own, not one of this run's workers
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    subprocess.run(
        [sys.executable, "-m", "pytest", *plain, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=REPO,
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    left = Path(note.read_text())
    until(lambda: not left.exists())
    until(lambda: not [p for p in running_servers() if p.is_relative_to(left)])


# Its database (tests/template_database.py)

ONLY_A_FILES_FIXTURE = """
import pytest
from django.db.backends.base.creation import BaseDatabaseCreation

def make(creation, **_):
    raise RuntimeError("a database is made")

BaseDatabaseCreation.create_test_db = make

@pytest.fixture(scope="module")
def rows(django_db_setup):
    return []

def test_it(rows):
    pass
"""


@pytest.mark.slow
def test_a_file_that_asks_for_the_database_by_its_own_fixture_alone_has_one_made(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(ONLY_A_FILES_FIXTURE)
    plugins = ["-p", "pytest_django.plugin", "-p", "tests.fixtures_reports", "-p", "no:cacheprovider"]
    plain = ["-c", os.devnull, "--disable-plugin-autoload", *plugins, "--ds", "apps.config.settings"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *plain, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=REPO,
        env={**os.environ, "DATABASE_URL": "postgresql:///none"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert "RuntimeError: a database is made" in run.stdout.decode()


def running_servers() -> Iterator[Path]:
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            yield Path(path.readlink())
        except OSError:
            continue
