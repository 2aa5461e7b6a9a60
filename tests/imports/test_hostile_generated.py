"""Generated files of every foreign kind, nested, cut off and spoilt, and a reader that ends early: always an answer."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.imports.models import JobState
from apps.imports.table_files import isolated_reader
from apps.imports.table_files.isolated_reader import STOPPED_MESSAGE
from tests.imports.test_hostile_tables import (
    FILES,
    ODS_ROW,
    XML_CELL,
    list_cells,
    read,
    write_excel,
    write_open_document,
    write_xml,
)
from tests.imports.test_one_door import login, page_of, upload
from tests.imports.test_uploads import facts
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow
DEEP = 50_000
NESTED = {
    "html": b"<html>" + b"<div>" * DEEP + b"<table>" * DEEP + b"<tr><td>x",
    "xml": write_xml(f"<Row>{'<Cell>' * DEEP}"),
    "ods": write_open_document(ODS_ROW.format("", "<text:p>" * DEEP)),
    "mht": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5_000,
    "fods": b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    + b"<office:body>" * DEEP,
}


@pytest.mark.parametrize("kind", NESTED)
def test_what_is_nested_without_end_gets_an_answer(kind: str) -> None:
    sheets, errors = read(NESTED[kind])
    assert errors.endswith(".") or list_cells(sheets) == ["x"]


BOOKS = {name: (FILES / name).read_bytes() for name in ("kinds.xls", "kinds.xlsb", "kinds.ods")} | {
    "kinds.xlsx": write_excel(1, 2, "x"),
    "kinds.xml": write_xml(f"<Row>{XML_CELL.format('')}</Row>"),
    "kinds.html": b"<html><table><tr><td>Konto<td>1</tr></table></html>",
    "kinds.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<table><tr><td>x<td>1</tr></table>",
}


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(sorted(BOOKS)), st.floats(0.05, 0.95), st.binary(max_size=60))
def test_a_file_that_is_cut_off_or_spoilt_gets_an_answer(name: str, share: float, noise: bytes) -> None:
    place = int(len(BOOKS[name]) * share)
    for content in (BOOKS[name][:place], BOOKS[name][:place] + noise + BOOKS[name][place + len(noise) :]):
        sheets, errors = read(content)
        assert sheets or errors.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["utf-16", "utf-16-le", "utf-16-be"]), st.binary(max_size=3))
def test_any_text_of_two_bytes_a_sign_gets_an_answer(text: str, encoding: str, noise: bytes) -> None:
    sheets, errors = read(f"Konto\tBelopp\n{text}".encode(encoding, errors="ignore") + noise)
    assert sheets or errors.endswith(".")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab 12-=\t\u00a0\u2028", max_size=60), max_size=12))
def test_any_lines_as_columns_of_fixed_width_get_an_answer(lines: list[str]) -> None:
    sheets, errors = read("\n".join(["Konto   Ansvar   Belopp", "5010    100      1,00", *lines]).encode())
    assert sheets or errors.endswith(".")


@pytest.mark.django_db
@pytest.mark.usefixtures("jobs_at_once")
@pytest.mark.parametrize("limit", ["killed", "OUTPUT_BYTES"])
def test_a_reader_that_ends_early_leaves_its_job_refused_and_the_next_file_read(
    small: SmallBoard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str
) -> None:
    client, before = login(small, "controller"), facts()
    with monkeypatch.context() as patch:
        if limit == "killed":
            program = tmp_path / "python"
            program.write_text("#!/bin/sh\nkill -9 $$\n")
            program.chmod(0o755)
            patch.setattr(isolated_reader.sys, "executable", str(program))
        else:
            patch.setattr(isolated_reader, limit, 10)
        job = upload(client, small, BOOKS["kinds.ods"], "utdrag.ods")
    assert job.state == JobState.REFUSED
    assert STOPPED_MESSAGE in page_of(client, small, job)
    assert facts() == before
    assert upload(client, small, BOOKS["kinds.ods"], "utdrag.ods").state == JobState.MAPPING
