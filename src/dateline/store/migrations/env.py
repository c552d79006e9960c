"""What Alembic runs: our migrations, on the connection and in the transaction that it was given."""

from __future__ import annotations

from alembic import context

from dateline.store.schema_reference import everything

context.configure(connection=context.config.attributes["connection"], target_metadata=everything)
context.run_migrations()
