"""A disposition that several boards share: what following does, how a change reaches them, and what stays their own."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.accounts.models import Membership
from apps.accounts.roles import NotAllowedError, Role
from apps.organisation import services as organisation
from apps.organisation.models import Board
from apps.publishing.services import build_draft_report
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState
from apps.texts import services as texts
from apps.texts import shared_dispositions as sharing
from apps.texts.default_disposition import ChapterRow
from apps.texts.models import Chapter, ChapterWriter, Disposition
from apps.texts.services import TextsError
from apps.texts.shared_plan import BoardChapter, plan_following
from tests.small_board import SmallBoard
from tests.texts.written import find_chapter, give_disposition, write_section

CODES = ("a", "b", "c", "d", "e")


def make_row(code: str, **values: object) -> ChapterRow:
    return ChapterRow(code=code, heading=code.upper(), writer=ChapterWriter.BOARD, **values)  # type: ignore[arg-type]


def make_chapter(code: str, **values: bool) -> BoardChapter:
    return BoardChapter(row=make_row(code), **values)


@st.composite
def board_chapters(draw: st.DrawFn) -> list[BoardChapter]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    flags = st.tuples(st.booleans(), st.booleans(), st.booleans())
    return [
        make_chapter(code, is_followed=followed, has_own_tertials=followed and own, has_texts=written)
        for code in codes
        for followed, own, written in [draw(flags)]
    ]


@given(st.lists(st.sampled_from(CODES), unique=True), board_chapters(), st.booleans())
def test_nothing_written_is_lost_and_the_shared_order_holds(
    shared: list[str], own: list[BoardChapter], begins: bool
) -> None:
    plan = plan_following([make_row(code) for code in shared], own, begins=begins)
    codes = [one.row.code for one in plan.chapters]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if code in shared] == shared
    assert {one.row.code for one in own if one.has_texts} <= set(codes)
    assert all(one.is_followed == (one.row.code in shared) for one in plan.chapters)
    again = plan_following([make_row(code) for code in shared], plan.chapters)
    assert again.changes == ()
    assert again.chapters == plan.chapters


def test_what_is_shown_of_a_change() -> None:
    shared = [make_row("b"), replace(make_row("a"), heading="Ny", tertials=(1,)), make_row("e")]
    own = [
        make_chapter("a", is_followed=True), make_chapter("b", is_followed=True), make_chapter("x"),
        make_chapter("c", is_followed=True, has_texts=True), make_chapter("d", is_followed=True),
    ]  # fmt: skip
    plan = plan_following(shared, own)
    assert [one.row.code for one in plan.chapters] == ["b", "x", "c", "a", "e"]
    assert [(one.heading, one.text) for one in plan.changes] == [
        ("C", "har texter och blir nämndens eget"),
        ("Ny", "hette ”A”, med i T1 i stället för T1, T2, T3"),
        ("E", "nytt kapitel, med i T1, T2, T3"),
        ("D", "tas bort"),
        ("Ny", "flyttas"),
    ]


def test_a_board_keeps_its_own_tertials_and_who_writes_what_is_written() -> None:
    row = replace(make_row("a"), tertials=(3,), writer=ChapterWriter.AREAS)
    old = make_chapter("a", is_followed=True, has_own_tertials=True, has_texts=True)
    (planned,) = plan_following([row], [old]).chapters
    assert (planned.row.tertials, planned.row.writer) == ((1, 2, 3), ChapterWriter.BOARD)


@pytest.fixture
def other(small: SmallBoard) -> Board:
    """Another board of the municipality, with an open report and nothing of its own."""
    board, _ = organisation.save_board(by=None, municipality=small.board.municipality, name="Äldrenämnden")
    organisation.save_areas(by=None, board=board, rows=[organisation.AreaRow(code="a", name="Ä", kind="board")])
    rounds.save_round(by=None, board=board, year=2024, tertial=2, state=RoundState.OPEN)
    return board


def share(small: SmallBoard) -> Disposition:
    give_disposition(small)
    disposition = Disposition.objects.get(board=small.board)
    sharing.share_disposition(by=small["administrator"], disposition=disposition, is_shared=True)
    return Disposition.objects.get(pk=disposition.pk)


def follow(board: Board, shared: Disposition, disposition: Disposition | None = None) -> Disposition:
    shown = sharing.build_fingerprint([sharing.preview_following(board, shared, disposition)])
    return sharing.follow_disposition(by=None, board=board, shared=shared, disposition=disposition, fingerprint=shown)


def spread(small: SmallBoard, shared: Disposition) -> int:
    shown = sharing.build_fingerprint(sharing.preview_spread(shared))
    return sharing.spread_disposition(by=small["administrator"], shared=shared, fingerprint=shown)


def list_headings(board: Board, year: int = 2024) -> list[str]:
    report = build_draft_report(Round.objects.get(board=board, year=year, tertial=2))
    return [one.heading for one in report.chapters]


def test_a_change_reaches_the_followers_when_it_has_been_shown(small: SmallBoard, other: Board) -> None:
    shared = share(small)
    follow(other, shared)
    assert list_headings(other) == list_headings(small.board)
    before = Round.objects.get(board=other).data_version
    texts.change_chapter(by=small["controller"], chapter=find_chapter(small, "ekonomi"), heading="Pengarna")
    texts.add_chapter(by=None, disposition=shared, row=make_row("nytt"))
    assert "Pengarna" not in list_headings(other)
    (change,) = sharing.preview_spread(shared)
    assert [one.text for one in change.changes] == ["hette ”Ekonomi”", "nytt kapitel, med i T1, T2, T3"]
    assert [round_.tertial for round_ in change.rounds] == [2]
    with pytest.raises(TextsError, match="en gång till"):
        sharing.spread_disposition(by=small["administrator"], shared=shared, fingerprint="old")
    assert spread(small, shared) == 1
    assert list_headings(other) == list_headings(small.board)
    assert Round.objects.get(board=other).data_version > before
    assert spread(small, shared) == 0


def test_a_follower_hides_and_adds_and_its_own_stays(small: SmallBoard, other: Board) -> None:
    shared = share(small)
    followed = follow(other, shared)
    chapter = followed.chapters.get(code="ekonomi")
    texts.change_chapter(by=None, chapter=chapter, in_t2=False)
    own = texts.add_chapter(by=None, disposition=followed, row=make_row("egen"), after=chapter.pk)
    for refused in (
        lambda: texts.change_chapter(by=None, chapter=chapter, heading="Annan"),
        lambda: texts.move_chapter(by=None, chapter=chapter, position=1),
        lambda: texts.delete_chapter(by=None, chapter=chapter),
    ):
        with pytest.raises(TextsError, match="delad disposition"):
            refused()
    texts.change_chapter(by=None, chapter=find_chapter(small, "ekonomi"), in_t3=False, heading="Pengarna")
    spread(small, shared)
    chapter.refresh_from_db()
    assert (chapter.heading, chapter.in_t2, chapter.in_t3) == ("Pengarna", False, True)
    assert Chapter.objects.get(pk=own.pk).position == chapter.position + 1
    sharing.leave_shared(by=None, disposition=followed)
    texts.change_chapter(by=None, chapter=Chapter.objects.get(pk=chapter.pk), heading="Annan")
    assert sharing.preview_spread(shared) == []


def test_what_is_written_stays_when_a_board_begins_to_follow(small: SmallBoard, other: Board) -> None:
    give_disposition(small)
    own = Disposition.objects.get(board=small.board)
    texts.add_chapter(by=None, disposition=own, row=make_row("tomt"))
    texts.add_chapter(by=None, disposition=own, row=make_row("skrivet"))
    write_section(small, "skrivet", "Text.")
    write_section(small, "ekonomi", "Pengar.")
    shared = texts.create_disposition(by=None, board=other, valid_from=2024)
    texts.change_chapter(by=None, chapter=shared.chapters.get(code="ekonomi"), writer=ChapterWriter.AREAS)
    sharing.share_disposition(by=None, disposition=shared, is_shared=True)
    shared.refresh_from_db()
    follow(small.board, shared, own)
    codes = set(own.chapters.values_list("code", flat=True))
    assert "skrivet" in codes
    assert "tomt" not in codes
    written = {one.code: one.texts[0].text for one in build_draft_report(small.round).chapters if one.texts}
    assert set(written) == {"skrivet", "ekonomi"}


def test_next_year_reaches_followers_and_they_keep_their_own(small: SmallBoard, other: Board) -> None:
    shared = share(small)
    followed = follow(other, shared)
    texts.add_chapter(by=None, disposition=followed, row=make_row("egen"))
    later = texts.copy_disposition(by=None, disposition=shared, valid_from=2025)
    assert later.is_shared
    (change,) = sharing.preview_spread(later)
    assert (change.valid_from, change.is_up_to_date) == (2025, False)
    assert spread(small, later) == 1
    new = Disposition.objects.get(board=other, valid_from=2025)
    assert new.follows == later
    assert new.chapters.filter(code="egen", is_followed=False).exists()
    assert sharing.preview_spread(later)[0].is_up_to_date


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_only_administrators_share_follow_leave_and_spread(small: SmallBoard, other: Board, role: str) -> None:
    shared = share(small)
    followed = follow(other, shared)
    attempts = [
        lambda: sharing.share_disposition(by=small[role], disposition=shared, is_shared=True),
        lambda: sharing.spread_disposition(
            by=small[role], shared=shared, fingerprint=sharing.build_fingerprint(sharing.preview_spread(shared))
        ),
    ]
    for attempt in attempts:
        if role == "administrator":
            attempt()
        else:
            with pytest.raises(NotAllowedError):
                attempt()
    with pytest.raises(NotAllowedError):  # nobody of the other board
        sharing.leave_shared(by=small[role], disposition=followed)
    Membership.objects.create(user=small["stranger"], board=other, role=Role.ADMINISTRATOR)
    sharing.leave_shared(by=small["stranger"], disposition=followed)


def test_one_that_is_followed_follows_nobody_and_is_shared_as_long(small: SmallBoard, other: Board) -> None:
    shared = share(small)
    followed = follow(other, shared)
    with pytest.raises(TextsError, match="följer"):
        sharing.share_disposition(by=None, disposition=shared, is_shared=False)
    with pytest.raises(TextsError, match="Sluta följa"):
        sharing.share_disposition(by=None, disposition=followed, is_shared=True)
    with pytest.raises(TextsError, match="delas inte"):
        sharing.follow_disposition(by=None, board=small.board, shared=followed, disposition=shared, fingerprint="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.filter(pk=followed.pk).update(is_shared=True)


def test_a_board_of_another_municipality_can_never_be_followed(small: SmallBoard, other: Board) -> None:
    shared = share(small)
    place, _ = organisation.save_municipality(by=None, code="9902", name="Storköping")
    board, _ = organisation.save_board(by=None, municipality=place, name="Nämnden")
    assert sharing.list_shared_dispositions(board) == []
    with pytest.raises(TextsError, match="delas inte"):
        sharing.follow_disposition(by=None, board=board, shared=shared, disposition=None, fingerprint="")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_follower(board, shared)


def insert_follower(board: Board, shared: Disposition) -> None:
    Disposition.objects.create(municipality_id=board.municipality_id, board=board, valid_from=2024, follows=shared)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_units_write_where_the_disposition_says_so(small: SmallBoard) -> None:
    """Each lowest unit writes, also one next below the board; together in the order of the tree."""
    give_disposition(small)
    texts.change_chapter(by=None, chapter=find_chapter(small, "verksamheten"), writer=ChapterWriter.UNITS)
    own = Membership.objects.get(user=small["reporter"])
    own.service_areas.set([small.areas["hemtjanst-norr"]])
    write_section(small, "verksamheten", "Individ.", area="ifo")
    saved = write_section(small, "verksamheten", "Norr.", area="hemtjanst-norr", role="reporter")
    assert saved.status == "saved"
    with pytest.raises(TextsError, match="skrivs inte för"):
        write_section(small, "verksamheten", "Hela.", area="hemtjanst")
    chapter = next(one for one in build_draft_report(small.round).chapters if one.code == "verksamheten")
    assert [one.area for one in chapter.texts] == ["hemtjanst-norr", "ifo"]
