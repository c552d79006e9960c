"""A whole reading as one JSON object."""

from __future__ import annotations

from typing import Any

import msgspec

from dateline.model import Page, Reading


def reading_as_json(reading: Reading) -> str:
    """One line of JSON: the fields of ``Reading``, each span with its text; of the page all but its bytes."""
    form: dict[str, Any] = msgspec.to_builtins(
        {name: getattr(reading, name) for name in reading.__dataclass_fields__ if name != "page"}
    )
    _add_texts(form, reading.article.text)
    return msgspec.json.encode({"page": _page(reading.page), **form}).decode()


def _page(page: Page) -> dict[str, Any]:
    return {
        "address": page.address,
        "digest": page.digest,
        "fetched": page.fetched,
        "content_type": page.content_type,
        "bytes": len(page.content),
    }


def _add_texts(form: Any, text: str) -> None:
    """Give each span in a tree of mappings and sequences the text that it covers."""
    if isinstance(form, (list, tuple)):
        for item in form:
            _add_texts(item, text)
    elif isinstance(form, dict):
        if form.keys() == {"start", "end"}:
            form["text"] = text[form["start"] : form["end"]]
            return
        for value in form.values():
            _add_texts(value, text)
