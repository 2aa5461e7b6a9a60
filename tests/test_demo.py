"""The demo: ready from nothing, kept when run again, a log-in for each role, a port that is free."""

import os
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.rounds.models import Round
from apps.web import demo
from apps.web.management.commands.demo import FIRST_PORT, HOST, find_free_port
from tests.postgres.servers import connect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent


def run_demo(*args: str) -> str:
    out = StringIO()
    call_command("demo", "--no-serve", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("role", Role)
def test_each_role_can_log_in(db: None, role: Role) -> None:
    client = Client()
    answer = client.post("/konto/login/", {"login": demo.build_email(role), "password": demo.PASSWORD})
    assert answer.status_code == 302
    assert client.get("/").wsgi_request.user == User.objects.get(email=demo.build_email(role))


def test_a_wrong_password_is_explained_in_swedish(db: None) -> None:
    answer = Client().post("/konto/login/", {"login": demo.build_email(Role.HEAD), "password": "fel"})
    assert answer.status_code == 200
    assert "lösenord" in answer.content.decode().lower()


def test_nobody_signs_up_alone(db: None) -> None:
    Client().post(
        "/konto/signup/",
        {"email": "ny@demo.example", "password1": "ett-langt-losen-17", "password2": "ett-langt-losen-17"},
    )
    assert not User.objects.filter(email="ny@demo.example").exists()


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert find_free_port(port) > port
    assert find_free_port(FIRST_PORT) >= FIRST_PORT


def test_no_free_port_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.web.management.commands.demo.PORTS", 0)
    with pytest.raises(CommandError, match="--port"):
        find_free_port(FIRST_PORT)


def test_only_the_embedded_database_is_emptied(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///produktion")
    with pytest.raises(CommandError, match="DATABASE_URL"):
        run_demo("--reset")
    assert Round.objects.exists()


def test_reset_begins_anew_and_run_again_it_keeps_what_was_changed() -> None:
    """In a database of its own, beside the tests'. One that holds nothing of ours to begin with."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("needs the embedded database")
    environment = {**os.environ, "NAMNDKOLLEN_DB": "demo_reset", "DEMO": "1"}

    def run(*args: str) -> str:
        command = [sys.executable, "manage.py", "demo", "--no-serve", *args]
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout

    with connect(Path(os.environ["NAMNDKOLLEN_DATA"]), "demo_reset") as database:
        database.execute("CREATE TABLE left_over ()")
        said = run("--reset")
        assert said.count("Läste in") == 4
        assert "(påhittad)" in said
        found = database.execute("SELECT to_regclass('left_over'), count(*) FROM organisation_board").fetchone()
        assert found == (None, 6)

        database.execute(
            "UPDATE organisation_board SET administration = 'Ändrad förvaltning' WHERE municipality_id IN"
            " (SELECT id FROM organisation_municipality WHERE slug IN ('kalmar', 'sagoby'))"
        )
        count = "SELECT (SELECT count(*) FROM rounds_round), count(*) FROM organisation_board WHERE administration = %s"
        before = database.execute(count, ["Ändrad förvaltning"]).fetchone()
        assert before
        assert before[1] == 3
        said = run()
        assert "Läste in" not in said
        assert "(påhittad)" not in said
        assert database.execute(count, ["Ändrad förvaltning"]).fetchone() == before


def test_the_reporter_has_areas_to_hand_in(db: None) -> None:
    for membership in Membership.objects.filter(user__email=demo.build_email(Role.REPORTER)):
        areas = list(membership.service_areas.all())
        assert areas, membership.board
        assert {area.board_id for area in areas} == {membership.board_id}
