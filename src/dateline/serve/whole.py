"""Who may see whole articles."""

from __future__ import annotations

from fastapi import Request

from dateline.serve.site import Site


def sees_whole(request: Request, site: Site) -> bool:
    """Whether this reader sees whole articles: everybody does, or this one is signed in."""
    return site.full_text or getattr(request.state, "user", None) is not None
