"""What is to be seen to if a file is applied, under the same headings as the findings of a report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apps.checks.base import CONTRADICTION
from apps.web.board.findings.presenter import KIND_SIGNS, KIND_TEXTS, get_comparison_labels

FILE = "file"  # what the reader asks about a cell of the file, which is no check of the report
_FILE_TEXTS = ("Frågor om filens celler", "Filen kan läsas, men det här bör någon se över.")
FIRST = 3  # so many of each kind are in full view


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningGroup:
    """The warnings of one kind, each with what its two figures are called; the first in full view, the rest folded."""

    kind: str
    sign: str
    label: str
    hint: str
    first: tuple[tuple[Mapping[str, str], tuple[str, str]], ...]
    rest: tuple[tuple[Mapping[str, str], tuple[str, str]], ...]

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


def group_warnings(warnings: Iterable[Mapping[str, str]]) -> tuple[WarningGroup, ...]:
    """The warnings of a preview by kind, as ``imports.services`` keeps them; one kept before they had a kind is a
    contradiction.
    """
    listed = [(_get_kind(one), (one, get_comparison_labels(one.get("check", "")))) for one in warnings]
    texts = {FILE: _FILE_TEXTS, **KIND_TEXTS}
    groups = (_build_group(kind, texts[kind], [pair for found, pair in listed if found == kind]) for kind in texts)
    return tuple(group for group in groups if group.count)


def _get_kind(warning: Mapping[str, str]) -> str:
    return FILE if warning.get("check") == FILE else warning.get("kind") or CONTRADICTION


def _build_group(
    kind: str, texts: tuple[str, str], pairs: list[tuple[Mapping[str, str], tuple[str, str]]]
) -> WarningGroup:
    return WarningGroup(
        kind=kind,
        sign=KIND_SIGNS.get(kind, ""),
        label=texts[0],
        hint=texts[1],
        first=tuple(pairs[:FIRST]),
        rest=tuple(pairs[FIRST:]),
    )
