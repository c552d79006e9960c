"""Verdicts on two entities, followed everywhere: in links, in what is filed under entities, in what is gathered."""

from __future__ import annotations

from dateline.gathering import Gatherer
from dateline.model import Verdict
from dateline.store.database import Database
from dateline.store.merged import judge_pair


def judge(database: Database, verdict: Verdict) -> int:
    """Keep a verdict on two entities, and have what was read before follow it.

    Args:
        database: which keeps it.
        verdict: its ``name`` and ``entity`` are the ids of the two. The judgement ``unsure`` takes earlier ones back.

    Returns:
        Of how many articles the links count for another entity now.

    Raises:
        UsageError: the two are one id, or other verdicts say the contrary; nothing is kept then.
        StoreError: the database cannot be written.
    """
    with database.writing() as connection:
        articles = judge_pair(connection, verdict)
    gatherer = Gatherer(database)
    for article in articles:
        gatherer.add(article)
    return len(articles)
