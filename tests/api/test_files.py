"""Files by API: the same job and preview as on the screen, then all of it or nothing."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.api.models import ServiceAccount, TokenScope
from apps.api.services import create_account
from apps.entry.services import save_cell
from apps.imports.models import AppliedFigure, ImportJob, LedgerMapping, OutcomeMapping, UploadedFile
from apps.rounds.models import AreaSubmission, FilledCell, Round
from apps.workflow.row_history import list_changes
from tests.api.test_writing import ROUND, system
from tests.imports.test_uploads import facts
from tests.small_board import SmallBoard, make_small_board

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

FILES = f"{ROUND}/files"
DRIFT = "verksamhet;år;tertial;kostnadsslag;budget;utfall\nifo;2024;2;personal;9 000;6 100,5\n".encode()


@pytest.fixture
def account(small: SmallBoard) -> ServiceAccount:
    return create_account(by=small["administrator"], board=small.board, name="Beslutsstödet")


@pytest.fixture
def sender(small: SmallBoard, account: ServiceAccount) -> Client:
    return system(small, account, TokenScope.FILES)


def send(client: Client, content: bytes = DRIFT, name: str = "drift.csv", address: str = FILES) -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def test_sent_previewed_applied_and_applied_again(sender: Client, small: SmallBoard) -> None:
    before = facts()
    sent = send(sender)
    assert sent.status_code == 201, sent.content
    there = sent.headers["Location"]
    told = sender.get(there).json()
    assert facts() == before
    assert (told["state"], told["name"], told["kind"], told["done"]) == ("preview", "drift.csv", "report", 5)
    sheet = next(one for one in told["sheets"] if one["name"] == "drift")
    assert (sheet["new"], sheet["changed"]) == (1, 0)
    (row,) = sheet["rows"]
    assert (row["is_new"], row["where"]) == (True, "drift.csv, rad 2")
    assert {"column": "utfall", "old": "", "new": "6100,5"} in row["cells"]
    # The other areas have their budgets of the year, and no actual yet: the whole is not known.
    assert told["after"] == {"budget": 16_000_000, "period_budget": None, "actual": None, "forecast": None}
    applied = sender.post(f"{there}/apply")
    assert (applied.status_code, applied.json()["state"], applied.json()["applied"]) == (200, "applied", 2)
    assert list_changes(small.round, "d:ifo:staff")[0].author == "Beslutsstödet"
    after = facts()
    assert sender.post(f"{there}/apply").json()["state"] == "applied"
    again = sender.get(send(sender).headers["Location"]).json()
    assert not any(one["new"] or one["changed"] for one in again["sheets"])
    assert facts() == after


def test_a_file_that_is_not_understood_says_why(sender: Client) -> None:
    there = send(sender, DRIFT.replace(b"9 000", b"9.000")).headers["Location"]
    told = sender.get(there).json()
    assert told["state"] == "refused"
    assert told["errors"][0].startswith("drift.csv, rad 2, kolumn budget: ")
    refused = sender.post(f"{there}/apply")
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert not AppliedFigure.objects.exists()


def test_discarded_it_is_kept_and_not_applied(sender: Client) -> None:
    there = send(sender).headers["Location"]
    assert sender.post(f"{there}/discard").json()["state"] == "discarded"
    assert sender.post(f"{there}/discard").json()["state"] == "discarded"
    assert sender.post(f"{there}/apply").status_code == 409
    assert UploadedFile.objects.get().name == "drift.csv"


@pytest.mark.parametrize(
    ("content", "name", "status", "says"),
    [(b"%PDF-1.7", "r.pdf", 422, "PDF"), (b"", "r.csv", 422, "tom"), (b"MZ", "r.exe", 422, "Välj en Excel-arbetsbok")],
)
def test_what_is_not_taken(sender: Client, content: bytes, name: str, status: int, says: str) -> None:
    answer = send(sender, content, name)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert says in answer.json()["detail"]
    assert not UploadedFile.objects.exists()


def test_what_is_no_file(sender: Client) -> None:
    assert sender.post(FILES, {"other": "x"}).json()["errors"][0]["parameter"] == "file"
    assert sender.post(FILES, {"file": "text"}).status_code == 400
    assert sender.post(FILES, "{}", content_type="application/json").status_code == 415
    assert sender.post(FILES, b"nonsense", content_type="multipart/form-data").status_code == 400
    large = sender.post(FILES, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(200_000_000))
    assert (large.status_code, large.headers["Content-Type"]) == (413, "application/problem+json")


def test_who_may(small: SmallBoard, account: ServiceAccount, sender: Client) -> None:
    there = send(sender).headers["Location"]
    calls = [("post", FILES), ("get", there), ("post", f"{there}/apply"), ("post", f"{there}/discard")]

    def statuses(client: Client) -> set[int]:
        return {
            (send(client) if address == FILES else getattr(client, method)(address)).status_code
            for method, address in calls
        }

    other = make_small_board("Storköping", "9902")
    stranger = create_account(by=other["administrator"], board=other.board, name="Annat")
    assert statuses(Client()) == {401}
    assert statuses(system(small, account, TokenScope.OUTCOMES, TokenScope.ECONOMY, TokenScope.READ)) == {403}
    assert statuses(system(other, stranger, TokenScope.FILES)) == {404}
    assert ImportJob.objects.get().state == "preview"


def test_another_rounds_file_is_not_found(sender: Client, small: SmallBoard) -> None:
    job = send(sender).headers["Location"].rpartition("/")[2]
    assert sender.get(f"{ROUND.replace('2024-t2', '2024-t1')}/files/{job}").status_code == 404


def test_a_report_that_is_handed_in_takes_no_file(sender: Client, small: SmallBoard) -> None:
    there = send(sender).headers["Location"]
    where = {"board": small.board, "municipality": small.board.municipality, "round": small.round}
    handed_in = AreaSubmission.objects.create(**where, service_area_id=small.areas["ifo"])
    assert sender.post(f"{there}/apply").status_code == 409
    handed_in.delete()
    Round.objects.filter(pk=small.round.pk).update(state="submitted")
    assert (sender.post(f"{there}/apply").status_code, send(sender).status_code) == (409, 409)
    Round.objects.filter(pk=small.round.pk).update(state="open")
    assert not AppliedFigure.objects.exists()
    assert sender.post(f"{there}/apply").status_code == 200


EXTRACT = b"Konto;Ansvar;Period;Belopp\n5010;47;202401;100,50\n5010;47;202405;200\n5010;99;202401;7\n"


def test_an_extract_is_read_as_the_board_has_said(sender: Client, small: SmallBoard) -> None:
    told = send(sender, EXTRACT, "utdrag.csv").json()
    assert (told["state"], told["kind"]) == ("mapping", "ledger")
    assert "kopplas" in told["message"]
    settings = {
        "columns": {"account": 0, "unit": 1, "period": 2, "amount": 3}, "areas": ["47 ifo"],
        "accounts": ["5000-5999 personal"],
    }  # fmt: skip
    LedgerMapping.objects.create(board=small.board, municipality=small.board.municipality, settings=settings)
    told = sender.get(send(sender, EXTRACT, "utdrag.csv").headers["Location"]).json()
    assert told["state"] == "preview", told
    assert [(one["what"], one["code"], one["rows"]) for one in told["unknown_codes"]] == [("kod", "99", 1)]
    (row,) = next(one for one in told["sheets"] if one["name"] == "drift")["rows"]
    assert row["where"] == "utdrag.csv, rad 2 och 1 rad till"


OUTCOMES = "Nyckeltal;Kvinnor;Män;Totalt\nNöjda;91;87;89\nÖvertid;1;2;3\n".encode()


def test_outcomes_are_read_by_the_saved_mapping(sender: Client, small: SmallBoard) -> None:
    answer = send(sender, OUTCOMES, "hr.csv").json()
    assert (answer["state"], answer["kind"]) == ("mapping", "outcomes")
    columns = {"name": 0, "women": 1, "men": 2, "value": 3}
    headers = {"name": "nyckeltal", "women": "kvinnor", "men": "män", "value": "totalt"}
    settings = {"columns": columns, "headers": headers, "names": {"nöjda": "nojdhet"}}
    owner = {"board": small.board, "municipality": small.board.municipality}
    OutcomeMapping.objects.create(**owner, headings="x", settings=settings)
    there = send(sender, OUTCOMES, "hr.csv").headers["Location"]
    answer = sender.get(there).json()
    assert answer["state"] == "preview", answer
    assert [(one["what"], one["code"], one["rows"]) for one in answer["unknown_codes"]] == [("namn", "Övertid", 3)]
    lines = [(one["label"], one["figures"]) for one in answer["figure_lines"]]
    assert lines == [("läses in", 3), ("namn utan koppling", 3), ("läst ur filen", 6)]
    assert sender.post(f"{there}/apply").status_code == 409
    (question,) = answer["questions"]
    assert sender.post(f"{there}/apply?confirm={question['key']}").json()["applied"] == 3
    other = "Nyckeltal;Kvinnor;Män;Totalt\nNågot annat;91;87;89\n".encode()
    assert send(sender, other, "annat.csv").json()["state"] == "mapping"


def test_a_workbook(sender: Client, small: SmallBoard) -> None:
    client = Client()
    client.force_login(small["controller"])
    page = "/rapportera/lillkoping/socialnamnden/2024/t2/fil/mall.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(client.get(page).content))
    sheet = book["utfall"]
    sheet.cell(2, [cell.value for cell in sheet[1]].index("värde") + 1).value = "91"
    stream = io.BytesIO()
    book.save(stream)
    there = send(sender, stream.getvalue(), "mall.xlsx").headers["Location"]
    told = sender.post(f"{there}/apply").json()
    assert (told["state"], told["applied"]) == ("applied", 1), told


def list_figures() -> dict[str, list[Any]]:
    """Every fact but the notes of what sources say."""
    return {name: rows for name, rows in facts().items() if name != FilledCell._meta.label}


SYSTEMS = {
    "drift.csv": ("d:ifo:staff", "actual", "verksamhet;år;tertial;kostnadsslag;utfall\nifo;2024;2;personal;99\n"),
    "utfall.csv": ("u:nojdhet:namnden:T", "value", "indikator;år;tertial;värde\nnojdhet;2024;2;60 %\n"),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_a_person_typed_is_not_taken_by_a_systems_file(sender: Client, small: SmallBoard, name: str) -> None:
    (key, field, content), by = SYSTEMS[name], small["controller"]
    save_cell(round_=small.round, key=key, field=field, raw="66", version=None, by=by)
    before = list_figures()
    there = send(sender, content.encode(), name).headers["Location"]
    told = sender.get(there).json()
    assert (told["state"], len(told["conflicts"]), told["conflicts"][0]["now"][:2]) == ("preview", 1, "66")
    sender.post(f"{there}/apply")
    assert list_figures() == before
    assert FilledCell.objects.get(key=key, field=field).source  # what the source says is noted at the row
    assert list_changes(small.round, key)[0].author == by.name
    again = send(sender, content.encode(), name).headers["Location"]
    assert sender.post(f"{again}/apply?overwrite=true").json()["state"] == "applied"
    assert list_changes(small.round, key)[0].author == "Beslutsstödet"


def test_what_has_changed_since_the_preview_is_shown(sender: Client, small: SmallBoard) -> None:
    there = send(sender).headers["Location"]
    save_cell(round_=small.round, key="d:ifo:staff", field="actual", raw="7", version=None, by=small["controller"])
    told = sender.post(f"{there}/apply").json()
    assert (told["state"], told["conflicts"][0]["now"]) == ("preview", "7 tkr")
    assert told["message"].startswith("Något har ändrats sedan filen granskades")
    assert sender.post(f"{there}/apply").json()["state"] == "applied"
    assert list_changes(small.round, "d:ifo:staff")[0].author != "", "the amount stays as the person typed it"
