"""A wrong report: every error is named by file, row and column, all at once, and nothing is loaded."""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from apps.imports.report_format.errors import MAX_ERRORS, CellError, ErrorLog, ReportErrors
from apps.imports.report_format.source_files import read_source
from apps.imports.report_loader import load_report, read_report
from tests.builders import Cell, write_report
from tests.imports.database import everything


def errors_of(folder: Path) -> list[CellError]:
    with pytest.raises(ReportErrors) as caught:
        read_report(read_source(folder))
    return caught.value.errors


def test_the_small_report_is_right(tmp_path: Path) -> None:
    read_report(read_source(write_report(tmp_path)))


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        # celler
        (("utfall", 2, "värde"), "88a %", "inget tal"),
        (("utfall", 2, "värde"), "1.234", "två saker"),
        (("utfall", 2, "värde"), "5 dagar", "enheten ”dagar” men indikatorn har ”%”"),
        (("utfall", 6, "värde"), "50 %", "enheten ”%” men indikatorn har ”dagar”"),
        (("utfall", 9, "värde"), "5/0", "Nämnaren"),
        (("utfall", 2, "prognos"), "3 tkr", "enheten ”tkr”"),
        (("utfall", 2, "år"), "2 024", "årtal"),
        (("utfall", 2, "tertial"), "4", "från 1 till 3"),
        (("utfall", 2, "kön"), "X", "”K”"),
        (("utfall", 2, "indikator"), "", "måste fyllas i"),
        (("utfall", 2, "preliminär"), "kanske", "”ja”"),
        (("utfall", 5, "saknas"), "ej mät", "Menade du ”ej mätt”"),
        (("utfall", 5, "saknas"), "", "Skriv varför"),
        (("utfall", 2, "saknas"), "ej mätt", "Ta bort det ena"),
        (("utfall", 7, "publicerat"), "", "inte är ett tal"),
        (("utfall", 2, "publicerat"), "cirka 88", "inte går att skriva som ett tal"),
        (("drift", 2, "budget"), "-87 434x", "inget tal"),
        (("drift", 2, "budget"), "-87 434 tkr", "utan ”tkr”"),
        (("drift", 2, "utfall"), "-60 100,5001", "inte hela kronor"),
        (("drift", 2, "kostnadsslag"), "intäkt", "Menade du ”intäkter”"),
        (("drift", 2, "budget"), "=SUMMA(A1:A9)", "formel"),
        (("drift", 2, "rad"), "=1+1", "formel"),
        (("drift", 2, "budget"), "#REF!", "fel i Excel"),
        (("risker", 2, "sannolikhet"), "5", "från 1 till 4"),
        (("målvärden", 2, "målvärde"), "minst 90 % av alla", "målvärde"),
        (("målvärden", 3, "målvärde"), "<20 %", "enheten ”%” men indikatorn har ”dagar”"),
        (("målvärden", 2, "målvärde"), "9/10", "i procent"),
        (("målvärden", 3, "målvärde"), "12–10", "minsta först"),
        (("målvärden", 4, "basår"), "2024", "före 2024"),
        (("målvärden", 3, "basår"), "2022", "ökar eller minskar"),
        # ord för enhet och tecken
        (("tabeller", 3, "enhet"), "tusen", "”tkr”"),
        (("tabeller", 3, "tecken"), "kostnader plus", "”båda plus”"),
        (("tabeller", 3, "avvikelse"), "minus är överskott", "Menade du ”plus är överskott”"),
        # koder
        (("utfall", 2, "indikator"), "nojdhett", "Menade du ”nojdhet”"),
        (("utfall", 2, "tabell"), "utfal", "Menade du ”utfall”"),
        (("drift", 3, "verksamhet"), "hemtjenst", "Menade du ”hemtjanst”"),
        (("verksamheter", 4, "överordnad"), "hemtjnst", "ingen verksamhet med koden"),
        (("mål", 3, "överordnat mål"), "okand", "inget mål med koden"),
        (("mål", 3, "fokusområden"), "trygghet,oro", "inget fokusområde med koden ”oro”"),
        (("mål", 3, "verksamheter"), "hemtjanst, syd", "ingen verksamhet med koden ”syd”"),
        (("indikatorer", 3, "jämförelse för"), "nojd", "ingen indikator med koden"),
        (("investeringar", 3, "överordnad"), "suma", "Menade du ”summa”"),
        (("kontroller", 2, "risk"), "bemaning", "Menade du ”bemanning”"),
        (("kontrollresultat", 2, "kontroll"), "schema", "ingen kontroll med koden"),
        # träd
        (("verksamheter", 2, "överordnad"), "hemtjanst", "ska sakna överordnad"),
        (("verksamheter", 4, "överordnad"), "", "gör redan rad 2"),
        (("verksamheter", 3, "överordnad"), "hemtjanst-nord", "hör till sig själv"),
        (("mål", 2, "överordnat mål"), "nojda-brukare", "hör till sig själv"),
        (("indikatorer", 2, "jämförelse för"), "nojdhet-riket", "hör till sig själv"),
        (("investeringar", 2, "överordnad"), "larm-nya", "hör till sig själv"),
        (("verksamheter", 4, "till år"), "2019", "före det första"),
        # antingen eller
        (("indikatorer", 2, "slag"), "volym", "inte båda"),
        (("bedömningar", 2, "indikator"), "vantetid", "inte båda"),
        (("bedömningar", 2, "mål"), "", "Skriv målet eller indikatorn"),
        (("utfall", 6, "kön"), "K", "inte könsuppdelad"),
        # rapport
        (("rapport", 5, "fält"), "forvaltning", "Menade du ”förvaltning”"),
        (("rapport", 5, "fält"), "nämnd", "redan på rad 4"),
    ],
)
def test_an_error_is_named_by_file_row_and_column(tmp_path: Path, cell: Cell, text: str, said: str) -> None:
    sheet, row, header = cell
    errors = errors_of(write_report(tmp_path, {cell: text}))
    found = [error for error in errors if (error.file, error.row, error.column) == (f"{sheet}.csv", row, header)]
    assert any(said in error.expected for error in found), [str(error) for error in errors]


@pytest.mark.parametrize(
    ("cell", "text", "column", "said"),
    [
        (("målvärden", 4, "målvärde"), "öka 10 % från 2021", "basår", "räknas från 2021"),
        (("indikatorer", 4, "slag"), "", "mål", "eller dess slag"),
        (("kommentarer", 3, "text"), "", "åtgärd", "säger inget"),
        (("rapport", 2, "värde"), "14070", "kommunkod", "fyra siffror"),
        (("rapport", 8, "värde"), "miljoner", "enhet", "”mnkr”"),
        (("rapport", 9, "värde"), "", "tecken", "måste fyllas i"),
        (("utfall", 1, "värde"), "värd", "värd", "Menade du ”värde”"),
        (("utfall", 1, "prognos"), "värde", "värde", "två gånger"),
        (("utfall", 1, "år"), "månad", "månad", "Rubriken finns inte"),
    ],
)
def test_an_error_stands_where_it_is_put_right(tmp_path: Path, cell: Cell, text: str, column: str, said: str) -> None:
    sheet, row, _ = cell
    errors = errors_of(write_report(tmp_path, {cell: text}))
    found = [error for error in errors if (error.file, error.row, error.column) == (f"{sheet}.csv", row, column)]
    assert any(said in error.expected for error in found), [str(error) for error in errors]


@pytest.mark.parametrize(
    ("sheet", "row", "earlier"),
    [
        ("utfall", "nojdhet;2024;2;T;namnden;1;;;;;;;", 2),
        ("målvärden", "nojdhet;2024;;;1;;;;", 2),
        ("drift", "namnden;2024;2;intäkter;1;;;;;;;drift", 2),
        ("investeringar", "summa;Summa investeringar;;;2024;2;netto;;;1;;;;;;investeringar", 2),
        ("verksamheter", "hemtjanst;Annat;namnden;enhet;;", 3),
        ("indikatorer", "larm;Larm;;volym;;antal;0;ingen;nivå;;;;;;", 5),
        ("mål", "trygg-kommun;nämndmål;Annat;;;;;;", 2),
        ("bedömningar", "nojda-brukare;;namnden;2024;2;;;;Igen.;;;;", 2),
        ("kommentarer", "personal;hemtjanst;;Igen.;;", 3),
        ("risker", "bemanning;;;Annat;;;;1;1;;2024;", 2),
        ("kontroller", "bemanning;schemakontroll;Annat;", 2),
        ("kontrollresultat", "schemakontroll;2024;2;utförd;;;", 2),
        ("tabeller", "drift;Igen;;;;;", 3),
        ("fokusområden", "trygghet;Igen;", 2),
    ],
)
def test_two_rows_for_one_thing_name_each_other(tmp_path: Path, sheet: str, row: str, earlier: int) -> None:
    errors = errors_of(write_report(tmp_path, more={sheet: [row]}))
    last = len((tmp_path / f"{sheet}.csv").read_text().splitlines())
    assert any(error.row == last and f"redan på rad {earlier}." in error.expected for error in errors)


NFD_NAME = unicodedata.normalize("NFD", "Hemtjänst")


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("verksamheter", "annan;Hemtjänst;namnden;enhet;;", "koden ”hemtjanst” heter redan så"),
        ("verksamheter", f"annan;{NFD_NAME};namnden;enhet;;", "heter redan så"),
        ("verksamheter", "annan; HEMTJÄNST ;namnden;enhet;;", "heter redan så"),
        ("verksamheter", "annan;Hemtjänst norr;hemtjanst;enhet;2029;", "heter redan så"),
        ("verksamheter", "annan;\u200b;namnden;enhet;;", "(U+200B)"),
        ("verksamheter", "annan;Avsnitt \u202egnårk;namnden;enhet;;", "(U+202E)"),
        ("verksamheter", "annan;\u3164;namnden;enhet;;", "(U+3164)"),
        ("mål", "annat;nämndmål;Nöjda brukare;;trygg-kommun;;hemtjanst,hemtjanst-nord;;", "koden ”nojda-brukare”"),
        ("mål", "annat;nämndmål;Nöj\u2066da;;trygg-kommun;;;;", "(U+2066)"),
        ("indikatorer", "annan;Väntetid;;prestation;Handläggning;dagar;1;lägre;nivå;nej;nej;;;;", "koden ”vantetid”"),
        ("indikatorer", "annan;Vänte\u00adtid;;prestation;Annat;dagar;1;lägre;nivå;nej;nej;;;;", "(U+00AD)"),
    ],
)
def test_a_name_that_nobody_can_tell_apart_is_refused(tmp_path: Path, sheet: str, row: str, said: str) -> None:
    errors = errors_of(write_report(tmp_path, more={sheet: [row]}))
    last = len((tmp_path / f"{sheet}.csv").read_text().splitlines())
    (error,) = [one for one in errors if one.column == "namn"]
    assert (error.file, error.row) == (f"{sheet}.csv", last)
    assert said in error.expected


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        ("verksamheter", "annan;Hemtjänst;hemtjanst;enhet;;"),
        ("verksamheter", "annan;Hemtjänst norr;hemtjanst;enhet;2031;"),
        ("mål", "annat;nämndmål;Nöjda brukare;;trygg-kommun;;namnden;;"),
        ("indikatorer", "annan;Väntetid;;prestation;Handläggning;antal;1;lägre;nivå;nej;nej;;;;"),
    ],
)
def test_a_name_may_stand_again_in_another_place(tmp_path: Path, sheet: str, row: str) -> None:
    read_report(read_source(write_report(tmp_path, more={sheet: [row]})))


def test_rows_for_one_thing_in_two_parts_name_the_file(tmp_path: Path) -> None:
    write_report(tmp_path)
    (tmp_path / "utfall-b.csv").write_text("indikator;år;tertial;värde\nnojdhet;2024;2;1\n")
    (error,) = errors_of(tmp_path)
    assert (error.file, error.row) == ("utfall-b.csv", 2)
    assert "redan på utfall.csv, rad 2." in error.expected


def test_the_same_row_may_stand_in_two_tables(tmp_path: Path) -> None:
    row = "namnden;2024;2;intäkter;-1;;;;;;;investeringar"
    read_report(read_source(write_report(tmp_path, more={"drift": [row]})))


def test_rows_of_a_project_agree(tmp_path: Path) -> None:
    (error,) = errors_of(write_report(tmp_path, more={"investeringar": ["summa;Annat;;;2023;;netto;;;1;;;;;;"]}))
    assert (error.column, error.row) == ("namn", 4)
    assert "rad 2 med något annat: ”Summa investeringar”" in error.expected


def test_a_row_without_amounts(tmp_path: Path) -> None:
    (error,) = errors_of(write_report(tmp_path, more={"drift": ["namnden;2023;;netto;;;;;;;;"]}))
    assert "inga belopp" in error.expected


def test_a_control_with_two_risks_can_have_no_result(tmp_path: Path) -> None:
    more = {"risker": ["smitta;;;Smitta;;;;1;1;;2024;"], "kontroller": ["smitta;schemakontroll;Igen;"]}
    errors = errors_of(write_report(tmp_path, more=more))
    assert [(error.file, error.row) for error in errors] == [("kontrollresultat.csv", 2)]


def test_unquoted_semicolons_are_shown(tmp_path: Path) -> None:
    write_report(tmp_path)
    with (tmp_path / "fokusområden.csv").open("a") as stream:
        stream.write("b;B;en text; som fortsätter\n")
    (error,) = errors_of(tmp_path)
    assert (error.row, error.found.strip()) == (3, "som fortsätter")
    assert "semikolon" in error.expected


def test_commas_between_columns_are_read(tmp_path: Path) -> None:
    """An error stands at its cell, as in a file with semicolons."""
    write_report(tmp_path)
    (tmp_path / "utfall.csv").write_text("indikator,år,tertial,värde\nnojdhet,2024,2,x\n")
    (error,) = errors_of(tmp_path)
    assert (error.row, error.column, error.found) == (2, "värde", "x")


@pytest.mark.parametrize(
    ("without", "said"), [("rapport", "rapport: Bladet saknas"), ("verksamheter", "Bladet saknas")]
)
def test_needed_sheets(tmp_path: Path, without: str, said: str) -> None:
    errors = errors_of(write_report(tmp_path, without=[without]))
    assert any(said in str(error) for error in errors)


def test_an_unknown_sheet_and_an_empty_one(tmp_path: Path) -> None:
    write_report(tmp_path)
    (tmp_path / "utfal.csv").write_text("a\n")
    (tmp_path / "mål.csv").write_text("")
    said = [str(error) for error in errors_of(tmp_path)]
    assert any("utfal.csv: En rapport har inget blad" in line and "Menade du ”utfall”" in line for line in said)
    assert any(line.startswith("mål.csv: Bladet är tomt") for line in said)


def test_a_report_without_what_it_does_not_have(tmp_path: Path) -> None:
    """Only ``rapport`` and ``verksamheter`` must be there."""
    needed = {"rapport", "verksamheter"}
    folder = write_report(tmp_path)
    for path in folder.iterdir():
        if path.stem not in needed:
            path.unlink()
    assert read_report(read_source(folder)).profile["year"] == 2024


def test_missing_columns(tmp_path: Path) -> None:
    write_report(tmp_path)
    (tmp_path / "risker.csv").write_text("kod;namn\n")
    said = {str(error) for error in errors_of(tmp_path) if error.file == "risker.csv"}
    assert said == {
        f"risker.csv, rad 1, kolumn {name}: Kolumnen saknas och måste finnas."
        for name in ("sannolikhet", "konsekvens", "år")
    }


def test_everything_is_shown_at_once(tmp_path: Path) -> None:
    changes: Mapping[Cell, str] = {
        ("rapport", 8, "värde"): "miljoner",
        ("utfall", 2, "värde"): "x",
        ("drift", 3, "kostnadsslag"): "löner",
        ("verksamheter", 4, "överordnad"): "okand",
    }
    files = {error.file for error in errors_of(write_report(tmp_path, changes))}
    assert {"rapport.csv", "utfall.csv", "drift.csv", "verksamheter.csv"} <= files


def test_a_tree_has_an_end(tmp_path: Path) -> None:
    more = [f"n{depth};N;{f'n{depth - 1}' if depth else 'namnden'};enhet;;" for depth in range(40)]
    (error,) = errors_of(write_report(tmp_path, more={"verksamheter": more}))
    assert (error.row, error.column) == (16, "överordnad")
    assert "Högst 12 nivåer" in error.expected


@pytest.mark.slow
def test_looking_for_the_nearest_code_has_an_end(tmp_path: Path) -> None:
    """Twenty thousand unknown codes among thousands of known ones are told of in seconds."""
    more = {
        "indikatorer": [f"indikator-{n};N;;volym;;antal;0;ingen;nivå;;;;;;" for n in range(5000)],
        "utfall": [f"idikator-{n};2024;;;;1;;;;;;;" for n in range(15_000)],
    }
    assert len(errors_of(write_report(tmp_path, more=more))) == MAX_ERRORS


def test_the_list_of_errors_has_an_end() -> None:
    log = ErrorLog()
    for row in range(MAX_ERRORS + 5):
        log.add(CellError("utfall.csv", row, "värde", "x", "Skriv ett tal."))
    with pytest.raises(ReportErrors) as caught:
        log.stop_if_any()
    assert len(caught.value.errors) == MAX_ERRORS
    assert caught.value.lines()[-1] == "… och 5 fel till."


def test_an_error_reads_as_a_sentence() -> None:
    error = CellError("utfall.csv", 12, "värde", "x" * 100, "Skriv ett tal.")
    assert str(error) == f"utfall.csv, rad 12, kolumn värde: Skriv ett tal. Det står ”{'x' * 59}…”."


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {("utfall", 2, "värde"): "88a"},
        {("drift", 2, "budget"): "=1"},
        {("verksamheter", 4, "överordnad"): "okand"},
        {("rapport", 9, "värde"): "vet inte"},
    ],
)
def test_one_error_leaves_the_database_untouched(tmp_path: Path, changes: Mapping[Cell, str]) -> None:
    before = everything()
    with pytest.raises(ReportErrors):
        load_report(source=read_source(write_report(tmp_path, changes)), by=None)
    assert everything() == before


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        (("utfall", 2, "värde"), "88,5 %", "fler decimaler (1) än indikatorn visar (0)"),
        (("utfall", 2, "förändring"), "-2,25", "fler decimaler (2)"),
        (("målvärden", 3, "målvärde"), "<20,25", "fler decimaler (2) än indikatorn visar (1)"),
    ],
)
def test_a_finer_number_is_taken_with_a_question(tmp_path: Path, cell: Cell, text: str, said: str) -> None:
    """As when it is typed: the page saves it and asks."""
    assert not read_report(read_source(write_report(tmp_path))).remarks
    (remark,) = read_report(read_source(write_report(tmp_path, {cell: text}))).remarks
    assert said in remark.expected
    assert (remark.row, remark.column) == cell[1:]
