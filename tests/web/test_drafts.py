"""The coming version is read before it is public: page by page, and as what it changes."""

import re
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import asdict, replace

from apps.audit.models import AuditEvent
from apps.core.lights import Light
from apps.entry.services import save_cell
from apps.goals.models import Indicator
from apps.organisation.models import Board
from apps.publishing.adoption import adopt_round
from apps.publishing.comparison.differences import compare_reports
from apps.publishing.drafts import find_draft_changes, group_differences, load_draft_version
from apps.publishing.report_json import decode_stored_report
from apps.publishing.services import Meeting, publish
from apps.web.page_header import format_correction_decision
from apps.workflow import corrections, handover
from apps.workflow.correction_changes import list_written_cells
from tests.pages import list_report_pages
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import MEETING, to_approved

pytestmark = pytest.mark.slow

HOME = "/lillkoping/socialnamnden/2024/t2/"
DRAFT = HOME + "utkast/"
WORK = f"/rapportera{HOME}"
STAFF, PLEASED, CASES = "d:ifo:staff", "u:nojdhet:namnden:T", "u:arenden:namnden:T"
PAGES = tuple(list_report_pages({"goal": "nojda", "indicator": "nojdhet", "area": "hemtjanst"}).values())


class Cells:
    """A controller who knows the version of each cell."""

    def __init__(self, small: SmallBoard) -> None:
        self.small, self.versions = small, {}

    def put(self, key: str, field: str, raw: str) -> None:
        answer = save_cell(
            round_=self.small.round, key=key, field=field, raw=raw,
            version=self.versions.get(key, 0), by=self.small["controller"],
        )  # fmt: skip
        assert answer.status == "saved"
        self.versions[key] = answer.version


@pytest.fixture
def cells(db: None) -> Cells:
    cells = Cells(make_small_board())
    for key, field, raw in (
        (STAFF, "budget", "3 000"), (STAFF, "actual", "1 483"), (STAFF, "forecast", "3 000"),
        ("d:hemtjanst-norr:staff", "actual", "2 000"), (PLEASED, "value", "88"),
    ):  # fmt: skip
        cells.put(key, field, raw)
    return cells


@pytest.fixture
def corrected(cells: Cells) -> Cells:
    """Published, opened for correction, and one amount put right."""
    small = cells.small
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel belopp.")
    cells.put(STAFF, "actual", "1 490")
    return cells


def login(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_head_sees_what_a_correction_changes_before_it_is_public(corrected: Cells) -> None:
    small = corrected.small
    handover.submit_round(round_=small.round, by=small["controller"])
    head = login(small, "head")
    page = read(head, WORK + "overlamning/")
    form = page[page.index('godkann/"') :]
    assert "1 483 tkr <span" in form
    assert "1 490 tkr" in form
    assert "3 483 tkr <span" in form, "the board's sum stands beside"
    assert f'href="{DRAFT}"' in form
    changes = read(head, WORK + "andras/")
    assert changes.index("Ändrat i rättelsen (1)") < changes.index("Följer av det")
    assert "En controller," in changes
    assert "Annat som skiljer" not in changes
    assert "Fel belopp." in changes
    draft = read(head, DRAFT + "ekonomi/")
    assert "Utkast till version 2. Inte publicerad." in draft
    assert "1 490" in draft
    assert "1 483" not in draft
    for client in (head, Client()):
        assert "1 483" in read(client, HOME + "ekonomi/")
        assert "1 490" not in read(client, HOME + "ekonomi/")


@pytest.mark.parametrize(("step", "role"), [("open", "controller"), ("submitted", "head"), ("approved", "registrar")])
def test_every_step_of_a_correction_has_what_changes_in_view(corrected: Cells, step: str, role: str) -> None:
    small = corrected.small
    if step != "open":
        handover.submit_round(round_=small.round, by=small["controller"])
    if step == "approved":
        handover.approve_round(round_=small.round, by=small["head"])
    page = read(login(small, role), WORK + "overlamning/")
    assert "1 av dem av rättelsen själv" in page
    assert "1 490 tkr" in page
    other = "head" if role != "head" else "controller"
    assert "Det här ändras när rättelsen publiceras" in read(login(small, other), WORK + "overlamning/")


def test_every_step_of_a_first_publication_tells_what_becomes_public(cells: Cells) -> None:
    small = cells.small
    asked = read(login(small, "controller"), WORK + "overlamning/innan/")
    assert f'<a href="{WORK}andras/">Det här blir offentligt</a>' in asked
    to_approved(small)
    registrar = login(small, "registrar")
    page = read(registrar, WORK + "overlamning/")
    assert "1 utfall, 7 belopp och 0 texter" in page  # three of them the budgets of the year
    assert f'href="{DRAFT}"' in page
    changes = read(registrar, WORK + "andras/")
    assert "Det här blir offentligt" in changes
    assert "Utkast. Så här kommer rapporten att se ut." in read(registrar, DRAFT)
    assert "Nämndens beslut skrivs in när rapporten publiceras." in read(registrar, DRAFT)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    assert "Inget väntar på att publiceras." in read(registrar, WORK + "andras/")
    assert registrar.get(DRAFT + "mal/nojda/").headers["Location"] == HOME + "mal/nojda/"


def test_links_stay_within_the_draft_and_nothing_of_it_is_kept(corrected: Cells) -> None:
    client = login(corrected.small, "controller")
    public = {HOME, HOME + "utkast/"}
    for page in PAGES:
        answer = client.get(DRAFT + page)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store"), page
        body = answer.content.decode()
        links = set(re.findall(rf'href="({HOME}[^"#]*)', body))
        assert all(link.startswith(DRAFT) or link in public for link in links), page
        assert "Inte publicerad." in body
        assert f'href="{WORK}andras/"' in body


def test_who_reads_a_draft(corrected: Cells) -> None:
    small = corrected.small

    def answer(role: str) -> int:
        return login(small, role).get(DRAFT).status_code

    assert {role: answer(role) for role in ("reporter", "head", "registrar", "politician", "stranger")} == {
        "reporter": 200, "head": 200, "registrar": 200, "politician": 404, "stranger": 404,
    }  # fmt: skip
    assert Client().get(DRAFT).headers["Location"].startswith("/konto/login/")
    handover.share_draft(round_=small.round, by=small["head"], shared=True)
    shared = read(login(small, "politician"), DRAFT)
    assert "Utkast till version 2." in shared
    assert "andras/" not in shared, "the work itself is not theirs"
    assert answer("stranger") == 404


def test_hidden_numbers_are_hidden_in_the_draft_and_in_what_changes(cells: Cells) -> None:
    small = cells.small
    Board.objects.filter(pk=small.board.pk).update(small_number_threshold=5)
    Indicator.objects.filter(code="arenden").update(counts_persons=True)
    small.round.refresh_from_db()
    cells.put(CASES, "value", "4")
    controller = login(small, "controller")
    page = DRAFT + "indikator/arenden/"
    assert re.search(r">\s*4\s*<", read(controller, HOME + "indikator/arenden/"))
    assert not re.search(r">\s*4\s*<", read(controller, page))
    changes = read(controller, WORK + "andras/")
    assert f'<a href="{page}">Ärenden</a>: 1 utfall' in changes

    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    corrections.open_correction(round_=small.round, by=small["controller"], reason="Fel antal.")
    cells.put(CASES, "value", "3")
    changes = read(controller, WORK + "andras/")
    assert "Inget skiljer version 2 från version 1." in changes
    assert "Skrivet i rättelsen, men ändrar inget för läsarna" in changes
    assert f'<a href="{page}">Ärenden</a>, utfall T2 2024' in changes


def test_the_draft_is_what_will_be_published(corrected: Cells) -> None:
    round_ = corrected.small.round
    draft = load_draft_version(round_).report
    to_approved(corrected.small)
    publication = publish(round_=round_, by=None)
    published = decode_stored_report(publication.sha256, publication.report)
    assert asdict(replace(draft, decision=None)) == asdict(replace(published, decision=None))


def test_what_was_put_back_is_not_written(corrected: Cells) -> None:
    round_ = corrected.small.round
    corrected.put(PLEASED, "value", "98")
    assert {one.address for one in list_written_cells(round_)} == {f"{STAFF}|actual", f"{PLEASED}|value"}
    corrected.put(PLEASED, "value", "88")
    corrected.put("c:staff:ifo", "text", "Vi har fått fler.")
    corrected.put("b:g:nojda:namnden", "summary", "Bra.")
    corrected.put("k:bemanning:schema", "comment", "Gjord.")
    corrected.put("i:larm:net", "actual", "5")
    assert {one.address for one in list_written_cells(round_)} == {
        f"{STAFF}|actual", "c:staff:ifo|text", "b:g:nojda:namnden|summary", "k:bemanning:schema|comment",
        "i:larm:net|actual",
    }  # fmt: skip
    changes = find_draft_changes(round_, load_draft_version(round_))
    assert (len(changes.corrected), changes.other, changes.unseen) == (5, (), ())


def test_what_nothing_written_explains_is_distinguished(corrected: Cells) -> None:
    """A light that is greener because the target is lower does not hide behind a corrected amount."""
    round_ = corrected.small.round
    draft = load_draft_version(round_)
    indicator = draft.report.indicators[0]
    lower = replace(indicator.targets[0], words="minst 70 %")
    greener = replace(indicator.verdict, light=Light.MET, sentence="Utfallet når målvärdet.")
    changed = replace(indicator, targets=(lower,), verdict=greener, definition="En annan.")
    report: Any = replace(draft.report, indicators=(changed, *draft.report.indicators[1:]))
    changes = group_differences(compare_reports(draft.before, report), list_written_cells(round_), report)
    assert {one.what for one in changes.other if one.kind == "indicator"} >= {
        "definition", "målvärde 2024", "läge", "förklaring till läget",
    }  # fmt: skip
    assert [one.what for one, _ in changes.corrected] == ["utfall, personal T2 2024"]


def test_a_difference_that_nothing_explains_is_loud(corrected: Cells) -> None:
    """Where nothing was written since the correction was opened, the same differences have nothing to explain them."""
    opened = AuditEvent.objects.get(action=corrections.OPENED_ACTION)
    marks = dict.fromkeys(opened.after["marks"], 10**12)
    AuditEvent.objects.filter(pk=opened.pk).update(after={"marks": marks})
    controller = login(corrected.small, "controller")
    assert "av dem förklaras inte av rättelsen." in read(controller, WORK + "overlamning/")
    changes = read(controller, WORK + "andras/")
    assert 'id="annat"' in changes
    assert "Ändrat i rättelsen" not in changes


def test_a_correction_with_a_decision_of_its_own_tells_it(corrected: Cells) -> None:
    small = corrected.small
    to_approved(small)
    later = Meeting(date=MEETING.date.replace(month=10), paragraph="12", case_number="SN 2024/99")
    publication = adopt_round(round_=small.round, by=small["registrar"], meeting=later)
    first = decode_stored_report(publication.sha256, publication.report).decision
    original = replace(first, date=MEETING.date, paragraph="87", case_number="SN 2024/12")
    assert format_correction_decision(publication, original) == "Rättelsen beslutad 2024-10-25, §\u00a012, SN 2024/99."
    same = replace(original, date=later.date, paragraph="12", case_number="SN 2024/99")
    assert format_correction_decision(publication, same) == ""
