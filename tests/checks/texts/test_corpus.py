"""Statements written from the figures of the four reports, half of them wrong: the wrong ones are found, the right ones
are left alone.

``UNSEEN`` was a third of the patterns when it was written, before the rules; since then only the others have grown.
"""

from collections.abc import Iterator, Sequence

import pytest

from apps.report.board_report import BoardReport
from tests.checks.texts.patterns import Pattern
from tests.checks.texts.seen_patterns import SEEN
from tests.checks.texts.statements import Corpus, Written, find_in_texts
from tests.checks.texts.unseen_patterns import UNSEEN

pytestmark = pytest.mark.slow

STATEMENTS, RECALL, PRECISION = 300, 0.9, 0.95
MISTAKES = {"digit", "swap", "unit", "way"}


def write_statements(corpora: Sequence[Corpus], patterns: Sequence[Pattern], *, is_true: bool) -> Iterator[Written]:
    """``STATEMENTS`` statements, each pattern in turn and each report in turn."""
    number = written = 0
    while written < STATEMENTS:
        pattern = patterns[number % len(patterns)]
        corpus = corpora[(number + number // len(patterns)) % len(corpora)]
        number += 1
        statement = corpus.write(pattern, is_true=is_true)
        if statement:
            written += 1
            yield statement


@pytest.mark.parametrize(("name", "patterns"), [("seen", SEEN), ("unseen", UNSEEN)])
def test_wrong_statements_are_found_and_right_ones_left_alone(
    reports: dict[str, BoardReport], name: str, patterns: tuple[Pattern, ...]
) -> None:
    corpora = [Corpus(report, seed) for seed, report in enumerate(reports.values())]
    wrong = list(write_statements(corpora, patterns, is_true=False))
    right = list(write_statements(corpora, patterns, is_true=True))
    missed = [one for one in wrong if not find_in_texts(one.report)]
    alarms = [one for one in right if find_in_texts(one.report)]
    found = len(wrong) - len(missed)
    assert {one.mistake for one in wrong} == MISTAKES
    assert found / len(wrong) >= RECALL, [(one.mistake, one.text) for one in missed]
    assert found / (found + len(alarms)) >= PRECISION, [one.text for one in alarms]


def test_there_are_patterns_enough_and_none_is_in_both() -> None:
    assert len({one.text for one in (*SEEN, *UNSEEN)}) >= 60
    assert not {one.text for one in SEEN} & {one.text for one in UNSEEN}
