"""Rebuilds every shipped model, one after the other: ``python -m training[.NAME]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the training of each folder; stops at the first that fails."""
    for folder in sorted(path.parent for path in HERE.glob("*/__main__.py")):
        print(f"== {folder.name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"training.{folder.name}"], check=False)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
