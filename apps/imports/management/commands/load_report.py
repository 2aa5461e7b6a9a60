"""``manage.py load_report <mapp eller arbetsbok>``"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report


class Command(BaseCommand):
    """Loads reports. The first one with errors ends the command, with a list of them."""

    help = "Läser in en rapport: en mapp med CSV-filer eller en Excel-arbetsbok (docs/import-format.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="+", type=Path, help="mapp eller arbetsbok")

    def handle(self, *args: Any, source: list[Path], **options: Any) -> None:
        for path in source:
            try:
                round_ = load_report(source=read_source(path), by=None)
            except ReportErrors as error:
                self.stderr.write("\n".join(error.lines()))
                raise CommandError(f"{path}: ingenting lästes in. Rätta felen ovan och försök igen.") from error
            self.stdout.write(f"{round_} är inläst.")
