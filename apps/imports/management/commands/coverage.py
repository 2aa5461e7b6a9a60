"""``manage.py coverage``"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.imports.demo_reports.coverage import count_coverage, get_round, list_report_folders, render_coverage_page
from apps.rounds.models import Round


class Command(BaseCommand):
    """Counts the reports that come with the product. They must be loaded."""

    help = (
        "Skriver docs/coverage.md: hur många av rapporternas tryckta siffror som finns i databasen, och var de visas."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = [count_coverage(get_round(folder)) for folder in list_report_folders()]
        except Round.DoesNotExist as error:
            raise CommandError("Alla rapporter är inte inlästa. Kör manage.py load_report först.") from error
        page = settings.BASE_DIR / "docs" / "coverage.md"
        page.write_text(render_coverage_page(reports), encoding="utf-8")
        for report in reports:
            self.stdout.write(f"{report.title}: {report.loaded} av {report.published}")
