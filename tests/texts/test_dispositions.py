"""A board's disposition: what it starts from, how it is changed, and what it does to reports."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.roles import NotAllowedError, Role
from apps.publishing.services import build_draft_report
from apps.report.chapters.chapter_list import number_levels
from apps.rounds.models import Round
from apps.texts import services as texts
from apps.texts.default_disposition import DEFAULT_CHAPTERS, ChapterRow
from apps.texts.models import Chapter, ChapterWriter, Disposition
from apps.texts.selectors import find_disposition, list_chapters
from apps.texts.services import TextsError
from tests.own_tables.tables import make_fund, make_result_table
from tests.small_board import SmallBoard
from tests.texts.written import find_chapter, give_disposition, write_section


def list_headings(small: SmallBoard) -> list[str]:
    return list(Chapter.objects.filter(board=small.board).order_by("position").values_list("heading", flat=True))


@pytest.mark.parametrize(
    ("levels", "numbers"),
    [
        ([1, 2, 2, 1, 2], ["1", "1.1", "1.2", "2", "2.1"]),
        ([2, 1, 3, 3], ["1", "2", "2.1", "2.2"]),
        ([1, 2, 3, 2, 1], ["1", "1.1", "1.1.1", "1.2", "2"]),
        ([], []),
    ],
)
def test_chapters_are_numbered_by_their_levels(levels: list[int], numbers: list[str]) -> None:
    assert list(number_levels(levels)) == numbers


def test_the_default_has_what_law_and_custom_want_in_each_tertial(small: SmallBoard) -> None:
    give_disposition(small)
    headings = {}
    for tertial in (1, 2, 3):
        round_ = Round(board=small.board, year=2024, tertial=tertial)
        headings[tertial] = {chapter.code for chapter in list_chapters(round_)}
    assert headings[1] < headings[2] < headings[3]
    assert {"framtid", "personal", "intern-kontroll"} <= headings[2] - headings[1]
    assert headings[3] - headings[2] == {"ansvar", "over-time"}
    assert len({row.code for row in DEFAULT_CHAPTERS}) == len(DEFAULT_CHAPTERS)


def test_the_boards_own_tables_have_their_chapters_in_a_report_that_has_them(small: SmallBoard) -> None:
    give_disposition(small)

    def read_chapters() -> list[tuple[str, str]]:
        view = build_draft_report(small.round)
        return [(chapter.code, chapter.number) for chapter in view.chapters]

    before = read_chapters()
    make_result_table(small)
    after = read_chapters()
    assert {code for code, _ in after} - {code for code, _ in before} == {"result-table"}
    assert set(before) < set(after), "the others keep their numbers"
    make_fund(small)
    assert {code for code, _ in read_chapters()} - {code for code, _ in after} == {"own-tables"}


def test_a_report_has_the_chapters_of_its_year_and_tertial(small: SmallBoard) -> None:
    give_disposition(small, 2023)
    first = find_disposition(small.board, 2024)
    assert first
    later = texts.copy_disposition(by=small["administrator"], disposition=first, valid_from=2025)
    texts.change_chapter(by=small["controller"], chapter=later.chapters.get(code="ekonomi"), heading="Pengarna")
    report = build_draft_report(small.round)
    found = {one.code: one for one in report.chapters}
    assert found["ekonomi"].heading == "Ekonomi"
    assert found["economy"].part == "economy"
    assert "ansvar" not in found
    assert report.chapters[0].number == "1"
    assert report.chapters[1].number == "1.1"
    assert find_disposition(small.board, 2026) == later
    assert find_disposition(small.board, 2022) is None


def test_chapters_are_added_moved_hidden_and_taken_away(small: SmallBoard) -> None:
    give_disposition(small)
    by, disposition = small["controller"], Disposition.objects.get(board=small.board)
    row = ChapterRow(code="", heading="Barnen", writer=ChapterWriter.AREAS)
    new = texts.add_chapter(by=by, disposition=disposition, row=row, after=find_chapter(small, "sammanfattning").pk)
    assert new.code == "barnen"
    assert list_headings(small)[:3] == ["Sammanfattning", "Barnen", "Att uppmärksamma"]
    assert texts.add_chapter(by=by, disposition=disposition, row=row).code == "barnen-2"
    texts.move_chapter(by=by, chapter=find_chapter(small, "barnen"), position=1)
    texts.move_chapter(by=by, chapter=find_chapter(small, "barnen-2"), position=99)
    assert list_headings(small)[0] == list_headings(small)[-1] == "Barnen"
    texts.delete_chapter(by=by, chapter=find_chapter(small, "barnen-2"))
    write_section(small, "barnen", "Text.", area="ifo")
    with pytest.raises(TextsError, match="Dölj"):
        texts.delete_chapter(by=by, chapter=find_chapter(small, "barnen"))
    with pytest.raises(TextsError, match="Det finns redan texter"):
        texts.change_chapter(by=by, chapter=find_chapter(small, "barnen"), writer=ChapterWriter.BOARD)
    texts.change_chapter(by=by, chapter=find_chapter(small, "barnen"), in_t2=False)
    assert "barnen" not in {one.code for one in build_draft_report(small.round).chapters}
    positions = Chapter.objects.filter(disposition=disposition).order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, len(positions) + 1))


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_who_may_change_it(small: SmallBoard, role: str) -> None:
    if role in {"controller", "administrator"}:
        assert texts.create_disposition(by=small[role], board=small.board, valid_from=2024)
    else:
        with pytest.raises(NotAllowedError):
            texts.create_disposition(by=small[role], board=small.board, valid_from=2024)


def test_a_new_one_never_leaves_texts_behind(small: SmallBoard) -> None:
    give_disposition(small)
    write_section(small, "ekonomi", "Text.")
    with pytest.raises(TextsError, match="redan texter"):
        texts.create_disposition(by=None, board=small.board, valid_from=2023)
    give_disposition(small, 2030)
    with pytest.raises(TextsError, match="redan en disposition"):
        give_disposition(small, 2030)


@pytest.mark.parametrize(
    "values", [{"level": 4}, {"heading": ""}, {"part": "goals"}, {"writer": ""}, {"kind": "part"}, {"code": "ekonomi"}]
)
def test_the_database_holds_what_a_chapter_is(small: SmallBoard, values: dict[str, object]) -> None:
    give_disposition(small)
    chapter = find_chapter(small, "sammanfattning")
    with pytest.raises(IntegrityError), transaction.atomic():
        Chapter.objects.filter(pk=chapter.pk).update(**values)
