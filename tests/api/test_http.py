"""What HTTP promises: problems, conditional calls, rates, traces, other sites, unknown methods."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from apps.api.resources import RESOURCES

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

    monkeypatch.setattr("apps.publishing.records.reading.page", broken)
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


def test_rates(client: Client, db: None) -> None:
    cache.clear()
    with override_settings(API_RATES={"anonymous": 2, "token": 2, "write": 2}):
        first, second, third = (client.get("/api/v1/boards") for _ in range(3))
    assert [first["RateLimit-Remaining"], second["RateLimit-Remaining"]] == ["1", "0"]
    assert third.status_code == 429
    assert third["RateLimit-Limit"] == "2"
    assert 1 <= int(third["Retry-After"]) <= 60
    assert third["Content-Type"] == "application/problem+json"


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
    assert client.get(LIST, {"changed_since": "2020-01-01T00:00:00+01:00"}).json()["total"] > 1000


def test_a_report_is_remembered_for_a_moment_for_anyone_only(client: Client, bearer: Client, settings: Any) -> None:
    settings.API_REMEMBERS = 5
    etag = client.get(REPORT)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(REPORT, headers={"if-none-match": etag})
    assert (again.status_code, again["ETag"], len(queries)) == (304, etag, 0)
    with CaptureQueriesContext(connection) as queries:
        assert bearer.get(REPORT, headers={"if-none-match": etag}).status_code == 304
        assert client.get(REPORT, headers={"if-none-match": '"other"'}).status_code == 200
        assert client.get(f"{REPORT}?x=1", headers={"if-none-match": etag}).status_code == 400
    assert len(queries) > 1
