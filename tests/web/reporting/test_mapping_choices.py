"""The mapping page: what divides a text file's columns, pairs of codes, sums, and numbers as they were typed."""

import re

import pytest
from django.test import Client

from apps.imports.models import ImportJob, JobState, LedgerMapping
from apps.web.reporting.uploads.cell_texts import trim_padded_zero
from tests.small_board import SmallBoard
from tests.visible_text import read_visible_text
from tests.web.reporting.test_mapping_page import (
    build_workbook,
    client,  # noqa: F401 - a fixture
    find_part,
    list_fields,
    list_options,
    send,
)

pytestmark = [pytest.mark.usefixtures("jobs_at_once"), pytest.mark.slow]

TABLE = [["Konto", "Ansvar", "Period", "Belopp"], ["5010", "47", "202401", "100.50"], ["5010", "48", "202402", "7"]]
SIGNS = {"semicolon": ";", "tab": "\t", "comma": ",", "bar": "|"}
WORDS = {
    "semicolon": "semikolon ;",
    "tab": "tabb",
    "comma": "komma ,",
    "bar": "lodstreck |",
    "fixed": "mellanrum, fast bredd",
}


def write(sign: str) -> bytes:
    return "".join(sign.join(row) + "\r\n" for row in TABLE).encode()


def write_fixed() -> bytes:
    return "".join("".join(cell.ljust(10) for cell in row).rstrip() + "\r\n" for row in TABLE).encode()


def get_chosen(page: str, name: str) -> str:
    (select,) = re.findall(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    return "".join(re.findall(r'<option value="([^"]*)" selected', select))


@pytest.mark.parametrize("name", WORDS)
def test_the_delimiter_is_guessed_and_shown(client: Client, name: str) -> None:  # noqa: F811
    content = write(SIGNS[name]) if name in SIGNS else write_fixed()
    page = client.get(send(client, content, "utdrag.txt")).content.decode()
    options = list_options(page, "delimiter")
    assert options[0] == f"som det ser ut: {WORDS[name]}"
    assert options[1:] == list(WORDS.values())
    assert list_options(page, "column-account")[1:3] == ["A: Konto", "B: Ansvar"]


@pytest.mark.parametrize("wrong", ["tab", "bar", "fixed", "comma"])
def test_a_wrong_choice_shows_what_it_gives_and_is_changed_back(client: Client, wrong: str) -> None:  # noqa: F811
    there = send(client, write(";").replace(b"Konto", b'"Konto'[1:]), "utdrag.csv")
    form = {"delimiter": wrong, "shown-delimiter": "", "heading": "1", "shown-heading": "1", "act": "read"}
    page = client.post(there, form).content.decode()
    assert "5010" in page
    assert get_chosen(page, "delimiter") == wrong
    assert ImportJob.objects.get().state == JobState.MAPPING
    back = {"delimiter": "semicolon", "shown-delimiter": wrong, "act": "read"}
    page = client.post(there, back).content.decode()
    assert list_options(page, "column-account")[1:] == ["A: Konto", "B: Ansvar", "C: Period", "D: Belopp"]
    assert get_chosen(page, "delimiter") == "semicolon"


def test_a_choice_that_can_not_divide_the_file_shows_its_lines_and_why(client: Client) -> None:  # noqa: F811
    there = send(client, b'Konto|Text\tAnsvar|Belopp\n5010|"Ett\tciteck|7\n', "utdrag.txt")
    answer = client.post(there, {"delimiter": "tab", "shown-delimiter": "", "act": "look"})
    page = answer.content.decode()
    assert "5010" in page
    assert get_chosen(page, "delimiter") == "tab"
    answer = client.post(there, {"delimiter": "fixed", "shown-delimiter": "tab", "act": "read"})
    assert answer.status_code == 422
    assert "inga kolumner av fast bredd" in read_visible_text(answer.content)
    assert "5010" in answer.content.decode()
    assert get_chosen(answer.content.decode(), "delimiter") == "fixed"


def test_the_choice_is_stored_and_a_next_file_that_it_does_not_fit_is_guessed(client: Client) -> None:  # noqa: F811
    content = write(",").replace(b"100.50", b'"100,50"')
    there = send(client, content, "utdrag.csv")
    chosen = {"delimiter": "comma", "shown-delimiter": "comma", "areas": "47 ifo\n48 ifo", "act": "read"}
    assert client.post(there, {**chosen, "accounts": "5010 personal"}).status_code == 302
    assert LedgerMapping.objects.get().settings["delimiter"] == "comma"
    assert find_part(ImportJob.objects.get(), "läses in") == (2, "107.50")
    page = client.get(send(client, content, "nasta.csv")).content.decode()
    assert get_chosen(page, "delimiter") == "comma"
    page = client.get(send(client, write(";"), "annan.csv")).content.decode()
    assert get_chosen(page, "delimiter") == ""
    assert list_options(page, "column-unit")[1:] == ["A: Konto", "B: Ansvar", "C: Period", "D: Belopp"]


PAIRS = b"""Konto;Ansvar;Ansvarsnamn;Verksamhet;Verksamhetsnamn;Belopp
5010;47;Norr;51;Hemtj\xc3\xa4nst;1000
5010;47;Norr;52;Boende;200
5010;48;S\xc3\xb6der;51;Hemtj\xc3\xa4nst;30
"""


def test_pairs_are_listed_with_both_names_and_a_rule_of_one_may_have_exceptions(client: Client) -> None:  # noqa: F811
    there = send(client, PAIRS, "utdrag.csv")
    page = client.post(there, {"by": "both", "act": "look"}).content.decode()
    assert list_fields(page, "area-code") == ["area-code:47 + 51", "area-code:47 + 52", "area-code:48 + 51"]
    assert "47 + 51 Norr + Hemtjänst" in read_visible_text(page.encode())
    ruled = {"by": "both", "areas": "47 ifo", "accounts": "5010 personal"}
    page = client.post(there, {**ruled, "act": "look"}).content.decode()
    assert list_fields(page, "area-code") == ["area-code:48 + 51", "area-code:47 + 51", "area-code:47 + 52"]
    assert "som raden säger: " in page
    client.post(there, {**ruled, "area-code:47 + 52": "namnden", "area-code:48 + 51": "-", "act": "read"})
    job = ImportJob.objects.get()
    assert (find_part(job, "läses in"), find_part(job, "räknas inte enligt kopplingen")) == ((2, "1200"), (1, "30"))
    sums = {row["key"].split(" · ")[0]: row["cells"] for row in job.result["sheets"][-1]["rows"]} if job.result else {}
    drift = next(sheet for sheet in job.result["sheets"] if sheet["name"] == "drift")  # type: ignore[index]
    assert {row["key"].split(" · ")[0] for row in drift["rows"]} == {"ifo", "namnden"}, sums


def test_a_likely_sum_is_asked_about_and_can_be_made_to_count(client: Client) -> None:  # noqa: F811
    there = send(client, b"Konto;Ansvar;Belopp\n5010;47;100\n5020;47;200\n50;47;300\n", "utdrag.csv")
    assert list_fields(client.get(there).content.decode(), "account-code") == ["account-code:50"]
    form = {"areas": "47 ifo", "accounts": "5000-5999 personal", "act": "read"}
    client.post(there, form)
    job = ImportJob.objects.get()
    assert any("rad 4 (konto 50, 300)" in one["text"].lower() for one in job.result["questions"])  # type: ignore[index]
    assert find_part(job, "läses in") == (2, "300")
    client.post(there, {**form, "account-code:50": "staff"})
    job.refresh_from_db()
    assert find_part(job, "läses in") == (3, "600")


def test_numbers_of_a_workbook_are_shown_as_they_stand_there(client: Client) -> None:  # noqa: F811
    rows = ("Data", [["Konto", "Ansvar", "Belopp"], [5010, 47, 1.311], [5010, 47, 0.25]], False)
    page = read_visible_text(client.get(send(client, build_workbook(rows))).content)
    assert "1,311 " in page
    assert "1,3110" not in page


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("1,3110", "1,311"), ("-12,5670 %", "-12,567 %"), ("1,31", "1,31"), ("1,31100", "1,31100"), ("0,5000", "0,5000")],
)
def test_only_the_padded_zero_is_taken_away(cell: str, shown: str) -> None:
    assert trim_padded_zero(cell) == shown


def test_codes_are_listed_largest_first_with_names_and_money(small: SmallBoard, client: Client) -> None:  # noqa: F811
    there = send(client, PAIRS, "utdrag.csv")
    page = read_visible_text(client.post(there, {"by": "unit", "act": "look"}).content)
    places = [page.index(text) for text in ("47 Norr 2 rader, 1 200", "48 Söder 1 rad, 30")]
    assert places == sorted(places)


def test_a_board_choice_that_breaks_on_a_file_is_no_dead_end(client: Client) -> None:  # noqa: F811
    """The stored delimiter swallows the next file's quotes: its error is not the error of what was chosen instead."""
    content = write(",").replace(b"100.50", b'"100,50"')
    chosen = {"delimiter": "comma", "shown-delimiter": "comma", "areas": "47 ifo", "act": "read"}
    client.post(send(client, content, "utdrag.csv"), {**chosen, "accounts": "5010 personal"})
    there = send(client, write(";").replace(b"5010;48", b'x,"y;48'), "annan.csv")
    form = {"delimiter": "semicolon", "shown-delimiter": "semicolon", "column-account": "0", "column-amount": "3"}
    answer = client.post(there, {**form, "areas": "47 ifo\n48 ifo", "accounts": "5010 personal", "act": "look"})
    assert answer.status_code == 200


SIE = """#FLAGGA 0
#RAR 0 20240101 20241231
#DIM 1 "Ansvar"
#DIM 6 "Verksamhet"
#OBJEKT 1 "310" "Norr"
#OBJEKT 6 "5120" "Hemtj\x84nst"
#PSALDO 0 202401 5010 {1 "310" 6 "5120"} 100.25
#PSALDO 0 202408 5010 {1 "310" 6 "5130"} 50
#PSALDO 0 202408 5010 {1 "320"} 7
"""


def test_two_dimensions_of_an_sie_file_are_chosen_on_the_page(client: Client) -> None:  # noqa: F811
    there = send(client, SIE.encode("latin-1"), "bok.se")
    options = list_options(client.get(there).content.decode(), "dimension")
    assert any(one.startswith("Ansvar + Verksamhet: utfall 150,25 kr") for one in options)
    form = {"dimension": "1,6", "areas": "310 ifo\n310 + 5130 namnden", "accounts": "5010 personal"}
    page = client.post(there, {**form, "areas": "", "act": "look"}).content
    assert "310 + 5120 Norr + Hemtjänst" in read_visible_text(page)
    assert client.post(there, {**form, "act": "read"}).status_code == 302
    job = ImportJob.objects.get()
    assert find_part(job, "läses in") == (2, "150.25")
    assert find_part(job, "läst ur filen") == (3, "157.25")
    assert any("7 kr av filens utfall har inte båda" in one["text"] for one in job.result["questions"])  # type: ignore[index]
