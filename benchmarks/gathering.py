"""What gathering costs beside reading and writing, an article at a time, and whether it grows with the database.

Articles of the set are read, written and gathered several times over, each time under other addresses and months
later, so that the database grows and what is compared does not. Times are of this process alone.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dateline.evaluate.story_rows import page_of, read_rows
from dateline.gathering import Gatherer
from dateline.read import Reader
from dateline.store.database import open_database
from dateline.store.view import View
from dateline.store.writer import Writer

SET = Path(__file__).resolve().parents[1] / "training" / "gather" / "stories.jsonl"
ARTICLES = 100
ROUNDS = 3
WEEKS = timedelta(weeks=30)


def main() -> None:
    reader = Reader.load()
    rows = read_rows(SET)[:ARTICLES]
    spent = {"read": 0.0, "write": 0.0}
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / "news.db") as database:
        writer, gatherer, view = Writer(database), Gatherer(database), View(database)
        for turn in range(ROUNDS):
            gathered = 0.0
            for row in rows:
                later = replace(row, address=f"{row.address}-{turn}", published=row.published + WEEKS * turn)
                started = time.process_time()
                reading = reader.read(page_of(later))
                spent["read"] += time.process_time() - started
                started = time.process_time()
                writer.write(reading)
                spent["write"] += time.process_time() - started
                number = view.version(reading.page.address, reading.page.digest)
                if number is not None:
                    started = time.process_time()
                    gatherer.add(number, reading)
                    gathered += time.process_time() - started
            count = len(rows)
            print(
                f"{count * (turn + 1):>5} articles: gather {gathered / count * 1000:5.1f} ms an article, "
                f"{gathered / (spent['read'] / (turn + 1)):.2f} of reading, "
                f"{gathered / (spent['write'] / (turn + 1)):.2f} of writing"
            )


if __name__ == "__main__":
    main()
