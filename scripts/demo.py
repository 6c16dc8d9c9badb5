"""Runs ``shapefault run`` on each of the examples, as a user would type it; ``make demo`` calls this."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def main(programs: list[str]) -> int:
    """Show each program and its diagnosis; the status says whether all were diagnosed."""
    silent = []
    for program in programs:
        print(f"\n{'─' * 100}\n$ shapefault run {program}\n", flush=True)
        if importlib.util.find_spec("torchvision") is None and "torchvision" in (EXAMPLES / program).read_text():
            print("left out: torchvision is not installed")
            continue
        if not diagnosed(program):
            silent.append(program)
    print("─" * 100)
    if silent:
        print(f"no diagnosis for: {', '.join(silent)}")
    return 1 if silent else 0


def diagnosed(program: str) -> bool:
    """Run one program with its output on this terminal; whether it failed and was diagnosed."""
    command = [sys.executable, "-m", "shapefault", "run", program]
    # stderr goes through us only to see whether a diagnosis is in it.
    process = subprocess.Popen(command, cwd=EXAMPLES, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    found = False
    for line in process.stderr:
        sys.stderr.write(line)
        found = found or line.startswith("error[SF")
    return process.wait() == 1 and found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
