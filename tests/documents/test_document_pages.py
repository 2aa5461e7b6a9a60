"""The pages of documents: made once by a job, kept by version, and what they are made with."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from apps.accounts.models import Membership
from apps.accounts.roles import Role
from apps.audit.models import AuditEvent
from apps.documents.models import DocumentJob, DocumentSettings, ReportDocument
from apps.documents.proposal import build_proposal, find_proposal_problems
from apps.documents.services import begin_document_job, list_documents, load_templates, make_documents
from apps.documents.tasks import start_document_jobs
from apps.entry.services import save_cell
from apps.entry.shapes import SaveStatus
from apps.goals.models import Outcome
from apps.organisation import services as organisation
from apps.publishing.adoption import adopt_round
from apps.publishing.models import Publication, PublicVersion, Reissue
from apps.workflow import corrections
from tests.documents.read_back import read_docx_text, read_pdf_text, read_workbook_cells
from tests.documents.test_docx import SVG, make_cover, make_template
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import MEETING, to_approved

pytestmark = pytest.mark.slow

HOME = "/lillkoping/socialnamnden/2024/t2/"
WORK = f"/rapportera{HOME}"
SETTINGS = "/rapportera/lillkoping/socialnamnden/struktur/dokument/"
Capture = Callable[..., Any]


def save_satisfaction(small: SmallBoard, raw: str, version: int) -> None:
    by = small["controller"]
    saved = save_cell(round_=small.round, key="u:nojdhet:namnden:T", field="value", raw=raw, version=version, by=by)
    assert saved.status == SaveStatus.SAVED


@pytest.fixture
def small(db: None) -> SmallBoard:
    small = make_small_board()
    save_cell(round_=small.round, key="u:nojdhet:namnden:T", field="value", raw="88", version=0, by=small["controller"])
    return small


@pytest.fixture
def adopted(small: SmallBoard) -> SmallBoard:
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    return small


def log_in(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def make_all(small: SmallBoard) -> None:
    for version in PublicVersion.objects.filter(round=small.round):
        make_documents(begin_document_job(version)[0].pk)


def test_first_reader_starts_the_job_and_the_next_gets_the_documents(
    adopted: SmallBoard, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        led_on = Client().get(f"{HOME}v1/rapport.pdf")
        assert led_on.status_code == 302
        answer = Client().get(led_on["Location"])
    assert "Dokumenten görs nu" in answer.content.decode()
    assert answer["Refresh"] == "2"
    with django_capture_on_commit_callbacks(execute=False) as again:
        Client().get(f"{HOME}v1/dokument/")
    assert (len(waiting), len(again)) == (1, 0), "one job, however many ask"
    waiting[0]()
    page = Client().get(f"{HOME}v1/dokument/")
    assert "Refresh" not in page
    for kind, read in (("pdf", read_pdf_text), ("docx", read_docx_text), ("xlsx", read_workbook_cells)):
        answer = Client().get(f"{HOME}v1/rapport.{kind}")
        digest = hashlib.sha256(answer.content).digest()
        assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
        assert digest.hex() in page.content.decode()
        assert "88" in str(read(answer.content))
    assert Client().get(f"{HOME}v1/rapport.exe").status_code == 404
    assert Client().get(f"{HOME}v2/dokument/").status_code == 404


def test_the_api_has_the_same_documents_and_says_when_they_are_being_made(
    adopted: SmallBoard, django_capture_on_commit_callbacks: Capture
) -> None:
    address = "/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2/versions/1/documents"
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        answer = Client().get(f"{address}/pdf")
        assert (answer.status_code, answer["Retry-After"], answer.json()["state"]) == (202, "5", "waiting")
        assert Client().get(address).json()["is_complete"] is False
    waiting[0]()
    listed = Client().get(address).json()
    assert listed["is_complete"]
    for one in listed["documents"]:
        answer = Client().get(f"{address}/{one['kind']}")
        assert hashlib.sha256(answer.content).hexdigest() == one["sha256"]
        assert (answer["Content-Type"], len(answer.content)) == (one["media_type"], one["size"])
        assert answer.content == Client().get(f"{HOME}v1/rapport.{one['kind']}").content
        again = Client().get(f"{address}/{one['kind']}", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304


def test_a_correction_makes_new_documents_and_keeps_the_old(adopted: SmallBoard) -> None:
    make_all(adopted)
    old = Client().get(f"{HOME}v1/rapport.xlsx").content
    corrections.open_correction(round_=adopted.round, by=adopted["controller"], reason="Fel kolumn.")
    stored = Outcome.objects.get(board=adopted.board, indicator__code="nojdhet", year=2024, tertial=2)
    save_satisfaction(adopted, "98", stored.version)
    to_approved(adopted)
    adopt_round(round_=adopted.round, by=adopted["registrar"], meeting=MEETING)
    make_all(adopted)
    assert Client().get(f"{HOME}v1/rapport.xlsx").content == old
    assert "98" in str(read_workbook_cells(Client().get(f"{HOME}v2/rapport.xlsx").content))
    assert f"{HOME}v2/dokument/" in Client().get(HOME).content.decode()
    assert f"{HOME}v1/dokument/" in Client().get(f"{HOME}v1/").content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportDocument.objects.update(body=b"x")


def test_a_version_issued_anew_has_new_documents_and_the_old_are_out_of_reach(
    adopted: SmallBoard, django_capture_on_commit_callbacks: Capture
) -> None:
    make_all(adopted)
    publication = Publication.objects.get(round=adopted.round)
    Reissue.objects.create(
        municipality_id=publication.municipality_id,
        board_id=publication.board_id,
        publication=publication,
        number=1,
        report=publication.report,
        sha256="a" * 64,
        headline=publication.headline,
        reason="Skydd.",
    )
    assert Client().get(f"{HOME}v1/rapport.xlsx").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        start_document_jobs(adopted.board.pk)
    version = PublicVersion.objects.get(round=adopted.round)
    assert [one.kind for one in list_documents(version)] == ["pdf", "docx", "xlsx"]
    assert DocumentJob.objects.count() == 2


def test_a_failed_job_says_so_and_nothing_is_half_shown(
    adopted: SmallBoard, django_capture_on_commit_callbacks: Capture
) -> None:
    job, _ = begin_document_job(PublicVersion.objects.get(round=adopted.round))
    DocumentJob.objects.filter(pk=job.pk).update(state="failed")
    assert "gick inte att göra" in Client().get(f"{HOME}v1/dokument/").content.decode()


def test_drafts_are_marked_and_only_for_those_who_work_with_the_report(small: SmallBoard) -> None:
    client = log_in(small, "controller")
    assert f"{WORK}dokument/" in client.get(WORK).content.decode()
    assert f"{WORK}dokument/pdf/" in client.get(f"{WORK}dokument/").content.decode()
    assert "UTKAST" in read_pdf_text(client.get(f"{WORK}dokument/pdf/").content)
    assert "UTKAST" in str(read_workbook_cells(client.get(f"{WORK}dokument/xlsx/").content))
    assert client.get(f"{WORK}dokument/docx/").status_code == 200
    proposal = read_docx_text(client.get(f"{WORK}dokument/forslag/").content)
    assert "Socialnämnden godkänner Delårsrapport 2024" in proposal
    assert client.get(f"{WORK}dokument/exe/").status_code == 404
    for role in ("stranger", "politician"):
        assert log_in(small, role).get(f"{WORK}dokument/pdf/").status_code == 404


def post_file(client: Client, act: str, body: bytes, name: str = "mall.docx") -> Any:
    return client.post(SETTINGS, {"act": act, "file": SimpleUploadedFile(name, body)})


def test_an_administrator_sets_the_template_and_a_broken_one_changes_nothing(small: SmallBoard) -> None:
    client = log_in(small, "administrator")
    good = make_template("Mall för {{ namnd }}", "{{ rapporten }}")
    assert post_file(client, "template", good).status_code == 302
    refused = post_file(client, "template", make_template("{{ rapporten }} {{ nammd }}"), "ny.docx")
    assert refused.status_code == 422
    assert "nammd" in refused.content.decode()
    assert "Menas" in refused.content.decode()
    assert load_templates(small.board).template == good
    assert client.get(f"{SETTINGS}mall.docx").content == good
    draft = read_docx_text(client.get(f"{WORK}dokument/docx/").content)
    assert "Mall för Socialnämnden" in draft
    assert client.post(SETTINGS, {"act": "template"}).status_code == 422
    assert client.post(SETTINGS, {"act": "remove_template"}).status_code == 302
    assert load_templates(small.board).template == b""
    assert AuditEvent.objects.filter(action="documents.template_changed").count() == 2
    assert log_in(small, "controller").get(SETTINGS).status_code == 404


def test_arms_are_on_the_cover_and_scripts_are_refused(small: SmallBoard) -> None:
    client = log_in(small, "administrator")
    assert post_file(client, "arms", SVG.encode(), "vapen.svg").status_code == 302
    assert "script" in post_file(client, "arms", SVG.replace("<rect", "<script/><rect").encode()).content.decode()
    assert DocumentSettings.objects.get().arms == SVG
    plain = client.get(f"{WORK}dokument/pdf/").content
    assert b"Lillk" in plain
    assert client.post(SETTINGS, {"act": "remove_arms"}).status_code == 302
    assert client.post(SETTINGS, {"act": "unknown"}).status_code == 404


def test_the_proposal_is_filled_with_the_periods_figures(small: SmallBoard) -> None:
    client = log_in(small, "administrator")
    assert (
        client.post(SETTINGS, {"act": "proposal", "proposal": "Av {{ mal_totalt }} mål. {{ pengar }}"}).status_code
        == 422
    )
    assert load_templates(small.board).proposal == ""
    text = "# Beslut\n- {{ namnd }} beslutar om {{ mal_totalt }} mål.\n- {{ avvikelse }}"
    assert client.post(SETTINGS, {"act": "proposal", "proposal": text}).status_code == 302
    proposal = read_docx_text(client.get(f"{WORK}dokument/forslag/").content)
    assert "Socialnämnden beslutar om" in proposal
    assert "{{" not in proposal


def test_a_figure_that_the_report_lacks_is_said_to_be_missing(reports: dict[str, Any]) -> None:
    assert find_proposal_problems("{{ budget }} {{ prognos }}") == []
    chapter = build_proposal(reports["kalmar-2020-t3"], make_cover(), "{{ budget }} och {{ prognos }}")
    text = chapter.blocks[0].text  # type: ignore[union-attr]
    assert text.endswith("och [uppgift saknas]")


def test_the_municipalitys_are_used_where_a_board_has_none_of_its_own(small: SmallBoard) -> None:
    other, _ = organisation.save_board(by=None, municipality=small.board.municipality, name="Äldrenämnden")
    client = log_in(small, "administrator")
    mine, all_boards = make_template("Nämndens {{ rapporten }}"), make_template("Kommunens {{ rapporten }}")
    sent = {"act": "template", "galler": "kommun"}
    assert "alla kommunens nämnder</button>" not in client.get(SETTINGS).content.decode()
    assert client.post(SETTINGS, {**sent, "file": SimpleUploadedFile("k.docx", all_boards)}).status_code == 404
    Membership.objects.create(user=small["administrator"], board=other, role=Role.ADMINISTRATOR)
    assert client.post(SETTINGS, {**sent, "file": SimpleUploadedFile("k.docx", all_boards)}).status_code == 302
    arms = {"act": "arms", "galler": "kommun", "file": SimpleUploadedFile("v.svg", SVG.encode())}
    assert client.post(SETTINGS, arms).status_code == 302
    assert client.post(SETTINGS, {"act": "proposal", "galler": "kommun", "proposal": "# Alla"}).status_code == 302
    for board in (small.board, other):
        found = load_templates(board)
        assert (found.template, found.arms, found.proposal) == (all_boards, SVG, "# Alla")
    assert post_file(client, "template", mine).status_code == 302
    assert (load_templates(small.board).template, load_templates(other).template) == (mine, all_boards)
    assert load_templates(small.board).arms == SVG
    page = client.get(SETTINGS).content.decode()
    assert "Nämndens egen mall används" in page
    assert "Kommunens vapen visas" in page
    assert client.post(SETTINGS, {"act": "remove_template"}).status_code == 302
    assert load_templates(small.board).template == all_boards
    assert client.post(SETTINGS, {"act": "remove_arms", "galler": "kommun"}).status_code == 302
    assert load_templates(other).arms == ""
