"""The files for production agree with the settings, with the code and with each other."""

import ast
import importlib
import json
import os
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from celery import Celery
from django.core.management import call_command
from django.urls import resolve
from pytest_django import Settings

from apps.config.embedded import programs

pytestmark = pytest.mark.slow

REPO = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((REPO / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (REPO / "Dockerfile").read_text()
DOCUMENTATION = (REPO / "docs" / "deployment.md").read_text()
OURS = ("web", "worker", "beat", "migrate")

# What production leaves to the default; docs/deployment.md says what each is for.
OPTIONAL = {
    "BEHIND_HTTPS",
    "CONN_MAX_AGE",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "DEMO",
    "JOBS_IN_THREADS",
    "NAMNDKOLLEN_DATA",
    "NAMNDKOLLEN_DB",
    "STATIC_ROOT",
}
SECRETS = {
    "SECRET_KEY": secrets.token_hex(32),
    "POSTGRES_PASSWORD": secrets.token_hex(32),
    "ALLOWED_HOSTS": "namndkollen.example.se",
}


def variables_read_by(path: str) -> set[str]:
    """The names in ``env.str("NAME")``, ``environ.get("NAME")`` and the like."""
    names = set()
    for node in ast.walk(ast.parse((REPO / path).read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            source, name = ast.unparse(node.func.value), node.args[0]
            if source in ("env", "os.environ") and isinstance(name, ast.Constant):
                names.add(str(name.value))
    return names


def variables_set_in_compose() -> set[str]:
    return set(SERVICES["web"]["environment"])


def variables_asked_for_by_compose() -> set[str]:
    return set(re.findall(r"\$\{(\w+)", (REPO / "docker-compose.yml").read_text()))


def example() -> dict[str, str]:
    lines = (REPO / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def in_production(values: dict[str, str]) -> dict[str, str]:
    """The environment of ``web`` as compose would make it out of ``values``."""

    def filled(text: str) -> str:
        return re.sub(
            r"\$\{(\w+)(?::([-?])([^}]*))?\}",
            lambda found: values.get(found[1]) or (found[3] if found[2] == "-" else ""),
            text,
        )

    return {name: filled(str(value)) for name, value in SERVICES["web"]["environment"].items()}


def manage(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "manage.py", *arguments],
        cwd=REPO,
        env={"PATH": os.defpath, **in_production(SECRETS), **more},
        capture_output=True,
        text=True,
        check=False,
    )


# The environment


def test_every_variable_is_set_or_known_to_be_optional() -> None:
    files = ("settings", "postgres", "signin")
    read = set().union(*(variables_read_by(f"apps/config/{name}.py") for name in files))
    assert {"SECRET_KEY", "DATABASE_URL", "NAMNDKOLLEN_DATA"} <= read, "läsaren av settings.py hittar inte allt"
    assert read == variables_set_in_compose() | OPTIONAL
    assert not variables_set_in_compose() & OPTIONAL


def test_compose_asks_for_what_the_example_has() -> None:
    assert set(example()) == variables_asked_for_by_compose()


def test_the_example_tells_compose_defaults_and_no_secret() -> None:
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", (REPO / "docker-compose.yml").read_text()))
    required = set(re.findall(r"\$\{(\w+):\?", (REPO / "docker-compose.yml").read_text()))
    assert example() == {**defaults, **dict.fromkeys(required, "")}
    assert required == set(SECRETS)


def test_every_variable_is_documented() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENTATION, re.MULTILINE))
    assert told == variables_set_in_compose() | OPTIONAL | set(example())


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_without_a_secret_nothing_starts(name: str) -> None:
    environment = {key: value for key, value in in_production(SECRETS).items() if key != name}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=REPO,
        env={"PATH": os.defpath, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert name in done.stderr


def test_django_has_no_complaint_about_production() -> None:
    done = manage("check", "--deploy", "--fail-level", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_never_starts_the_embedded_database(tmp_path: Path) -> None:
    assert manage("check", NAMNDKOLLEN_DATA=str(tmp_path)).returncode == 0
    assert not list(tmp_path.iterdir())


def test_the_log_is_json(tmp_path: Path) -> None:
    code = "import logging; logging.getLogger('apps').warning('hej %s', 'å', extra={'user': 'hemlig'})"
    done = manage("shell", "--no-imports", "-c", code)
    line = json.loads(done.stderr.splitlines()[-1])
    assert (line["event"], line["level"], line["logger"]) == ("hej å", "warning", "apps")
    assert "hemlig" not in done.stderr


def test_mail_goes_where_the_address_says() -> None:
    code = (
        "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_HOST_USER)"
    )
    done = manage("shell", "--no-imports", "-c", code, EMAIL_URL="smtp+tls://anna:hemligt@post.example.se:587")
    assert done.stdout.split() == ["post.example.se", "587", "True", "anna"]


def test_the_database_address_keeps_its_options() -> None:
    code = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    done = manage("shell", "--no-imports", "-c", code, DATABASE_URL="postgresql://a:b@db/c?sslmode=require")
    options = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        "prepare_threshold": 1,
        "options": "-c plan_cache_mode=force_generic_plan",
        "sslmode": "require",
    }
    assert ast.literal_eval(done.stdout) == options


def test_behind_a_pooler_nothing_is_prepared() -> None:
    """Nor may it be told anything of plans when it connects: a pooler refuses what it doesn't know."""
    code = "from django.conf import settings as s; print(s.DATABASES['default']['OPTIONS'])"
    options = ast.literal_eval(manage("shell", "--no-imports", "-c", code, CONN_MAX_AGE="0").stdout)
    assert options["prepare_threshold"] is None
    assert "options" not in options


# The services


def commands() -> list[list[str]]:
    of_image = json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1])
    return [SERVICES[name].get("command", of_image) for name in OURS]


def test_commands_name_what_exists() -> None:
    for command in commands():
        program, *rest = command
        assert program == "python" or (Path(sys.executable).parent / program).exists(), command
        if program == "gunicorn":
            assert callable(importlib.import_module(rest[0]).application)
        elif program == "celery":
            assert rest[0] == "-A"
            assert isinstance(importlib.import_module(rest[1]).app, Celery)
        else:
            assert (REPO / rest[0]).exists()


@pytest.mark.parametrize("command", commands(), ids=OURS)
def test_commands_have_options_that_their_programs_know(command: list[str]) -> None:
    program, *rest = command
    if program == "gunicorn":
        asked = [program, *rest, "--check-config"]
    elif program == "celery":
        asked = [program, *rest[:3], "--help"]
    else:
        asked = [sys.executable, *rest, "--help"]
    done = subprocess.run(
        asked,
        cwd=REPO,
        env={**in_production(SECRETS), "PATH": f"{Path(sys.executable).parent}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if program == "celery":
        for option in filter(lambda word: word.startswith("--"), rest):
            assert option in done.stdout


def test_the_first_visitor_waits_for_nothing_to_be_loaded() -> None:
    """Before the processes are made, and without a question to the database, which is not there."""
    code = (
        "import sys; import apps.config.wsgi; from django.template import engines; "
        "loaded = engines['django'].engine.template_loaders[0].get_template_cache; "
        "print('apps.web.board.overview.views' in sys.modules, 'board/overview.html' in loaded, len(loaded) > 50)"
    )
    done = manage("shell", "--no-imports", "-c", code)
    assert done.stdout.split() == ["True", "True", "True"], done.stderr


def test_health_checks_ask_addresses_that_exist() -> None:
    asked = " ".join(SERVICES["web"]["healthcheck"]["test"])
    host, path = re.findall(r"http://([^/]+)(/\w+)", asked)[0]
    assert resolve(path).url_name == "readyz"
    assert resolve("/livez").url_name == "livez"
    assert host.split(":")[0] == "localhost"
    assert f"0.0.0.0:{host.split(':')[1]}" in DOCKERFILE
    for name, service in SERVICES.items():
        assert "healthcheck" in service or name in ("beat", "migrate"), name


def test_the_health_check_is_python_that_compiles() -> None:
    ast.parse(SERVICES["web"]["healthcheck"]["test"][-1])
    assert shlex.split(SERVICES["worker"]["healthcheck"]["test"][-1])[:3] == ["celery", "-A", "apps.config.celery"]


def test_postgres_is_the_one_that_the_tests_run_on() -> None:
    assert SERVICES["db"]["image"] == f"postgres:{programs.MAJOR_VERSION}"
    assert "--locale-provider=builtin --builtin-locale=C.UTF-8" in SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_only_web_is_reached_from_outside_and_only_from_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert COMPOSE["networks"]["inside"]["internal"]
    for name in ("db", "valkey"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_our_services_can_change_nothing_but_their_temporary_folder() -> None:
    for name in OURS:
        assert SERVICES[name]["read_only"]
        assert SERVICES[name]["tmpfs"] == ["/tmp"]
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["namndkollen"]


def test_everything_waits_for_the_migrations_and_they_for_the_database() -> None:
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert SERVICES[name]["restart"] == "unless-stopped"


def test_volumes_are_declared_and_used() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


# The image


def copied_from_here() -> set[str]:
    lines = re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
    return {source for line in lines for source in line.split()[:-1]}


def test_the_image_gets_all_it_copies_and_nothing_else() -> None:
    allowed = {line[1:] for line in (REPO / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied_from_here() == allowed
    for name in allowed:
        assert (REPO / name).exists(), name


def test_the_image_can_log_in_with_saml() -> None:
    """Its variables stand in compose, so setting them must be enough."""
    installs = re.findall(r"^RUN uv sync (.+)$", (REPO / "Dockerfile").read_text(), re.MULTILINE)
    assert installs
    assert all("--extra saml" in options for options in installs)


def test_the_python_of_the_image_is_one_we_support() -> None:
    required = re.findall(r'requires-python = ">=3\.(\d+)"', (REPO / "pyproject.toml").read_text())[0]
    assert all(int(minor) >= int(required) for minor in re.findall(r"FROM python:3\.(\d+)-slim", DOCKERFILE))


def test_the_static_files_are_collected_as_the_image_does(tmp_path: Path) -> None:
    step = re.findall(r"^RUN (SECRET_KEY=.*)\\\n\s+(.*)$", DOCKERFILE, re.MULTILINE)[0]
    settings = dict(word.split("=", 1) for word in step[0].split())
    done = subprocess.run(
        [sys.executable, *step[1].split()[1:], "--dry-run"],
        cwd=REPO,
        env={"PATH": os.defpath, "STATIC_ROOT": str(tmp_path), **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_static_file_names_one_that_does_not_exist(tmp_path: Path, settings: Settings) -> None:
    """The storage of production refuses that; here without its compression, which takes ten seconds."""
    settings.STATIC_ROOT = str(tmp_path)
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def test_decisions_are_numbered_in_one_row_and_listed() -> None:
    folder = REPO / "docs" / "decisions"
    records = sorted(path for path in folder.glob("0*.md"))
    listed = (folder / "README.md").read_text()
    for number, path in enumerate(records, 1):
        title = path.read_text().partition("\n")[0].removeprefix("# ")
        assert (path.name[:4], title.partition(".")[0]) == (f"{number:04}", str(number))
        assert f"[{title.partition('. ')[2]}]({path.name})" in listed
