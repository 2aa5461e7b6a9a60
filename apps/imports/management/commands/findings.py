"""``manage.py findings``"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.checks.finding_texts import format_findings
from apps.imports.demo_reports.coverage import get_round, list_report_folders
from apps.imports.demo_reports.findings import read_judgements, render_findings_page
from apps.publishing.published_reports import load_current_report
from apps.publishing.services import build_draft_report
from apps.report.board_report import BoardReport
from apps.rounds.models import Round, RoundState


class Command(BaseCommand):
    """Runs the checks on the report of a board, or on those that come with the product. They must be loaded."""

    help = (
        "Visar iakttagelserna i en nämnds rapport: manage.py findings kalmar socialnamnden 2020 3."
        " Utan argument skrivs docs/findings.md: varje iakttagelse i de medföljande rapporterna, med vår bedömning."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("municipality", nargs="?", help="kommunens namn i adressen: kalmar")
        parser.add_argument("board", nargs="?", help="nämndens namn i adressen: socialnamnden")
        parser.add_argument("year", nargs="?", type=int, help="året: 2020")
        parser.add_argument("tertial", nargs="?", type=int, choices=(1, 2, 3), help="tertialet: 1, 2 eller 3")

    def handle(self, *args: Any, **options: Any) -> None:
        where = [options[name] for name in ("municipality", "board", "year", "tertial")]
        if not any(where):
            self._write_page()
        elif all(where):
            self.stdout.write(format_findings(_load_report(*where)))
        else:
            raise CommandError("Skriv kommun, nämnd, år och tertial: manage.py findings kalmar socialnamnden 2020 3")

    def _write_page(self) -> None:
        try:
            reports = [(folder.name, build_draft_report(get_round(folder))) for folder in list_report_folders()]
        except Round.DoesNotExist as error:
            raise CommandError("Alla rapporter är inte inlästa. Kör manage.py load_report först.") from error
        page = settings.BASE_DIR / "docs" / "findings.md"
        page.write_text(render_findings_page(reports, read_judgements()), encoding="utf-8")
        for folder, report in reports:
            self.stdout.write(f"{folder}: {len(report.findings)} iakttagelser")


def _load_report(municipality: str, board: str, year: int, tertial: int) -> BoardReport:
    """The report as it is published; while it is worked on, as it would be published now."""
    rounds = Round.objects.select_related("board__municipality")
    round_ = rounds.filter(
        board__municipality__slug=municipality, board__slug=board, year=year, tertial=tertial
    ).first()
    if round_ is None:
        raise CommandError(f"Det finns ingen rapport för {municipality}/{board} T{tertial} {year}.")
    if round_.stage == RoundState.ADOPTED:
        return load_current_report(round_).report
    return build_draft_report(round_)
