"""Every check has its row in the registry, with the code that its findings carry. One without a row fails here."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps import checks
from apps.checks import registry
from apps.checks.base import COMPUTED_LABEL, STATED_LABEL
from apps.checks.registry import CHECKS, Check, UnregisteredCheckError, collect_findings
from apps.report.board_report import BoardReport, Finding
from tests.reports import build_report
from tests.small_board import SmallBoard

ROW = "Add a row in CHECKS in apps/checks/registry.py: code, title, function, and what the two figures are called."
# What makes a finding; its code is the first argument.
BUILDERS = {"build_money_finding", "build_figure_finding", "_build_finding", "_build_group_finding"}
PACKAGE = f"{checks.__name__}."


def modules() -> Iterator[tuple[str, ast.Module]]:
    folder = Path(checks.__path__[0])
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def codes_in(tree: ast.Module) -> set[str]:
    """The codes that are written in the module, as an argument of what makes a finding or of ``Finding`` itself."""
    codes = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = [keyword.value for keyword in call.keywords if keyword.arg == "check" and name == "Finding"]
        given += call.args[:1] if name in BUILDERS else []
        codes |= {one.value for one in given if isinstance(one, ast.Constant)}
    return codes


def test_every_function_that_checks_has_a_row() -> None:
    written = {
        f"{module}.{node.name}"
        for module, tree in modules()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    }
    registered = {f"{one.run.__module__.removeprefix(PACKAGE)}.{one.run.__name__}" for one in CHECKS}
    assert written == registered, f"{sorted(written ^ registered)}: {ROW}"


def test_every_code_of_a_finding_has_a_row() -> None:
    """Seen in the code itself, so that it shows also for a check that no report has made a finding of."""
    for module, tree in modules():
        registered = {one.code for one in CHECKS if one.run.__module__.removeprefix(PACKAGE) == module}
        assert codes_in(tree) <= registered, f"{module}: {sorted(codes_in(tree) - registered)}. {ROW}"


def test_what_has_the_same_code_is_called_the_same() -> None:
    names: dict[str, set[tuple[str, tuple[str, str]]]] = defaultdict(set)
    for one in CHECKS:
        names[one.code].add((one.title, one.against))
    assert all(len(told) == 1 for told in names.values())


def test_a_finding_with_another_code_than_its_row_stops_the_report(
    small: SmallBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_something(report: BoardReport) -> Iterator[Finding]:
        yield Finding(
            check="something", where="summary", key="", name="", message="", expected="1", found="2", severity="small"
        )

    row = Check(code="another", title="Något", run=check_something)
    monkeypatch.setattr(registry, "CHECKS", (row,))
    with pytest.raises(UnregisteredCheckError, match=r"'something'.*add a row in CHECKS in apps/checks/registry\.py"):
        collect_findings(build_report(small.round))


def test_a_check_that_is_gone_since_still_has_a_heading() -> None:
    """An old publication may hold its findings."""
    assert registry.get_check_title("sum") == "Stämmer inte"
    assert registry.get_compared_labels("sum") == (COMPUTED_LABEL, STATED_LABEL)
