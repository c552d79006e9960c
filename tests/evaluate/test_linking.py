"""The measures of linking, on a document and a table made for these tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError, ListRejectedError
from dateline.evaluate import linking, officials, reference

DOCUMENT = """\
# newdoc id = made
# meta::dateCreated = 2024-09-05
# newpar
# sent_id = made-1
# text = Serbian President Aleksandar Vučić visited Vladivostok.
1	Serbian	Serbian	ADJ	JJ	_	2	amod	_	Entity=(2-place-new-n-cf2-1-coref-Serbia)
2	President	President	PROPN	NNP	_	5	nsubj	_	Entity=(1-person-new-n-cf1-2,3-coref-NAME
3	Aleksandar	Aleksandar	PROPN	NNP	_	2	flat	_	_
4	Vučić	Vučić	PROPN	NNP	_	2	flat	_	Entity=1)
5	visited	visit	VERB	VBD	_	0	root	_	_
6	Vladivostok	Vladivostok	PROPN	NNP	_	5	obj	_	Entity=(3-place-new-n-cf2-1-sgl-Vladivostok)|SpaceAfter=No
7	.	.	PUNCT	.	_	5	punct	_	_

# sent_id = made-2
# text = He met Bob Nobody.
1	He	he	PRON	PRP	_	2	nsubj	_	Entity=(1-person-giv:act-n-cf1-1-ana)
2	met	meet	VERB	VBD	_	0	root	_	_
3	Bob	Bob	PROPN	NNP	_	2	obj	_	Entity=(4-person-new-n-cf2-1,2-sgl
4	Nobody	Nobody	PROPN	NNP	_	3	flat	_	Entity=4)|SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_
""".replace("NAME", "Aleksandar_Vu%C4%8Di%C4%87")

TABLE = """\
country_slug,office,name,wikidata_id,start,first_seen,end
serbia,Minister of Internal Affairs,Aleksandar Vulin,Q11074974,2020-10-28,2021-12-13,2022-10-27
serbia,Minister of Health,Zlatibor Lončar,Q1,2014-04-27,2021-12-13,2022-10-27
serbia,Deputy Prime Minister,Ivica Dačić,Q2,2014-04-27,2021-12-13,2022-10-27
serbia,Deputy Prime Minister,Nebojša Dačić,Q3,2014-04-27,2021-12-13,2022-10-27
"""


def test_linking(tmp_path: Path) -> None:
    (tmp_path / "GUM_news_made.conllu").write_text(DOCUMENT, encoding="utf-8")
    found = linking.evaluate(tmp_path)
    assert found["documents"] == 1
    assert (found["precision"], found["recall"], found["known"]) == (1.0, 1.0, 1.0)
    assert found["pronoun_accuracy"] == 1.0


def test_a_wrong_title_is_a_wrong_link(tmp_path: Path) -> None:
    other = DOCUMENT.replace("Aleksandar_Vu%C4%8Di%C4%87", "Somebody_Else")
    (tmp_path / "GUM_news_made.conllu").write_text(other, encoding="utf-8")
    assert linking.evaluate(tmp_path)["person_precision"] == 0.0


def test_titles_of_articles() -> None:
    assert linking.title_key("Georgia (country)") == linking.title_key("Georgia")
    assert linking.title_key("Washington, D.C.") == "washington"


def test_no_documents(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no \.conllu file"):
        linking.evaluate(tmp_path)


def test_officials(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    found = officials.evaluate(table)
    assert (found["people"], found["terms"]) == (4, 4)
    assert found["surname_unique"] == 0.5
    assert found["surname_accuracy_of_unique"] == 1.0
    assert found["surname_accuracy"] == 0.5  # of the two Dačić none can be told from the other
    assert found["title_unique"] == 0.5
    assert found["title_accuracy_of_unique"] == 1.0


def test_the_shipped_office_holders_against_a_table(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    found = reference.evaluate(table)
    assert found["terms"] == 1  # ministers of health and deputies are not compared
    assert (found["known"], found["starts_agree"], found["covered"]) == (1.0, 1.0, 1.0)


def test_no_table(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ListRejectedError):
        officials.evaluate(table)
