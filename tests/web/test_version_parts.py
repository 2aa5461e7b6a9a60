"""The parts that pages of versions are divided in: nothing is lost, and nothing is long when it opens."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from apps.publishing.comparison.differences import Difference
from apps.publishing.comparison.facts import FactSubject
from apps.web.board.versions.presenter import MANY_ROWS, FactPart, group_differences, group_facts

PLACES = st.tuples(st.sampled_from(["Mål", "Indikatorer"]), st.sampled_from(["", "Nöjdhet", "Väntetid"]))
FACTS = st.lists(st.tuples(PLACES, st.sampled_from(["utfall", "namn"]), st.sampled_from(["", "8", "9"])), max_size=90)


def count_rows(parts: tuple[FactPart, ...]) -> Counter[tuple[str, ...]]:
    """Every row that the parts hold, with its texts, as often as it is there."""
    rows = [row for part in parts for row in (*part.rows, *(row for group in part.groups for row in group.rows))]
    return Counter((row.part, row.name, row.what, *(text for _, text in row.texts)) for row in rows)


@given(FACTS)
def test_every_fact_of_a_version_is_in_its_parts_once(drawn: list[tuple[tuple[str, str], str, str]]) -> None:
    facts = [FactSubject(part, name).fact(what, text) for (part, name), what, text in drawn]
    parts = group_facts(facts, "Version 1")
    assert count_rows(parts) == Counter((one.part, one.name, one.what, one.text) for one in facts if one.text)
    assert [part.size for part in parts] == [count_rows((part,)).total() for part in parts]
    keys = [key for part in parts for key in (part.key, *(group.key for group in part.groups))]
    assert len(keys) == len(set(keys))
    assert all(len(part.rows) <= MANY_ROWS or len({row.name for row in part.rows}) == 1 for part in parts)


@given(FACTS, st.integers(0, 2))
def test_every_difference_is_shown_and_what_was_changed_comes_first(
    drawn: list[tuple[tuple[str, str], str, str]], every: int
) -> None:
    differences = [
        Difference(part, name, what, text, "10", derived=bool(every) and number % (every + 1) == 0)
        for number, ((part, name), what, text) in enumerate(drawn)
    ]
    groups = group_differences(differences, ("Version 1", "Version 2"))
    told = sum((count_rows(group.parts) for group in groups), Counter())
    assert told == Counter((one.part, one.name, one.what, one.before, one.after) for one in differences)
    assert [group.title for group in groups] == [
        title
        for title, derived in (("Ändrade uppgifter", False), ("Följer av dem", True))
        if any(one.derived == derived for one in differences)
    ]
    assert [group.title for group in groups if group.few] == [
        group.title for group in groups if group.title == "Ändrade uppgifter" and group.size <= MANY_ROWS
    ]
