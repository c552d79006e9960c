"""Runs every benchmark of this folder, each in a process of its own: ``python -m benchmarks [NAME…]``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Run the named benchmarks, or all; returns how many failed."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    wanted = sys.argv[1:] or known
    failed = 0
    for name in wanted:
        if name not in known:
            print(f"no benchmark {name!r}; there are {', '.join(known)}", file=sys.stderr)
            return 2
        print(f"== {name}", flush=True)
        environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}  # as the commands have it
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        failed += subprocess.run(command, env=environment, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
