"""``manage.py findings``"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.imports.demo_reports.coverage import get_round, list_report_folders
from apps.imports.demo_reports.findings import read_judgements, render_findings_page
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round


class Command(BaseCommand):
    """Runs the checks on the reports that come with the product. They must be loaded."""

    help = "Skriver docs/findings.md: varje iakttagelse i de medföljande rapporterna, med vår bedömning."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = [(folder.name, build_draft_report(get_round(folder))) for folder in list_report_folders()]
        except Round.DoesNotExist as error:
            raise CommandError("Alla rapporter är inte inlästa. Kör manage.py load_report först.") from error
        page = settings.BASE_DIR / "docs" / "findings.md"
        page.write_text(render_findings_page(reports, read_judgements()), encoding="utf-8")
        for folder, report in reports:
            self.stdout.write(f"{folder}: {len(report.findings)} iakttagelser")
