"""A system says how its file is to be read, though nobody has opened the page of files."""

from typing import Any

import pytest
from django.test import Client

from apps.api.models import ServiceAccount, TokenScope
from apps.imports.models import ImportJob, JobState, LedgerMapping
from tests.api.test_files import account, send, sender  # noqa: F401 - fixtures
from tests.api.test_writing import ROUND, system
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

EXTRACT = b"Konto;Ansvar;Verksamhet;Period;Belopp\n5010;47;51;202405;100,50\n5010;47;52;202408;200\n"
MAPPING: dict[str, Any] = {
    "columns": {"account": 0, "unit": 1, "activity": 2, "period": 3, "amount": 4},
    "by": "both",
    "areas": ["47 ifo", "47 + 52 namnden"],
    "accounts": ["5000-5999 personal"],
}


def put(client: Client, there: str, mapping: Any) -> Any:
    return client.put(f"{there}/mapping", mapping, content_type="application/json")


def test_a_file_is_read_by_the_mapping_that_a_system_sends_and_the_next_one_too(sender: Client) -> None:  # noqa: F811
    there = send(sender, EXTRACT, "utdrag.csv").headers["Location"]
    assert sender.get(there).json()["state"] == "mapping"
    guessed = sender.get(f"{there}/mapping").json()
    assert guessed["columns"] == MAPPING["columns"]
    answer = put(sender, there, MAPPING)
    assert answer.status_code == 200, answer.content
    told = sender.get(there).json()
    assert (told["state"], told["unknown_codes"]) == ("preview", [])
    drift = next(one for one in told["sheets"] if one["name"] == "drift")
    assert {row["key"].split(" · ")[0] for row in drift["rows"]} == {"ifo", "namnden"}
    stored = sender.get(f"{there}/mapping").json()
    assert (stored["by"], stored["areas"]) == ("both", MAPPING["areas"])
    assert put(sender, there, stored).status_code == 200  # what is told is taken back as it is
    again = send(sender, EXTRACT, "nasta.csv").headers["Location"]
    assert sender.get(again).json()["state"] == "preview"


WRONG = [
    ({"areas": ["47 finns-inte"]}, "areas", "verksamhetens kod"),
    ({"accounts": ["5010"]}, "accounts", "kostnadsslag"),
    ({"area_codes": {"47": "finns-inte"}}, "area_codes", "nämndens verksamheter"),
    ({"account_codes": {"5010": "mat"}}, "account_codes", "något av"),
    ({"columns": {"amount": 4}}, "columns", "Välj vilken kolumn som är konto"),
    ({"columns": {"account": 0, "amount": 9}}, "columns", "filen har 5 kolumner"),
    ({"delimiter": "fixed"}, "delimiter", "fast bredd"),
]


@pytest.mark.parametrize(("wrong", "field", "says"), WRONG, ids=[str(one[0])[:30] for one in WRONG])
def test_a_mapping_that_can_not_be_used_changes_nothing(
    sender: Client,  # noqa: F811
    wrong: dict[str, Any],
    field: str,
    says: str,
) -> None:
    there = send(sender, EXTRACT, "utdrag.csv").headers["Location"]
    answer = put(sender, there, {**MAPPING, **wrong})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == field
    assert says in fault["detail"]
    job = ImportJob.objects.get()
    assert (job.state, job.mapping, LedgerMapping.objects.count()) == (JobState.MAPPING, None, 0)


def test_what_is_no_mapping_at_all(sender: Client, small: SmallBoard) -> None:  # noqa: F811
    there = send(sender, EXTRACT, "utdrag.csv").headers["Location"]
    for body in (
        "nonsense",
        "[]",
        {"columns": {"kontot": 0}},
        {"decimal": ";"},
        {"mera": 1},
        {"columns": {"unit": -1}},
    ):
        answer = put(sender, there, body)
        assert answer.status_code == 400, body
    assert sender.put(f"{there}/mapping", b"{}", content_type="text/plain").status_code == 415
    report = send(sender).headers["Location"]
    assert sender.get(f"{report}/mapping").status_code == 409
    assert put(sender, report, MAPPING).status_code == 409
    sender.post(f"{there}/discard")
    assert put(sender, there, MAPPING).status_code == 409
    assert "borttagen" in sender.get(there).json()["message"]


def test_only_a_key_for_files_of_the_board(small: SmallBoard, sender: Client, account: ServiceAccount) -> None:  # noqa: F811
    there = send(sender, EXTRACT, "utdrag.csv").headers["Location"]
    assert Client().get(f"{there}/mapping").status_code == 401
    other = system(small, account, TokenScope.ECONOMY)
    assert other.get(f"{there}/mapping").status_code == 403
    assert put(other, there, MAPPING).status_code == 403
    nobodys = f"{ROUND}/files/00000000-0000-4000-8000-000000000000"
    assert put(sender, nobodys, MAPPING).status_code == 404
    assert ImportJob.objects.get().mapping is None
