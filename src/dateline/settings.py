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
        oidc_issuer: the provider that people may sign in through (OpenID Connect), such as
            ``https://login.example.org/realms/news``; empty for none.
        oidc_client: what the provider calls this site (client id).
        oidc_secret: the site's secret with the provider; empty for a public client.
        oidc_name: what the button for signing in calls the provider.
        oidc_role_claim: the claim that says what a user may do; empty where roles are given on the site alone.
        oidc_roles: what its values mean, such as ``news-admins=administrator desk=reviewer``.
        pdf_fonts: font files for letters that the shipped font lacks, such as Chinese, split at colons; empty for one
            that is installed.
        collect_pace: seconds between two requests that the collector sends to a host; more where its robots.txt asks
            for more.
        collect_per_host: how many requests the collector has under way to a host at most.
        collect_connections: how many it has under way in all.
        collect_private: ``yes`` to let the collector ask private networks and this computer.
        collect_recheck_days: for how many days after it was first seen a page is looked at for changes.
        max_listing_bytes: a feed, sitemap or section page larger than this many bytes is not taken.
        database: the database of every command that is given no ``--db``: the path of an SQLite file, or
            ``postgresql://user@host/name``.
        webhooks_private: ``yes`` to let watches call webhooks in private networks and on this computer.
        watches: ``yes`` to have `dateline serve` send the news of watches too; else `dateline watch run` does.
        watch_seconds: how long the site waits before it looks for news of watches again, in seconds.
        page_cache_bytes: how many bytes of pages each process of the site keeps for the next who asks for the same
            without being signed in; 1 for none.
        page_cache_seconds: for how many seconds such a page may be older than the database. It is kept for longer
            while the database does not change.
        pages_at_once: how many pages each process makes at once.
        pages_waiting: how many more requests may wait in each process; others are told to try again later (503).
        pages_wait_seconds: for how many seconds a request waits before it is told so.
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
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)
    oidc_name: str = "your organisation"
    oidc_role_claim: str = ""
    oidc_roles: str = ""
    pdf_fonts: str = ""
    collect_pace: float = 1.0
    collect_per_host: int = 2
    collect_connections: int = 16
    collect_private: str = "no"
    collect_recheck_days: float = 3.0
    max_listing_bytes: int = 50_000_000
    database: str = "dateline.db"
    webhooks_private: str = "no"
    watches: str = "no"
    watch_seconds: float = 15.0
    page_cache_bytes: int = 64_000_000
    page_cache_seconds: float = 5.0
    pages_at_once: int = 3
    pages_waiting: int = 60
    pages_wait_seconds: float = 2.0

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
