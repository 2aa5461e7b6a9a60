"""``manage.py coverage``"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.imports.coverage import coverage_of, coverage_page, report_folders, round_of
from apps.rounds.models import Round


class Command(BaseCommand):
    """Counts the reports that come with the product. They must be loaded."""

    help = (
        "Skriver docs/coverage.md: hur många av rapporternas tryckta siffror som finns i databasen, och var de visas."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = [coverage_of(round_of(folder)) for folder in report_folders()]
        except Round.DoesNotExist as error:
            raise CommandError("Alla rapporter är inte inlästa. Kör manage.py load_report först.") from error
        page = settings.BASE_DIR / "docs" / "coverage.md"
        page.write_text(coverage_page(reports), encoding="utf-8")
        for report in reports:
            self.stdout.write(f"{report.title}: {report.loaded} av {report.published}")
