"""Nobody who has every version, year and face of a board's reports can work out a hidden number of persons.

Boards are made up with sums between their indicators; reports are published, corrected and followed by others; the
limit is raised on the way. The reader knows the sums and tries with exact linear algebra and bounds.
"""

from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from apps.publishing.suppression.headcounts import SumFormula
from apps.publishing.suppression.text_redaction import find_hidden_numbers_in_texts
from tests.publishing.examples import BOARD
from tests.publishing.played import Figures, PlayedBoard, Reader
from tests.publishing.test_hidden_texts import comment

pytestmark = pytest.mark.slow

LONE: dict[str, str | None] = {BOARD: None}
TWO: dict[str, str | None] = {BOARD: None, "barn": BOARD, "vuxna": BOARD}
YEARS = (2022, 2023, 2024)
SUMS = [("alla", ("borta", "hemma"))]
LONGER = [("alla", ("borta", "hemma", "okand"))]
counts = st.one_of(st.integers(0, 7), st.integers(8, 60))


@st.composite
def planted(
    draw: st.DrawFn, parents: dict[str, str | None], genders: str, sums: list[tuple[str, tuple[str, ...]]]
) -> Figures:
    """Numbers of the parts by year, area and gender; everything above them is their sum."""
    found: Figures = {}
    leaves = [area for area in parents if area not in parents.values()]
    ends = genders if genders == "T" else "KM"
    codes = sorted({part for _, parts in sums for part in parts})
    for code, year, area, gender in product(codes, YEARS, leaves, ends):
        found[code, year, 3, area, gender] = draw(counts)
    return summed(found, parents, genders, sums)


def summed(
    found: Figures, parents: dict[str, str | None], genders: str, sums: list[tuple[str, tuple[str, ...]]]
) -> Figures:
    """The figures with their totals made anew."""
    leaves = [area for area in parents if area not in parents.values()]
    codes = sorted({part for _, parts in sums for part in parts})
    for code, year, area in product(codes, YEARS, leaves):
        if genders != "T":
            found[code, year, 3, area, "T"] = sum(found[code, year, 3, area, one] for one in "KM")
    for code, year, gender in product(codes, YEARS, genders):
        if leaves != [BOARD]:
            found[code, year, 3, BOARD, gender] = sum(found[code, year, 3, one, gender] for one in leaves)
    for (total, parts), year, area, gender in product(sums, YEARS, parents, genders):
        found[total, year, 3, area, gender] = sum(found[part, year, 3, area, gender] for part in parts)
    return found


@st.composite
def corrected(
    draw: st.DrawFn,
    figures: Figures,
    parents: dict[str, str | None],
    genders: str,
    sums: list[tuple[str, tuple[str, ...]]],
) -> Figures:
    """The same figures with one of the parts changed, and the sums with it."""
    leaves = [area for area in parents if area not in parents.values()]
    parts = {part for _, parts in sums for part in parts}
    ends = sorted(c for c in figures if c[0] in parts and c[3] in leaves and (genders == "T" or c[4] != "T"))
    return summed({**figures, draw(st.sampled_from(ends)): draw(counts)}, parents, genders, sums)


def assert_nothing_is_told(board: PlayedBoard, sums: list[tuple[str, tuple[str, ...]]], threshold: int) -> None:
    found = board.rules().formulas
    reader = Reader(board, [])
    reader.sums = [one for one in sums if SumFormula(*one) in found or reader.sees(*one)]
    event(f"sums are known: {len(reader.sums)}")
    assert reader.shown_small(threshold) == []
    assert reader.recovered(threshold) == {}


@pytest.mark.parametrize(
    ("parents", "genders", "sums"),
    [(LONE, "T", SUMS), (LONE, "TKM", SUMS), (TWO, "T", SUMS), (LONE, "T", LONGER)],
    ids=["years", "genders", "areas", "three parts"],
)
def test_versions_corrections_and_a_raised_limit(
    parents: dict[str, str | None], genders: str, sums: list[tuple[str, tuple[str, ...]]]
) -> None:
    @given(st.data(), st.sampled_from([0, 3, 4]), st.integers(3, 7))
    @settings(max_examples=40, deadline=None, derandomize=True)
    def play(data: st.DataObject, first: int, last: int) -> None:
        figures = data.draw(planted(parents, genders, sums))
        board = PlayedBoard(frozenset(code for code, *_ in figures), parents, threshold=first)
        board.publish(figures)
        again = data.draw(corrected(figures, parents, genders, sums))
        board.publish(again)
        assert_nothing_is_told(board, sums, first)
        board.tighten(max(first, last))
        assert_nothing_is_told(board, sums, max(first, last))
        board.publish(data.draw(corrected(again, parents, genders, sums)), year=2025)
        assert_nothing_is_told(board, sums, max(first, last))

    play()


def seen_board(threshold: int = 0) -> tuple[PlayedBoard, Figures]:
    """The board of the issue: 34 - 30 = 4, and the years beside tell the same sum."""
    numbers = {"alla": (41, 38, 34), "hemma": (33, 29, 30), "borta": (8, 9, 4)}
    figures = {
        (code, year, 3, BOARD, "T"): value
        for code, values in numbers.items()
        for year, value in zip(YEARS, values, strict=True)
    }
    board = PlayedBoard(frozenset(numbers), LONE, threshold)
    board.publish(figures)
    return board, figures


def test_the_seen_board() -> None:
    board, _figures = seen_board(5)
    reader = Reader(board, SUMS)
    assert reader.recovered(5) == {}
    hidden = {name[1:3] for name in reader.true if name not in reader.known}
    assert ("borta", 2024) in hidden
    assert len(hidden) == 2, "one figure beside it is enough"


def test_a_sum_that_one_version_breaks_is_found_in_the_other() -> None:
    """The total alone is corrected: version 1 still tells 34 - 30."""
    board, figures = seen_board()
    board.publish({**figures, ("alla", 2024, 3, BOARD, "T"): 35})
    board.tighten(5)
    assert Reader(board, SUMS).recovered(5) == {}


def test_texts_tell_nothing_in_a_version_that_is_issued_anew() -> None:
    numbers: Figures = {("borta", year, 3, BOARD, "T"): value for year, value in zip(YEARS, (8, 9, 4), strict=True)}
    board = PlayedBoard(frozenset({"borta"}), LONE)
    board.publish(numbers, comments=(comment("Fyra barn var placerade borta. Fyra mål nåddes."),))
    whole = board.whole[0]
    board.tighten(5)
    shown = board.public[0]
    assert shown.comments[0].text == "[dolt tal] barn var placerade borta. Fyra mål nåddes."
    assert find_hidden_numbers_in_texts(whole, shown) == []


def test_without_a_limit_a_version_is_the_very_same() -> None:
    board, figures = seen_board()
    before = board.public[0]
    board.publish({**figures, ("borta", 2024, 3, BOARD, "T"): 5})
    assert board.public[0] is before
