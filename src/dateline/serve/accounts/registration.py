"""Who may make an account."""

from __future__ import annotations

from enum import StrEnum


class Registration(StrEnum):
    """Who may make an account: anybody with a mail address, who was invited, or nobody."""

    OPEN = "open"
    INVITATION = "invitation"
    OFF = "off"
