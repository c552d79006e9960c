"""Who may see whole articles."""

from __future__ import annotations

from fastapi import Request

from dateline.serve.accounts.viewer import may_read_all
from dateline.serve.site import Site


def sees_whole(request: Request, site: Site) -> bool:  # noqa: ARG001  # the request knows its site
    """Whether this reader sees whole articles: everybody does, or this one is signed in."""
    return may_read_all(request)
