"""The decisions are listed, each says how it stands, and what one changes of another is told in both."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
DECISIONS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("[0-9]*.md"))}
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
OTHER_END = {
    "amends": "amended by",
    "amended by": "amends",
    "supersedes": "superseded by",
    "superseded by": "supersedes",
}
HOW = (
    "line 2 of a decision: `Status: accepted.`, with clauses such as `; amends [0009](0009-files-in.md)` or "
    "`; amended by [0020](0020-one-door.md) (what)` after `accepted`, or in its place `superseded by`"
)


def status(name: str) -> str:
    return DECISIONS[name].splitlines()[1]


def relations(name: str) -> set[tuple[str, str, str]]:
    """What a decision's status says of others: the relation, the number and the file that its link leads to."""
    return set(re.findall(r"[;:] (amends|amended by|supersedes|superseded by) \[(\d{4})\]\(([^)]+)\)", status(name)))


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_says_how_it_stands(name: str) -> None:
    assert re.match(r"Status: (accepted|superseded by \[.*)[.;]", status(name)), HOW
    assert len(relations(name)) == len(re.findall(r"\b\d{4}\b", re.sub(r"\([^)]*\)", "", status(name)))), HOW


@pytest.mark.parametrize("name", DECISIONS)
def test_what_it_changes_is_shown_in_both(name: str) -> None:
    for relation, number, file in relations(name):
        assert file in DECISIONS, f"{name} links to {file}, which is not there"
        assert file.startswith(number)
        assert (OTHER_END[relation], name[:4], name) in relations(file), f"{file} does not say “{OTHER_END[relation]}”"


@pytest.mark.parametrize("name", DECISIONS)
def test_numbers_in_the_text_are_of_decisions(name: str) -> None:
    numbers = {file[:4] for file in DECISIONS}
    assert set(re.findall(r"\b00\d\d\b", DECISIONS[name])) <= numbers


def test_the_numbers_follow_each_other_and_all_are_listed() -> None:
    assert [int(name[:4]) for name in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    listed = re.findall(
        r"^(\d+)\. \[[^\]]+\]\(([^)]+)\)(?: \((?:amended|superseded) by ([\d and]+)\))?$", INDEX, flags=re.MULTILINE
    )
    assert [(int(number), file) for number, file, _ in listed] == list(enumerate(DECISIONS, start=1))
    for _, file, later in listed:
        told = {int(number) for number in re.findall(r"\d+", later)}
        assert told == {int(number) for relation, number, _ in relations(file) if relation.endswith(" by")}, file
