from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.damaged import evaluate


def test_shares(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "office,name\n,Željko Marić\n,Ana Rowe\n,Ana Ajanović\n,Ana Ajanovič\n,\n", encoding="utf-8"
    )
    result = evaluate(path)
    assert result["names"] == 3
    assert result["full"] == pytest.approx(1 / 3)
    assert result["wrong"] == result["surname_wrong"] == 0
    assert result["mojibake"] == 1


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no column name"):
        evaluate(path)
    path.write_text("name\nAna\n", encoding="utf-8")
    with pytest.raises(DataError, match="letter beyond ASCII"):
        evaluate(path)
    path.write_bytes(b"name\n\xff\xfe\n")
    with pytest.raises(DataError, match="no CSV in UTF-8"):
        evaluate(path)
