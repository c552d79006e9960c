"""What ``make demo`` shows: the sample pages read into a database, and the database asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PAGES = Path(os.path.relpath(Path(__file__).resolve().parent / "pages"))
DATELINE = Path(sys.executable).with_name("dateline")
DATABASE = "dateline.db"
NEXT = """
Next:
  .venv/bin/dateline headlines                              what was read
  .venv/bin/dateline show 2                                 an article with its facts
  .venv/bin/dateline facts --actor Vulin                    who did what to whom
  .venv/bin/dateline facts --type SANCTION --since 2023-01-01
  .venv/bin/dateline search '"pension reform"'
  .venv/bin/dateline who Vučić --as-of 2023-03-18           who somebody was on a day
  .venv/bin/dateline export --format csv --out facts.csv
  .venv/bin/dateline serve                                  all of it as a site: http://127.0.0.1:8000
  .venv/bin/dateline read https://… page.html directory/    your own pages
"""


def run(*arguments: str, expected: tuple[int, ...] = (0,)) -> None:
    """Run one dateline command as a user would, showing what was typed."""
    print(f"\n\033[1m$ dateline {' '.join(arguments)}\033[0m", flush=True)
    done = subprocess.run([DATELINE, *arguments], check=False)
    if done.returncode not in expected:
        sys.exit(f"the demo stopped: dateline {arguments[0]} ended with {done.returncode}")


def main() -> None:
    """Read the pages (one of them has no article, and says so), then show some facts."""
    run("read", str(PAGES / "ohrid-agreement.txt"), "--db", DATABASE)
    run("read", str(PAGES), "--db", DATABASE, expected=(1,))
    run("facts", "--db", DATABASE, "--limit", "12")
    run("who", "Aleksandar Vulin", "--as-of", "2023-07-11", "--db", DATABASE)
    print(NEXT)


if __name__ == "__main__":
    main()
