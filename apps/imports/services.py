"""Files in: kept, read to a preview, applied all or nothing."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, Func, Value
from django.utils import timezone

from apps.accounts.services import is_administrator
from apps.audit.services import record_event
from apps.checks.registry import get_finding_kind
from apps.imports.file_loader import ChangedSincePreviewError, load_file, load_round
from apps.imports.files.file_kinds import detect_file_kind, find_file_problem, is_workbook
from apps.imports.files.filled_cells import note_source_of_cells
from apps.imports.files.opened_file import OpenedFile, iter_file_rows, list_workbook_sheets, open_file
from apps.imports.files.personal_numbers import (
    PERSONAL_NAME_MESSAGE,
    find_personal_numbers,
    format_personal_numbers_message,
    has_personal_number,
)
from apps.imports.files.saved_mappings import find_saved_mapping
from apps.imports.files.services import clear_file
from apps.imports.files.table_kinds import TableHeads, guess_table_kind
from apps.imports.job_progress import JOB_STAGES, JobProgress
from apps.imports.ledgers.code_rules import list_cost_type_targets
from apps.imports.ledgers.extract import LedgerFileMapping, add_headers, read_ledger_table
from apps.imports.ledgers.mapping_checks import MappingProblem, list_mapping_problems
from apps.imports.merge.cell_decisions import ApplyChoices, PreviewedCells
from apps.imports.merge.changes import SheetChange, convert_changes_to_json, sum_net_costs
from apps.imports.models import (
    CONTENT_PART_BYTES,
    RUNNING_STATES,
    TABLE_KINDS,
    AppliedFigure,
    EmptiedReason,
    FileKind,
    ImportJob,
    JobState,
    LedgerMapping,
    OutcomeMapping,
    UploadedFile,
)
from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.report_format.errors import CellError, ErrorLog, ReportErrors
from apps.organisation.models import ServiceArea
from apps.publishing.services import build_draft_report
from apps.rounds.models import Round

MAX_REMARKS = 100


class UploadError(ValueError):
    """The file is not taken, or the act is not possible now; the message says why in Swedish."""


class _UndoError(Exception):
    """Ends a dry run: everything is rolled back."""


@transaction.atomic
def store_file(*, by: Any, round_: Round, name: str, content: bytes) -> ImportJob:
    """Keep a file for an open round, and make the job that will read it. ``UploadError`` when it is not taken."""
    if not Round.objects.being_written().filter(pk=round_.pk).exists():
        raise UploadError("Rapporten är inte öppen. Filer tas emot medan den är det.")
    problem = find_file_problem(name, content)
    if problem:
        raise UploadError(problem)
    if has_personal_number(name):
        raise UploadError(PERSONAL_NAME_MESSAGE)
    sheets, heads = list_workbook_sheets(name, content), TableHeads()
    numbers = find_personal_numbers(heads.iter_noting(iter_file_rows(content, sheets)))
    if numbers.total:
        raise UploadError(format_personal_numbers_message(numbers))
    found_kind = detect_file_kind(name, content, sheets)
    kind = guess_table_kind(found_kind, heads.sheets, is_text=not is_workbook(content))
    owner = {"municipality_id": round_.municipality_id, "board_id": round_.board_id, "round": round_}
    stored = _create_file(content, **owner, name=name[-200:], kind=kind, uploaded_by=by)
    state = JobState.WAITING if kind == FileKind.REPORT else JobState.MAPPING
    job = ImportJob.objects.create(**owner, file=stored, state=state, created_by=by)
    after = {"name": stored.name, "sha256": stored.sha256, "size": stored.size, "kind": kind}
    record_event(by=by, action="file.uploaded", target=stored, board_id=round_.board_id, after=after)
    return job


def _create_file(content: bytes, **fields: Any) -> UploadedFile:
    """A file with its bytes, part by part: one statement with a large file takes its memory many times over."""
    sha256 = hashlib.sha256(content).hexdigest()
    stored = UploadedFile.objects.create(
        **fields, sha256=sha256, size=len(content), content=content[:CONTENT_PART_BYTES]
    )
    own = UploadedFile.objects.filter(pk=stored.pk)
    for start in range(CONTENT_PART_BYTES, len(content), CONTENT_PART_BYTES):
        part = Value(content[start : start + CONTENT_PART_BYTES], output_field=BinaryField())
        own.update(content=Func("content", part, arg_joiner=" || ", template="%(expressions)s"))
    del stored.content  # read anew by who asks for it
    return stored


@transaction.atomic
def save_ledger_mapping(*, by: Any, job: ImportJob, mapping: dict[str, Any]) -> ImportJob:
    """Say how a foreign file is to be read. The board's next one is read so too, once this one could be."""
    _move_job(job, {JobState.MAPPING, JobState.REFUSED, JobState.PREVIEW}, JobState.WAITING)
    job.mapping = mapping
    job.save(update_fields=["mapping"])
    action = "outcomes.mapped" if job.file.kind == FileKind.OUTCOMES else "ledger.mapped"
    record_event(by=by, action=action, target=job, board_id=job.board_id, after=mapping)
    return job


@transaction.atomic
def change_file_kind(*, by: Any, job: ImportJob, kind: str) -> ImportJob:
    """Say that a foreign table is of another kind than was guessed. How it was mapped is forgotten."""
    if kind not in TABLE_KINDS or job.file.kind == FileKind.SIE:
        raise UploadError("Välj vad filen är: ett utdrag ur ekonomisystemet, eller utfall.")
    allowed = {JobState.REFUSED} if job.file.kind == FileKind.REPORT else {JobState.REFUSED, JobState.PREVIEW}
    _move_job(job, {JobState.MAPPING, *allowed}, JobState.MAPPING)
    before, job.file.kind, job.mapping, job.result = job.file.kind, FileKind(kind), None, None
    job.file.save(update_fields=["kind"])
    job.save(update_fields=["mapping", "result"])
    record_event(
        by=by,
        action="file.kind_changed",
        target=job,
        board_id=job.board_id,
        before={"kind": before},
        after={"kind": kind},
    )
    return job


def map_as_before(*, by: Any, job: ImportJob) -> bool:
    """Have a foreign file read as the board's last one of its kind was, where that fits it. Was it so?"""
    saved = find_saved_mapping(job)
    if saved is None:
        return False
    save_ledger_mapping(by=by, job=job, mapping=saved.as_json())
    return True


class MappingError(UploadError):
    """A mapping that can't be used. ``problems`` say what to mend, field by field; nothing has been saved."""

    def __init__(self, problems: Sequence[MappingProblem]) -> None:
        self.problems = problems
        super().__init__(" ".join(one.text for one in problems))


def check_and_save_mapping(*, by: Any, job: ImportJob, mapping: LedgerFileMapping) -> ImportJob:
    """Save a mapping that nobody has looked at on the page, if it can be used. ``MappingError`` if not."""
    areas = list(ServiceArea.objects.filter(board=job.board_id).values_list("code", flat=True))
    table = None
    if job.file.kind != FileKind.SIE:
        log = ErrorLog()
        table = read_ledger_table(job.file.read_content(), job.file.name, log, mapping)
        if table is None:
            raise MappingError([MappingProblem("delimiter", str(error)) for error in log.errors])
        mapping = add_headers(mapping, table.lines[0].cells)
    if problems := list_mapping_problems(mapping, areas, list_cost_type_targets(job.board_id), table):
        raise MappingError(problems)
    return save_ledger_mapping(by=by, job=job, mapping=mapping.as_json())


def _store_mapping(job: ImportJob) -> None:
    """Keep how a foreign file was read for the board's next one: a file that could not be read spoils nothing."""
    if job.mapping and job.file.kind == FileKind.OUTCOMES:
        OutcomeMapping.objects.update_or_create(
            board_id=job.board_id,
            headings=OutcomeFileMapping.read(job.mapping).headings_key,
            defaults={"municipality_id": job.municipality_id, "settings": job.mapping},
        )
    elif job.mapping:
        LedgerMapping.objects.update_or_create(
            board_id=job.board_id, defaults={"municipality_id": job.municipality_id, "settings": job.mapping}
        )


@transaction.atomic
def discard_file(*, by: Any, job: ImportJob) -> ImportJob:
    """Throw a file away that is not applied, whatever its state: its bytes are removed."""
    allowed: set[JobState] = {*JobState} - {JobState.APPLIED, JobState.APPLYING}
    if job.is_interrupted:
        allowed.add(JobState.APPLYING)  # its worker has died, and it had applied nothing
    _move_job(job, allowed, JobState.DISCARDED)
    clear_file(by=by, job=job, why=EmptiedReason.DISCARDED)
    return job


@transaction.atomic
def requeue_file(*, by: Any, job: ImportJob) -> ImportJob:
    """Read a file anew: after an interruption, or when the round has changed since the preview."""
    locked = ImportJob.objects.select_for_update().get(pk=job.pk)
    if not (locked.is_interrupted or locked.state in (JobState.PREVIEW, JobState.REFUSED)):
        raise UploadError("Filen läses redan, eller är klar.")
    locked.state, locked.done, locked.message = JobState.WAITING, 0, ""
    locked.save(update_fields=["state", "done", "message"])
    record_event(by=by, action="file.read_again", target=locked, board_id=locked.board_id)
    return locked


def _move_job(job: ImportJob, allowed: set[JobState], to: JobState) -> None:
    """Change a job's state if it may. ``UploadError`` if not."""
    changed = ImportJob.objects.filter(pk=job.pk, state__in=allowed).update(state=to, heartbeat_at=timezone.now())
    if not changed:
        raise UploadError("Filen har redan hanterats. Ladda om sidan.")
    job.state = to


def read_to_preview(job_id: int) -> None:
    """Read a waiting job's file and store what it would change. Nothing else is written: the dry run is rolled back."""
    jobs = ImportJob.objects.select_related("file", "round__board__municipality", "created_by")
    job = jobs.defer("file__content").get(pk=job_id)
    with suppress(UploadError):
        _move_job(job, {JobState.WAITING}, JobState.READING)
        with JobProgress(job_id) as progress:
            _store_preview(job, progress, conflict_ids=frozenset())


def _store_preview(
    job: ImportJob, progress: JobProgress, *, conflict_ids: frozenset[str], opened: OpenedFile | None = None
) -> None:
    """Store what the file would change, and what each of those cells holds now."""
    seen = None
    try:
        opened = opened or open_file(job, progress)
        result, seen = _run_dry(job, opened, progress, conflict_ids)
        state = JobState.PREVIEW
        _store_mapping(job)
    except ReportErrors as error:
        result, state = {"errors": error.lines()}, JobState.REFUSED
    _finish_job(job, state, result, seen)


def _run_dry(
    job: ImportJob, opened: OpenedFile, progress: JobProgress, conflict_ids: frozenset[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    progress.stage(3, "Jämför med det som finns")
    try:
        with transaction.atomic():
            has_tree = ServiceArea.objects.filter(board=job.board_id, parent=None).exists()
            before = build_draft_report(job.round) if has_tree else None
            loaded = load_file(job, opened, conflict_ids=conflict_ids)
            progress.stage(4, "Kontrollerar siffrorna mot varandra")
            after = build_draft_report(load_round(job))
            known = {one.fingerprint for one in before.findings} if before else set()
            result = {
                "sheets": convert_changes_to_json(loaded.found),
                "warnings": [
                    *(
                        {"check": "file", "name": name, "message": text, "expected": "", "found": ""}
                        for name, text in opened.remarks
                    ),
                    *_iter_remarks(loaded.remarks, loaded.found),
                    *(
                        {name: getattr(one, name) for name in ("check", "name", "message", "expected", "found")}
                        | {"kind": get_finding_kind(one)}
                        for one in after.findings
                        if one.fingerprint not in known
                    ),
                ][:MAX_REMARKS],
                "before": sum_net_costs(before),
                "after": sum_net_costs(after),
                "is_template": opened.template is not None,
                "has_moved": bool(conflict_ids),
                **loaded.notes,
                **opened.notes,
            }
            seen = PreviewedCells({one.id: one.now for one in loaded.touched}, conflict_ids).as_json()
            raise _UndoError
    except _UndoError:
        return result, seen


def _iter_remarks(remarks: list[CellError], found: list[SheetChange]) -> Iterator[dict[str, str]]:
    """What should be looked at in the cells that become different; the others were looked at when they did."""
    places = {
        (row.origin.source, row.origin.row, cell.column)
        for sheet in found
        for row in sheet.rows
        if row.origin
        for cell in row.cells
    }
    for one in remarks:
        if (one.file, one.row, one.column) in places:
            yield {"check": "file", "name": one.place, "message": one.expected, "expected": "", "found": one.found}


def apply_file(job_id: int) -> None:
    """Apply a previewed file: all in one transaction, or nothing. Applying the same file again changes nothing.

    Where a cell that would be written no longer holds what the preview showed, nothing is: the job goes back to its
    preview, which then asks about those cells.
    """
    jobs = ImportJob.objects.select_related("file__uploaded_by", "round__board__municipality", "created_by")
    job = jobs.defer("file__content").get(pk=job_id)
    seen = PreviewedCells.read(job.seen)
    with JobProgress(job_id) as progress:
        opened = None
        try:
            opened = open_file(job, progress)
            progress.stage(3, "Läser in")
            with transaction.atomic():
                loaded = load_file(
                    job, opened, conflict_ids=seen.conflict_ids, choices=ApplyChoices.read(job.choices), seen=seen
                )
                figures = _store_applied_figures(job, loaded.found)
                note_source_of_cells(job=job, round_=job.round, found=loaded.found, touched=loaded.touched)
                progress.stage(4, "Sparar var varje siffra kom ifrån")
                _move_job(job, {JobState.APPLYING}, JobState.APPLIED)
                job.done = job.total = JOB_STAGES
                job.message = ""
                job.result = {**(job.result or {}), "applied": figures, "sheets": convert_changes_to_json(loaded.found)}
                job.save(update_fields=["state", "done", "total", "message", "result"])
                after = {"figures": figures, "sha256": job.file.sha256, "confirmed": _list_confirmed(job)}
                record_event(by=job.created_by, action="file.applied", target=job, board_id=job.board_id, after=after)
        except UploadError:
            return  # thrown away meanwhile: all of it is rolled back
        except ChangedSincePreviewError as moved:
            job.state = JobState.APPLYING
            _store_preview(job, progress, conflict_ids=seen.conflict_ids | moved.cells, opened=opened)
        except ReportErrors as error:
            _finish_job(job, JobState.REFUSED, {"errors": error.lines()})


@transaction.atomic
def start_applying(
    *, by: Any, job: ImportJob, empty: bool = False, take: Collection[str] = (), confirmed: Collection[str] = ()
) -> ImportJob:
    """Ask for a previewed file to be applied. ``UploadError`` while any of its questions has no yes.

    ``empty`` also empties the cells that the preview lists as emptied; ``take`` are those of its conflicts where the
    file's figure is to replace what stands. ``confirmed`` are the keys of the questions that were answered yes.
    """
    if not Round.objects.being_written().filter(pk=job.round_id).exists():
        raise UploadError("Rapporten är inte öppen längre. Ingenting har lästs in.")
    if (job.result or {}).get("changes_plan") and not is_administrator(by, job.round.board):
        raise UploadError("Filen ändrar planen. Bara nämndens administratör kan läsa in den.")
    questions = {one["key"]: one["text"] for one in (job.result or {}).get("questions", ())}
    if unanswered := [text for key, text in questions.items() if key not in confirmed]:
        raise UploadError(f"Ingenting har lästs in. Svara först på det som frågas om filen: {unanswered[0]}")
    _move_job(job, {JobState.PREVIEW}, JobState.APPLYING)
    choices = {"empty": empty, "take": sorted(take), "confirmed": sorted(questions.keys() & set(confirmed))}
    ImportJob.objects.filter(pk=job.pk).update(created_by=by, done=0, choices=choices)
    return job


def _list_confirmed(job: ImportJob) -> list[str]:
    """The questions that a person said yes to, as they were asked."""
    keys = (job.choices or {}).get("confirmed", ())
    return [one["text"] for one in (job.result or {}).get("questions", ()) if one["key"] in keys]


def _store_applied_figures(job: ImportJob, found: list[SheetChange]) -> int:
    """Store where each applied cell came from."""
    figures = [
        AppliedFigure(
            municipality_id=job.municipality_id,
            board_id=job.board_id,
            job=job,
            sheet=sheet.name,
            key=row.key[:400],
            column=cell.column,
            source=(row.origin.source if row.origin else job.file.name)[:250],
            row=row.origin.row if row.origin else None,
            rows=row.origin.rows if row.origin else 1,
            old=cell.old,
            new=cell.new,
        )
        for sheet in found
        for row in sheet.rows
        for cell in row.cells
    ]
    AppliedFigure.objects.bulk_create(figures, batch_size=2000)
    return len(figures)


def _finish_job(job: ImportJob, state: JobState, result: dict[str, Any], seen: dict[str, Any] | None = None) -> None:
    ImportJob.objects.filter(pk=job.pk, state__in=RUNNING_STATES).update(
        state=state,
        result=result,
        seen=seen,
        done=JOB_STAGES,
        total=JOB_STAGES,
        message="",
        heartbeat_at=timezone.now(),
    )


def refuse_job(job_id: int, message: str) -> None:
    """End a job that something unforeseen stopped, with a message in Swedish; one that has ended stays as it is."""
    waiting = [*RUNNING_STATES, JobState.WAITING]
    ImportJob.objects.filter(pk=job_id, state__in=waiting).update(
        state=JobState.REFUSED, result={"errors": [message]}, message=""
    )
