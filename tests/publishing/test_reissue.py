"""What is hidden stays hidden: in every version, on every page and address, and through sums between indicators."""

import hashlib
import re
import zlib
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from apps.accounts.models import Membership, User
from apps.accounts.roles import NotAllowedError, Role
from apps.audit.models import AuditEvent
from apps.core.choices import RelationStatus
from apps.goals.models import Indicator, Outcome, Relation
from apps.organisation.models import Board
from apps.publishing.models import Publication, PublicVersion, Reissue, WithheldFigures
from apps.publishing.report_json import decode_report
from apps.publishing.services import publish
from apps.publishing.suppression.protection import (
    ProtectionChange,
    ProtectionError,
    change_protection,
    find_unmarked_person_counts,
    list_indicator_sums,
    plan_protection,
    set_counts_persons,
    set_small_number_threshold,
)
from apps.rounds.models import Comment, RoundState
from apps.workflow.states import move_round
from tests.corrections import correction
from tests.made_up_board import MadeUpBoard

pytestmark = pytest.mark.slow

PAGE = "/ockero/socialnamnden/2024/t3/"
API = "/api/v1/boards/ockero/socialnamnden/reports/2024-t3"
BIG = {"placerade": (941, 938, 934), "i-hem": (733, 729, 847), "pa-institution": (208, 209, 87)}
REASON = "Gränsen för små tal är höjd till fem."


def adopt(board: MadeUpBoard) -> Publication:
    for state in (RoundState.SUBMITTED, RoundState.APPROVED):
        move_round(round_=board.round, to=state, by=None)
    return publish(round_=board.round, by=None)


def count_indicator(board: MadeUpBoard, code: str, name: str = "", **more: Any) -> Indicator:
    plain = {"goal": None, "kind": "volume", "unit": "antal", "accumulation": "stock", "direction": "neither"}
    return board.indicator(code, **{**plain, "name": name or code, "counts_persons": True, **more})


def put(board: MadeUpBoard, indicator: Indicator, *values: int, first: int = 2024, **more: Any) -> None:
    """The values of years in a row that end with 2024."""
    for year, value in enumerate(values, start=first - len(values) + 1):
        board.outcome(indicator, str(value), year=year, **more)


@pytest.fixture
def board(db: None) -> MadeUpBoard:
    """34 placed, of whom 30 in homes and 4 in institutions; the years beside tell the same sum."""
    board = MadeUpBoard()
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=0)
    board.board.refresh_from_db()
    board.round.board = board.board
    put(board, count_indicator(board, "placerade", "Placerade barn"), 41, 38, 34)
    put(board, count_indicator(board, "i-hem", "Barn i familjehem"), 33, 29, 30)
    put(board, count_indicator(board, "pa-institution", "Barn på institution"), 8, 9, 4)
    for gender, value in (("T", 20), ("K", 17), ("M", 3)):
        board.outcome(_daycare(board), str(value), gender=gender)
    return board


def _daycare(board: MadeUpBoard) -> Indicator:
    known = Indicator.objects.filter(board=board.board, code="dagverksamhet").first()
    return known or count_indicator(board, "dagverksamhet", "Brukare i dagverksamhet", by_gender=True)


def administrator(board: MadeUpBoard, role: Role = Role.ADMINISTRATOR) -> User:
    user = User.objects.create_user(f"{role}@ockero.example")
    Membership.objects.create(user=user, board=board.board, role=role)
    return user


def shown_cells(publication: Publication) -> dict[tuple[str, int, str], Any]:
    view = decode_report(zlib.decompress(PublicVersion.objects.get(pk=publication.pk).report))
    return {(one.code, p.year, p.gender): p.value for one in view.indicators for p in one.series}


def everything_public() -> Any:
    """Every public word on the report: pages, versions, comparison, API and records."""
    client = Client()
    pages = ["", "indikator/", "v1/", "indikator/pa-institution/", "indikator/placerade/", "indikator/dagverksamhet/"]
    versions = Publication.objects.filter(round__year=2024).count()
    pages += ["v2/", "jamfor/1/2/"] if versions > 1 else []
    answers = [client.get(PAGE + page) for page in pages]
    addresses = [API, f"{API}/versions/1", f"{API}/versions/1/bytes", "/api/v1/outcomes?municipality=ockero&limit=500"]
    addresses += [f"/api/v1/series/{code}" for code in ("pa-institution", "dagverksamhet")]
    addresses += [f"/api/v1/outcomes?municipality=ockero&format={form}" for form in ("csv", "jsonl")]
    for answer in [*answers, *map(client.get, addresses)]:
        assert answer.status_code == 200
        yield answer.getvalue().decode()


def test_a_stricter_limit_issues_every_public_version_anew(board: MadeUpBoard) -> None:
    first = adopt(board)
    sealed, digest = bytes(first.report), first.sha256
    Client().get(PAGE + "indikator/dagverksamhet/")  # a page that is kept
    plan = set_small_number_threshold(by=administrator(board), board=board.board, threshold=5, reason=REASON)
    assert len(plan.changes) == 1
    cells = shown_cells(first)
    assert cells["dagverksamhet", 2024, "M"] is None
    assert cells["dagverksamhet", 2024, "K"] is None
    assert cells["pa-institution", 2024, "T"] is None
    assert None in {cells["placerade", 2024, "T"], cells["i-hem", 2024, "T"]}, "34 - 30 = 4"
    assert cells["placerade", 2022, "T"] == 41
    kept = Publication.objects.get(pk=first.pk)
    assert (bytes(kept.report), kept.sha256) == (sealed, digest), "the sealed original stays"
    reissue = Reissue.objects.get()
    assert reissue.sha256 == hashlib.sha256(zlib.decompress(reissue.report)).hexdigest() != digest
    event = AuditEvent.objects.get(action="round.reissued")
    assert event.reason == REASON


def test_every_public_face_says_so_and_none_tells(board: MadeUpBoard) -> None:
    """The same with larger numbers and limit, which stand nowhere by chance."""
    for code, numbers in BIG.items():
        for year, number in zip((2022, 2023, 2024), numbers, strict=True):
            Outcome.objects.filter(board=board.board, indicator__code=code, year=year).update(value=number)
    for gender, number in (("T", 690), ("K", 617), ("M", 73)):
        Outcome.objects.filter(board=board.board, indicator__code="dagverksamhet", gender=gender).update(value=number)
    adopt(board)
    before = Client().get(f"{API}/versions/1/bytes")
    Client().get(PAGE + "indikator/dagverksamhet/")
    assert any(re.search(r"\b(73|87)\b", told) for told in everything_public())
    set_small_number_threshold(by=None, board=board.board, threshold=100, reason=REASON)
    with correction(board.round):
        Outcome.objects.filter(indicator__code="placerade", year=2024).update(footnote="Räknat på nytt.")
    told = "".join(everything_public())
    assert not re.search(r"\b(73|87)\b", told)
    assert not re.search(r"\b617\b", told), "690 - 617 = 73"
    assert not (re.search(r"\b934\b", told) and re.search(r"\b847\b", told)), "934 - 847 = 87"
    page = Client().get(PAGE + "v1/").content.decode()
    assert REASON in page
    assert "omutgiven" in page
    document = Client().get(f"{API}/versions/1").json()
    assert document["reissue"]["reason"] == REASON
    assert document["reissue"]["hidden"] >= 4
    bytes_now = Client().get(f"{API}/versions/1/bytes")
    assert hashlib.sha256(bytes_now.content).hexdigest() == document["sha256"]
    assert bytes_now["ETag"] != before["ETag"]
    assert "immutable" not in bytes_now["Cache-Control"]
    again = Client().get(f"{API}/versions/1/bytes", headers={"if-none-match": before["ETag"]})
    assert again.status_code == 200


def test_a_new_version_that_hides_a_cell_takes_it_from_the_old_ones(board: MadeUpBoard) -> None:
    """The limit stands, but version 1 showed 12 where version 2 must hide: the figure beside it was corrected."""
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=5)
    board.board.refresh_from_db()
    board.round.board = board.board
    Outcome.objects.filter(indicator__code="dagverksamhet", gender="M").update(value=8)
    Outcome.objects.filter(indicator__code="dagverksamhet", gender="T").update(value=25)
    first = adopt(board)
    assert shown_cells(first)["dagverksamhet", 2024, "K"] == 17
    with correction(board.round):
        Outcome.objects.filter(indicator__code="dagverksamhet", gender="M").update(value=3)
        Outcome.objects.filter(indicator__code="dagverksamhet", gender="T").update(value=20)
    second = Publication.objects.get(round=board.round, version=2)
    assert shown_cells(second)["dagverksamhet", 2024, "M"] is None
    hidden = {code for code, value in shown_cells(second).items() if value is None}
    assert hidden & {("dagverksamhet", 2024, "K"), ("dagverksamhet", 2024, "T")}
    if ("dagverksamhet", 2024, "K") in hidden:
        assert shown_cells(first)["dagverksamhet", 2024, "K"] is None, "17 in version 1 and 20 in version 2 give 3"
        assert "skydda enskilda" in Reissue.objects.get().reason


def test_what_was_hidden_from_the_start_is_known_when_the_limit_rises(board: MadeUpBoard) -> None:
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=4)
    board.board.refresh_from_db()
    board.round.board = board.board
    first = adopt(board)
    assert WithheldFigures.objects.filter(publication=first).exists()
    board.round.correction_state, board.round.correction_reason = "open", "Fel."
    board.round.save()
    Outcome.objects.filter(board=board.board).delete()  # what the tables say now is of no help
    set_small_number_threshold(by=None, board=board.board, threshold=10, reason=REASON)
    cells = shown_cells(first)
    assert cells["pa-institution", 2023, "T"] is cells["pa-institution", 2022, "T"] is None
    for year in (2022, 2023, 2024):
        assert None in {cells["placerade", year, "T"], cells["i-hem", year, "T"]}


def test_a_lower_limit_shows_nothing_again(board: MadeUpBoard) -> None:
    first = adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    hidden = shown_cells(first)
    set_small_number_threshold(by=None, board=board.board, threshold=0, reason="Vi prövar.")
    assert shown_cells(first) == hidden
    board.round.board.refresh_from_db()
    with correction(board.round, "Rättad text."):
        pass
    second = Publication.objects.get(round=board.round, version=2)
    assert {key for key, value in shown_cells(second).items() if value is None} >= {
        key for key, value in hidden.items() if value is None
    }


def test_marking_a_count_of_persons_issues_anew(board: MadeUpBoard) -> None:
    Indicator.objects.filter(board=board.board).update(counts_persons=False)
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=5)
    board.board.refresh_from_db()
    board.round.board = board.board
    first = adopt(board)
    assert shown_cells(first)["dagverksamhet", 2024, "M"] == 3
    assert "dagverksamhet" in {one.code for one in find_unmarked_person_counts(board.board)}
    set_counts_persons(by=None, board=board.board, counting={"dagverksamhet": True}, reason="Det är brukare.")
    assert shown_cells(first)["dagverksamhet", 2024, "M"] is None
    assert shown_cells(first)["pa-institution", 2024, "T"] == 4


def test_a_preview_changes_nothing_and_tells_what_is_done(board: MadeUpBoard) -> None:
    adopt(board)
    change = ProtectionChange(threshold=5)
    plan = plan_protection(board=board.board, change=change)
    assert plan.cells > 0
    assert not Reissue.objects.exists()
    done = change_protection(by=None, board=board.board, change=change, reason=REASON)
    assert [one.shown.cells for one in done.changes] == [one.shown.cells for one in plan.changes]
    assert plan_protection(board=board.board, change=change).changes == []


def test_a_dismissed_sum_does_not_bind(board: MadeUpBoard) -> None:
    adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    relation = Relation.objects.get()
    assert relation.status == RelationStatus.PROPOSED
    found = list_indicator_sums(board.board)
    assert [(one.formula.total, one.formula.parts) for one in found] == [("placerade", ("i-hem", "pa-institution"))]
    decided = {found[0].formula[:2]: RelationStatus.DISMISSED}
    change_protection(by=None, board=board.board, change=ProtectionChange(relations=decided), reason="En slump.")
    assert Relation.objects.get().status == RelationStatus.DISMISSED
    year = board.new_round(2025, 3)
    board.round = year
    board.round.board = Board.objects.get(pk=board.board.pk)
    for code, value in (("placerade", 36), ("i-hem", 32), ("pa-institution", 4)):
        board.outcome(Indicator.objects.get(code=code), str(value), year=2025)
    latest = adopt(board)
    assert shown_cells(latest)["placerade", 2025, "T"] == 36
    assert shown_cells(latest)["i-hem", 2025, "T"] == 32


def test_only_an_administrator_with_a_reason(board: MadeUpBoard) -> None:
    with pytest.raises(NotAllowedError):
        set_small_number_threshold(
            by=administrator(board, Role.CONTROLLER), board=board.board, threshold=5, reason=REASON
        )
    with pytest.raises(ProtectionError):
        set_small_number_threshold(by=administrator(board), board=board.board, threshold=5, reason=" ")
    with pytest.raises(ProtectionError):
        set_small_number_threshold(by=None, board=board.board, threshold=5000, reason=REASON)


@pytest.mark.parametrize("model", [Reissue, WithheldFigures])
def test_the_database_refuses_to_change_a_reissue(board: MadeUpBoard, model: Any) -> None:
    Board.objects.filter(pk=board.board.pk).update(small_number_threshold=4)
    board.board.refresh_from_db()
    board.round.board = board.board
    adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=10, reason=REASON)
    with pytest.raises(DatabaseError, match="ändras aldrig"), transaction.atomic():
        model.objects.filter(board=board.board)._raw_delete("default")


def test_a_text_that_prints_a_hidden_number_loses_it_when_issued_anew(board: MadeUpBoard) -> None:
    Comment.objects.create(
        **board.owner, round=board.round, service_area=board.root, topic="quality",
        text="I dagverksamheten var 3 brukare män. Budgeten ökar med 3 tkr.",
    )  # fmt: skip
    first = adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    text = decode_report(zlib.decompress(PublicVersion.objects.get(pk=first.pk).report)).comments[0].text
    assert text == "I dagverksamheten var [dolt tal] brukare män. Budgeten ökar med 3 tkr."


def test_a_later_report_repeats_no_light_that_was_taken_from_an_earlier(board: MadeUpBoard) -> None:
    board.target(_daycare(board), "ge", "10", gender="M")
    adopt(board)
    board.round = board.new_round(2025, 1)
    board.round.board = Board.objects.get(pk=board.board.pk)
    later = adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    view = decode_report(zlib.decompress(PublicVersion.objects.get(pk=later.pk).report))
    earlier = decode_report(zlib.decompress(PublicVersion.objects.get(round__year=2024).report))
    past = next(one for one in view.history if one.period.year == 2024 and one.published)
    assert past.indicator_lights == earlier.indicator_lights


def test_records_that_changed_are_found_by_who_asks_for_changes(board: MadeUpBoard) -> None:
    adopt(board)
    at = PublicVersion.objects.get(board=board.board).published_at.isoformat().replace("+00:00", "Z")
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    rows = Client().get("/api/v1/outcomes", {"municipality": "ockero", "limit": 500}).json()["items"]
    changed = {row["indicator"] for row in rows if row["changed_at"] > at[:26]}
    assert {row["indicator"] for row in rows if row["status"] == "suppressed"} <= changed
    untouched = [row for row in rows if row["indicator"] == "placerade" and row["year"] == 2022]
    assert all(row["changed_at"][:23] == at[:23] for row in untouched)


def test_a_correction_brings_no_number_back_that_was_taken_out_of_a_text(board: MadeUpBoard) -> None:
    """It starts from the sealed report, which has the old limit and the text with its number."""
    Comment.objects.create(
        **board.owner, round=board.round, service_area=board.root, topic="quality", heading="",
        text="Bara 3 män fick dagverksamhet. Det är 5 procent.",
    )  # fmt: skip
    first = adopt(board)
    set_small_number_threshold(by=None, board=board.board, threshold=5, reason=REASON)
    assert "Bara [dolt tal] män" in Client().get(f"{PAGE}handelser/").content.decode()
    with correction(board.round, "Fel i en fotnot."):
        Outcome.objects.filter(indicator__code="placerade", year=2024).update(footnote="Räknat på nytt.")
    second = decode_report(zlib.decompress(PublicVersion.objects.get(round=board.round, version=2).report))
    assert second.comments[0].text == "Bara [dolt tal] män fick dagverksamhet. Det är 5 procent."
    assert second.board.small_number_threshold == 5
    set_small_number_threshold(by=None, board=board.board, threshold=8, reason="Strängare.")
    for version in PublicVersion.objects.filter(round=board.round):
        view = decode_report(zlib.decompress(version.report))
        assert "Bara 3 män" not in view.comments[0].text
    assert Publication.objects.get(pk=first.pk).sha256 == first.sha256
