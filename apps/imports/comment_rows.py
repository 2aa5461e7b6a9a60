"""A report's summary and comments on their way in from a file."""

from collections.abc import Mapping, Sequence

from apps.accounts.models import User
from apps.imports.report_format.marked_texts import MARKED_KEYS, list_mark_keys
from apps.imports.report_format.records import ParsedRecord, ParsedReport
from apps.rounds import services as rounds
from apps.rounds.models import COMMENT_TOPICS, Comment, Round, Topic

_KEYS = ("topic", "heading", *MARKED_KEYS["comments"], *list_mark_keys("comments"))


def save_summary(*, by: User | None, round_: Round, parsed: ParsedReport, areas: Mapping[str, int]) -> None:
    """Save the report's summary as the whole board's text. A file without one leaves what stands there."""
    profile = parsed.profile
    if not profile["summary"]:
        return
    root = next(record["code"] for record in parsed["areas"] if record["parent"] is None)
    row = rounds.CommentRow(
        service_area_id=areas[root],
        topic=Topic.SUMMARY,
        text=profile["summary"],
        text_is_rich=profile["summary_is_rich"],
    )
    rounds.save_comments(by=by, round_=round_, rows=[row])


def save_comments(
    *, by: User | None, round_: Round, records: Sequence[ParsedRecord], areas: Mapping[str, int], keeps_others: bool
) -> None:
    """Save comments in the order of the file; those that it ``keeps`` come first, in theirs."""
    rows = [
        rounds.CommentRow(**{key: one[key] for key in _KEYS}, service_area_id=areas[one["area"]]) for one in records
    ]
    if keeps_others:
        stored = Comment.objects.filter(round=round_, topic__in=COMMENT_TOPICS).order_by("position", "id")
        known = [rounds.CommentRow(**one) for one in stored.values("service_area_id", *_KEYS)]
        rows = list({_build_key(row): row for row in (*known, *rows)}.values())
    rounds.save_comments(by=by, round_=round_, rows=rows)


def _build_key(row: rounds.CommentRow) -> tuple[int, str, str]:
    return row.service_area_id, row.topic, row.heading
