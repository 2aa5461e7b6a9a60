"""The chapters of a published report by themselves: what the whole report says of them, and nothing of a draft."""

from django.test import Client

from apps.publishing.adoption import adopt_round
from tests.small_board import SmallBoard
from tests.texts.pictures import ALT, give_picture, write_tag
from tests.texts.written import give_disposition, write_section
from tests.workflow.test_handover import MEETING, to_approved

REPORT = "/api/v1/boards/lillkoping/socialnamnden/reports/2024-t2"


def test_the_chapters_are_those_of_the_report(small: SmallBoard) -> None:
    give_disposition(small)
    picture = give_picture(small)
    write_section(small, "ekonomi", f"Budgeten **håller**.\n\n{write_tag(picture)}")
    client = Client()
    assert client.get(f"{REPORT}/versions/1/chapters").status_code == 404
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    answer = client.get(f"{REPORT}/versions/1/chapters")
    whole = client.get(f"{REPORT}/versions/1").json()
    shown = {"chapter": "ekonomi", "area": "namnden", "sha256": picture.sha256, "alt": ALT, "width": 60, "height": 40}
    address = f"http://testserver/lillkoping/socialnamnden/bild/{picture.sha256}"
    assert answer.json() == {
        "version": 1,
        "sha256": whole["sha256"],
        "chapters": whole["report"]["chapters"],
        "pictures": [{**shown, "address": address}],
    }
    assert client.get(address).status_code == 200
    written = {one["code"]: one["texts"] for one in answer.json()["chapters"]}
    assert written["ekonomi"][0]["text"]["blocks"][0]["content"][1] == {
        "type": "text",
        "text": "håller",
        "strong": True,
    }
    assert client.get(f"{REPORT}/versions/1/chapters", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(f"{REPORT}/versions/2/chapters").status_code == 404
