"""Two versions held against each other: everything that a reader can see is compared."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from apps.core.lights import Light
from apps.core.tertials import Tertial
from apps.publishing.comparison.differences import compare_reports, list_all_facts
from apps.report import board_report
from tests.publishing.whole import WHOLE

# What a difference in is no difference to a reader by itself. Each says why.
PASSED_OVER = {
    "BoardReport.schema": "the format",
    "BoardReport.period": "the same report has the same period",
    "BoardReport.state": "publication itself changes it",
    "BoardReport.state_label": "publication itself changes it",
    "Area.depth": "follows from what it lies under",
    "Goal.depth": "follows from what it lies under",
    "Goal.children": "the goals below say what they lie under",
    "Goal.indicators": "the indicators say their goal",
    "Goal.level": "its label is compared",
    "Indicator.kind": "its label is compared",
    "Indicator.direction": "its label is compared",
    "Indicator.accumulation": "its label is compared",
    "Indicator.references": "those indicators say what they are held against",
    "Indicator.has_target": "the targets are compared",
    "Reading.target": "repeats the indicator's target",
    "Reading.last_year": "repeats the series",
    "Reading.point": "repeats the series",
    "Point.area_name": "the areas are compared",
    "Point.missing": "its label is compared",
    "Assessment.area_name": "the areas are compared",
    "Assessment.whole_board": "follows from the area",
    "Assessment.verdict.computed": "the thing's own light is compared",
    "Assessment.verdict.by_people": "always",
    "Assessment.verdict.sentence": "the thing's own light is compared",
    "Risk.area_name": "the areas are compared",
    "Risk.level": "its label is compared",
    "ControlResult.status": "its label is compared",
    "ControlResult.verdict": "its label is compared",
    "OwnTable.kind": "its label is compared",
    "OwnTable.area_name": "the areas are compared",
    "OwnColumn.kind": "its label is compared",
    "OwnRow.relation": "its label is compared",
    "OwnCell.missing": "its label is compared",
    "Comment.topic_label": "follows from the topic",
    "Comment.area_name": "the areas are compared",
    "Comment.whole_board": "follows from the area",
    "ChapterText.area_name": "the areas are compared",
    "ChapterText.whole_board": "follows from the area",
    "FindingAnswer.reason": "its label is compared",
    "Finding.quote": "the message has its words",
    "FindingQuote.source": "the message has its words",
    "FindingQuote.before": "the message has its words",
    "FindingQuote.text": "the message has its words",
    "FindingQuote.after": "the message has its words",
    "Finding.severity": "its label is compared",
    "Finding.size": "the difference is compared in words",
    "Finding.name": "the thing's own name is compared",
    "Finding.check": "the fingerprint stands for where it is",
    "Finding.where": "the fingerprint stands for where it is",
    "Finding.key": "the fingerprint stands for where it is",
    "Finding.period": "the fingerprint stands for where it is",
    "Finding.column": "the fingerprint stands for where it is",
    "Finding.part": "the fingerprint stands for where it is",
    "Finding.table": "the fingerprint stands for where it is",
    "Finding.also": "the message names them",
    "MoneyRow.area": "the area that holds it is compared",
    "MoneyRow.cost_type_label": "follows from the cost type",
    "OtherStatement.area_name": "the areas are compared",
    "OtherStatement.cost_type_label": "follows from the cost type",
    "OtherStatement.table_title": "the tables are compared",
    "AreaEconomy.name": "the areas are compared",
    "AreaEconomy.kind": "the areas are compared",
    "AreaEconomy.parent": "the areas are compared",
    "AreaEconomy.depth": "the areas are compared",
    "AreaEconomy.has_children": "the areas are compared",
    "BudgetChange.kind_label": "follows from the kind",
    "InvestmentRow.depth": "follows from what it lies under",
    "InvestmentRow.area": "its name is compared",
    "InvestmentRow.flow_label": "follows from the flow",
    "Attention.change": "its label is compared",
    "PastVariance.exact": "how many decimals are shown",
}


def mutations(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The struct with each leaf below it changed, one at a time, with the names of the way to the leaf."""
    for name in value.__struct_fields__:
        old, here = getattr(value, name), (*path, f"{type(value).__name__}.{name}")
        for below, new in changed(old, here):
            yield below, replace(value, **{name: new})


def changed(old: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A value with each of its leaves changed."""
    if isinstance(old, msgspec.Struct):
        yield from mutations(old, path)
    elif isinstance(old, tuple) and old:
        for number, item in enumerate(old):
            for below, new in changed(item, path):
                yield below, (*old[:number], new, *old[number + 1 :])
        yield path, old[:-1]
    elif isinstance(old, dict) and old:
        for key, item in old.items():
            for below, new in changed(item, path):
                yield below, {**old, key: new}
        yield path, dict(list(old.items())[:-1])
    else:
        yield path, 1 if path[-1].endswith(".tertial") else another(old)


def another(old: Any) -> Any:
    """Another value of the same type."""
    if isinstance(old, Light):
        return next(light for light in Light if light != old)
    if isinstance(old, bool):
        return not old
    if isinstance(old, int | Decimal):
        return old + 1
    if isinstance(old, str):
        return f"{old}x"
    if isinstance(old, Tertial):
        return Tertial(old.year - 5, old.number)
    if isinstance(old, tuple):
        return ("x",)
    return old.replace(year=old.year - 1) if old else "x"


def is_passed_over(path: tuple[str, ...]) -> bool:
    names = [".".join((path[-2].split(".")[0], "verdict", path[-1].split(".")[1]))] if len(path) > 1 else []
    return any(name in PASSED_OVER for name in (*path, *names))


def whole_report() -> board_report.BoardReport:
    """A report that has something of everything, with nothing said twice that need not be."""
    return WHOLE


@pytest.mark.slow
def test_every_leaf_that_changes_is_seen() -> None:
    view = whole_report()
    unseen = {
        ".".join(step.split(".")[1] for step in path)
        for path, other in mutations(view)
        if not is_passed_over(path) and not compare_reports(view, other)
    }
    assert unseen == set()


def test_the_whole_report_has_something_of_everything() -> None:
    """Or the test above would say nothing of what is not there."""
    view = whole_report()
    types = {type(one) for one in structs(view)}
    every = {
        one for one in vars(board_report).values() if isinstance(one, type) and issubclass(one, board_report.ReportPart)
    }
    assert every - types == {board_report.ReportPart}
    said = {f"{type(one).__name__}.{name}" for one in structs(view) for name in filled(one)}
    known = {f"{one.__name__}.{name}" for one in types for name in one.__struct_fields__}
    assert known == said


def structs(value: Any) -> Iterator[Any]:
    """The struct and all those in it."""
    yield value
    for name in value.__struct_fields__:
        one = getattr(value, name)
        for item in one.values() if isinstance(one, dict) else one if isinstance(one, tuple) else [one]:
            if isinstance(item, msgspec.Struct):
                yield from structs(item)


def filled(value: Any) -> set[str]:
    """The fields that hold something."""
    return {name for name in value.__struct_fields__ if getattr(value, name) not in (None, (), "")}


def test_what_an_older_version_did_not_know_is_no_difference() -> None:
    view = whole_report()
    indicator = view.indicators[0]
    coming = replace(indicator.targets[0], year=view.period.year + 1, words="minst 99")
    told = replace(view, indicators=(replace(indicator, targets=(*indicator.targets, coming)), *view.indicators[1:]))
    assert compare_reports(view, told) == []
    assert {one.what.split(" 20")[0] for one in compare_reports(told, view)} >= {"målvärde"}, (
        "what it knew and loses is one"
    )
    now = replace(indicator.targets[0], area="norr", words="minst 99")
    here = replace(view, indicators=(replace(indicator, targets=(*indicator.targets, now)), *view.indicators[1:]))
    assert compare_reports(view, here)
    assert compare_reports(replace(view, history=view.history[1:]), view) == []


def test_a_thing_with_a_new_name_is_the_same_thing() -> None:
    view = whole_report()
    renamed = replace(view, indicators=(replace(view.indicators[0], name="Nytt namn"), *view.indicators[1:]))
    (only,) = [one for one in compare_reports(view, renamed) if one.what == "namn"]
    assert (only.before, only.after, only.key) == (view.indicators[0].name, "Nytt namn", view.indicators[0].code)
    assert {one.what for one in compare_reports(view, renamed)} <= {"namn", "jämförs med"}


@pytest.mark.parametrize("part", ["areas", "goals", "indicators"])
def test_another_order_is_a_difference(part: str) -> None:
    view = whole_report()
    first, *rest = getattr(view, part)
    turned = replace(view, **{part: (first, *reversed(rest)) if part == "areas" else (*rest, first)})
    assert [one.what for one in compare_reports(view, turned) if "ordning" in one.what]


def test_every_place_is_one_place() -> None:
    facts = list(list_all_facts(whole_report()))
    assert len({fact.place for fact in facts}) == len(facts)
