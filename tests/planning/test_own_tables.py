"""A board defines its own tables: ready-made ones, free ones, and what the database and the services refuse."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from apps import planning
from apps.accounts.roles import NotAllowedError
from apps.core.tertials import Tertial
from apps.organisation.models import ServiceArea
from apps.own_tables.models import OwnColumn, OwnRow, OwnTable, OwnValue
from apps.own_tables.services import OwnValueRow, save_own_values
from apps.planning import PlanningError
from tests.small_board import SmallBoard, make_small_board

pytestmark = pytest.mark.slow

MENDED: dict[str, Any] = {"holds_from": None, "decision": ""}
DECIDED: dict[str, Any] = {"holds_from": Tertial(2024, 2), "decision": "SN 2024-05-20 § 40"}
PAGE = "/rapportera/lillkoping/socialnamnden/struktur/"


@pytest.fixture
def who(small: SmallBoard) -> dict[str, Any]:
    return {"by": small["administrator"], "board": small.board}


def root(small: SmallBoard) -> ServiceArea:
    return ServiceArea.objects.get(board=small.board, parent=None)


def row(table: OwnTable, code: str) -> OwnRow:
    return OwnRow.objects.select_related("own_table__board", "board").get(own_table=table, code=code)


def column(table: OwnTable, code: str) -> OwnColumn:
    return OwnColumn.objects.select_related("own_table__board", "board").get(own_table=table, code=code)


def value_row(table: OwnTable, row_code: str, column_code: str, **said: Any) -> OwnValueRow:
    where = column(table, column_code)
    return OwnValueRow(
        own_table_id=table.pk, row_id=row(table, row_code).pk, column_id=where.pk, kind=where.kind, year=2024,
        tertial=2, **said,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["result", "grants", "fund"])
def test_a_ready_made_table(small: SmallBoard, who: dict[str, Any], kind: str) -> None:
    table = planning.add_table_from_template(**who, kind=kind, service_area=root(small))
    assert table.ownrows.count() >= 3
    assert table.owncolumns.filter(kind="text").count() == 1
    total = table.ownrows.exclude(relation="").last()
    assert total is not None
    assert set(total.parts) <= set(table.ownrows.values_list("code", flat=True))
    again = planning.add_table_from_template(**who, kind=kind, service_area=root(small))
    assert again.code == f"{table.code}-2"


@pytest.mark.parametrize("role", ["reporter", "controller", "head", "stranger"])
def test_only_the_administrator(small: SmallBoard, who: dict[str, Any], role: str) -> None:
    table = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    by = small[role]
    acts = [
        lambda: planning.add_own_table(by=by, board=small.board, name="X", service_area=root(small)),
        lambda: planning.add_table_from_template(by=by, board=small.board, kind="fund", service_area=root(small)),
        lambda: planning.change_own_table(by=by, own_table=table, name="Y", **MENDED),
        lambda: planning.add_own_line(by=by, own_table=table, model=OwnRow, name="Y"),
        lambda: planning.change_own_line(by=by, line=row(table, "kommunbidrag"), name="Y", **MENDED),
        lambda: planning.move_own_line(by=by, line=row(table, "kommunbidrag"), before=None),
        lambda: planning.remove_own_part(by=by, item=table),
        lambda: planning.retire(by=by, item=table, last_year=2024),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_a_row_joins_a_sum_and_stands_before_it(small: SmallBoard, who: dict[str, Any]) -> None:
    table = planning.add_table_from_template(**who, kind="grants", service_area=root(small))
    total = row(table, "summa-statsbidrag")
    planning.add_own_line(
        by=who["by"], own_table=table, model=OwnRow, name="Äldre", heading="Staten", before=total, total=total
    )
    assert list(table.ownrows.values_list("code", flat=True)) == ["bidrag-1", "bidrag-2", "aldre", "summa-statsbidrag"]
    assert row(table, "summa-statsbidrag").parts == ["bidrag-1", "bidrag-2", "aldre"]
    planning.move_own_line(by=who["by"], line=row(table, "aldre"), before=row(table, "bidrag-1"))
    assert table.ownrows.values_list("code", flat=True)[0] == "aldre"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"relation": "total"}, "Välj vilka den räknas ut av"),
        ({"relation": "difference", "parts": ["kommunbidrag"]}, "minst två"),
        ({"relation": "total", "parts": ["finns-inte"]}, "andra rader"),
        ({"parts": ["kommunbidrag"]}, "Välj hur"),
        ({"relation": "total", "parts": ["summa-intakter", "kostnader"]}, "av sig själva"),
    ],
)
def test_a_relation_that_can_not_be(
    small: SmallBoard, who: dict[str, Any], values: dict[str, Any], refusal: str
) -> None:
    table = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    with pytest.raises(PlanningError, match=refusal):
        planning.change_own_line(by=who["by"], line=row(table, "kommunbidrag"), **{"parts": [], **values}, **MENDED)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"kind": "percent", "relation": "total", "parts": ["budget"]}, "samma enhet"),
        ({"kind": "text", "relation": "total", "parts": ["kommentar"]}, "aldrig av text"),
        ({"kind": "amount", "year": 2020, "years_ahead": 1}, "inte båda"),
        ({"kind": "amount", "years_ahead": 40}, "högst 10 år"),
        ({"kind": "amount", "counts_persons": True}, "räkna personer"),
    ],
)
def test_a_column_that_can_not_be(small: SmallBoard, who: dict[str, Any], values: dict[str, Any], refusal: str) -> None:
    table = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    with pytest.raises(PlanningError, match=refusal):
        planning.add_own_line(by=who["by"], own_table=table, model=OwnColumn, name="Ny", **values)


def test_what_is_reported_stays(small: SmallBoard, who: dict[str, Any]) -> None:
    table = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    save_own_values(by=None, board=small.board, rows=[value_row(table, "kommunbidrag", "budget", amount=5000)])
    for item in (table, row(table, "kommunbidrag"), column(table, "budget")):
        with pytest.raises(PlanningError, match="T2 2024"):
            planning.remove_own_part(by=who["by"], item=item)
        with pytest.raises(PlanningError, match="har siffror för 2024"):
            planning.retire(by=who["by"], item=item, last_year=2023)
    with pytest.raises(PlanningError, match="i sin enhet"):
        planning.change_own_line(by=who["by"], line=column(table, "budget"), kind="number", **MENDED)
    with pytest.raises(PlanningError, match="räknas ut av"):
        planning.remove_own_part(by=who["by"], item=row(table, "kostnader"))
    planning.change_own_line(by=who["by"], line=row(table, "kommunbidrag"), name="Bidrag", **DECIDED)
    planning.retire(by=who["by"], item=row(table, "kommunbidrag"), last_year=2024)
    fund = planning.add_table_from_template(**who, kind="fund", service_area=root(small))
    planning.remove_own_part(by=who["by"], item=fund)
    assert list(OwnTable.objects.filter(board=small.board)) == [table]


@transaction.atomic
def create_at_once(**values: Any) -> None:
    """Make a value, with what the database else looks at when the transaction ends."""
    OwnValue.objects.create(**values)
    transaction.get_connection().check_constraints()


def test_the_database_refuses_what_no_service_writes(small: SmallBoard, who: dict[str, Any]) -> None:
    """A value of another unit, of another table's row, of two things at once, or of nothing."""
    table = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    fund = planning.add_table_from_template(**who, kind="fund", service_area=root(small))
    plain = {"board": small.board, "municipality": small.board.municipality, "year": 2024, "tertial": 2}
    here = {"own_table": table, "row": row(table, "kostnader"), "column": column(table, "budget"), "kind": "amount"}
    bad: list[dict[str, Any]] = [
        {**here, "amount": None},
        {**here, "amount": 1, "text": "ett"},
        {**here, "amount": 1, "missing": "confidential"},
        {**here, "missing": "not_a_number"},
        {**here, "kind": "number", "value": 1},
        {**here, "row": row(fund, "projekt-1"), "amount": 1},
        {**here, "own_table": fund, "amount": 1},
    ]
    for values in bad:
        with pytest.raises(IntegrityError):
            create_at_once(**plain, **values)
    other = make_small_board("Storköping", "9902")
    with pytest.raises(IntegrityError):
        create_at_once(**{**plain, "board": other.board}, **here, amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnRow.objects.filter(pk=here["row"].pk).update(relation="total")


def post(client: Client, form: str, **values: Any) -> str:
    answer = client.post(f"{PAGE}{form}/", {"year": "2024", **values}, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain, text[text.find("errorlist") : text.find("errorlist") + 300]
    return text


def test_a_new_row_begins_among_those_that_the_only_sum_counts(small: SmallBoard, who: dict[str, Any]) -> None:
    """One row after the other is typed into the form as it opens, and is in the sum."""
    client = Client()
    client.force_login(small["administrator"])
    table = planning.add_table_from_template(**who, kind="grants", service_area=root(small))
    total = table.ownrows.get(relation="total")
    page = client.get(f"{PAGE}tabeller/?ar=2024&andra=rad&nyckel={table.pk}").content.decode()
    for name in ("Länsstyrelsen", "Migrationsverket"):
        assert page.count(f'<option value="{total.pk}" selected>') == 2
        assert 'name="heading" value="Utbetalare"' in page
        page = post(client, "rad", key=table.pk, name=name, heading="Utbetalare", before=total.pk, total=total.pk)
        assert f"{name} är tillagd" in page
        assert 'id="f-rad" open data-opened' in page
    total.refresh_from_db()
    assert total.parts == ["bidrag-1", "bidrag-2", "lansstyrelsen", "migrationsverket"]
    result = planning.add_table_from_template(**who, kind="result", service_area=root(small))
    free = client.get(f"{PAGE}tabeller/?ar=2024&andra=rad&nyckel={result.pk}").content.decode()
    form = free[free.index('id="f-rad"') : free.index("</form>", free.index('id="f-rad"'))]
    sums = result.ownrows.filter(relation="total").count()
    assert (" selected>" in form[form.index('name="total"') :]) == (sums == 1)


def test_a_table_of_grants_by_the_pages_alone(small: SmallBoard) -> None:
    """One click for the result table; a free table with rows, a column of a year, and a sum, without script."""
    client = Client()
    client.force_login(small["administrator"])
    assert "Resultattabell" in post(client, "fardig-tabell", kind="result")
    post(client, "tabell", name="Riktade bidrag", service_area=root(small).pk)
    table = OwnTable.objects.get(board=small.board, code="riktade-bidrag")
    post(client, "kolumn", key=table.pk, name="Sökt", kind="amount", about_year="2025", counts_persons="on")
    post(client, "rad", key=table.pk, name="Habilitering", heading="Staten")
    post(client, "rad", key=table.pk, name="Summa", relation="total", parts=["habilitering"])
    total = row(table, "summa")
    shown = post(client, "rad", key=table.pk, name="Prestation", total=total.pk, before=total.pk)
    assert "Habilitering + Prestation" in shown
    assert [one.code for one in table.ownrows.all()] == ["habilitering", "prestation", "summa"]
    assert (column(table, "sokt").year, column(table, "sokt").counts_persons) == (2025, False)
    values = {"name": "Habilitering barn", "heading": "Staten", "holds_from": "skrivfel", "decision": ""}
    changed = post(client, "andra-rad", key=row(table, "habilitering").pk, **values)
    assert "Habilitering barn är ändrad" in changed
    assert [one.code for one in table.ownrows.all()] == ["prestation", "summa", "habilitering"], "moved last as sent"
    refused = client.post(f"{PAGE}rad/", {"year": "2024", "key": table.pk, "name": "Fel", "relation": "total"})
    assert (refused.status_code, "Välj vilka den räknas ut av" in refused.content.decode()) == (422, True)
    shown = client.get(f"{PAGE}tabeller/?ar=2024&andra=andra-kolumn&nyckel={column(table, 'sokt').pk}").content.decode()
    assert 'id="f-andra-kolumn" open' in shown
    other = make_small_board("Storköping", "9902")
    theirs = planning.add_table_from_template(
        by=other["administrator"], board=other.board, kind="fund", service_area=root(other)
    )
    assert client.get(f"{PAGE}tabeller/?andra=andra-tabell&nyckel={theirs.pk}").status_code == 404
