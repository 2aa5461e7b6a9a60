"""Systems write as people do: the same rules, locks and history, and a call is all or nothing."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.api.models import AccessToken, IdempotentCall, ServiceAccount, TokenScope
from apps.api.services import create_account, create_token, revoke_token
from apps.budget.models import OperatingLine
from apps.entry.keys import parse_key
from apps.entry.services import save_cell
from apps.entry.stored.save_context import load_save_context
from apps.goals.models import Outcome
from apps.rounds.models import CellDraft, Round
from apps.workflow.row_history import list_changes
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

ROUND = "/api/v1/boards/lillkoping/socialnamnden/rounds/2024-t2"
OUTCOMES, LINES = f"{ROUND}/outcomes", f"{ROUND}/operating-lines"
NOJDHET = {"indicator": "nojdhet", "service_area": "namnden"}


@pytest.fixture
def account(small: SmallBoard) -> ServiceAccount:
    return create_account(by=small["administrator"], board=small.board, name="Verksamhetssystemet")


def system(small: SmallBoard, account: ServiceAccount, *scopes: TokenScope) -> Client:
    _, secret = create_token(by=small["administrator"], account=account, name="n", scopes=scopes, days=1)
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def writer(small: SmallBoard, account: ServiceAccount) -> Client:
    return system(small, account, *TokenScope)


def send(client: Client, address: str, *rows: dict[str, Any], **headers: str) -> Any:
    return client.post(address, json.dumps({"rows": rows}), content_type="application/json", headers=headers)


def stored(**more: Any) -> Outcome:
    return Outcome.objects.get(indicator__code="nojdhet", year=2024, tertial=2, **more)


def test_outcomes_are_saved_with_their_history(writer: Client, small: SmallBoard) -> None:
    rows = [
        {**NOJDHET, "value": 91.125, "footnote": "ur systemet"},
        {**NOJDHET, "gender": "K", "missing": "not_measured"},
    ]
    answer = send(writer, OUTCOMES, *rows)
    assert answer.status_code == 200, answer.content
    assert answer.json()["counts"]["saved"] == 2
    assert (float(stored(gender="T").value or 0), stored(gender="T").footnote) == (91.125, "ur systemet")
    assert (stored(gender="K").value, stored(gender="K").missing) == (None, "not_measured")
    latest = list_changes(small.round, "u:nojdhet:namnden:T")
    assert {change.author for change in latest} == {"Verksamhetssystemet"}
    assert {change.source for change in latest} == {"API"}
    again = send(writer, OUTCOMES, *rows)
    assert again.json()["counts"] == {"saved": 0, "unchanged": 2, "invalid": 0, "stale": 0, "locked": 0}


def test_what_stands_is_replaced_and_what_is_left_out_is_left_alone(writer: Client) -> None:
    send(writer, OUTCOMES, {**NOJDHET, "value": 80, "footnote": "först"})
    send(writer, OUTCOMES, {**NOJDHET, "value": 81})
    assert (stored().value, stored().footnote) == (81, "först")
    send(writer, OUTCOMES, {**NOJDHET, "missing": "confidential"})
    assert (stored().value, stored().missing) == (None, "confidential")
    send(writer, OUTCOMES, {**NOJDHET, "numerator": 162, "denominator": 327})
    assert (stored().numerator, stored().denominator, stored().missing) == (162, 327, "")


def test_money_is_whole_kronor(writer: Client) -> None:
    row = {"service_area": "ifo", "cost_type": "staff", "budget": 1_234_567, "actual": -1, "forecast": None}
    assert send(writer, LINES, row).status_code == 200
    line = OperatingLine.objects.get(service_area__code="ifo", cost_type="staff", year=2024, tertial=2)
    assert (line.budget, line.actual, line.forecast) == (1_234_567, -1, None)


def test_all_or_nothing(writer: Client) -> None:
    bad = [
        {**NOJDHET, "indicator": "finns-inte", "value": 1},
        {**NOJDHET, "gender": "M", "value": 5, "missing": "not_measured"},
        {**NOJDHET, "gender": "K"},
    ]
    answer = send(writer, OUTCOMES, {**NOJDHET, "value": 77}, *bad)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [(row["row"], row["status"]) for row in answer.json()["rows"]] == [
        (1, "invalid"),
        (2, "invalid"),
        (3, "invalid"),
    ]
    assert all(row["messages"][0]["message"] for row in answer.json()["rows"])
    assert not Outcome.objects.filter(value=77, indicator__code="nojdhet").exists()
    assert not CellDraft.objects.exists()


def test_the_same_row_twice_is_refused(writer: Client) -> None:
    answer = send(writer, OUTCOMES, {**NOJDHET, "value": 1}, {**NOJDHET, "value": 2})
    assert [row["status"] for row in answer.json()["rows"]] == ["invalid", "invalid"]


def test_a_dry_run_answers_row_by_row_and_saves_nothing(writer: Client, small: SmallBoard) -> None:
    version = Round.objects.get(pk=small.round.pk).data_version
    rows = [{**NOJDHET, "value": 77}, {**NOJDHET, "indicator": "finns-inte", "value": 1}]
    answer = send(writer, f"{OUTCOMES}?dry_run=true", *rows).json()
    assert (answer["dry_run"], answer["accepted"]) == (True, False)
    assert [row["status"] for row in answer["rows"]] == ["saved", "invalid"]
    assert not Outcome.objects.filter(value=77, indicator__code="nojdhet").exists()
    assert not CellDraft.objects.exists()
    assert Round.objects.get(pk=small.round.pk).data_version == version


def test_warnings_hinder_nothing(writer: Client) -> None:
    answer = send(writer, OUTCOMES, {**NOJDHET, "value": 4000})
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["warnings"]


def test_an_amount_in_thousands_is_asked_about(writer: Client) -> None:
    """In a dry run as in a call that saves, in the words of the sheet."""
    row = {"service_area": "ifo", "cost_type": "staff", "budget": 8_000}
    question = "Budgeten är omkring tusen gånger så liten som väntat. Är enheten rätt?"
    for address in (f"{LINES}?dry_run=true", LINES):
        (answer,) = send(writer, address, row).json()["rows"]
        assert {"field": "budget", "message": question} in answer["warnings"]


# People and systems


def types(small: SmallBoard, raw: str, key: str = "u:nojdhet:namnden:T", field: str = "value") -> None:
    """The reporter types in a cell of the grid."""
    grid = load_save_context(small.round, small["controller"], [parse_key(key)], "kr").rows
    version = grid[parse_key(key)].version
    save_cell(round_=small.round, key=key, field=field, raw=raw, version=version, by=small["controller"])


def refused(answer: Any) -> list[tuple[int, str, str]]:
    assert answer.status_code == 422, answer.content
    return [(row["row"], row["status"], row["messages"][0]["field"]) for row in answer.json()["rows"]]


def test_what_a_person_changed_is_not_overwritten_unseen(writer: Client, small: SmallBoard) -> None:
    send(writer, OUTCOMES, {**NOJDHET, "value": 80})
    send(writer, OUTCOMES, {**NOJDHET, "value": 81})  # its own word
    types(small, "82")
    other = {**NOJDHET, "gender": "K", "value": 5}
    answer = send(writer, OUTCOMES, other, {**NOJDHET, "value": 83})
    assert refused(answer) == [(1, "stale", "value")]
    assert "människa" in answer.json()["rows"][0]["messages"][0]["message"]
    assert str(small["controller"]) not in answer.content.decode()  # who is nobody's business outside
    assert stored(gender="T").value == 82
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 82}).status_code == 200  # says the same
    assert send(writer, OUTCOMES, {**NOJDHET, "footnote": "ur systemet"}).status_code == 200  # another field
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 83}).status_code == 422
    rows = send(writer, f"{OUTCOMES}?dry_run=true", other, {**NOJDHET, "value": 83}).json()["rows"]
    assert [row["status"] for row in rows] == ["saved", "stale"]
    assert send(writer, f"{OUTCOMES}?overwrite=true", {**NOJDHET, "value": 83}).status_code == 200
    assert stored(gender="T").value == 83
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 84}).status_code == 200  # now it is the system's again


def test_another_system_of_the_board_is_no_person(writer: Client, small: SmallBoard) -> None:
    second = create_account(by=small["administrator"], board=small.board, name="Beslutsstödet")
    send(system(small, second, *TokenScope), OUTCOMES, {**NOJDHET, "value": 80})
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 81}).status_code == 200


def test_what_a_person_took_away_stays_away(writer: Client, small: SmallBoard) -> None:
    key = "u:nojdhet:namnden:T"
    send(writer, OUTCOMES, {**NOJDHET, "value": 80})
    types(small, "", key)
    assert refused(send(writer, OUTCOMES, {**NOJDHET, "value": 80})) == [(0, "stale", "value")]
    types(small, "not_measured", key, "missing")
    assert refused(send(writer, OUTCOMES, {**NOJDHET, "value": 80})) == [(0, "stale", "value")]


def test_a_field_that_a_person_left_empty_is_free(writer: Client, small: SmallBoard) -> None:
    types(small, "90", field="forecast")  # stored as a row whose value is not reported
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 80}).status_code == 200


def test_a_persons_draft_is_heeded(writer: Client, small: SmallBoard) -> None:
    send(writer, LINES, {"service_area": "ifo", "cost_type": "staff", "actual": 5})
    types(small, "1,234", "d:ifo:staff", "actual")
    assert CellDraft.objects.count() == 1
    line = {"service_area": "ifo", "cost_type": "staff"}
    assert refused(send(writer, LINES, {**line, "actual": 6})) == [(0, "stale", "actual")]
    assert send(writer, LINES, {**line, "budget": 6}).status_code == 200
    assert send(writer, f"{LINES}?overwrite=true", {**line, "actual": 6}).status_code == 200


def test_an_idempotency_key(writer: Client) -> None:
    first = send(writer, OUTCOMES, {**NOJDHET, "value": 80}, **{"idempotency-key": "a1"})
    stored_row = Outcome.objects.filter(pk=stored().pk)
    stored_row.update(value=10)
    again = send(writer, OUTCOMES, {**NOJDHET, "value": 80}, **{"idempotency-key": "a1"})
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert stored().value == 10
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 81}, **{"idempotency-key": "a1"}).status_code == 409
    assert send(writer, OUTCOMES, {**NOJDHET, "value": 1}, **{"idempotency-key": "å"}).status_code == 400
    assert (
        send(writer, OUTCOMES, {"indicator": "x", **NOJDHET, "missing": "no"}, **{"idempotency-key": "b"}).status_code
        == 400
    )
    assert IdempotentCall.objects.count() == 1


@pytest.mark.parametrize("state", ["planned", "submitted", "approved", "adopted"])
def test_a_round_that_is_not_open_is_closed_to_systems(writer: Client, small: SmallBoard, state: str) -> None:
    Round.objects.filter(pk=small.round.pk).update(state=state)
    answer = send(writer, OUTCOMES, {**NOJDHET, "value": 77})
    assert answer.status_code == 409
    assert not Outcome.objects.filter(value=77, indicator__code="nojdhet").exists()


def test_an_area_that_is_handed_in_is_locked(writer: Client, small: SmallBoard) -> None:
    from apps.rounds.models import AreaSubmission

    AreaSubmission.objects.create(
        municipality=small.board.municipality,
        board=small.board,
        round=small.round,
        service_area_id=small.areas["hemtjanst"],
        by=small["reporter"],
    )
    locked = {"service_area": "hemtjanst", "cost_type": "net", "actual": 5}
    answer = send(writer, LINES, {**locked, "service_area": "ifo"}, locked)
    assert answer.status_code == 422
    assert [row["status"] for row in answer.json()["rows"]] == ["locked"]


def test_what_a_token_may(small: SmallBoard, account: ServiceAccount) -> None:
    reader, outcomes, economy, files = (system(small, account, scope) for scope in TokenScope)
    row, line = {**NOJDHET, "value": 1}, {"service_area": "ifo", "cost_type": "net", "actual": 5}
    assert [send(each, OUTCOMES, row).status_code for each in (reader, files, outcomes, economy)] == [
        403,
        403,
        200,
        403,
    ]
    assert [send(each, LINES, line).status_code for each in (reader, files, outcomes, economy)] == [403, 403, 403, 200]
    assert send(Client(), OUTCOMES, row).status_code == 401
    assert outcomes.post(OUTCOMES, "a=b", content_type="application/x-www-form-urlencoded").status_code == 415
    assert outcomes.get(OUTCOMES).status_code == 405
    elsewhere = OUTCOMES.replace("lillkoping", "kalmar")
    nowhere = OUTCOMES.replace("lillkoping", "ingenstans")
    assert send(outcomes, elsewhere, row).status_code == send(outcomes, nowhere, row).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        "[]",
        '{"rows": []}',
        '{"rows": [{"indicator": "x"}]}',
        '{"rows": [{"indicator": "x", "service_area": "y", "nonsense": 1}]}',
        '{"rows": [{"indicator": "x", "service_area": "y", "value": "många"}]}',
        '{"rows": [{"indicator": "X Y", "service_area": "y", "value": 1}]}',
        "\udcff",
    ],
)
def test_a_body_that_is_none(writer: Client, body: str) -> None:
    answer = writer.post(OUTCOMES, body.encode("utf-8", "surrogateescape"), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e30", "0.0000001"])
def test_numbers_that_do_not_fit(writer: Client, value: str) -> None:
    assert send(writer, OUTCOMES, {**NOJDHET, "value": value}).status_code in (400, 422)


def test_tokens_expire_are_revoked_and_are_never_kept(small: SmallBoard, account: ServiceAccount) -> None:
    administrator = small["administrator"]
    token, secret = create_token(by=administrator, account=account, name="n", scopes=["outcomes"], days=1)
    assert secret.startswith("nk_")
    assert secret not in str(list(AccessToken.objects.values_list()))
    client = Client(headers={"authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/boards").status_code == 200
    AccessToken.objects.filter(pk=token.pk).update(expiry=timezone.now())
    assert client.get("/api/v1/boards").status_code == 401
    token, secret = create_token(by=administrator, account=account, name="n", scopes=["outcomes"], days=1)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    revoke_token(by=administrator, account=account, token=token)
    assert client.get("/api/v1/boards").status_code == 401
    User.objects.filter(pk=account.user_id).update(is_active=False)


def test_only_the_boards_administrator_makes_them(small: SmallBoard, account: ServiceAccount) -> None:
    other = make_small_board("Storköping", "9902")
    for who in (small["controller"], small["head"], small["stranger"], other["administrator"]):
        with pytest.raises(PermissionDenied):
            create_account(by=who, board=small.board, name="x")
        with pytest.raises(PermissionDenied):
            create_token(by=who, account=account, name="x", scopes=["read"], days=1)
    for scopes, days in (([], 1), (["everything"], 1), (["read"], 0), (["read"], 9999)):
        with pytest.raises(ValueError, match="nyckel"):
            create_token(by=small["administrator"], account=account, name="x", scopes=scopes, days=days)


def test_ten_thousand_rows_at_once(writer: Client, small: SmallBoard) -> None:
    """As many as a call takes: and not one more."""
    from apps.organisation.models import ServiceArea

    root = ServiceArea.objects.get(board=small.board, parent=None)
    areas = [
        ServiceArea(
            board=small.board,
            municipality=small.board.municipality,
            parent=root,
            kind="unit",
            code=f"e-{n}",
            name=f"E {n}",
        )
        for n in range(1429)
    ]
    ServiceArea.objects.bulk_create(areas)
    kinds = ("revenue", "staff", "premises", "capital", "other", "cost", "net")
    rows = [{"service_area": a.code, "cost_type": k, "actual": 1000 + n} for n, a in enumerate(areas) for k in kinds][
        :10_000
    ]
    answer = send(writer, LINES, *rows)
    assert answer.status_code == 200, answer.content[:500]
    assert answer.json()["counts"]["saved"] == 10_000
    assert send(writer, LINES, *rows, rows[0]).status_code == 400
