"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A machine that is busy is not a failure.
settings.register_profile("dateline", deadline=None)
settings.load_profile("dateline")
