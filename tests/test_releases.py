"""Releases have a version and a date, and the newest is the version of the project."""

import re
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
RELEASES = [heading.split(" - ") for heading in HEADINGS if heading != "Unreleased"]


def test_only_what_has_come_since_the_latest_release_is_undated() -> None:
    assert "Unreleased" not in HEADINGS[1:]
    dates = [date.fromisoformat(released) for _, released in RELEASES]
    assert dates == sorted(dates, reverse=True)


def test_versions_fall_and_the_newest_is_the_projects() -> None:
    numbers = [tuple(map(int, version.split("."))) for version, _ in RELEASES]
    assert numbers == sorted(set(numbers), reverse=True)
    assert RELEASES[0][0] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_lock_has_the_projects_version() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    assert [one["version"] for one in packages if one["name"] == "namndkollen"] == [RELEASES[0][0]]
