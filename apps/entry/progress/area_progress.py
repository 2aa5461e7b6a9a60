"""How far a round has come, area by area: cells that are expected, and reported."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from apps.entry.keys import BadKeyError, parse_key
from apps.entry.progress.expected_figures import EntryCount
from apps.entry.progress.stored_counts import CountedArea, load_counted_areas
from apps.entry.shapes import AreaProgress
from apps.rounds.models import AreaSubmission, CellDraft, FilledCell, Round


def load_area_progress(round_: Round) -> list[AreaProgress]:
    """Each service area that has something to report, in tree order.

    An area's numbers include those of the areas below it; the whole board comes first. An area that
    is handed in is listed even when nothing is expected of it.
    """
    areas = load_counted_areas([round_])[round_.pk]
    drafts, unconfirmed, submitted = _load_round_state(round_)
    counts = _count_all(areas, drafts, unconfirmed)
    by_id = {area.id: area for area in areas}
    totals: dict[str, EntryCount] = defaultdict(EntryCount)
    depth: dict[str, int] = {}
    for area in areas:
        chain = list(_iter_ancestors(area, by_id))
        depth[area.code] = len(chain) - 1
        for above in chain:
            totals[above.code].add(counts[area.code])
    found = []
    for area in areas:
        total, submission = totals[area.code], submitted.get(area.id)
        if not (total.expected or total.unread or submission or area.parent_id is None):
            continue
        found.append(_build_area_progress(area, depth[area.code], total, submission))
    return found


def _build_area_progress(
    area: CountedArea, depth: int, total: EntryCount, submission: "_Submission | None"
) -> AreaProgress:
    return AreaProgress(
        area_id=area.id,
        area=area.code,
        area_name=area.name,
        depth=depth,
        expected=total.expected,
        reported=total.reported,
        missing=total.expected - total.reported,
        unread=total.unread,
        warned=total.warned,
        unconfirmed=total.unconfirmed,
        submitted=submission is not None,
        submitted_by=submission.by if submission else "",
        submitted_at=submission.at if submission else None,
    )


def _iter_ancestors(area: CountedArea, by_id: Mapping[int, CountedArea]) -> Iterable[CountedArea]:
    """The area, then each area above it, up to the whole board."""
    current: CountedArea | None = area
    while current is not None:
        yield current
        current = by_id.get(current.parent_id or 0)


def _count_all(
    areas: Sequence[CountedArea], drafts: Iterable[str], unconfirmed: Iterable[str]
) -> dict[str, EntryCount]:
    """The counts of each area by code, without areas below it.

    ``drafts`` and ``unconfirmed`` are keys of drafts and of filled cells that nobody has confirmed.
    """
    root = next(area.code for area in areas if area.parent_id is None)
    counts = {area.code: EntryCount(area.expected, area.reported, area.warned) for area in areas}
    for key in drafts:
        counts.setdefault(find_draft_area(key, root), EntryCount()).unread += 1
    for key in unconfirmed:
        counts.setdefault(find_draft_area(key, root), EntryCount()).unconfirmed += 1
    return counts


class _Submission(NamedTuple):
    by: str
    at: datetime


def _load_round_state(round_: Round) -> tuple[list[str], list[str], dict[int, _Submission]]:
    """The keys of the round's drafts and of its unconfirmed cells, and the areas that are handed in: one query."""
    mine = {"round": OuterRef("pk")}
    columns = JSONObject(area="service_area_id", name="by__name", email="by__email", at="at")
    found = Round.objects.values(
        draft_keys=ArraySubquery(CellDraft.objects.filter(**mine).values("key")),
        unconfirmed_keys=ArraySubquery(FilledCell.objects.filter(**mine, confirmed_at=None).values("key")),
        handed_in=ArraySubquery(AreaSubmission.objects.filter(**mine).values(json=columns)),
    ).get(pk=round_.pk)
    submitted = {
        one["area"]: _Submission(one["name"] or one["email"] or "", datetime.fromisoformat(one["at"]))
        for one in found["handed_in"]
    }
    return found["draft_keys"], found["unconfirmed_keys"], submitted


def find_draft_area(key: str, root: str) -> str:
    """The code of a draft's area; the whole board's, ``root``, where its key doesn't say."""
    try:
        area = parse_key(key).area
    except BadKeyError:
        area = ""
    return area or root
