"""A whole reading as one JSON object."""

from __future__ import annotations

from typing import Any

import msgspec

from dateline.model import Page, Reading
from dateline.store.identify import FactIds


def reading_as_json(reading: Reading, ids: FactIds | None = None) -> str:
    """One line of JSON: the fields of ``Reading``, each span with its text; of the page all but its bytes.

    Facts that are in a database have their identifier as ``fact``.
    """
    form: dict[str, Any] = msgspec.to_builtins(
        {name: getattr(reading, name) for name in reading.__dataclass_fields__ if name != "page"}
    )
    add_texts(form, reading.article.text)
    for name in ("events", "statements") if ids else ():
        numbered = zip(getattr(ids, name), form[name], strict=True)
        form[name] = [{"fact": str(number), **fact} for number, fact in numbered]
    return msgspec.json.encode({"page": page_as_form(reading.page), **form}).decode()


def page_as_form(page: Page) -> dict[str, Any]:
    """What is known of a page, without its bytes."""
    return {
        "address": page.address,
        "digest": page.digest,
        "fetched": page.fetched,
        "content_type": page.content_type,
        "bytes": len(page.content),
    }


def add_texts(form: Any, text: str) -> None:
    """Give each span in a tree of mappings and sequences the text that it covers."""
    if isinstance(form, (list, tuple)):
        for item in form:
            add_texts(item, text)
    elif isinstance(form, dict):
        if form.keys() == {"start", "end"}:
            form["text"] = text[form["start"] : form["end"]]
            return
        for value in form.values():
            add_texts(value, text)
