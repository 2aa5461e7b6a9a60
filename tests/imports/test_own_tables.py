"""A board's own tables by file: the template, a single sheet, a new table by its administrator, what is refused."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from apps.accounts.models import SYSTEM_DOMAIN, Membership, User
from apps.entry.services import save_cell
from apps.imports.models import JobState
from apps.imports.report_format.errors import ReportErrors
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import read_report
from apps.own_tables.models import OwnTable, OwnValue
from tests.builders import write_report
from tests.imports.test_one_door import apply, conflicts, page_of, saved, upload
from tests.imports.test_template import template
from tests.own_tables.tables import make_fund, make_result_table
from tests.small_board import SmallBoard

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("jobs_at_once")]

VALUES = "egen tabell;rad;kolumn;år;tertial;belopp;tal;text;saknas\n"


def log_in(small: SmallBoard, role: str) -> Client:
    client = Client()
    client.force_login(small[role])
    return client


def find(row: str, column: str) -> OwnValue | None:
    return OwnValue.objects.filter(row__code=row, column__code=column).first()


def test_the_template_has_a_row_for_each_cell_and_comes_back(small: SmallBoard) -> None:
    make_result_table(small)
    client = log_in(small, "controller")
    book = template(client, small.round)
    page = book["tabellvärden"]
    headers = [cell.value for cell in page[1]]
    place = {name: headers.index(name) + 1 for name in ("rad", "kolumn", "belopp")}
    cells = {
        (page.cell(n, place["rad"]).value, page.cell(n, place["kolumn"]).value): n for n in range(2, page.max_row + 1)
    }
    assert ("kostnader", "prognos") in cells
    assert ("summa-intakter", "prognos") not in cells, "a sum is computed"
    page.cell(cells["kostnader", "prognos"], place["belopp"]).value = 105_250.5
    page.cell(cells["kommunbidrag", "utfall"], place["belopp"]).value = None
    job = upload(client, small, saved(book), "mall.xlsx")
    shown = page_of(client, small, job)
    assert "tabellvärden" in shown
    assert apply(client, small, job).state == JobState.APPLIED, job.result
    found = find("kostnader", "prognos")
    assert found is not None
    assert found.amount == 105_250_500


def test_a_single_sheet_in_kronor_fills_in_the_round(small: SmallBoard) -> None:
    make_fund(small)
    rows = (
        "digital-hemtjanst;lasplattor;andel-klar;2024;2;;12,5;;\ndigital-hemtjanst;larm;deltagare;2024;2;;;;sekretess\n"
    )
    client = log_in(small, "controller")
    job = upload(client, small, VALUES + rows, "tabellvärden.csv")
    assert apply(client, small, job).state == JobState.APPLIED, page_of(client, small, job)
    share, hidden = find("lasplattor", "andel-klar"), find("larm", "deltagare")
    assert share is not None
    assert share.value == Decimal("12.5")
    assert hidden is not None
    assert (hidden.value, hidden.missing) == (None, "confidential")


def test_a_system_gives_way_to_what_a_person_typed_in_a_table(small: SmallBoard) -> None:
    make_fund(small)
    person, system = small["controller"], User.objects.create_user(f"projekt@{SYSTEM_DOMAIN}")
    Membership.objects.create(user=system, board=small.board, role="controller")
    small.people["system"] = system
    client = log_in(small, "system")
    rows = "digital-hemtjanst;lasplattor;andel-klar;2024;2;;{};;\ndigital-hemtjanst;larm;andel-klar;2024;2;;70;;\n"
    version = OwnValue.objects.get(row__code="larm", column__code="andel-klar").version
    for key, at in (("t:digital-hemtjanst:larm:andel-klar", version), ("t:digital-hemtjanst:lasplattor:medel", None)):
        assert save_cell(round_=small.round, key=key, field="value", raw="65", version=at, by=person).status == "saved"
    job = upload(client, small, VALUES + rows.format("12,5"), "tabellvärden.csv")
    assert [(one["column"], one["file"]) for one in conflicts(job)] == [("belopp", "70")]
    apply(client, small, job)
    kept, taken = find("larm", "andel-klar"), find("lasplattor", "andel-klar")
    assert kept is not None
    assert taken is not None
    assert (kept.value, taken.value) == (65, Decimal("12.5"))
    # What the system wrote, it may write again.
    job = upload(client, small, VALUES + rows.format("13"), "tabellvärden.csv")
    assert len(conflicts(job)) == 1


def test_only_the_administrators_file_makes_a_table(small: SmallBoard) -> None:
    Membership.objects.create(user=small["administrator"], board=small.board, role="controller")
    line = "kod;namn;slag;verksamhet\nstimulans;Stimulansmedel;statsbidrag;ifo\n"
    for role, made in (("controller", False), ("administrator", True)):
        client = log_in(small, role)
        job = upload(client, small, line, "nämndtabeller.csv")
        apply(client, small, job)
        assert OwnTable.objects.filter(code="stimulans").exists() == made, role


def test_what_is_of_a_later_period_is_refused_and_never_swallowed(small: SmallBoard, tmp_path: Path) -> None:
    """Of another year in an own table's column it is taken; as an outcome of a coming year it is not."""
    make_fund(small)
    client = log_in(small, "controller")
    later = upload(client, small, VALUES + "digital-hemtjanst;larm;medel-3;2025;2;300;;;\n", "tabellvärden.csv")
    assert "skulle inte synas" in page_of(client, small, later)
    with pytest.raises(ReportErrors) as caught:
        read_report(read_source(write_report(tmp_path, {("utfall", 2, "år"): "2025"})))
    assert any("skulle inte synas" in str(error.expected) for error in caught.value.errors)
