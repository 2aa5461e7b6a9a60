"""Making a report's documents, keeping those of a publication, and the settings they are made with."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from apps.accounts.models import HeldRole, User
from apps.accounts.roles import NotAllowedError, Role
from apps.audit.services import record_event
from apps.documents.arms import find_arms_problem
from apps.documents.arrangement import build_chapters
from apps.documents.cover import DocumentCover, build_cover
from apps.documents.docx.default_template import build_default_template
from apps.documents.docx.report_docx import build_report_docx
from apps.documents.docx.template_check import find_template_problems
from apps.documents.models import (
    DocumentJob,
    DocumentJobState,
    DocumentKind,
    DocumentSettings,
    DocumentTemplates,
    MunicipalitySettings,
    ReportDocument,
)
from apps.documents.pdf.report_pdf import AttachedFile, build_report_pdf
from apps.documents.proposal import build_proposal, find_proposal_problems
from apps.documents.report_files import build_csv
from apps.documents.report_workbook import write_report_workbook
from apps.organisation.models import Board, Municipality
from apps.publishing.comparison.differences import list_all_facts
from apps.publishing.models import PublicVersion
from apps.publishing.pictures import load_text_pictures
from apps.publishing.published_reports import load_version_report
from apps.publishing.report_json import encode_report
from apps.report.board_report import BoardReport

MEDIA_TYPES: dict[str, str] = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DocumentError(ValueError):
    """A file or text can't be used; each of ``problems`` says why in Swedish."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class BoardTemplates:
    """What documents are made with; each is empty where there is none."""

    template: bytes = b""
    template_name: str = ""
    arms: str = ""
    proposal: str = ""


class TemplateLevels(NamedTuple):
    """What a board has of its own, and what it has from its municipality."""

    own: BoardTemplates
    municipality: BoardTemplates

    @property
    def in_use(self) -> BoardTemplates:
        """What the board's documents are made with: each its own, else the municipality's."""
        template = self.own if self.own.template else self.municipality
        return BoardTemplates(
            template.template,
            template.template_name,
            self.own.arms or self.municipality.arms,
            self.own.proposal or self.municipality.proposal,
        )


def load_templates(board: Board) -> BoardTemplates:
    """The template, arms and proposal that the board's documents are made with."""
    return load_template_levels(board).in_use


def load_template_levels(board: Board) -> TemplateLevels:
    """The board's own and the municipality's: two queries."""
    own = DocumentSettings.objects.filter(board=board).first()
    shared = MunicipalitySettings.objects.filter(municipality=board.municipality_id).first()
    return TemplateLevels(_read_templates(own), _read_templates(shared))


def _read_templates(row: DocumentTemplates | None) -> BoardTemplates:
    if row is None:
        return BoardTemplates()
    return BoardTemplates(bytes(row.template), row.template_name, row.arms, row.proposal)


def may_set_for_municipality(user: User, municipality: Municipality) -> bool:
    """May the user set what every board of the municipality has? Whoever administers all of them may."""
    administered = HeldRole.objects.filter(user=user, role=Role.ADMINISTRATOR, board=OuterRef("pk"))
    others = Board.objects.filter(~Exists(administered), municipality=municipality)
    return user.is_superuser or not others.exists()


def build_document(
    report: BoardReport, kind: str, *, version: int | None, templates: BoardTemplates, made_at: datetime
) -> bytes:
    """A report as a file. ``version`` is None for a draft, which is marked as one; ``kind`` is a ``DocumentKind``."""
    cover = build_cover(report, version=version, arms=templates.arms)
    if kind == DocumentKind.XLSX:
        return write_report_workbook(report, cover, made_at)
    chapters = build_chapters(report, load_text_pictures(report))
    if kind == DocumentKind.DOCX:
        return build_report_docx(chapters, cover, made_at, templates.template or None)
    attached = [] if version is None else _list_attachments(report)
    return build_report_pdf(chapters, cover, made_at, attached)


def build_proposal_document(report: BoardReport, *, templates: BoardTemplates, made_at: datetime) -> bytes:
    """The decision proposal of a report as Word, in the board's template."""
    cover = build_cover(report, version=1)
    chapter = build_proposal(report, cover, templates.proposal)
    shown = DocumentCover(
        municipality=cover.municipality,
        board=cover.board,
        title="Tjänsteskrivelse",
        period=f"{cover.title}, {cover.period}",
        case_number=cover.case_number,
        status="Förslag till beslut",
        version=1,
        note="",
        arms=templates.arms,
    )
    template = templates.template or build_default_template(is_letter=True)
    return build_report_docx([chapter], shown, made_at, template)


def _list_attachments(report: BoardReport) -> list[AttachedFile]:
    """The report's figures and texts for machines: all of it as JSON, and each as a line of CSV."""
    rows = [["del", "gäller", "uppgift", "text"]]
    rows += [[fact.part, fact.name, fact.what, fact.text] for fact in list_all_facts(report) if fact.text]
    return [
        AttachedFile("rapport.json", "application/json", "Hela rapporten som data", encode_report(report)),
        AttachedFile("uppgifter.csv", "text/csv", "Varje siffra och text, en på varje rad", build_csv(rows)),
    ]


# --- a publication's documents ---


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in a list: what it is, without its bytes."""

    kind: str
    label: str
    size: int
    sha256: str
    made_at: datetime


def list_documents(version: PublicVersion) -> list[DocumentEntry]:
    """The documents that are made of a version as it is public now, PDF first."""
    found = _select_documents(version).values_list("kind", "size", "sha256", "made_at")
    order = list(DocumentKind.values)
    entries = [DocumentEntry(kind, DocumentKind(kind).label, *rest) for kind, *rest in found]
    return sorted(entries, key=lambda one: order.index(one.kind))


def find_document(version: PublicVersion, kind: str) -> ReportDocument | None:
    """The document of a version as it is public now; None where it is not made."""
    return _select_documents(version).filter(kind=kind).first()


def _select_documents(version: PublicVersion) -> Any:
    return ReportDocument.objects.filter(publication_id=version.pk, report_sha256=version.sha256)


@transaction.atomic
def begin_document_job(version: PublicVersion) -> tuple[DocumentJob, bool]:
    """The job that makes a version's documents, and whether the caller is to start it: it is new, or has died."""
    place = {"publication_id": version.pk, "report_sha256": version.sha256}
    owner = {"municipality_id": version.municipality_id, "board_id": version.board_id}
    job, is_new = DocumentJob.objects.select_for_update().get_or_create(**place, defaults=owner)
    if not is_new and not job.may_start_anew:
        return job, False
    job.state, job.done, job.heartbeat_at = DocumentJobState.WAITING, 0, timezone.now()
    job.save(update_fields=["state", "done", "heartbeat_at"])
    return job, True


def make_documents(job_id: int) -> None:
    """Make what is missing of a version's documents. Each is kept as it is done, so a dead job loses little."""
    job = DocumentJob.objects.get(pk=job_id)
    versions = PublicVersion.objects.filter(pk=job.publication_id, sha256=job.report_sha256)
    found = versions.select_related("round__board__municipality").first()
    report = load_version_report(found.round, found.version) if found else None
    if found is None or report is None:  # it has been issued anew since, and that has a job of its own
        _note_progress(job, DocumentJobState.DONE)
        return
    templates = load_templates(found.round.board)
    missing = [kind for kind in DocumentKind.values if find_document(found, kind) is None]
    _note_progress(job, DocumentJobState.RUNNING, total=len(missing), done=0)
    for kind in missing:
        body = build_document(
            report, kind, version=found.version, templates=templates, made_at=found.reissued_at or found.published_at
        )
        _save_document(job, kind, body)
        _note_progress(job, DocumentJobState.RUNNING, done=F("done") + 1)
    _note_progress(job, DocumentJobState.DONE)


def _save_document(job: DocumentJob, kind: str, body: bytes) -> None:
    ReportDocument.objects.bulk_create(
        [
            ReportDocument(
                municipality_id=job.municipality_id,
                board_id=job.board_id,
                publication_id=job.publication_id,
                report_sha256=job.report_sha256,
                kind=kind,
                body=body,
                size=len(body),
                sha256=hashlib.sha256(body).hexdigest(),
            )
        ],
        ignore_conflicts=True,  # another job has made it: the first one stays
    )


def mark_failed(job_id: int) -> None:
    """The job could not be done."""
    DocumentJob.objects.filter(pk=job_id).update(state=DocumentJobState.FAILED, heartbeat_at=timezone.now())


def _note_progress(job: DocumentJob, state: str, **more: Any) -> None:
    DocumentJob.objects.filter(pk=job.pk).update(state=state, heartbeat_at=timezone.now(), **more)


def list_undocumented_versions(board_id: int) -> list[PublicVersion]:
    """The board's public versions that have no job yet, without their reports."""
    jobs = set(DocumentJob.objects.filter(board=board_id).values_list("publication_id", "report_sha256"))
    versions: Iterable[PublicVersion] = PublicVersion.objects.filter(board=board_id).defer("report", "headline")
    return [one for one in versions if (one.pk, one.sha256) not in jobs]


# --- what they are made with ---

Owner = Board | Municipality
"""A board's own settings, or those of all boards of a municipality."""


def save_template(*, by: User | None, owner: Owner, name: str, data: bytes) -> None:
    """Keep a Word template. Raises ``DocumentError`` for one that can't be used; the old one then stays."""
    problems = find_template_problems(data)
    if problems:
        raise DocumentError(problems)
    after = {"name": name[:200], "sha256": hashlib.sha256(data).hexdigest()}
    _save_settings(by, owner, "template", after, template=data, template_name=name[:200])


def save_arms(*, by: User | None, owner: Owner, data: bytes) -> None:
    """Keep the municipality's arms for documents. Raises ``DocumentError``; the old ones then stay."""
    problem = find_arms_problem(data)
    if problem:
        raise DocumentError([problem])
    after = {"sha256": hashlib.sha256(data).hexdigest()}
    _save_settings(by, owner, "arms", after, arms=data.decode("utf-8-sig"))


def save_proposal(*, by: User | None, owner: Owner, text: str) -> None:
    """Keep the text of the decision proposal; empty for none of the owner's own. Raises ``DocumentError``."""
    problems = find_proposal_problems(text)
    if problems:
        raise DocumentError(problems)
    _save_settings(by, owner, "proposal", {"text": text}, proposal=text)


def remove_template(*, by: User | None, owner: Owner) -> None:
    """Go back to the municipality's template, or from that to the default one."""
    _save_settings(by, owner, "template", {}, template=b"", template_name="")


def remove_arms(*, by: User | None, owner: Owner) -> None:
    """No arms of the owner's own."""
    _save_settings(by, owner, "arms", {}, arms="")


@transaction.atomic
def _save_settings(by: User | None, owner: Owner, what: str, after: dict[str, Any], **values: Any) -> None:
    """Write some of the owner's settings. ``NotAllowedError`` for a municipality's unless all its boards are one's."""
    row: DocumentTemplates
    if isinstance(owner, Municipality):
        if by is not None and not may_set_for_municipality(by, owner):
            raise NotAllowedError("Bara den som är administratör för alla kommunens nämnder ändrar det.")
        row, _ = MunicipalitySettings.objects.select_for_update().get_or_create(municipality=owner)
    else:
        row, _ = DocumentSettings.objects.select_for_update().get_or_create(
            board=owner, defaults={"municipality_id": owner.municipality_id}
        )
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))
    board_id = owner.pk if isinstance(owner, Board) else None
    record_event(by=by, action=f"documents.{what}_changed", target=row, board_id=board_id, after=after)
