"""``manage.py load_report <mapp, arbetsbok eller blad>``"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.core.swedish import tidy_text
from apps.imports.files.report_paths import FOREIGN_MESSAGE, read_report_path
from apps.imports.merge.changes import complete_sheets
from apps.imports.models import ImportJob, JobState
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.interpretation import list_target_readings
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.records import ParsedReport
from apps.imports.report_loader import load_parsed, read_report
from apps.imports.services import UploadError, apply_file, discard_file, read_to_preview, start_applying, store_file
from apps.rounds.models import Round
from apps.rounds.selectors import find_round_to_fill

_ADDRESS_PATTERN = re.compile(r"/?(?P<municipality>[-\w]+)/(?P<board>[-\w]+)/(?P<year>\d{4})/t(?P<tertial>[123])/?")
NOTHING_LOADED = "ingenting lästes in. Rätta felen ovan och försök igen."


class Command(BaseCommand):
    """Loads reports. The first one with errors ends the command, with a list of them.

    A whole report says itself which board and tertial it is. With ``--to`` a file is loaded as if it were sent in on
    that report's page by the person in ``--by``: the same checks, the same merge with what is there.
    """

    help = "Läser in en rapport: en mapp, en arbetsbok eller ett blad som CSV (docs/import-format.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", nargs="+", type=Path, help="mapp, arbetsbok eller CSV-fil")
        parser.add_argument("--to", default="", help="rapportens adress: kommun/nämnd/2024/t2")
        parser.add_argument("--by", default="", help="e-post för den som läser in, med --to")
        parser.add_argument("--yes", action="store_true", help="svara ja på det som frågas om filen, med --to")

    def handle(self, *args: Any, source: list[Path], to: str, by: str, yes: bool, **options: Any) -> None:
        for path in source:
            if to:
                self._load_into_round(path, to, by, says_yes=yes)
            else:
                self._load_whole_report(path)

    def _load_whole_report(self, path: Path) -> None:
        try:
            sheets = read_report_path(path)
            # As when it is sent in: the template's rows that nobody has filled in say nothing.
            parsed = read_report(complete_sheets(sheets, known=()))
            round_ = load_parsed(parsed=parsed, by=None)
        except ReportErrors as error:
            self.stderr.write("\n".join(error.lines()))
            raise CommandError(f"{path}: {NOTHING_LOADED}") from error
        self.stdout.write(f"{round_} är inläst.")
        for line in (*_iter_remark_lines(sheets), *_iter_reading_lines(parsed)):
            self.stdout.write(line)

    def _load_into_round(self, path: Path, to: str, by: str, *, says_yes: bool) -> None:
        user = User.objects.filter(email=by.strip().lower(), is_active=True).first()
        round_ = _find_round(to, user)
        if not path.is_file():
            raise CommandError(f"{path}: med --to läses en fil i taget in.")
        try:
            job = store_file(by=user, round_=round_, name=path.name, content=path.read_bytes())
            self._apply(job, path, user, says_yes=says_yes)
        except UploadError as error:
            self.stderr.write(f"{path.name}: {error}")
            raise CommandError(f"{path}: {NOTHING_LOADED}") from error
        self.stdout.write(f"{round_} är uppdaterad ur {path.name}.")

    def _apply(self, job: ImportJob, path: Path, user: User | None, *, says_yes: bool) -> None:
        if job.state == JobState.MAPPING:
            discard_file(by=user, job=job)
            raise UploadError(FOREIGN_MESSAGE)
        read_to_preview(job.pk)
        job.refresh_from_db()
        result = job.result or {}
        for one in result.get("warnings", ()):
            self.stdout.write(f"  {one['name']}: {one['message']}")
        if job.state != JobState.PREVIEW:
            self.stderr.write("\n".join(result.get("errors", ())))
            raise CommandError(f"{path}: {NOTHING_LOADED}")
        questions = result.get("questions", ())
        if questions and not says_yes:
            discard_file(by=user, job=job)
            texts = " ".join(one["text"] for one in questions)
            raise UploadError(f"{texts} Kör kommandot igen med --yes om svaret är ja.")
        start_applying(by=user, job=job, confirmed=[one["key"] for one in questions])
        apply_file(job.pk)
        job.refresh_from_db()
        if job.state != JobState.APPLIED:
            self.stderr.write("\n".join((job.result or {}).get("errors", ())))
            raise CommandError(f"{path}: {NOTHING_LOADED}")


def _find_round(to: str, user: User | None) -> Round:
    """The report at an address that the person may fill."""
    found = _ADDRESS_PATTERN.fullmatch(to)
    if found is None:
        raise CommandError(f"{to} är ingen adress till en rapport. Skriv till exempel kalmar/socialnamnden/2024/t2.")
    if user is None:
        raise CommandError("Skriv med --by vem som läser in: e-posten för en av nämndens controllers.")
    where = found["municipality"], found["board"], int(found["year"]), int(found["tertial"])
    round_ = find_round_to_fill(user, *where)
    if round_ is None:
        raise CommandError(f"{user.email} har ingen rapport att fylla i på {to}.")
    return round_


def _iter_remark_lines(sheets: Sequence[RawSheet]) -> Iterator[str]:
    """What a person should know of how each sheet was read, or that it was left out."""
    return (f"  {sheet.file}: {remark}" for sheet in sheets for remark in sheet.remarks)


def _iter_reading_lines(parsed: ParsedReport) -> Iterator[str]:
    """How the targets were read, each text once. What says itself, as ”minst 90 %”, is left out."""
    readings = list_target_readings(parsed)
    texts = [record["text"] for record in parsed["targets"]]
    for (text, reading), count in Counter(zip(texts, readings.values(), strict=True)).items():
        if not tidy_text(reading).endswith(f": {tidy_text(text)}."):
            yield f"  Målvärdet ”{text}” ({count} st). {reading}"
