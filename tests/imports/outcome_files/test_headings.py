"""Columns are guessed by headings as HR and case systems write them, and a table is told from a ledger by them."""

import pytest

from apps.imports.files.table_kinds import TableHeads, guess_table_kind
from apps.imports.models import FileKind
from apps.imports.outcome_files.headings import guess_columns, guess_mapping
from apps.imports.outcome_files.tables import choose_outcome_table, list_outcome_sheets
from apps.imports.outcome_files.texts import find_heading_gender, normalise_text, parse_gender
from apps.imports.report_format.errors import ErrorLog


def guess(text: str) -> dict[str, int]:
    return guess_columns(choose_outcome_table(list_outcome_sheets(text.encode(), "f.csv", ErrorLog())))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Nyckeltal;Kvinnor;Män;Totalt\nA;1;2;3\n", {"name": 0, "women": 1, "men": 2, "value": 3}),
        ("Nyckeltal;K;M;T\nA;1;2;3\n", {"name": 0, "women": 1, "men": 2, "value": 3}),
        ("Mått;Kv;Män;Alla\nA;1;2;3\n", {"name": 0, "women": 1, "men": 2, "value": 3}),
        ("Indikator;Samtliga;Kvinnor, %;Män, %\nA;1;2;3\n", {"name": 0, "value": 1, "women": 2, "men": 3}),
        ("Personalmått;Män jan-aug 2026;Kvinnor jan-aug 2026\nSjuk;1;2\n", {"name": 0, "men": 1, "women": 2}),
        ("Insats;Flickor;Pojkar;Totalt antal\nHVB;1;2;3\n", {"name": 0, "women": 1, "men": 2, "value": 3}),
        ("KPI;Female;Male;Total\nSick leave;1;2;3\n", {"name": 0, "women": 1, "men": 2, "value": 3}),
        ("Nyckeltal;Kön;Värde\nA;Kvinna;1\n", {"name": 0, "gender": 1, "value": 2}),
        (
            "Enhet;Mått;Kön;Månad;Utfall\nHemtjänst;A;K;202608;1\n",
            {"area": 0, "name": 1, "gender": 2, "period": 3, "value": 4},
        ),
        ("År;Månad;Ärendetyp;Antal\n2026;8;Ansökan;5\n", {"year": 0, "period": 1, "name": 2, "value": 3}),
        ("Nyckeltal;Täljare;Nämnare\nA;1;2\n", {"name": 0, "numerator": 1, "denominator": 2}),
        ("Nyckeltal;Enhet;Värde\nSjuk;%;7,3\nÄrenden;st;5\n", {"name": 0, "unit": 1, "value": 2}),
        ("Typ;Rubrik;Resultat\nKvinnor;Sjuk;7\nMän;Sjuk;5\n", {"gender": 0, "name": 1, "value": 2}),
        ("Organisatorisk enhet;Benämning;Andel\nNorr;Sjuk;7\n", {"area": 0, "name": 1, "value": 2}),
        ("Avdelning;Sjukfrånvaro %\nNorr;7,3\nSöder;6,1\n", {"name": 0, "value": 1}),
        ("Blaj;Bluff\nSjukfrånvaro;7,3\nOmsättning;9\n", {"name": 0, "value": 1}),
    ],
)
def test_columns(text: str, columns: dict[str, int]) -> None:
    assert guess(text) == columns


@pytest.mark.parametrize(
    "above", ["", "Personalrapport\n", "Nyckeltal för nämnden\nPeriod: januari-augusti 2026\nUtskriven 2026-09-03\n\n"]
)
def test_the_headings_row_is_found_below_a_title(above: str) -> None:
    text = f"{above}Nyckeltal;Kvinnor;Män\nSjukfrånvaro;7,3;5,1\nHeltid;8;5\n"
    table = choose_outcome_table(list_outcome_sheets(text.encode(), "f.csv", ErrorLog()))
    assert table.lines[0].cells == ["Nyckeltal", "Kvinnor", "Män"]


def test_a_merged_heading_says_the_period_of_those_under_it() -> None:
    """”Utfall 2025” over three columns stands in the first of them alone; without it they are read as this year's."""
    text = (
        "Nyckeltal;Mål;Utfall 2025;;;Utfall jan-aug 2026\n;;Kvinnor;Män;Totalt;Totalt\nSjukfrånvaro;5;7,9;5,1;7,3;7,6\n"
    )
    table = choose_outcome_table(list_outcome_sheets(text.encode(), "f.csv", ErrorLog()))
    assert table.lines[0].cells == [
        "Nyckeltal", "Mål", "Kvinnor 2025", "Män 2025", "Totalt 2025", "Totalt jan-aug 2026",
    ]  # fmt: skip


@pytest.mark.parametrize(("cell", "decimal"), [("7.3", "."), ("7,3", ","), ("7.3 %", "."), ("73", ",")])
def test_the_decimal_sign_is_what_the_cells_prove(cell: str, decimal: str) -> None:
    table = choose_outcome_table(list_outcome_sheets(f"Mått;Kvinnor;Män\nA;{cell};5\n".encode(), "f.csv", ErrorLog()))
    assert guess_mapping(table).decimal == decimal


GENDERS = {
    "K": "K k Kv KV. kvinna Kvinnor kvinnliga Kvinnliga_anställda Female Women F flickor Andel_kvinnor Kvinnor_(%)",
    "M": "M m Man Män män manliga Male Men Pojkar pojke Män,_antal",
    "T": "T Tot Totalt TOTAL Alla Samtliga Båda_könen Båda Summa Kvinnor_och_män K+M Män/kvinnor Alla_medarbetare",
    None: "Okänt Annat Uppgift_saknas X Hemtjänst Kvinnor_18-64_år_i_Norr 7 Ej_angivet Kommunen Mandat Kim Tor",
}


@pytest.mark.parametrize(
    ("cell", "gender"), [(one, gender) for gender, text in GENDERS.items() for one in text.split()]
)
def test_genders_as_systems_write_them(cell: str, gender: str | None) -> None:
    assert parse_gender(cell.replace("_", " ")) == gender


@pytest.mark.parametrize(
    ("heading", "gender"),
    [
        ("Kvinnor", "K"),
        ("Sjukfrånvaro kvinnor", "K"),
        ("Utfall män 2026", "M"),
        ("K", "K"),
        ("M (%)", "M"),
        ("Totalt", "T"),
        ("Kvinnor och män", "T"),
        ("Alla kvinnor", "K"),
        ("T2", None),
        ("K 2026", "K"),
        ("Mål", None),
        ("Kommentar", None),
        ("Kategori", None),
        ("Manual", None),
        ("Trend T", None),
        ("", None),
    ],
)
def test_genders_in_headings(heading: str, gender: str | None) -> None:
    assert find_heading_gender(heading) == gender


@pytest.mark.parametrize(
    "name",
    [
        "Sjukfrånvaro",
        " sjukfrånvaro ",
        "SJUKFRÅNVARO",
        "Sjuk\u00adfrånvaro",
        "Sjukfrånvaro\u200b",
        "Sjukfra\u030anvaro",
        "Sjukfrånvaro:",
        "\u202eSjukfrånvaro",
        "Sjukfrånvaro\u00a0",
        "Sjukfrånvaro.",
        "Sjukfrånvaro *",
        "\ufeffSjukfrånvaro",
    ],
)
def test_names_that_look_the_same_are_the_same(name: str) -> None:
    assert normalise_text(name) == "sjukfrånvaro"


@pytest.mark.parametrize(
    ("one", "other"), [("Sjukfrånvaro", "Sjukfrånvaro korttid"), ("HVB", "HVB 2"), ("0-19 år", "0-20 år"), ("a", "ä")]
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert normalise_text(one) != normalise_text(other)


KINDS = [
    ("Konto;Ansvar;Belopp\n5010;47;100\n", FileKind.LEDGER),
    ("Kontonr;Benämning;Kst;Utfall\n5010;Lön;47;100\n", FileKind.LEDGER),
    ("Verksamhet;Utfall;Budget\nNorr;1;2\n", FileKind.LEDGER),
    ("Ansvar;Benämning;Budget;Utfall\n47;Norr;1;2\n", FileKind.LEDGER),
    ("5010;47;100\n5011;47;100\n", FileKind.LEDGER),
    ("Nyckeltal;Kvinnor;Män;Totalt\nSjuk;1;2;3\n", FileKind.OUTCOMES),
    ("Personalstatistik\n\nNyckeltal;K;M;T\nSjuk;1;2;3\n", FileKind.OUTCOMES),
    ("Enhet;Kön;Andel\nNorr;K;1\n", FileKind.OUTCOMES),
    ("Ärendetyp;Antal\nAnsökan;1\n", FileKind.OUTCOMES),
    ("Nyckeltal\tVärde\nSjuk\t1\n", FileKind.OUTCOMES),
    ("Nyckeltal;Täljare;Nämnare\nSjuk;1;2\n", FileKind.OUTCOMES),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_what_a_table_is_taken_for(text: str, kind: FileKind) -> None:
    heads = TableHeads()
    rows = [(number, line.replace("\t", ";").split(";")) for number, line in enumerate(text.splitlines(), start=1)]
    assert list(heads.iter_noting(rows)) == rows
    assert guess_table_kind(FileKind.LEDGER, heads.sheets, is_text=True) == kind


def test_each_sheet_of_a_workbook_is_looked_at() -> None:
    heads = TableHeads()
    list(heads.iter_noting([(1, ["Försättsblad"]), (1, ["Nyckeltal", "Kvinnor", "Män"]), (2, ["Sjuk", "1", "2"])]))
    assert len(heads.sheets) == 2
    assert guess_table_kind(FileKind.LEDGER, heads.sheets, is_text=False) == FileKind.OUTCOMES


@pytest.mark.parametrize(
    ("cell", "kind"), [("Sjukfrånvaro", FileKind.OUTCOMES), ("sjukfranvaro", FileKind.REPORT), ("", FileKind.REPORT)]
)
def test_the_formats_own_headings_with_names_are_a_systems_file(cell: str, kind: FileKind) -> None:
    heads = TableHeads()
    list(heads.iter_noting([(1, ["indikator", "år", "kön", "värde"]), (2, [cell, "2026", "K", "7"])]))
    assert guess_table_kind(FileKind.REPORT, heads.sheets, is_text=True) == kind
    assert guess_table_kind(FileKind.REPORT, heads.sheets, is_text=False) == FileKind.REPORT
