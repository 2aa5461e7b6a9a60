"""What a foreign table is, which is guessed when it is sent in: shown, and changed with one click."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.imports import services
from apps.imports.models import TABLE_KINDS, FileKind, ImportJob, JobState
from apps.web.reporting.uploads.access import UploadRound
from apps.web.reporting.uploads.outcomes.views import edit_outcome_mapping


def list_other_kinds(job: ImportJob) -> list[tuple[str, str]]:
    """What else the file may be said to be, as kind and label; nothing for an SIE file, or one that can be read."""
    is_refused_report = job.file.kind == FileKind.REPORT and job.state == JobState.REFUSED
    if job.file.kind not in TABLE_KINDS and not is_refused_report:
        return []
    return [(kind.value, str(kind.label)) for kind in TABLE_KINDS if kind != job.file.kind]


def change_kind(request: HttpRequest, job: ImportJob) -> None:
    """Say what the file is, as the form does. ``UploadError`` when it may not be said now."""
    services.change_file_kind(by=request.user, job=job, kind=request.POST.get("kind", ""))


def answer_other_kind(request: HttpRequest, where: UploadRound, job: ImportJob) -> HttpResponse | None:
    """The answer of the mapping's page for a file that is no extract, or is said to be something else; else None."""
    if request.method == "POST" and request.POST.get("act") == "kind":
        try:
            change_kind(request, job)
        except services.UploadError:
            return HttpResponseRedirect(where.url("upload", job=job.public_id))
        return HttpResponseRedirect(where.url("upload_mapping", job=job.public_id))
    if job.file.kind == FileKind.REPORT:
        return HttpResponseRedirect(where.url("upload", job=job.public_id))
    if job.file.kind == FileKind.OUTCOMES:
        return edit_outcome_mapping(request, where, job, other_kinds=list_other_kinds(job))
    return None
