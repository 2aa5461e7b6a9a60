"""What a call is answered that is not understood: what the caller probably meant. No database."""

import pytest
from django.test import RequestFactory

from apps.api.parameter_definitions import FILTERS, OTHER_NAMES, PAGING
from apps.api.problems import ApiProblem
from apps.api.query_parameters import parse_query_parameters

ALLOWED = {**FILTERS, **{one.name: one for one in PAGING}}


def explain(query: str) -> str:
    with pytest.raises(ApiProblem) as refused:
        parse_query_parameters(RequestFactory().get(f"/api/v1/outcomes?{query}"), ALLOWED)
    (fault,) = refused.value.faults
    return fault.detail.sv


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("period=2026-t2", "Menar du year och tertial?"),
        ("kommun=sagoby", "Menar du municipality?"),
        ("cost_type=net", "Menar du kind?"),
        ("updated_since=2026-01-01", "Menar du changed_since?"),
        ("indikator=x", "Menar du indicator?"),
        ("per-page=5", "Menar du limit?"),
        ("municipality=Malm%C3%B6", "Menar du malmo?"),
        ("board=Socialn%C3%A4mnden", "Menar du socialnamnden?"),
    ],
)
def test_the_error_suggests_what_was_probably_meant(query: str, meant: str) -> None:
    assert meant in explain(query)


@pytest.mark.parametrize("query", ["zzz=1", "municipality=%3F%3F"])
def test_nothing_is_guessed_where_nothing_is_near(query: str) -> None:
    assert "Menar du" not in explain(query)


def test_the_other_names_lead_to_parameters_that_are_there() -> None:
    assert {one for names in OTHER_NAMES.values() for one in names} <= ALLOWED.keys() | {"sort"}
    assert not OTHER_NAMES.keys() & ALLOWED.keys()


def test_a_boards_own_cost_type_may_be_asked_for_by_its_code() -> None:
    request = RequestFactory().get("/api/v1/operating-lines?kind=personalkostnader-vikarier-2,net")
    assert parse_query_parameters(request, ALLOWED).filters["kind"] == ["personalkostnader-vikarier-2", "net"]
