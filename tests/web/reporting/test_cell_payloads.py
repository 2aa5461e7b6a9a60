"""What a browser may send in one save, exactly."""

import pytest

from apps.web.reporting.cells.cell_payloads import BadRequestError, read_cells, read_keys, read_text

CELL = {"key": "u:nojdhet:namnden:T", "field": "value", "raw": "88 %", "version": 0}


def test_a_save_holds_five_hundred_cells() -> None:
    assert len(read_cells({"cells": [CELL] * 500})) == 500
    with pytest.raises(BadRequestError):
        read_cells({"cells": [CELL] * 501})


def test_a_paste_names_five_thousand_rows() -> None:
    keys = [f"u:{number}" for number in range(5_001)]
    assert len(read_keys({"shown": keys[:-1]}, "shown")) == 5_000
    with pytest.raises(BadRequestError):
        read_keys({"shown": keys}, "shown")


def test_a_key_has_four_hundred_characters() -> None:
    assert read_text({"key": "k" * 400}, "key") == "k" * 400
    with pytest.raises(BadRequestError):
        read_text({"key": "k" * 401}, "key")
