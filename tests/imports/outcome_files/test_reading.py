"""A table of outcomes by its mapping: what is read, left out and asked about. Nothing vanishes, nothing is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.outcome_files.mapping import OutcomeFileMapping, RowTarget
from apps.imports.outcome_files.results import (
    EXCLUDED,
    NOT_BY_GENDER,
    NOT_FOLLOWED,
    OTHER_GENDERS,
    OTHER_PERIODS,
    READ_IN,
    UNKNOWN_AREAS,
    UNKNOWN_NAMES,
    WITHOUT_NAME,
    WITHOUT_VALUE,
)
from apps.imports.outcome_files.texts import normalise_text
from tests.imports.outcome_files.tables import MATCHER, T1, T3, read_table

WIDE = "Nyckeltal;Kvinnor;Män;Totalt\n"
LONG = "Enhet;Mått;Kön;Period;Värde\n"


def test_genders_in_columns_are_a_row_each() -> None:
    found = read_table(WIDE + "Sjukfrånvaro;7,3 %;5,1 %;6,9 %\n")
    assert found.outcomes == {
        ("sjuk", "namnden", "K"): "7,3",
        ("sjuk", "namnden", "M"): "5,1",
        ("sjuk", "namnden", "T"): "6,9",
    }
    assert {one.row for one in found.reading.outcomes} == {2}
    assert (found.questions, found.remarks) == ("", "")


def test_genders_in_a_column_with_areas_by_name() -> None:
    text = "Hemtjänst;Sjukfrånvaro;Kvinnor;T2 2026;7,3\nHEMTJÄNST;sjukfrånvaro;Män;T2 2026;5,1\n"
    found = read_table(f"{LONG}{text}Socialnämnden;Sjukfrånvaro;Alla;T2 2026;6,9\n")
    assert found.outcomes == {
        ("sjuk", "hemtjanst", "K"): "7,3",
        ("sjuk", "hemtjanst", "M"): "5,1",
        ("sjuk", "namnden", "T"): "6,9",
    }
    assert found.questions == ""


def test_no_sum_is_invented() -> None:
    found = read_table("Nyckeltal;Kvinnor;Män\nAntal heltidstjänster;800;310\n")
    assert found.outcomes == {("heltid", "namnden", "K"): "800", ("heltid", "namnden", "M"): "310"}
    assert "Filen har inte totalt för Antal heltidstjänster." in found.remarks


def test_a_gender_that_is_missing_is_shown() -> None:
    found = read_table(WIDE + "Sjukfrånvaro;7,3;..;6,9\n")
    assert ("sjuk", "namnden", "M") not in found.outcomes
    assert found.piles == {READ_IN: 2, WITHOUT_VALUE: 1}
    assert "”..” på rad 2" in found.remarks


def test_women_and_men_of_what_is_not_by_gender_are_left_out() -> None:
    found = read_table(WIDE + "Personalomsättning;10;12;11\n")
    assert found.outcomes == {("omsattning", "namnden", "T"): "11"}
    assert found.piles == {READ_IN: 1, NOT_BY_GENDER: 2}
    assert "Personalomsättning" in found.remarks


def test_an_indicator_of_one_area_goes_there_and_one_of_many_is_not_guessed() -> None:
    found = read_table("Nyckeltal;Värde\nAntal pågående placeringar HVB;12\nVäntetid till beslut;41\n")
    assert found.outcomes == {("hvb", "ifo", "T"): "12"}
    assert found.piles == {READ_IN: 1, UNKNOWN_AREAS: 1}
    chosen = read_table(
        "Nyckeltal;Värde\nVäntetid till beslut;41\n", names={"väntetid till beslut": RowTarget("vantetid", "ifo").text}
    )
    assert chosen.outcomes == {("vantetid", "ifo", "T"): "41"}


def test_a_gender_in_the_rows_name() -> None:
    found = read_table("Nyckeltal;Värde\nSjukfrånvaro;6,9\nSjukfrånvaro, kvinnor;7,3\nSjukfrånvaro män;5,1\n")
    assert found.outcomes == {
        ("sjuk", "namnden", "T"): "6,9",
        ("sjuk", "namnden", "K"): "7,3",
        ("sjuk", "namnden", "M"): "5,1",
    }


def test_what_nobody_has_mapped_is_listed_largest_first_and_asked_about() -> None:
    found = read_table(WIDE + "Övertid;1;2;3\nSjukfrånvaro;7;5;6\nFrisknärvaro;;;80\n")
    assert [(one.shown, one.figures) for _, one in found.reading.list_unknown_names()] == [
        ("Övertid", 3),
        ("Frisknärvaro", 1),
    ]
    assert found.piles == {READ_IN: 3, UNKNOWN_NAMES: 4}
    assert "inte är kopplade: ”Övertid” och ”Frisknärvaro”" in found.questions
    left_out = read_table(WIDE + "Övertid;1;2;3\nSjukfrånvaro;7;5;6\n", names={"övertid": "-", "sjukfrånvaro": "sjuk"})
    assert (left_out.piles, left_out.questions) == ({READ_IN: 3, EXCLUDED: 3}, "")


def test_an_area_that_nobody_has_mapped_and_one_where_nothing_is_followed() -> None:
    units = ("Norr", "Individ- och familjeomsorg", "")
    rows = "".join(f"{unit};Sjukfrånvaro;K;T2 2026;7\n" for unit in units)
    found = read_table(LONG + rows)
    assert found.piles == {READ_IN: 0, NOT_FOLLOWED: 1, UNKNOWN_AREAS: 2}
    assert "Individ- och familjeomsorg" in found.remarks


def test_a_target_that_is_no_longer_there_leaves_its_name_unknown() -> None:
    found = read_table(WIDE + "Sjukfrånvaro;7;5;6\n", names={"sjukfrånvaro": "borttagen"})
    assert found.piles == {READ_IN: 0, UNKNOWN_NAMES: 3}


def test_rows_without_name_and_genders_that_are_none() -> None:
    found = read_table(LONG + "Hemtjänst;;K;T2 2026;7\nHemtjänst;Sjukfrånvaro;Okänt;T2 2026;8\n")
    assert found.piles == {READ_IN: 0, OTHER_GENDERS: 1, WITHOUT_NAME: 1}


def test_an_empty_gender_is_asked_about_only_where_there_are_genders() -> None:
    found = read_table(LONG + "Hemtjänst;Sjukfrånvaro;;T2 2026;7\nSocialnämnden;Personalomsättning;;T2 2026;9\n")
    assert found.outcomes == {("sjuk", "hemtjanst", "T"): "7", ("omsattning", "namnden", "T"): "9"}
    assert "Kolumnen kön är tom på rad 2." in found.questions


@pytest.mark.parametrize(
    "text",
    [
        WIDE + "Sjukfrånvaro;7;5;6\nPersonalomsättning;;;3\nSjukfrånvaro ;8;;\n",
        LONG + "Hemtjänst;Sjukfrånvaro;K;T2 2026;7\nHemtjänst;Sjuk\u200bfrånvaro;Kvinna;2026 T2;7\n",
        "Nyckeltal;Värde\nSjukfrånvaro;7\nSjukfrånvaro (%);7\n",
    ],
)
def test_the_same_twice_is_an_error_at_both_rows(text: str) -> None:
    found = read_table(text)
    rows = sorted(int(error.split("rad ")[1].split(",")[0]) for error in found.errors if "Samma uppgift" in error)
    assert len(rows) == 2
    assert rows[0] < rows[1]
    assert all(f"står också på rad {row}" in " ".join(found.errors) for row in rows)


def test_every_cell_that_cant_be_read_is_named_at_once() -> None:
    found = read_table(WIDE + "Sjukfrånvaro;ca 7;5;#DIV/0!\nPersonalomsättning;;;9 dagar\nÖvertid;x;ca 3;#REF!\n")
    assert [error.split(":")[0] for error in found.errors] == [
        "hr.csv, rad 2, kolumn Totalt",
        "hr.csv, rad 2, kolumn Kvinnor",
        "hr.csv, rad 3, kolumn Totalt",
    ]


# Periods


def test_only_the_rounds_rows_of_a_period_column_are_read() -> None:
    rows = "Hemtjänst;Sjukfrånvaro;K;{};{}\n"
    text = "".join(
        rows.format(mark, value)
        for mark, value in [("T1 2026", 1), ("T2 2026", 2), ("T2 2025", 3), ("jan-apr 2026", 4)]
    )
    found = read_table(LONG + text)
    assert (found.outcomes, found.piles[OTHER_PERIODS]) == ({("sjuk", "hemtjanst", "K"): "2"}, 3)
    assert found.questions == ""


@pytest.mark.parametrize(
    "mark",
    [
        "jan-aug 2026",
        "januari–augusti 2026",
        "202601-202608",
        "2026-01-01 - 2026-08-31",
        "2026T2",
        "Tertial 2",
        "jan tom aug",
    ],
)
def test_the_periods_own_marks(mark: str) -> None:
    found = read_table(f"{LONG}Hemtjänst;Sjukfrånvaro;K;{mark};7\n")
    assert (found.outcomes, found.questions) == ({("sjuk", "hemtjanst", "K"): "7"}, "")


MONTHS = "Mått;Period;Värde\n" + "".join(f"Orosanmälningar;2026{month:02};{month}\n" for month in range(1, 13))


def test_months_are_the_latest_or_summed_as_chosen() -> None:
    latest = read_table(MONTHS)
    assert latest.outcomes == {("anmalningar", "namnden", "T"): "8"}
    assert "summeras över året, och filens tal gäller augusti 2026" in latest.questions
    summed = read_table(MONTHS, months="sum")
    assert summed.outcomes == {("anmalningar", "namnden", "T"): "36"}
    assert (summed.questions, summed.piles) == ("", {READ_IN: 8, OTHER_PERIODS: 4})
    assert (summed.reading.outcomes[0].row, summed.reading.outcomes[0].rows) == (2, 8)


def test_only_what_is_summed_over_the_year_is_summed() -> None:
    rows = "".join(f"Personalomsättning;2026{month:02};{month}\n" for month in range(1, 9))
    found = read_table("Mått;Period;Värde\n" + rows, months="sum")
    assert found.outcomes == {("omsattning", "namnden", "T"): "8"}
    assert found.piles == {READ_IN: 1, OTHER_PERIODS: 7}


@pytest.mark.parametrize("cell", ["", "-", ".."])
def test_a_month_that_a_sum_lacks_is_asked_about(cell: str) -> None:
    found = read_table(MONTHS.replace("202605;5", f"202605;{cell}"), months="sum")
    assert found.outcomes == {("anmalningar", "namnden", "T"): "31"}
    assert "saknar värde för maj" in found.questions


def test_a_file_that_ends_early_is_asked_about() -> None:
    found = read_table("Mått;Period;Värde\nPersonalomsättning;2026-06;9\nPersonalomsättning;2026-07;10\n")
    assert found.outcomes == {("omsattning", "namnden", "T"): "10"}
    assert "Filens senaste månad är juli, men rapporten går till och med augusti" in found.questions


@pytest.mark.parametrize("mark", ["2026", "helår 2026", "sep 2025-aug 2026", "maj-aug 2026", "kvartal 2 2026"])
def test_a_years_figure_is_never_a_tertials_without_a_question(mark: str) -> None:
    found = read_table(f"Mått;Period;Värde\nPersonalomsättning;{mark};9\n")
    assert "Ett ja betyder att de är rapportens tal" in found.questions or not found.outcomes
    assert bool(found.outcomes) == (mark != "kvartal 2 2026")


def test_the_years_figure_is_that_of_the_final_accounts() -> None:
    found = read_table("Mått;År;Värde\nPersonalomsättning;2026;9\nPersonalomsättning;2025;8\n", T3)
    assert (found.outcomes, found.questions) == ({("omsattning", "namnden", "T"): "9"}, "")


def test_a_tertials_own_part_of_what_is_summed_is_asked_about() -> None:
    text = "Mått;Period;Värde\nOrosanmälningar;{};9\n"
    assert "räknat från januari" in read_table(text.format("T2 2026")).questions
    assert read_table(text.format("jan-aug 2026")).questions == ""
    assert read_table(text.format("T1 2026"), T1).questions == ""


@pytest.mark.parametrize("mark", ["snart", "2026-13", "T4", "99"])
def test_a_period_that_is_none_is_an_error(mark: str) -> None:
    assert "period" in " ".join(read_table(f"Mått;Period;Värde\nOrosanmälningar;{mark};9\n").errors)


@pytest.mark.parametrize(
    ("heading", "is_refused"),
    [
        ("Kvinnor 2025", True),
        ("Kvinnor jan-apr 2026", True),
        ("Kvinnor T1", True),
        ("Kvinnor juli", True),
        ("Kvinnor helår 2026", True),
        ("Kvinnor 2026", False),
        ("Kvinnor jan-aug", False),
        ("Kvinnor T2 2026", False),
    ],
)
def test_a_column_of_another_period_is_refused(heading: str, is_refused: bool) -> None:
    found = read_table(f"Mått;{heading};Män\nSjukfrånvaro;7;5\n")
    assert bool(found.errors) == is_refused


@pytest.mark.parametrize(
    ("line", "is_asked"),
    [
        ("Period: januari-augusti 2025", True),
        ("Avser 202601-202604", True),
        ("Period 2026-01-01 - 2026-08-31", False),
        ("Utskriven 2026-09-03", False),
        ("Personalrapport", False),
        ("Rapport 2025, jämförelse 2026", False),
    ],
)
def test_a_title_of_another_period_is_asked_about(line: str, is_asked: bool) -> None:
    found = read_table(f"{line}\n\n{WIDE}Sjukfrånvaro;7;5;6\n")
    assert ("Ovanför tabellen står" in found.questions) == is_asked


# Numbers that can be meant in two ways


def test_shares_of_an_indicator_in_per_cent_are_asked_about() -> None:
    text = WIDE + "Sjukfrånvaro;0,073;0,051;0,069\nAntal heltidstjänster;0,5;0,7;1\n"
    found = read_table(text)
    assert "”Sjukfrånvaro” mäts i procent, och filen säger 0,069 på rad 2" in found.questions
    assert "heltidstjänster” mäts i procent" not in found.questions
    shares = read_table(text, percent="share")
    assert shares.outcomes["sjuk", "namnden", "K"] == "7,3"
    assert shares.outcomes["heltid", "namnden", "K"] == "0,5"
    assert shares.questions == ""


@pytest.mark.parametrize("row", ["0,9 %;0,8 %;0,8 %", "0,9;1,1;1", "0;0;0", "7;5;6"])
def test_small_per_cents_that_say_what_they_are_are_not(row: str) -> None:
    assert "mäts i procent" not in read_table(f"{WIDE}Sjukfrånvaro;{row}\n").questions


def test_per_cents_where_shares_are_chosen_are_asked_about() -> None:
    assert "är 600 %" in read_table(WIDE + "Sjukfrånvaro;7,3;5;6\n", percent="share").questions


def test_a_number_with_one_sign_before_three_digits_is_asked_about() -> None:
    found = read_table("Nyckeltal;Värde\nOrosanmälningar;1.234\n")
    assert "kan läsas på två sätt" in found.questions
    assert found.outcomes == {("anmalningar", "namnden", "T"): "1234"}


# Names


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("Sjukfrånvaro", "sjuk"),
        ("SJUKFRÅNVARO, %", "sjuk"),
        ("Sjukfrånvaro (%)", "sjuk"),
        ("Sjukfrånvaro i procent", "sjuk"),
        ("Antal orosanmälningar", "anmalningar"),
        ("Orosanmälningar (antal)", "anmalningar"),
        ("Väntetid till beslut, dagar", "vantetid"),
    ],
)
def test_the_same_name_is_taken(name: str, indicator: str) -> None:
    found = MATCHER.find_same(normalise_text(name))
    assert found is not None
    assert found.indicator == indicator


@pytest.mark.parametrize(
    ("name", "indicator"),
    [
        ("Sjukfrånvaro korttid", "sjuk"),
        ("Sjukfrånvaron", "sjuk"),
        ("Personalomsättning totalt 2026", "omsattning"),
        ("Pågående placeringar HVB", "hvb"),
        ("Sjukfrånvaro, dagar", "sjuk"),
        ("Väntetid till beslut LSS", "vantetid"),
    ],
)
def test_a_near_name_is_only_proposed(name: str, indicator: str) -> None:
    normal = normalise_text(name)
    assert MATCHER.find_same(normal) is None
    proposed = MATCHER.propose(normal)
    assert proposed is not None
    assert proposed.indicator == indicator


@pytest.mark.parametrize("name", ["Övertid", "x", "", "Kostnad per brukare", "Löneökningstakt"])
def test_what_is_not_near_is_not_proposed(name: str) -> None:
    assert MATCHER.propose(normalise_text(name)) is None


def test_areas_by_name() -> None:
    assert MATCHER.find_area(normalise_text("INDIVID - OCH FAMILJEOMSORG ")) in ("", "ifo")
    assert MATCHER.find_area(normalise_text(" hemtjänst")) == "hemtjanst"
    assert MATCHER.find_area(normalise_text("Hemtjänst norr")) == ""


@pytest.mark.parametrize(
    "target", [RowTarget("a"), RowTarget("a", "b"), RowTarget("a", "", "K"), RowTarget("a", "b", "M")]
)
def test_a_target_is_read_as_it_was_written(target: RowTarget) -> None:
    assert RowTarget.read(target.text) == target


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"value": 1}, "radernas namn"),
        ({"name": 0}, "minst en kolumn"),
        ({"name": 0, "women": 1, "gender": 2}, "inte båda"),
        ({"name": 0, "numerator": 1}, "hör ihop"),
        ({"name": 0, "value": 0}, "två saker"),
        ({"name": 0, "men": 1}, ""),
    ],
)
def test_columns_that_contradict_each_other(columns: dict[str, int], part: str) -> None:
    found = OutcomeFileMapping(columns=columns).find_problem()
    assert part in found
    assert bool(found) == bool(part)


_CELLS = st.sampled_from(
    [
        "Sjukfrånvaro",
        "Orosanmälningar",
        "Övertid",
        "K",
        "M",
        "T",
        "-",
        "..",
        "7,3",
        "0,07",
        "12%",
        "x/y",
        "3/4",
        "ca_3",
        "202608",
        "2026",
        "Hemtjänst",
        "Nyckeltal",
        "#REF!",
        "1.234",
        "T2_2026",
        "\u200b",
    ]
)


@given(rows=st.lists(st.lists(_CELLS, min_size=6, max_size=6), max_size=12), months=st.sampled_from(["latest", "sum"]))
def test_nothing_vanishes(rows: list[list[str]], months: str) -> None:
    """Whatever the cells hold, ``read_table`` finds each figure in one part of the balance, or an error."""
    text = "Nyckeltal;Enhet;Kön;Period;Värde;Kommentar\n" + "".join(";".join(row) + "\n" for row in rows)
    columns = {"name": 0, "area": 1, "gender": 2, "period": 3, "value": 4}
    found = read_table(text, columns=columns, months=months)
    assert found.reading.total == sum(bool(row[4]) for row in rows if row[0] != "Nyckeltal" and any(row))
