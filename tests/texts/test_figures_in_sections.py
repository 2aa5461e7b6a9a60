"""A sentence with a figure follows the report until it is published, and not after."""

from apps.core.rich_text.contents import format_plain
from apps.entry.services import save_cells
from apps.entry.shapes import CellInput
from apps.publishing.adoption import adopt_round
from apps.publishing.comparison.differences import compare_reports
from apps.publishing.drafts import find_draft_changes, load_draft_version
from apps.publishing.models import Publication
from apps.publishing.report_json import decode_stored_report
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.texts.models import Section
from apps.workflow import corrections
from tests.small_board import SmallBoard
from tests.texts.written import give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved

NOW, APRIL = "siffra:money/ifo/actual//staff///", "siffra:money/ifo/actual//staff/2024-t1/mnkr/2"
TEXT = f"Personalen kostade [](<{NOW}>), och i april [](<{APRIL}>)."


def get_text(report: BoardReport) -> str:
    chapter = next(one for one in report.chapters if one.code == "ekonomi")
    return format_plain(chapter.texts[0].text).replace("\u00a0", " ")


def load_round(small: SmallBoard) -> Round:
    return Round.objects.select_related("board__municipality").get(pk=small.round.pk)


def put(small: SmallBoard, raw: str) -> None:
    cell = CellInput("d:ifo:staff", "actual", raw, None)
    save_cells(round_=load_round(small), cells=[cell], by=small["controller"])


def get_published(small: SmallBoard) -> BoardReport:
    found = Publication.objects.filter(round=small.round).latest("version")
    return decode_stored_report(found.sha256, bytes(found.report))


def test_a_draft_follows_its_figures_and_a_publication_is_as_it_was(small: SmallBoard) -> None:
    give_disposition(small)
    write_section(small, "ekonomi", TEXT)
    assert get_text(build_draft_report(small.round)) == "Personalen kostade uppgift saknas, och i april 3,00 mnkr."
    stored = Section.objects.get()
    put(small, "5 000")
    assert get_text(build_draft_report(load_round(small))) == "Personalen kostade 5 000 tkr, och i april 3,00 mnkr."
    assert (Section.objects.get().text, Section.objects.get().version) == (stored.text, stored.version)

    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    published = get_published(small)
    assert get_text(published) == "Personalen kostade 5 000 tkr, och i april 3,00 mnkr."
    small.round.refresh_from_db()
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel siffra.")
    put(small, "6 000")
    assert get_published(small) == published
    draft = load_draft_version(load_round(small))
    assert get_text(draft.report) == "Personalen kostade 6 000 tkr, och i april 3,00 mnkr."
    changes = find_draft_changes(load_round(small), draft)
    assert "Kapitel" in {one.part for one in changes.follows}
    assert not changes.other
    (told,) = [one for one in compare_reports(published, draft.report) if one.part == "Kapitel"]
    assert told.after.replace("\u00a0", " ").startswith("Personalen kostade 6 000 tkr")
