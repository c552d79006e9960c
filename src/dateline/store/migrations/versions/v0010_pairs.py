"""What passed between two: events and statements filed under pairs of entities, and counted by month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dateline.store.keys import file_all_pairs
from dateline.store.repeats import count_all_repeats

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_EVENTS = ["key", "wide", "day", "event_id", "side", "position", "type", "real"]
_STATEMENTS = ["key", "wide", "day", "statement_id", "side"]


def upgrade() -> None:
    """Make room for the mode of an event in the counts, and file what is there."""
    # On a server texts have no length.
    for table in ("key_months", "repeats", "repeat_months") if op.get_bind().dialect.name == "sqlite" else ():
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "type", existing_type=sa.String(16), type_=sa.String(32), existing_nullable=False
            )
    # The indexes are made after the rows, for that is quicker.
    op.drop_index("ix_event_keys_key", "event_keys")
    op.drop_index("ix_statement_keys_key", "statement_keys")
    file_all_pairs(op.get_bind())
    op.create_index("ix_event_keys_key", "event_keys", _EVENTS)
    op.create_index("ix_statement_keys_key", "statement_keys", _STATEMENTS)
    count_all_repeats(op.get_bind())
