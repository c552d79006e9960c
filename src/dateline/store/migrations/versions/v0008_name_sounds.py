"""Keys by which people are found though their names are spelled in another way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dateline.store.reference_staging import sounds_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT_ONCE = 5000


def upgrade() -> None:
    """Make the table, and fill it for the people who are there."""
    op.create_table(
        "name_sounds",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_name_sounds_entity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "entity_id", name="pk_name_sounds"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_sounds_entity_id", "name_sounds", ["entity_id"], unique=False)
    _fill()


def _fill() -> None:
    link = op.get_bind()
    people = sa.text(
        "SELECT e.id, n.text FROM entities AS e JOIN entity_names AS n ON n.entity_id = e.id"
        " WHERE e.schema = 'Person' AND e.id > :after AND e.id <= :last"
    )
    insert = sa.text("INSERT INTO name_sounds (key, entity_id) VALUES (:key, :entity)")
    end = link.execute(sa.text("SELECT max(id) FROM entities")).scalar() or 0
    for after in range(0, end, _AT_ONCE):
        names: dict[int, list[str]] = {}
        for row in link.execute(people, {"after": after, "last": after + _AT_ONCE}):
            names.setdefault(row.id, []).append(row.text)
        rows = [
            {"key": key, "entity": entity}
            for entity, texts in names.items()
            for key in sounds_of("Person", texts)
        ]
        if rows:
            link.execute(insert, rows)
