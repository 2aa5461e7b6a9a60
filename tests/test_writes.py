"""Each table is written in one place: by the services of the app that owns it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

APPS = Path(__file__).resolve().parent.parent / "apps"
WRITES = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "create_user"}
# What is also the name of something else (a set's `update`): a write when a manager, a queryset or a row does it.
MAYBE_WRITES = {"save", "create", "update", "delete", "set"}
STATEMENT = re.compile(r"\b(INSERT INTO|UPDATE [a-z{]|DELETE FROM)")
EXCEPTIONS = {
    "core/upsert.py": "the bulk write that services are made of",
    "core/fact_tables.py": "the row by row write that services are made of; only they make a FactTable",
    "core/row_values.py": "the write of some values that services are made of",
    "accounts/models.py": "Django's contract of a user manager: create_user",
    "goals/links.py": "the services of what goals and indicators are tied to",
    "goals/relations.py": "the services of relations, which stand by themselves",
    "imports/job_progress.py": "progress is told on a connection of its own, outside the job's transaction",
    "imports/files/issued_templates.py": "the services of templates that have been given out",
    "publishing/records/record_rows.py": "the rows that the services of records are made of",
    "publishing/records/round_statements.py": "the digests that the services of records are made of",
    "publishing/published_lists.py": "the services of rendered lists",
    "publishing/published_reports.py": "the services of rendered pages",
    "publishing/suppression/board_facts.py": "the services of what suppression knows of versions",
    "publishing/suppression/reissues.py": "the services of reissues and of what they withhold",
    "texts/shared_dispositions.py": "the services of shared dispositions",
    "web/demo.py": "makes the demo's users, with rights that no service gives",
}
TOOLS = {"FactTable": "core.fact_tables", "upsert_rows": "core.upsert", "write_values": "core.row_values"}


def is_services(path: Path) -> bool:
    return path.stem == "services" or path.parent.name == "services"


def list_modules() -> list[Path]:
    return sorted(path for path in APPS.rglob("*.py") if "migrations" not in path.parts)


def find_writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, receiver = node.func.attr, ast.unparse(node.func.value)
            on_rows = "objects" in receiver or "_default_manager" in receiver
            if name in WRITES or (name in MAYBE_WRITES and on_rows):
                yield node.lineno, f".{name}("
            elif name == "save" and (not node.args or any(k.arg == "update_fields" for k in node.keywords)):
                yield node.lineno, ".save("
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
            yield node.lineno, node.value.strip()[:40]


def test_only_services_write() -> None:
    """A table's rows are written by its own services: that is where locks, history and audit are."""
    found = []
    for path in list_modules():
        name = path.relative_to(APPS).as_posix()
        if is_services(path) or name in EXCEPTIONS:
            continue
        found += [f"apps/{name}:{line} {what}" for line, what in find_writes(ast.parse(path.read_text()))]
    assert not found, (
        "Writes outside services. Give the app that owns the table a function in its services.py and call it, "
        f"or say in EXCEPTIONS (tests/test_writes.py) why not:\n{chr(10).join(found)}"
    )


def test_services_write_their_own_tables() -> None:
    """``Model.objects.create`` and the like in a services module is of a model of the same app."""
    found = []
    for path in list_modules():
        if not is_services(path):
            continue
        tree, app = ast.parse(path.read_text()), path.relative_to(APPS).parts[0]
        models = {
            alias.asname or alias.name: node.module.split(".")[1]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models") and node.module
            for alias in node.names
        }
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in WRITES | MAYBE_WRITES:
                continue
            owner = models.get(ast.unparse(node.func.value).split(".")[0])
            if owner and owner != app:
                found.append(f"{path.relative_to(APPS)}:{node.lineno} writes a table of {owner}")
    assert not found, f"Call the other app's services instead:\n{chr(10).join(found)}"


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_the_tools_of_writing_are_used_by_services(tool: str) -> None:
    users = [
        path.relative_to(APPS).as_posix()
        for path in list_modules()
        if re.search(rf"\b{tool}\(", path.read_text()) and not is_services(path)
    ]
    assert users == [f"{TOOLS[tool].replace('.', '/')}.py"] or not users


def test_every_exception_is_still_there_or_gone() -> None:
    """An exception that writes nothing any longer is taken out."""
    idle = [
        name
        for name in EXCEPTIONS
        if (APPS / name).exists() and not list(find_writes(ast.parse((APPS / name).read_text())))
    ]
    assert not idle
