"""Which saved mapping a file is read by, and which is only proposed since the period in its headings has moved on."""

import pytest

from apps.imports.outcome_files.mapping import OutcomeFileMapping
from apps.imports.outcome_files.tables import (
    add_headers,
    choose_fitting,
    choose_moved,
    choose_outcome_table,
    guess_table_columns,
    list_outcome_sheets,
)
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.raw_sheets import RawSheet
from tests.imports.outcome_files.tables import T1, T2, T3

# A merged cell over three columns says the period in the first of them alone.
MERGED = (
    "Nyckeltal;Mål;Utfall 2025;;;Utfall {};;\n;;Kvinnor;Män;Totalt;Kvinnor;Män;Totalt\nSjukfrånvaro;5;8;5;7;{};6;7\n"
)
FLAT = "Nyckeltal;Utfall {}\nSjukfrånvaro;{}\n"
COLUMNS = {"name": 0, "women": 5, "men": 6, "value": 7}


def open_text(text: str) -> list[RawSheet]:
    return list_outcome_sheets(text.encode(), "hr.csv", ErrorLog())


def confirm(text: str, columns: dict[str, int] | None = None) -> OutcomeFileMapping:
    """The mapping that a person saved for a text."""
    sheets = open_text(text)
    guessed = OutcomeFileMapping(columns=columns or {}, names={"sjukfrånvaro": "sjuk"})
    chosen = columns or guess_table_columns(sheets, guessed)
    table = choose_outcome_table(sheets, guessed)
    mapping = OutcomeFileMapping(columns=chosen, names=guessed.names, heading=table.lines[0].number)
    return add_headers(mapping, table.lines[0].cells)


@pytest.mark.parametrize(
    ("period", "fits"),
    [
        (T2, True),  # the same file once more, with a figure that has been put right
        (T3, False),  # for another report its period is not the report's
    ],
)
def test_the_same_merged_headings_are_asked_about_once(period, fits):
    saved = confirm(MERGED.format("jan-aug 2026", "9"), COLUMNS)
    assert saved.headers["women"] == "kvinnor jan-aug 2026"
    found = choose_fitting([saved], open_text(MERGED.format("jan-aug 2026", "9,5")), period)
    assert (found is not None) is fits
    if found:
        assert (found.columns, found.heading) == (COLUMNS, 2)
    assert choose_moved([saved], open_text(MERGED.format("jan-aug 2026", "9,5")), period) is None


@pytest.mark.parametrize(
    ("before", "now", "period", "is_proposed"),
    [
        ("jan-apr 2026", "jan-aug 2026", T2, True),
        ("T1 2026", "T2 2026", T2, True),
        ("januari-augusti 2026", "januari–december 2026", T3, True),
        ("jan-dec 2025", "jan-apr 2026", T1, True),
        ("202601-202604", "202601-202608", T2, True),
        ("jan-apr 2026", "jan-apr 2026", T2, False),  # another period than the report's
        ("jan-apr 2026", "jan-aug 2025", T2, False),
        ("jan-apr 2026", "maj-aug 2026", T2, False),  # no figure from January
        ("jan-apr 2026", "aug 2026", T2, False),
        ("jan-apr 2026", "", T2, False),
    ],
)
@pytest.mark.parametrize("text", [MERGED, FLAT])
def test_a_period_that_has_moved_to_the_reports_is_proposed(text, before, now, period, is_proposed):
    """Never read by: a person looks first. Last year's column beside it is never taken for this year's."""
    columns = COLUMNS if text == MERGED else {"name": 0, "value": 1}
    saved = [confirm(text.format(before, "9"), columns)]
    sheets = open_text(text.format(now, "9"))
    if now != before:
        assert choose_fitting(saved, sheets, period) is None
    found = choose_moved(saved, sheets, period)
    assert (found is not None) is is_proposed
    if found:
        assert found.columns == columns
        assert found.names == saved[0].names


@pytest.mark.parametrize("heading", ["Utfall jan-aug 2026 preliminärt", "Ack jan-aug 2026"])
def test_another_heading_is_asked_about(heading):
    saved = [confirm(FLAT.format("jan-apr 2026", "9"), {"name": 0, "value": 1})]
    assert choose_moved(saved, open_text(f"Nyckeltal;{heading}\nSjukfrånvaro;9\n"), T2) is None


def test_two_columns_of_the_reports_period_are_asked_about():
    saved = [confirm(FLAT.format("jan-apr 2026", "9"), {"name": 0, "value": 1})]
    text = "Nyckeltal;Utfall jan-aug 2026;Utfall T2 2026\nSjukfrånvaro;9;8\n"
    assert choose_moved(saved, open_text(text), T2) is None


def test_one_that_knows_no_name_of_the_file_is_not_proposed():
    saved = [confirm(FLAT.format("jan-apr 2026", "9"), {"name": 0, "value": 1})]
    text = FLAT.format("jan-aug 2026", "9").replace("Sjukfrånvaro", "Något annat")
    assert choose_moved(saved, open_text(text), T2) is None


def test_the_one_that_knows_most_names_is_proposed():
    text = "Nyckeltal;Mått;Utfall {}\nSjukfrånvaro;%;9\nPersonalomsättning;%;3\n"
    of_two = confirm(text.format("jan-dec 2025"), {"name": 0, "value": 2})
    of_three = confirm(text.format("jan-apr 2026"), {"name": 0, "unit": 1, "value": 2})
    of_two.names["personalomsättning"] = "omsattning"
    for saved in ([of_two, of_three], [of_three, of_two]):
        found = choose_moved(saved, open_text(text.format("jan-aug 2026")), T2)
        assert found is not None
        assert found.headers["value"] == "utfall jan-dec 2025"


@pytest.mark.parametrize(
    ("others", "proposed"),
    [
        (("jan-apr 2026", "jan-dec 2025", "jan-aug 2025"), "jan-apr 2026"),
        (("jan-dec 2025", "T1 2026", "2024"), "t1 2026"),
        (("jan-dec 2025", "jan-apr", "jan-dec 2026"), "jan-apr"),  # a later report's file came first
        (("jan-dec", "jan-apr"), "jan-apr"),  # without a year: that of the year before
        (("jan-apr 2027", "jan-dec 2026"), "jan-apr 2027"),  # none is earlier: the last that was looked at
    ],
)
def test_of_the_same_headings_the_latest_earlier_period_is_proposed(others, proposed):
    saved = [confirm(FLAT.format(when, "9"), {"name": 0, "value": 1}) for when in others]
    for one in saved:  # what earlier ones know makes no difference
        if one.headers["value"] != f"utfall {proposed}":
            one.names["personalomsättning"] = "omsattning"
    text = FLAT.format("jan-aug 2026", "9") + "Personalomsättning;3\n"
    for order in (saved, saved[::-1]):
        found = choose_moved(order, open_text(text), T2)
        assert found is not None
        assert found.headers["value"] == f"utfall {proposed}"


def test_the_next_period_of_a_system_is_saved_where_the_last_one_was():
    first, second = (confirm(MERGED.format(when, "9"), COLUMNS) for when in ("jan-apr 2026", "jan-aug 2026"))
    other = confirm(FLAT.format("jan-aug 2026", "9"), {"name": 0, "value": 1})
    assert first.headers != second.headers
    assert first.headings_key == second.headings_key != other.headings_key
