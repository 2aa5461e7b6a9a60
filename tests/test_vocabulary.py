"""The code reads at sight: one vocabulary, a verb first in functions, a docstring everywhere, rooms of a size.

The words and what to write in their place stand in CONTRIBUTING.md under “Words”. What a name is made of is looked at
in ``apps/`` and ``tests/bench``; migrations are history and stay as they are.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.vocabulary_lists import (
    BANNED_WORDS,
    GERUND_MODULES,
    NAMES_WITHOUT_VERB,
    NOT_YET_CLEAN,
    SHARED_CLASS_NAMES,
    TRUE_SENSES,
    VERBS,
)

ROOT = Path(__file__).resolve().parent.parent
MODULES_IN_A_FOLDER = 25
LINES_IN_A_MODULE = 400
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def read_modules() -> dict[str, ast.Module]:
    """Dotted name -> its syntax tree."""
    files = [*(ROOT / "apps").rglob("*.py"), *(ROOT / "tests" / "bench").rglob("*.py")]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(files)
        if "migrations" not in path.parts
    }


def split_words(identifier: str) -> list[str]:
    """``findRowsOf_board`` -> find, rows, of, board."""
    parts = re.split(r"_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", identifier)
    return [part.lower() for part in parts if part]


def list_definitions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that the module itself gives to something, and its line; also ``self.name = …``."""
    for node in ast.walk(tree):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, node.lineno
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node.lineno


def list_functions(tree: ast.Module) -> Iterator[Function]:
    """Every function, nested ones and methods too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def find_banned_words() -> Iterator[tuple[str, str]]:
    for module, tree in read_modules().items():
        names = {name for name, _ in list_definitions(tree)} | {module.rpartition(".")[2]}
        for name in sorted(names):
            for word in split_words(name):
                if word in BANNED_WORDS and not module.startswith(TRUE_SENSES.get(name, ("no module",))):
                    yield f"{module}: {name}", f"“{word}”: {BANNED_WORDS[word]}"


def find_names_ending_in_of() -> Iterator[tuple[str, str]]:
    for module, tree in read_modules().items():
        for function in list_functions(tree):
            if function.name.endswith("_of"):
                yield f"{module}: {function.name}", "begin with a verb: build, load, find, list, format, count …"


def find_gerunds() -> Iterator[tuple[str, str]]:
    names = {part for module in read_modules() for part in module.removesuffix(".__init__").split(".")}
    for name in sorted(names):
        if name.endswith("ing") and name not in GERUND_MODULES:
            yield f"module {name}", "a module is named by what it holds, not by what is done"


def find_missing_docstrings() -> Iterator[tuple[str, str]]:
    for module, tree in read_modules().items():
        if module.endswith((".admin", ".apps")):  # Django's registrations, where the class's name says all
            continue
        if tree.body and not ast.get_docstring(tree):
            yield module, "the module says in a docstring what it holds"
        for node in tree.body:
            if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_") or node.name == "Command":
                continue
            if not ast.get_docstring(node):
                yield f"{module}: {node.name}", "a docstring says what it gives, or why it is there"


def find_functions_without_verb() -> Iterator[tuple[str, str]]:
    for module, tree in read_modules().items():
        for node in tree.body:
            if isinstance(node, Function):
                first = split_words(node.name)[0]
                if first not in VERBS and node.name not in NAMES_WITHOUT_VERB:
                    yield f"{module}: {node.name}", f"“{first}” is no verb of VERBS in tests/vocabulary_lists.py"


def find_crowded_folders() -> Iterator[tuple[str, str]]:
    modules = defaultdict(list)
    for module in read_modules():
        if not module.endswith("__init__"):
            modules[module.rpartition(".")[0]].append(module)
    for folder, names in modules.items():
        if len(names) > MODULES_IN_A_FOLDER:
            yield folder, f"{len(names)} modules, at most {MODULES_IN_A_FOLDER}: make rooms of it"


def find_long_modules() -> Iterator[tuple[str, str]]:
    for module in read_modules():
        path = ROOT / Path(*module.split(".")).with_suffix(".py")
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LINES_IN_A_MODULE:
            yield module, f"{lines} lines, at most {LINES_IN_A_MODULE}"


def find_homonyms() -> Iterator[tuple[str, str]]:
    modules = defaultdict(list)
    for module, tree in read_modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                modules[node.name].append(module)
    for name, where in modules.items():
        if len(where) > 1 and name not in SHARED_CLASS_NAMES:
            yield f"class {name}", f"in {', '.join(where)}: one name, one meaning"


CHECKS = {
    "banned words": find_banned_words,
    "names that end in _of": find_names_ending_in_of,
    "gerunds": find_gerunds,
    "docstrings": find_missing_docstrings,
    "verbs": find_functions_without_verb,
    "folders": find_crowded_folders,
    "lengths": find_long_modules,
    "class names": find_homonyms,
}


@pytest.mark.parametrize("check", CHECKS)
def test_names_follow_the_vocabulary(check: str) -> None:
    faults = dict(CHECKS[check]())
    new = [f"{where}: {why}" for where, why in faults.items() if where not in NOT_YET_CLEAN]
    assert not new, "See “Words” in CONTRIBUTING.md.\n" + "\n".join(new)


def test_what_has_been_cleaned_is_off_the_list() -> None:
    faults = {where for check in CHECKS.values() for where, _ in check()}
    assert faults >= NOT_YET_CLEAN, "clean now: take it out of NOT_YET_CLEAN in tests/vocabulary_lists.py"


def test_what_is_allowed_is_in_use() -> None:
    """An exception that nobody needs would let the next one in."""
    names = {name for tree in read_modules().values() for name, _ in list_definitions(tree)}
    modules = {part for module in read_modules() for part in module.split(".")}
    assert TRUE_SENSES.keys() <= names | modules
    assert GERUND_MODULES.keys() <= modules
    functions = [function.name for tree in read_modules().values() for function in list_functions(tree)]
    assert set(functions) >= NAMES_WITHOUT_VERB
    classes = [node.name for tree in read_modules().values() for node in tree.body if isinstance(node, ast.ClassDef)]
    assert {name for name in classes if classes.count(name) > 1} >= SHARED_CLASS_NAMES.keys()


if __name__ == "__main__":
    for check in CHECKS.values():
        for where, _ in check():
            print(where)  # noqa: T201 - for who shortens the list
