"""Files that tell of the past, and folders that are moved, copied, deleted, long, odd, or somebody else's."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apps.config import postgres
from apps.config.embedded import postmaster
from apps.config.embedded import server_folder as places
from apps.config.embedded.server_folder import DatabaseUnavailable
from tests.postgres.servers import connect, kept, pid, server, start, until

pytestmark = pytest.mark.slow


@contextmanager
def stranger(root: Path) -> Iterator[int]:
    """A living process of the server's own user that is not the server."""
    place = places.find_server_folder(root)
    uid, gid = place.owner or (None, None)
    with subprocess.Popen(["/bin/sleep", "60"], user=uid, group=gid, extra_groups=[] if uid else None) as sleeper:
        yield sleeper.pid
        assert sleeper.poll() is None, "någon annans process avslutades"
        sleeper.kill()


def tell_of(root: Path, number: int) -> None:
    """Leave the files of a server that had that pid and never cleaned up."""
    place = places.find_server_folder(root)
    lines = [str(number), str(place.data), str(int(time.time())), "5432", f"{place.folder}/run", "", "1 2", "ready"]
    for path in (place.data / "postmaster.pid", place.folder / "run" / ".s.PGSQL.5432.lock"):
        path.write_text("\n".join(lines) + "\n")
        os.chown(path, place.uid, -1)


def test_a_pid_that_another_process_has_by_now(root: Path) -> None:
    postgres.stop_server(root)
    with stranger(root) as number:
        tell_of(root, number)
        assert server(root) is None
        postgres.stop_server(root)
        assert kept(root) == ["kvar"]


def test_a_pid_that_another_postgres_has_by_now(root: Path, folder: Path) -> None:
    start(folder)
    postgres.stop_server(root)
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
    monkeypatch.setattr(postmaster, "_find_by_proc", postmaster._find_by_ps)
    assert server(root)
    monkeypatch.setattr(postmaster, "_find_by_proc", lambda _: ("postgres", time.time() - 3600))
    assert server(root) is None


@pytest.mark.parametrize("text", ["", "gammal\n", "99999999\n/nowhere\n1\n5432\n/nowhere\n\n1 2\nready\n"])
def test_a_stale_or_broken_pid_file(root: Path, text: str) -> None:
    postgres.stop_server(root)
    (places.find_server_folder(root).data / "postmaster.pid").write_text(text)
    assert kept(root) == ["kvar"]


def test_a_zombie_is_dead(root: Path) -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        until(lambda: Path(f"/proc/{child.pid}/stat").read_text().split()[2] == "Z")
        assert postmaster._find_by_proc(child.pid) is None
        assert postmaster._find_by_ps(child.pid) is None


def test_a_deleted_socket_is_made_again(root: Path) -> None:
    (places.find_server_folder(root).folder / "run" / ".s.PGSQL.5432").unlink()
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
    postgres.stop_server(folder / "new")
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
    assert sockets.stat().st_uid == places.find_server_folder(root).uid
    with connect(root) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    postgres.stop_server(root)
    assert start(root) == sockets
    postgres.reset_server(root)
    assert not sockets.exists()


@pytest.mark.parametrize("kind", ["link", "folder", "file"])
def test_a_trap_in_the_common_temporary_folder(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever guesses the name of our socket folder must not get us to use theirs."""
    root = folder / ("y" * 120)
    common = folder / "tmp"
    common.mkdir()
    common.chmod(0o755)  # whatever the umask is
    monkeypatch.setattr(tempfile, "tempdir", str(common))
    place = places.prepare_server_folder(root)
    place.data.mkdir()
    trap = places.get_socket_folder(place)
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
        places.make_private_folder(place, places.get_socket_folder(place))
    assert not places.is_own_socket_folder(place, trap)
    postgres.reset_server(root)
    assert os.path.lexists(trap)


def test_a_cluster_of_another_version_is_left_alone(folder: Path) -> None:
    place = places.prepare_server_folder(folder)
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="gjord av PostgreSQL 17, men programmet har 18"):
        start(folder)
    shutil.rmtree(place.data)
