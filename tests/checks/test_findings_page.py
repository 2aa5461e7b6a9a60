"""docs/findings.md tells every finding in the four reports, each judged, and few of them false alarms."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from msgspec.structs import replace

from apps.checks.base import CONTRADICTION
from apps.checks.finding_counts import count_findings
from apps.checks.registry import collect_findings
from apps.checks.relations import get_root_code, propose_new_relations
from apps.imports.demo_reports.findings import JUDGEMENT_LABELS, NOT_JUDGED_LABEL, read_judgements, render_findings_page
from apps.organisation.models import Board
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport, Relation
from apps.rounds.services import save_round
from tests.fixtures_reports import FOLDERS

MOST_FALSE = 0.1


def test_the_page_is_up_to_date(reports: dict[str, BoardReport]) -> None:
    page = (settings.BASE_DIR / "docs" / "findings.md").read_text(encoding="utf-8")
    assert page == render_findings_page(sorted(reports.items()), read_judgements())
    assert NOT_JUDGED_LABEL not in page


def test_every_judgement_is_of_a_finding(reports: dict[str, BoardReport]) -> None:
    found = {(name, one.fingerprint) for name, view in reports.items() for one in view.findings}
    judged = read_judgements()
    assert judged.keys() == found
    assert {one.verdict for one in judged.values()} <= set(JUDGEMENT_LABELS)
    false_alarms = sum(one.verdict == "falskt larm" for one in judged.values())
    assert false_alarms <= MOST_FALSE * len(judged)


@pytest.mark.parametrize(
    ("row", "stands", "main", "other_row"),
    [
        ("Individ och familjeomsorg", "42 817 tkr", "50 137 tkr", "ifo-barn-och-familj"),
        ("Vård och omsorg", "2 358 tkr", "126 316 tkr", "hemgarden-omvardnad"),
        ("Socialt stöd", "220 127 tkr", "31 588 tkr", "sysselsattning"),
        ("Socialnämnden", "277 388 tkr", "220 127 tkr", "socialt-stod"),
    ],
)
def test_herrljungas_appendix_with_the_right_rows_named(
    reports: dict[str, BoardReport], row: str, stands: str, main: str, other_row: str
) -> None:
    told = [one for one in reports["herrljunga-2021-t3"].findings if one.check == "tables" and one.name == row]
    assert [(one.found.replace("\u00a0", " "), one.expected.replace("\u00a0", " "), one.also) for one in told] == [
        (stands, main, (other_row,))
    ]
    assert (told[0].table, told[0].period, told[0].column) == ("bilaga-1-ansvarsniva", "2020-t3", "actual")


def list_contradictions(report: BoardReport, relations: tuple[Relation, ...] = ()) -> set[tuple[str, str, str]]:
    found = collect_findings(replace(report, relations=relations, findings=()))
    return {(one.key, one.period, one.part) for one in found if one.kind == CONTRADICTION}


def propose(report: BoardReport) -> tuple[Relation, ...]:
    """Yes to every relation that is proposed."""
    proposals = propose_new_relations(report.indicators, report.relations, get_root_code(report.areas))
    return tuple(
        Relation(kind=one.relation.kind, total=one.relation.total, parts=one.relation.parts) for one in proposals
    )


@pytest.mark.parametrize(
    ("folder", "answered"),
    [
        (
            "herrljunga-2021-t3",
            {("andel-heltidsanstallda", "2021-t3", "T"), ("utford-tid-arbetad-tid", "2020-t3", "T")},
        ),
        ("kalmar-2020-t3", {("samarbetssamtal", "2020-t3", "T"), ("stat-atv-aktuella", "2019-t3", "T")}),
        ("kungsbacka-2021-t3", set()),
        ("harryda-2023-t2", set()),
    ],
)
def test_what_a_controllers_yes_to_the_proposed_relations_lets_be_found(
    reports: dict[str, BoardReport], folder: str, answered: set[tuple[str, str, str]]
) -> None:
    """Those that the page tells are found after an answer, and no other."""
    report = reports[folder]
    assert list_contradictions(report, propose(report)) - list_contradictions(report) == answered


def test_kungsbackas_sick_leave_is_more_than_rounding(reports: dict[str, BoardReport]) -> None:
    assert list_contradictions(reports["kungsbacka-2021-t3"]) == {
        ("sjukfranvaro", "2018-t3", "K"),
        ("sjukfranvaro", "2018-t3", "T"),
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_report_that_has_just_been_opened_says_nothing_against_itself(
    reports: dict[str, BoardReport], folder: str
) -> None:
    """What earlier reports said of their own years was told with them."""
    past = reports[folder]
    board = Board.objects.select_related("municipality").get(municipality__slug=past.municipality.slug)
    round_, _ = save_round(by=None, board=board, year=past.period.year + 1, tertial=1)
    assert build_draft_report(round_).findings == ()


def test_the_command_shows_the_findings_of_any_board(reports: dict[str, BoardReport]) -> None:
    shown = StringIO()
    call_command("findings", "herrljunga", "socialnamnden", "2021", "3", stdout=shown)
    text = shown.getvalue()
    report = next(view for view in reports.values() if view.municipality.slug == "herrljunga")
    assert text.startswith(f"Socialnämnden, Herrljunga, {report.period.label} (fastställd)")
    assert count_findings(report.findings).sentence in text
    assert "SÄGER EMOT SIG SJÄLVT" in text
    assert all(one.message in text for one in report.findings)


def test_the_command_shows_a_report_that_is_worked_on(reports: dict[str, BoardReport]) -> None:
    board = Board.objects.get(municipality__slug="kalmar")
    save_round(by=None, board=board, year=2031, tertial=1, state="open")
    shown = StringIO()
    call_command("findings", "kalmar", board.slug, "2031", "1", stdout=shown)
    assert shown.getvalue().splitlines()[1:] == ["Inga iakttagelser."]


@pytest.mark.parametrize("where", [("kalmar",), ("kalmar", "socialnamnden", "1999", "1")])
def test_the_command_says_what_it_needs(reports: object, where: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("findings", *where)
