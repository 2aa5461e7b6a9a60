"""One decoder tells what a text file is, whatever table of signs and delimiter it has."""

import pytest

from apps.imports.files.file_kinds import detect_file_kind, find_csv_sheet
from apps.imports.files.opened_file import iter_file_rows
from apps.imports.files.personal_numbers import find_personal_numbers
from apps.imports.models import FileKind
from apps.imports.table_files.text_encodings import HEAD_BYTES, decode_head

DRIFT = "verksamhet;år;tertial;kostnadsslag;budget;utfall\nifo;2024;2;övrigt;1;2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_a_sheet_of_the_format_is_known_by_its_headers(encoding: str, sign: str) -> None:
    content = DRIFT.replace(";", sign).encode(encoding)
    assert find_csv_sheet("export.csv", content) == "drift"
    assert detect_file_kind("export.csv", content) == FileKind.REPORT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp437"])
def test_an_extract_is_no_sheet_of_the_format(encoding: str) -> None:
    content = "Konto\tVerksamhet\tÅr\tBudget\tUtfall\n5010\t51\t2024\t1\t2\n".encode(encoding)
    assert detect_file_kind("export.txt", content) == FileKind.LEDGER


def test_an_sie_file_is_known_in_any_table() -> None:
    for encoding in ("cp437", "utf-8-sig", "utf-16"):
        assert detect_file_kind("bok.txt", "#FLAGGA 0\n#SIETYP 4\n".encode(encoding)) == FileKind.SIE


@pytest.mark.parametrize("spaces", range(4))
def test_a_letter_that_the_head_cuts_in_two_changes_no_other(spaces: int) -> None:
    for letter in ("å", "–", "😀"):
        head = decode_head((" " * (HEAD_BYTES - 1 - spaces) + letter * 9 + "ö").encode())
        assert set(head) <= {" ", letter}


def test_personal_numbers_are_found_in_utf_16() -> None:
    rows = iter_file_rows("Namn\tNummer\nA\t19121212-1212\n".encode("utf-16"), None)
    assert find_personal_numbers(rows).rows == (2,)
