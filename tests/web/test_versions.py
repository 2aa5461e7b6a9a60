"""The versions of a published report, at addresses of their own."""

import pytest
from django.test import Client
from django.utils.timezone import localdate

from apps.entry.services import save_cell
from apps.publishing.adoption import adopt_round
from apps.workflow import corrections
from tests.small_board import SmallBoard, make_small_board
from tests.workflow.test_handover import MEETING, to_approved

pytestmark = pytest.mark.slow

HOME = "/lillkoping/socialnamnden/2024/t2/"


@pytest.fixture
def corrected(db: None) -> SmallBoard:
    small = make_small_board()
    key, by = "u:nojdhet:namnden:T", small["controller"]
    first = save_cell(round_=small.round, key=key, field="value", raw="88", version=0, by=by)
    to_approved(small)
    adopt_round(round_=small.round, by=small["registrar"], meeting=MEETING)
    corrections.open_correction(round_=small.round, by=by, reason="Fel kolumn.")
    save_cell(round_=small.round, key=key, field="value", raw="98", version=first.version, by=by)
    return small


def body(address: str) -> str:
    answer = Client().get(HOME + address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_published_version_stands_while_it_is_corrected(corrected):
    assert "Rättad rapport" not in body("")
    assert "88\u00a0%" in body("indikator/nojdhet/")
    assert "98\u00a0%" not in body("indikator/nojdhet/")


def test_a_correction_is_shown_and_both_versions_stay(corrected):
    to_approved(corrected)
    adopt_round(round_=corrected.round, by=corrected["registrar"], meeting=MEETING)
    front = body("")
    assert "Rättad rapport, version 2." in front
    assert "Fel kolumn." in front
    assert f"Publicerad {localdate()}." in front
    assert f"{HOME}jamfor/1/2/" in front
    assert "88\u00a0%" in body("v1/")
    assert "98\u00a0%" in body("v2/")
    compared = body("jamfor/1/2/")
    assert "88\u00a0%" in compared
    assert "98\u00a0%" in compared
    assert "9 uppgifter skiljer sig." in compared
    assert compared.index("utfall T2 2024") < compared.index("Följer av dem") < compared.index("på väg")
    assert Client().get(f"{HOME}v3/").status_code == 404


def test_an_old_version_says_that_it_is_old_and_who_decided_which(corrected):
    to_approved(corrected)
    adopt_round(round_=corrected.round, by=corrected["registrar"], meeting=MEETING)
    old, new = body("v1/"), body("v2/")
    assert "Rapporten är rättad." in old
    assert "Rapporten är rättad." not in new
    for page in (old, new):
        assert page.count("2024-09-25, § 87, SN 2024/12") == 2
        assert "Fel kolumn." in page
        assert f"{HOME}jamfor/1/2/" in page


def test_a_correction_is_withdrawn_on_the_page(corrected):
    client = Client()
    client.force_login(corrected["controller"])
    work = f"/rapportera{HOME}overlamning/"
    assert "Rättelsen är öppen." in client.get(work).content.decode()
    refused = client.post(f"{work}aterkalla-rattelse/", {"reason": ""})
    assert (refused.status_code, "Skriv varför rättelsen återkallas." in refused.content.decode()) == (422, True)
    done = client.post(f"{work}aterkalla-rattelse/", {"reason": "Enkäten var rätt."}, follow=True).content.decode()
    assert "Rättelsen är återkallad." in done
    assert "Rapporten är fastställd och publicerad." in done
    assert "”Enkäten var rätt.”" in done


def test_an_adopted_report_is_found_among_ones_own(corrected):
    client = Client()
    client.force_login(corrected["controller"])
    address = f"/rapportera{HOME}overlamning/"
    assert address not in client.get("/rapportera/").content.decode()
    client.post(f"{address}aterkalla-rattelse/", {"reason": "Enkäten var rätt."})
    assert address in client.get("/rapportera/").content.decode()
    client.force_login(corrected["stranger"])
    assert address not in client.get("/rapportera/").content.decode()
