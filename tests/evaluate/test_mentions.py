"""The measure of mentions, on a document made for this test."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.mentions import evaluate, read_gold

ROWS = """\
# newdoc id = made
# global.Entity = GRP-etype-infstat-salience-centering-minspan-link-identity
# newpar
# sent_id = made-1
# text = Ana Brnabic visited Vladivostok.
1	Ana	Ana	PROPN	NNP	_	3	nsubj	_	Entity=(1-person-new-n-cf1-1,2-coref
2	Brnabic	Brnabic	PROPN	NNP	_	1	flat	_	Entity=1)
3	visited	visit	VERB	VBD	_	0	root	_	_
4	Vladivostok	Vladivostok	PROPN	NNP	_	3	obj	_	Entity=(2-place-new-n-cf2-1-sgl)|SpaceAfter=No
5	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = made-2
# text = She praised the town.
1	She	she	PRON	PRP	_	2	nsubj	_	Entity=(1-person-giv:act-n-cf1-1-ana)
2	praised	praise	VERB	VBD	_	0	root	_	_
3	the	the	DET	DT	_	4	det	_	Entity=(2-place-giv:act-n-cf2-2-coref
4	town	town	NOUN	NN	_	2	obj	_	Entity=2)|SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_

"""


def test_names_and_links_that_are_all_right(tmp_path: Path) -> None:
    (tmp_path / "made.conllu").write_text(ROWS, encoding="utf-8")
    figures = evaluate(tmp_path)
    assert figures["documents"] == 1
    assert (figures["person_f1"], figures["place_f1"], figures["f1"]) == (1.0, 1.0, 1.0)
    assert figures["coreference_f1"] == 1.0


def test_a_link_to_somebody_else_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "made.conllu").write_text(ROWS.replace("(1-person-giv", "(3-person-giv"), encoding="utf-8")
    figures = evaluate(tmp_path)
    assert figures["coreference_precision"] == 0.0


def test_the_gold_document_is_read_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "made.conllu").write_text(ROWS, encoding="utf-8")
    gold = read_gold(tmp_path / "made.conllu")
    assert gold.text == "Ana Brnabic visited Vladivostok. She praised the town."
    assert [e.core.of(gold.text) for e in gold.entities] == ["Ana Brnabic", "Vladivostok", "She", "town"]
    assert [e.named for e in gold.entities] == [True, True, False, False]


def test_only_some_documents(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.conllu").write_text(ROWS, encoding="utf-8")
    assert evaluate(tmp_path, only=("two",))["documents"] == 1


def test_an_empty_folder_and_a_broken_line_are_errors(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no \.conllu file"):
        evaluate(tmp_path)
    (tmp_path / "broken.conllu").write_text("# text = Ana\n1\tAna\n\n", encoding="utf-8")
    with pytest.raises(DataError, match="2 columns"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_figures_on_gum_do_not_fall() -> None:
    folder = Path(__file__).parents[3] / "shared" / "data" / "coreference" / "gum_news"
    if not folder.is_dir():
        pytest.skip("shared data is not here")
    figures = evaluate(folder)
    assert figures["f1"] > 0.7
    assert figures["coreference_f1"] > 0.75
