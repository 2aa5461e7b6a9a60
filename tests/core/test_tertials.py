"""The tertial: order, neighbours, names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.tertials import Tertial

tertials = st.builds(Tertial, year=st.integers(1991, 2099), number=st.sampled_from([1, 2, 3]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T1 2025", Tertial(2025, 1)),
        ("2025 T2", Tertial(2025, 2)),
        ("2025/t3", Tertial(2025, 3)),
        (" t2-2024 ", Tertial(2024, 2)),
    ],
)
def test_reads_what_people_write(text: str, expected: Tertial) -> None:
    assert Tertial.parse(text) == expected


@pytest.mark.parametrize("text", ["", "T4 2025", "T1", "2025", "T1 25", "2024 T1 2025", "kvartal 1 2025"])
def test_refuses_the_rest_in_swedish(text: str) -> None:
    with pytest.raises(ValueError, match="ingen tertial"):
        Tertial.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2025, 0), (2025, 4), (1989, 1), (2101, 1)])
def test_impossible_tertials_do_not_exist(year: int, number: int) -> None:
    with pytest.raises(ValueError, match=r"\."):
        Tertial(year, number)


def test_the_period_is_accumulated_from_january() -> None:
    assert [Tertial(2024, n).start for n in (1, 2, 3)] == [date(2024, 1, 1)] * 3
    assert [Tertial(2024, n).end for n in (1, 2, 3)] == [date(2024, 4, 30), date(2024, 8, 31), date(2024, 12, 31)]
    assert Tertial(2023, 2).long_label == "januari–augusti 2023"


@given(tertials)
def test_next_and_previous_undo_each_other(tertial: Tertial) -> None:
    assert tertial.next().previous() == tertial == tertial.previous().next()
    assert tertial.previous() < tertial < tertial.next()


@given(tertials)
def test_what_is_written_reads_back(tertial: Tertial) -> None:
    assert Tertial.parse(tertial.label) == tertial


@given(tertials)
def test_last_year_is_three_tertials_back(tertial: Tertial) -> None:
    assert tertial.same_last_year() == tertial.previous().previous().previous()
