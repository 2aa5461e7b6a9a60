"""How many questions there are at a place, as a row, a text or a chapter tells it; and where a question's place is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.entry.keys import EntryKind, parse_key
from apps.entry.progress.remaining_work import EntryPart
from apps.questions.models import Question
from apps.questions.rules import may_ask_in
from apps.questions.selectors import SeenQuestion, list_unclosed
from apps.rounds.access import load_access
from apps.rounds.models import Round, Topic
from apps.web.links import ReportAddress
from apps.web.reporting.links import build_round_url

SECTION_ANCHOR = "fragor"
_SHEET_PAGES = {
    EntryKind.OUTCOME: "reporting_outcomes",
    EntryKind.OPERATING: "reporting_money",
    EntryKind.INVESTMENT: "reporting_investments",
    EntryKind.CONTROL: "reporting_controls",
    EntryKind.OWN_VALUE: "reporting_own_tables",
}
_TEXT_PARTS = {
    EntryKind.GOAL: EntryPart.GOALS,
    EntryKind.INDICATOR: EntryPart.INDICATORS,
    EntryKind.COMMENT: EntryPart.COMMENTS,
}


@dataclass(frozen=True, slots=True)
class QuestionMark:
    """Questions at one place that are not closed: how many, how many of them wait for the reader, at which fields."""

    count: int
    waiting: int
    fields: frozenset[str]

    @property
    def text(self) -> str:
        """The count in words."""
        counted = "1 fråga" if self.count == 1 else f"{self.count} frågor"
        return f"{counted} till dig" if self.waiting else counted


def build_mark(seen: Iterable[SeenQuestion]) -> QuestionMark:
    """The mark of the questions at one place."""
    found = list(seen)
    fields = frozenset(one.question.field for one in found) - {""}
    return QuestionMark(len(found), sum(one.is_waiting for one in found), fields)


def load_row_marks(round_: Round, user: Any) -> Mapping[str, QuestionMark]:
    """The marks of rows and forms of texts, by key."""
    by_key: dict[str, list[SeenQuestion]] = {}
    for one in list_unclosed(round_, user, chapter=None):
        by_key.setdefault(one.question.key, []).append(one)
    return {key: build_mark(seen) for key, seen in by_key.items()}


def load_section_marks(round_: Round, user: Any) -> Mapping[tuple[int, int], QuestionMark]:
    """The marks of sections, by the ids of chapter and area."""
    by_place: dict[tuple[int, int], list[SeenQuestion]] = {}
    for one in list_unclosed(round_, user, chapter__isnull=False):
        by_place.setdefault((one.question.chapter_id or 0, one.question.service_area_id), []).append(one)
    return {place: build_mark(seen) for place, seen in by_place.items()}


def find_questions_url(round_: Round, user: Any) -> str:
    """The address where the user asks and replies; empty for those who do neither."""
    return build_round_url(round_, "reporting_questions") if may_ask_in(load_access(round_, user)) else ""


def format_row_anchor(key: str) -> str:
    """What the mark of a row is called in its page, so that others can lead to it."""
    return f"fraga-{key}"


def find_place_url(round_: Round, question: Question) -> str:
    """The address of the question's place: its row, its text opened, or the section."""
    if question.chapter:
        where = {"chapter": question.chapter.code, "area": question.service_area.code}
        return f"{ReportAddress.for_round(round_).url('reporting_section', **where)}#{SECTION_ANCHOR}"
    key = parse_key(question.key)
    kind, is_summary = key.kind, (key.kind, key.first) == (EntryKind.COMMENT, Topic.SUMMARY)
    if part := EntryPart.SUMMARY if is_summary else _TEXT_PARTS.get(kind):
        return build_round_url(round_, "reporting_texts", **{"del": part.value, "om": question.key})
    return f"{build_round_url(round_, _SHEET_PAGES[kind])}#{format_row_anchor(question.key)}"
