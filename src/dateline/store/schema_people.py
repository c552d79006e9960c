"""The tables of those who use the site: users, sessions, tokens, the audit log, corrections, watches, deliveries.

No secret that a user holds is kept, only its SHA-256 (they are random and long) or, of passwords, its Argon2id hash.
The one exception is the key that calls of a webhook are signed with, which cannot be made from a hash.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dateline.store import schema_keys  # noqa: F401  # its tables are among all
from dateline.store.columns import Instant, Listing, Words
from dateline.store.schema_reference import everything as metadata

everything = metadata
"""All tables: those of the articles, of reference data, and these."""


def _user(*, nullable: bool = False, comment: str = "whose it is") -> Column[int]:
    key = ForeignKey("users.id", ondelete="CASCADE")
    return Column("user_id", Integer, key, nullable=nullable, comment=comment)


def _watch() -> Column[int]:
    key = ForeignKey("watches.id", ondelete="CASCADE")
    return Column("watch_id", Integer, key, nullable=False, comment="the watch")


users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the user"),
    Column("name", Words, nullable=False, comment="the name that others see"),
    Column("name_key", Words, nullable=False, comment="that name for comparison: no two look alike"),
    Column("email", Words, nullable=False, comment="address that mail goes to"),
    Column("email_key", Words, nullable=False, comment="that address for comparison"),
    Column("password", Words, comment="Argon2id hash; NULL until one is set"),
    Column("role", String(16), nullable=False, comment="reader, reviewer or administrator"),
    Column("active", Boolean, nullable=False, comment="false for one who may not sign in"),
    Column("created", Instant, nullable=False, comment="when the account was made, UTC"),
    UniqueConstraint("name_key"),
    UniqueConstraint("email_key"),
    comment="Who may sign in.",
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True, comment="SHA-256 of what the cookie holds"),
    _user(),
    Column("created", Instant, nullable=False, comment="when the user signed in, UTC"),
    Column("expires", Instant, nullable=False, comment="until when it holds, UTC"),
    Index("ix_sessions_user_id", "user_id"),
    comment="Who is signed in.",
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True, comment="address of the provider that knows the person"),
    Column("subject", String(255), primary_key=True, comment="what the provider calls the person, for good"),
    _user(),
    Column("created", Instant, nullable=False, comment="when it was linked, UTC"),
    Index("ix_identities_user_id", "user_id"),
    comment="Who signs in through a provider (OpenID Connect). An e-mail address never links an account.",
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the token"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of the token"),
    Column("purpose", String(16), nullable=False, comment="api, reset, invitation or confirmation"),
    _user(nullable=True, comment="who it is for; NULL where there is no account yet"),
    Column("name", Words, comment="what the user calls it, or is to be called"),
    Column("email", Words, comment="address of an account to be made"),
    Column("password", Words, comment="Argon2id hash for an account to be made"),
    Column("role", String(16), comment="role of an account to be made"),
    Column("scopes", Listing, nullable=False, comment="what it allows, JSON array: read, review, watch"),
    Column("created", Instant, nullable=False, comment="when it was made, UTC"),
    Column("expires", Instant, comment="until when it holds, UTC; NULL for ever"),
    Column("used", Instant, comment="when it was used last, UTC"),
    UniqueConstraint("hash"),
    Index("ix_tokens_user_id", "user_id"),
    comment="What lets a program in, or a person who forgot the password, or was invited.",
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the attempt"),
    Column("key", String(64), nullable=False, comment="SHA-256 of what was tried and from where"),
    Column("moment", Instant, nullable=False, comment="when, UTC"),
    Index("ix_attempts_key", "key", "moment"),
    Index("ix_attempts_moment", "moment"),
    comment="Attempts to sign in and the like, kept for a day: too many are refused.",
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the entry"),
    Column("moment", Instant, nullable=False, comment="when, UTC"),
    Column("user_id", Integer, comment="number of the user who did it; NULL for the command line"),
    Column("who", Words, nullable=False, comment="name of that user then"),
    Column("action", String(32), nullable=False, comment="what was done"),
    Column("subject", Words, nullable=False, comment="to what"),
    Column("detail", Words, nullable=False, comment="how, in words"),
    comment="What was done by whom. It only grows: triggers refuse to change or delete an entry.",
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the verdict"),
    Column("address", Words, nullable=False, comment="address of the page"),
    Column("kind", String(16), nullable=False, comment="event, statement or link"),
    Column("sentence", Words, nullable=False, comment="the sentence that the fact rests on"),
    Column("span", Words, nullable=False, comment="its trigger, cue or mention, as written"),
    Column("place", Integer, nullable=False, comment="where in the sentence that stands, in characters"),
    Column("ordinal", Integer, nullable=False, comment="which of the facts with that span it is, from 0"),
    Column("verdict", String(16), nullable=False, comment="accept, reject, correct, or undo"),
    Column("given", Words, nullable=False, comment="the values that were judged, JSON object"),
    Column("values", Words, nullable=False, comment="the values that are right instead, JSON object"),
    Column("reason", Words, nullable=False, comment="why, in words"),
    Column(
        "user_id",
        Integer,
        ForeignKey("users.id"),
        nullable=False,
        comment="who judged",
    ),
    Column("moment", Instant, nullable=False, comment="when, UTC"),
    Column("models", Words, nullable=False, comment="provenance of the fact that was judged, JSON object"),
    Column(
        "undoes",
        Integer,
        ForeignKey("corrections.id"),
        comment="the verdict that this row takes back",
    ),
    Index("ix_corrections_address", "address", "kind"),
    Index("ix_corrections_user_id", "user_id"),
    Index("ix_corrections_undoes", "undoes"),
    comment="Verdicts of reviewers on facts. It only grows; the newest that is not taken back counts. A verdict holds "
    "for what stands at the address in the sentence, so that another reading of the page does not lose it.",
)

watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the watch"),
    _user(),
    Column("name", Words, nullable=False, comment="what the user calls it"),
    Column(
        "kind",
        String(16),
        nullable=False,
        comment="what is searched: events, statements, headlines or search",
    ),
    Column("query", Words, nullable=False, comment="the search, as the query string of its page"),
    Column("channel", String(16), nullable=False, comment="mail, webhook or feed"),
    Column("target", Words, comment="address of the webhook"),
    Column("secret", Words, comment="key that calls of the webhook are signed with"),
    Column("rhythm", String(16), nullable=False, comment="at-once, hourly or daily"),
    Column("feed_hash", String(64), nullable=False, comment="SHA-256 of the key in the address of its feed"),
    Column("baseline", Integer, nullable=False, comment="newest article when the watch was made"),
    Column("seen", Integer, nullable=False, comment="newest article that was looked at for it"),
    Column("active", Boolean, nullable=False, comment="false while it is paused"),
    Column("created", Instant, nullable=False, comment="when it was made, UTC"),
    Column("due", Instant, nullable=False, comment="when it is looked at next, UTC"),
    UniqueConstraint("feed_hash"),
    Index("ix_watches_user_id", "user_id"),
    comment="Searches that somebody wants to hear of.",
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the delivery"),
    _watch(),
    Column("key", String(32), nullable=False, comment="names it for good: Message-ID and Idempotency-Key"),
    Column("subject", Words, nullable=False, comment="what it says it is"),
    Column(
        "content",
        Words,
        nullable=False,
        comment="what it says, as it was when it was put together, JSON object",
    ),
    Column("created", Instant, nullable=False, comment="when it was put together, UTC"),
    Column("status", String(16), nullable=False, comment="waiting, sent or given-up"),
    Column("attempts", Integer, nullable=False, comment="how often it was tried"),
    Column("due", Instant, nullable=False, comment="when it is tried next, UTC"),
    Column("sent", Instant, comment="when it was taken, UTC"),
    Column("error", Words, comment="what went wrong last"),
    UniqueConstraint("key"),
    Index("ix_deliveries_watch_id", "watch_id"),
    Index("ix_deliveries_status", "status", "due"),
    comment="The outbox of the watches: written in one transaction with what it covers.",
)

covered = Table(
    "covered",
    metadata,
    Column(
        "watch_id",
        Integer,
        ForeignKey("watches.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the watch",
    ),
    Column("subject", Words, primary_key=True, comment="what the article is news of; now its address"),
    Column(
        "delivery_id",
        Integer,
        ForeignKey("deliveries.id", ondelete="CASCADE"),
        nullable=False,
        comment="the delivery that tells of it",
    ),
    Index("ix_covered_delivery_id", "delivery_id"),
    comment="What a watch has told of, each once.",
)
