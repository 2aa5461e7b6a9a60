"""The examples of the page are run as they stand there, against a real server."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
import requests

from apps.api.resources import RESOURCES
from tests.web.reporting.conftest import site

__all__ = ["site"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = "/oppna-data/kom-igang/"
# Language -> the blocks of code on the page.
Code = dict[str, list[str]]


@pytest.fixture
def code(site: str) -> Code:
    page = lxml.html.fromstring(requests.get(site + PAGE, timeout=60).content)
    found: Code = {}
    for block in page.xpath("//code[@data-language]"):
        found.setdefault(block.get("data-language"), []).append(block.text_content())
    assert {language: len(blocks) for language, blocks in found.items()} == {"curl": 6, "python": 6, "m": 1}
    return found


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_calls_with_curl(code: Code, tmp_path: Path) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl saknas")
    commands = [line for block in code["curl"] for line in block.splitlines()]
    assert len(commands) == 9
    for command in commands:
        told = run(["bash", "-c", f"{command} --silent --show-error --fail"], tmp_path)
        if "-o " in command:
            rows = [json.loads(line) for line in (tmp_path / "utfall.jsonl").read_text().splitlines()]
        else:
            answer = json.loads(told)
            rows = answer.get("items", [answer])
        assert rows or "removals" in command, command


def test_the_program_in_python(code: Code, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("\n".join(code["python"]))
    told = run([sys.executable, "program.py"], tmp_path)
    assert "Kalmar Socialnämnden" in told  # 1
    assert re.findall(r"^Socialnämnden (-?\d+)$", told, re.MULTILINE) == ["25177000"]  # 2: once, whatever the tables
    assert " – " in told  # 3
    assert "municipality_name  year gender" in told  # 4, by pandas
    assert re.search(r"^\d{4} utfall$", told, re.MULTILINE)  # the copy


def test_the_query_of_power_query(code: Code, site: str) -> None:
    """What the text in M asks for, and that the columns are there and are what it takes them for."""
    (text,) = code["m"]
    path = re.search(r'RelativePath = "([^"]+)"', text)
    asked = dict(re.findall(r'(\w+) = "([^"]+)"', re.search(r"Query = \[(.+?)\]", text)[1]))  # type: ignore[index]
    assert path
    assert f'Web.Contents("{site}"' in text
    assert asked.keys() <= RESOURCES["outcomes"].parameters.keys()
    answer = requests.get(f"{site}/{path[1]}", params=asked, timeout=60)
    answer.encoding = "utf-8"  # 65001
    rows = list(csv.DictReader(io.StringIO(answer.text), delimiter=re.search(r'Delimiter = "(.)"', text)[1]))  # type: ignore[index]
    assert len(rows) > 100
    typed = re.findall(r'\{"(\w+)", (Int64\.Type|type number)\}', text)
    assert len(typed) == 3
    for column, kind in typed:
        pattern = r"-?\d+" if kind == "Int64.Type" else r"-?\d+(\.\d+)?"
        values = [row[column] for row in rows if row[column]]
        assert values
        assert all(re.fullmatch(pattern, value) for value in values)
    assert '"en-US"' in text  # decimal points, whatever Excel's language
    steps = re.findall(r"^    (\w+) = ", text, re.MULTILINE)
    for before, after in pairwise(steps):  # each step builds on the one before
        line = next(line for line in text.splitlines() if line.startswith(f"    {after} = "))
        assert re.search(rf"\({before}, ", line)
    assert text.rstrip().endswith(f"in\n    {steps[-1]}")
    assert text.count("(") == text.count(")")
    assert text.count("{") == text.count("}")
    assert text.count("[") == text.count("]")


def test_the_excel_form_gives_a_workbook(site: str) -> None:
    """The form at the top: any municipality, any of its buttons."""
    page = lxml.html.fromstring(requests.get(f"{site}/oppna-data/", timeout=60).content)
    (form,) = [form for form in page.forms if form.get("method") == "get" and "api/v1" in form.get("action", "")]
    municipalities = [option.get("value") for option in form.xpath(".//option") if option.get("value")]
    assert "kalmar" in municipalities
    assert len(municipalities) == 4
    addresses = [form.get("action"), *form.xpath(".//button/@formaction")]
    assert len(addresses) == 6
    for address in addresses:
        asked = {"format": form.fields["format"], "municipality": "herrljunga"}
        answer = requests.get(site + address, params=asked, timeout=60)
        assert answer.content.startswith(b"PK"), address
        assert answer.headers["Content-Disposition"].endswith('.xlsx"')
