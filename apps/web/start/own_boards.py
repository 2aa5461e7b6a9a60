"""What is new for who is logged in: of their boards what was published and decided, what is late, and what to read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from apps.core.swedish import build_swedish_sort_key, format_day
from apps.organisation.models import Board
from apps.publishing.models import PublicVersion
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name
from apps.web.reporting.dates import format_days_remaining
from apps.web.start.presenter import DraftLink, build_draft_link, load_latest_drafts
from apps.workflow.participants import Participants, load_participants
from apps.workflow.round_areas import RoundAreas, load_round_areas
from apps.workflow.turns import find_turn
from apps.workflow.user_rounds import list_active_rounds

NEW_DAYS = 60
"""So long a publication is new."""
MOST_REPORTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """A published report of one's board. ``decided`` is the board's decision in words, ``is_new`` for a while.

    ``sentence`` is empty where the page says it already.
    """

    name: str
    url: str
    sentence: str
    decided: str
    published: str
    is_corrected: bool
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRound:
    """A report whose last day has passed, and who has the next task in it."""

    name: str
    days: str
    next_actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBoard:
    """A board that the reader is a member of; the latest report first. ``municipality`` is empty on its own page."""

    name: str
    municipality: str
    municipality_url: str
    reports: tuple[OwnReport, ...]
    late: tuple[LateRound, ...]
    draft: DraftLink | None


def load_own_boards(
    user: Any, municipality: str = "", *, page: bytes = b"", today: date | None = None
) -> list[OwnBoard]:
    """The boards where the user has a role, in one municipality (its address) or all, those with something late first.

    ``page`` is the page that they are to stand on, whose sentences aren't said again. ``today`` is for tests.
    """
    boards = Board.objects.filter(held_roles__user=user).select_related("municipality").distinct()
    if municipality:
        boards = boards.filter(municipality__slug=municipality)
    found = sorted(boards, key=lambda one: build_swedish_sort_key(f"{one.municipality.name} {one.name}"))
    if not found:
        return []
    ids, today = [one.pk for one in found], today or timezone.localdate()
    reports, late = _load_reports(user, ids, page, today), _load_late_rounds(user, ids, today)
    drafts = {one.board_id: one for one in load_latest_drafts(user)}
    found.sort(key=lambda one: not late[one.pk])
    return [
        OwnBoard(
            name=one.name,
            municipality="" if municipality else one.municipality.name,
            municipality_url=reverse("municipality", args=[one.municipality.slug]),
            reports=tuple(reports[one.pk]),
            late=tuple(late[one.pk]),
            draft=build_draft_link(drafts[one.pk]) if one.pk in drafts else None,
        )
        for one in found
    ]


def _load_reports(user: Any, boards: Iterable[int], page: bytes, today: date) -> Mapping[int, list[OwnReport]]:
    """The latest published reports of each board, each by its latest version."""
    rounds = Round.objects.visible_to(user).filter(board__in=boards, state=RoundState.ADOPTED)
    recent: dict[int, list[Round]] = defaultdict(list)
    for one in rounds.select_related("board__municipality").order_by("-year", "-tertial"):
        if len(recent[one.board_id]) < MOST_REPORTS:
            recent[one.board_id].append(one)
    shown = [one for each in recent.values() for one in each]
    versions = PublicVersion.objects.filter(round__in=shown).order_by("round_id", "-version").distinct("round_id")
    by_round = {one.round_id: one for one in versions.defer("report")}
    return defaultdict(
        list,
        {
            board: [_build_report(one, by_round[one.pk], page, today) for one in each if one.pk in by_round]
            for board, each in recent.items()
        },
    )


def _build_report(round_: Round, version: PublicVersion, page: bytes, today: date) -> OwnReport:
    published = timezone.localdate(version.published_at)
    day, paragraph = version.decision_date, version.decision_paragraph.removeprefix("§").strip()
    parts = [f"Beslutad {format_day(day)}" if day else "", f"§\u00a0{paragraph}" if paragraph else ""]
    overview = version.headline.get("overview")
    sentence = overview[0] if overview else ""
    return OwnReport(
        name=format_document_name(round_.period),
        url=ReportAddress.for_round(round_).url(),
        sentence="" if escape(sentence).encode() in page else sentence,
        decided=", ".join(filter(None, parts)),
        published=format_day(published),
        is_corrected=version.version > 1,
        is_new=today - published <= timedelta(days=NEW_DAYS),
    )


def _load_late_rounds(user: Any, boards: Iterable[int], today: date) -> Mapping[int, list[LateRound]]:
    """What should have been handed in; only that it is late and whose turn it is, nothing of what it says."""
    rounds = list(list_active_rounds().filter(board__in=boards, deadline__lt=today).order_by("year", "tertial"))
    found: dict[int, list[LateRound]] = defaultdict(list)
    if rounds:
        people = load_participants({one.board_id for one in rounds})
        areas = load_round_areas(one.pk for one in rounds)
        for one in rounds:
            found[one.board_id].append(_build_late_round(one, people[one.board_id], areas[one.pk], user, today))
    return found


def _build_late_round(round_: Round, people: Participants, areas: RoundAreas, user: Any, today: date) -> LateRound:
    turn, users = find_turn(round_, people, areas)
    days = (round_.deadline - today).days if round_.deadline else None
    return LateRound(
        name=format_document_name(round_.period),
        days=format_days_remaining(days),
        next_actor=turn.format_next_actor(is_own=user.pk in users),
    )
