"""What is written in a chapter: who may, when, that nothing is lost, and that the report says it."""

import pytest
from django.db import IntegrityError, transaction
from msgspec.structs import replace

from apps.accounts.roles import Role
from apps.checks.texts.places import iter_texts
from apps.core.rich_text.contents import format_plain
from apps.core.rich_text.tree import Figure, Paragraph, RichText, Text
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.organisation.models import ServiceArea
from apps.publishing.adoption import adopt_round
from apps.publishing.report_json import decode_report, encode_report
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round
from apps.texts import services as texts
from apps.texts.models import Section
from apps.texts.services import SectionStatus, TextsError
from apps.workflow import corrections
from tests.small_board import SmallBoard
from tests.texts.written import find_chapter, give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved


@pytest.fixture
def written(small: SmallBoard) -> SmallBoard:
    give_disposition(small)
    return small


def list_texts(small: SmallBoard, code: str) -> list[tuple[str, str]]:
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=small.round.pk))
    chapter = next(one for one in report.chapters if one.code == code)
    return [(one.area, format_plain(one.text)) for one in chapter.texts]


def test_a_text_is_saved_with_a_version_and_is_in_the_report(written: SmallBoard) -> None:
    first = write_section(written, "ekonomi", "Budgeten **håller**.")
    assert first.status == SectionStatus.SAVED
    assert first.section
    assert first.section.version > 0
    assert list_texts(written, "ekonomi") == [("namnden", "Budgeten håller.")]
    again = write_section(written, "ekonomi", "Budgeten **håller**.")
    assert again.status == SectionStatus.UNCHANGED
    second = write_section(written, "ekonomi", "Budgeten spricker.", version=first.section.version)
    assert second.status == SectionStatus.SAVED
    assert list_texts(written, "ekonomi") == [("namnden", "Budgeten spricker.")]


def test_nobody_writes_over_another(written: SmallBoard) -> None:
    first = write_section(written, "ekonomi", "Min text.")
    other = write_section(written, "ekonomi", "En annans text.")
    assert other.status == SectionStatus.STALE
    assert other.section == first.section
    assert list_texts(written, "ekonomi") == [("namnden", "Min text.")]


def test_areas_write_their_own_and_are_put_together_in_tree_order(written: SmallBoard) -> None:
    assert write_section(written, "verksamheten", "IFO säger.", area="ifo").status == SectionStatus.SAVED
    own = write_section(written, "verksamheten", "Hemtjänsten säger.", area="hemtjanst", role="reporter")
    assert own.status == SectionStatus.SAVED
    other = write_section(written, "verksamheten", "Inte min.", area="ifo", role="reporter", version=1)
    assert other.status == SectionStatus.LOCKED
    assert list_texts(written, "verksamheten") == [("hemtjanst", "Hemtjänsten säger."), ("ifo", "IFO säger.")]
    with pytest.raises(TextsError):
        write_section(written, "verksamheten", "Fel plats.", area="namnden")
    with pytest.raises(TextsError):
        write_section(written, "ekonomi", "Fel plats.", area="ifo")


@pytest.mark.parametrize("role", [*Role.values, "stranger"])
def test_who_may_write_for_the_board(written: SmallBoard, role: str) -> None:
    saved = write_section(written, "ekonomi", "Så.", role=role)
    assert saved.status == (SectionStatus.SAVED if role == "controller" else SectionStatus.LOCKED)


def test_a_ready_mark_is_of_a_version_and_goes_with_a_change(written: SmallBoard) -> None:
    first = write_section(written, "ekonomi", "Budgeten håller.").section
    assert first
    place = {
        "by": written["controller"], "round_": written.round, "chapter": find_chapter(written, "ekonomi"),
        "area": ServiceArea.objects.get(pk=written.areas["namnden"]), "is_ready": True,
    }  # fmt: skip
    assert texts.mark_section(**place, version=0).status == SectionStatus.STALE
    ready = texts.mark_section(**place, version=first.version).section
    assert ready
    assert ready.is_ready
    changed = write_section(written, "ekonomi", "Budgeten håller nästan.", version=ready.version).section
    assert changed
    assert not changed.is_ready
    emptied = write_section(written, "ekonomi", "", version=changed.version).section
    assert emptied
    with pytest.raises(TextsError, match="tom"):
        texts.mark_section(**place, version=emptied.version)
    assert list_texts(written, "ekonomi") == []


def test_of_a_figure_what_it_points_at_is_stored_and_not_how_it_reads(written: SmallBoard) -> None:
    figure = Figure(value="money", key="ifo", column="actual", shown="3 tkr")
    saved = texts.save_section(
        by=None, round_=written.round, chapter=find_chapter(written, "ekonomi"),
        area=ServiceArea.objects.get(pk=written.areas["namnden"]),
        text=RichText((Paragraph((Text("Det blev "), figure)),)), version=0,
    ).section  # fmt: skip
    assert saved
    assert saved.rich_text == RichText((Paragraph((Text("Det blev "), replace(figure, shown=""))),))
    assert list_texts(written, "ekonomi") == [("namnden", "Det blev uppgift saknas")]


def test_the_checks_read_what_is_written_but_not_its_tables(written: SmallBoard) -> None:
    write_section(written, "ekonomi", "Underskottet är 4 mnkr.\n\n| år | tkr |\n| --- | --- |\n| 2023 | 12 |")
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=written.round.pk))
    read = {one.key: one.text for one in iter_texts(report)}
    assert read["chapter:ekonomi:namnden"] == "Underskottet är 4 mnkr."


def test_an_area_that_writes_of_its_money_is_held_against_its_figures(written: SmallBoard) -> None:
    """Under another heading such words claim nothing."""
    for cost_type in ("staff", "other"):
        for column, amount in (("budget", "5 000"), ("actual", "3 000"), ("forecast", "4 000")):
            key, by = f"d:ifo:{cost_type}", written["controller"]
            save_cells(round_=written.round, cells=[CellInput(key, column, amount, None)], by=by)
    write_section(written, "avvikelser", "Prognosen visar ett överskott på 9 000 tkr.", area="ifo")
    write_section(written, "handelser", "Prognosen visar ett överskott på 8 700 tkr.", area="ifo")
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=written.round.pk))
    quoted = [one.quote.source for one in report.findings if one.quote]
    assert quoted == ["Kapitlet ”Avvikelser per verksamhet”, Individ och familj"]


def test_what_is_adopted_stays_until_it_is_corrected(written: SmallBoard) -> None:
    section = write_section(written, "ekonomi", "Som det var.").section
    assert section
    to_approved(written)
    adopt_round(round_=written.round, by=written["registrar"], meeting=MEETING)
    assert write_section(written, "ekonomi", "Efteråt.", version=section.version).status == SectionStatus.LOCKED
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(pk=section.pk).update(text={"blocks": []})
    controller = written["controller"]
    texts.change_chapter(by=controller, chapter=find_chapter(written, "ekonomi"), heading="Pengarna")
    report = build_draft_report(Round.objects.select_related("board__municipality").get(pk=written.round.pk))
    assert next(one for one in report.chapters if one.code == "ekonomi").heading == "Ekonomi"
    written.round.refresh_from_db()
    corrections.open_correction(round_=written.round, by=controller, reason="Fel ord.")
    assert write_section(written, "ekonomi", "Rättat.", version=section.version).status == SectionStatus.SAVED
    assert list_texts(written, "ekonomi") == [("namnden", "Rättat.")]
    corrections.withdraw_correction(round_=written.round, by=controller, reason="Det var rätt.")
    assert list_texts(written, "ekonomi") == [("namnden", "Som det var.")]


def test_a_publication_without_chapters_is_read_as_one_without(small: SmallBoard) -> None:
    report = build_draft_report(small.round)
    assert report.chapters == ()
    stored = encode_report(report).replace(b',"chapters":[]', b"")
    assert b"chapters" not in stored
    assert decode_report(stored) == report
