"""One frozen Settings, read once and passed in, never global."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from dateline.errors import UsageError

PREFIX = "DATELINE_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user can set; each field by the environment variable ``DATELINE_`` and its name in capitals.

    Attributes:
        max_page_bytes: a page larger than this many bytes, after decompression, is rejected.
        fetch_seconds: a fetch that takes longer than this many seconds in all is given up.
        max_redirects: how many redirects a fetch follows.
        user_agent: what the fetcher calls itself, to servers and to robots.txt.
        reference_dir: the folder for lists that are downloaded; a ~ stands for the home folder.
        max_list_bytes: a list larger than this many bytes is not downloaded.
        reference_addresses: addresses to take lists from in place of the known ones, such as
            ``us-sdn=https://mirror.example/sdn.csv un=https://mirror.example/un.xml``.
        api_per_minute: how many requests a client of the site's API may send a minute in the long run.
        api_burst: how many of them it may send at once.
        mail_server: the server that the site sends mail through, as ``host:port``; empty for none.
        mail_sender: the address that its mail comes from.
        mail_user: the user to sign in to the mail server as; empty where it asks for none.
        mail_password: the password of that user.
        mail_tls: ``starttls``, ``tls`` from the first byte, or ``none``.
        database: the database of every command that is given no ``--db``: the path of an SQLite file, or
            ``postgresql://user@host/name``.
        webhooks_private: ``yes`` to let watches call webhooks in private networks and on this computer.
    """

    max_page_bytes: int = 10_000_000
    fetch_seconds: float = 30.0
    max_redirects: int = 5
    user_agent: str = "Dateline/0.1 (news reader; obeys robots.txt)"
    reference_dir: str = "~/.local/share/dateline/reference"
    max_list_bytes: int = 20_000_000_000
    reference_addresses: str = ""
    api_per_minute: int = 240
    api_burst: int = 120
    mail_server: str = ""
    mail_sender: str = ""
    mail_user: str = ""
    mail_password: str = field(default="", repr=False)
    mail_tls: str = "starttls"
    database: str = "dateline.db"
    webhooks_private: str = "no"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings from environment variables; what is not set keeps its default.

        Raises:
            UsageError: a variable of ours does not name a setting, or its value cannot be read.
        """
        defaults = cls()
        converters = {field.name: type(getattr(defaults, field.name)) for field in fields(cls)}
        given: dict[str, int | float | str] = {}
        for variable, value in environment.items():
            if not variable.startswith(PREFIX):
                continue
            name = variable.removeprefix(PREFIX).lower()
            if name not in converters:
                known = ", ".join(PREFIX + key.upper() for key in converters)
                raise UsageError("no such setting", where=variable, action=f"the settings are {known}")
            try:
                given[name] = converters[name](value)
            except ValueError:
                kind = "a whole number" if converters[name] is int else "a number"
                raise UsageError(
                    f"{value!r} is not {kind}", where=variable, action=f"set it to {kind}"
                ) from None
        for name, amount in given.items():
            if not isinstance(amount, str) and amount <= 0:
                raise UsageError(
                    f"{amount} is not above zero", where=PREFIX + name.upper(), action="set it higher"
                )
        return cls(**given)  # type: ignore[arg-type]  # each was converted to its field's type above
