"""A page turned to text, and the measures of saved text and repairs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate import repairs, saved_text
from dateline.evaluate.saved_page import page_as_text
from dateline.extract.repair import Repairer

PAGE = """<html><head><title>T</title><script>var a = 1</script></head>
<body><nav><a>Home</a> <a>News</a></nav>
<h1>A  headline</h1><p>One <b>bold</b> word<br>and more<!-- no --> text</p><noscript>off</noscript>
<ul><li>first</li><li>second</li></ul><style>p {}</style> tail</body></html>"""


def test_one_line_for_each_block_element() -> None:
    lines = ["Home News", "A headline", "One bold word", "and more text", "first", "second", "tail"]
    assert page_as_text(PAGE).splitlines() == lines
    assert page_as_text(PAGE.encode(), breaks=False).splitlines()[2] == "One bold wordand more text"


@pytest.mark.parametrize("page", ["", "   ", "<!-- nothing -->", "<html></html>"])
def test_a_page_without_text_gives_no_text(page: str) -> None:
    assert page_as_text(page) == ""


def test_restored_names_are_counted() -> None:
    documents = [["Aleksandar Vučić met Qžxy."], ["Nothing here."]]
    assert repairs.restored(documents, Repairer.load()) == (2, 1, 0)


def test_false_repairs_are_counted() -> None:
    repairer = Repairer.load()
    assert repairs.false_repairs([["Is it? Who?What?"]], repairer) == 0
    assert repairs.false_repairs([["I don?t"]], repairer) == 1


def test_a_folder_without_the_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        saved_text.evaluate(tmp_path)
    with pytest.raises(DataError):
        repairs.evaluate(tmp_path)
