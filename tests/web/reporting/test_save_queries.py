"""What it costs to save one cell, counted from the request to the answer."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.small_board import make_small_board

MOST = 6


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    ("key", "field", "raw"),
    [
        ("u:nojdhet:namnden:T", "value", "88 %"),
        ("u:nojdhet:namnden:T", "value", "1.234"),
        ("d:hemtjanst-norr:staff", "forecast", "9 100,5"),
        ("k:bemanning:schema", "status", "utförd"),
        ("b:i:nojdhet:namnden", "cause", "Fler svarade."),
        ("c:staff:hemtjanst", "text", "Svårt att anställa."),
    ],
)
@pytest.mark.parametrize("role", ["controller", "reporter"])
def test_saving_one_cell(client, role, key, field, raw):
    small = make_small_board()
    client.force_login(small[role])
    place = small.board
    url = reverse("reporting_save", args=[place.municipality.slug, place.slug, small.round.year, small.round.tertial])
    body = json.dumps({"cells": [{"key": key, "field": field, "raw": raw, "version": 0}]})
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, body, content_type="application/json", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    if role == "controller":
        assert answer.json()["answers"][0]["status"] == ("invalid" if raw == "1.234" else "saved")
    # A transaction's own BEGIN, SAVEPOINT and COMMIT carry nothing.
    queries = [one["sql"] for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MOST, "\n".join(queries)


@pytest.mark.django_db
def test_half_a_sign_is_saved_as_a_question_mark(client):
    """Where an emoji is cut in two, scripts send half of it, which no database stores: the rest is not lost."""
    small = make_small_board()
    client.force_login(small["controller"])
    place = small.board
    url = reverse("reporting_save", args=[place.municipality.slug, place.slug, small.round.year, small.round.tertial])
    cell = {"key": "c:staff:hemtjanst", "field": "text", "raw": "Bra \ud83d", "version": 0}
    answer = client.post(url, json.dumps({"cells": [cell]}), content_type="application/json")
    assert [(one["status"], one["text"]) for one in answer.json()["answers"]] == [("saved", "Bra ?")]
