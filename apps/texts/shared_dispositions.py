"""The services of shared dispositions: one board's is followed by others of the municipality.

A follower has chapters of its own rows, copied from the shared one's by code, so that its texts, reports and secrecy
are its own. Only an administrator shares, follows, leaves, and lets a change reach the followers; that is shown first,
and ``fingerprint`` holds what was shown.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from apps.accounts.models import User
from apps.accounts.roles import NotAllowedError
from apps.accounts.services import is_administrator
from apps.audit.services import record_event
from apps.organisation.models import Board
from apps.rounds.models import Round, RoundState
from apps.rounds.services import lock_rounds, touch_rounds
from apps.texts.default_disposition import ChapterRow
from apps.texts.models import Chapter, Disposition, Section
from apps.texts.services import TextsError, build_chapter, read_chapter
from apps.texts.shared_plan import BoardChapter, ChapterChange, FollowPlan, plan_following

SEEN_OTHER = "Något har ändrats sedan sidan visades. Se på ändringarna en gång till."


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerChange:
    """What a following board gets. ``disposition`` is the one that it has; ``valid_from`` of the one that is written.

    ``problem`` says in Swedish why it can't be reached. ``rounds`` are its reports that change: none that is adopted.
    """

    board: Board
    disposition: Disposition | None
    valid_from: int
    plan: FollowPlan
    rounds: tuple[Round, ...] = ()
    problem: str = ""

    @property
    def changes(self) -> tuple[ChapterChange, ...]:
        """What is other than before."""
        return self.plan.changes

    @property
    def is_up_to_date(self) -> bool:
        """Is there nothing to bring to the board?"""
        is_there = self.disposition is not None and self.disposition.valid_from == self.valid_from
        return is_there and not self.changes


def build_fingerprint(changes: Sequence[FollowerChange]) -> str:
    """What was shown, in short, so that exactly that is done."""
    shown = [(one.board.pk, one.valid_from, one.plan, one.problem) for one in changes]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def list_shared_dispositions(board: Board) -> list[Disposition]:
    """Those of the municipality's other boards that the board can follow."""
    shared = Disposition.objects.filter(municipality=board.municipality_id, is_shared=True).exclude(board=board)
    return list(shared.select_related("board").order_by("board__name", "-valid_from"))


def preview_following(board: Board, shared: Disposition, disposition: Disposition | None) -> FollowerChange:
    """What becomes of a board's disposition if it follows a shared one; without one, of a new from the same year."""
    valid_from = disposition.valid_from if disposition else shared.valid_from
    plan = plan_following(_read_rows(shared), _read_board_chapters(disposition), begins=True)
    return FollowerChange(
        board=board,
        disposition=disposition,
        valid_from=valid_from,
        plan=plan,
        rounds=_list_open_rounds(board, valid_from),
    )


def preview_spread(shared: Disposition) -> list[FollowerChange]:
    """What each following board gets of the shared disposition as it is now."""
    rows = _read_rows(shared)
    found = [_preview_follower(shared, one, rows) for one in _find_followers(shared)]
    return sorted(found, key=lambda one: (one.board.pk, one.valid_from))


def _preview_follower(shared: Disposition, held: Disposition, rows: Sequence[ChapterRow]) -> FollowerChange:
    is_new_year = held.follows_id != shared.pk and held.valid_from < shared.valid_from
    year = shared.valid_from if is_new_year else held.valid_from
    is_written = is_new_year and Section.objects.filter(board=held.board_id, round__year__gte=year).exists()
    return FollowerChange(
        board=held.board,
        disposition=held,
        valid_from=year,
        plan=plan_following(rows, _read_board_chapters(held, are_copied=is_new_year)),
        rounds=_list_open_rounds(held.board, year),
        problem=f"Nämnden har redan texter för {year}, och behåller det årets disposition." if is_written else "",
    )


def _find_followers(shared: Disposition) -> list[Disposition]:
    """The dispositions that follow it, and those in force in its year that follow an earlier one of the same board."""
    others = Disposition.objects.filter(follows__board=shared.board_id).select_related("board__municipality", "follows")
    ours, earlier = others.filter(follows=shared), others.filter(follows__valid_from__lt=shared.valid_from)
    replaced = Disposition.objects.filter(
        board=OuterRef("board"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=shared.valid_from
    )
    in_force = Q(valid_from__gte=shared.valid_from) | ~Exists(replaced)
    return [*ours, *earlier.filter(in_force)]


@transaction.atomic
def share_disposition(*, by: User | None, disposition: Disposition, is_shared: bool) -> None:
    """Let the municipality's other boards follow a disposition, or no longer. ``TextsError`` while some follow it."""
    held = _lock_disposition(by, disposition)
    if is_shared and held.follows_id:
        raise TextsError("Dispositionen följer en annan nämnds. Sluta följa den först.")
    if not is_shared and held.followers.exists():
        raise TextsError("Andra nämnder följer dispositionen. De behöver sluta följa den först.")
    Disposition.objects.filter(pk=held.pk).update(is_shared=is_shared)
    _log(by, "disposition.shared" if is_shared else "disposition.unshared", held)


@transaction.atomic
def follow_disposition(
    *, by: User | None, board: Board, shared: Disposition, disposition: Disposition | None, fingerprint: str
) -> Disposition:
    """Let a board's disposition follow a shared one, as it was shown: one that it has, or a new one."""
    _require_administrator(by, board)
    shared = Disposition.objects.select_for_update().get(pk=shared.pk)
    if not shared.is_shared or shared.municipality_id != board.municipality_id or shared.board_id == board.pk:
        raise TextsError("Dispositionen delas inte med nämnden.")
    if disposition and disposition.followers.exists():
        raise TextsError("Andra nämnder följer den här dispositionen, och då kan den inte själv följa en annan.")
    lock_rounds(board_id=board.pk)
    change = preview_following(board, shared, disposition)
    _require_seen([change], fingerprint)
    written = _write_change(change, shared)
    _log(by, "disposition.followed", written, follows=shared.pk, changes=len(change.changes))
    return written


@transaction.atomic
def leave_shared(*, by: User | None, disposition: Disposition) -> None:
    """Follow no longer. The chapters stay as they are, and are the board's own."""
    held = _lock_disposition(by, disposition)
    Disposition.objects.filter(pk=held.pk).update(follows=None)
    Chapter.objects.filter(disposition=held).update(is_followed=False, has_own_tertials=False)
    _log(by, "disposition.left", held)


@transaction.atomic
def spread_disposition(*, by: User | None, shared: Disposition, fingerprint: str) -> int:
    """Bring the shared disposition to the boards that follow it, as it was shown; how many were changed.

    Reports that are not adopted change at once. Published ones stand on what they were published with.
    """
    held = _lock_disposition(by, shared)
    for board_id in sorted({one.board_id for one in _find_followers(held)}):
        lock_rounds(board_id=board_id)  # nothing is written in a chapter that goes away
    changes = preview_spread(held)
    _require_seen(changes, fingerprint)
    reached = [one for one in changes if not one.problem and not one.is_up_to_date]
    for one in reached:
        written = _write_change(one, held)
        _log(by, "disposition.spread", written, follows=held.pk, changes=len(one.changes))
    return len(reached)


def _write_change(change: FollowerChange, shared: Disposition) -> Disposition:
    board, held = change.board, change.disposition
    if held is None or held.valid_from != change.valid_from:
        held = Disposition.objects.create(
            municipality_id=board.municipality_id, board=board, valid_from=change.valid_from, follows=shared
        )
    else:
        Disposition.objects.filter(pk=held.pk).update(follows=shared, is_shared=False)
    stored = {one.code: one for one in Chapter.objects.select_for_update().filter(disposition=held)}
    for position, planned in enumerate(change.plan.chapters, start=1):
        chapter = build_chapter(held, planned.row, position)
        chapter.is_followed, chapter.has_own_tertials = planned.is_followed, planned.has_own_tertials
        old = stored.pop(planned.row.code, None)
        if old:
            chapter.pk = old.pk
        chapter.save(force_update=old is not None)
    Chapter.objects.filter(pk__in=[one.pk for one in stored.values()]).delete()
    touch_rounds(board_id=board.pk)
    return held


def _read_rows(disposition: Disposition) -> list[ChapterRow]:
    return [read_chapter(one) for one in disposition.chapters.order_by("position")]


def _read_board_chapters(disposition: Disposition | None, *, are_copied: bool = False) -> list[BoardChapter]:
    """The chapters of a board; ``are_copied``: as they begin in a new year, where nothing is written."""
    if disposition is None:
        return []
    written = Exists(Section.objects.filter(chapter=OuterRef("pk")))
    return [
        BoardChapter(
            row=read_chapter(one),
            is_followed=one.is_followed,
            has_own_tertials=one.has_own_tertials,
            has_texts=one.is_begun and not are_copied,
        )
        for one in disposition.chapters.annotate(is_begun=written).order_by("position")
    ]


def _list_open_rounds(board: Board, year: int) -> tuple[Round, ...]:
    """The board's reports from the year, until its next disposition, that nobody has decided on."""
    later = Disposition.objects.filter(board=board, valid_from__gt=year).order_by("valid_from")
    end = later.values_list("valid_from", flat=True).first() or 9999
    rounds = Round.objects.filter(board=board, year__gte=year, year__lt=end).exclude(state=RoundState.ADOPTED)
    return tuple(rounds.order_by("year", "tertial"))


def _lock_disposition(by: User | None, disposition: Disposition) -> Disposition:
    """The disposition as it is now, held until the transaction ends, for an administrator of its board."""
    _require_administrator(by, disposition.board)
    return Disposition.objects.select_for_update().get(pk=disposition.pk)


def _require_administrator(by: User | None, board: Board) -> None:
    if by is not None and not is_administrator(by, board):
        raise NotAllowedError("Bara nämndens administratör delar en disposition, eller låter den följa en annan.")


def _require_seen(changes: Sequence[FollowerChange], fingerprint: str) -> None:
    if build_fingerprint(changes) != fingerprint:
        raise TextsError(SEEN_OTHER)


def _log(by: User | None, action: str, target: Disposition, **after: int) -> None:
    record_event(by=by, action=action, target=target, board_id=target.board_id, after=after)
