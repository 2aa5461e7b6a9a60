"""``manage.py load_report <mapp eller arbetsbok>``"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.swedish import tidy_text
from apps.imports.merge.changes import complete_sheets
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.interpretation import list_target_readings
from apps.imports.report_format.records import ParsedReport
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_parsed, read_report


class Command(BaseCommand):
    """Loads reports. The first one with errors ends the command, with a list of them."""

    help = "Läser in en rapport: en mapp med CSV-filer eller en Excel-arbetsbok (docs/import-format.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="+", type=Path, help="mapp eller arbetsbok")

    def handle(self, *args: Any, source: list[Path], **options: Any) -> None:
        for path in source:
            try:
                # As when it is sent in: the template's rows that nobody has filled in say nothing.
                parsed = read_report(complete_sheets(read_source(path), known=()))
                round_ = load_parsed(parsed=parsed, by=None)
            except ReportErrors as error:
                self.stderr.write("\n".join(error.lines()))
                raise CommandError(f"{path}: ingenting lästes in. Rätta felen ovan och försök igen.") from error
            self.stdout.write(f"{round_} är inläst.")
            for line in _iter_reading_lines(parsed):
                self.stdout.write(line)


def _iter_reading_lines(parsed: ParsedReport) -> Iterator[str]:
    """How the targets were read, each text once. What says itself, as ”minst 90 %”, is left out."""
    readings = list_target_readings(parsed)
    texts = [record["text"] for record in parsed["targets"]]
    for (text, reading), count in Counter(zip(texts, readings.values(), strict=True)).items():
        if not tidy_text(reading).endswith(f": {tidy_text(text)}."):
            yield f"  Målvärdet ”{text}” ({count} st). {reading}"
