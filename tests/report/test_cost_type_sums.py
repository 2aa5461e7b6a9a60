"""A board's own cost types in sums over reorganisations, earlier years and boards: each krona once, by hand."""

from typing import Any

from apps.core.tertials import Tertial
from apps.documents.blocks import CellSum
from apps.documents.parts.money import build_cost_types
from apps.publishing.records.extraction import extract_records
from apps.publishing.report_json import decode_report, encode_report
from apps.report.board_report import BoardReport
from apps.report.cost_types.source_rows import CostTypeSourceRow
from apps.report.money import MoneyRow
from tests.report.test_reorganised import HOME, JOIN, NORTH, SOUTH, build, list_past

OWN = [
    CostTypeSourceRow(code="stod", name="Försörjningsstöd", belongs_to="other", valid_from=None, valid_to=None),
    CostTypeSourceRow(code="vard", name="Köpt vård", belongs_to="other", valid_from=None, valid_to=None),
]


def get_rows(report: BoardReport, area: str = "hemtjanst") -> dict[str, MoneyRow]:
    found = next(one for one in report.economy.areas if one.area == area)
    return {row.cost_type: row for row in (*found.cost_types, *([found.net] if found.net else []))}


def list_pasts(row: MoneyRow) -> list[tuple[str, int | None, int | None]]:
    return [(str(one.period), one.budget, one.actual) for one in row.past]


def build_joined(**more: Any) -> BoardReport:
    """Norr had own types, Söder only the common ones. 2023: other is 30 + 10 = 40 and 20; net 100 + 40 and 50 + 20."""
    return build(
        Tertial(2024, 3),
        money=[
            (NORTH, 2023, 3, "staff", 100, 101), (NORTH, 2023, 3, "stod", 30, 33), (NORTH, 2023, 3, "vard", 10, 9),
            (SOUTH, 2023, 3, "staff", 50, 52), (SOUTH, 2023, 3, "other", 20, 21),
            (HOME, 2024, 3, "staff", 155, 160), (HOME, 2024, 3, "stod", 52, 55), (HOME, 2024, 3, "vard", 12, 14),
        ],
        reorganisations=[JOIN], cost_types=OWN, **more,
    )  # fmt: skip


def test_a_join_takes_in_own_types_once() -> None:
    rows = get_rows(build_joined())
    assert (rows["other"].now.budget, rows["other"].now.actual) == (64, 69)
    assert (rows["net"].now.budget, rows["net"].now.actual) == (219, 229)
    assert list_pasts(rows["other"]) == [("T3 2023", 60, 63)]
    assert list_pasts(rows["stod"]) == []  # Söder did not tell of it: a sum with a hole in it is none
    assert list_past(build_joined(), "hemtjanst") == [("T3 2023", 210, 216, -6)]


def test_own_types_that_every_part_had_are_joined_too() -> None:
    report = build(
        Tertial(2024, 3),
        money=[
            (NORTH, 2023, 3, "stod", 30, 33), (SOUTH, 2023, 3, "stod", 20, 21), (SOUTH, 2023, 3, "vard", 5, 6),
            (HOME, 2024, 3, "stod", 52, 55),
        ],
        reorganisations=[JOIN], cost_types=OWN,
    )  # fmt: skip
    rows = get_rows(report)
    assert list_pasts(rows["stod"]) == [("T3 2023", 50, 54)]
    assert list_pasts(rows["other"]) == [("T3 2023", 55, 60)]
    assert list_past(report, "hemtjanst") == [("T3 2023", 55, 60, -5)]


def test_the_sum_has_the_years_before_there_were_own_types_beside_its_own() -> None:
    report = build(
        Tertial(2024, 2),
        money=[
            (HOME, 2022, 3, "other", 40, 41),
            (HOME, 2023, 3, "stod", 30, 33), (HOME, 2023, 3, "vard", 10, 9),
        ],
        cost_types=OWN,
    )  # fmt: skip
    assert list_pasts(get_rows(report)["other"]) == [("T3 2023", 40, 42), ("T3 2022", 40, 41)]


def test_a_report_without_own_types_keeps_its_bytes() -> None:
    """What was frozen before there were any is read, and written again as the bytes that its fingerprint is of."""
    before = build(Tertial(2024, 3), money=[(HOME, 2024, 3, "staff", 155, 160), (HOME, 2024, 3, "other", 64, 69)])
    data = encode_report(before)
    assert b"belongs_to" not in data
    row = data[data.index(b'"cost_type":"other"') - 30 :].split(b'"now"')[0]
    assert row.endswith(b'"area":"hemtjanst","cost_type":"other","cost_type_label":"\xc3\xb6vrigt","label":"",')
    assert encode_report(decode_report(data)) == data
    known = encode_report(build_joined())
    assert known.count(b'"belongs_to":"other"') == 2
    assert encode_report(decode_report(known)) == known


def test_boards_compare_by_the_seven() -> None:
    """A board with own types, and one that reports the same money by the common ones, say the same by those."""
    own = build(Tertial(2024, 3), money=[(HOME, 2024, 3, "staff", 155, 160), (HOME, 2024, 3, "stod", 52, 55),
                                         (HOME, 2024, 3, "vard", 12, 14)], cost_types=OWN)  # fmt: skip
    other = build(Tertial(2024, 3), money=[(HOME, 2024, 3, "staff", 155, 160), (HOME, 2024, 3, "other", 64, 69)])

    def list_common(report: BoardReport) -> set[tuple[Any, ...]]:
        records = [one.record for one in extract_records(report) if one.resource == "operating-lines"]
        lines = [one for one in records if not one.cost_type_belongs_to]
        return {(one.service_area, one.cost_type, one.budget, one.actual, one.variance) for one in lines}

    assert list_common(own) == list_common(other)
    assert ("hemtjanst", "other", 64, 69, -5) in list_common(own)


def test_the_workbook_adds_up_own_types_where_they_make_the_sum() -> None:
    table = next(block for block in build_cost_types(build_joined()) if block.title.startswith("Hemtjänst"))  # type: ignore[union-attr]
    rows = {row.cells[0].text: row for row in table.rows}  # type: ignore[union-attr]
    places = [row.cells[0].text for row in table.rows]  # type: ignore[union-attr]
    formulas = {cell.formula for cell in rows["Övrigt"].cells if isinstance(cell.formula, CellSum)}
    assert [one.rows for one in formulas] == [(places.index("Försörjningsstöd"), places.index("Köpt vård"))]
    assert not any(isinstance(cell.formula, CellSum) for name in ("Personal", "Köpt vård") for cell in rows[name].cells)
