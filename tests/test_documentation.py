"""What CONTRIBUTING, README and the architecture name is there: files, modules, names, commands, links, layers."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("CONTRIBUTING.md", "README.md", "docs/architecture.md")
WORDS_COLUMN = 1
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def read_document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def list_quoted(name: str) -> set[str]:
    """What is written between backticks, outside blocks of code."""
    text = re.sub(r"```.*?```", "", read_document(name), flags=re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", text))


@cache
def list_names(path: Path) -> frozenset[str]:
    """What a module defines, in classes too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(names)


def is_there(dotted: str) -> bool:
    """Is ``room.module`` or ``room.module.Name`` in ``apps/``?"""
    parts = dotted.removeprefix("apps.").split(".")
    for count in range(len(parts), 0, -1):
        place = ROOT.joinpath("apps", *parts[:count])
        module = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if module.is_file():
            return set(parts[count:]) <= list_names(module)
    return False


def is_path_there(path: str) -> bool:
    return any((ROOT / base / path).exists() for base in ("", "apps", "docs"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_is_there(name: str) -> None:
    paths = {
        one for one in list_quoted(name) if re.fullmatch(r"[\w.-]+(/[\w.-]*)+|[\w-]+\.(md|toml|yml|json|lock)", one)
    }
    assert [path for path in sorted(paths) if not is_path_there(path)] == []
    links = re.findall(r"\]\(([^)#:]+)\)", read_document(name))
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_name_is_there(name: str) -> None:
    quoted = {one for one in list_quoted(name) if re.fullmatch(r"[a-z_]+(\.\w+)+", one)}
    dotted = {one for one in quoted if not re.search(r"\.(py|md|html|toml|yml|json|csv|lock)$", one)}
    assert [one for one in sorted(dotted) if not is_there(one)] == [], "the first word is a room under apps/"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_is_there(name: str) -> None:
    text = read_document(name)
    commands = set(re.findall(r"manage\.py (\w+)", text))
    assert commands <= get_commands().keys()
    targets = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE))
    assert targets <= TARGETS


def test_every_term_is_in_the_code() -> None:
    """The words in code, of the table under “Words”."""
    table = read_document("CONTRIBUTING.md").partition("## Words")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 30
    modules = list((ROOT / "apps").rglob("*.py"))
    names = {name for path in modules for name in list_names(path)} | {path.stem for path in modules}
    names |= {path.parent.name for path in modules}
    terms = {term for row in rows for term in re.findall(r"`(\w+)`", row[WORDS_COLUMN])}
    assert terms - names == set()


def test_the_picture_of_the_layers_is_that_of_pyproject() -> None:
    """Each room where the contract has it; those on one line with commas stand in the contract's order."""
    picture = re.search(r"```\n(.*?)```", read_document("docs/architecture.md"), flags=re.DOTALL)
    assert picture
    drawn: list[str] = []
    for line in picture[1].splitlines():
        rooms = re.split(r" {2,}", line)[0]
        drawn += rooms.split(", ") if "," in rooms else [rooms]
    contracts = tomllib.loads(read_document("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert drawn == next(one["layers"] for one in contracts if one["type"] == "layers")


def test_every_room_is_an_app() -> None:
    contracts = tomllib.loads(read_document("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    rooms = {room for layer in layers for room in layer.split(" | ")}
    folders = {path.parent.name for path in (ROOT / "apps").glob("*/__init__.py")}
    assert rooms == folders
