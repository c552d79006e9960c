from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.names import evaluate


def test_right_wrong_missed_and_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "schema,name1,name2,is_match\n"
        "Person,Aleksandar Vulin,Александар Вулин,true\n"
        "Person,Ivica Dačić,Ana Brnabić,false\n"
        "Person,Viktor Orban,Anna Orban,true\n"
        "Company,Daimler AG,Daimler Aktiengesellschaft,false\n"
        "Person,Nobody,,true\n",
        encoding="utf-8",
    )
    assert evaluate(path) == {
        "f1": pytest.approx(0.4),
        "precision": 0.5,
        "recall": pytest.approx(1 / 3),
        "threshold": 0.7,
        "pairs": 5,
        "unreadable": 1,
    }


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("left,right\na,b\n", encoding="utf-8")
    with pytest.raises(DataError, match="has no column is_match, name1, name2, schema"):
        evaluate(path)
    path.write_bytes(b"schema,name1,name2,is_match\nPerson,\xff\xfe,b,true\n")
    with pytest.raises(DataError, match="no CSV in UTF-8"):
        evaluate(path)
