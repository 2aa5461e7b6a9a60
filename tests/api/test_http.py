"""What HTTP promises: problems, conditional calls, rates, traces, other sites, unknown methods."""

import json
from collections import OrderedDict
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.api import not_modified
from apps.api.parameter_definitions import FILTERS
from apps.api.resources import RESOURCES
from apps.organisation.models import Board

LIST = "/api/v1/outcomes"
REPORT = "/api/v1/boards/kalmar/socialnamnden/reports/2020-t3"


@pytest.mark.parametrize(
    "address", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/nothing", f"{LIST}/", "/api/v2/boards"]
)
def test_djangos_own_404_is_a_problem(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "instance"}


def test_an_address_that_there_is_not_tells_where_the_addresses_are(client: Client, db: None) -> None:
    for address in ("/api/v1", f"{LIST}/", f"{LIST}.csv"):
        assert "/oppna-data/" in client.get(address).json()["detail"]
    assert "publicerat" in client.get("/api/v1/series/ingen-sadan").json()["detail"]


def test_problems_in_both_languages(client: Client, db: None) -> None:
    swedish = client.get(f"{LIST}?limit=0&nonsense=1")
    english = client.get(f"{LIST}?limit=0&nonsense=1", headers={"accept-language": "de, en-GB;q=0.8, sv;q=0.3"})
    assert swedish.status_code == english.status_code == 400
    assert (swedish["Content-Language"], english["Content-Language"]) == ("sv", "en")
    assert [each["parameter"] for each in english.json()["errors"]] == ["limit", "nonsense"]
    assert english.json()["title"] == "The request can't be understood"


def test_500_is_a_problem_that_tells_nothing(client: Client, db: None, monkeypatch: Any) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("hemlig detalj")

    monkeypatch.setattr("apps.publishing.records.queries.load_page", broken)
    client.raise_request_exception = False
    response = client.get(LIST)
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"hemlig" not in response.content


def test_unknown_methods_are_405(client: Client, db: None) -> None:
    for method in ("post", "put", "patch", "delete", "trace"):
        response = getattr(client, method)(LIST)
        assert response.status_code == 405
        assert response["Content-Type"] == "application/problem+json"
        assert "GET" in response["Allow"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.2, application/json", "application/json"),
        ("application/x-ndjson", "application/jsonl"),
    ],
)
def test_the_format_that_the_caller_likes_best(client: Client, db: None, accept: str, kind: str) -> None:
    answer = client.get(LIST, {"limit": 1}, headers={"accept": accept})
    assert answer["Content-Type"].partition(";")[0] == kind
    assert "Accept" in answer["Vary"]


def test_a_format_that_there_is_not_is_406(client: Client, db: None) -> None:
    for address, accept in ((LIST, "application/xml"), (REPORT, "text/csv"), ("/api-info", "text/html")):
        answer = client.get(address, headers={"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    asked_outright = client.get(LIST, {"format": "jsonl", "limit": 1}, headers={"accept": "application/xml"})
    assert asked_outright.status_code == 200


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "jsonl"])
def test_head_tells_what_get_would_without_reading_the_list(client: Client, db: None, form: str) -> None:
    asked = {"format": form}
    with CaptureQueriesContext(connection) as queries:
        head = client.head(LIST, asked)
    get = client.get(LIST, asked)
    told = ("Content-Type", "Cache-Control", "Content-Disposition", "ETag")
    assert [head.get(name) for name in told] == [get.get(name) for name in told]
    assert head.getvalue() == b""
    assert form == "json" or not any("document" in query["sql"] for query in queries)


def test_options_tells_what_may_be_done(client: Client, db: None) -> None:
    told = client.options(LIST)
    assert (told.status_code, told["Allow"], told.getvalue()) == (204, "GET, HEAD, OPTIONS", b"")
    assert "Content-Type" not in told


@pytest.mark.parametrize(
    "address", [LIST, REPORT, f"{REPORT}/versions/1", f"{REPORT}/versions/1/bytes", "/api/v1/openapi.json"]
)
def test_conditional_calls(client: Client, db: None, address: str) -> None:
    etag = client.get(address)["ETag"]
    assert etag.startswith('"')
    again = client.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(address, headers={"if-match": etag}).status_code == 200
    gone = client.get(address, headers={"if-match": '"other"'})
    assert (gone.status_code, gone["Content-Type"]) == (412, "application/problem+json")


def test_a_trace_is_taken_up_or_begun(client: Client, db: None) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    told = client.get("/api-info", headers={"traceparent": trace})["traceparent"]
    assert told.startswith(trace[:36])
    assert told != trace
    assert client.get("/api-info", headers={"traceparent": "nonsense"})["traceparent"].startswith("00-")


def test_other_sites_may_read_without_credentials(client: Client, db: None) -> None:
    response = client.get(LIST, headers={"origin": "https://example.org"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    preflight = client.options(LIST)
    assert preflight.status_code == 204
    assert "Authorization" not in preflight["Access-Control-Allow-Headers"]
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer nonsense", "Basic YTpi", "Token abc", f"Bearer nk_{'0' * 64}", "Bearer nk_å"]
)
def test_a_token_that_does_not_hold_is_refused(client: Client, db: None, header: str) -> None:
    response = client.get(LIST, headers={"authorization": header.encode().decode("latin-1")})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_is_refused(client: Client, token: str) -> None:
    for name in ("token", "access_token", "api_key"):
        assert client.get(LIST, {name: token}).status_code == 400


def test_a_page_sets_no_cookie_and_asks_for_no_session(client: Client, db: None) -> None:
    for address in (LIST, REPORT, "/oppna-data/", "/oppna-data/kom-igang/"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("resource", list(RESOURCES))
def test_at_most_five_queries(client: Client, bearer: Client, resource: str) -> None:
    for caller, most in ((client, 2), (bearer, 5)):
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(f"/api/v1/{resource}", {"limit": 1000}).status_code == 200
        assert len(queries) <= most
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(f"/api/v1/{resource}", {"format": "csv"}).getvalue()
        assert len(queries) <= most + 2  # the cursor in the server


def test_a_cursor_walks_through_everything_once(client: Client, db: None) -> None:
    for sort in ("", "-year", "indicator,gender", "-changed_at"):
        asked: dict[str, Any] = {"limit": 170, "municipality": "kalmar", **({"sort": sort} if sort else {})}
        first = client.get(LIST, asked).json()
        keys = [row["key"] for row in first["items"]]
        cursor = first["next_cursor"]
        while cursor:
            page = client.get(LIST, {**asked, "cursor": cursor}).json()
            assert "total" not in page
            keys += [row["key"] for row in page["items"]]
            cursor = page["next_cursor"]
        assert len(keys) == len(set(keys)) == first["total"]
    for sort in ("year", "-year,gender"):
        assert client.get(LIST, {**asked, "sort": sort, "cursor": "bm9uc2Vuc2U"}).status_code == 404


def test_sorting_and_fields(client: Client, db: None) -> None:
    rows = client.get(LIST, {"sort": "-year,indicator", "fields": "year,indicator,value", "limit": 500}).json()["items"]
    assert [list(row) for row in rows[:1]] == [["year", "indicator", "value"]]
    assert [row["year"] for row in rows] == sorted((row["year"] for row in rows), reverse=True)


def test_a_service_area_with_its_children(client: Client, db: None) -> None:
    areas = client.get("/api/v1/service-areas", {"municipality": "kalmar", "limit": 100}).json()["items"]
    parent = next(row["parent"] for row in areas if row["depth"] == 2)
    below = {row["service_area"] for row in areas if row["parent"] == parent}
    asked = {"municipality": "kalmar", "service_area": parent, "limit": 1000}
    both = {row["service_area"] for row in client.get(LIST, asked).json()["items"]}
    alone = {row["service_area"] for row in client.get(LIST, {**asked, "include_children": "false"}).json()["items"]}
    assert both <= below | {parent}
    assert alone <= {parent}


def test_a_series_over_boards(client: Client, db: None) -> None:
    rows = client.get("/api/v1/series/beslut-i-domstol").json()["items"]
    assert rows
    assert {row["indicator"] for row in rows} == {"beslut-i-domstol"}
    assert client.get("/api/v1/series/ingen-sadan").status_code == 404
    assert client.get("/api/v1/series/beslut-i-domstol", {"year": 1999}).json()["items"] == []


def test_changed_since(client: Client, db: None) -> None:
    assert client.get(LIST, {"changed_since": "2100-01-01"}).json()["total"] == 0
    for zone in ("Z", "+01:00", "-22:09", "+23:59"):
        assert client.get(LIST, {"changed_since": f"2020-01-01T00:00:00{zone}"}).json()["total"] > 1000
    for beyond in ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2020-02-30"):
        assert client.get(LIST, {"changed_since": beyond}).status_code == 400


def asked(client: Client, etag: str, address: str = REPORT) -> tuple[int, int]:
    """Status, and how many questions the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, headers={"if-none-match": etag})
    return answer.status_code, len(queries)


def test_an_unchanged_report_costs_a_row_and_for_a_moment_nothing(
    client: Client, bearer: Client, settings: Any, monkeypatch: Any
) -> None:
    etag = client.get(REPORT)["ETag"]
    assert [asked(client, etag), asked(client, etag)] == [(304, 1), (304, 1)]
    monkeypatch.setattr(not_modified, "_answer_cache", OrderedDict())
    settings.API_REMEMBERS = 5
    assert [asked(client, etag), asked(client, etag)] == [(304, 1), (304, 0)]
    assert asked(client, f'"x", W/{etag}') == (304, 0)
    assert asked(client, '"other"')[0] == 200
    assert asked(bearer, etag)[1] > 1  # a token is looked at, whatever others were told
    assert asked(client, etag, f"{REPORT}?x=1")[0] == 400
    again = client.get(REPORT, headers={"if-none-match": etag})
    assert (again["ETag"], again["Cache-Control"]) == (etag, client.get(REPORT)["Cache-Control"])
    assert {"Vary", "traceparent", "Access-Control-Allow-Origin"} <= set(again.headers)


def test_no_version_is_promised_for_ever(client: Client, db: None) -> None:
    """Any version may be issued anew with more of it hidden."""
    for address in (f"{REPORT}/versions/1", f"{REPORT}/versions/1/bytes"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert first["Cache-Control"] == again["Cache-Control"] == client.get(REPORT)["Cache-Control"]
        assert "immutable" not in first["Cache-Control"]


PLACES: list[dict[str, Any]] = [
    {},
    {"municipality": "0880"},
    {"board": "socialnamnden"},
    {"year": "2019,2020", "tertial": 3},
    {"municipality": "kalmar", "year_from": 2019, "year_to": 2019},
    {"gender": "K"},
    {"gender": "K,M", "municipality": "kalmar,0584"},
    {"status": "missing,suppressed"},
    {"status": "value", "year": "2020"},
    {"kind": "goal", "gender": "T"},
    {"light": "met"},
    {"municipality": "ingenstans"},
    {"sort": "year"},
    {"sort": "-year"},
    {"sort": "year,-tertial", "gender": "K"},
    {"sort": "-year", "status": "value", "municipality": "kalmar,0584"},
    {"sort": "-gender"},
    {"sort": "gender,-year", "year_from": 2019},
    {"sort": "gender,light"},
    {"sort": "-light"},
    {"sort": "indicator"},
]


@pytest.mark.parametrize("resource", ["outcomes", "operating-lines", "targets", "municipalities"])
@pytest.mark.parametrize("filters", PLACES, ids=str)
def test_totals_and_pages_agree_with_the_file(client: Client, db: None, resource: str, filters: Any) -> None:
    """Totals are mostly summed from what was counted at publication, and later pages are read from the end."""
    known = {name: value for name, value in filters.items() if name in RESOURCES[resource].parameters}
    if not {one.strip("-") for one in known.get("sort", "").split(",") if one} <= set(RESOURCES[resource].sorts):
        known.pop("sort")
    address = f"/api/v1/{resource}"
    lines = client.get(address, {**known, "format": "jsonl"}).getvalue().decode().splitlines()
    keys = [json.loads(line)["key"] for line in lines]
    limit = max(1, len(keys) // 4)
    told = [client.get(address, {**known, "limit": limit, "page": page}).json() for page in range(1, 8)]
    assert {page["total"] for page in told} == {len(keys)}
    assert [row["key"] for page in told for row in page["items"]] == keys[: 7 * limit]
    if "-" not in str(known.get("sort", ""))[1:]:  # a list that is sorted both ways has no cursor
        assert [bool(page["next_cursor"]) for page in told] == [page * limit < len(keys) for page in range(1, 8)]


def test_a_closed_board_is_not_counted(client: Client, kalmar: Board) -> None:
    before = client.get(LIST).json()["total"]
    kalmars = client.get(LIST, {"municipality": "kalmar"}).json()["total"]
    Board.objects.filter(pk=kalmar.pk).update(is_public=False)
    assert client.get(LIST).json()["total"] == before - kalmars
    assert client.get(LIST, {"municipality": "kalmar"}).json()["total"] == 0


NOWHERE = {
    **dict.fromkeys(("municipality", "board", "service_area", "goal", "indicator", "kind", "status"), "sagobyy"),
    "kolada_id": "Z99999",
}


@pytest.mark.parametrize("name", NOWHERE)
def test_what_does_not_exist_is_answered_as_what_is_not_public(client: Client, kalmar: Board, name: str) -> None:
    """A filter on what boards have themselves, be it misspelt or hidden, finds nothing, and is told to."""
    if name == "board":
        Board.objects.filter(pk=kalmar.pk).update(slug="dold", is_public=False)
    else:
        Board.objects.all().update(is_public=False)
    hidden = "dold" if name == "board" else FILTERS[name].example[0]
    resource = next(one for one in RESOURCES.values() if name in one.filters and "year" in one.filters)
    answers = [client.get(f"/api/v1/{resource.name}", {name: value}) for value in (NOWHERE[name], hidden)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert (answers[0].json()["total"], answers[0].json()["items"]) == (0, [])
    assert "tom lista" in FILTERS[name].description


def test_a_list_too_long_for_excel_is_refused_and_not_cut(client: Client, db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("apps.api.file_formats.MAX_XLSX_ROWS", 100)
    answer = client.get(LIST, {"format": "xlsx"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert client.get(LIST, {"format": "xlsx", "limit": 1000}).status_code == 200
    assert client.get("/api/v1/rounds", {"format": "xlsx"}).status_code == 200
